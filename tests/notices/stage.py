"""A small plan and a ledger written by hand, to see what users would be told of them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flytt.migration.events import (
    Event,
    GateAnswered,
    GateOpened,
    GoalSet,
    PlanAdopted,
    Recorded,
    StepDone,
    StepStarted,
    StepVerified,
    UndoDone,
    UndoStarted,
)
from flytt.migration.evidence import Verification
from flytt.migration.notice import Notice, history, notices
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.runbook import CheckpointEntry, Entry, GateEntry, Phase, StepEntry
from flytt.migration.state import MoveState, apply, recorded_event
from flytt.migration.workload import Audience, Kind, Language, Sector, Window, Words

OSLO = ZoneInfo("Europe/Oslo")
MADE = datetime(2023, 6, 1, 8, 0, tzinfo=UTC)
DAY = (2023, 6, 7)
GOOD = Verification(route="seen another way", matched=3)
BAD = Verification(route="seen another way", matched=2, differing=("one row",))


def local(hour: int, minute: int = 0, day: tuple[int, int, int] = DAY) -> datetime:
    """Return a moment of a local day, in UTC."""
    return datetime(*day, hour, minute, tzinfo=OSLO).astimezone(UTC)


def step(
    key: str,
    phase: Phase,
    minutes: float = 10,
    *,
    act: str = "",
    starts: bool = False,
    ends: bool = False,
) -> StepEntry:
    """Return a step that takes ten minutes."""
    return StepEntry(
        step=act or f"application.{key}",
        key=key,
        title=key,
        title_nb=key,
        why="for the test",
        phase=phase,
        minutes=minutes,
        starts_downtime=starts,
        ends_downtime=ends,
    )


def gate(key: str, phase: Phase) -> GateEntry:
    """Return a gate that a wave shares."""
    return GateEntry(key=key, title=key, title_nb=key, why="for the test", phase=phase)


def checkpoint(key: str) -> CheckpointEntry:
    """Return a checkpoint."""
    return CheckpointEntry(key=key, title=key, title_nb=key)


APPLICATION: tuple[Entry, ...] = (
    checkpoint("before"),
    step("survey", "prepare"),
    checkpoint("prepared"),
    gate("go", "cutover"),
    step("stop", "cutover", starts=True),
    step("copy", "cutover", 40, act="application.restore-database"),
    step("switch", "cutover", ends=True),
    checkpoint("verified"),
    gate("accept", "open"),
    checkpoint("open"),
    gate("retire", "retire"),
    step("drop", "retire"),
    checkpoint("retired"),
)
BY_HAND: tuple[Entry, ...] = (
    checkpoint("before"),
    gate("go", "cutover"),
    step("by-hand", "cutover", starts=True, ends=True),
    checkpoint("verified"),
    gate("accept", "open"),
    checkpoint("open"),
)
HOSTED: tuple[Entry, ...] = (
    checkpoint("before"),
    step("survey", "prepare", act="hosted.count-records"),
    gate("go", "cutover"),
    step("stop", "cutover", act="hosted.vendor-moves", starts=True),
    step("copy", "cutover", act="document.set-field"),
    step("switch", "cutover", act="document.set-field", ends=True),
    checkpoint("verified"),
    gate("accept", "open"),
    checkpoint("open"),
)
ARCHIVE: tuple[Entry, ...] = (
    checkpoint("before"),
    gate("go", "cutover"),
    step("copy", "cutover", act="application.restore-database"),
    step("look-up", "cutover", act="archive.look-up"),
    checkpoint("verified"),
    gate("accept", "open"),
    checkpoint("open"),
)


def workload(
    name: str = "Visma Flyt Barnehage",
    *,
    kind: Kind = "server-application",
    audience: tuple[Audience, ...] = ("staff", "guardians"),
    entries: tuple[Entry, ...] = APPLICATION,
    start: datetime | None = None,
    minutes: int = 240,
    words: dict[Language, Words] | None = None,
) -> PlannedWorkload:
    """Return a workload of oppvekst whose window is Wednesday 7 June 2023, 16 to 20."""
    begin = start or local(16)
    window = {"start": begin, "end": begin + timedelta(minutes=minutes)}
    return PlannedWorkload(
        id=name.lower().replace(" ", "-").replace("æ", "ae"),
        name=name,
        sector="oppvekst",
        kind=kind,
        wave=f"oppvekst-{begin.astimezone(OSLO):%Y-%m-%d-%H%M}",
        affects=("oppvekst",),
        audience=audience,
        owner_role="unknown",
        agreement=None,
        personal=False,
        depends_on=(),
        window=Window.model_validate(window),
        promised_minutes=minutes,
        words=words or {},
        entries=entries,
    )


def plan_of(*workloads: PlannedWorkload, practice: bool = False, **fields: object) -> Plan:
    """Return a plan of Hustadvika's that moves these into ROR-IKT."""
    return Plan(
        municipality="hustadvika",
        name="Hustadvika kommune",
        target="ROR-IKT",
        time_zone="Europe/Oslo",
        languages=("nb", "nn"),
        approval="claimed",
        practice=practice,
        made_at=MADE,
        mapping_hash="0",
        runbook_hashes={},
        sectors=(
            Sector(id="oppvekst", name="Oppvekst og utdanning"),
            Sector(id="helse", name="Helse og velferd"),
        ),
        workloads=workloads or (workload(),),
    ).changed(**fields)


