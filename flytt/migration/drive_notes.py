"""What a workload notes of all its drives: where it moves into, which they are, which passes are complete."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flytt.migration.copies import Kept
from flytt.migration.files import Pair
from flytt.migration.ports import Item
from flytt.migration.record import Record


class Claimed(Record):
    """The folders of one new drive into which something moves, and the workload that does; empty: its top."""

    places: dict[str, str]


_CLAIMS, _DRIVES = ("all workloads", "claims"), "drives"


@dataclass(frozen=True)
class Claims:
    """Which workload moves into which place of a new drive: Flytt's mark there does not tell them apart."""

    kept: Kept
    workload: str

    def of_others(self, drive: str, into: str) -> str:
        """Return another workload that moves there: into that folder, or one of both to the top."""
        here = into.casefold()
        others = {at: by for at, by in self._all(drive).items() if by != self.workload}
        return next((by for at, by in sorted(others.items()) if at == here or not (at and here)), "")

    def take(self, drive: str, into: str) -> None:
        """Note that this workload moves there."""
        self._put(drive, self._all(drive) | {into.casefold(): self.workload})

    def let_go(self, drive: str, into: str) -> None:
        """Note that it does not."""
        held = self._all(drive)
        if held.get(into.casefold()) == self.workload:
            self._put(drive, {at: by for at, by in held.items() if at != into.casefold()})

    def _all(self, drive: str) -> dict[str, str]:
        found = self.kept.item(*_CLAIMS, drive)
        return Claimed.model_validate_json(found.digest).places if found else {}

    def _put(self, drive: str, places: dict[str, str]) -> None:
        workload, step = _CLAIMS
        said = Claimed(places=places).model_dump_json()
        self.kept.put_items((Item(workload=workload, step=step, item=drive, state="there", digest=said),))


@dataclass(frozen=True)
class Listed:
    """The drives that were made ready to move: no later step goes by fewer, or by others, without a word."""

    kept: Kept
    workload: str

    def note(self, pairs: Iterable[Pair]) -> None:
        """Note them."""
        self.kept.put_items(
            tuple(
                Item(
                    workload=self.workload, step=_DRIVES, item=one.source.owner, state="there",
                    digest=one.model_dump_json(),
                )
                for one in pairs
            )
        )  # fmt: skip

    def all(self) -> Iterator[Pair]:
        """Yield them, by owner; none until they are noted."""
        for found in self.kept.items(self.workload, _DRIVES, "there"):
            yield Pair.model_validate_json(found.digest)

    def forget(self) -> None:
        """Forget them."""
        self.kept.forget_items(self.workload, _DRIVES)


@dataclass(frozen=True)
class Passes:
    """Which passes over all drives are complete, and with what; and of one under way, which drives are."""

    kept: Kept
    workload: str

    def find(self, name: str) -> str:
        """Return what a pass was noted with; empty when it is not complete."""
        found = self.kept.item(self.workload, "passes", name)
        return found.digest if found and found.state == "complete" else ""

    def note(self, name: str, said: str) -> None:
        """Note a pass as complete."""
        row = Item(workload=self.workload, step="passes", item=name, state="complete", digest=said)
        self.kept.put_items((row,))

    def drive(self, name: str, drive: str) -> str:
        """Return what a pass noted for an old drive, by its id; empty when it has not been through it."""
        found = self.kept.item(self.workload, f"pass {name}", drive)
        return found.digest if found else ""

    def note_drive(self, name: str, drive: str, said: str) -> None:
        """Note that a pass has been through a drive: killed later, it does not look at it again."""
        row = Item(workload=self.workload, step=f"pass {name}", item=drive, state="through", digest=said)
        self.kept.put_items((row,))

    def forget(self, name: str) -> None:
        """Forget that it is, and which drives it has been through."""
        if self.find(name):
            self.kept.put_items((Item(workload=self.workload, step="passes", item=name, state="undone"),))
        if self.kept.item_counts(self.workload, f"pass {name}"):
            self.kept.forget_items(self.workload, f"pass {name}")

    def begun(self, name: str) -> bool:
        """Tell whether it is complete, or has been through any drive."""
        return bool(self.find(name) or self.kept.item_counts(self.workload, f"pass {name}"))
