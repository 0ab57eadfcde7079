"""What the steps of Planner share: both sides of a plan as they are just now, and how its tasks read."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from flytt.migration.drive_notes import Passes
from flytt.migration.errors import NotFound
from flytt.migration.identity import mark_of, source_of
from flytt.migration.page_links import Links
from flytt.migration.planner_book import PlannerBook, claimed_by_others
from flytt.migration.planner_settings import TenantPlanner
from flytt.migration.ports import World
from flytt.migration.record import digest
from flytt.migration.task_plans import (
    Body,
    Bucket,
    PlanTask,
    TaskPlan,
    TaskPlans,
    digest_of,
)
from tasks.file_links import FileLinks
from tasks.tenancy import MarkedAs

LEFT, KEPT = " (flyttet)", " (ført tilbake)"
"""What is written behind the title of an old plan that has moved, and of a new one that is kept."""
COMPLETED = 100
NO_COUNTERPART = "its group has a counterpart: say `groups`, or `leave`"


class Moved(TenantPlanner):
    """What the mapping says. `marked_as`: what Flytt makes carries this workload's own mark."""

    marked_as: MarkedAs

    def old(self, world: World) -> TaskPlans:
        """Return the plans that people leave."""
        return world.tenants.planner(self.source)

    def new(self, world: World) -> TaskPlans:
        """Return the plans that people come to."""
        return world.tenants.planner(self.target)

    def mark(self, source: str) -> str:
        """Return the mark of what is made for a plan, bucket or task of the old side."""
        return mark_of(self.marked_as, source)

    def passes(self, world: World) -> Passes:
        """Return the record of passes."""
        return Passes(world.kept, self.marked_as)

    def workload(self, name: str | None) -> str:
        """Return what another workload of this municipality is noted and marks as; empty for none."""
        return f"{self.marked_as.split('_', 1)[0]}_{name}" if name else ""


@dataclass(frozen=True)
class Pair:
    """A plan, the group that it comes to, and what has become of it there."""

    source: TaskPlan
    group: str
    target: TaskPlan | None
    book: PlannerBook

    @property
    def title(self) -> str:
        """What it is called, whether people have been told that it moved or not."""
        return self.source.title.removesuffix(LEFT)

    def is_open(self, want: Moved) -> bool:
        """True when it bears its own name on the new side: until then it is called by its mark."""
        return self.target is not None and self.target.title != want.mark(self.source.id)


