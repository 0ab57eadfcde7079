"""A share whose last pass will not fit its window says so days before, from the ledger alone."""

from datetime import datetime, timedelta

import pytest

from flytt.migration.delta import fit, passes_of
from flytt.migration.next_action import Done
from flytt.migration.shares import CopyPass
from flytt.migration.watch import Alarm, alarms
from flytt.reports.status import status
from flytt.reports.table import status_table
from tests.driving import events_of, move, roll_back, state_of
from tests.worlds import Twins, planned, twins

GB = 10**9
DAYS_BEFORE = 3


def _prepared(monkeypatch: pytest.MonkeyPatch, changing: float, hours_to_read: float = 0.1) -> Twins:
    """Return a share three days before its window: a TB, of which so many bytes change a day."""
    from flytt.adapters.memory.shares import MemoryShares  # noqa: PLC0415 - the twin whose passes are made up

    scene = twins("file-share")
    begin = planned(scene).window.start - timedelta(days=DAYS_BEFORE)
    sizes = {"copy-all": (5, 1000 * GB, 36_000), "first-delta": (4, changing, 600 + changing / GB * 36)}
    sizes["thorough-delta"] = (3, changing, hours_to_read * 3600)
    made = MemoryShares.copy

    def copy(shares: MemoryShares, job: object, name: str, *, thorough: bool = False) -> CopyPass:
        days, size, seconds = sizes.get(name, (0, 0, 1))
        began = (begin + timedelta(days=DAYS_BEFORE - days)).isoformat()
        found = made(shares, job, name, thorough=thorough)  # type: ignore[arg-type]
        return found.changed(size_bytes=int(size), seconds=float(seconds), began=began)

    monkeypatch.setattr(MemoryShares, "copy", copy)
    assert move(scene, "prepared") == Done("prepared")
    return scene


def _alarms(scene: Twins) -> list[Alarm]:
    now = scene.clock.now()
    return list(alarms(scene.plan, state_of(scene), (), lambda _: False, now, now))


def _said(scene: Twins) -> str:
    found = status(scene.plan, state_of(scene), events_of(scene), (), scene.clock.now())
    assert found.workloads[0].last_pass in " ".join(status_table(found).split())
    return found.workloads[0].last_pass


def test_passes_are_read_from_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    """The forecast would be made of something else than what was done."""
    scene = _prepared(monkeypatch, 10 * GB)
    found = passes_of(planned(scene), state_of(scene).workload("file-share"))
    assert [one.kind for one in found] == ["first", "delta", "thorough"]
    assert [one.size_bytes for one in found] == [1000 * GB, 10 * GB, 10 * GB]


def test_a_quiet_share_wakes_nobody_and_says_that_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """People on duty would soon not read what they are told."""
    scene = _prepared(monkeypatch, 1 * GB)
    assert _alarms(scene) == []
    assert "fit:" in _said(scene)


def test_what_will_not_fit_is_told_days_before_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be found out in the window, with people down."""
    scene = _prepared(monkeypatch, 10 * GB, hours_to_read=8)
    assert scene.clock.now() < planned(scene).window.start - timedelta(days=1)
    (alarm,) = _alarms(scene)
    assert "do not fit" in alarm.says
    assert "flytt status" in alarm.says
    scene.clock.advance(hours=6)
    assert [a.key for a in _alarms(scene)] == [alarm.key]
    assert "do not fit" in _said(scene)


def test_every_reading_of_the_window_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three readings of everything would be promised the time of one."""
    scene = _prepared(monkeypatch, 1 * GB, hours_to_read=1)
    expected = fit(planned(scene), state_of(scene).workload("file-share"), scene.clock.now())
    assert expected.verify_seconds == 3 * 3600


@pytest.mark.parametrize("days", [-400, 3, 30])
def test_an_old_host_with_a_wrong_clock_is_told_of_all_the_same(
    monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    """A clock that is days ahead would leave no time for anything to change, and everything would fit."""
    scene = _prepared(monkeypatch, 10 * GB)
    right = fit(planned(scene), state_of(scene).workload("file-share"), scene.clock.now())
    state = state_of(scene).workload("file-share")
    receipts = {key: state.step(key).receipt or {} for key in ("copy-all", "first-delta", "thorough-delta")}
    for receipt in receipts.values():
        began = datetime.fromisoformat(str(receipt["began"])) + timedelta(days=days)
        receipt["began"] = began.isoformat()
    assert right.delta_bytes > 0
    assert fit(planned(scene), state, scene.clock.now()).delta_bytes == pytest.approx(right.delta_bytes)


def test_what_rights_take_in_the_window_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A share with NTFS rights would be said to fit, and setting them would overrun its window."""
    scene = _prepared(monkeypatch, 1 * GB)
    expected = fit(planned(scene), state_of(scene).workload("file-share"), scene.clock.now())
    minutes = {s.step: s.minutes for s in planned(scene).steps}
    of_rights = minutes["share.set-rights"] + minutes["share.compare-rights"]
    assert expected.window_seconds == planned(scene).promised_minutes * 60 - of_rights * 60


def test_nothing_is_said_of_what_is_over_or_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """An open share would wake people because of the passes that it once had."""
    scene = _prepared(monkeypatch, 10 * GB, hours_to_read=8)
    assert roll_back(scene) == Done("before")
    assert _alarms(scene) == []
    assert _said(scene) == ""


def test_a_value_of_another_kind_is_no_pass() -> None:
    """A workload that is not copied in passes would end the status in an error."""
    scene = twins("integration")
    assert passes_of(planned(scene), state_of(scene).workload("integration")) == ()
