"""Planning: every conflict is named, every choice is made, the same input gives the same hash."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from flytt.migration.plan import Plan
from flytt.migration.planner import Conflicts, fill, make_plan
from flytt.migration.record import Json
from flytt.migration.runbook import StepEntry
from flytt.migration.settings import SETTINGS
from flytt.migration.workload import CalendarRow, Dependency, Kind, Source, WindowWish, Workload
from tests.worlds import HERE, KINDS, MORNING, RUNBOOKS, SETTINGS_OF, municipality, plan_of, workload

A_DAY = date(2023, 6, 7)


def _row(kind: str, **changes: object) -> CalendarRow:
    row = CalendarRow(
        id="rad", title="Rad", kind="freeze", first=A_DAY, last=A_DAY, source=Source(document="d"), place=HERE
    )
    return row.changed(kind=kind, **changes)


def _on(day: date | None, kind: Kind = "integration", **changes: object) -> Workload:
    return workload(kind, window=WindowWish(day=day), **changes)


def _plan(*workloads: Workload, **changes: object) -> Plan:
    return make_plan(municipality(workloads, **changes), RUNBOOKS, MORNING)


def test_the_same_input_gives_the_same_hash_at_any_time() -> None:
    """Every approval would be void as soon as somebody planned again."""
    rows = [workload(kind) for kind in KINDS]
    later = make_plan(municipality(rows), RUNBOOKS, MORNING + timedelta(days=3))
    assert later.hash == _plan(*rows).hash == _plan(*reversed(rows)).hash
    assert Plan.model_validate_json(later.model_dump_json()).hash == later.hash


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Another"},
        {"target": "elsewhere"},
        {"content_hash": "another mapping"},
        {"approval": "authenticated"},
        {"approvers": ()},
        {"default_start": time(17)},
        {"default_minutes": 601},
        {"first_day": date(2023, 5, 4)},
        {"calendar": (_row("holiday"),)},
        {"agreements": ()},
        {"support": {"nb": "ring"}},
        {"time_zone": "UTC"},
        {"languages": ("nn",)},
        {"practice": False},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_every_input_changes_the_hash(changes: dict[str, object]) -> None:
    """A plan could be changed under an approval."""
    assert _plan(workload("integration"), **changes).hash != _plan(workload("integration")).hash


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "x"},
        {"personal": False},
        {"promised_minutes": 1},
        {"wave": "x"},
        {"entries": ()},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_every_choice_of_a_workload_is_in_the_hash(changes: dict[str, object]) -> None:
    """What was approved would not be what is done."""
    plan = plan_of("integration")
    (planned,) = plan.workloads
    assert plan.changed(workloads=(planned.changed(**changes),)).hash != plan.hash


def _conflicts(*workloads: Workload, **changes: object) -> set[tuple[str, str]]:
    with pytest.raises(Conflicts) as found:
        _plan(*workloads, **changes)
    assert all(str(HERE) in c.where and c.mend for c in found.value.conflicts)
    assert all(c.says in str(found.value) for c in found.value.conflicts)
    return {(c.workload, c.rule) for c in found.value.conflicts}


@pytest.mark.parametrize("kind", ["freeze", "holiday"])
@pytest.mark.parametrize("touched", [{}, {"workloads": ("integration",)}, {"sectors": ("oppvekst",)}])
def test_a_stated_day_that_is_frozen_is_a_conflict(kind: str, touched: dict[str, object]) -> None:
    """A pay run or an exam would be hit."""
    assert _conflicts(_on(A_DAY), calendar=(_row(kind, **touched),)) == {("integration", "freeze")}


def test_a_freeze_of_others_is_none() -> None:
    """A kindergarten's holiday would stop the water works."""
    calendar = (_row("freeze", workloads=("other",)), _row("freeze", sectors=("helse",)), _row("fixed-date"))
    assert _plan(_on(A_DAY), calendar=calendar).workloads


