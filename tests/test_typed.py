"""The daily check of types looks again at everything that a change can have made wrong."""

from pathlib import Path

import pytest

from tests.typed import JUDGED_BY, ROOMS, judged, keys, names_in, stale


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a small repository: c imports b, b imports a, and nobody knows d."""
    for room in ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text("", "utf-8")
    (tmp_path / "requirements").mkdir()
    for name in JUDGED_BY:
        (tmp_path / name).write_text("", "utf-8")
    for name, text in {
        "a": "ONE = 1\n",
        "b": "from flytt import (\n    a,\n)\n",
        "c": "def late() -> None:\n    import flytt.b\n",
        "d": "",
    }.items():
        (tmp_path / f"flytt/{name}.py").write_text(text, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("flytt/a.py", {"flytt/a.py", "flytt/b.py", "flytt/c.py"}),
        ("flytt/c.py", {"flytt/c.py"}),
        ("flytt/__init__.py", {f"flytt/{name}.py" for name in ("__init__", "a", "b", "c", "d")}),
    ],
)
def test_what_imports_it_is_looked_at_again(tree: Path, changed: str, again: set[str]) -> None:
    """A record would lose a field, and who still asks for it would pass until CI."""
    before = keys(tree)
    (tree / changed).write_text("TWO = 2\n" + (tree / changed).read_text("utf-8"), "utf-8")

    assert set(stale(keys(tree), before)) == again


def test_who_imports_what_is_gone_is_looked_at_again(tree: Path) -> None:
    """A removed module would be missed by nobody."""
    before = keys(tree)
    (tree / "flytt/a.py").unlink()

    assert set(stale(keys(tree), before)) == {"flytt/b.py", "flytt/c.py"}


@pytest.mark.parametrize("name", JUDGED_BY)
def test_other_rules_look_at_everything_again(tree: Path, name: str) -> None:
    """A stricter setting or another version would be held against nothing."""
    before = keys(tree)
    (tree / name).write_text("x", "utf-8")

    assert stale(keys(tree), before) == sorted(before)


def test_nothing_changed_is_nothing_to_look_at(tree: Path) -> None:
    """The daily check would take as long as the whole one."""
    assert stale(keys(tree), keys(tree)) == []


def test_every_way_of_importing_is_seen() -> None:
    """A file would not be looked at again when something it stands on changes."""
    text = (
        "import os, a.b as c\nfrom d.e import f as g, h  # i\nif X:\n    from j import (\n        k,\n    )\n"
    )

    assert {"os", "a.b", "d.e", "d.e.f", "d.e.h", "j.k"} <= set(names_in(text))


@pytest.mark.slow
def test_the_judge_is_heard() -> None:
    """Every file would be right, or none ever, because what basedpyright prints is read wrongly."""
    assert judged(["tests/scheduling.py"]) == {}
