"""Older versions of files: carried oldest first where they are asked for, never doubled, and compared."""

from dataclasses import dataclass, replace
from typing import cast

import pytest

from flytt.adapters.memory.drive import FLYTT, MemoryDrive
from flytt.migration.drives import PIECE_BYTES, Drives, Entry, TenantDrives, Upload
from flytt.migration.evidence import Verification
from flytt.migration.next_action import Done, Stuck
from flytt.migration.planner import make_plan
from flytt.migration.ports import World
from flytt.migration.record import Json
from flytt.migration.runbook import StepEntry
from flytt.migration.settings import SETTINGS
from tasks.catalogue import find
from tests.drives import FILES_SETTINGS
from tests.driving import Killed, Wires, bring_on, journal_of, roll_back, set_goal
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, planned, twins, workload

KIND = "tenant-files"
PLAN, DEEP, EMPTY = "Årsplan.docx", "Møter/2023/Referat & vedtak.docx", "Møter/tom.txt"
LARGE = b"x" * (PIECE_BYTES + 7)


def before(versions: Json = "all") -> Twins:
    """Return a world in which files have been saved several times, and so many versions are asked for."""
    scene = twins(KIND).fork()
    drive = old(scene)
    for content in (b"plan 2", b"", LARGE, b"plan"):
        drive.write(PLAN, content)
    drive.write(DEEP, b"vedtak")
    drive.write(EMPTY, b"noko")
    drive.write(EMPTY, b"")
    settings = SETTINGS[KIND].model_validate({**FILES_SETTINGS, "versions": versions}).as_json()
    scene.plan = make_plan(municipality([workload(KIND, settings=settings)]), RUNBOOKS, MORNING)
    return scene


def old(scene: Twins) -> MemoryDrive:
    """Return one old drive."""
    return next(one for one in scene.drives.on("old").drives.values() if one.id == "old-delt")


def new(scene: Twins) -> MemoryDrive:
    """Return the drive that it moves into."""
    return next(one for one in scene.drives.on("new").drives.values() if one.id == "new-delt")


def at(drive: MemoryDrive, path: str) -> Entry:
    """Return what lies at a path."""
    found = drive.items[f"{drive.id}-top"]
    for name in path.split("/"):
        there = drive.named(found.id, name)
        assert there is not None, path
        found = there
    return found


def held(drive: MemoryDrive, path: str) -> list[bytes]:
    """Return all that a file has held, oldest first."""
    return [body for _, body in drive.states(at(drive, path).id)]


def moved(scene: Twins, goal: str = "open", wires: Wires | None = None) -> None:
    """Bring it on."""
    set_goal(scene, goal)
    assert bring_on(scene, wires=wires) == Done(goal)


def receipt_of(scene: Twins, key: str) -> dict[str, Json]:
    """Return a step's receipt."""
    found = journal_of(scene).refresh().workload(planned(scene).id).step(key).receipt
    assert found is not None
    return found


def said(scene: Twins) -> tuple[str, ...]:
    """Return what the comparison says of versions and content; rights are given later than some ask."""
    return tuple(one for one in checked(scene, "compare").differing if " lacks write for " not in one)


def checked(scene: Twins, key: str, world: World | None = None) -> Verification:
    """Return what a step that looks says now."""
    world = world or scene.world
    entry = next(one for one in planned(scene).entries if isinstance(one, StepEntry) and one.key == key)
    step = find(entry.step)
    want = step.want.model_validate(entry.values)
    was = step.plan(want, world)
    return step.verify(want, was, step.do(want, was, world), world)


def test_all_versions_come_along_oldest_first_with_the_newest_on_top() -> None:
    """What a plan said before it was changed would be lost, or lie on top of what it says now."""
    scene = before()
    moved(scene)
    for path in (PLAN, DEEP, EMPTY):
        assert held(new(scene), path) == held(old(scene), path)
        assert at(new(scene), path).modified == at(old(scene), path).modified
    assert held(new(scene), PLAN) == [b"plan", b"plan 2", b"", LARGE, b"plan"]


def test_unless_they_are_asked_for_only_the_newest_moves_and_nobody_asks_for_others() -> None:
    """A move without versions would take a request more for each file, or carry what nobody wanted."""
    scene = before("last")
    world = scene.world
    asked = list[str]()
    moved(scene, wires=Wires(world=watched(world, _nobody, asked.append)))
    assert held(new(scene), PLAN) == [b"plan"]
    assert asked == []


def test_so_many_versions_move_as_the_mapping_says() -> None:
    """Two versions would be asked for, and five fill the new drive."""
    scene = before(2)
    moved(scene)
    assert held(new(scene), PLAN) == [b"", LARGE, b"plan"]
    assert held(new(scene), DEEP) == [b"referat", b"vedtak"]


