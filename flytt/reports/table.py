"""Plan, status and rehearsal as plain text for a terminal, in English, in the municipality's own time."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flytt.migration.go_back import GoBack
from flytt.migration.plan import Plan
from flytt.reports.at_once import AT_ONCE, at_once
from flytt.reports.layout import Column, lay_out, paragraph
from flytt.reports.status import GateStatus, Status, WorkloadStatus
from flytt.reports.times import local, local_soon, minutes

WIDTH = 100
"""What a table is made for when nobody says how wide the terminal is."""

MARKS = {True: "pass", False: "FAIL", None: "could not tell"}


def plan_table(plan: Plan, width: int = WIDTH, *, sector: str = "") -> str:
    """Return the plan: every workload in the order in which it moves, and what stays and why."""
    moving = [w for w in plan.workloads if sector in {"", w.sector}]
    staying = [n for n in plan.not_moved if sector in {"", n.sector}]
    lines = [
        *paragraph(
            f"{plan.name} moves into {plan.target}" + (", in practice" if plan.practice else ""), width
        ),
        f"plan {plan.hash}",
        "",
    ]
    if moving:
        columns = (
            Column("Workload", wraps=True),
            Column("Sector"),
            Column("Kind", wraps=True),
            Column("Window"),
            Column("Down at most", right=True),
        )
        rows = [
            (
                w.name,
                w.sector,
                w.kind.replace("-", " "),
                local(w.window.start, plan.time_zone)
                + ("" if w.window.standing == "known" else f" ({w.window.standing})"),
                minutes(w.promised_minutes),
            )
            for w in moving
        ]
        lines += [*lay_out(columns, rows, width), ""]
    lines.append(f"{len(moving)} workloads move, {len(staying)} stay where they are.")
    if staying:
        rows = [(n.name, n.sector, n.why) for n in staying]
        columns = (Column("Not moved", wraps=True), Column("Sector"), Column("Why", wraps=True))
        lines += ["", *lay_out(columns, rows, width)]
    for name, advice in at_once(plan, AT_ONCE, sector):
        lines += ["", *paragraph(f"Do today, whatever the window: {name}: {advice}", width)]
    return "\n".join(lines)


def status_table(status: Status, width: int = WIDTH) -> str:
    """Return what needs somebody and what to type, then how every workload stands."""
    zone = status.time_zone
    practice = ", in practice" if status.practice else ""
    lines = [
        *paragraph(f"{status.name}{practice}, {local(status.as_of, zone)}", width),
        f"plan {status.plan_hash[:16]}, {status.events} events in the ledger",
        "",
    ]
    for workload in status.workloads:
        if workload.needs == "help":
            lines += [*_concern(workload, zone, width), ""]
    for gate in status.gates:
        lines += [*_gate(gate, zone, width), ""]
    for command in dict.fromkeys(w.next_command for w in status.workloads if w.needs == "run"):
        lines += ["Nobody is working on what is halted.", f"  Next: {command}", ""]
    columns = (
        Column("Workload", wraps=True, hyphens=True),
        Column("State"),
        Column("Reached"),
        Column("Down", right=True),
        Column("Way back", right=True),
        Column("Verified", right=True),
        Column("Now", wraps=True),
    )
    rows = [
        (
            w.id,
            _state(w),
            w.reached,
            _down(w),
            _way_back(w, zone),
            str(w.items.verified),
            _now(w, status.as_of, zone),
        )
        for w in status.workloads
    ]
    lines += lay_out(columns, rows, width) if rows else ["Nothing is under way here."]
    for workload in status.workloads:
        if workload.needs != "help" and (said := _concern(workload, zone, width)):
            lines += ["", *said]
    if status.not_moved:
        stay = ", ".join(n.id for n in status.not_moved)
        lines += ["", *paragraph(f"Not moved by this plan: {stay}.", width)]
    return "\n".join(lines)


def rehearsal_table(status: Status, width: int = WIDTH) -> str:
    """Return what came of a rehearsal: state, downtime as measured against promised, items verified."""
    columns = (
        Column("Workload", wraps=True),
        Column("Sector"),
        Column("State"),
        Column("Down", right=True),
        Column("Promised", right=True),
        Column("Verified", right=True),
        Column("Differing", right=True),
        Column("Unchecked", right=True),
    )
    rows = [
        (
            w.name,
            w.sector,
            _state(w),
            minutes(w.downtime_minutes) + ("" if w.promise_kept else " LATE"),
            minutes(w.promised_minutes),
            str(w.items.verified),
            str(w.items.differing),
            str(w.items.unchecked),
        )
        for w in status.workloads
    ]
    begun = [w for w in status.workloads if w.goal is not None]
    kept = sum(w.promise_kept for w in begun)
    ready = sum(w.state in {"open", "retired"} for w in status.workloads)
    checked = sum(w.items.verified for w in status.workloads)
    total = len(status.workloads)
    lines = [
        *lay_out(columns, rows, width),
        "",
        *paragraph(
            f"{ready} of {total} workloads are open on the new side; {checked} items verified; "
            f"{kept} of the {len(begun)} that were begun kept the downtime they promised.",
            width,
        ),
    ]
    longest = max((w.go_back.minutes for w in status.workloads if w.go_back.possible), default=0.0)
    if longest:
        way = minutes(longest)
        says = f"All of it can be taken back until the old sides are retired; the longest way is {way}."
        lines += paragraph(says, width)
    for workload in status.workloads:
        if workload.failure or workload.holder or workload.written_since or workload.state != "open":
            said = _concern(workload, status.time_zone, width)
            lines += ["", *said] if said else []
    return "\n".join(lines)


def go_back_sentence(clock: GoBack, zone: str) -> str:
    """Say the go-back clock in one line."""
    until = local(clock.until, zone) if clock.until else ""
    if clock.possible and clock.why:
        return f"The way back, {minutes(clock.minutes)}, {clock.why}: it had to begin by {until}."
    return clock.sentence(until)


def _state(workload: WorkloadStatus) -> str:
    return f"{workload.state}, down" if workload.down and workload.state != "down" else workload.state


def _down(workload: WorkloadStatus) -> str:
    if not workload.downtimes:
        return "-"
    return minutes(workload.downtime_minutes) + ("" if workload.promise_kept else " LATE")


def _way_back(workload: WorkloadStatus, zone: str) -> str:
    clock = workload.go_back
    if not clock.possible:
        return "none"
    if not clock.minutes:
        return "-"
    if clock.why:
        return f"{minutes(clock.minutes)} LATE"
    by = f", by {clock.until.astimezone(ZoneInfo(zone)):%H:%M}" if clock.until else ""
    return minutes(clock.minutes) + by


def _now(workload: WorkloadStatus, as_of: datetime, zone: str) -> str:
    if workload.needs == "help":
        return "see above"
    if workload.waits_until:
        return f"{workload.waits_for} ({local_soon(workload.waits_until, zone, as_of)})"
    if workload.waits_for:
        return workload.waits_for
    if workload.state == "planned":
        over = workload.window_end <= as_of
        return f"{'missed' if over else 'window'} {local_soon(workload.window_start, zone, as_of)}"
    return ""


def _concern(workload: WorkloadStatus, zone: str, width: int) -> list[str]:
    """Say what else an operator must know of one workload."""
    said: list[str] = []
    if workload.failure:
        said.append(workload.failure)
    if workload.holder:
        alive = "" if workload.holder.alive else " The lease has run out: whoever resumes takes it over."
        said.append(
            f"{workload.holder.holder} works on it since {local(workload.holder.since, zone)}: "
            f"{workload.holder.why}.{alive}"
        )
    said += [
        f"Written on the new side, and kept, when {w.step} was taken back: {', '.join(w.items)}."
        for w in workload.written_since
    ]
    if workload.last_pass:
        said.append(workload.last_pass)
    if workload.go_back.possible and workload.go_back.why:
        said.append(go_back_sentence(workload.go_back, zone))
    typed = workload.next_command.split(", or ") if workload.next_command and workload.needs != "run" else []
    if not said and not typed:
        return []
    lines = [f"{workload.id}:", *(line for says in said for line in paragraph(says, width, "  "))]
    backs = dict.fromkeys(w.next_command for w in workload.written_since if w.next_command)
    lines += [f"  It comes to the old side with: {command}" for command in backs]
    # What is to be typed is never broken over two lines.
    return lines + [f"  {'or' if number else 'Next'}: {command}" for number, command in enumerate(typed)]


def _gate(gate: GateStatus, zone: str, width: int) -> list[str]:
    about = ", ".join(gate.workloads)
    lines = paragraph(f"{gate.id}: {gate.title} ({about})", width)
    lines += paragraph(gate.why, width, "  ")
    for criterion in gate.criteria:
        lines += paragraph(f"[{MARKS[criterion.passed]}] {criterion.name}: {criterion.says}", width, "  ")
    if gate.open and gate.expires:
        lines += paragraph(
            f"attempt {gate.attempt}, may be answered until {local(gate.expires, zone)} "
            f"by {', '.join(gate.may_answer) or 'nobody: the plan names no approver'}",
            width,
            "  ",
        )
        if not gate.go_possible:
            lines += paragraph(
                "Go is not possible while a criterion fails or could not be told.", width, "  "
            )
    else:
        lines += paragraph("The question is not open now; it is asked anew by:", width, "  ")
    return [*lines, f"  {gate.command}"]
