"""One evening in a ledger, written by hand: open, down and late, stuck, taken back, asked, untouched."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from flytt.adapters.clock import MemoryClock
from flytt.adapters.ledger.memory import MemoryStore
from flytt.migration.errors import Remedy
from flytt.migration.events import (
    Criterion,
    Event,
    GateAnswered,
    GateOpened,
    GoalSet,
    StepDone,
    StepFailed,
    StepStarted,
    StepVerified,
    UndoDone,
    UndoStarted,
)
from flytt.migration.evidence import Verification
from flytt.migration.journal import Journal
from flytt.migration.plan import NotMoved, Plan, PlannedWorkload
from flytt.migration.record import Json
from flytt.migration.runbook import CheckpointEntry, Entry, GateEntry, StepEntry
from flytt.migration.workload import (
    Agreement,
    Approver,
    CalendarRow,
    Dependency,
    Place,
    Sector,
    Source,
    Window,
)

START = datetime(2023, 6, 7, 14, tzinfo=UTC)
MORNING = START - timedelta(hours=8)
HERE = Place(file="by-hand.yaml", line=1)
NAMES = {
    "elev": "Elev | register",
    "skole": "Skole",
    "sfo": "SFO",
    "arkiv": "Arkiv <gammelt>",
    "buss": "Buss",
}


def _entries() -> tuple[Entry, ...]:
    def mark(key: str) -> CheckpointEntry:
        return CheckpointEntry(key=key, title=key.capitalize(), title_nb=f"«{key}»")

    def gate(key: str, phase: str, *criteria: str) -> GateEntry:
        return GateEntry.model_validate(
            {
                "key": key,
                "title": f"Question {key}",
                "title_nb": f"Spørsmålet {key}",
                "why": f"Why {key} is asked.",
                "phase": phase,
                "criteria": criteria,
            }
        )

    def step(key: str, phase: str, title_nb: str, **more: object) -> StepEntry:
        said: dict[str, object] = {"step": f"hand.{key}", "key": key, "title": f"Step {key}", "why": "so."}
        return StepEntry.model_validate({**said, "title_nb": title_nb, "phase": phase, **more})

    return (
        mark("before"),
        step("look", "prepare", "Se etter", undo_minutes=0),
        mark("prepared"),
        gate("go", "cutover", "steps-verified", "agreement-in-force"),
        step("stop", "cutover", "Stopp", starts_downtime=True, minutes=5, undo_minutes=10),
        step("carry", "cutover", "Bær over", by="person", instructions="Bær *boksen*.", undo_minutes=20),
        step("switch", "cutover", "Led om", ends_downtime=True, minutes=5, undo_minutes=5),
        mark("verified"),
        gate("accept", "open"),
        mark("open"),
        gate("retire", "retire", "kept-long-enough"),
        step("drop", "retire", "Slett den gamle siden", reversal="final"),
        mark("retired"),
    )


def _workload(key: str, sector: str, hours: int, *depends: str) -> PlannedWorkload:
    start = START + timedelta(hours=hours)
    return PlannedWorkload(
        id=key,
        name=NAMES[key],
        sector=sector,
        kind="server-application",
        wave=f"{sector}-{start:%Y-%m-%d-%H%M}",
        affects=(sector,),
        audience=("staff",),
        owner_role="Systemansvarlig",
        agreement="avtale",
        personal=True,
        depends_on=tuple(Dependency(workload=d, why="reads from it") for d in depends),
        window=Window(
            start=start, end=start + timedelta(minutes=120), standing="known" if key == "elev" else "practice"
        ),
        promised_minutes=120,
        entries=_entries(),
    )


@cache
def plan() -> Plan:
    """Return the plan of the evening: five workloads in three waves, and one that stays."""
    return Plan(
        municipality="fjordvik",
        name="Fjordvik kommune",
        target="Fellesmiljøet",
        time_zone="Europe/Oslo",
        languages=("nb", "nn"),
        approval="authenticated",
        practice=True,
        made_at=MORNING,
        mapping_hash="m" * 64,
        runbook_hashes={},
        sectors=(Sector(id="oppvekst", name="Oppvekst"), Sector(id="teknisk", name="Teknisk")),
        workloads=(
            _workload("elev", "oppvekst", -48),
            _workload("skole", "oppvekst", 0, "elev"),
            _workload("sfo", "oppvekst", 0),
            _workload("arkiv", "teknisk", -24),
            _workload("buss", "teknisk", 24),
        ),
        not_moved=(
            NotMoved(
                id="fil", name="Filer", sector="teknisk", kind="file-share", why="not yet: in this version"
            ),
        ),
        calendar=(
            CalendarRow(
                id="jul",
                title="Jul",
                kind="freeze",
                first=date(2023, 12, 20),
                last=date(2024, 1, 3),
                source=Source(document="by hand"),
                place=HERE,
            ),
        ),
        agreements=(Agreement(id="avtale", title="Avtale", in_force_from=date(2023, 1, 1), place=HERE),),
        approvers=(Approver(id="leder", role="Leder"), Approver(id="drift", role="Drift")),
    )


class Evening:
    """The ledger of the evening, being written."""

    def __init__(self) -> None:
        self.plan = plan()
        self.clock = MemoryClock(MORNING - timedelta(days=2))
        self.store = MemoryStore("fjordvik")
        self.journal = Journal(self.store, self.clock, "drift@maskin")
        self.journal.adopt(self.plan)

    def at(self, minutes: int) -> None:
        """Go to so many minutes after START."""
        self.clock.wait_until(START + timedelta(minutes=minutes))

    def write(self, *events: Event) -> None:
        """Append events, a minute between them."""
        for event in events:
            self.journal.append(event)
            self.clock.advance(minutes=1)

    def done(self, workload: str, *steps: str, seen: Verification | None = None) -> None:
        """Start, do and verify steps."""
        for step in steps:
            receipt: dict[str, Json] = {"was": workload}
            self.write(
                StepStarted(workload=workload, step=step, was={}),
                StepDone(workload=workload, step=step, receipt=receipt),
                StepVerified(
                    workload=workload,
                    step=step,
                    verification=seen or Verification(route="counted again", matched=7),
                ),
            )

    def asked(self, gate: str, *criteria: Criterion, about: tuple[str, ...] = ()) -> None:
        """Open a question."""
        last = self.journal.refresh().gates.get(gate)
        self.write(
            GateOpened(
                workloads=about,
                gate=gate,
                attempt=last.attempt + 1 if last else 1,
                plan_hash=self.plan.hash,
                evidence_hash="e" * 64,
                criteria=criteria,
                expires=self.clock.now() + timedelta(hours=12),
            )
        )

    def answered(self, gate: str, *, go: bool = True, why: str = "") -> None:
        """Answer it."""
        self.write(
            GateAnswered(
                gate=gate,
                attempt=self.journal.refresh().gates[gate].attempt,
                go=go,
                who="leder",
                authenticated=True,
                plan_hash=self.plan.hash,
                evidence_hash="e" * 64,
                why=why,
            )
        )


def evening() -> Evening:
    """Return the evening at 19:30 local time: every kind of trouble, once."""
    it = Evening()
    it.at(-48 * 60 - 60)
    it.write(GoalSet(workload="elev", checkpoint="open"))
    it.done("elev", "look")
    it.asked("go.oppvekst-2023-06-05-1400", about=("elev",))
    it.answered("go.oppvekst-2023-06-05-1400")
    it.done("elev", "stop", "carry", "switch")
    it.asked("accept.oppvekst-2023-06-05-1400", about=("elev",))
    it.answered("accept.oppvekst-2023-06-05-1400")
    it.at(-24 * 60)
    it.write(GoalSet(workload="arkiv", checkpoint="open"))
    it.done("arkiv", "look", "stop")
    it.write(
        GoalSet(workload="arkiv", checkpoint="before", backward=True, why="nobody could sign in"),
        UndoStarted(workload="arkiv", step="stop", written_since=("row 12", "row 13")),
        UndoDone(workload="arkiv", step="stop"),
        UndoStarted(workload="arkiv", step="look"),
        UndoDone(workload="arkiv", step="look"),
    )
    it.at(-60)
    it.write(GoalSet(workload="skole", checkpoint="open"), GoalSet(workload="sfo", checkpoint="open"))
    it.done("skole", "look")
    it.done("sfo", "look")
    it.asked("go.oppvekst-2023-06-07-1400", about=("skole", "sfo"))
    it.answered("go.oppvekst-2023-06-07-1400")
    it.at(0)
    it.done("sfo", "stop")
    it.write(
        StepStarted(workload="skole", step="stop", was={}),
        StepFailed(
            workload="skole",
            step="stop",
            at_verb="do",
            error="AccessRefused",
            remedy=Remedy.PERSON,
            says="gammel-app01 does not let Flytt in.",
        ),
        StepStarted(workload="sfo", step="carry", was={}),
    )
    it.asked(
        "carry.sfo",
        Criterion(name="steps-verified", passed=True, says="4 steps verified"),
        Criterion(
            name="agreement-in-force", passed=None, says="not known whether it is in force: sfo: A | 23"
        ),
        Criterion(name="window-fits", passed=False, says="sfo: 10 min there and 5 min back, 5 min left"),
        about=("sfo",),
    )
    it.at(210)
    return it
