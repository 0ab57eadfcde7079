"""What both sides changed of people is asked about with *go*, and not first in the night."""

from typing import get_args

import pytest

from flytt.adapters.memory.directory import MemoryDirectory
from flytt.migration.directory import ProfileField
from flytt.migration.errors import BadInput
from flytt.migration.events import Criterion
from flytt.migration.identity_settings import Identity
from flytt.migration.next_action import Done, Stuck
from flytt.migration.planner import make_plan
from flytt.migration.record import Json
from flytt.migration.state import StepStatus
from flytt.reports.changed_on_both import PROPERTIES
from flytt.reports.criteria_nb import criterion_nb
from flytt.reports.dossier import dossier
from tasks.identity.changed_on_both import STEP
from tasks.tenancy import Met, Tenancy
from tests.driving import Killed, bring_on, events_of, journal_of, move, roll_back, set_goal, state_of
from tests.faults import Fault
from tests.sweeps.ground import approached, entry
from tests.tenants import IDENTITY_SETTINGS, object_id
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, planned, workload

WANT = Tenancy.model_validate(entry("tenant-identity", "changed-on-both").values)
EIN, TO = object_id("old/ein"), object_id("old/to")
KEY = "changed-on-both"


@pytest.fixture
def scene() -> Twins:
    """Return a prepared world, weeks later: both sides have changed one person's number."""
    found = approached("tenant-identity", KEY).fork()
    _both_say(found, EIN)
    return found


def _both_say(scene: Twins, one: str) -> None:
    _say(scene, "old", one, "12345678")
    _say(scene, "new", one, "99999999")


def _say(scene: Twins, tenant: str, one: str, mobile: str) -> None:
    at = Met(WANT, scene.world).there[one] if tenant == "new" else one
    accounts = _on(scene, tenant).accounts
    accounts[at] = accounts[at].changed(profile=accounts[at].profile.changed(mobile=mobile))


def _on(scene: Twins, tenant: str) -> MemoryDirectory:
    return scene.world.tenants.on(tenant)  # type: ignore[return-value]


def _says(scene: Twins, one: str) -> str:
    return _on(scene, "new").accounts[Met(WANT, scene.world).there[one]].profile.mobile


def _decide(scene: Twins, *decided: tuple[str, str]) -> None:
    """Go over to a plan that says whose word counts."""
    rows: list[Json] = [{"source": one, "keep": keep, "why": "Asked."} for one, keep in decided]
    settings = Identity.model_validate({**IDENTITY_SETTINGS, "changed_on_both": rows}).as_json()
    plan = make_plan(municipality([workload("tenant-identity", settings=settings)]), RUNBOOKS, MORNING)
    journal_of(scene).adopt(plan)
    scene.plan = plan


def _refused(scene: Twins) -> Criterion:
    """Bring it to *go*, see that nobody can say it, and return the criterion that stops it."""
    set_goal(scene, "open")
    with pytest.raises(BadInput, match="changes-decided"):
        bring_on(scene)
    (gate,) = [g for g in state_of(scene).gates.values() if g.gate.startswith("go")]
    (stops,) = [c for c in gate.criteria if c.passed is not True]
    return stops


def _page(scene: Twins) -> str:
    at = state_of(scene)
    (gate,) = [g for g in at.gates.values() if g.gate.startswith("go")]
    return dossier(scene.plan, at, events_of(scene), gate, scene.clock.now())


def test_go_cannot_be_said_before_it_is_decided(scene: Twins) -> None:
    """The comparison would end the night over a question that could have been answered weeks before."""
    stops = _refused(scene)
    assert (stops.name, stops.passed) == ("changes-decided", False)
    assert EIN in stops.says
    assert stops.says.endswith(f"flytt plan {scene.plan.municipality} --adopt")
    assert criterion_nb(stops.says).startswith("endret på begge sider: ")
    assert state_of(scene).workload(planned(scene).id).step("late").status is StepStatus.PENDING


