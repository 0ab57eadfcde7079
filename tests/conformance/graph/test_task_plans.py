"""Planner: what is true of the twin is true over Graph, and the other way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest

from flytt.adapters.graph.task_plans import GraphTaskPlans
from flytt.adapters.graph.tenants import GraphDirectories
from flytt.migration.identity import mark_of
from flytt.migration.task_plans import Body, PlanTask, Reference, TaskPlan, TaskPlans, Tick, digest_of
from practice.graph.faults import Fault
from practice.graph.planner_state import Plan, Planner
from practice.graph.running import RunningGraph
from tests.conformance.graph.ground import directories
from tests.conformance.graph.plan_ground import unified, with_plans
from tests.plans import NEW_SCHOOL, SCHOOL, planners
from tests.tenants import object_id

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

WHOLE = Body(
    title="Vedtak: 50 % ferdig",
    percent=50,
    priority=1,
    start="2023-05-02T06:00:00Z",
    due="2023-06-01T06:00:00Z",
    categories=("category1", "category3"),
    preview="reference",
    description="Ein\nto",
    ticks=(Tick(title="Sist"), Tick(title="Først", checked=True), Tick(title="Midt")),
    references=(Reference(url="https://a.example/x%20y?z=1#d@e", name="Fil 1.2", kind="Other"),),
)


@dataclass
class There:
    """The old side with something in it, the new one, a group there, and two people."""

    old: TaskPlans
    new: TaskPlans
    groups: tuple[str, ...]
    group: str
    people: tuple[str, str]
    graph: RunningGraph | None = None


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningGraph, GraphDirectories]]:
    """Start one practice Graph for all; each test makes its own plan in it."""
    with with_plans(tmp_path_factory.mktemp("plans")) as graph:
        tenants = directories(graph)
        yield graph, tenants
        tenants.close()


@pytest.fixture(params=["twin", "graph"])
def there(request: pytest.FixtureRequest) -> Iterator[There]:
    """Return them, both ways."""
    if request.param == "twin":
        twins = planners()
        people = (object_id("new/delt"), object_id("new/framand"))
        yield There(twins["old"], twins["new"], (SCHOOL,), NEW_SCHOOL, people)
        return
    graph, tenants = request.getfixturevalue("shared")
    people = [one.id for one in tenants.on("target").people() if not one.guest_of]
    old, new = tenants.planner("source"), tenants.planner("target")
    groups = tuple(unified(graph, "source"))
    yield There(old, new, groups, unified(graph, "target")[0], (people[0], people[1]), graph)
    graph.service.faults.clear()


def only(there: There, plan: str) -> PlanTask:
    """Return the one task of a plan."""
    (found,) = there.new.tasks(plan)
    return found


def test_a_task_says_all_that_it_said_and_stands_where_it_stood(there: There) -> None:
    """Points, links, dates, labels or the order of tasks would be lost on the way."""
    plan = there.new.make_plan(there.group, mark_of("prove", "heil"))
    there.new.label(plan.id, {"category3": "Økonomi"})
    bucket = there.new.make_bucket(plan.id, mark_of("prove", "kolonne"), after="")
    bucket = there.new.change_bucket(bucket.id, "Pågår", after=None)
    hint, ids = "", list[str]()
    for number in range(3):
        made = there.new.make_task(plan.id, bucket.id, mark_of("prove", f"{number}"), after=hint)
        assert (made.body, made.own) == (Body(title=mark_of("prove", f"{number}")), True)
        assert there.new.write_task(made, WHOLE.changed(title=f"{number}"), bucket=bucket.id)
        hint, ids = made.hint, [*ids, made.id]
    listed = sorted(there.new.tasks(plan.id), key=lambda one: one.hint)
    alone = sorted(there.new.tasks_alone(bucket.id), key=lambda one: one.hint)
    assert listed == alone
    assert [one.id for one in listed] == ids
    assert [digest_of(one.body) for one in listed] == [
        digest_of(WHOLE.changed(title=f"{number}")) for number in range(3)
    ]
    assert listed[0].body.ticks == WHOLE.ticks
    assert there.new.place_task(ids[0], after=listed[2].hint) > listed[2].hint
    (read,) = [one for one in there.new.plans([there.group]) if one.id == plan.id]
    assert (read.categories, read.own) == ({"category3": "Økonomi"}, True)
    there.new.remove_plan(plan.id)


def test_what_is_written_over_loses_what_it_had(there: There) -> None:
    """A point, a link or a label that people took away on the old side would stand there still."""
    plan = there.new.make_plan(there.group, mark_of("prove", "tom"))
    bucket = there.new.make_bucket(plan.id, "B", after="")
    made = there.new.make_task(plan.id, bucket.id, "t", after="")
    assert there.new.write_task(made, WHOLE, bucket=bucket.id)
    bare = Body(title="Berre tittel", ticks=(Tick(title="Ny"),))
    other = there.new.make_bucket(plan.id, "C", after=bucket.hint)
    for _ in range(2):
        assert there.new.write_task(only(there, plan.id), bare, bucket=other.id)
    now = only(there, plan.id)
    assert (now.body, now.bucket) == (bare, other.id)
    assert not there.new.write_task(made, WHOLE, bucket=bucket.id), "it no longer says what was seen"
    assert only(there, plan.id).body == bare
    there.new.remove_plan(plan.id)


def test_plans_buckets_and_tasks_go_once(there: There) -> None:
    """A rollback would stop at what is gone already, or a second attempt make a second plan."""
    mark = mark_of("prove", "ein gong")
    plan = there.new.make_plan(there.group, mark)
    assert there.new.make_plan(there.group, mark).id == plan.id
    for _ in range(2):
        there.new.call_plan(plan.id, "Årshjul")
    bucket = there.new.make_bucket(plan.id, "B", after="")
    task = there.new.make_task(plan.id, bucket.id, "t", after="")
    for _ in range(2):
        there.new.assign(task.id, there.people)
    assert only(there, plan.id).people == tuple(sorted(there.people))
    for _ in range(2):
        there.new.assign(task.id, (), gone=there.people[:1])
    assert only(there, plan.id).people == there.people[1:]
    for _ in range(2):
        there.new.remove_task(task.id)
        there.new.remove_bucket(bucket.id)
        there.new.remove_plan(plan.id)
    assert not there.new.write_task(task, WHOLE, bucket=bucket.id)
    assert plan.id not in {one.id for one in there.new.plans([there.group])}


def test_the_old_side_is_read_the_same_by_both_routes(there: There) -> None:
    """What one index lacks would be neither copied nor missed."""
    plans = there.old.plans(there.groups)
    assert plans
    for plan in plans:
        listed = {one.id: one for one in there.old.tasks(plan.id)}
        alone = {one.id: one for b in there.old.buckets(plan.id) for one in there.old.tasks_alone(b.id)}
        assert listed == alone
        assert any(one.body.ticks for one in alone.values())
        assert any(one.body.references for one in alone.values())
        assert not plan.own


@pytest.mark.parametrize("kind", ["504-after", "cut-after", "503"])
def test_a_lost_answer_makes_nothing_twice(there: There, kind: str) -> None:
    """A plan, a bucket or a task would be there twice, or a change be taken for somebody else's."""
    if there.graph is None:
        return
    for match in (
        "POST .*",
        "POST .*/buckets$",
        "POST .*/tasks$",
        "PATCH .*",
        "PATCH .*",
        "PATCH .*/tasks/[^/]*$",
    ):
        there.graph.service.faults.add(Fault.model_validate({"kind": kind, "match": match}))
    mark = mark_of("prove", f"tapt {kind}")
    plan = there.new.make_plan(there.group, mark)
    bucket = there.new.make_bucket(plan.id, mark, after="")
    task = there.new.make_task(plan.id, bucket.id, mark, after="")
    assert there.new.write_task(task, WHOLE, bucket=bucket.id)
    there.new.assign(task.id, there.people)
    assert digest_of(only(there, plan.id).body) == digest_of(WHOLE)
    assert len(there.new.buckets(plan.id)) == 1
    assert len([one for one in there.new.plans([there.group]) if one.title == mark]) == 1
    for key in (task.id,):
        there.new.remove_task(key)
    there.new.remove_plan(plan.id)