class Story:
    """A ledger that is written event by event; the transition table still has its say."""

    def __init__(self, plan: Plan, adopted: datetime = MADE) -> None:
        self.plan = plan
        self.state = MoveState()
        self.events: list[Recorded] = []
        self.now = adopted
        self.adopted: dict[str, Plan] = {}
        self.follow(plan)

    def follow(self, plan: Plan) -> "Story":
        """Adopt a plan. IllegalEvent, and the former one is followed, while a step is under way."""
        self.tell(PlanAdopted(plan_hash=plan.hash, document="0"))
        self.plan = plan
        self.adopted[plan.hash] = plan
        return self

    def tell(self, event: Event) -> "Story":
        """Append one event as of now. IllegalEvent when the table forbids it."""
        recorded = recorded_event(len(self.events) + 1, self.now, "tester", 1, event)
        self.state = apply(self.state, recorded)
        self.events.append(recorded)
        return self

    def at(self, moment: datetime) -> "Story":
        """Go on at a later moment."""
        assert moment >= self.now
        self.now = moment
        return self

    def aim(self, checkpoint: str = "open", *, backward: bool = False) -> "Story":
        """Set a goal for every workload."""
        for w in self.plan.workloads:
            self.tell(GoalSet(workload=w.id, checkpoint=checkpoint, backward=backward))
        return self

    def ask(self, key: str) -> "Story":
        """Open the wave's gate."""
        name = f"{key}.{self.plan.workloads[0].wave}"
        known = self.state.gates.get(name)
        attempt = known.attempt + 1 if known else 1
        bound = {"gate": name, "attempt": attempt, "plan_hash": self.plan.hash, "evidence_hash": "0"}
        expires = self.now + timedelta(days=7)
        about = tuple(w.id for w in self.plan.workloads)
        opened = {**bound, "workloads": about, "criteria": (), "expires": expires}
        return self.tell(GateOpened.model_validate(opened))

    def answer(self, key: str, *, go: bool = True, why: str = "") -> "Story":
        """Open the wave's gate and answer it."""
        gate = self.ask(key).state.gates[f"{key}.{self.plan.workloads[0].wave}"]
        bound = {
            "gate": gate.gate,
            "attempt": gate.attempt,
            "plan_hash": self.plan.hash,
            "evidence_hash": "0",
        }
        answered = {**bound, "go": go, "who": "leder", "authenticated": False, "why": why}
        return self.tell(GateAnswered.model_validate(answered))

    def start(self, key: str, index: int = 0) -> "Story":
        """Begin a step."""
        return self.tell(StepStarted(workload=self.plan.workloads[index].id, step=key, was={}))

    def do(self, *keys: str, index: int = 0, seen: Verification = GOOD) -> "Story":
        """Begin steps that were not begun, carry them out and verify them."""
        w = self.plan.workloads[index].id
        for key in keys:
            if self.state.workload(w).step(key).started_at is None:
                self.start(key, index)
            self.tell(StepDone(workload=w, step=key, receipt={}))
            self.tell(StepVerified(workload=w, step=key, verification=seen))
        return self

    def undo(self, *keys: str, index: int = 0, written: tuple[str, ...] = ()) -> "Story":
        """Take steps back."""
        w = self.plan.workloads[index].id
        for key in keys:
            self.tell(UndoStarted(workload=w, step=key, written_since=written))
            self.tell(UndoDone(workload=w, step=key))
        return self

    def notice(self, now: datetime | None = None, *, of: int = 0) -> Notice:
        """Return the first notice that was ever told, or a later one, as of now or later."""
        return sorted(self.notices(now), key=lambda n: n.first_at)[of]

    def notices(self, now: datetime | None = None) -> tuple[Notice, ...]:
        """Return all notices, by their windows."""
        return notices(self.plan, self.state, self.events, now or self.now, self.adopted)

    def history(self, now: datetime | None = None) -> dict[str, tuple[Notice, ...]]:
        """Return every revision of every notice."""
        return history(self.plan, self.events, now or self.now, self.adopted)


