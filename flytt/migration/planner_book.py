"""What has become of which plan, bucket and task: kept in the ledger, as ids and digests alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from flytt.migration.copies import Kept
from flytt.migration.ports import Item
from flytt.migration.record import Record


class BucketCopy(Record):
    """A bucket, and what it became."""

    source: str
    target: str
    digest: str


class TaskCopy(Record):
    """A task, what it became, the digest of what was put there, and of who got it; empty: nobody yet."""

    source: str
    target: str
    digest: str
    people: str = ""


_CLAIMS, _PLANS = "all workloads", "claimed plans"


def claimed_by_others(kept: Kept, workload: str) -> frozenset[str]:
    """Return the new plans that other workloads of this ledger have made: an open one bears no mark."""
    return frozenset(row.item for row in kept.items(_CLAIMS, _PLANS, "there") if row.digest != workload)


@dataclass(frozen=True)
class PlannerBook:
    """The record of one old plan."""

    kept: Kept
    workload: str
    plan: str

    def target(self) -> str:
        """Return the plan that it became; empty for none."""
        found = self.kept.item(self.workload, "plans", self.plan)
        return found.digest if found and found.state == "there" else ""

    def note_target(self, target: str) -> None:
        """Note it; empty: it is no longer."""
        rows = [self._row(self.plan, target)]
        was = self.target()
        if was and was != target:
            rows.append(self._claim(was, ""))
        if target:
            rows.append(self._claim(target, self.workload))
        self.kept.put_items(tuple(rows))

    def buckets(self) -> dict[str, BucketCopy]:
        """Return what buckets became, by the old one's id."""
        rows = self.kept.items(self.workload, self._of("buckets"), "there")
        copies = (BucketCopy.model_validate_json(row.digest) for row in rows)
        return {one.source: one for one in copies}

    def tasks(self) -> dict[str, TaskCopy]:
        """Return what tasks became, by the old one's id."""
        rows = self.kept.items(self.workload, self._of("tasks"), "there")
        copies = (TaskCopy.model_validate_json(row.digest) for row in rows)
        return {one.source: one for one in copies}

    def note(self, copies: Iterable[BucketCopy | TaskCopy]) -> None:
        """Note what something became."""
        rows = tuple(
            Item(
                workload=self.workload,
                step=self._of("tasks" if isinstance(one, TaskCopy) else "buckets"),
                item=one.source,
                state="there",
                digest=one.model_dump_json(),
            )
            for one in copies
        )
        if rows:
            self.kept.put_items(rows)

    def drop(self, copies: Iterable[BucketCopy | TaskCopy]) -> None:
        """Note that something has no copy any more."""
        rows = tuple(
            Item(
                workload=self.workload,
                step=self._of("tasks" if isinstance(one, TaskCopy) else "buckets"),
                item=one.source,
                state="gone",
            )
            for one in copies
        )
        if rows:
            self.kept.put_items(rows)

    def forget(self) -> None:
        """Forget all buckets and tasks."""
        for part in ("buckets", "tasks"):
            self.kept.forget_items(self.workload, self._of(part))

    def _row(self, plan: str, target: str) -> Item:
        state = "there" if target else "gone"
        return Item(workload=self.workload, step="plans", item=plan, state=state, digest=target)

    def _claim(self, plan: str, by: str) -> Item:
        return Item(workload=_CLAIMS, step=_PLANS, item=plan, state="there" if by else "gone", digest=by)

    def _of(self, part: str) -> str:
        return f"{part} {self.plan}"
