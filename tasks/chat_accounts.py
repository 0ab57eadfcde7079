"""One chat on both sides: what is there, what is not, and why. Read person by person, not chat by chat."""

from collections.abc import Iterable, Mapping

from flytt.migration.chats import Chat, Chats
from flytt.migration.errors import NotFound
from flytt.migration.record import Record, digest
from flytt.migration.team_messages import Becoming, found
from flytt.migration.teams import Message
from tasks.chatted import Met, Pair

EDITED = "edited or deleted after it was copied, or its links are: stands as it was"
LATE = "written on the old side after the last pass: comes with the late one"
CHANGED = "message that was refused, and is changed: the next pass tries again"
PEOPLED = "chat that somebody has come into or left on the old side after the last pass: stands as it was"
OWN = "written on the new side by people themselves before the first pass"


class ChatAccount(Record):
    """One chat: messages on the old side, those found on the new, and what is not the same.

    `refused`: lines about messages that the new side has not taken; `rewritten`: how many more their authors
    have changed since. `edited`: changed on the old side after their import; `late`: written there after the
    last pass; `own`: written on the new side before the first. The prints are of author, time and text.
    """

    chat: str
    source: int
    target: int
    edited: int
    late: int
    own: int
    extra: int
    lacking: int
    unlike: int
    pictures: int
    left: int
    refused: tuple[str, ...] = ()
    rewritten: int = 0
    unread: bool = False
    source_print: str
    target_print: str

    @property
    def wrong(self) -> str:
        """Say what is lost or changed; empty when nothing is."""
        if self.unread:
            return f"chat {self.chat}: what is noted of it could not be read on the old side"
        if not (self.lacking or self.unlike):
            return ""
        return (
            f"chat {self.chat}: expected {self.source} ({self.source_print}), found {self.target} "
            f"({self.target_print}): {self.lacking} lacking, {self.unlike} not as they were"
        )


def accounts(met: Met, *, pictures: bool) -> list[ChatAccount]:
    """Account for every chat that has become one. `pictures`: their bytes are held against each other too."""
    pairs = list(met.pairs.values())
    old = by_chat(met.old, [one.source for one in pairs], met.own)
    new = by_chat(met.new, [one.target for one in pairs], frozenset(met.people.values()))
    seen = met.seen()
    return [
        _account(met, one, old.get(one.source.id, []), new.get(one.target.id, []), seen, pictures=pictures)
        for one in pairs
    ]


def by_chat(chats: Chats, wanted: Iterable[Chat], askable: frozenset[str]) -> dict[str, list[Message]]:
    """Return all messages of these chats, read through as few of their people as cover them."""
    left: dict[str, Chat] = {one.id: one for one in wanted}
    whole, gone = dict[str, list[Message]](), set[str]()
    while left:
        first = left[min(left)]
        whom = [one for one in first.members if one in askable - gone]
        if not whom:
            del left[first.id]
            continue
        person = max(whom, key=lambda one: (sum(one in chat.members for chat in left.values()), one))
        cover = {key for key, chat in left.items() if person in chat.members}
        read = dict[str, list[Message]]()
        try:
            for chat, message in chats.all_messages(person):
                if chat in cover:
                    read.setdefault(chat, []).append(message)
        except NotFound:  # an account that went meanwhile: others in those chats are asked
            gone.add(person)
            continue
        whole.update(read)
        left = {key: chat for key, chat in left.items() if key not in cover}
    return whole


def is_late(chat: Chat, created: str, noted: Mapping[str, str], seen: frozenset[str]) -> bool:
    """True for what was written after the last pass: nothing in Graph closes a chat of the old side."""
    return bool(seen) and (chat.key not in seen or created > max(noted, default=""))


def _account(
    met: Met, pair: Pair, old: list[Message], new: list[Message], seen: frozenset[str], *, pictures: bool
) -> ChatAccount:
    here = pair.source
    old = met.told(here, old)
    carried, noted, aside = met.carried(here, old), met.book(here).known(), met.book(here).refused()
    there = {created: (one, said) for created, (one, said) in found(new).items() if not one.odd}
    have = {created: said for created, (_, said) in there.items()}
    edited = {c for c in noted if c in have and have[c] == noted[c] and _other(carried.get(c), noted[c])}
    lacking = {c for c in carried if c not in have and c not in aside}
    refused = {c for c in carried if c not in have and c in aside}
    stand = sorted(c for c in refused if carried[c].print == aside[c][0])
    late = {c for c in lacking if c not in noted and is_late(here, c, noted, seen)}
    unlike = {c for c, one in carried.items() if c in have and have[c] != one.print and c not in edited}
    same = {c for c in carried if c in have} - unlike - edited
    if pictures:
        unlike |= {c for c in same if not _pictured(met, pair, carried[c].message, there[c][0])}
    foreign = {c for c in have if c not in carried and c not in edited}
    own = foreign & met.peoples(here)
    met_there = {c: have[c] for c in carried if c in have}
    return ChatAccount(
        chat=here.key,
        source=len(carried),
        target=len(met_there) - len(unlike),
        edited=len(edited),
        late=len(late),
        own=len(own),
        extra=len(foreign - own),
        lacking=len(lacking - late),
        unlike=len(unlike),
        pictures=sum(len(carried[c].message.pictures) for c in same - unlike) if pictures else 0,
        left=sum(bool(one.odd) for one in old) + len(met.unknown(old)),
        refused=tuple(_refused(here, carried[c].message.id, aside[c][1]) for c in stand),
        unread=bool(noted) and not old,
        rewritten=len(refused) - len(stand),
        source_print=_print({c: one.print for c, one in carried.items()}),
        target_print=_print(met_there),
    )


def _refused(chat: Chat, message: str, why: str) -> str:
    return (
        f"chat {chat.key}: message {message} or a picture in it is refused by the new side ({why}); let its "
        "author delete or shorten it, or state it under `leave_messages` and adopt the new plan"
    )


def _other(now: Becoming | None, noted: str) -> bool:
    return now is None or now.print != noted


def _pictured(met: Met, pair: Pair, here: Message, there: Message) -> bool:
    """Hold the bytes of pictures against each other, in the order in which the text calls them."""
    if len(here.pictures) != len(there.pictures):
        return False
    try:
        return _bytes_alike(met, pair, here, there)
    except NotFound:
        return False


def _bytes_alike(met: Met, pair: Pair, here: Message, there: Message) -> bool:
    return all(
        met.old.picture(pair.source.id, here, one).data == met.new.picture(pair.target.id, there, other).data
        for one, other in zip(here.pictures, there.pictures, strict=True)
    )


def _print(said: dict[str, str]) -> str:
    return digest({**said})[:16]