def down(plan: Plan) -> Story:
    """Return a ledger in which the first workload went down at 16.04."""
    story = Story(plan).at(local(12)).aim().do("survey").answer("go")
    return story.at(local(16, 4)).start("stop").do("stop")


def moved(plan: Plan) -> Story:
    """Return a ledger in which it was up on the new side at 18.10."""
    return down(plan).at(local(17)).do("copy").at(local(18, 10)).do("switch")


def accepted(plan: Plan) -> Story:
    """Return a ledger in which people accepted it at 18.40."""
    return moved(plan).at(local(18, 40)).answer("accept")


def taken_back(plan: Plan) -> Story:
    """Return a ledger in which going back was decided at 19.15 and was over at 20.05."""
    story = down(plan).at(local(17)).do("copy").at(local(19, 15)).aim("before", backward=True)
    return story.at(local(20)).undo("copy").at(local(20, 5)).undo("stop")


AUGUST = (2023, 8, 1)


def used_then_taken_back(plan: Plan, *, written: tuple[str, ...] = ()) -> Story:
    """Return a ledger in which all was accepted on 7 June, and the first alone taken back on 1 August."""
    story = Story(plan).at(local(12)).aim()
    everyone = range(len(plan.workloads))
    for index in everyone:
        story.do("survey", index=index)
    story.answer("go").at(local(16, 4))
    for index in everyone:
        story.do("stop", "copy", "switch", index=index)
    story.at(local(18, 40)).answer("accept").at(local(9, day=AUGUST))
    story.tell(GoalSet(workload=plan.workloads[0].id, checkpoint="before", backward=True))
    return story.undo("switch", written=written).undo("copy").at(local(9, 30, day=AUGUST)).undo("stop")


def all_accepted(plan: Plan) -> Story:
    """Return a ledger in which every workload was up in the minute in which it went down, and accepted."""
    story = Story(plan).at(local(12)).aim()
    for index, w in enumerate(plan.workloads):
        story.do(*(s.key for s in w.steps if s.phase == "prepare"), index=index)
    story.answer("go").at(local(16))
    for index, w in enumerate(plan.workloads):
        story.do(*(s.key for s in w.steps if s.phase == "cutover"), index=index)
    return story.answer("accept")
