"""The whole move in practice, wave by wave, its questions answered by practice people."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

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
from flytt.reports.pages import plan_page, progress_page, reconciliation_page
from flytt.reports.status import status

ROUNDS = 200
"""More rounds than any wave has gates and people's steps; past it, something asks for ever."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What came of it, and the run that shows it."""

    outcomes: dict[str, Outcome]
    run_id: str

    @property
    def good(self) -> bool:
        """True when every workload that the plan moves is open and verified."""
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
                outcomes.update(_wave(move, people, wave, told).outcomes)
                _publish_state(move)
                publish_notices(move, {wave[0].wave})
        page = reconciliation_page(move.plan, move.journal.refresh(), move.journal.events, move.clock.now())
        publish(f"avstemming {move.plan.municipality}", page, "Avstemming: hva som er kontrollert")
        stuck = [w for w, o in outcomes.items() if not isinstance(o, Done)]
        if stuck:
            return Failed(name="Ikke i mål", message=f"Ikke i mål: {', '.join(stuck)}")
        return Completed(name="Flyttet og kontrollert", message=f"{len(outcomes)} arbeidslaster")

    name = f"Øving: {move.plan.name} flytter til {move.plan.target}"
    run: Flow[[], State[None]] = Flow(
        body, name="Øving", flow_run_name=name, validate_parameters=False, persist_result=False
    )
    state = run(return_state=True)
    if state.is_crashed() or (state.is_failed() and state.name != "Ikke i mål"):
        error = state.result(raise_on_failure=False)
        raise error if isinstance(error, BaseException) else RuntimeError(str(state))
    return Rehearsed(outcomes, runs[0])


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
        came = _through_gates(move, people, wave, told)
        stuck, waits = list(came.stuck.values()), list(came.waits.values())
        return (stuck or waits or [Done("open")])[0]

    state = move.journal.refresh()
    if all(is_open(w, state) for w in wave):
        return SectorOutcome({w.id: Done("open") for w in wave})
    shown_as("Sektor", wave_title(move, wave), bring)
    return came


def _through_gates(
    move: Move, people: PracticePeople, wave: tuple[PlannedWorkload, ...], told: Told | None
) -> SectorOutcome:
    """Bring a wave on from question to question, answering as practice people do."""
    _on_the_day(move, wave)
    for workload in wave:
        goal = move.journal.refresh().workload(workload.id).goal
        if goal is None or goal.backward or not is_open(workload, move.journal.refresh()):
            aim(move, workload, "open", "rehearsal")
    bar = Bar(move, wave)
    for _ in range(ROUNDS):
        came = bring_sector_on(move, wave, "rehearsal", told, bar)
        if not came.asks:
            return came
        for ask in came.asks:
            show_dossier(move, ask)
            if not answer_in_rehearsal(move, ask, people):
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
