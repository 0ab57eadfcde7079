"""How one action is carried out: started, effect, done; and probing what a dead writer left."""

import traceback
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any, Literal, TypeAlias

from flytt.migration.errors import Fenced, FlyttError, Remedy
from flytt.migration.events import (
    StepDone,
    StepFailed,
    StepProbed,
    StepStarted,
    StepVerified,
    UndoDone,
    UndoStarted,
)
from flytt.migration.evidence import Presence
from flytt.migration.journal import Journal
from flytt.migration.masking import masked
from flytt.migration.next_action import Do, Undo, Verify
from flytt.migration.plan import PlannedWorkload
from flytt.migration.ports import LeaseRow, Vault, World
from flytt.migration.record import Json, Record
from flytt.migration.runbook import StepEntry
from flytt.migration.state import StepState, StepStatus
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

    def perform(self, workload: PlannedWorkload, action: Do | Verify | Undo) -> None:
        """Carry out one action. What goes wrong becomes an event; Fenced and kills pass through."""
        entry = action.step
        at = self.journal.refresh().workload(workload.id).step(entry.key)
        act = _Act(self, workload, entry, at)
        match action:
            case Do():
                act.do()
            case Verify():
                act.verify()
            case Undo():
                act.undo()


class _Act:
    """One action on one step. `verb` is what is being called, for the blame when it raises."""

    def __init__(
        self, performer: Performer, workload: PlannedWorkload, entry: StepEntry, at: StepState
    ) -> None:
        self.performer = performer
        self.workload = workload
        self.entry = entry
        self.at = at
        self.step = performer.find(entry.step)
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

    def _do(self) -> None:
        want, world = self._want(), self.performer.world
        if self.at.status is StepStatus.PENDING:
            was = self.step.plan(want, world)
            kept, vaulted = _split(was, self.performer.vault)
            self._write(
                StepStarted(workload=self.workload.id, step=self.entry.key, was=kept, vaulted=vaulted)
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
        self._lock()
        receipt = self.step.do(want, was, world)
        kept, vaulted = _split(receipt, self.performer.vault)
        self._write(StepDone(workload=self.workload.id, step=self.entry.key, receipt=kept, vaulted=vaulted))

    def _verify(self) -> None:
        self.verb = "verify"
        receipt = self._receipt()
        assert receipt is not None, "a step is verified only after it was done"
        seen = self.step.verify(self._want(), self._was(), receipt, self.performer.world)
        seen = seen.changed(
            differing=tuple(map(masked, seen.differing)), unchecked_why=masked(seen.unchecked_why)
        )
        self._write(StepVerified(workload=self.workload.id, step=self.entry.key, verification=seen))

    def _undo(self) -> None:
        self.verb = "undo"
        want, was, receipt, world = self._want(), self._was(), self._receipt(), self.performer.world
        if self.at.status is not StepStatus.UNDOING:
            others = self.step.written_since(want, was, receipt, world) if receipt else ()
            self._write(UndoStarted(workload=self.workload.id, step=self.entry.key, written_since=others))
            if self.entry.by != "flytt":
                return
        self._lock()
        self.step.undo(want, was, receipt, world)
        presence = self.step.probe(want, was, world)
        if presence is not Presence.ABSENT:
            says = f"it was taken back, and yet a probe finds it {presence}"
            self._failed("StillThere", Remedy.PERSON, says)
            return
        self._write(UndoDone(workload=self.workload.id, step=self.entry.key))

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Fenced:
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

    def _write(
        self, event: StepStarted | StepProbed | StepDone | StepFailed | StepVerified | UndoStarted | UndoDone
    ) -> None:
        self.performer.journal.append(event, lease=self.performer.lease)

    def _lock(self) -> None:
        """A writer with an old fence is stopped on the host itself, where the ledger cannot reach."""
        lease = self.performer.lease
        for host in hosts_of(self.entry.values):
            locks = self.performer.world.hosts.on(host).locks
            locks.take(self.workload.id, fence=lease.fence, holder=lease.holder)

    def _want(self) -> Record:
        return self.step.want.model_validate(self.entry.values)

    def _was(self) -> Record:
        return _join(self.step.was, self.at.was, self.at.was_vaulted, self.performer.vault)

    def _receipt(self) -> Record | None:
        if self.at.receipt is None:
            return None
        return _join(self.step.receipt, self.at.receipt, self.at.receipt_vaulted, self.performer.vault)


def written_since_step(
    step: AnyStep, entry: StepEntry, at: StepState, world: World, vault: Vault
) -> tuple[str, ...]:
    """Return what others have written since a step was done; nothing for one that left no receipt."""
    if at.receipt is None:
        return ()
    want = step.want.model_validate(entry.values)
    was = _join(step.was, at.was, at.was_vaulted, vault)
    return step.written_since(want, was, _join(step.receipt, at.receipt, at.receipt_vaulted, vault), world)


def hosts_of(values: Mapping[str, Json]) -> tuple[str, ...]:
    """Return the hosts a step works on: its values named `host` or `…_host`."""
    named = {v for k, v in values.items() if isinstance(v, str) and (k == "host" or k.endswith("_host"))}
    return tuple(sorted(named))


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
