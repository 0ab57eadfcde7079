"""The account of the move as a page: for system owners, and in full for an auditor."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from flytt.migration.chain import Head
from flytt.migration.events import GateAnswered, GateOpened, PlanAdopted, Recorded
from flytt.migration.plan import Plan
from flytt.migration.promises import NO_OTHERS, promises
from flytt.migration.state import MoveState, StepStatus
from flytt.reports.both_sides_page import both_sides_lines
from flytt.reports.markdown import code, table, text
from flytt.reports.promises_page import promises_lines
from flytt.reports.reconciliation import Outcome, Reconciliation, StepRow, WorkloadRow, reconcile
from flytt.reports.routes_nb import route_nb
from flytt.reports.times import local_nb, minutes_nb, stamp_nb
from flytt.reports.words_nb import KEPT_NB, STEPS

OUTCOMES: dict[Outcome, str] = {
    "matches": "stemmer",
    "differs": "avvik",
    "unfinished": "ikke ferdig",
    "left-behind": "ført tilbake, men noe står igjen",
    "not-begun": "ikke begynt",
    "taken-back": "ført tilbake",
}
SHOWN = 20
"""Differing and skipped items that a page names; the rest are counted, and stand in report.json."""


def reconciliation_page(plan: Plan, state: MoveState, events: Iterable[Recorded], now: datetime) -> str:
    """Return per workload and step what was compared, by which route, and what came of it. Bokmål."""
    account = reconcile(plan, state, events, now)
    return "\n".join(_page(account, "Avstemming", full=False))


def audit_page(
    plan: Plan,
    state: MoveState,
    events: Iterable[Recorded],
    head: Head,
    now: datetime,
    adopted: Mapping[str, Plan] = NO_OTHERS,
) -> str:
    """Return the whole account: every step's times, receipts and ledger numbers, every answer, the chain."""
    every = tuple(events)
    account = reconcile(plan, state, every, now)
    lines = _page(account, "Avstemming og bevis", full=True)
    lines += promises_lines(plan, promises(plan, every, now, adopted))
    lines += _plans(every, plan.time_zone)
    lines += _answers(every, plan.time_zone)
    lines += [
        "## Loggen",
        "",
        *table(
            ("", ""),
            [
                ("Hendelser", str(head.seq)),
                ("Siste hendelses SHA-256", code(head.hash)),
                ("Plan", code(plan.hash)),
                ("Rader og runbøker", code(plan.mapping_hash)),
            ],
        ),
        (
            "Hver hendelse bærer summen av den forrige. "
            f"{code(f'flytt ledger verify {plan.municipality}')} regner kjeden ut på nytt. Kjeden viser "
            "ikke om de nyeste hendelsene er klippet av; det gjør et notert eldre tall og en eldre sum."
        ),
        "",
    ]
    return "\n".join(lines)


def _page(account: Reconciliation, title: str, *, full: bool) -> list[str]:
    lines = [f"# {title}: {text(account.name)}", ""]
    if account.practice:
        lines += ["**Dette er en øving.**", ""]
    lines += [
        (
            f"Slik loggen sto {local_nb(account.as_of, account.time_zone)}, {account.events} hendelser. "
            "«Stemmer» betyr at alt er sett på en annen vei enn det ble gjort, og at ingenting avviker eller "
            "er latt usett."
        ),
        "",
    ]
    rows = [
        (
            text(w.name),
            f"**{OUTCOMES[w.outcome]}**",
            str(w.items.verified),
            str(w.items.differing),
            str(w.items.skipped),
            str(w.items.unchecked),
            minutes_nb(w.downtime_minutes) if w.downtimes else "–",
            minutes_nb(w.promised_minutes),
        )
        for w in account.workloads
    ]
    titles = ("Arbeidslast", "Utfall", "Stemmer", "Avvik", "Utelatt", "Ikke sett", "Nede", "Lovet høyst")
    lines += table(titles, rows)
    for workload in account.workloads:
        if full or workload.outcome != "not-begun":
            lines += _workload(workload, account.time_zone, full=full)
    return lines


def _workload(workload: WorkloadRow, zone: str, *, full: bool) -> list[str]:
    lines = [f"## {text(workload.name)}", ""]
    titles = ["Steg", "Står", "Sett ved", "Stemmer", "Avvik", "Utelatt", "Ikke sett", "Kontrollert"]
    if full:
        titles += ["Begynt", "Gjort", "Ført tilbake", "Hendelser", "Kvittering (SHA-256)"]
    lines += table(tuple(titles), [_row(s, zone, full=full) for s in workload.steps])
    for step in workload.steps:
        lines += _named(step)
    lines += _under(workload, zone)
    lines += _stays(workload)
    lines += both_sides_lines(workload.both_sides)
    lines += _kept(workload)
    if full and workload.downtimes:
        lines += ["Nede:", ""]
        lines += [
            f"- {stamp_nb(d.began, zone)} til {stamp_nb(d.ended, zone)}"
            + (" (ført tilbake)" if d.taken_back else "")
            for d in workload.downtimes
        ]
        lines.append("")
    return lines


