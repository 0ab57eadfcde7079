"""Pictures in messages: held against what was put in, by their bytes."""

from flytt.migration.next_action import Done, Stuck
from tests.driving import Wires, move, roll_back
from tests.tasks.teams.test_refused import adopt
from tests.tasks.teams.test_what_stays import SCHOOL, there
from tests.worlds import Twins, twins


def swapping(scene: Twins) -> Wires:
    """Return wires by which a picture of the new side becomes another one before all is compared."""

    def begins(key: str) -> None:
        if key == "compare":
            pictures = there(scene).pictures_there
            pictures[next(iter(pictures))] = "YW5uYQ=="

    return Wires(begins=begins)


def test_a_picture_that_became_another_one_is_named_before_people_are_let_in() -> None:
    """A picture would be cut short or be somebody else's, and the report say that all is the same."""
    scene = twins("tenant-teams")
    outcome = move(scene, wires=swapping(scene))
    assert isinstance(outcome, Stuck)
    assert f"team {SCHOOL} channel" in outcome.why
    assert "the pictures in the message of" in outcome.why


def test_pictures_that_people_have_looked_at_can_be_let_pass() -> None:
    """A service that writes its own header into each picture would stop every move in the window."""
    scene = twins("tenant-teams")
    assert isinstance(move(scene, wires=swapping(scene)), Stuck)
    adopt(scene, pictures="count")
    assert move(scene) == Done("open")
    assert roll_back(scene) == Done("before")


def test_pictures_of_which_no_note_is_left_are_held_against_the_old_side() -> None:
    """A restored ledger would stop the move, or believe every picture."""
    scene = twins("tenant-teams")

    def begins(key: str) -> None:
        if key == "compare":
            for team in scene.tenants.team_estates["old"].there.values():
                for channel in team.channels_there:
                    scene.store.forget_items("fjordvik_tenant-teams", f"pictures {channel}")

    assert move(scene, wires=Wires(begins=begins)) == Done("open")
