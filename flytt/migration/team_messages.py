"""What a message becomes on the new side: when, by whom, saying what; and its print. Pure."""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import escape

from flytt.migration.record import digest
from flytt.migration.teams import Attached, Message, Picture

_MENTION = re.compile(r"</?at\b[^>]*>")
_PICTURE = re.compile(r'src="picture:[^"]*"')
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Becoming:
    """A message of the old side and what it becomes; `under`: when the one it replies to was written."""

    message: Message
    created: str
    author: str
    html: str
    attached: tuple[Attached, ...]
    under: str

    @property
    def print(self) -> str:
        """A digest of author, time, text, place and what it leads to."""
        return print_of(self.created, self.author, self.html, self.message.subject, self.under, self.attached)


@dataclass(frozen=True)
class Links:
    """Where files were and where they are: beginnings of addresses, old to new."""

    moved: Mapping[str, str]

    def lead(self, url: str) -> str:
        """Return the address on the new side; the old one when nothing is known of it."""
        for old, new in self.moved.items():
            if old and url.startswith(old):
                return new + url[len(old) :]
        return url

    def knows(self, url: str) -> bool:
        """True when the file is one that moves."""
        return any(old and url.startswith(old) for old in self.moved)

    def in_text(self, html: str) -> str:
        """Return the text with every known address led on."""
        for old, new in self.moved.items():
            html = html.replace(old, new) if old else html
        return html


def becoming(
    messages: Iterable[Message], people: Mapping[str, str], stand_in: str, links: Links
) -> Iterator[Becoming]:
    """Yield what is carried over, oldest first; each under a millisecond of its own, as the service asks.

    One that is left keeps its millisecond too: a deleted one may be brought back, and would take another's.
    A reply whose first message is not carried over stands by itself. Who has no account on the new side is
    stood in for, or the message is left.
    """
    last, written = datetime.min.replace(tzinfo=UTC), dict[str, str]()
    for one in sorted(messages, key=lambda m: (m.created, m.id)):
        last = max(moment(one.created), last + _MILLISECOND)
        author = people.get(one.author, stand_in)
        if one.odd or not author:
            continue
        html = links.in_text(_MENTION.sub("", one.html))
        if one.author not in people:
            html = f"<p><em>{escape(one.author_name or 'Ukjent')}:</em></p>{html}"
        written[one.id] = instant(last)
        yield Becoming(
            message=one,
            created=written[one.id],
            author=author,
            html=html,
            attached=tuple(a.changed(url=links.lead(a.url)) for a in one.attached),
            under=written.get(one.under, ""),
        )


def found(messages: Iterable[Message]) -> dict[str, tuple[Message, str]]:
    """Return what lies in a channel of the new side, with its print, by when it was written."""
    there = {one.id: one for one in messages}
    whole: dict[str, tuple[Message, str]] = {}
    for one in there.values():
        above = there.get(one.under)
        under = instant(moment(above.created)) if above else ""
        created = instant(moment(one.created))
        said = print_of(created, one.author, one.html, one.subject, under, one.attached)
        whole[created] = one, said
    return whole


def print_of(
    created: str, author: str, html: str, subject: str, under: str, attached: tuple[Attached, ...]
) -> str:
    """Return the digest that says whether two messages are the same. Pictures have one of their own."""
    return digest(
        [created, author, _PICTURE.sub("picture", html), subject, under, [[a.name, a.url] for a in attached]]
    )[:32]


def print_of_pictures(pictures: Iterable[Picture]) -> str:
    """Return the digest of the pictures of a message, in the order in which its text shows them."""
    return digest([sha256(base64.b64decode(one.data)).hexdigest() for one in pictures])[:32]


def moment(written: str) -> datetime:
    """Read a time. Raises ValueError for what is none."""
    at = datetime.fromisoformat(written)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def instant(at: datetime) -> str:
    """Write a time in UTC, in milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
