"""The plan: reviewed data turned into every step, with every choice made, under one hash."""

import json
from datetime import datetime
from functools import cached_property
from typing import Self, cast

from pydantic import Field

from flytt.migration.record import Json, Record, Slug, digest
from flytt.migration.runbook import CheckpointEntry, Entry, GateEntry, StepEntry
from flytt.migration.state import MoveState, WorkloadState
from flytt.migration.workload import (
    Agreement,
    Approver,
    Audience,
    CalendarRow,
    Dependency,
    Duty,
    Kind,
    Language,
    Sector,
    Window,
    Words,
)


class PlannedWorkload(Record):
    """One workload with its window and its entries, all `{…}` values filled in."""

    id: Slug
    name: str
    sector: Slug
    kind: Kind
    wave: Slug
    affects: tuple[Slug, ...]
    audience: tuple[Audience, ...]
    owner_role: str
    agreement: Slug | None
    personal: bool
    depends_on: tuple[Dependency, ...]
    window: Window
    promised_minutes: int
    practice_settings: tuple[str, ...] = ()
    stem: str = ""
    words: dict[Language, Words] = {}
    entries: tuple[Entry, ...]

    @property
    def own_name(self) -> str:
        """What locks and files on hosts that it may share with others are called after.

        Plans of the first version said nothing: then it is the workload alone.
        """
        return self.stem or self.id

    @cached_property
    def steps(self) -> tuple[StepEntry, ...]:
        """The steps alone, in order."""
        return tuple(e for e in self.entries if isinstance(e, StepEntry))

    @cached_property
    def checkpoints(self) -> tuple[str, ...]:
        """The checkpoints' keys, in order; the first is `before`."""
        return tuple(e.key for e in self.entries if isinstance(e, CheckpointEntry))

    def entry(self, key: str) -> Entry:
        """Return an entry by its key. KeyError when there is none."""
        return {e.key: e for e in self.entries}[key]

    def gate_id(self, gate: GateEntry) -> str:
        """Return the name a gate goes by in the ledger and on the command line."""
        owner = self.wave if gate.scope == "wave" else self.id
        return f"{gate.key}.{owner}"


class NotMoved(Record):
    """A workload that this plan leaves where it is, and why."""

    id: Slug
    name: str
    sector: Slug
    kind: Kind
    why: str


class Conflict(Record):
    """Two things that cannot both be: what clashes, where it is said, and what would mend it."""

    workload: Slug
    rule: str
    says: str
    where: str
    mend: str


class ReachEntry(Record):
    """How one thing outside is reached, as it was when the plan was made: a digest, and a host's key."""

    name: str
    digest: str
    fingerprint: str = ""


class Plan(Record):
    """Immutable. Approvals bind to `hash`; a change of any mapping, runbook or calendar row is a new plan."""

    municipality: Slug
    name: str
    target: str
    time_zone: str
    languages: tuple[Language, ...]
    support: dict[Language, str] = {}
    approval: str
    practice: bool
    made_at: datetime
    shifted_days: int = 0
    mapping_hash: str
    runbook_hashes: dict[str, str]
    sectors: tuple[Sector, ...]
    workloads: tuple[PlannedWorkload, ...]
    not_moved: tuple[NotMoved, ...] = ()
    calendar: tuple[CalendarRow, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    approvers: tuple[Approver, ...] = ()
    duty: Duty = Field(default_factory=Duty)
    four_eyes: bool = False
    reach: tuple[ReachEntry, ...] | None = None
    """None: not kept (practice, whose ports are new at every start, and plans of the first version)."""

    @cached_property
    def hash(self) -> str:
        """SHA-256 of everything but the moment the plan was made: the same input gives the same hash."""
        content: dict[str, Json] = self.as_json()
        del content["made_at"]
        return digest(content)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a plan that was kept, under the hash of what was written.

        Reading gives fields that came with a later version their defaults; they were not in what people
        approved, and must not change its hash while moves are open.
        """
        written = cast("dict[str, Json]", json.loads(text))
        plan = cls.model_validate(written)
        vars(plan)["hash"] = digest({key: value for key, value in written.items() if key != "made_at"})
        return plan

    def workload(self, workload: str) -> PlannedWorkload:
        """Return a planned workload by id. KeyError when the plan leaves it out."""
        return self._by_id[workload]

    @cached_property
    def _by_id(self) -> dict[str, PlannedWorkload]:
        return {w.id: w for w in self.workloads}

    def sector(self, sector: str) -> tuple[PlannedWorkload, ...]:
        """Return the sector's workloads in the order in which they move."""
        return tuple(w for w in self.workloads if w.sector == sector)

    def wave(self, wave: str) -> tuple[PlannedWorkload, ...]:
        """Return the workloads that share a sector and a window."""
        return tuple(w for w in self.workloads if w.wave == wave)

    def dependents(self, workload: str) -> tuple[PlannedWorkload, ...]:
        """Return the workloads that stand on this one."""
        return tuple(w for w in self.workloads if any(d.workload == workload for d in w.depends_on))


def other_ground(old: Plan, new: Plan, state: MoveState) -> tuple[str, ...]:
    """Name what has been begun under `old` and acts on something else, or in another order, in `new`."""
    other: list[str] = []
    for workload, at in state.workloads.items():
        before, after = (_acts(plan, workload, at) for plan in (old, new))
        differing = [key for key in before if before[key] != after.get(key)]
        other += [f"{workload}/{key}" for key in differing]
        if not differing and list(before) != list(after):
            other.append(f"{workload}: the order of {', '.join(before)}")
    return tuple(other)


def looks_elsewhere(old: Plan, new: Plan, state: MoveState) -> tuple[str, ...]:
    """Name the refuted looks that look at something else in `new`, as WORKLOAD/STEP: they begin anew."""
    return tuple(
        f"{workload}/{key}"
        for workload, at in state.workloads.items()
        for key, step in at.steps.items()
        if step.looked_and_differed and _act(old, workload, key) != _act(new, workload, key)
    )


def _act(plan: Plan, workload: str, key: str) -> tuple[Json, ...] | None:
    steps = next((w.steps for w in plan.workloads if w.id == workload), ())
    return next((_acted_on(s) for s in steps if s.key == key), None)


def _acted_on(s: StepEntry) -> tuple[Json, ...]:
    """Without what may be decided later: that says what is let pass, not where anything is done."""
    return s.step, {name: v for name, v in s.values.items() if name not in s.later}, s.by, s.reversal


def _acts(plan: Plan, workload: str, at: WorkloadState) -> dict[str, tuple[Json, ...]]:
    """Return what the begun steps act on, in the order in which this plan does them, and takes them back.

    A look that failed or was refuted has changed nothing, and is not among them.
    """
    steps = next((w.steps for w in plan.workloads if w.id == workload), ())
    return {
        s.key: _acted_on(s)
        for s in steps
        if at.step(s.key).begun and not (at.step(s.key).looked_in_vain or at.step(s.key).looked_and_differed)
    }
