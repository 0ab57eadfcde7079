"""One pass over all chats: every message that is not there yet, oldest first; noted when it is whole."""

from collections import Counter
from functools import partial
from threading import Lock

from flytt.migration.chats import Chat
from flytt.migration.drive_notes import Passes
from flytt.migration.evidence import Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.team_messages import Becoming, found
from tasks.abreast import Breath, abreast
from tasks.chat_accounts import CHANGED, EDITED, LATE, accounts
from tasks.chatted import Chatted, Met, Pair, make
from tasks.putting_in import Filled, as_put, put_in, together
from tasks.refusals import places

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
        self._at_once, self.met, self._closes = want.abreast, make(want, world), closes
        self._places = places("chats")

    def run(self) -> Copied:
        """Carry over all that lacks, a few chats at a time; two that become one are never in it together."""
        pairs, seen = list(self.met.pairs.values()), self.met.seen()
        alone = {pair.target.id: Lock() for pair in pairs}

        def work(pair: Pair, breathe: Breath) -> Filled:
            with alone[pair.target.id]:
                return self._chat(pair, breathe, first=pair.source.key not in seen)

        filled = abreast(work, pairs, self._at_once, called=lambda pair: f"chat {pair.source.key}")
        made = together([*filled, Filled(left=Counter(self.met.left))])
        counts = {name: made.counted[name] for name in Copied.model_fields if name != "left"}
        return Copied(**counts, left={why: n for why, n in sorted(made.left.items()) if n})

    def _chat(self, pair: Pair, breathe: Breath, *, first: bool) -> Filled:
        met, here, there = self.met, pair.source, pair.target.id
        messages = met.read(here)
        carried, book = met.carried(here, messages), met.book(here)
        done = Filled(self._counts(pair, carried), Counter(one.odd for one in messages if one.odd))
        done.left[NO_ACCOUNT] += len(met.unknown(messages))
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
        put, place = partial(self._put, pair, done.counted), f"chat {here.key}"
        done.counted["messages"] += put_in(
            book, waiting, put, place=place, breathe=breathe, places=self._places
        )
        if self._closes:
            met.new.complete(there)
        return done

    def _counts(self, pair: Pair, carried: dict[str, Becoming]) -> Counter[str]:
        counted, links = Counter(chats=1), self.met.links(pair.source, [c.message for c in carried.values()])
        for one in carried.values():
            urls = [a.url for a in one.message.attached if a.url]
            counted["reactions"] += len(one.message.reactions)
            counted["old_links"] += sum(not links.knows(url) for url in urls)
        return counted

    def _put(self, pair: Pair, counted: Counter[str], one: Becoming) -> None:
        message = one.message
        pictures = tuple(self.met.old.picture(pair.source.id, message, name) for name in message.pictures)
        self.met.new.put_message(pair.target.id, as_put(one, pictures))
        counted["pictures"] += len(pictures)


def run(want: Chatted, name: str, world: World, *, closes: bool = False) -> Copied:
    """Make one pass, and note it; a noted one is not made again."""
    passes = Passes(world.kept, want.marked_as)
    if said := passes.find(name):
        return Copied.model_validate_json(said)
    made = Pass(want, world, closes=closes).run()
    passes.note(name, made.model_dump_json())
    return made


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
