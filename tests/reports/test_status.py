"""Status as scripts and operators rely on it: states, who is next, who holds what, which exit code."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flytt.migration.errors import Remedy
from flytt.migration.events import GoalSet, StepDone, StepFailed, StepStarted, StepVerified, StopRequested
from flytt.migration.evidence import Verification
from flytt.migration.ports import LeaseRow
from flytt.migration.sending_events import OUTBOX
from flytt.migration.state import fold
from flytt.reports import pages, table
from flytt.reports.reconciliation import reconcile
from flytt.reports.status import Status, WorkloadStatus, only_sector, only_workloads, status
from flytt.reports.typed import flags, status_typed, typed
from tests.examples import examples
from tests.reports.evening import START, Evening, evening

WHOLE = evening()
EVENTS = (WHOLE.journal.refresh(), WHOLE.journal.events)[1]
GO = "go.oppvekst-2023-06-05-1400"


def seen(it: Evening, *leases: LeaseRow) -> Status:
    """Return the status now."""
    return status(it.plan, it.journal.refresh(), it.journal.events, leases, it.clock.now())


def one(it: Evening, workload: str, *leases: LeaseRow) -> WorkloadStatus:
    """Return one workload's status now."""
    return {w.id: w for w in seen(it, *leases).workloads}[workload]


def lease(workload: str, *, expires_minutes: float, released: bool = False) -> LeaseRow:
    """Return a lease that runs out so many minutes after START."""
    return LeaseRow(
        workload=workload,
        fence=3,
        holder="vm1/77",
        why="moving Oppvekst",
        since=START.isoformat(),
        expires=(START + timedelta(minutes=expires_minutes)).isoformat(),
        released=released,
    )


def begun() -> Evening:
    """Return a ledger in which one workload has a goal, and it is START."""
    it = Evening()
    it.write(GoalSet(workload="elev", checkpoint="open"))
    it.at(0)
    return it


def test_a_plan_alone_waits_for_nobody() -> None:
    """Before anything is begun a script would be told that somebody must act."""
    found = seen(Evening())
    assert {w.state for w in found.workloads} == {"planned"}
    assert (found.exit_code, found.gates) == (0, ())


def test_work_without_a_living_writer_is_halted() -> None:
    """After a crash everything would look busy, and nobody would start it again."""
    it = begun()
    assert (one(it, "elev").state, one(it, "elev").next_command) == (
        "halted",
        "flytt resume fjordvik oppvekst",
    )
    assert one(it, "elev", lease("elev", expires_minutes=-1)).state == "halted"
    assert one(it, "elev", lease("elev", expires_minutes=9, released=True)).holder is None
    held = one(it, "elev", lease("elev", expires_minutes=9))
    assert (held.state, held.needs) == ("preparing", "nothing")
    assert seen(it).exit_code == 3
    assert seen(it, lease("elev", expires_minutes=9)).exit_code == 0


def test_what_a_running_program_will_come_to_is_not_halted() -> None:
    """People would be told to resume what a rehearsal is about to do, and be refused."""
    it = begun()
    state = it.journal.refresh()
    now = it.clock.now()
    for leases, working, says in (
        ((), "process 9", "process 9 is working here"),
        ((lease("skole", expires_minutes=9),), "", "process 77 on vm1 is working here"),
    ):
        found = status(it.plan, state, it.journal.events, leases, now, working=working)
        first = found.workloads[0]
        assert (first.id, first.state, first.needs, first.next_command) == ("elev", "waiting", "others", "")
        assert says in first.waits_for
        assert "resume" not in table.status_table(found)
    assert one(it, "elev", lease("skole", expires_minutes=-1)).state == "halted"


def test_who_sends_notices_moves_nothing() -> None:
    """After a crash everything would look as if the post were about to move it, and nobody would resume."""
    assert one(begun(), "elev", lease(OUTBOX, expires_minutes=9)).state == "halted"


def test_what_needs_somebody_comes_first() -> None:
    """Whoever is called at night would read past every row before what they are called for."""
    shown = table.status_table(seen(evening()))
    order = [
        shown.index(s) for s in ("gammel-app01 does not", "flytt approve", "Workload  State", "\narkiv:")
    ]
    assert order == sorted(order)