def test_more_than_staff_can_move_is_a_conflict() -> None:
    """Nobody would be there when it fails."""
    both = (_on(A_DAY), _on(A_DAY, "manual-change"))
    calendar = (_row("capacity", per_evening=1),)
    assert _conflicts(*both, calendar=calendar) == {
        ("integration", "capacity"),
        ("manual-change", "capacity"),
    }


def test_moving_before_what_one_stands_on_is_a_conflict() -> None:
    """An application would move away from what it cannot live without."""
    upper = _on(A_DAY, depends_on=(Dependency(workload="manual-change", why="it needs the net"),))
    lower = _on(A_DAY + timedelta(days=1), "manual-change")
    assert _conflicts(upper, lower) == {("integration", "dependency")}


def test_all_conflicts_come_at_once() -> None:
    """People would mend one fault a day for weeks."""
    incomplete = _on(A_DAY, "manual-change", settings={})
    found = _conflicts(_on(A_DAY), incomplete, calendar=(_row("freeze"), _row("capacity", per_evening=1)))
    assert {rule for _, rule in found} == {"freeze", "capacity", "setting"}


def test_no_evening_at_all_is_a_conflict() -> None:
    """Planning would never end, or put the move in the middle of a freeze."""
    calendar = (_row("freeze", first=date(2023, 1, 1), last=date(2025, 1, 1)),)
    assert _conflicts(workload("integration"), calendar=calendar) == {("integration", "no evening")}


def test_first_fit_takes_the_first_free_evening_after_what_it_stands_on() -> None:
    """Workloads would be planned onto frozen or full evenings, Fridays, or before their ground."""
    upper = workload("integration", depends_on=(Dependency(workload="manual-change", why="net"),))
    frozen = _row("freeze", first=date(2023, 5, 3), last=date(2023, 5, 3))
    plan = _plan(upper, workload("manual-change"), calendar=(frozen,))
    days = {w.id: w.window.start.date() for w in plan.workloads}
    # Thursday the 4th is the first free evening; Friday to Sunday are none.
    assert days == {"manual-change": date(2023, 5, 4), "integration": date(2023, 5, 8)}


def test_windows_are_local_evenings_in_utc() -> None:
    """Systems would go down an hour or two off what users were told."""
    plan = _plan(_on(date(2023, 1, 10)), _on(date(2023, 7, 4), "manual-change"))
    assert [w.window.start for w in plan.workloads] == [
        datetime(2023, 1, 10, 15, tzinfo=UTC),
        datetime(2023, 7, 4, 14, tzinfo=UTC),
    ]
    assert all(w.promised_minutes == 600 for w in plan.workloads)


@pytest.mark.parametrize(
    ("left", "why"),
    [
        (workload("integration", unknown_settings=("target",)), "unknown: target"),
        (workload("integration").changed(kind="tenant-part"), "not yet"),
        (workload("integration", standing="unconfirmed"), "unconfirmed"),
        (workload("integration", depends_on=(Dependency(workload="nobody", why="x"),)), "waits for nobody"),
    ],
    ids=["unknown", "not yet", "unconfirmed", "dependency nobody knows"],
)
def test_what_is_not_moved_is_named_with_its_reason_and_so_is_what_waits_for_it(
    left: Workload, why: str
) -> None:
    """A workload would be forgotten in silence, or moved on a guess."""
    above = workload("manual-change", depends_on=(Dependency(workload="integration", why="x"),))
    plan = _plan(above, left, workload("physical-move"), practice=False)
    assert [w.id for w in plan.workloads] == ["physical-move"]
    reasons = {n.id: n.why for n in plan.not_moved}
    assert why in reasons["integration"]
    assert "waits for integration" in reasons["manual-change"]


RULE = re.compile(r"\{(?:local|name|nickname)\}")
"""What a tenant's rule for names fills in for each account or group, when the step runs."""

NOTHING = re.compile(r"(?!)")


