"""Several drives at a time: one pass ends as one after the other does, also failed, and killed."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from flytt.adapters.memory.drive import MemoryDrive
from flytt.migration.drive_notes import Passes
from flytt.migration.drive_settings import DriveDecision
from flytt.migration.drives import Drive, Drives, Entry, TenantDrives, Upload
from flytt.migration.errors import AccessRefused, Interrupted
from flytt.migration.files import Pair
from flytt.migration.next_action import Done, Stuck
from flytt.migration.planner import make_plan
from flytt.migration.ports import World
from flytt.migration.settings import SETTINGS
from tasks import passes
from tasks.abreast import NAMED
from tasks.drive_pairs import Moved
from tasks.files.copy_all import NAME
from tasks.passes import carry
from tests.drives import FILES_SETTINGS
from tests.driving import Killed, Wires, bring_on, journal_of, set_goal
from tests.sweeps.ground import LAST, approached, entry, finished, must_finish, must_go_back
from tests.tenants import object_id, person
from tests.together import Together
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, workload

KIND, KEY = "tenant-files", "copy-all"
AT_ONCE, DRIVES = 4, 6


@dataclass
class _New:
    """The new side's drives. Before anything is uploaded into each, `then` is told."""

    inner: TenantDrives
    then: Callable[[str], None]
    _seen: set[str] = field(default_factory=set[str])

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def begin(self, drive: str, parent: str, like: Entry, over: str = "", *, seen: str = "") -> Upload | None:
        if drive not in self._seen:
            self._seen.add(drive)
            self.then(drive)
        return self.inner.begin(drive, parent, like, over, seen=seen)


@dataclass
class _Drives:
    """Both tenants' drives, the new ones watched."""

    inner: Drives
    new: _New

    def on(self, tenant: str) -> TenantDrives:
        return cast("TenantDrives", self.new) if tenant == "new" else self.inner.on(tenant)


def _watched(scene: Twins, then: Callable[[str], None]) -> World:
    new = _New(scene.world.drives.on("new"), then)
    return replace(scene.world, drives=cast("Drives", _Drives(scene.world.drives, new)))


def _many(scene: Twins, at_once: int) -> Moved:
    """Give more people drives in both tenants, and return what a mapping says of them too."""
    want, decided = Moved.model_validate(entry(KIND, KEY).values), list[DriveDecision]()
    for number in range(DRIVES):
        local = f"person-{number}"
        for tenant in ("old", "new"):
            owner = person(tenant, local)
            scene.tenants.on(tenant).accounts[owner.id] = owner
            scene.drives.on(tenant).drives[owner.id] = MemoryDrive(f"{tenant}-{local}", owner.id)
        drive = scene.drives.on("old").drives[object_id(f"old/{local}")]
        for name in ("a.txt", "Møter/b.txt", "Møter/2023/c.txt", "d.txt", "e.txt", "f.txt"):
            drive.write(name, f"{local} {name}".encode())
        decided.append(
            DriveDecision(
                source=object_id(f"old/{local}"),
                choice="same-as",
                target=object_id(f"new/{local}"),
                why="The same person.",
            )
        )
    scene.world.kept.forget_items(want.kept_as, "drives")
    return want.changed(decisions=(*want.decisions, *decided), abreast=at_once)


def test_four_at_a_time_leave_what_one_at_a_time_leaves() -> None:
    """A file would lie twice, or nowhere, or the receipt differ, because drives were filled together."""
    left: list[object] = []
    for at_once in (1, AT_ONCE):
        scene = approached(KIND, KEY).fork()
        tally = carry(_many(scene, at_once), NAME, scene.world)
        assert tally.drives > DRIVES > AT_ONCE
        assert tally.files > DRIVES * 6
        left.append((tally, scene.snapshot(), scene.effects()))
    assert left[0] == left[1]


@pytest.mark.parametrize("at_once", [1, 2, 3, AT_ONCE])
def test_so_many_are_under_way_as_the_mapping_says(at_once: int) -> None:
    """The setting would be read by nobody: a service that wants fewer would be asked by four."""
    scene, together = approached(KIND, KEY).fork(), Together(at_once)
    counted: list[int] = []

    def then(drive: str) -> None:
        together.wait(drive)
        counted.append(sum(one.name == NAMED for one in threading.enumerate()))

    carry(_many(scene, at_once), NAME, _watched(scene, then))
    assert len(counted) > AT_ONCE
    assert max(counted) == (at_once if at_once > 1 else 0)


