"""What a mapping must say of the side that users are led to, before anybody is down for it."""

from pathlib import Path

import pytest

from tests.mapping.conftest import said

HEAD = """\
workloads:
  - id: boka
    name: Boka
    sector: skole
    kind: {kind}
    source: {{ document: d }}
    settings:
"""
APPLICATION = """\
      source: { host: a, service: b, database: { engine: sqlite, name: /b.db }, config: /b.json }
      target:
        host: c
        service: b
        database: { engine: sqlite, name: /b.db }
        config: /b.json
        health: http://localhost/b
      dns: { alias: b, source: a, target: c }
"""
MERGED = """\
      first: { host: a, service: b, database: { engine: postgresql, name: b }, config: /b.json }
      second: { host: d, service: b, database: { engine: postgresql, name: b }, config: /b.json }
      target:
        host: c
        service: b
        database: { engine: postgresql, name: b }
        config: /b.json
        health: { practice: "http://localhost/b" }
      tables: [{ table: t, key: id, on_collision: refuse }]
      dns: { alias: b, source: a, target: c }
"""
ARCHIVE = """\
      source: { host: a, database: { engine: postgresql, name: b } }
      target:
        host: c
        database: { engine: postgresql, name: b }
"""
WHY = (
    "expected health: URL as seen from the host itself; without it nothing tries the new side before users do"
)
KINDS = {"server-application": APPLICATION, "merged-instances": MERGED, "read-only-archive": ARCHIVE}


def faults(folder: Path, kind: str, old: str = "", new: str = "") -> list[str]:
    """Return what is said of one workload of this kind when a piece of it is replaced."""
    assert old in KINDS[kind]
    text = HEAD.format(kind=kind) + KINDS[kind].replace(old, new, 1)
    (folder / "workloads/skole.yaml").write_text(text, encoding="utf-8")
    (folder / "practice.yaml").write_text("municipality: { approval: claimed }\n", encoding="utf-8")
    return said(folder)


@pytest.mark.parametrize("kind", KINDS)
def test_the_settings_that_are_damaged_are_right(folder: Path, kind: str) -> None:
    """If this failed, the tests below would find faults that they did not make."""
    assert faults(folder, kind) == []


@pytest.mark.parametrize(
    ("kind", "line", "column", "health"),
    [
        ("server-application", 9, 7, "        health: http://localhost/b\n"),
        ("merged-instances", 10, 7, '        health: { practice: "http://localhost/b" }\n'),
    ],
)
def test_a_new_side_without_a_health_url_is_a_fault(
    folder: Path, kind: str, line: int, column: int, health: str
) -> None:
    """If this failed, users would be let in on a side that nobody had asked whether it works."""
    place = f"workloads/skole.yaml:{line}:{column}:"
    assert faults(folder, kind, health, "") == [f'{place} "health" is missing; {WHY}']


@pytest.mark.parametrize("stated", ['""', "localhost/b", "ftp://localhost/b", '"http://a b"'])
def test_a_health_url_must_be_one(folder: Path, stated: str) -> None:
    """If this failed, an empty text would do for a URL, and the smoke test would look at nothing."""
    (fault,) = faults(folder, "server-application", "http://localhost/b", stated)
    assert fault.startswith("workloads/skole.yaml:14:9: health:")
    assert "without it nothing tries the new side" in fault


@pytest.mark.parametrize("kind", ["merged-instances", "server-application"])
def test_a_health_url_may_be_unknown(folder: Path, kind: str) -> None:
    """If this failed, a mapping could not be kept while its vendor is still being asked."""
    known = '{ practice: "http://localhost/b" }' if kind == "merged-instances" else "http://localhost/b"
    assert faults(folder, kind, known, "unknown") == []


@pytest.mark.parametrize("kind", ["merged-instances", "read-only-archive"])
def test_sql_server_is_refused_with_its_sentence(folder: Path, kind: str) -> None:
    """If this failed, a window would begin for a merge that nobody has ever seen work."""
    said_of_it = faults(folder, kind, "engine: postgresql", "engine: sqlserver")
    assert any("sqlserver databases cannot be merged or archived yet" in fault for fault in said_of_it)


@pytest.mark.parametrize("kind", KINDS)
def test_both_sides_have_one_engine(folder: Path, kind: str) -> None:
    """If this failed, a dump that the new side cannot read would be found out while users are down."""
    other = "sqlite, name: /b.db" if kind != "server-application" else "postgresql, name: b"
    own = "postgresql, name: b" if kind != "server-application" else "sqlite, name: /b.db"
    home = "        database: {{ engine: {} }}".format
    (fault,) = faults(folder, kind, home(own), home(other))
    assert "database cannot be made of a" in fault