def test_the_dossier_names_who_and_what_and_how_to_decide(scene: Twins) -> None:
    """Whoever says go would have to look for the question in a log, in another language."""
    _refused(scene)
    page = _page(scene)
    assert f"| `{EIN}` | mobilnummer | **nei** |" in page
    assert f"flytt plan {scene.plan.municipality} --adopt" in page
    assert f"--workload {planned(scene).id} --to prepared" in page
    assert ("12345678" in page, "99999999" in page) == (False, False)


@pytest.mark.parametrize(("keep", "says", "told"), [("old", "12345678", "gamle"), ("new", "99999999", "nye")])
def test_a_decision_lets_go_be_said_and_is_followed(scene: Twins, keep: str, says: str, told: str) -> None:
    """A decision would be asked for and change nothing, or the other side's word be written over."""
    _refused(scene)
    _decide(scene, (EIN, keep))
    assert move(scene) == Done("open")
    assert _says(scene, EIN) == says
    assert f"| `{EIN}` | mobilnummer | ja, den {told} siden gjelder |" in _page(scene)


def test_one_that_is_left_undecided_still_stops(scene: Twins) -> None:
    """The first decision would open the gate for everybody else's."""
    _both_say(scene, TO)
    _refused(scene)
    _decide(scene, (EIN, "old"))
    stops = _refused(scene)
    assert (TO in stops.says, EIN in stops.says) == (True, False)


def test_a_decision_that_is_taken_back_is_asked_for_again(scene: Twins) -> None:
    """What was decided when it was looked for would never be asked about again, and stop the night."""
    _decide(scene, (EIN, "old"))
    set_goal(scene, "open")
    _decide(scene)
    assert EIN in _refused(scene).says


def test_what_is_written_alike_by_hand_is_looked_for_again(scene: Twins) -> None:
    """A question that is settled would stand in the way of *go* for good."""
    _refused(scene)
    _say(scene, "new", EIN, "12345678")
    assert roll_back(scene, "prepared") == Done("prepared")
    assert move(scene) == Done("open")
    assert "Det begge sider har endret" not in _page(scene)


def test_it_changes_nothing(scene: Twins) -> None:
    """A question would be answered by the asking: the look comes before anybody has said go."""
    before = scene.snapshot()
    seen = STEP.see(WANT, scene.world)
    verified = STEP.judge(WANT, seen, scene.world)
    assert (seen.asked, verified.passed, scene.snapshot()) == ({EIN: ("mobile",)}, True, before)
    assert [EIN in one for one in verified.skipped if "changed_on_both" in one] == [True]


def test_what_comes_between_the_look_and_its_proof_is_not_passed_over(scene: Twins) -> None:
    """The dossier would lack a question, and say that all of them are decided."""
    seen = STEP.see(WANT, scene.world)
    _both_say(scene, TO)
    (differing,) = STEP.judge(WANT, seen, scene.world).differing
    assert (TO in differing, "go back to *prepared*" in differing) == (True, True)


def test_what_one_side_alone_changed_is_no_question(scene: Twins) -> None:
    """Hundreds who are renamed on the old side in a year would each have to be decided by hand."""
    _say(scene, "old", TO, "12345678")
    assert STEP.see(WANT, scene.world).asked.keys() == {EIN}


def test_what_comes_after_go_is_asked_about_in_the_window(scene: Twins) -> None:
    """It would be written over in silence, since *go* was said when there was nothing to ask."""
    _decide(scene, (EIN, "new"))
    killed = Fault(entry("tenant-identity", "late"), "plan", raises=Killed())
    set_goal(scene, "open")
    with pytest.raises(Killed):
        bring_on(scene, wires=killed.wires)
    _both_say(scene, TO)
    stuck = move(scene)
    assert isinstance(stuck, Stuck)
    assert (TO in stuck.why, "changed_on_both" in stuck.why) == (True, True)
    _decide(scene, (EIN, "new"), (TO, "new"))
    assert move(scene) == Done("open")
    assert _says(scene, TO) == "99999999"


def test_every_property_has_a_name_in_bokmaal() -> None:
    """A lead would be asked to decide on an `employee`."""
    assert PROPERTIES.keys() == set(get_args(ProfileField))
