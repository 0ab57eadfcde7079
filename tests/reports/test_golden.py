"""Tables and pages as people see them, kept whole. `FLYTT_GOLDEN=write` writes them anew, to be read."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from flytt.migration.chain import verify_rows
from flytt.reports import pages, table
from flytt.reports.status import Status, status
from tests.reports.evening import Evening, evening

GOLDEN = Path(__file__).parent / "golden"


def seen(it: Evening) -> Status:
    """Return the status of the evening."""
    return status(it.plan, it.journal.refresh(), it.journal.events, it.store.leases(), it.clock.now())


def dossier(it: Evening, gate: str) -> str:
    """Return one gate's dossier."""
    state = it.journal.refresh()
    return pages.dossier(it.plan, state, it.journal.events, state.gates[gate], it.clock.now())


def audit(it: Evening) -> str:
    """Return the auditor's page."""
    head = verify_rows(it.store.rows())
    return pages.audit_page(it.plan, it.journal.refresh(), it.journal.events, head, it.clock.now())


def reconciliation(it: Evening) -> str:
    """Return the account for system owners."""
    return pages.reconciliation_page(it.plan, it.journal.refresh(), it.journal.events, it.clock.now())


SHOWN: dict[str, Callable[[Evening], str]] = {
    "plan.txt": lambda it: table.plan_table(it.plan),
    "plan-teknisk.txt": lambda it: table.plan_table(it.plan, sector="teknisk"),
    "status.txt": lambda it: table.status_table(seen(it)),
    "status-narrow.txt": lambda it: table.status_table(seen(it), 48),
    "rehearsal.txt": lambda it: table.rehearsal_table(seen(it)),
    "plan.md": lambda it: pages.plan_page(it.plan),
    "progress.md": lambda it: pages.progress_page(seen(it)),
    "dossier-go.md": lambda it: dossier(it, "go.oppvekst-2023-06-07-1400"),
    "dossier-people.md": lambda it: dossier(it, "carry.sfo"),
    "dossier-accept.md": lambda it: dossier(it, "accept.oppvekst-2023-06-05-1400"),
    "reconciliation.md": reconciliation,
    "audit.md": audit,
}


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_is_shown_as_reviewed(name: str) -> None:
    """A table or page would change without anybody having read it."""
    shown = re.sub(r"\b[0-9a-f]{16}([0-9a-f]{48})?\b", "HASH", SHOWN[name](evening())) + "\n"
    path = GOLDEN / name
    if os.environ.get("FLYTT_GOLDEN") == "write":
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in sorted(SHOWN) if name.endswith(".txt")])
def test_fits_its_width(name: str) -> None:
    """A table would break its lines on a terminal of its width; only commands, to be copied, may."""
    width = 48 if "narrow" in name else 100
    too_long = [
        line for line in SHOWN[name](evening()).splitlines() if len(line) > width and " " in line.strip()
    ]
    assert [line for line in too_long if "flytt " not in line] == []


@pytest.mark.parametrize("name", [name for name in sorted(SHOWN) if name.endswith(".md")])
def test_every_table_row_has_as_many_cells_as_its_title(name: str) -> None:
    """A bar in a name would push an auditor's numbers into the wrong column."""
    width = 0
    for line in SHOWN[name](evening()).splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert not (cells and width and cells != width), line
        width = cells
