"""The gate dossier: all that somebody needs before they say go or no-go, on one page."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from flytt.migration.events import Recorded
from flytt.migration.go_back import GoBack, go_back
from flytt.migration.kept_aside import kept_aside
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.restored import unclaimed, unknown_before
from flytt.migration.runbook import FOUND, GateEntry, StepEntry
from flytt.migration.state import GateState, MoveState, StepStatus
from flytt.reports.changed_on_both import changed_on_both
from flytt.reports.criteria_nb import criterion_nb
from flytt.reports.left_out import left_out
from flytt.reports.markdown import code, table, text
from flytt.reports.questions import Question, answer_command, question
from flytt.reports.status import items
from flytt.reports.times import local_nb, minutes_nb
from flytt.reports.words_nb import CRITERIA, KEPT_NB, MARKS, PASSED


def dossier(plan: Plan, state: MoveState, events: Iterable[Recorded], gate: GateState, now: datetime) -> str:
    """Return the page in bokmål. A gate that this plan does not have is shown with what the ledger says."""
    asked = question(plan, gate.gate, gate.workloads)
    if asked is None:
        return f"# {text(gate.gate)}\n\nPlanen som gjelder nå, stiller ikke dette spørsmålet.\n"
    lines = [f"# {text(asked.entry.title_nb)}", ""]
    if asked.step is None:
        lines += [text(asked.entry.why_nb or asked.entry.why), ""]
    if plan.practice:
        lines += ["**Dette er en øving.**", ""]
    lines += _answered(gate, plan.time_zone)
    if gate.plan_hash != plan.hash:
        lines += ["**Planen er endret siden spørsmålet ble stilt. Det kan ikke besvares.**", ""]
    lines += _about(plan, asked, state)
    lines += _criteria(gate)
    lines += changed_on_both(plan, asked, state)
    lines += _found(asked, state) if asked.entry.key == FOUND else _on_go(asked)
    lines += left_out(asked, state)
    lines += _kept(plan.municipality, asked, events)
    lines += _way_back(plan, asked, state)
    lines += _bound_to(plan, asked, gate, now)
    return "\n".join(lines)


def _answered(gate: GateState, zone: str) -> list[str]:
    if gate.answer is None:
        return []
    word = "ja" if gate.answer.go else "nei"
    how = "signert" if gate.answer.authenticated else "oppgitt navn, ikke bevist"
    when = f" {local_nb(gate.answered_at, zone)}" if gate.answered_at else ""
    why = f": {text(gate.answer.why)}" if gate.answer.why else ""
    return [f"**Besvart {word}**{when} av {text(gate.answer.who)} ({how}){why}", ""]


def _about(plan: Plan, asked: Question, state: MoveState) -> list[str]:
    rows: list[tuple[str, ...]] = []
    for workload in asked.workloads:
        counted = items(workload, state)
        rows.append(
            (
                text(workload.name),
                local_nb(workload.window.start, plan.time_zone),
                minutes_nb(workload.promised_minutes),
                str(counted.verified),
                str(counted.differing + counted.unchecked),
            )
        )
    titles = ("Arbeidslast", "Vindu", "Lovet nede i høyst", "Kontrollert", "Avvik eller ukontrollert")
    return ["## Det gjelder", "", *table(titles, rows)]


def _criteria(gate: GateState) -> list[str]:
    if not gate.criteria:
        return []
    rows = [
        (
            MARKS[c.passed],
            f"{CRITERIA.get(c.name, text(c.name))}",
            PASSED[c.passed],
            text(criterion_nb(c.says)),
        )
        for c in gate.criteria
    ]
    lines = ["## Det maskinen har undersøkt", "", *table(("", "Krav", "Svar", "Sett"), rows)]
    if any(c.passed is not True for c in gate.criteria):
        lines += ["**«Kjør» er ikke mulig så lenge et krav ikke er oppfylt eller ikke kunne avgjøres.**", ""]
    return lines


def _on_go(asked: Question) -> list[str]:
    if asked.step is not None:
        said = asked.step.undo_instructions if asked.undo else asked.step.instructions
        return [
            "## Det som skal gjøres av folk",
            "",
            text(said),
            "",
            (
                "Svar «Kjør» når det er gjort. Flytt ser etter selv før det går videre. "
                "Svar «Ikke kjør» med grunn hvis det ikke lot seg gjøre."
            ),
            "",
        ]
    lines = ["## Det som skjer ved «Kjør»", ""]
    for workload in asked.workloads:
        steps = behind(workload, asked.entry)
        if not steps:
            lines += [f"**{text(workload.name)}** regnes som i bruk på den nye siden.", ""]
            continue
        lines += [f"**{text(workload.name)}**, om lag {minutes_nb(sum(s.minutes for s in steps))}:", ""]
        lines += [f"{n}. {_step(s)}" for n, s in enumerate(steps, start=1)]
        lines.append("")
    return lines


def _kept(municipality: str, asked: Question, events: Iterable[Recorded]) -> list[str]:
    """Before the old side goes, name what was kept when it was taken back: that stays."""
    if asked.entry.phase != "retire":
        return []
    every = tuple(events)
    lines = [
        f"- {text(w.name)}, {text(w.owner_role)}: {text(kept.sentence)}"
        + (f" Legges fram på den gamle siden med {code(kept.next_command)}" if kept.next_command else "")
        for w in asked.workloads
        for kept in kept_aside(municipality, w, every)
    ]
    return ["## Det som blir liggende", "", KEPT_NB, "", *lines, ""] if lines else []


def _found(asked: Question, state: MoveState) -> list[str]:
    """Name what was found after a restoration, and what only people can say of how it stood before."""
    lines = ["## Det som ble funnet", ""]
    for workload in asked.workloads:
        unknown = unknown_before(workload, state)
        for step in unclaimed(workload, state):
            asks = ", ".join(unknown.get(step.key, ()))
            before = f" – oppgi hvordan det var før: {code(asks)}" if asks else ""
            lines.append(f"- {code(step.key)} {text(step.title_nb)}{before}")
    return [
        *lines,
        "",
        (
            "Med `--was FIL` oppgis verdiene fra før, som JSON: "
            '`{"STEG": {"FELT": VERDI}}`. Med `--so-before STEG` sies det at ett steg var slik fra før. '
            "Begge gis på kommandolinjen."
        ),
        "",
    ]


def behind(workload: PlannedWorkload, gate: GateEntry) -> tuple[StepEntry, ...]:
    """Return the steps that a go lets through: up to the next gate."""
    steps: list[StepEntry] = []
    found = False
    for entry in workload.entries:
        if isinstance(entry, GateEntry):
            if found:
                break
            found = entry.key == gate.key
        elif found and isinstance(entry, StepEntry):
            steps.append(entry)
    return tuple(steps)


def _step(step: StepEntry) -> str:
    said = [text(step.title_nb)]
    if step.by != "flytt":
        said.append("(gjøres av folk)" if step.by == "person" else "(gjøres av leverandøren)")
    if step.starts_downtime:
        said.append("– **herfra er brukerne uten løsningen**")
    if step.ends_downtime:
        said.append("– herfra er den tilbake")
    if step.reversal == "final":
        said.append("– **kan ikke tas tilbake**")
    return " ".join(said)


def _way_back(plan: Plan, asked: Question, state: MoveState) -> list[str]:
    lines = ["## Veien tilbake", ""]
    for workload in asked.workloads:
        steps = behind(workload, asked.entry) if asked.step is None else ()
        final = next((s for s in steps if s.reversal == "final"), None)
        if final is not None:
            says = f"ja er endelig: «{text(final.title_nb)}» kan ikke tas tilbake"
        else:
            says = go_back_nb(_after(plan, workload, state, steps), plan.time_zone)
        lines.append(f"- {text(workload.name)}: {says}.")
        lines += [f"  - «{text(s.title_nb)}»: {text(s.stays_nb)}" for s in steps if s.stays_nb]
    return [*lines, ""]


def _after(plan: Plan, workload: PlannedWorkload, state: MoveState, steps: tuple[StepEntry, ...]) -> GoBack:
    """Return the go-back clock as it will be when the steps behind the question have been done."""
    clock = go_back(plan, workload, state)
    at = state.workload(workload.id)
    ahead = [s for s in steps if at.step(s.key).status is StepStatus.PENDING]
    total = clock.minutes + sum(s.undo_minutes for s in ahead)
    down = clock.until is not None or any(s.phase == "cutover" for s in ahead)
    until = workload.window.end - timedelta(minutes=total) if down else None
    return clock.changed(minutes=total, until=until)


def go_back_nb(clock: GoBack, zone: str) -> str:
    """Say the go-back clock in bokmål, as a clause."""
    if not clock.possible:
        return f"kan ikke lenger føres tilbake ({text(clock.why)})"
    if not clock.minutes:
        return "ingenting er gjort som må føres tilbake"
    if clock.why and clock.until:
        began = local_nb(clock.until, zone)
        needs = minutes_nb(clock.minutes)
        return f"veien tilbake ({needs}) får ikke lenger plass i vinduet; fristen var {began}"
    until = f"til {local_nb(clock.until, zone)}" if clock.until else "helt til den gamle siden avvikles"
    return f"kan føres tilbake {until}; det tar om lag {minutes_nb(clock.minutes)}"


def _bound_to(plan: Plan, asked: Question, gate: GateState, now: datetime) -> list[str]:
    expired = " – **utløpt**" if gate.answer is None and now >= gate.expires else ""
    who = (
        ", ".join(f"{code(a.id)} ({text(a.role)})" for a in plan.approvers) or "**ingen er oppgitt i planen**"
    )
    proof = "signert svar kreves" if plan.approval == "authenticated" else "navnet oppgis"
    return [
        "## Svaret bindes til dette",
        "",
        *table(
            ("", ""),
            [
                ("Spørsmål", f"{code(gate.gate)}, forsøk {gate.attempt}"),
                ("Kan besvares til", f"{local_nb(gate.expires, plan.time_zone)}{expired}"),
                ("Kan besvares av", f"{who}; {proof}"),
                ("Plan", code(gate.plan_hash)),
                ("Bevis", code(gate.evidence_hash)),
                ("På kommandolinjen", code(answer_command(plan, asked.sector, gate.gate))),
            ],
        ),
    ]
