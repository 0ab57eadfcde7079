"""The evidence pack: a folder that an auditor can check without Flytt."""

import hashlib
import json
from datetime import datetime
from pathlib import Path

from flytt.migration.chain import Head, verify_rows
from flytt.migration.durations import measured
from flytt.migration.journal import Journal
from flytt.migration.plan import Plan
from flytt.migration.ports import StoredRow
from flytt.migration.promises import by_sector, promises
from flytt.migration.record import Json, canonical
from flytt.reports.reconciliation import reconcile
from flytt.reports.reconciliation_page import audit_page
from flytt.reports.status import status

SUMS = "SHA256SUMS"


def report_json(
    plan: Plan, journal: Journal, now: datetime, *, pulse: datetime | None = None
) -> dict[str, Json]:
    """Return the account, the status and the head of the chain, as one document."""
    state = journal.refresh()
    seen = status(plan, state, journal.events, journal.store.leases(), now, pulse=pulse)
    head = verify_rows(_rows(journal, state.seq))
    rows = promises(plan, journal.events, now, journal.plans())
    return {
        "reconciliation": reconcile(plan, state, journal.events, now).as_json(),
        "status": seen.as_json(),
        "promises": {
            "windows": [{**row.as_json(), "kept": row.kept} for row in rows],
            "sectors": [row.as_json() for row in by_sector(rows)],
        },
        "ledger": head.as_json(),
    }


def report_page(plan: Plan, journal: Journal, now: datetime) -> str:
    """Return the account for an auditor, in bokmål."""
    state = journal.refresh()
    head = verify_rows(_rows(journal, state.seq))
    return audit_page(plan, state, journal.events, head, now, journal.plans())


def write_pack(directory: Path, plan: Plan, journal: Journal, now: datetime) -> tuple[Path, ...]:
    """Write the pack and return its files. Files of an earlier pack are replaced; others are left alone.

    The ledger goes out as it is stored, so that the chain can be followed with any tool: each line's `hash`
    is the SHA-256 of the line's other fields in canonical JSON.
    """
    directory.mkdir(parents=True, exist_ok=True)
    state = journal.refresh()
    rows = _rows(journal, state.seq)
    head: Head = verify_rows(rows)
    page = audit_page(plan, state, journal.events, head, now, journal.plans())
    lines = b"".join(canonical(row.as_json()) + b"\n" for row in rows)
    content = {
        "report.md": page.encode(),
        "report.json": _indented(report_json(plan, journal, now)),
        "ledger.jsonl": lines,
        "plan.json": _indented(plan.as_json()),
        "durations.json": _indented(measured(journal.events).as_json()),
    }
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in content.items())
    content[SUMS] = sums.encode()
    for name, data in content.items():
        (directory / name).write_bytes(data)
    return tuple(directory / name for name in content)


def _rows(journal: Journal, last: int) -> list[StoredRow]:
    """All rows up to what was read: a writer may be adding while the report is made."""
    return [row for row in journal.store.rows() if row.seq <= last]


def _indented(document: dict[str, Json]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
