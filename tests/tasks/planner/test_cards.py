"""The cards of a board: they stand as people have put them, whatever the list of the plan says."""

from flytt.adapters.memory.task_plans import MemoryPlan
from flytt.migration.next_action import Done
from tests.driving import Wires, bring_on, move, roll_back, set_goal
from tests.tasks.planner.test_what_people_do import made, plan_of, put, stuck
from tests.worlds import Twins, twins


def cards(plan: MemoryPlan) -> list[list[str]]:
    """Return the titles of each bucket's cards, as they stand on the board."""
    tasks = sorted(plan.tasks.values(), key=lambda one: one.card)
    buckets = sorted(plan.buckets.values(), key=lambda one: one.hint)
    return [[one.body.title for one in tasks if one.bucket == bucket.id] for bucket in buckets]


def drag(plan: MemoryPlan, bucket: int) -> None:
    """Have people turn the cards of a bucket round."""
    key = sorted(plan.buckets.values(), key=lambda one: one.hint)[bucket].id
    inside = sorted((one for one in plan.tasks.values() if one.bucket == key), key=lambda one: one.card)
    for one, other in zip(inside, reversed(inside), strict=True):
        put(plan, one.changed(card=other.card))


def prepared() -> Twins:
    """Return a world in which all tasks are made on the new side."""
    scene = twins("tenant-planner")
    set_goal(scene, "prepared")
    assert bring_on(scene) == Done("prepared")
    return scene


def test_cards_stand_as_people_had_put_them() -> None:
    """What people see first, the order of their board, would be that in which Flytt made the tasks."""
    scene = twins("tenant-planner")
    assert move(scene) == Done("open")
    old = cards(plan_of(scene, "old", "Drift"))
    assert old[0] not in (
        sorted(old[0]),
        [one.body.title for one in plan_of(scene, "old", "Drift").tasks.values()],
    )
    assert cards(plan_of(scene, "new", "Drift")) == old
    assert roll_back(scene) == Done("before")


def test_a_card_that_is_dragged_while_people_work_on_follows() -> None:
    """The last weeks' order would be lost, and the comparison stop the window for it."""
    scene = prepared()
    drag(plan_of(scene, "old", "Drift"), 1)
    assert move(scene) == Done("open")
    assert cards(plan_of(scene, "new", "Drift")) == cards(plan_of(scene, "old", "Drift"))


def test_a_board_out_of_order_is_named_before_people_are_let_in() -> None:
    """Nobody would be told that a board stands otherwise than it did."""
    scene, due = prepared(), ["drift"]

    def begins(key: str) -> None:
        if key == "compare" and due:
            drag(made(scene, due.pop()), 0)

    stuck(move(scene, wires=Wires(begins=begins)), "bucket drift0: expected")


def test_a_pass_over_a_board_that_stands_right_writes_nothing() -> None:
    """Each pass would write every card anew, and the window be as long as the first copy."""
    scene = prepared()
    before = {key: count for key, count in scene.effects().items() if "place card" in key}
    assert before
    assert move(scene) == Done("open")
    assert {key: count for key, count in scene.effects().items() if "place card" in key} == before