def _under(workload: WorkloadRow, zone: str) -> list[str]:
    """Put a name under what differs or was left out: who accepted the workload with that in view."""
    if not workload.exceptions:
        return []
    said = workload.accepted
    if said is None:
        return ["**Ingen har ennå godtatt unntakene over.**", ""]
    how = "signert" if said.authenticated else "oppgitt navn"
    by = f"er godtatt av {text(said.who)}, {stamp_nb(said.at, zone)} ({how})."
    if later := ", ".join(f"«{text(step.title_nb)}»" for step in workload.unanswered):
        says = f"Unntakene over som var der da, {by} **Det som kom etterpå, har ingen godtatt: {later}.**"
        return [says, ""]
    return [f"Unntakene over {by}", ""]


def _stays(workload: WorkloadRow) -> list[str]:
    """List what was done and that nothing takes back, whether the workload has been taken back or not."""
    lines = [f"- {text(step.title_nb)}: {text(step.stays_nb)}" for step in workload.steps if step.stays_nb]
    return ["**Det som er gjort og ikke kan tas tilbake:**", "", *lines, ""] if lines else []


def _kept(workload: WorkloadRow) -> list[str]:
    """Name what is still there after a rollback: given up, or kept for whoever owns it."""
    lines: list[str] = []
    left = list(dict.fromkeys(thing for step in workload.steps for thing in step.left))
    if left:
        lines += ["**Står igjen på en server som er ute av drift for godt:**", ""]
        lines += [*(f"- {text(thing)}" for thing in left), ""]
    if workload.kept:
        lines += [KEPT_NB, ""]
        for kept in workload.kept:
            lines.append(f"- {text(kept.sentence)}")
            if kept.next_command:
                lines.append(f"  Legg det fram på den gamle siden: {code(kept.next_command)}")
        lines.append("")
    return lines


def _row(step: StepRow, zone: str, *, full: bool) -> tuple[str, ...]:
    status = (
        "ført tilbake" if step.status is StepStatus.PENDING and step.taken_back_at else STEPS[step.status]
    )
    row = (
        text(step.title_nb),
        status,
        text(route_nb(step.route)) or "–",
        str(step.matched),
        str(len(step.differing) + step.differing_more),
        str(len(step.skipped)),
        str(step.unchecked),
        stamp_nb(step.verified_at, zone),
    )
    if not full:
        return row
    numbers = "/".join(
        str(n) for n in (step.seq.started, step.seq.done, step.seq.verified, step.seq.taken_back)
    )
    receipt = code(step.receipt_sha256) + (" (deler i hvelvet)" if step.vaulted else "")
    return (
        *row,
        stamp_nb(step.started_at, zone),
        stamp_nb(step.done_at, zone),
        stamp_nb(step.taken_back_at, zone),
        numbers,
        receipt or "–",
    )


def _named(step: StepRow) -> list[str]:
    lines: list[str] = []
    of = (("avvik", step.differing, step.differing_more), ("utelatt", step.skipped, 0))
    for word, named, unnamed in of:
        lines += [f"- {text(step.title_nb)}, {word}: {text(item)}" for item in named[:SHOWN]]
        if (rest := max(0, len(named) - SHOWN) + unnamed) > 0:
            lines.append(f"- {text(step.title_nb)}, {word}: og {rest} til")
    if step.unchecked:
        why = text(step.unchecked_why) or "ingen grunn er oppgitt"
        lines.append(f"- {text(step.title_nb)}, {step.unchecked} ikke sett: {why}")
    return [*lines, ""] if lines else []


def _plans(events: tuple[Recorded, ...], zone: str) -> list[str]:
    rows = [
        (str(r.seq), stamp_nb(r.at, zone), text(r.actor), code(r.event.plan_hash))
        for r in events
        if isinstance(r.event, PlanAdopted)
    ]
    return ["## Planer som har vært fulgt", "", *table(("Hendelse", "Når", "Av", "Plan"), rows)]


def _answers(events: tuple[Recorded, ...], zone: str) -> list[str]:
    rows: list[tuple[str, ...]] = []
    for recorded in events:
        match recorded.event:
            case GateOpened() as asked:
                said = f"spurt, forsøk {asked.attempt}"
                rows.append(
                    (str(recorded.seq), stamp_nb(recorded.at, zone), code(asked.gate), said, "–", "–")
                )
            case GateAnswered() as given:
                how = "signert" if given.authenticated else "oppgitt navn"
                said = ("**ja**" if given.go else "**nei**") + (f": {text(given.why)}" if given.why else "")
                when = stamp_nb(recorded.at, zone)
                rows.append((str(recorded.seq), when, code(given.gate), said, text(given.who), how))
            case _:
                pass
    titles = ("Hendelse", "Når", "Spørsmål", "Svar", "Hvem", "Hvordan")
    return ["## Spørsmål og svar", "", *table(titles, rows)] if rows else []
