"""How one action is carried out: started, effect, done; and probing what a dead writer left."""

import traceback
from collections.abc import Callable
from pathlib import PurePath
from typing import Any, Literal, TypeAlias

from pydantic import ValidationError

from flytt.migration.action import Act, Adopt, Do, GiveUp, Look, Undo, Verify
from flytt.migration.dead_host import things
from flytt.migration.errors import BadInput, Fenced, FlyttError, NotFound, Overtaken, Remedy
from flytt.migration.events import (
    StepDone,
    StepFailed,
    StepFound,
    StepProbed,
    StepStarted,
    StepVerified,
    UndoDone,
    UndoGivenUp,
    UndoStarted,
)
from flytt.migration.evidence import Presence
from flytt.migration.journal import Journal
from flytt.migration.look import Look as LookStep
from flytt.migration.masking import masked
from flytt.migration.next_action import next_action
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.ports import LeaseRow, Vault, World
from flytt.migration.record import Json, Record
from flytt.migration.restored import claim
from flytt.migration.runbook import StepEntry
from flytt.migration.state import MoveState, StepState, StepStatus
from flytt.migration.step import InVault, Step

AnyStep: TypeAlias = Step[Any, Any, Any]
Verb: TypeAlias = Literal["plan", "probe", "do", "verify", "undo"]


class Performer:
    """Carries out actions on one workload under one lease. Never decides what comes next."""

    def __init__(
        self,
        journal: Journal,
        world: World,
        vault: Vault,
        find: Callable[[str], AnyStep],
        lease: LeaseRow,
    ) -> None:
        self.journal = journal
        self.world = world
        self.vault = vault
        self.find = find
        self.lease = lease

    def perform(self, workload: PlannedWorkload, action: Act) -> None:
        """Carry out one action. What goes wrong becomes an event; Fenced and kills pass through.

        Nothing happens, and nothing is written, when the ledger says meanwhile that something else comes
        first: whoever drives asks again.
        """
        at = self.journal.refresh().workload(workload.id).step(action.step.key)
        plan = self.journal.plan()
        if workload not in plan.workloads:
            raise _outdated(plan)
        act = _Act(self, workload, action, at, plan)
        try:
            match action:
                case Do():
                    act.do()
                case Verify():
                    act.verify()
                case Undo():
                    act.undo()
                case Look():
                    act.look()
                case Adopt():
                    act.adopt()
                case GiveUp():
                    act.give_up(action.hosts)
        except Overtaken:
            return