def test_a_rehearsal_of_one_sector_counts_its_own() -> None:
    """What never started would be praised for the downtime it kept."""
    part = only_workloads(seen(evening()), ["arkiv", "buss"])
    assert {w.id for w in part.workloads} == {"arkiv", "buss"}
    assert (part.gates, part.not_moved) == ((), ())
    shown = " ".join(table.rehearsal_table(part).split())
    assert "0 of 2 workloads are open" in shown
    assert "1 of the 1 that were begun kept" in shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("flytt status m", "flytt status m --ledger l"),
        (
            "flytt resume m s (when mended), or flytt rollback m s --workload w",
            "flytt resume m s --ledger l (when mended), or flytt rollback m s --workload w --ledger l",
        ),
        ("Next: flytt resume m s, which asks again", "Next: flytt resume m s --ledger l, which asks again"),
        ("flytt ledger restore m ../a.b/f", "flytt ledger restore m ../a.b/f --ledger l"),
        ("Type flytt plan m.", "Type flytt plan m --ledger l."),
        ("flytt status m --ledger other", "flytt status m --ledger other"),
        ("`flytt status` shows", "`flytt status` shows"),
        ("flytt --help", "flytt --help"),
        ("give --mappings", "give --mappings"),
    ],
)
def test_commands_are_told_with_the_ledger_they_are_about(text: str, expected: str) -> None:
    """Whoever typed what they were told would ask another ledger, or one that is not there."""
    assert typed(text, "--ledger l") == expected
    assert typed(text, "") == text


def test_flags_are_told_when_they_matter() -> None:
    """A path with a blank would be two words, a password would be shown, or every line would be longer."""
    assert flags("", Path("mappings")) == flags("", None) == ""
    assert flags("a b/l.db", Path("m")) == "--mappings m --ledger 'a b/l.db'"
    assert "hemmelig" not in flags("postgresql://u:hemmelig@host/x", None)
    whole = status_typed(seen(evening()), "--ledger l")
    assert all(g.command.endswith("--ledger l") for g in whole.gates)
    assert "--ledger l" in {w.id: w.next_command for w in whole.workloads}["skole"]


def test_leases_run_by_the_machine_s_time() -> None:
    """On a practice clock of another year every writer would look dead, or immortal."""
    it = begun()
    state = it.journal.refresh()
    alive = lease("elev", expires_minutes=9)
    for pulse, living in ((START, True), (START + timedelta(minutes=10), False)):
        later = it.clock.now() + timedelta(days=400)
        found = status(it.plan, state, it.journal.events, [alive], later, pulse=pulse).workloads[0].holder
        assert found is not None
        assert found.alive is living


def test_life_of_a_workload_in_words() -> None:
    """Down would not be shown as down, or open as open."""
    it = begun()
    mine = lease("elev", expires_minutes=999)
    words = [one(it, "elev", mine).state]
    it.done("elev", "look")
    it.asked(GO, about=("elev",))
    words.append(one(it, "elev", mine).state)
    it.answered(GO)
    it.done("elev", "stop")
    words.append(one(it, "elev", mine).state)
    it.done("elev", "carry", "switch")
    assert [*words, one(it, "elev", mine).reached] == ["preparing", "waiting", "down", "verified"]
    it.write(GoalSet(workload="elev", checkpoint="before", backward=True))
    assert one(it, "elev", mine).state == "rolling-back"


def test_stopped_by_a_person() -> None:
    """A move that somebody stopped would look as if it went on."""
    it = begun()
    it.write(StopRequested(workload="elev", why="eksamen"))
    assert (one(it, "elev").state, seen(it).exit_code) == ("stopped", 3)
    assert "eksamen" in one(it, "elev").waits_for


def test_stuck_says_why_and_what_to_type() -> None:
    """Whoever is called at night would see red and no way on."""
    it = begun()
    it.write(
        StepStarted(workload="elev", step="look", was={}),
        StepFailed(
            workload="elev",
            step="look",
            at_verb="do",
            error="E",
            remedy=Remedy.PERMANENT,
            says="the disk is full.",
        ),
    )
    found = one(it, "elev", lease("elev", expires_minutes=9))
    assert (found.state, seen(it).exit_code) == ("stuck", 4)
    assert "the disk is full" in found.failure
    assert "flytt resume" in found.next_command


def test_counts_tell_verified_from_differing_and_unseen() -> None:
    """Items that nobody looked at would be counted as moved."""
    it = begun()
    counted = Verification(route="r", matched=5, differing=("a", "b"), skipped=("c",), unchecked=4)
    it.write(
        StepStarted(workload="elev", step="look", was={}),
        StepDone(workload="elev", step="look", receipt={}),
        StepVerified(workload="elev", step="look", verification=counted),
    )
    items = one(it, "elev").items
    assert (items.verified, items.differing, items.skipped, items.unchecked) == (0, 2, 1, 4)
    account = reconcile(it.plan, it.journal.refresh(), it.journal.events, it.clock.now())
    assert account.workloads[0].outcome == "differs"


