"""One pass over all teams: every message that is not there yet, oldest first; noted when it is whole."""

from collections.abc import Iterator

from flytt.migration.drive_notes import Passes
from flytt.migration.errors import Interrupted, NotFound
from flytt.migration.evidence import Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.team_messages import found
from flytt.migration.teams import Message
from tasks.channel_filling import Place, fill
from tasks.late_messages import LATE, Late, Refused, first_of
from tasks.putting_in import together
from tasks.teamed import Met, Pair, Teamed

_ROUNDS = 3
"""How often the last pass goes on to what has come meanwhile, before it is tried again later."""


class Copied(Record):
    """What a pass carried over, and what not, by why. `old_links`: files that do not move with a team."""

    teams: int = 0
    channels: int = 0
    messages: int = 0
    pictures: int = 0
    old_links: int = 0
    alone: int = 0
    left: dict[str, int] = {}


class Pass:
    """One pass over the channels that were made, and over those alone that still take messages in."""

    def __init__(self, want: Teamed, world: World, *, ending: bool = False) -> None:
        self._at_once, self._met, self._ending = want.abreast, Met(want, world), ending

    def run(self) -> Copied:
        """Carry over all that lacks, a few channels at a time."""
        made = together(fill(self._met, list(self.places()), self._at_once))
        made.counted["teams"] = len(self._met.pairs)
        counts = {name: made.counted[name] for name in Copied.model_fields if name != "left"}
        return Copied(**counts, left={why: n for why, n in sorted(made.left.items()) if n})

    def places(self) -> Iterator[Place]:
        """Yield the channels that are to be filled; one that lacks on the new side is made."""
        for pair in self._met.pairs.values():
            links = self._met.links(pair)
            for here, there in self._met.channels(pair):
                if self._ending and there is not None and there.mode != "inProgress":
                    continue
                made = there.id if there else self._met.new.make_channel(pair.target.id, here)
                yield Place(pair, here, made, links)


def run(want: Teamed, name: str, world: World, *, frozen: bool = False) -> Copied:
    """Make one pass, and note it; a noted one is not made again. `frozen`: until nothing lacks."""
    passes = Passes(world.kept, want.marked_as)
    if said := passes.find(name):
        return Copied.model_validate_json(said)
    made = until_level(want, world) if frozen else Pass(want, world).run()
    passes.note(name, made.model_dump_json())
    return made


def until_level(want: Teamed, world: World, *, ending: bool = False) -> Copied:
    """Make passes until another index of the old side names nothing that they have not carried over.

    Raises Interrupted when it still does: a list lags, or somebody writes. Nothing is noted as whole then, so
    the pass is made again. `ending`: channels that take no more messages in are left as they are.
    """
    messages, pictures, late = 0, 0, list[str]()
    for _ in range(_ROUNDS):
        made = Pass(want, world, ending=ending).run()
        messages, pictures = messages + made.messages, pictures + made.pictures
        late = Late(want, world, ending=ending).named()
        if not late:
            return made.changed(messages=messages, pictures=pictures)
    raise Interrupted(
        f"{late[0]}, and the channel's own list does not give it yet"
        + (f" (and {len(late) - 1} more channels)." if late[1:] else "."),
        still_true="What was put in before it stands.",
        next_command="flytt resume, which makes the pass again",
    )


def anything_there(want: Teamed, world: World) -> bool:
    """True when any new team holds a message."""
    met = Met(want, world)
    return any(
        True
        for pair in met.pairs.values()
        for _, there in met.channels(pair)
        if there is not None
        for _ in met.new.messages(pair.target.id, there.id)
    )


def judged(want: Teamed, said: Copied, world: World, *, frozen: bool) -> Verification:
    """Read whole teams, which is another index, and look for everything that was noted as imported.

    `frozen`: and for everything that the old side lists. What came there after the pass is named: it is
    carried over before migration mode is ended.
    """
    met, matched, differing, late = Met(want, world), 0, list[str](), list[str]()
    refused = Refused(met)
    for pair in met.pairs.values():
        there = by_channel(met, pair)
        for here, place in met.channels(pair):
            if place is None:
                differing.append(f"team {pair.source.id} channel {here.key}: not made")
                continue
            noted, have = met.book(here).prints(), found(there.get(place.id, []))
            if frozen:
                messages = met.old.messages(pair.source.id, here.id)
                carried = met.carried(here, messages, met.links(pair))
                known = met.book(here).known()
                aside = met.book(here).refused()
                lacks = {c: one for c, one in carried.items() if c not in known and c not in have}
                came = [one for c, one in lacks.items() if c not in aside]
                late += [f"{len(came)} × {LATE}: channel {here.key} ({first_of(came)})"] if came else []
                noted = {c: known.get(c, one.print) for c, one in carried.items() if c not in lacks}
            wrong = [c for c, print_ in noted.items() if c not in have or have[c][1] != print_]
            matched += len(noted) - len(wrong)
            if wrong:
                differing.append(
                    f"team {pair.source.id} channel {here.key}: {len(wrong)} of {len(noted)} messages are "
                    f"not there as they were put in, the first of {min(wrong)}"
                )
        differing += [*refused.undecided(pair), *met.unexplained(pair)]
    differing += [f"team {one}: not made" for one in sorted(met.moving.keys() - met.pairs.keys())]
    left = dict(said.left)
    if said.old_links:
        left["file that a message leads to, and that does not lie in the team's library"] = said.old_links
    if bare := sum(met.bare(pair) for pair in met.pairs.values()):
        left["team whose library on the new side is empty: links to its files lead nowhere yet"] = bare
    if said.alone:
        left["reply to a message that is not carried over: it stands by itself"] = said.alone
    return Verification(
        route="each new team read whole, not channel by channel",
        matched=matched,
        differing=tuple(differing),
        skipped=(*late, *refused.changed, *(f"{count} × {why}" for why, count in left.items())),
    )


def by_channel(met: Met, pair: Pair) -> dict[str, list[Message]]:
    """Return all messages of a new team, read as one, by channel."""
    whole: dict[str, list[Message]] = {}
    try:
        for channel, one in met.new.all_messages(pair.target.id):
            whole.setdefault(channel, []).append(one)
    except NotFound:
        return {}
    return whole
