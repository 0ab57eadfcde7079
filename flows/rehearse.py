"""The whole move in practice, wave by wave, its questions answered by practice people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import structlog
from prefect import Flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows.bar import Bar
from flows.gates import answer_in_rehearsal, show_dossier
from flows.goals import aim
from flows.outputs import publish_notices
from flows.sector import SectorOutcome, Told, bring_sector_on
from flows.shown import publish, quiet_subflows, shown_as
from flytt.adapters.practice.people import PracticePeople
from flytt.migration.drive import Outcome
from flytt.migration.move import Move
from flytt.migration.next_action import Done, Stuck, is_open
from flytt.migration.plan import PlannedWorkload
from flytt.migration.runbook import Phase
from flytt.reports.pages import plan_page, progress_page, reconciliation_page
from flytt.reports.status import status

log = structlog.get_logger("flytt")

GO: Mapping[Phase, str] = {}
"""Nobody says no."""

ROUNDS = 200
"""More rounds than any wave has gates and people's steps; past it, something asks for ever."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What came of it, and the run that shows it."""

    outcomes: dict[str, Outcome]
    run_id: str
    as_foreseen: bool | None = None
    """Where something was to go otherwise: whether it ended as it should then."""

    @property
    def good(self) -> bool:
        """True when every workload that the plan moves is open and verified, or all went as foreseen."""
        if self.as_foreseen is not None:
            return self.as_foreseen
        return all(isinstance(o, Done) for o in self.outcomes.values())


def rehearse(move: Move, people: PracticePeople, sectors: tuple[str, ...], told: Told | None) -> Rehearsed:
    """Rehearse the sectors given, or all, as one flow run. Workloads that are open already are left alone."""
    outcomes: dict[str, Outcome] = {}
    runs: list[str] = []

    def body() -> State[None]:
        runs.append(str(flow_run.id))
        publish(f"plan {move.plan.municipality}", plan_page(move.plan), "Planen")
        with quiet_subflows():
            for wave in waves(move, sectors):
                came = _wave(move, people, wave, told).outcomes
                outcomes.update(came)
                log.info(wave_title(move, wave), ferdig=f"{_done(came)} av {len(came)}")
                _publish_state(move)
                publish_notices(move, {wave[0].wave})
        page = reconciliation_page(move.plan, move.journal.refresh(), move.journal.events, move.clock.now())
        publish(f"avstemming {move.plan.municipality}", page, "Avstemming: hva som er kontrollert")
        stuck = [w for w, o in outcomes.items() if not isinstance(o, Done)]
        log.info("plan, stilling, avstemming og varsler ligger under Artifacts")
        if stuck:
            return Failed(name="Ikke i mål", message=f"Ikke i mål: {', '.join(stuck)}")
        return Completed(name="Flyttet og kontrollert", message=f"{len(outcomes)} arbeidslaster")

    rehearsal_run(f"Øving: {move.plan.name} flytter til {move.plan.target}", body)
    return Rehearsed(outcomes, runs[0])


def _done(outcomes: Mapping[str, Outcome]) -> int:
    return sum(isinstance(outcome, Done) for outcome in outcomes.values())


def rehearsal_run(name: str, body: Callable[[], State[None]]) -> None:
    """Run a rehearsal's body as a flow run of that name. An error that nobody foresaw comes out as raised."""
    run: Flow[[], State[None]] = Flow(
        body, name="Øving", flow_run_name=name, validate_parameters=False, persist_result=False
    )
    state = run(return_state=True)
    if state.is_crashed() or (state.is_failed() and state.name != "Ikke i mål"):
        error = state.result(raise_on_failure=False)
        raise error if isinstance(error, BaseException) else RuntimeError(str(state))


def waves(move: Move, sectors: tuple[str, ...]) -> list[tuple[PlannedWorkload, ...]]:
    """Return the waves in the order of their windows."""
    chosen = [w for w in move.plan.workloads if not sectors or w.sector in sectors]
    names = dict.fromkeys(w.wave for w in chosen)
    return [move.plan.wave(name) for name in names]


def wave_title(move: Move, wave: tuple[PlannedWorkload, ...]) -> str:
    """Return a wave's sentence: the sector and when."""
    local = wave[0].window.start.astimezone(ZoneInfo(move.plan.time_zone))
    sector = {s.id: s.name for s in move.plan.sectors}[wave[0].sector]
    return f"{sector}: {local:%d.%m.%Y kl. %H.%M}"


def _wave(
    move: Move, people: PracticePeople, wave: tuple[PlannedWorkload, ...], told: Told | None
) -> SectorOutcome:
    came = SectorOutcome()

    def bring() -> Outcome:
        nonlocal came
        came = through_gates(move, people, wave, told)
        stuck, waits = list(came.stuck.values()), list(came.waits.values())
        return (stuck or waits or [Done("open")])[0]

    state = move.journal.refresh()
    if all(is_open(w, state) for w in wave):
        return SectorOutcome({w.id: Done("open") for w in wave})
    shown_as("Sektor", wave_title(move, wave), bring)
    return came


def through_gates(
    move: Move,
    people: PracticePeople,
    wave: tuple[PlannedWorkload, ...],
    told: Told | None,
    refuse: Mapping[Phase, str] = GO,
) -> SectorOutcome:
    """Bring a wave on from question to question, answering as practice people do.

    `refuse`: why they say no at the wave's gates of a phase.
    """
    _on_the_day(move, wave)
    for workload in wave:
        goal = move.journal.refresh().workload(workload.id).goal
        if goal is None or goal.backward or not is_open(workload, move.journal.refresh()):
            aim(move, workload, "open", "rehearsal")
    return to_goals(move, people, wave, told, Bar(move, wave), refuse)


def to_goals(
    move: Move,
    people: PracticePeople,
    wave: tuple[PlannedWorkload, ...],
    told: Told | None,
    bar: Bar,
    refuse: Mapping[Phase, str] = GO,
) -> SectorOutcome:
    """Bring workloads to the goals that they have, there or back, until somebody says no."""
    for _ in range(ROUNDS):
        came = bring_sector_on(move, wave, "rehearsal", told, bar)
        if not came.asks:
            return came
        for ask in came.asks:
            show_dossier(move, ask)
            refusal = refuse.get(ask.entry.phase, "") if ask.entry.scope == "wave" else ""
            if not answer_in_rehearsal(move, ask, people, refusal):
                return bring_sector_on(move, wave, "rehearsal", told, bar)
    return SectorOutcome({w.id: Stuck(f"{w.name} asks for ever", "flytt status") for w in wave})


def _on_the_day(move: Move, wave: tuple[PlannedWorkload, ...]) -> None:
    """Begin an hour before the window, as people would; what is prepared earlier is prepared then."""
    move.clock.wait_until(wave[0].window.start - timedelta(hours=1))


def _publish_state(move: Move) -> None:
    now = move.clock.now()
    state = move.journal.refresh()
    page = progress_page(status(move.plan, state, move.journal.events, move.journal.store.leases(), now))
    publish(f"stilling {move.plan.municipality}", page, "Stillingen akkurat nå")
