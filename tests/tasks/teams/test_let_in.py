"""Members whom owners let in on the new side: out while the team is taken back, and in again with all."""

from flytt.migration.next_action import Done
from tests.driving import move, roll_back
from tests.tasks.teams.test_what_stays import listed, there
from tests.teams import said
from tests.tenants import object_id
from tests.worlds import Twins, twins

NEWCOMER = object_id("new/ny")


def opened() -> Twins:
    """Return a world in which teams have moved, and an owner has let somebody in since."""
    scene = twins("tenant-teams")
    assert move(scene) == Done("open")
    there(scene).people[NEWCOMER] = False
    return scene


def test_nobody_is_in_a_team_that_is_taken_back_and_who_was_let_in_comes_in_again() -> None:
    """They would see a team that is being taken back, or never come in again when it is opened."""
    scene = opened()
    assert roll_back(scene, "prepared") == Done("prepared")
    assert there(scene).people == {}
    assert [line for line in listed(scene) if "1 members whom its owners let in" in line]
    assert move(scene) == Done("open")
    assert there(scene).people[NEWCOMER] is False


def test_they_are_in_the_new_team_that_another_attempt_makes() -> None:
    """Owners would have to remember, weeks later, whom they let into a team that is gone."""
    scene = opened()
    assert roll_back(scene) == Done("before")
    assert move(scene) == Done("open")
    assert NEWCOMER in there(scene).people


def test_they_are_in_the_team_that_is_kept() -> None:
    """Who wrote there since could not read it any more."""
    scene = opened()
    there(scene).say(next(iter(there(scene).channels_there)), said("ny", 30, author=NEWCOMER))
    assert roll_back(scene) == Done("before")
    assert there(scene).team.archived
    assert NEWCOMER in there(scene).people