class _Act:
    """One action on one step. `verb` is what is being called, for the blame when it raises."""

    def __init__(
        self, performer: Performer, workload: PlannedWorkload, action: Act, at: StepState, plan: Plan
    ) -> None:
        self.performer = performer
        self.workload = workload
        self.action = action
        self.entry = action.step
        self.at = at
        self.plan = plan
        self.step = performer.find(self.entry.step)
        self.verb: Verb = "plan"

    def do(self) -> None:
        """Started is durable before the effect; done, with its receipt, before anything else."""
        self._guarded(self._do)

    def verify(self) -> None:
        """Look by another way, and write what was seen, passing or not."""
        self._guarded(self._verify)

    def undo(self) -> None:
        """Undo, then probe: an undo that left something is a failed undo."""
        self._guarded(self._undo)

    def look(self) -> None:
        """Write how the step stands in the world, whatever the ledger says of it."""
        self._guarded(self._look)

    def adopt(self) -> None:
        """Write that what is there is Flytt's, with what was there before it; then read the receipt."""
        self._guarded(self._adopt)

    def give_up(self, hosts: tuple[str, ...]) -> None:
        """Write what stays behind on dead hosts. Nothing is sent to them."""
        is_look = isinstance(self.step, LookStep)
        self._begin(
            UndoGivenUp(
                workload=self.workload.id,
                step=self.entry.key,
                hosts=hosts,
                left=() if is_look else things(self.entry),
                unlisted=self.step.keeps_what_people_write,
            )
        )

    def _do(self) -> None:
        want, world = self._want(), self.performer.world
        if not self.at.begun:
            was = self.step.plan(want, world)
            kept, vaulted = _split(was, self.performer.vault)
            self._begin(
                StepStarted(
                    workload=self.workload.id,
                    step=self.entry.key,
                    was=kept,
                    vaulted=vaulted,
                    looks=isinstance(self.step, LookStep),
                )
            )
            if self.entry.by != "flytt":
                return
        else:
            was = self._was()
            self.verb = "probe"
            presence = self.step.probe(want, was, world)
            self._write(StepProbed(workload=self.workload.id, step=self.entry.key, presence=presence))
            if presence is Presence.UNKNOWN:
                self._failed("Presence.UNKNOWN", Remedy.PERSON, "what a dead writer left could not be told")
                return
        self.verb = "do"
        self._lock(self.entry.hosts)
        receipt = self.step.do(want, was, world)
        kept, vaulted = _split(receipt, self.performer.vault)
        self._write(StepDone(workload=self.workload.id, step=self.entry.key, receipt=kept, vaulted=vaulted))

    def _verify(self) -> None:
        self.verb = "verify"
        receipt = self._receipt()
        assert receipt is not None, "a step is verified only after it was done"
        seen = self.step.verify(self._want(), self._was(), receipt, self.performer.world)
        seen = seen.first_named()
        seen = seen.changed(
            differing=tuple(map(masked, seen.differing)), unchecked_why=masked(seen.unchecked_why)
        )
        self._write(StepVerified(workload=self.workload.id, step=self.entry.key, verification=seen))

    def _undo(self) -> None:
        self.verb = "undo"
        want, was, receipt, world = self._want(), self._was(), self._receipt(), self.performer.world
        if self.at.status is not StepStatus.UNDOING:
            others = self.step.written_since(want, was, receipt, world) if receipt else ()
            self._begin(UndoStarted(workload=self.workload.id, step=self.entry.key, written_since=others))
            if self.entry.by != "flytt":
                return
        self._lock(self.entry.undo_hosts)
        self.step.undo(want, was, receipt, world)
        presence = self.step.probe(want, was, world)
        if presence is not Presence.ABSENT:
            says = f"it was taken back, and yet a probe finds it {presence}"
            self._failed("StillThere", Remedy.PERSON, says)
            return
        self._write(UndoDone(workload=self.workload.id, step=self.entry.key))

    def _look(self) -> None:
        self.verb = "probe"
        want, world = self._want(), self.performer.world
        traces = self.step.traces(want, world)
        presence, was, asks = traces.presence, traces.was, ()
        if isinstance(self.step, LookStep):
            presence = Presence.PRESENT if self.at.begun else Presence.ABSENT
        elif self.at.begun:
            # What was so before Flytt is absent to a probe, and what others changed since leaves no trace.
            presence, was = self._still(want, presence), None
        elif presence is not Presence.ABSENT and was is None:
            asks = tuple(self.step.was.model_fields)
        kept, vaulted = _split(was, self.performer.vault) if was is not None else (None, "")
        key = self.entry.key
        self._write(
            StepFound(
                workload=self.workload.id, step=key, presence=presence, was=kept, vaulted=vaulted, asks=asks
            )
        )

    def _still(self, want: Record, seen: Presence) -> Presence:
        if seen is not Presence.ABSENT:
            return seen
        try:
            return self.step.probe(want, self._was(), self.performer.world)
        except NotFound:
            return Presence.ABSENT

    def _adopt(self) -> None:
        want, world = self._want(), self.performer.world
        if self.at.status is StepStatus.STARTED:
            was = self._was()
        else:
            was = self._was_before()
            kept, vaulted = _split(was, self.performer.vault)
            key = self.entry.key
            self._begin(
                StepStarted(workload=self.workload.id, step=key, was=kept, vaulted=vaulted, adopted=True)
            )
        if self.at.found is Presence.PRESENT and self.entry.by == "flytt":
            self.verb = "do"
            kept, vaulted = _split(self.step.adopt(want, was, world), self.performer.vault)
            done = StepDone(workload=self.workload.id, step=self.entry.key, receipt=kept, vaulted=vaulted)
            self._write(done)

    def _was_before(self) -> Record:
        """Return what was there before Flytt: what the look found, else what people gave in answer."""
        vault = self.performer.vault
        if self.at.found_was is not None:
            return _join(self.step.was, self.at.found_was, self.at.found_vaulted, vault)
        answered = claim(self.workload, self.performer.journal.refresh())
        assert answered is not None, "nothing is adopted before it has been answered whose it is"
        assert answered.answer is not None, "a claim is an answer"
        given = answered.answer.vaulted.get(self.entry.key, "")
        if given:
            try:
                return self.step.was.model_validate(vault.get(given))
            except ValidationError as cause:
                refused = cause
        else:
            refused = None
        # Asked anew: what was given cannot be what was there.
        asks = tuple(self.step.was.model_fields)
        presence = self.at.found or Presence.UNKNOWN
        found = StepFound(workload=self.workload.id, step=self.entry.key, presence=presence, asks=asks)
        self._write(found)
        raise BadInput(
            f"What was given for {self.entry.key} does not say how it stood before: {', '.join(asks)}.",
            still_true="Nothing was taken over as Flytt's.",
        ) from refused

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except (Fenced, Overtaken):
            raise
        except FlyttError as error:
            self._failed(type(error).__name__, error.remedy, str(error))
        except Exception as error:  # noqa: BLE001 - a fault in a step must become an event, whatever it is
            # The message of a foreign exception may quote data; only its class and place are written.
            frame = traceback.extract_tb(error.__traceback__)[-1]
            says = f"unexpected {type(error).__name__} at {PurePath(frame.filename).name}:{frame.lineno}"
            self._failed(type(error).__name__, Remedy.PERMANENT, says)

    def _failed(self, error: str, remedy: Remedy, says: str) -> None:
        self._write(
            StepFailed(
                workload=self.workload.id,
                step=self.entry.key,
                at_verb=self.verb,
                error=error,
                remedy=remedy,
                says=masked(says),
            )
        )

    def _begin(self, event: StepStarted | UndoStarted | UndoGivenUp) -> None:
        """Write the event that something begins with, if it is at that very event still what comes next.

        Others may have gone back, stopped or been begun since this was decided; two workloads that stand on
        each other have a lease each, and only the ledger's own order is between them.
        """

        def still_next(state: MoveState) -> None:
            self._same_plan(state)
            now = self.performer.journal.clock.now()
            if next_action(self.plan, self.plan.workload(self.workload.id), state, now) != self.action:
                raise Overtaken(f"{self.entry.title} is not what comes next any more.")

        self.performer.journal.append(event, lease=self.performer.lease, if_so=still_next)

    def _write(self, event: StepProbed | StepFound | StepDone | StepFailed | StepVerified | UndoDone) -> None:
        """Write what came of it. A look that a new plan began anew meanwhile has nothing to say any more."""
        if_so = self._same_plan if isinstance(self.step, LookStep) else None
        self.performer.journal.append(event, lease=self.performer.lease, if_so=if_so)

    def _same_plan(self, state: MoveState) -> None:
        if state.plan_hash != self.plan.hash:
            raise _outdated(self.plan)

    def _lock(self, hosts: tuple[str, ...]) -> None:
        """A writer with an old fence is stopped on the host itself, where the ledger cannot reach."""
        lease = self.performer.lease
        for host in hosts:
            locks = self.performer.world.hosts.on(host).locks
            locks.take(self.workload.own_name, fence=lease.fence, holder=lease.holder)

    def _want(self) -> Record:
        return self.step.want.model_validate(self.entry.values)

    def _was(self) -> Record:
        return _join(self.step.was, self.at.was, self.at.was_vaulted, self.performer.vault)

    def _receipt(self) -> Record | None:
        if self.at.receipt is None:
            return None
        return _join(self.step.receipt, self.at.receipt, self.at.receipt_vaulted, self.performer.vault)