def test_one_beside_a_failed_one_is_finished_and_the_failed_one_is_named() -> None:
    """Somebody would mend one drive, and find the others half copied; or not hear which it was."""
    scene, together = approached(KIND, KEY).fork(), Together(2)

    def then(drive: str) -> None:
        if together.wait(drive) and drive == together.things[0]:
            raise AccessRefused("Beginning an upload.")

    outcome = bring_on(scene, wires=Wires(world=_watched(scene, then)))
    assert isinstance(outcome, Stuck)
    noted = Passes(scene.world.kept, Moved.model_validate(entry(KIND, KEY).values).kept_as)
    failed, beside = (name.replace("new-", "old-").replace("framand", "ein") for name in together.things)
    assert f"drive of {object_id(failed.replace('old-', 'old/'))}: Beginning" in outcome.why
    assert not noted.drive(NAME, failed)
    assert noted.drive(NAME, beside)
    must_go_back(scene.fork(), KIND)
    must_finish(scene, KIND, again=True)


def test_a_passing_fault_in_one_of_them_is_got_over() -> None:
    """A lost answer in one drive would end the night for all, or leave a file twice."""
    scene, together = approached(KIND, KEY).fork(), Together(2)

    def then(drive: str) -> None:
        if together.wait(drive) and drive == together.things[0]:
            raise Interrupted("Beginning an upload: no answer came.")

    set_goal(scene, LAST)
    assert bring_on(scene, wires=Wires(world=_watched(scene, then))) == Done(LAST)
    assert scene.snapshot() == finished(KIND).snapshot
    assert scene.effects() == finished(KIND).effects


def test_a_kill_with_two_under_way_is_got_over_both_ways() -> None:
    """A power cut would leave two drives with files that nothing notes: copied again, or for ever."""
    scene, together = approached(KIND, KEY).fork(), Together(2)

    def then(drive: str) -> None:
        if together.wait(drive):
            raise Killed

    with pytest.raises(Killed):
        bring_on(scene, wires=Wires(world=_watched(scene, then)))
    assert len(together.things) == 2
    scene.clock.advance(minutes=2)
    must_go_back(scene.fork(), KIND)
    must_finish(scene, KIND)


def test_two_that_go_into_one_drive_are_never_in_it_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of them would take what the other is making for somebody's, and leave its own out."""
    scene = approached(KIND, KEY).fork()
    want, world = _many(scene, AT_ONCE), scene.world
    old = [f"person-{number}" for number in range(DRIVES)]
    target = Drive(id="new-person-0", owner=object_id("new/person-0"))

    class OnePlace:
        """Whose drives move: all of them into one."""

        def __init__(self, want: Moved, world: World) -> None:
            del want, world

        def pairs(self) -> Iterator[Pair]:
            for local in old:
                source = Drive(id=f"old-{local}", owner=object_id(f"old/{local}"))
                yield Pair(kind="users", source=source, target=target)

    inside, entered = threading.Lock(), list[str]()
    over = passes.Over.drive

    def drive(self: passes.Over, pair: Pair, *rest: object) -> object:
        assert inside.acquire(blocking=False), "two were in it at a time"
        entered.append(pair.source.id)
        found = over(self, pair, *rest)  # type: ignore[arg-type]
        inside.release()
        return found

    monkeypatch.setattr(passes, "Met", OnePlace)
    monkeypatch.setattr(passes.Over, "drive", drive)
    carry(want, NAME, world)
    assert sorted(entered) == [f"old-{local}" for local in old]


def test_how_many_at_a_time_may_be_changed_between_two_passes() -> None:
    """Somebody who wants the next pass slower would have to take back what has been copied."""
    scene = approached(KIND, "evening-delta").fork()
    settings = SETTINGS[KIND].model_validate({**FILES_SETTINGS, "abreast": 1}).as_json()
    slower = make_plan(municipality([workload(KIND, settings=settings)]), RUNBOOKS, MORNING)
    assert slower.hash != scene.plan.hash
    journal_of(scene).adopt(slower)
    scene.plan = slower
    must_finish(scene, KIND, again=True)
