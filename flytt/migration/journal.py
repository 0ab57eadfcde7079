"""The ledger as the engine uses it: every event checked, numbered, chained and fenced."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flytt.migration.chain import Head, chained, verify_rows
from flytt.migration.errors import Fenced, IllegalEvent, Tampered
from flytt.migration.events import (
    EVENT,
    DutyTold,
    Event,
    LeaseReleased,
    LeaseTaken,
    PlanAdopted,
    Recorded,
    Restored,
)
from flytt.migration.plan import Plan, looks_elsewhere, other_ground
from flytt.migration.ports import Clock, LeaseRow, LedgerStore, StoredRow
from flytt.migration.record import canonical, digest
from flytt.migration.state import MoveState, apply

LEASE_SECONDS = 90
"""How long a writer is believed to be alive after its last sign of life."""


class Journal:
    """One municipality's ledger, seen by one actor. Not shared between threads."""

    def __init__(
        self, store: LedgerStore, clock: Clock, actor: str, pulse: Callable[[], datetime] | None = None
    ) -> None:
        """Write as `actor`. `pulse` is the time leases run by: the machine's, never a practice clock's."""
        self.pulse = pulse or clock.now
        self.store = store
        self.clock = clock
        self.actor = actor
        self._state = MoveState()
        self._events: list[Recorded] = []
        self._head = Head()
        self._plan: Plan | None = None
        self._plans: dict[str, Plan] = {}

    def refresh(self) -> MoveState:
        """Read what others have written since, and return what the ledger amounts to.

        Raises Tampered at the first row that does not follow from the one before.
        """
        for row in self.store.rows(after=self._state.seq):
            verify_rows([row], after=self._head)
            self._take(row)
        return self._state

    @property
    def events(self) -> tuple[Recorded, ...]:
        """All events read so far."""
        return tuple(self._events)

    @property
    def head(self) -> Head:
        """The newest event read so far: whoever notes it can tell later that nothing was cut off."""
        return self._head

    def append(
        self,
        event: Event,
        *,
        lease: LeaseRow | None = None,
        if_so: Callable[[MoveState], None] | None = None,
    ) -> Recorded:
        """Write one event durably. IllegalEvent when the table forbids it, Fenced without our lease.

        `if_so` raises when the event must not follow on this state; the event is only ever written as the
        very next one after the state that it was asked about.
        """
        body = canonical(event.as_json()).decode()
        while True:
            state = self.refresh()
            if if_so is not None:
                if_so(state)
            at = max(self.clock.now(), state.at or self.clock.now())
            fence = lease.fence if lease else 0
            recorded = Recorded(seq=state.seq + 1, at=at, actor=self.actor, fence=fence, event=event)
            apply(state, recorded)
            row = StoredRow(
                seq=recorded.seq,
                at=at.isoformat(),
                kind=event.kind,
                workload=getattr(event, "workload", ""),
                actor=self.actor,
                fence=fence,
                body=body,
                previous=self._head.hash,
                hash="",
            )
            row = chained(row)
            if self.store.append(row):
                self._take(row)
                return recorded

    def adopt(self, plan: Plan) -> None:
        """Keep the plan whole and follow it from here on. Adopting the plan in force again does nothing.

        IllegalEvent when a step that has been begun would be taken back otherwise than it was done.
        """
        state = self.refresh()
        if state.plan_hash == plan.hash:
            return
        if state.plan_hash and (other := other_ground(self.plan(), plan, state)):
            raise IllegalEvent(
                f"The new plan does otherwise what has been begun: {', '.join(other)}.",
                still_true="The plan in force is kept.",
                next_command=f"flytt rollback {plan.municipality} SECTOR, then flytt plan --adopt",
            )
        text = plan.model_dump_json()
        key = digest(text)
        self.store.put_document(key, text)
        anew = looks_elsewhere(self.plan(), plan, state) if state.plan_hash else ()
        self.append(PlanAdopted(plan_hash=plan.hash, document=key, anew=anew))

    def plan(self) -> Plan:
        """Return the plan in force. IllegalEvent without one, Tampered when its text was changed."""
        state = self.refresh()
        if not state.plan_hash:
            raise IllegalEvent(
                "No plan has been adopted in this ledger.", next_command="flytt plan MUNICIPALITY --adopt"
            )
        if self._plan is not None and self._plan.hash == state.plan_hash:
            return self._plan
        plan = Plan.from_text(self.store.document(state.plan_document))
        if plan.hash != state.plan_hash:
            raise Tampered(state.seq, "the adopted plan's text does not have the hash that was adopted")
        self._plan = plan
        return plan

    def plans(self) -> dict[str, Plan]:
        """Return every plan that was adopted, by its hash: what was promised, and when, is in them."""
        plan = self.plan()
        for recorded in self._events:
            event = recorded.event
            if isinstance(event, PlanAdopted) and event.plan_hash not in self._plans:
                self._plans[event.plan_hash] = (
                    plan
                    if plan.hash == event.plan_hash
                    else Plan.from_text(self.store.document(event.document))
                )
        return dict(self._plans)

    def take_lease(self, workload: str, holder: str, why: str, *, takeover: bool = False) -> LeaseRow:
        """Become the one writer on a workload. LeaseHeld while another is alive."""
        self._say_restored()
        now = self.pulse()
        former = {lease.workload: lease for lease in self.store.leases()}.get(workload)
        wanted = LeaseRow(
            workload=workload,
            fence=0,
            holder=holder,
            why=why,
            since=now.isoformat(),
            expires=(now + timedelta(seconds=LEASE_SECONDS)).isoformat(),
        )
        lease = self.store.take_lease(wanted, now=now.isoformat(), takeover=takeover)
        took_over = former.holder if former and not former.released and former.holder != holder else ""
        self.append(
            LeaseTaken(workload=workload, holder=holder, fence=lease.fence, why=why, took_over=took_over),
            lease=lease,
        )
        return lease

    def _say_restored(self) -> None:
        """Write, once, that this ledger came out of a backup: what happened after that is not in it."""
        restoration = self.store.restoration()
        if restoration and self.refresh().restored_seq <= restoration.after:
            self.append(Restored(from_backup=restoration.at))

    def release_lease(self, lease: LeaseRow) -> None:
        """End in good order. A lease that was lost meanwhile is left to its new holder."""
        try:
            self.append(LeaseReleased(workload=lease.workload, fence=lease.fence), lease=lease)
            self.store.release_lease(lease)
        except Fenced:
            return

    def told(self, alarm: str, says: str, *, delivered: bool, workload: str = "") -> None:
        """Record that the people on duty were told, once per alarm; and once that they could not be."""
        state = self.refresh()
        if alarm not in state.told and (delivered or alarm not in state.untold):
            self.append(DutyTold(alarm=alarm, says=says, delivered=delivered, workload=workload))

    def _take(self, row: StoredRow) -> None:
        recorded = Recorded(
            seq=row.seq,
            at=datetime.fromisoformat(row.at).astimezone(UTC),
            actor=row.actor,
            fence=row.fence,
            event=EVENT.validate_json(row.body),
        )
        self._state = apply(self._state, recorded)
        self._events.append(recorded)
        self._head = Head(seq=row.seq, hash=row.hash)
