"""Strandvik: four sectors with one application each, for what goes otherwise. Its first window is a night."""

import json
from datetime import date
from pathlib import Path

from tests.prefect.municipality import SECTORS, application, write_mapping

USED = SECTORS[:4]
WINDOWS = (
    (date(2024, 3, 30), "22:00"),
    (date(2024, 4, 9), "16:00"),
    (date(2024, 4, 16), "16:00"),
    (date(2024, 4, 30), "16:00"),
)
"""Local. In the first night clocks go an hour forward."""


def write_strandvik(mappings: Path) -> Path:
    """Write the mapping, in both languages and for staff and guardians, and return the folder of mappings."""
    home = write_mapping(mappings) / "lillevik"
    town, rows, practice = (
        json.loads((home / name).read_text())
        for name in ("municipality.yaml", "workloads/alt.yaml", "practice.yaml")
    )
    town |= {"languages": ["nb", "nn"], "sectors": [s for s in town["sectors"] if s["id"] in USED]}
    there = [w for w in rows["workloads"] if w["sector"] in USED]
    for row, (day, start) in zip(there, WINDOWS, strict=True):
        row |= {"audience": ["staff", "guardians"]}
        row["window"] = {"day": day.isoformat(), "start": start, "minutes": 300}
    practice["workloads"] = {application(s): practice["workloads"][application(s)] for s in USED}
    changed = {"municipality": town, "workloads/alt": {"workloads": there}, "practice": practice}
    for name, content in changed.items():
        (home / f"{name}.yaml").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return mappings
