"""Every kind of event is heard by the notices, or is known to say nothing to users."""

from typing import get_args

import pytest

from flytt.migration.downtime import downtimes
from flytt.migration.events import DutyTold, Event, GoalSet, HostStated, LeaseTaken, UndoGivenUp
from flytt.migration.heard import NOT_HEARD, OF_A_WORKLOAD, OF_MANY, of_a_workload
from flytt.migration.notice_record import NoticeState
from flytt.notices import render
from tests.notices.stage import Story, accepted, down, local, plan_of

PLAN = plan_of()
W = PLAN.workloads[0].id


def test_every_kind_of_event_is_classified_once() -> None:
    """A new kind of event would change what is so, and users would go on being told what was."""
    kinds = set(get_args(get_args(Event)[0]))
    places = [OF_A_WORKLOAD, OF_MANY, NOT_HEARD.keys()]
    assert [k.__name__ for k in kinds if sum(k in place for place in places) != 1] == []
    assert OF_A_WORKLOAD | OF_MANY | NOT_HEARD.keys() == kinds


@pytest.mark.parametrize(
    "event",
    [
        DutyTold(workload=W, alarm=f"late-{W}-1", says="It is late.", delivered=True),
        HostStated(host="new", dead=True, who="leder", why="brann", authenticated=False, plan_hash=PLAN.hash),
    ],
)
def test_what_is_not_heard_makes_no_revision(event: Event) -> None:
    """Every reminder to the people on duty would be published as news, and silence itself."""
    story = down(PLAN).at(local(19, 20))
    before = story.notice(local(19, 40))
    assert before.silent_since == local(19, 30)
    assert story.tell(event).notice(local(19, 40)) == before
    assert of_a_workload(event) == ""


def test_a_sign_of_life_is_a_word() -> None:
    """Users would read that nobody knows anything while somebody works on it before their eyes."""
    story = down(PLAN).at(local(19, 20)).tell(LeaseTaken(workload=W, holder="vakt", fence=2, why="resume"))
    assert story.notice(local(19, 25)).silent_since is None


def given_up(*, unlisted: bool) -> Story:
    """Return a ledger in which what gave users the new side is given up, and the old side is back."""
    story = accepted(PLAN).at(local(9, day=(2023, 6, 8)))
    story.tell(GoalSet(workload=W, checkpoint="before", backward=True))
    dead = {"host": "new", "dead": True, "who": "leder", "why": "brann", "authenticated": False}
    story.tell(HostStated.model_validate({**dead, "plan_hash": PLAN.hash}))
    left = UndoGivenUp(workload=W, step="switch", hosts=("new",), left=("alias",), unlisted=unlisted)
    return story.tell(left).at(local(9, 30, day=(2023, 6, 8))).undo("copy").undo("stop")


def test_users_lose_what_is_given_up_and_have_the_old_side_back() -> None:
    """The report would say that nobody was without it, on the morning on which the host burnt."""
    story = given_up(unlisted=False)
    notice = story.notice()
    assert (notice.state, notice.ended_at) == (NoticeState.TAKEN_BACK, local(9, 30, day=(2023, 6, 8)))
    assert [(d.began, d.taken_back) for d in downtimes(PLAN.workloads[0], story.events)] == [
        (local(16, 4), False),
        (local(9, day=(2023, 6, 8)), True),
    ]


@pytest.mark.parametrize("unlisted", [True, False])
def test_what_nobody_could_keep_is_not_called_kept(*, unlisted: bool) -> None:
    """People would wait for their work to be given back, and it burnt with the host."""
    notice = given_up(unlisted=unlisted).notice()
    nb, nn = (render(notice, language, "staff", "text") for language in ("nb", "nn"))
    assert ("kan være borte" in nb, "kan vere borte" in nn) == (unlisted, unlisted)
    assert "tatt vare på" not in nb
    assert "teke vare på" not in nn