def test_what_is_saved_between_two_passes_comes_on_top_of_what_was_carried() -> None:
    """A state saved between two passes, and gone before the next, would be nowhere on the new side."""
    scene = before()
    moved(scene, "prepared")
    for content in (b"plan 3", b"plan 4", b"plan 3"):
        old(scene).write(PLAN, content)
    old(scene).write(DEEP, b"mellom")
    old(scene).write(DEEP, b"vedtak")
    moved(scene)
    assert held(new(scene), PLAN) == held(old(scene), PLAN)
    assert held(new(scene), DEEP)[-3:] == [b"vedtak", b"mellom", b"vedtak"]
    assert said(scene) == ()


def test_a_new_name_alone_writes_no_version() -> None:
    """Each renamed file would be uploaded again, and its history grow by what nobody wrote."""
    scene = before()
    moved(scene, "prepared")
    drive = old(scene)
    file = at(drive, PLAN)
    drive.put(file.changed(name="Plan.docx", change="other"))
    moved(scene)
    assert held(new(scene), "Plan.docx") == held(drive, "Plan.docx")


@dataclass
class _New:
    """The new side's drives. `wrote` is told before and after everything that is written."""

    inner: TenantDrives
    wrote: "Told"
    listed: "Told"

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def versions(self, drive: str, item: str) -> object:
        self.listed(item)
        return self.inner.versions(drive, item)

    def begin(self, drive: str, parent: str, like: Entry, over: str = "", *, seen: str = "") -> Upload | None:
        self.wrote("begin")
        return self.inner.begin(drive, parent, like, over, seen=seen)

    def make_empty(
        self, drive: str, parent: str, like: Entry, over: str = "", *, seen: str = ""
    ) -> Entry | None:
        self.wrote("empty")
        found = self.inner.make_empty(drive, parent, like, over, seen=seen)
        self.wrote("emptied")
        return found

    def send(self, upload: Upload, piece: bytes, size_bytes: int) -> Upload | Entry | None:
        self.wrote("send")
        found = self.inner.send(upload, piece, size_bytes)
        self.wrote("sent")
        return found


class Told:
    """Somebody who is told."""

    def __call__(self, what: str) -> None: ...


@dataclass
class _Drives:
    inner: Drives
    wrote: Told
    listed: Told

    def on(self, tenant: str) -> TenantDrives:
        return cast("TenantDrives", _New(self.inner.on(tenant), self.wrote, self.listed))


def watched(world: World, wrote: object, listed: object = None) -> World:
    """Return the world, with both tenants' drives watched."""
    return replace(
        world,
        drives=cast("Drives", _Drives(world.drives, cast("Told", wrote), cast("Told", listed or _nobody))),
    )


def _nobody(what: str) -> None:
    del what


@dataclass
class _Nth:
    """Kills at the nth of what it is told; -1: never."""

    number: int
    told: int = 0

    def __call__(self, what: str) -> None:
        del what
        self.told += 1
        if self.told == self.number:
            raise Killed


def _later(scene: Twins) -> None:
    """Save a file twice more: one pass is through, another is to come."""
    for content in (b"plan 3", b"plan"):
        old(scene).write(PLAN, content)


@pytest.mark.slow
@pytest.mark.parametrize("second", [False, True], ids=["first copy", "later pass"])
def test_a_kill_at_any_write_doubles_no_version_and_loses_none(*, second: bool) -> None:
    """A power cut would leave a file with a version twice, or without the one that was under way."""
    ready = before()
    if second:
        moved(ready, "prepared")
        _later(ready)
    calm, counting = ready.fork(), _Nth(-1)
    moved(calm, "verified", Wires(world=watched(calm.world, counting)))
    assert counting.told > (5 if second else 20)
    for number in range(1, counting.told + 1):
        scene = ready.fork()
        set_goal(scene, "verified")
        with pytest.raises(Killed):
            bring_on(scene, wires=Wires(world=watched(scene.world, _Nth(number))))
        scene.clock.advance(minutes=2)
        assert bring_on(scene) == Done("verified"), number
        for path in (PLAN, DEEP, EMPTY, "Opptak.mp4"):
            assert held(new(scene), path) == held(new(calm), path), (number, path)


def test_going_back_takes_the_versions_with_the_file() -> None:
    """Versions of files that are gone would stay behind, or the next attempt find them."""
    scene = before()
    moved(scene)
    assert roll_back(scene) == Done("before")
    assert new(scene).past == {}
    moved(scene)
    assert held(new(scene), PLAN) == held(old(scene), PLAN)