class Met:
    """Both tenants' plans as they were read just now, and what follows for which becomes which."""

    def __init__(self, want: Moved, world: World) -> None:
        self.want, self.world = want, world
        self.old, self.new = want.old(world), want.new(world)
        self.left: Counter[str] = Counter()
        self.homeless: list[TaskPlan] = []
        leave = {row.plan for row in want.leave}
        moving = list[TaskPlan]()
        for plan in self.old.plans(self._unified):
            if plan.id in leave:
                self.left["plan that stays"] += 1
            elif plan.group in self.groups:
                moving.append(plan)
            else:
                self.homeless.append(plan)
        self.there = self.new.plans(sorted({self.groups[one.group] for one in moving}))
        self.pairs: tuple[Pair, ...] = tuple(self._paired(moving, self.there))
        self.loose: set[str] = set()
        """Tasks of the old side, by id, that were read and lie in no bucket."""

    @property
    def made(self) -> tuple[tuple[Pair, TaskPlan], ...]:
        """The plans that are there on the new side."""
        return tuple((pair, pair.target) for pair in self.pairs if pair.target is not None)

    def make_plans(self) -> None:
        """Have a plan on the new side for each: people make plans on the old one all the time."""
        self.pairs = tuple(
            pair if pair.target or self._stands(pair.book.target()) else self._with_plan(pair)
            for pair in self.pairs
        )

    def make_anew(self) -> None:
        """Have an empty plan again for each that is on record, and is gone; none without its group."""
        lost = {pair.source.id for pair in self.lost}
        for pair in self.pairs:
            if pair.source.id in lost:
                pair.book.note_target("")
                pair.book.forget()
            elif pair.target is None and pair.book.target() and not self._stands(pair.book.target()):
                self._with_plan(pair)

    @property
    def lost(self) -> tuple[Pair, ...]:
        """What is on record, and is gone on the new side with its group: nothing can be made there."""
        gone = [
            one
            for one in self.pairs
            if one.target is None and (target := one.book.target()) and not self._stands(target)
        ]
        groups = {one.id for one in self.world.tenants.on(self.want.target).groups()} if gone else set[str]()
        return tuple(one for one in gone if one.group not in groups)

    def _with_plan(self, pair: Pair) -> Pair:
        made = self.new.make_plan(pair.group, self.want.mark(pair.source.id))
        pair.book.note_target(made.id)
        return replace(pair, target=made)

    def _stands(self, plan: str) -> bool:
        """Tell whether a plan on record is there, listed or not: a listing may lag."""
        if not plan:
            return False
        try:
            self.new.buckets(plan)
        except NotFound:
            return False
        return True

    @cached_property
    def orphans(self) -> dict[str, str]:
        """Plans of the new side, by the id of an old one that is gone or no longer moves."""
        rows = self.world.kept.items(self.want.marked_as, "plans", "there")
        moving = {pair.source.id for pair in self.pairs}
        return {row.item: row.digest for row in rows if row.item not in moving and self._stands(row.digest)}

    @cached_property
    def people(self) -> dict[str, str]:
        """Who is whom on the new side, by id in the old tenant."""
        mark = self.want.workload(self.want.accounts)
        found = {
            source: one.id
            for one in self.world.tenants.on(self.want.target).people()
            if (source := source_of(mark, one.mark))
        }
        return {**found, **{row.source: row.target for row in self.want.same}}

    @cached_property
    def groups(self) -> dict[str, str]:
        """Which group the plans of which come to: as stated, else its team's, else what identity made."""
        mark, tenants = self.want.workload(self.want.accounts), self.world.tenants
        found = {
            source: one.id
            for one in tenants.on(self.want.target).groups()
            if (source := source_of(mark, one.mark)) and one.profile.unified
        }
        if self.want.teams:
            teams = tenants.teams(self.want.target).listed()
            lines = ((line, one.id) for one in teams for line in one.description.splitlines())
            own = ((source_of(self.want.workload(self.want.teams), line), team) for line, team in lines)
            found |= {source: team for source, team in own if source}
        return found | {row.source: row.target for row in self.want.groups}

    @cached_property
    def links(self) -> Links:
        """Addresses of files, old and new."""
        files = self.want.workload(self.want.files)
        found = FileLinks(self.world, self.want.source, self.want.target, files)
        return Links(tuple(found.hosts), found.beside({}))

    def wanted(self, pair: Pair) -> Iterator[tuple[Bucket, list[PlanTask]]]:
        """Yield an old plan's buckets in their order, each with its tasks in theirs, as they shall read."""
        inside: dict[str, list[PlanTask]] = {}
        for task in self.old.tasks(pair.source.id):
            inside.setdefault(task.bucket, []).append(task.changed(body=self.body(task.body)))
        buckets = self.old.buckets(pair.source.id)
        lost = inside.keys() - {bucket.id for bucket in buckets}
        self.loose |= {task.id for bucket in lost for task in inside[bucket]}
        for bucket in buckets:
            yield bucket, sorted(inside.get(bucket.id, []), key=lambda one: one.hint)

    def body(self, body: Body) -> Body:
        """Return what a task shall say on the new side: addresses of files lead there."""
        text = self.links.rewrite(body.description)
        references = tuple(
            one.changed(url=url if isinstance(url := self.links.rewrite(one.url), str) else one.url)
            for one in body.references
        )
        return body.changed(
            description=text if isinstance(text, str) else body.description, references=references
        )

    def assigned(self, task: PlanTask) -> tuple[str, ...]:
        """Return who gets a task on the new side."""
        choice = self.want.assign
        if choice == "nobody" or (choice == "open" and task.body.percent == COMPLETED):
            return ()
        return tuple(sorted({self.people[one] for one in task.people if one in self.people}))

    @property
    def _unified(self) -> list[str]:
        groups = self.world.tenants.on(self.want.source).groups()
        return sorted(one.id for one in groups if one.profile.unified)

    def _paired(self, moving: list[TaskPlan], there: tuple[TaskPlan, ...]) -> Iterator[Pair]:
        by_id, taken = {one.id: one for one in there}, set[str]()
        books = {one.id: PlannerBook(self.world.kept, self.want.marked_as, one.id) for one in moving}
        known = {one.id: by_id.get(books[one.id].target()) for one in moving}
        taken |= {one.id for one in known.values() if one is not None}
        taken |= claimed_by_others(self.world.kept, self.want.marked_as)
        for plan in moving:
            group, found = self.groups[plan.group], known[plan.id]
            free = [one for one in there if one.own and one.group == group and one.id not in taken]
            if found is None:
                found = next((one for one in free if one.title == self.want.mark(plan.id)), None)
            if found is None:
                title = plan.title.removesuffix(LEFT)
                alike = (one for one in free if one.title == title and self._reads_alike(plan, one))
                found = next(alike, None)
            taken |= {found.id} if found else set()
            yield Pair(plan, group, found, books[plan.id])

    def _reads_alike(self, plan: TaskPlan, other: TaskPlan) -> bool:
        """Tell whether half of a plan's tasks stand in another, which it became then, before this ledger.

        Another old tenant's plan, moved by another ledger, may be called the same in the same group.
        """
        titles = Counter(one.body.title for one in self.old.tasks(plan.id))
        there = Counter(one.body.title for one in self.new.tasks(other.id))
        return 2 * (titles & there).total() >= titles.total() and (titles.total() > 0 or not there)


def placed(body: Body, bucket: str) -> str:
    """Return the digest of what a task says, and in which bucket of the new side."""
    return digest([digest_of(body), bucket])
