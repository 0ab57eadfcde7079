"""Drives damaged after they were copied: the comparison names each damage, by the item's id."""

from collections.abc import Callable

import pytest

from flytt.adapters.memory.drive import FLYTT, MemoryDrive
from flytt.migration.drives import Entry
from flytt.migration.evidence import Verification
from tasks.catalogue import find
from tests.driving import Killed, bring_on
from tests.faults import Fault
from tests.sweeps.ground import entry, untouched
from tests.worlds import Twins

pytestmark = pytest.mark.slow

COMPARE = "compare"


def _copied() -> Twins:
    """Return a world in which everything is copied and about to be compared."""
    scene = untouched("tenant-files").fork()
    with pytest.raises(Killed):
        bring_on(scene, wires=Fault(entry("tenant-files", COMPARE), "plan", raises=Killed()).wires)
    return scene


def _differing(scene: Twins) -> tuple[str, ...]:
    return _compared(scene).differing


def _compared(scene: Twins) -> Verification:
    planned = entry("tenant-files", COMPARE)
    step = find(planned.step)
    want = step.want.model_validate(planned.values)
    seen = step.do(want, step.plan(want, scene.world), scene.world)
    return step.verify(want, step.plan(want, scene.world), seen, scene.world)


def _new(scene: Twins) -> MemoryDrive:
    return next(one for one in scene.drives.on("new").drives.values() if one.id == "new-delt")


def _at(drive: MemoryDrive, *path: str) -> Entry:
    at = drive.items[f"{drive.id}-top"]
    for name in path:
        found = drive.named(at.id, name)
        assert found is not None, f"{name} was not copied"
        at = found
    return at


def _flip(drive: MemoryDrive) -> None:
    item = _at(drive, "Årsplan.docx")
    drive.make(item.parent, item, b"plaN", by=FLYTT, over=item.id)


def _flip_unseen(drive: MemoryDrive) -> None:
    """Change content of which the service still gives the old hash."""
    drive.content[_at(drive, "Årsplan.docx").id] = b"plaN"


def _drop(drive: MemoryDrive) -> None:
    drive.remove(_at(drive, "Møter", "2023", "Referat & vedtak.docx").id)


def _foreign(drive: MemoryDrive) -> None:
    drive.write("Møter/fremmed.txt", b"?")


def _lose_right(drive: MemoryDrive) -> None:
    drive.rights[_at(drive, "Møter").id].clear()


def _give_right(drive: MemoryDrive) -> None:
    item = _at(drive, "Møter")
    drive.rights[_at(drive, "Bilder").id] = dict(drive.rights[item.id])


def _other_letters(drive: MemoryDrive) -> None:
    item = _at(drive, "Bilder")
    drive.put(item.changed(name="BILDER"))


DAMAGES: dict[str, tuple[Callable[[MemoryDrive], None], str]] = {
    "a byte": (_flip, "has other content"),
    "a byte that the hash does not show": (_flip_unseen, "though the services' hashes are alike"),
    "a file that is gone": (_drop, "is not on the new side"),
    "a foreign file": (_foreign, "lies on the new side alone"),
    "a right that is gone": (_lose_right, "lacks write for"),
    "a right too many": (_give_right, "which the old side does not"),
    "a name in other letters": (_other_letters, "has a name in other letters"),
}


def test_what_is_whole_is_called_whole() -> None:
    """Every move would stop at differences that there are not."""
    assert _differing(_copied()) == ()


def test_a_file_without_a_hash_is_read_on_both_sides() -> None:
    """Two files of one length, and of which the services say no more, would be called the same."""
    scene = _copied()
    old = next(one for one in scene.drives.on("old").drives.values() if one.id == "old-delt")
    for drive in (old, _new(scene)):
        film = _at(drive, "Opptak.mp4")
        drive.put(film.changed(digest=""))
    assert _differing(scene) == ()
    there = _at(_new(scene), "Opptak.mp4").id
    _new(scene).content[there] = _new(scene).content[there][:-1] + b"?"
    (line,) = _differing(scene)
    assert "has other content, and no hash" in line


@pytest.mark.parametrize("damage", DAMAGES)
def test_each_damage_is_named(damage: str) -> None:
    """Something would be lost or open to the wrong people, and the move be called verified."""
    scene = _copied()
    break_it, says = DAMAGES[damage]
    break_it(_new(scene))
    (line,) = _differing(scene)
    assert says in line
    assert "item " in line
    assert "docx" not in line, "a file's name would come into the ledger"


def test_an_item_with_a_sharing_link_is_named() -> None:
    """Who shared a file with somebody outside would hear of a number, and not which file to share anew."""
    scene = _copied()
    links = {
        item
        for drive in scene.drives.on("old").drives.values()
        for item, grants in drive.rights.items()
        if any(grant.kind == "link" for grant in grants.values())
    }
    assert links
    whole, *named = [line for line in _compared(scene).skipped if "sharing link" in line]
    assert whole == f"{len(links)} × sharing link, not made again", "whoever accepts it sees the first lines"
    assert {
        item for item in links if any(f"item {item}: 1 × sharing link" in line for line in named)
    } == links
    assert len(named) == len(links)
