"""What differs is named so far and counted beyond, in the ledger and wherever it is told."""

from flytt.migration.evidence import MOST_NAMED, Verification
from flytt.migration.next_action import Stuck
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.application.survey_source import SurveySource
from tasks.catalogue import find
from tests.driving import Wires, bring_on, set_goal, state_of
from tests.worlds import planned, twins

MANY = 5_000


class Differing(SurveySource):
    """A survey of which far too much differs."""

    def judge(self, want: Record, seen: Record, world: World) -> Verification:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Say so."""
        del want, seen, world
        return Verification(route="test", differing=tuple(f"row {number}" for number in range(MANY)), more=7)


def test_a_thousand_are_named_and_the_rest_counted() -> None:
    """A tenant that refuses everything would fill ledger and reports, or nobody knew how much it is."""
    scene = twins("server-application")
    set_goal(scene, "prepared")
    look = Differing()
    wires = Wires(find=lambda id_: look if isinstance(find(id_), SurveySource) else find(id_))
    outcome = bring_on(scene, wires=wires)
    seen = state_of(scene).workload(planned(scene).id).step("survey-source").verification
    assert seen is not None
    assert (len(seen.differing), seen.differs, seen.passed) == (MOST_NAMED, MANY + 7, False)
    assert isinstance(outcome, Stuck)
    assert f"(and {MANY + 6} more)" in outcome.why


def test_what_is_only_counted_is_no_pass() -> None:
    """A comparison that could name nothing of what differs would let people in."""
    assert not Verification(route="test", more=1).passed
