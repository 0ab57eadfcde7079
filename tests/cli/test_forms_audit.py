"""`flytt forms audit`: a tenant's log comes into an estate, whole and once."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.forms.reading.estate import read_estate
from practice.graph.clock import Clock
from practice.graph.estate import Plan
from practice.graph.running import RunningGraph, start_graph
from tests.cli.conftest import Flytt
from tests.conformance.graph.ground import addresses

RECORDS, FAST = 60, 3_600.0
DAYS = ("--first", "2026-01-01", "--last", "2026-01-05")


@pytest.fixture
def maps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return mappings of a municipality that reaches a practice tenant with a log."""
    monkeypatch.setattr("flytt.adapters.graph.audit._PAUSE_SECONDS", 0.01)
    plan = Plan(people=6, people_there=4, records=RECORDS, scale=FAST)
    with start_graph(plan, tmp_path / "graph", clock=Clock(scale=FAST)) as graph:
        folder = tmp_path / "maps" / "bygd"
        folder.mkdir(parents=True)
        (folder / "reach.yaml").write_text(_reach(graph), encoding="utf-8")
        yield folder.parent


def _reach(graph: RunningGraph) -> str:
    return json.dumps({"tenants": {name: at.as_json() for name, at in addresses(graph).items()}})


def test_the_log_lies_in_the_estate_and_is_read(flytt: Flytt, maps: Path, tmp_path: Path) -> None:
    """Forms that nobody has listed would not be found, or the log be open to everybody on the machine."""
    estate = tmp_path / "estate"
    ran = flytt("forms", "audit", "bygd", "source", *DAYS, "--estate", estate, "--mappings", maps, "--json")
    said = json.loads(ran.out)
    assert (ran.code, said["records"]) == (0, RECORDS)
    assert stat.S_IMODE(Path(said["file"]).stat().st_mode) == 0o600
    assert len(read_estate(estate, key=b"k" * 32).audit) == RECORDS
    again = flytt("forms", "audit", "bygd", "source", *DAYS, "--estate", estate, "--mappings", maps)
    assert (again.code, "there already" in again.err) == (2, True)
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith(".part")] == []


def test_what_cannot_be_asked_is_said_before_it_is(flytt: Flytt, maps: Path, tmp_path: Path) -> None:
    """An estate would get an empty log of a tenant that nobody reached."""
    estate = tmp_path / "estate"
    for tenant, days in (("nobody", DAYS), ("source", ("--first", "2026-01-05", "--last", "2026-01-01"))):
        ran = flytt("forms", "audit", "bygd", tenant, *days, "--estate", estate, "--mappings", maps)
        assert (ran.code, "Nothing was asked" in ran.err) == (2, True)
    assert not list(tmp_path.rglob("graph-*.json"))
