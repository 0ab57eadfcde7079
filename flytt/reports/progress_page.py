"""How the move stands, as a page that people may have open all evening."""

from flytt.migration.failing import WHEN_MENDED
from flytt.reports.dossier import go_back_nb
from flytt.reports.markdown import code, table, text
from flytt.reports.status import Status, WorkloadStatus
from flytt.reports.times import local_nb, minutes_nb
from flytt.reports.words_nb import STATES


def progress_page(status: Status) -> str:
    """Return the page in bokmål, from the same status that the command line shows.

    What needs somebody stands first, and the way back beside how it stands: on a narrow screen the rest of a
    table is outside the picture.
    """
    lines = [f"# {text(status.name)}: slik står flyttingen", ""]
    if status.practice:
        lines += ["**Dette er en øving.**", ""]
    ready = sum(w.state in {"open", "retiring", "retired"} for w in status.workloads)
    lines += [
        (
            f"{local_nb(status.as_of, status.time_zone)}: {ready} av {len(status.workloads)} arbeidslaster "
            f"er i bruk på den nye siden. Plan {code(status.plan_hash[:16])}, {status.events} hendelser."
        ),
        "",
    ]
    troubled = [w for w in status.workloads if w.failure or w.written_since]
    if troubled:
        lines += ["## Trenger noen", ""]
        for workload in troubled:
            lines += _trouble(workload)
        lines.append("")
    if status.gates:
        lines += ["## Venter på svar", ""]
        lines += [
            f"- {text(g.title_nb)} ({text(', '.join(g.workloads))}): {code(g.command)}" for g in status.gates
        ]
        lines.append("")
    rows = [
        (
            text(w.name),
            f"**{STATES[w.state]}**" if w.needs in {"help", "person", "run"} else STATES[w.state],
            go_back_nb(w.go_back, status.time_zone),
            _down(w),
            minutes_nb(w.promised_minutes),
            str(w.items.verified),
        )
        for w in status.workloads
    ]
    lines += ["## Alle arbeidslaster", ""]
    lines += table(("Arbeidslast", "Står", "Veien tilbake", "Nede", "Lovet høyst", "Kontrollert"), rows)
    return "\n".join(lines)


def _down(workload: WorkloadStatus) -> str:
    if not workload.downtimes:
        return "–"
    late = "" if workload.promise_kept else " (**lengre enn lovet**)"
    return f"{minutes_nb(workload.downtime_minutes)}{' og teller' if workload.down else ''}{late}"


def _trouble(workload: WorkloadStatus) -> list[str]:
    lines = [f"- **{text(workload.name)}**: {text(workload.failure)}"] if workload.failure else []
    if workload.failure and workload.next_command:
        commands = " eller ".join(_command_nb(c) for c in workload.next_command.split(", or "))
        lines.append(f"  Neste: {commands}")
    lines += [
        f"- {text(workload.name)}: skrevet på den nye siden og beholdt da {code(w.step)} ble ført tilbake: "
        f"{text(', '.join(w.items))}"
        for w in workload.written_since
    ]
    return lines


def _command_nb(command: str) -> str:
    """Only what is typed is shown as code: somebody copies it."""
    typed = command.removesuffix(f" {WHEN_MENDED}")
    return code(typed) if typed == command else f"{code(typed)} når det er rettet"