@pytest.mark.parametrize("kind", KINDS)
def test_every_placeholder_of_every_runbook_is_filled(kind: Kind) -> None:
    """A step would go looking for a host named {target.host}."""
    (planned,) = plan_of(kind).workloads
    later = RULE if kind in {"tenant-identity", "tenant-teams"} else NOTHING
    for step in planned.steps:
        assert "{" not in step.instructions + step.undo_instructions
        assert not [value for value in _texts(step.values) if "{" in later.sub("", value)]


def _texts(value: Json) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [value] if isinstance(value, str) else []


GIVEN: dict[str, Json] = {"a": {"b": [1, {"c": True}], "d": "x"}, "n": None}


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        ("{a.b}", [1, {"c": True}]),
        ("{a.d}/{a.d}.dump", "x/x.dump"),
        ({"k": ["{n}", "{a.d}!"]}, {"k": [None, "x!"]}),
        ("no {Place} here", "no {Place} here"),
        (7, 7),
    ],
)
def test_filling_keeps_types_and_leaves_the_rest(value: Json, filled: Json) -> None:
    """A number would become a text, or a text be torn."""
    assert fill(value, GIVEN) == filled


@pytest.mark.parametrize("value", ["{a.x}", "{b}", "{a.d.e}", {"deep": ["{z}"]}])
def test_a_setting_that_is_missing_is_named(value: Json) -> None:
    """A step would be planned with an empty value."""
    with pytest.raises(KeyError):
        fill(value, GIVEN)


def test_a_database_that_another_uses_is_not_removed_by_one_s_retirement() -> None:
    """Retiring one application would delete the register that the next one has not moved from yet."""
    one = workload("server-application")
    target = {**_table(one.settings["target"]), "database": {"engine": "sqlite", "name": "/srv/other.db"}}
    other = one.changed(id="other", settings={**one.settings, "target": target})
    with pytest.raises(Conflicts, match="shared database") as found:
        make_plan(municipality([one, other]), RUNBOOKS, MORNING)
    assert {c.workload for c in found.value.conflicts} & {one.id, "other"}
    assert "/srv/elev.db" in str(found.value)


def _table(value: Json) -> dict[str, Json]:
    assert isinstance(value, dict)
    return value


def test_a_step_that_only_some_need_is_in_no_others_plan() -> None:
    """A share without NTFS rights would have half an hour of its window set off for them."""
    settings = SETTINGS_OF["file-share"] | {"rights": "posix", "owners": []}
    plain = workload("file-share", settings=SETTINGS["file-share"].model_validate(settings).as_json())
    rights = workload("file-share")
    found = [{step.key for step in _plan(one).workloads[0].steps} for one in (plain, rights)]
    assert found[1] - found[0] == {"set-rights"}


def test_people_are_not_asked_for_what_flytt_has_done_alone() -> None:
    """A question with nothing behind it would hold a cutover until somebody had said yes to it."""
    settings = SETTINGS_OF["forms-estate"] | {
        "source": {"tenant": "old", "unsupported_api": False},
        "forms": {"usual": "hand-over"},
    }
    without = workload("forms-estate", settings=SETTINGS["forms-estate"].model_validate(settings).as_json())
    found = [
        {step.key: step.by for step in _plan(one).workloads[0].steps}
        for one in (workload("forms-estate"), without)
    ]
    assert [one["owners-close"] for one in found] == ["flytt", "person"]


def test_a_condition_on_a_setting_that_is_none_is_a_conflict() -> None:
    """A slip of the pen in a runbook would leave a step out of every plan, and nobody would miss it."""
    share = RUNBOOKS["file-share"]
    entries = tuple(
        e.changed(when={"right": "ntfs"}) if isinstance(e, StepEntry) and e.when else e for e in share.entries
    )
    with pytest.raises(Conflicts, match="'right' says so"):
        make_plan(
            municipality([workload("file-share")]),
            {"file-share": share.changed(entries=entries)},
            MORNING,
        )