def _outdated(plan: Plan) -> Fenced:
    return Fenced(
        "Another plan was adopted while this run followed the former one.",
        still_true="Nothing was begun.",
        next_command=f"flytt resume {plan.municipality}",
    )


def written_since_step(
    step: AnyStep, entry: StepEntry, at: StepState, world: World, vault: Vault
) -> tuple[str, ...]:
    """Return what others have written since a step was done; nothing for one that left no receipt."""
    if at.receipt is None:
        return ()
    want = step.want.model_validate(entry.values)
    was = _join(step.was, at.was, at.was_vaulted, vault)
    return step.written_since(want, was, _join(step.receipt, at.receipt, at.receipt_vaulted, vault), world)


def _split(record: Record, vault: Vault) -> tuple[dict[str, Json], str]:
    """Return what the ledger may hold, and the reference to what the vault holds instead."""
    values = record.as_json()
    private = [
        name
        for name, field in type(record).model_fields.items()
        if any(isinstance(m, InVault) for m in field.metadata)
    ]
    if not private:
        return values, ""
    secret = {name: values.pop(name) for name in private}
    return values, vault.put(secret)


def _join(kind: type[Record], values: dict[str, Json] | None, vaulted: str, vault: Vault) -> Record:
    assert values is not None, "a step that was started has its before-values"
    return kind.model_validate({**values, **(vault.get(vaulted) if vaulted else {})})
