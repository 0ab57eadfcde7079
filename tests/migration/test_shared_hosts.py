"""Several municipalities on one host: what Flytt puts there carries whose it is."""

import re

from flytt.adapters.ssh.locks import _NAME  # pyright: ignore[reportPrivateUsage] - what a host's locks may be called
from flytt.migration.plan import Plan
from flytt.migration.planner import make_plan
from tests.worlds import KINDS, MORNING, RUNBOOKS, municipality, workload


def _plan(id_: str, stems: dict[str, str] | None = None) -> Plan:
    rows = [workload(kind) for kind in KINDS]
    return make_plan(municipality(rows, id=id_), RUNBOOKS, MORNING, stems=stems)


def _dumps(plan: Plan) -> set[str]:
    return {
        str(v) for w in plan.workloads for s in w.steps for v in s.values.values() if str(v).endswith(".dump")
    }


def test_two_municipalities_share_no_lock_and_no_dump() -> None:
    """One would stop the other's writer, or find, compare and delete the other's personal data."""
    one, other = _plan("fjordvik"), _plan("hustadvika")
    assert _dumps(one)
    assert _dumps(one).isdisjoint(_dumps(other))
    assert {w.own_name for w in one.workloads}.isdisjoint(w.own_name for w in other.workloads)
    first, second = _plan("a-b"), _plan("a")
    assert all("_" in w.own_name for w in (*first.workloads, *second.workloads))


def test_a_lock_may_be_called_so() -> None:
    """The longest names that a mapping allows would be refused by the host in the middle of a move."""
    longest = f"{'m' * 63}_{'w' * 63}"
    assert re.fullmatch(_NAME, longest)


def test_what_was_begun_keeps_its_names() -> None:
    """A new version would look for a dump under a name that nobody gave it, and lock beside an old writer."""
    old = {w.id: w.id for w in _plan("fjordvik").workloads}
    kept = _plan("fjordvik", old)
    assert {w.own_name for w in kept.workloads} == set(old)
    assert all("fjordvik_" not in path for path in _dumps(kept))
    first_version = kept.workloads[0].changed(stem="")
    assert first_version.own_name == first_version.id
