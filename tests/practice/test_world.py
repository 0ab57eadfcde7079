"""The world file and what is generated from it."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import JsonValue

from practice.__main__ import main
from practice.jail import Jail
from practice.register import make_register
from practice.world_file import WorldError, read_world
from tests.practice.town import JSON, WORLD


def _written(path: Path, data: JsonValue) -> Path:
    path.write_bytes(JSON.dump_json(data))
    return path


def test_every_fault_of_shape_is_told_at_once(tmp_path: Path) -> None:
    """If this fails, somebody mends a world file one fault at a time."""
    bad: dict[str, JsonValue] = {
        "seed": "x",
        "hosts": {"Bad Name": {}, "a": {"services": {"b": {"database": "../x", "config": "/c", "color": 1}}}},
        "dns": {"zone": "no-dot"},
        "hands": {"v": {"do": [{"listen": "x", "close": "x"}]}},
        "more": 1,
    }
    with pytest.raises(WorldError) as told:
        read_world(_written(tmp_path / "w.json", bad))
    places = {fault.split(":")[0] for fault in told.value.faults}
    assert {"seed", "dns.zone", "more", "hands.v.do.0"} <= places
    assert {"hosts.a.services.b.database", "hosts.a.services.b.color"} <= places
    assert len(told.value.faults) == 7


def test_every_loose_end_is_told_at_once(tmp_path: Path) -> None:
    """If this fails, a world file names what is not there, and a test waits for it in vain."""
    loose: dict[str, JsonValue] = {
        **WORLD,
        "dns": {"zone": "x.", "cnames": {"flykning": "none", "gammel-app01": "ny-app01"}},
        "hands": {
            "v": {
                "do": [{"set-document": {"name": "none", "path": "a", "value": 1}}, {"listen": "none"}],
                "undo": [{"write-row": {"host": "gammel-app01", "service": "none"}}],
            }
        },
    }
    with pytest.raises(WorldError) as told:
        read_world(_written(tmp_path / "w.json", loose))
    assert len(told.value.faults) == 5


@pytest.mark.parametrize("text", ["", "[]", '{"seed": 1, "seed": 2}', "{"])
def test_bad_input_ends_with_2(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If this fails, a script cannot tell bad input from a failed start."""
    (tmp_path / "w.json").write_text(text)
    words = ["start", "--world", str(tmp_path / "w.json"), "--dir", str(tmp_path / "d"), "--foreground"]
    monkeypatch.setattr(sys, "argv", ["practice", *words])
    assert main() == 2
    assert "w.json" in capsys.readouterr().err
    assert not (tmp_path / "d").exists()
    monkeypatch.setattr(sys, "argv", ["practice", *words, "--unknown"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2


def test_two_registers_collide_and_overlap(tmp_path: Path) -> None:
    """If this fails, merging two registers is not practised on what makes it hard."""
    for name, offset in (("a", 0), ("b", 30)):
        make_register(tmp_path / name, seed=name, rows=80, key_offset=offset, overlap=5)
    with closing(sqlite3.connect(tmp_path / "a")) as both:
        both.execute("ATTACH ? AS b", (str(tmp_path / "b"),))
        (same,) = both.execute(
            "SELECT count(*) FROM persons JOIN b.persons AS o USING (identity_number)"
        ).fetchone()
        (ids,) = both.execute("SELECT count(*) FROM persons JOIN b.persons AS o USING (id)").fetchone()
        assert (same, ids) == (5, 50)
        assert both.execute("SELECT min(id) FROM b.persons").fetchone() == (31,)


def test_the_register_holds_what_breaks_careless_readers(tmp_path: Path) -> None:
    """If this fails, practice is easier than the world: no NULL, no long text, no line break, no æøå."""
    make_register(tmp_path / "a", seed="1", rows=300, key_offset=0, overlap=0)
    with closing(sqlite3.connect(tmp_path / "a")) as register:
        (persons, unknown, months) = register.execute(
            "SELECT count(*), sum(identity_number IS NULL), "
            "sum(cast(substr(identity_number, 3, 2) AS integer) NOT BETWEEN 81 AND 92) FROM persons"
        ).fetchone()
        assert (persons, unknown > 0, months) == (300, True, 0)
        (cases,) = register.execute("SELECT count(*) FROM cases").fetchone()
        (notes, longest, lines, letters) = register.execute(
            "SELECT count(*), max(length(body)), sum(body LIKE '%' || char(10) || '%'), "
            "sum(body GLOB '*[æøå]*') FROM notes"
        ).fetchone()
        assert 450 < cases < 750
        assert 225 < notes < 375
        assert longest > 5_000
        assert lines > 0 < letters
        assert register.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_jail_follows_links_as_chroot_does(tmp_path: Path) -> None:
    """If this fails, a link inside a host's files leads outside."""
    jail = Jail(tmp_path / "root")
    (tmp_path / "root/a").mkdir(parents=True)
    (tmp_path / "root/absolute").symlink_to("/a")
    (tmp_path / "root/a/up").symlink_to("../../../../a")
    (tmp_path / "root/ring").symlink_to("/ring")
    root = jail.root
    assert jail.real("/absolute/x") == root / "a/x"
    assert jail.real("/a/up/up/x") == root / "a/x"
    assert jail.real("/../../x/../y") == root / "y"
    assert jail.real("absolute", follow=False) == root / "absolute"
    with pytest.raises(OSError, match="symbolic links"):
        jail.real("/ring")
    with pytest.raises(OSError, match="Invalid argument"):
        jail.real("/a\0b")