def _dropped(drive: MemoryDrive, item: str) -> None:
    drive.past[item].pop(1)


def _flipped(drive: MemoryDrive, item: str) -> None:
    saved, _ = drive.past[item][1]
    drive.past[item][1] = (saved, b"plaN 2")


def _exchanged(drive: MemoryDrive, item: str) -> None:
    drive.past[item][0], drive.past[item][1] = drive.past[item][1], drive.past[item][0]


DAMAGES = {"dropped": _dropped, "flipped": _flipped, "in another order": _exchanged}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_version_that_is_gone_or_other_is_named(damage: str) -> None:
    """A move would be called verified that has lost what a document said a year ago."""
    scene = before()
    moved(scene, "prepared")
    drive = new(scene)
    DAMAGES[damage](drive, at(drive, PLAN).id)
    set_goal(scene, "open")
    assert isinstance(bring_on(scene), Stuck)
    lacking, *foreign = said(scene)
    assert f"item {at(old(scene), PLAN).id}: lacks older versions, or has others for them:" in lacking
    assert all("older versions that the old side does not" in line for line in foreign)
    assert "docx" not in lacking, "a file's name would come into the ledger"


def test_a_version_that_nobody_wrote_on_the_old_side_is_named() -> None:
    """Somebody could slip a state into a document's history, and the move call it verified."""
    scene = before()
    moved(scene, "prepared")
    drive = new(scene)
    drive.past[at(drive, PLAN).id].insert(2, ("2022-01-01T00:00:00Z", b"aldri skrive"))
    (line,) = said(scene)
    assert "has 1 older versions that the old side does not" in line


def test_the_same_content_twice_in_a_row_is_one_state() -> None:
    """SharePoint makes a version of a new time as well: every such file would stop the move."""
    scene = before()
    moved(scene, "prepared")
    drive = new(scene)
    item = at(drive, PLAN)
    drive.past[item.id].insert(1, drive.past[item.id][0])
    old(scene).past[at(old(scene), DEEP).id].append(("2022-01-01T00:00:00Z", b"vedtak"))
    assert said(scene) == ()


def test_a_file_that_others_have_changed_gets_no_versions() -> None:
    """What somebody saved on the new side would be buried below old states."""
    scene = before()
    moved(scene, "prepared")
    new(scene).write(PLAN, b"deira")
    _later(scene)
    set_goal(scene, "open")
    bring_on(scene)
    assert held(new(scene), PLAN)[-1] == b"deira"


def test_the_survey_counts_them_and_says_what_they_cost() -> None:
    """The window would be too short for reading them all, and nobody know before."""
    seen: dict[str | int, dict[str, Json]] = {}
    ways: tuple[str | int, ...] = ("last", 1, "all")
    for asked in ways:
        scene = before(asked)
        moved(scene, "prepared")
        seen[asked] = receipt_of(scene, "survey")
    assert [seen[asked]["versions"] for asked in ways] == [0, 3, 7]
    assert seen["all"]["version_bytes"] == {
        old(before()).owner: len(b"plan" + b"plan 2" + LARGE + b"referat" + b"noko")
    }
    assert cast("float", seen["all"]["cutover_minutes"]) >= cast("float", seen["last"]["cutover_minutes"])


def test_it_is_said_beforehand_that_nobody_is_named_as_who_wrote_them() -> None:
    """Somebody would look for who wrote a version, and find a program's name, unwarned."""
    scene = before()
    moved(scene, "prepared")
    (line,) = (one for one in checked(scene, "survey").skipped if "older version" in one)
    assert line.startswith("7 × older version of a file")
    assert "neither who wrote it nor when" in line


def test_what_was_read_while_somebody_saved_is_mended_by_the_next_pass() -> None:
    """The state that a file had when it was listed would be skipped: a newer one was read in its place."""
    scene = before()

    @dataclass
    class Saving:
        """Saves the file once, right before its newest state is sent."""

        done: bool = False

        def __call__(self, what: str) -> None:
            states = new(scene).past
            if what == "begin" and not self.done and any(len(found) == 3 for found in states.values()):
                self.done = True
                old(scene).write(PLAN, b"siste")

    saving = Saving()
    moved(scene, wires=Wires(world=watched(scene.world, saving)))
    assert saving.done
    assert held(new(scene), PLAN)[-2:] == [b"plan", b"siste"]
    assert said(scene) == ()


def test_damage_is_done_by_nobody_else() -> None:
    """The tests of damage would find what the copying itself did."""
    scene = before()
    moved(scene, "prepared")
    assert said(scene) == ()
    item = at(new(scene), PLAN)
    new(scene).make(item.parent, item, b"plaN", by=FLYTT, over=item.id)
    assert said(scene) != ()
