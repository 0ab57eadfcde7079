"""Lillevik: a municipality made for these tests. Every sector has one application on hosts of its own."""

import json
from datetime import date, timedelta
from pathlib import Path

SECTORS = tuple(f"sektor-{letter}" for letter in "abcdefghijklmnop")
"""In the order of their windows: a sector may be moved only while the later ones are untouched."""

FIRST_DAY = date(2024, 1, 9)
NAMES = ("Timebok", "Kundebok", "Havnebok", "Sakbok", "Vaktbok", "Planbok", "Kartbok", "Skogbok")


def write_mapping(mappings: Path) -> Path:
    """Write the mapping as JSON, which is YAML too, and return the folder of mappings."""
    home = mappings / "lillevik"
    (home / "workloads").mkdir(parents=True)
    _write(home / "municipality.yaml", _municipality())
    _write(home / "agreements.yaml", {"agreements": []})
    _write(home / "calendar.yaml", {"calendar": []})
    _write(home / "workloads" / "alt.yaml", {"workloads": [_workload(i) for i in range(len(SECTORS))]})
    settings = {s: {"settings": _settings(s)} for s in map(application, SECTORS)}
    _write(home / "practice.yaml", {"municipality": {"approval": "claimed"}, "workloads": settings})
    return mappings


def application(sector: str) -> str:
    """Return the id of a sector's application."""
    return f"fag-{sector.removeprefix('sektor-')}"


def old_host(sector: str) -> str:
    """Return the host that a sector's application leaves."""
    return f"gammel-{sector.removeprefix('sektor-')}"


def new_host(sector: str) -> str:
    """Return the host that it moves to."""
    return f"ny-{sector.removeprefix('sektor-')}"


def sector_name(sector: str) -> str:
    """Return what people call it."""
    return f"Sektor {sector.removeprefix('sektor-').upper()}"


def application_name(sector: str) -> str:
    """Return what people call a sector's application."""
    return f"{NAMES[SECTORS.index(sector) % len(NAMES)]} {sector.removeprefix('sektor-').upper()}"


def _municipality() -> dict[str, object]:
    return {
        "id": "lillevik",
        "name": "Lillevik kommune",
        "target": "Kystregion IKT",
        "sources": ["Lillevik kommune"],
        "time_zone": "Europe/Oslo",
        "languages": ["nb"],
        "support": {"nb": "Brukerstøtte (øving), telefon 00 00 00 00"},
        "approval": "authenticated",
        "first_day": FIRST_DAY.isoformat(),
        "default_window": {"start": "16:00", "minutes": 300},
        "duty": {"channel": "file"},
        "approvers": [
            {"id": "prosjektleder", "role": "Prosjektleder"},
            {"id": "driftsleder", "role": "Leder for drift"},
        ],
        "sectors": [{"id": s, "name": sector_name(s), "name_nn": sector_name(s)} for s in SECTORS],
    }


def _workload(number: int) -> dict[str, object]:
    sector = SECTORS[number]
    day = FIRST_DAY + timedelta(weeks=2 * number)
    return {
        "id": application(sector),
        "name": application_name(sector),
        "sector": sector,
        "kind": "server-application",
        "owner_role": "Fagansvarlig",
        "audience": ["staff"],
        "data_class": "internal",
        "window": {"day": day.isoformat(), "start": "16:00", "minutes": 300},
        "users": 12,
        "source": {"document": "Made for tests"},
        "settings": "unknown",
    }


def _settings(name: str) -> dict[str, object]:
    letter = name.removeprefix("fag-")
    return {
        "source": _installation(f"gammel-{letter}", name),
        "target": _installation(f"ny-{letter}", name),
        "configuration": {"title": name, "sign_in": "kystregion"},
        "dns": {"alias": name, "source": f"gammel-{letter}", "target": f"ny-{letter}"},
    }


def _installation(host: str, service: str) -> dict[str, object]:
    return {
        "host": host,
        "service": service,
        "database": {"engine": "sqlite", "name": f"/srv/{service}/data.db"},
        "config": f"/etc/{service}.json",
        "health": f"http://localhost/{service}/health",
    }


def _write(path: Path, content: dict[str, object]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
