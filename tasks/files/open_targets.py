"""files.open-targets: the notice is taken away, and people work in their new drives."""

from flytt.migration.drives import TenantDrives
from flytt.migration.evidence import Presence, Verification
from flytt.migration.files import Pair
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Nothing, Step
from tasks.copying import others
from tasks.drive_pairs import Met, Moved, landing, lies_there, made
from tasks.files.create_targets import notice, put_notice
from tasks.passes import below
from tasks.tenancy import how_much


class Opened(Record):
    """How many drives people work in."""

    drives: int


class OpenTargets(Step[Moved, Nothing, Opened]):
    """What people write from here on is listed before going back, and kept."""

    def plan(self, want: Moved, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Moved, was: Nothing, world: World) -> Presence:
        """A drive in which nothing lies tells nothing; all others are open when they have no notice."""
        del was
        new = want.new(world)
        filled = [one for one in Met(want, world).pairs() if any(True for _ in lies_there(one, new))]
        return how_much(sum(not _waiting(one, new) for one in filled), len(filled))

    def do(self, want: Moved, was: Nothing, world: World) -> Opened:
        del was
        new, count = want.new(world), 0
        for pair in Met(want, world).pairs():
            at = landing(pair, new)
            said = notice(new, pair, at) if at is not None else None
            if said is not None:
                new.remove(pair.target.id, said.id)
            count += 1
        return Opened(drives=count)

    def verify(self, want: Moved, was: Nothing, receipt: Opened, world: World) -> Verification:
        del was, receipt
        new, pairs = want.new(world), list(Met(want, world).pairs())
        return Verification.of(
            "each new drive listed",
            expected={one.source.owner: "open" for one in pairs},
            found={one.source.owner: "waiting" if _waiting(one, new) else "open" for one in pairs},
        )

    def undo(self, want: Moved, was: Nothing, receipt: Opened | None, world: World) -> None:
        del was, receipt
        new = want.new(world)
        for pair in made(want, world):
            put_notice(new, pair)

    def written_since(self, want: Moved, was: Nothing, receipt: Opened, world: World) -> tuple[str, ...]:
        """Say, by owner, how many files others made or changed there, and how many they took away."""
        del was, receipt
        new, says = want.new(world), list[str]()
        for pair in made(want, world):
            at, book = landing(pair, new), want.book(pair, world)
            if at is None:
                says.append(f"drive of {pair.target.owner}: its folder is gone")
                continue
            written = others(new, pair.target.id, at.id)
            gone = book.count() - sum(1 for one in below(pair, new) if book.item_of(one))
            if written or gone:
                says.append(f"drive of {pair.target.owner}: {written} files written, {gone} items removed")
        return tuple(says)


def _waiting(pair: Pair, new: TenantDrives) -> bool:
    at = landing(pair, new)
    return at is not None and notice(new, pair, at) is not None


STEP = OpenTargets()
