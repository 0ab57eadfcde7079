"""What a municipality should do today, however far away the window is: evidence that goes away by itself."""

from collections.abc import Iterator

from flytt.migration.plan import Plan
from flytt.migration.workload import Kind

AT_ONCE: dict[Kind, str] = {
    "forms-estate": (
        "stop the deletion of accounts that may own forms, and keep the audit log as long as it can be kept. "
        "What a deleted account owned is gone after 30 days, and with it whose the answers are."
    ),
}

AT_ONCE_NB: dict[Kind, str] = {
    "forms-estate": (
        "Stans sletting av kontoer som kan eie skjemaer, og behold revisjonsloggen så lenge det går. Det en "
        "slettet konto eide, er borte etter 30 dager, og da vet ingen lenger hvem svarene tilhører."
    ),
}


def at_once(plan: Plan, says: dict[Kind, str], sector: str = "") -> Iterator[tuple[str, str]]:
    """Yield name and advice of each workload that loses something by waiting, also of those that stay."""
    for workload in (*plan.workloads, *plan.not_moved):
        if workload.kind in says and sector in {"", workload.sector}:
            yield workload.name, says[workload.kind]
