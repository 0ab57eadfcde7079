"""A small mapping that is right, for each test to damage in its own way."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flytt.mapping import MappingFaults, load_municipality

FILES = {
    "municipality.yaml": """\
id: vik
name: Vik kommune
target: Felles
sources: [Vik kommune]
languages: [nb]
support: { nb: { practice: øvingstelefon } }
first_day: 2024-02-05
default_window: { start: "16:00", minutes: 240 }
approvers: [{ id: leder, role: Leder }]
sectors: [{ id: skole, name: Skole }, { id: helse, name: Helse }]
""",
    "agreements.yaml": """\
agreements: [{ id: felles, title: Avtale, in_force_from: unknown }]
""",
    "calendar.yaml": """\
calendar:
  - { id: ferie, title: Holiday, kind: holiday, first: 2024-07-01, last: 2024-07-31, source: { document: d } }
  - id: vakt
    title: Staff
    kind: capacity
    first: 2024-01-01
    last: 2024-12-31
    per_evening: { practice: 2 }
    source: { document: d }
""",
    "workloads/skole.yaml": """\
workloads:
  - id: rute
    name: Ruten
    sector: skole
    kind: integration
    owner_role: { practice: øvingsrolle }
    data_class: personal
    agreement: felles
    users: { practice: 4711 }
    window: { day: 2024-03-06, start: { practice: "23:00" }, minutes: { practice: 90 } }
    source: { document: d }
    settings: { document: hub/rute, source: { practice: øvingskilde }, target: unknown }
  - id: boka
    name: Boka
    sector: skole
    kind: tenant-part
    depends_on: [{ workload: rute, why: first }]
    source: { document: d }
""",
    "practice.yaml": """\
municipality: { approval: claimed }
agreements: { felles: { in_force_from: 2024-01-15 } }
workloads:
  rute: { settings: { target: øvingsmål } }
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write the mapping that is right."""
    for name, text in FILES.items():
        path = tmp_path / "vik" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "vik"


@pytest.fixture
def faults_of(folder: Path) -> Callable[[str, str, str], list[str]]:
    """Return what is said, without the folder's path, when a piece of one file is replaced by another."""

    def damage(name: str, old: str, new: str) -> list[str]:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return said(folder)

    return damage


def said(folder: Path) -> list[str]:
    """Return every fault of a folder as its line, by the file's name within the folder."""
    try:
        load_municipality(folder)
    except MappingFaults as found:
        return [str(fault).removeprefix(f"{folder}/") for fault in found.faults]
    return []
