"""What a mapping says of plans in Planner that move from one tenant to another: ids, never names."""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from flytt.migration.identity_settings import ObjectId
from flytt.migration.record import Record, Slug
from flytt.migration.said_once import say_each_once
from flytt.migration.team_settings import SamePerson

PlanId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class SameGroup(Record):
    """A group of the old tenant whose plans come to this group of the new one."""

    source: ObjectId
    target: ObjectId


class LeftPlan(Record):
    """A plan that somebody has decided to leave."""

    plan: PlanId
    why: str


class SettledTask(Record):
    """A task that somebody changed on the old side after it was copied, and that has been seen to by hand."""

    task: PlanId
    why: str


class TenantPlanner(Record):
    """Plans of a tenant's groups, with buckets and tasks."""

    source: Slug = Field(description="the old tenant's name in reach.yaml")
    target: Slug = Field(description="the new tenant's name in reach.yaml")
    accounts: Slug = Field(description="the workload that makes accounts and groups on the new side")
    teams: Slug | None = Field(
        default=None, description="the workload that makes teams: a plan comes to its team's own group"
    )
    files: Slug | None = Field(
        default=None, description="the workload that moves the files which tasks lead to; none: no such links"
    )
    same: tuple[SamePerson, ...] = ()
    groups: tuple[SameGroup, ...] = ()
    leave: tuple[LeftPlan, ...] = ()
    settled: tuple[SettledTask, ...] = ()
    assign: Literal["all", "open", "nobody"] = Field(
        default="all",
        description="which tasks people get again: Planner itself writes to whoever gets one; `open`: those "
        "that are not completed",
    )

    @model_validator(mode="after")
    def _says_each_once(self) -> Self:
        """Two rows for one person, group or plan would leave it to chance which of them counts."""
        said = {
            "row for account": [row.source for row in self.same],
            "row for group": [row.source for row in self.groups],
            "row for plan": [row.plan for row in self.leave],
            "row for task": [row.task for row in self.settled],
        }
        say_each_once(self.source, self.target, said)
        return self
