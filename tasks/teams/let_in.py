"""teams.let-in: members and owners come in, and the team gets its name; nobody is written to."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Nothing, Step
from flytt.migration.teams import TeamMember, key_of
from tasks.teamed import Met, Pair, Teamed
from tasks.tenancy import how_much


class LetIn(Record):
    """How many teams and memberships; `left`: members of old teams without an account on the new side."""

    teams: int
    members: int
    left: int


class LetPeopleIn(Step[Teamed, Nothing, LetIn]):
    """A team that people are in has its own name; its mark stays in the last line of what it says."""

    def plan(self, want: Teamed, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Teamed, was: Nothing, world: World) -> Presence:
        del was
        pairs = Met(want, world).pairs.values()
        return how_much(sum(one.is_open(want) for one in pairs), len(pairs))

    def do(self, want: Teamed, was: Nothing, world: World) -> LetIn:
        del was
        met, count, left = Met(want, world), 0, 0
        for pair in met.pairs.values():
            wanted = met.wanted_members(pair)
            left += len(met.old.members(pair.source.id)) - len(wanted)
            count += len(wanted)
            have = _have(met, pair)
            every = (*wanted, *met.let_in_by_others(pair))
            lacking = tuple(one for one in every if (one.person, one.owner) not in have)
            if lacking:
                met.new.add_members(pair.target.id, lacking)
            met.forget_let_in(pair)
            if not pair.is_open(want):
                name = want.called.replace("{name}", pair.source.name)
                met.new.call(pair.target.id, name, _says(want, pair))
            if pair.source.id in met.archived_before() and not pair.target.archived:
                met.new.archive(pair.target.id, archived=True)
        return LetIn(teams=len(met.pairs), members=count, left=left)

    def verify(self, want: Teamed, was: Nothing, receipt: LetIn, world: World) -> Verification:
        del was
        met = Met(want, world)
        expected: dict[str, str] = {}
        found: dict[str, str] = {}
        for pair in met.pairs.values():
            have = _have(met, pair)
            for one in met.wanted_members(pair):
                key = f"team {pair.source.id} member {one.person}"
                expected[key] = "owner" if one.owner else "member"
                found[key] = "owner" if (one.person, True) in have else "member"
                if not have & {(one.person, True), (one.person, False)}:
                    found[key] = "not in it"
        seen = Verification.of("each new team's own list of members", expected=expected, found=found)
        return seen.changed(
            skipped=(f"{receipt.left} × member without an account on the new side",) if receipt.left else ()
        )

    def undo(self, want: Teamed, was: Nothing, receipt: LetIn | None, world: World) -> None:
        """Nobody writes any more before anything else is taken back, and nobody is in it then.

        Whom others have let in is noted: they come in again with everybody.
        """
        del was, receipt
        met = Met(want, world)
        for pair in met.pairs.values():
            target, mark, there = pair.target.id, want.mark(pair.source.id), met.new.members(pair.target.id)
            if pair.is_open(want) or there:
                met.new.archive(target, archived=True)
                met.note_let_in(pair, _by_others(met, pair))
                met.new.drop_members(target, there)
                met.new.call(target, mark, mark)
            if pair.target.archived or pair.is_open(want) or there:
                met.new.archive(target, archived=False)

    def written_since(self, want: Teamed, was: Nothing, receipt: LetIn, world: World) -> tuple[str, ...]:
        """Count what people wrote by channel, and files; ids alone."""
        del was, receipt
        met, said = Met(want, world), list[str]()
        for pair in met.pairs.values():
            there = {f"channel {key_of(c)}": f"{n} messages" for c, n in sorted(met.others(pair).items())}
            if files := met.files(pair):
                there["library"] = f"{len(files)} files"
            if others := _by_others(met, pair):
                says = "they are taken out, and come in again with the others"
                said.append(f"team {pair.source.id}: {len(others)} members whom its owners let in; {says}")
            said += [
                f"team {pair.source.id} {where}: {what}; the new team is kept, archived"
                for where, what in there.items()
            ]
        return tuple(said)


def _have(met: Met, pair: Pair) -> set[tuple[str, bool]]:
    return {(one.person, one.owner) for one in met.new.members(pair.target.id)}


def _by_others(met: Met, pair: Pair) -> tuple[TeamMember, ...]:
    wanted = {one.person for one in met.wanted_members(pair)}
    return tuple(one for one in met.new.members(pair.target.id) if one.person not in wanted)


def _says(want: Teamed, pair: Pair) -> str:
    return f"{pair.source.description}\n{want.mark(pair.source.id)}".strip()


STEP = LetPeopleIn()
