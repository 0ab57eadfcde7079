"""What each plan, bucket and task has become: ids of both sides, as the ledger has them."""

from collections.abc import Iterator

from flytt.migration.planner_book import PlannerBook
from flytt.migration.ports import World
from tasks.plan_pairs import Moved


def plan_map(want: Moved, world: World) -> Iterator[tuple[str, str, str]]:
    """Yield what it is (`plan`, `bucket`, `task`), its id in the old tenant, and that in the new one."""
    for row in world.kept.items(want.marked_as, "plans", "there"):
        book = PlannerBook(world.kept, want.marked_as, row.item)
        yield "plan", row.item, row.digest
        yield from (("bucket", one.source, one.target) for one in book.buckets().values())
        yield from (("task", one.source, one.target) for one in book.tasks().values())