def test_a_plan_that_arrived_twice_becomes_one(there: There) -> None:
    """People would find a second, empty plan beside theirs."""
    if there.graph is None:
        return
    there.graph.service.faults.add(Fault.model_validate({"kind": "duplicate", "match": "POST .*/plans$"}))
    mark = mark_of("prove", "to gonger")
    plan = there.new.make_plan(there.group, mark)
    assert [one.id for one in there.new.plans([there.group]) if one.title == mark] == [plan.id]
    there.new.remove_plan(plan.id)


def test_a_plan_that_is_listed_late_is_made_once(there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    """A group would get several plans of one name while its listing lags behind."""
    if there.graph is None:
        return
    listed, mark, late = GraphTaskPlans.plans, mark_of("prove", "sein"), ["once", "twice"]
    made, held = list[str](), there.graph.service.planner

    def adds(one: Plan) -> None:
        made.append(one.id)
        Planner.add(held, one)

    def lags(self: GraphTaskPlans, groups: Iterable[str]) -> tuple[TaskPlan, ...]:
        found = listed(self, groups)
        if late and mark in [one.title for one in found]:
            late.pop()
            return tuple(one for one in found if one.title != mark)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(GraphTaskPlans, "plans", lags)
        patched.setattr(held, "add", adds)
        plan = there.new.make_plan(there.group, mark)
    assert late == []
    assert made == [plan.id]
    there.new.remove_plan(plan.id)


def test_nothing_is_written_without_the_state_that_was_seen(there: There) -> None:
    """The practice Graph would let through what the real one refuses."""
    if there.graph is None:
        return
    plan = there.new.make_plan(there.group, mark_of("prove", "merke"))
    there.new.call_plan(plan.id, "Nytt namn")
    answered = there.graph.service.answered
    assert answered["428"] == 0
    there.graph.service.faults.add(Fault.model_validate({"kind": "504-after", "match": "PATCH .*/plans/"}))
    there.new.call_plan(plan.id, "Enda nyare")
    assert answered["412"] >= 1, "the lost write was repeated with an ETag that was the last one"
    there.new.remove_plan(plan.id)


def test_cards_stand_on_the_board_otherwise_than_in_the_list(there: There) -> None:
    """The order that people gave their board would be lost, or the list be turned round with it."""
    plan = there.new.make_plan(there.group, mark_of("prove", "tavle"))
    bucket, hint, ids = there.new.make_bucket(plan.id, mark_of("prove", "rad"), after=""), "", list[str]()
    for number in range(3):
        made = there.new.make_task(plan.id, bucket.id, mark_of("prove", f"kort {number}"), after=hint)
        hint, ids = made.hint, [*ids, made.id]
    card, wanted = "", [ids[1], ids[0], ids[2]]
    for one in wanted:
        card = there.new.place_card(one, after=card)
    for listed in (list(there.new.tasks(plan.id)), list(there.new.tasks_alone(bucket.id))):
        assert [one.id for one in sorted(listed, key=lambda one: one.card)] == wanted
        assert [one.id for one in sorted(listed, key=lambda one: one.hint)] == ids
    assert there.new.place_card(wanted[2], after="") == card, "what stands behind it stays there"
    there.new.remove_plan(plan.id)


def test_a_task_without_a_card_is_read_all_the_same(
    shared: tuple[RunningGraph, GraphDirectories], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tasks that never stood on a board would be left behind, and the comparison not see them either."""
    graph, tenants = shared
    old = tenants.planner("source")
    plan = old.plans(unified(graph, "source"))[0].id

    def read() -> tuple[set[str], set[str]]:
        alone = {task.id for bucket in old.buckets(plan) for task in old.tasks_alone(bucket.id)}
        return {task.id for task in old.tasks(plan)}, alone

    def nowhere(task: str) -> str:
        return f"/planner/tasks/no-{task}/bucketTaskBoardFormat"

    before = read()
    assert before[0]
    monkeypatch.setattr("flytt.adapters.graph.task_plans._board", nowhere)
    assert read() == before
    assert {task.card for task in old.tasks(plan)} == {""}