def test_an_expired_question_is_not_open() -> None:
    """People would be told to answer what cannot be answered any more."""
    it = begun()
    it.done("elev", "look")
    it.asked(GO, about=("elev",))
    assert [(g.open, g.attempt) for g in seen(it).gates] == [(True, 1)]
    it.clock.advance(days=2)
    gate = seen(it).gates[0]
    assert (gate.open, gate.command) == (False, "flytt resume fjordvik oppvekst")


def test_a_question_with_a_failing_criterion_cannot_be_a_go() -> None:
    """A go would be invited that the ledger then refuses."""
    gate = next(g for g in seen(evening()).gates if g.id == "carry.sfo")
    assert gate.open
    assert not gate.go_possible


def test_one_sector_is_the_same_status_with_less_in_it() -> None:
    """A sector's own status would count another's troubles, or lose its own."""
    whole = seen(evening())
    assert only_sector(whole, "teknisk").exit_code == 0
    assert only_sector(whole, "oppvekst").exit_code == 4
    assert {w.id for w in only_sector(whole, "teknisk").workloads} == {"arkiv", "buss"}


def test_a_window_that_passed_is_called_missed() -> None:
    """Months later an operator would read of a plan where a move was forgotten."""
    it = Evening()
    window = it.plan.workloads[0].window
    assert "missed" not in table.status_table(seen(it))
    it.at(int((window.end - START).total_seconds()) // 60)
    assert "missed" in table.status_table(seen(it))


def test_nothing_under_way_is_said() -> None:
    """`flytt resume` would print the head of a table and nothing in it, and leave one guessing."""
    assert table.status_table(only_workloads(seen(evening()), ())).endswith("\nNothing is under way here.")


def test_outcomes_of_the_account() -> None:
    """Somebody would sign for a workload that was taken back."""
    account = reconcile(WHOLE.plan, fold(EVENTS), EVENTS, WHOLE.clock.now())
    found = {w.id: w.outcome for w in account.workloads}
    assert found == {
        "elev": "matches",
        "skole": "unfinished",
        "sfo": "unfinished",
        "arkiv": "taken-back",
        "buss": "not-begun",
    }


def test_a_status_survives_its_journey_as_json() -> None:
    """What a script reads would not be what was meant."""
    whole = seen(evening())
    assert Status.model_validate(whole.as_json()) == whole


@settings(deadline=None, max_examples=examples(60))
@given(
    length=st.integers(1, len(EVENTS)),
    minutes=st.integers(-10_000, 10_000),
    width=st.integers(20, 160),
)
def test_any_moment_can_be_shown(length: int, minutes: int, width: int) -> None:
    """Some half-finished state would end in a traceback exactly when people look."""
    events = EVENTS[:length]
    state, now = fold(events), events[-1].at + timedelta(minutes=abs(minutes))
    shown = status(WHOLE.plan, state, events, (), now)
    assert table.status_table(shown, width)
    assert table.rehearsal_table(shown, width)
    assert pages.progress_page(shown).startswith("# ")
    assert pages.reconciliation_page(WHOLE.plan, state, events, now).startswith("# ")
    for gate in state.gates.values():
        assert pages.dossier(WHOLE.plan, state, events, gate, now).startswith("# ")


@pytest.mark.parametrize(
    "hostile", ["a|b", "<script>", "**b**", "`x`", "[l](http://x)", "line\nbreak", "\x1b[2J"]
)
def test_names_from_outside_are_shown_and_not_obeyed(hostile: str) -> None:
    """A name in a mapping could change the page, the table's columns or the terminal."""
    first, *rest = WHOLE.plan.workloads
    plan = WHOLE.plan.changed(workloads=(first.changed(name=hostile), *rest))
    page = pages.plan_page(plan)
    assert hostile not in page.replace("\n\n", "")
    assert "\x1b" not in page + table.plan_table(plan)
    assert len(table.plan_table(plan).splitlines()) == len(table.plan_table(WHOLE.plan).splitlines())


def test_a_plan_says_from_the_first_day_what_goes_away_by_itself() -> None:
    """Accounts that own forms would be deleted in the months before the window, with whose they were."""
    (stays,) = WHOLE.plan.not_moved
    forms = WHOLE.plan.changed(not_moved=(stays.changed(id="forms", name="Forms", kind="forms-estate"),))
    assert "Do today, whatever the window: Forms: stop the deletion" in table.plan_table(forms, 200)
    assert "Do today" not in table.plan_table(forms, 200, sector="oppvekst")
    assert "**Gjør dette i dag, uansett vindu – Forms:** Stans sletting" in pages.plan_page(forms)
    assert "Do today" not in table.plan_table(WHOLE.plan)
