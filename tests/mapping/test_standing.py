"""Unknown, unconfirmed and practice values: what is used, what is recorded, and what never leaks."""

from datetime import date, time
from pathlib import Path

import pytest

from flytt.mapping import load_municipality
from flytt.migration.workload import WindowWish

MAPPINGS = Path(__file__).parents[2] / "mappings"


def test_practice_values_never_reach_a_real_plan(folder: Path) -> None:
    """If this failed, an invented host, date or role could be moved to in earnest."""
    text = load_municipality(folder).model_dump_json()

    for invented in ("øving", "4711", "23:00", "2024-01-15", "claimed"):
        assert invented not in text


def test_practice_values_are_used_and_recorded_in_practice(folder: Path) -> None:
    """If this failed, a rehearsal would lack its settings, or hide that they are invented."""
    loaded = load_municipality(folder, practice=True)
    workload = loaded.workloads[0]

    assert workload.settings == {"document": "hub/rute", "source": "øvingskilde", "target": "øvingsmål"}
    assert workload.practice_settings == ("source", "target")
    assert workload.unknown_settings == ()
    assert workload.window == WindowWish(
        day=date(2024, 3, 6), start=time(23), minutes=90, standing="practice"
    )
    assert (workload.owner_role, workload.users) == ("øvingsrolle", 4711)
    assert (loaded.approval, loaded.support) == ("claimed", {"nb": "øvingstelefon"})
    assert (loaded.agreements[0].in_force_from, loaded.agreements[0].standing) == (
        date(2024, 1, 15),
        "practice",
    )
    assert loaded.calendar[1].per_evening == 2
    assert loaded.practice


def test_what_nobody_knows_stays_unknown(folder: Path) -> None:
    """If this failed, unknown would turn into empty, and a plan would be made of nothing."""
    loaded = load_municipality(folder)
    workload = loaded.workloads[0]

    assert workload.unknown_settings == ("source", "target")
    assert workload.settings == {"document": "hub/rute", "source": "unknown", "target": "unknown"}
    assert workload.window == WindowWish(day=date(2024, 3, 6), standing="unknown")
    assert (workload.owner_role, workload.users) == ("unknown", None)
    assert (loaded.agreements[0].in_force_from, loaded.agreements[0].standing) == (None, "unknown")
    assert (loaded.calendar[1].per_evening, loaded.calendar[1].standing) == (None, "unknown")


def test_an_unconfirmed_setting_makes_the_workload_unconfirmed(folder: Path) -> None:
    """If this failed, what was said of another municipality would count as said of this one."""
    path = folder / "workloads/skole.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "document: hub/rute", "document: { unconfirmed: hub/rute }"
    )
    path.write_text(text, encoding="utf-8")

    workload = load_municipality(folder, practice=True).workloads[0]

    assert workload.standing == "unconfirmed"
    assert workload.settings["document"] == "hub/rute"


def test_settings_that_nobody_knows_name_what_is_needed(folder: Path) -> None:
    """If this failed, `settings: unknown` would look to the planner like a workload that needs none."""
    path = folder / "workloads/skole.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("    settings:")
    end = text.index("\n", start)
    path.write_text(f"{text[:start]}    settings: unknown{text[end:]}", encoding="utf-8")
    (folder / "practice.yaml").unlink()

    assert load_municipality(folder).workloads[0].unknown_settings == ("document", "source", "target")


def test_the_hash_follows_what_was_read(folder: Path) -> None:
    """If this failed, an approval could stand on files that have changed, or fall for ones that have not."""
    real, practice = load_municipality(folder), load_municipality(folder, practice=True)
    (folder / "practice.yaml").write_text("workloads: {}\n", encoding="utf-8")

    assert load_municipality(folder).content_hash == real.content_hash
    assert load_municipality(folder, practice=True).content_hash != practice.content_hash

    with (folder / "calendar.yaml").open("a", encoding="utf-8") as calendar:
        calendar.write("# a word\n")
    assert load_municipality(folder).content_hash != real.content_hash


@pytest.mark.parametrize("name", ["hustadvika", "fjordvik", "fraena-eide"])
def test_no_municipality_leaks_its_overlay(name: str) -> None:
    """If this failed, a value from practice.yaml would stand in the municipality's real rows."""
    loaded = load_municipality(MAPPINGS / name)

    assert all(workload.practice_settings == () for workload in loaded.workloads)
    assert all(workload.window.standing != "practice" for workload in loaded.workloads)
    assert "øving" not in loaded.model_dump_json().lower()
    assert loaded.approval == "authenticated"


def test_no_municipality_is_wired_in() -> None:
    """If this failed, the loader would know a municipality by name, and treat the next one otherwise."""
    sources = (Path(__file__).parents[2] / "flytt" / "mapping").glob("*.py")
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources).lower()

    assert text
    for name in ("hustadvika", "ror-ikt", "visma", "fjordvik", "fræna", "gammel-app", "oppvekst"):
        assert name not in text
