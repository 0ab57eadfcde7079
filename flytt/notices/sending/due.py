"""What would go out: for every outlet, of each notice, the newest revision that its readers were not told."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from flytt.migration.channel import Message
from flytt.migration.notice_record import ENDED, Change, Notice
from flytt.migration.outbox import Outbox, Sending
from flytt.migration.workload import Language
from flytt.notices.book import Book
from flytt.notices.forms import Form
from flytt.notices.posting import posting
from flytt.notices.render import render
from flytt.notices.sending.quiet import goes_out_at
from flytt.notices.sending.settings import Outlet, SendingSettings
from flytt.notices.site import Site

Standing: TypeAlias = Literal["due", "later", "words", "person", "left", "asked-later", "corrected"]
"""due: goes out now. later: `due` says when. words: not approved. person: somebody must look whether an
earlier try arrived. left: a person let it be. asked-later: begun, and the channel is asked first. corrected:
its readers have the words before, and nobody has said that they must hear of it."""
Digest: TypeAlias = Callable[[str], str]
"""A keyed digest: the same text gives the same, and nobody without the key can try texts against it."""

FORMS: dict[str, tuple[Form, ...]] = {
    "smtp": ("eml",),
    "graph-mail": ("eml",),
    "teams": ("card",),
    "sharepoint": ("sharepoint",),
    "folder": ("html", "text", "md", "json"),
}
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One revision for one outlet. `notice` is cut to the readers; its news is all since they were told."""

    outlet: Outlet
    notice: Notice
    languages: tuple[Language, ...]
    standing: Standing
    due: datetime
    why: str
    title: str
    earlier: Sending | None

    def message(self, settings: SendingSettings, book: Book, digest: Digest) -> Message:
        """Render it. The id is the same whenever and wherever it is made from the same ledger and key."""
        notice, outlet = self.notice, self.outlet
        site = Site(base_url=settings.base_url)
        forms = {
            form: render(notice, self.languages, outlet.audience, form, book=book, site=site)
            for form in FORMS[outlet.channel]
        }
        return Message(
            id=message_id(notice, outlet, settings, digest),
            name=f"varsel-{notice.id.replace('.', '-')}-{outlet.audience}",
            revision=notice.revision,
            title=self.title,
            forms=forms,
            rehearsal=notice.practice,
        )


def message_id(notice: Notice, outlet: Outlet, settings: SendingSettings, digest: Digest) -> str:
    """Return the Message-ID of a revision at an outlet: nothing can be read out of it."""
    stem = digest(f"message/{notice.municipality_id}/{notice.id}/{notice.revision}/{outlet.id}")
    return f"flytt.{stem[:40]}.{notice.revision}@{settings.domain}"


def outgoing(
    told: Sequence[Notice], book: Book, settings: SendingSettings, outbox: Outbox, now: datetime
) -> tuple[Outgoing, ...]:
    """Return everything that has not gone out, in the order in which it became true."""
    found = [one for outlet in settings.outlets for one in _at(outlet, told, book, settings, outbox, now)]
    return tuple(sorted(found, key=lambda o: (o.notice.changed_at, o.notice.id, o.outlet.id)))


def _at(
    outlet: Outlet,
    told: Iterable[Notice],
    book: Book,
    settings: SendingSettings,
    outbox: Outbox,
    now: datetime,
) -> Iterator[Outgoing]:
    tried: dict[str, list[Sending]] = {}
    for sending in outbox.values():
        if sending.event.outlet == outlet.id:
            tried.setdefault(sending.event.notice, []).append(sending)
    for whole in told:
        notice = whole.for_audience(outlet.audience)
        if notice is None or not outlet.concerns(notice):
            continue
        earlier = tried.get(notice.id, [])
        tries = [s for s in earlier if s.event.revision == notice.revision]
        here = max(tries, key=lambda s: s.seq, default=None)
        maybe = any(s.status != "not-sent" for s in earlier)
        if any(s.status == "sent" for s in tries) or (notice.state in ENDED and not maybe):
            # What nobody was told of and is over is no news.
            continue
        # A sector that has none of the outlet's languages is told in its own rather than never.
        own: tuple[Language, ...] = tuple(x for x in outlet.languages if x in notice.languages)
        languages = own or notice.languages
        certain = [s.event.revision for s in earlier if s.status == "sent"]
        since = max(certain, default=0 if maybe else None)
        news = _news_since(notice, since)
        theirs = _read_in(languages, news)
        unsaid = here is None or here.status == "not-sent"
        if outlet.disturbs and news and not theirs and unsaid:
            # Words of another language than these readers'.
            continue
        notice = _with_news(notice, theirs)
        first = posting(notice, languages[0], outlet.audience, book, Site(base_url=settings.base_url))
        drafts = [lang for lang in languages if posting(notice, lang, outlet.audience, book, Site()).draft]
        standing, due, why = _standing(notice, here, drafts, settings, outlet, now)
        title = first.letter.title
        yield Outgoing(outlet, notice, languages, standing, due, why, title, here)


def _standing(
    notice: Notice,
    here: Sending | None,
    drafts: Sequence[str],
    settings: SendingSettings,
    outlet: Outlet,
    now: datetime,
) -> tuple[Standing, datetime, str]:
    met: dict[str, tuple[Standing, str]] = {
        "unknown": ("person", "nobody can tell whether it arrived: "),
        "left": ("left", "a person let it be: "),
        "sending": ("asked-later", "it was begun, and the channel has not said how it went"),
    }
    if here is not None and here.status in met:
        standing, why = met[here.status]
        return standing, now, why + here.why
    if outlet.disturbs and notice.changes and all(map(_is_no_news, notice.changes)):
        of = f"{notice.municipality_id} --sector {notice.sector.id} --audience {outlet.audience}"
        return "corrected", now, f"they have the words before; flytt wording {of} --approve --correct"
    if drafts:
        return "words", now, f"the words are not approved ({', '.join(drafts)})"
    if here is not None and here.status == "not-sent":
        again = here.at + min(_FIRST_PAUSE * 2 ** (here.attempts - 1), _LONGEST_PAUSE)
        if again > now:
            return "later", again, f"is tried again: {here.why}"
    due = goes_out_at(notice, now, settings.quiet if outlet.disturbs else None)
    return ("later", due, "quiet hours") if due > now else ("due", now, "")


def _is_no_news(change: Change) -> bool:
    return change.kind == "words" and not change.correction


def _news_since(notice: Notice, since: int | None) -> tuple[Change, ...]:
    """Return what changed since these readers were told last; nothing is news to those who never were."""
    if since is None:
        return ()
    return tuple(change for r in notice.revisions if r.number > since for change in r.changes)


def _read_in(languages: Sequence[Language], news: Sequence[Change]) -> tuple[Change, ...]:
    """Return what is news in these languages. A correction is, to those who have the words before."""
    reworded = {c: not set(c.languages).isdisjoint(languages) for c in news if c.kind == "words"}
    corrected = any(reworded.values())
    return tuple(c for c in news if reworded.get(c, True) or (corrected and not c.languages))


def _with_news(notice: Notice, news: tuple[Change, ...]) -> Notice:
    *before, newest = notice.revisions
    if news == newest.changes:
        return notice
    return notice.changed(revisions=(*before, newest.changed(changes=news)))


def keyed(key: bytes) -> Digest:
    """Return a digest that is keyed, apart from every other use of the key."""
    own = hmac.new(key, b"flytt/outbox/1", hashlib.sha256).digest()

    def digest(text: str) -> str:
        return hmac.new(own, text.encode(), hashlib.sha256).hexdigest()

    return digest
