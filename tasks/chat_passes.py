"""One pass over all chats: every message that is not there yet, oldest first; noted when it is whole."""

from collections import Counter

from flytt.migration.chats import Chat
from flytt.migration.drive_notes import Passes
from flytt.migration.errors import CommandFailed, FlyttError, NotFound
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.team_messages import Becoming, found
from flytt.migration.teams import NewMessage
from tasks.chat_accounts import CHANGED, EDITED, LATE, accounts
from tasks.chatted import Chatted, Met, Pair, make

_AT_ONCE = 20
"""Messages that are noted together."""
_MOST_REFUSED = 50
NO_ACCOUNT = "author without an account"


class Copied(Record):
    """What a pass carried over, and what not, by why. `old_links`: files that lie in no drive that moves.

    `reactions`: signs that stand as text below the message they were given to.
    """

    chats: int = 0
    messages: int = 0
    pictures: int = 0
    reactions: int = 0
    old_links: int = 0
    left: dict[str, int] = {}


class Pass:
    """One pass. `closes`: a chat is not left open for import, because people use it already."""

    def __init__(self, want: Chatted, world: World, *, closes: bool) -> None:
        self._met, self._closes = make(want, world), closes
        self._counted: Counter[str] = Counter()
        self._left: Counter[str] = Counter(self._met.left)
        self._refused = 0

    def run(self) -> Copied:
        """Carry over all that lacks."""
        seen = self._met.seen()
        for pair in self._met.pairs.values():
            self._chat(pair, first=pair.source.key not in seen)
        counts = {name: self._counted[name] for name in Copied.model_fields if name != "left"}
        return Copied(**counts, left={why: n for why, n in sorted(self._left.items()) if n})

    def _chat(self, pair: Pair, *, first: bool) -> None:
        met, here, there = self._met, pair.source, pair.target.id
        messages = met.read(here)
        carried, book = met.carried(here, messages), met.book(here)
        self._count(pair, messages_odd=[one.odd for one in messages if one.odd], carried=carried)
        self._left[NO_ACCOUNT] += len(met.unknown(messages))
        have = {created: said for created, (_, said) in found(met.new.messages(there)).items()}
        if first:
            met.note_peoples(here, (created for created in have if created not in carried))
        noted = book.prints()
        book.note(
            (created, have[created])
            for created, one in carried.items()
            if created in have and created not in noted and (first or have[created] == one.print)
        )
        met.note_seen(here)
        waiting = [one for created, one in carried.items() if created not in have]
        if waiting and pair.target.mode != "inProgress":
            met.new.reopen(pair.target)
        for start in range(0, len(waiting), _AT_ONCE):
            some = waiting[start : start + _AT_ONCE]
            rows = [(one.created, one.print) for one in some]
            book.mean(rows)
            put = set[str]()
            for one in some:
                try:
                    self._put(pair, one)
                except (CommandFailed, NotFound) as cause:
                    self._set_aside(pair, one, cause)
                else:
                    put.add(one.created)
            book.note(row for row in rows if row[0] in put)
        if self._closes:
            met.new.complete(there)

    def _count(self, pair: Pair, *, messages_odd: list[str], carried: dict[str, Becoming]) -> None:
        self._counted["chats"] += 1
        self._left.update(messages_odd)
        links = self._met.links(pair.source, [one.message for one in carried.values()])
        for one in carried.values():
            self._counted["reactions"] += len(one.message.reactions)
            self._counted["old_links"] += sum(
                bool(a.url) and not links.knows(a.url) for a in one.message.attached
            )

    def _set_aside(self, pair: Pair, one: Becoming, cause: CommandFailed | NotFound) -> None:
        """Go on with the others; too many refusals are no longer about single messages."""
        why = str(cause.exit_status) if isinstance(cause, CommandFailed) else "404"
        self._met.book(pair.source).refuse(one.created, one.print, why)
        self._refused += 1
        if self._refused > _MOST_REFUSED:
            raise FlyttError(
                f"More than {_MOST_REFUSED} messages are refused, the last of them {one.message.id} of "
                f"chat {pair.source.key} ({why}).",
                still_true="What was put in before it stands.",
                next_command="look at that chat on the new side, then flytt resume",
            ) from cause

    def _put(self, pair: Pair, one: Becoming) -> None:
        message = one.message
        pictures = tuple(self._met.old.picture(pair.source.id, message, name) for name in message.pictures)
        new = NewMessage(
            created=one.created,
            author=one.author,
            author_name=message.author_name,
            html=one.html,
            subject=message.subject,
            attached=one.attached,
            pictures=pictures,
        )
        self._met.new.put_message(pair.target.id, new)
        self._counted["messages"] += 1
        self._counted["pictures"] += len(pictures)


def run(want: Chatted, name: str, world: World, *, closes: bool = False) -> Copied:
    """Make one pass, and note it; a noted one is not made again."""
    passes = Passes(world.kept, want.marked_as)
    if said := passes.find(name):
        return Copied.model_validate_json(said)
    made = Pass(want, world, closes=closes).run()
    passes.note(name, made.model_dump_json())
    return made


def presence(want: Chatted, name: str, world: World) -> Presence:
    """Say how far a pass has come, as far as the ledger knows."""
    return Presence.PRESENT if Passes(world.kept, want.marked_as).find(name) else Presence.ABSENT


def anything_there(want: Chatted, world: World) -> bool:
    """True when any new chat holds a message, and does not stand there for people alone."""
    met = Met(want, world)
    ours = (one for one in met.pairs.values() if not met.is_kept(one.source))
    return any(True for pair in ours for _ in met.new.messages(pair.target.id))


def judged(want: Chatted, said: Copied, world: World) -> Verification:
    """Read people's chats whole, which is another index, and account for every message of the old side."""
    met = Met(want, world)
    rows = accounts(met, pictures=False)
    seen = met.seen()
    wrong = [one.wrong for one in rows if one.wrong]
    wrong += [line for one in rows for line in one.refused]
    wrong += [f"chat {one.key}: not made" for one in not_made(met) if not seen or one.key in seen]
    more = {
        "file that a message leads to, and that lies in no drive that moves": said.old_links,
        "reaction: it stands as text below its message": said.reactions,
        CHANGED: sum(one.rewritten for one in rows),
        EDITED: sum(one.edited for one in rows),
        LATE: sum(one.late for one in rows),
    }
    left = {**said.left, **{what: count for what, count in more.items() if count}}
    return Verification(
        route="people's chats read whole, not chat by chat",
        matched=sum(one.target for one in rows),
        differing=tuple(wrong),
        skipped=tuple(f"{count} × {why}" for why, count in left.items()),
    )


def not_made(met: Met) -> list[Chat]:
    """Return the chats that move and have become none."""
    return [chat for key, chat in met.moving.items() if key not in met.pairs]
