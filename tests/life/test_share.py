"""A share's whole life on practice hosts, through the engine: real connections, agents, movers, manifests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.migration.errors import Remedy
from flytt.migration.events import StepFailed, UndoStarted
from flytt.migration.next_action import Done, Stuck
from tests.driving import events_of, move, roll_back
from tests.life.share_ground import Shared, shared

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture
def share(tmp_path: Path) -> Iterator[Shared]:
    """Return a share of which nothing has been moved."""
    with shared(tmp_path) as found:
        yield found


def _writable(share: Shared, host: str) -> bool:
    return share.shares.export(host, "felles").writable


def test_there_written_back_there_again_and_retired(share: Shared) -> None:
    """Work on the new side would be lost with a rollback, or the share could be moved only once."""
    before = share.tree("old")
    assert move(share.scene, wires=share.wires()) == Done("open")
    assert share.tree("new") == before
    assert (_writable(share, "old"), _writable(share, "new")) == (False, True)
    new = share.path("new", "srv", "felles")
    (new / "skrevet etterpå").write_text("new")
    edited = next(p for p in sorted(new.rglob("*.docx")))
    edited.chmod(0o640)
    edited.write_bytes(b"edited on the new side")
    assert roll_back(share.scene, wires=share.wires()) == Done("before")
    assert share.tree("old") == before
    assert _writable(share, "old")
    assert not _writable(share, "new")
    assert not new.exists()
    kept = {p.name: p.read_bytes() for p in (share.keep / "written").rglob("*") if p.is_file()}
    assert kept == {"skrevet etterpå": b"new", edited.name: b"edited on the new side"}
    said = [
        line
        for r in events_of(share.scene)
        if isinstance(r.event, UndoStarted)
        for line in r.event.written_since
    ]
    assert any("1 new, 1 changed, 0 removed; listed in" in line for line in said), said
    assert not any(edited.name in line for line in said), "a file's name came into the ledger"
    (listed,) = (share.keep / "lists").glob("written-*")
    assert edited.name in listed.read_text()
    assert move(share.scene, wires=share.wires()) == Done("open"), "what is kept is in the way"
    assert share.tree("new") == before
    assert move(share.scene, "retired", wires=share.wires()) == Done("retired")
    assert not share.path("old", "srv", "felles").exists()
    assert share.tree("new") == before
    assert {p.name for p in share.keep.iterdir()} == {"written"}, "people's own work went, or lists stayed"


def test_damage_after_the_last_pass_stops_the_move_and_is_named(share: Shared) -> None:
    """A file that was damaged on its way would be found a year after the old side went."""
    new = share.path("new", "srv", "felles")
    names = ("Fellesmapper/Rart, men lov/-rf", "Fellesmapper/Rart, men lov/linje\nto")

    def flip() -> None:
        file = new / names[1]
        of = file.stat()
        file.write_bytes(file.read_bytes()[::-1])
        os.utime(file, ns=(of.st_atime_ns, of.st_mtime_ns))

    def drop() -> None:
        (new / "Fellesmapper/Rart, men lov/snarvei").unlink()

    def plant() -> None:
        (new / "plantet").write_text("foreign")

    def loosen() -> None:
        (new / names[1]).chmod(0o666)

    damages = {"content": flip, "missing": drop, "foreign": plant, "mode": loosen}
    for what, damage in damages.items():
        done: list[str] = []

        def begins(key: str, damage: object = damage, done: list[str] = done) -> None:
            if key == "compare-content" and not done:
                done.append(key)
                assert callable(damage)
                damage()

        outcome = move(share.scene, wires=share.wires(begins))
        assert isinstance(outcome, Stuck), what
        assert f"1 × {what}; listed in" in outcome.why, outcome.why
        assert "linje" not in outcome.why, "a file's name came into the ledger"
        assert what in (share.keep / "lists" / "differing").read_text()
        assert roll_back(share.scene, wires=share.wires()) == Done("before")
    kept = {p.name for p in (share.keep / "written").rglob("*") if p.is_file()}
    assert "plantet" in kept
    assert len(kept) == 2, "the planted file and the damaged one are kept; nothing else is"


def test_lines_that_are_cut_are_looked_into_and_nothing_is_lost(share: Shared) -> None:
    """A command whose answer was lost would leave half a share, or a pass that nobody trusts."""
    before = share.tree("old")
    cut = {"create-target", "copy-all", "last-delta", "record-target"}
    met: set[tuple[str, str]] = set()

    def begins(key: str, way: str) -> None:
        if key in cut and (key, way) not in met:
            met.add((key, way))
            share.fault("new", "drop-after-command")
            share.fault("new", "drop-before-command")

    there = share.wires(lambda key: begins(key, "there"))
    assert move(share.scene, wires=there) == Done("open")
    assert share.tree("new") == before
    share.path("new", "srv", "felles", "ny").write_text("written")
    back = share.wires(lambda key: begins(key, "back"))
    assert roll_back(share.scene, wires=back) == Done("before")
    assert len(met) == 2 * len(cut)
    failed = [r.event for r in events_of(share.scene) if isinstance(r.event, StepFailed)]
    assert {f.remedy for f in failed} == {Remedy.TRANSIENT}
    assert share.tree("old") == before
    assert not share.path("new", "srv", "felles").exists()
    assert (share.keep / "written" / "ny").read_text() == "written"
