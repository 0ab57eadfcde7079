"""`flytt report`: the account of the move, and the pack of evidence behind it."""

import argparse
from pathlib import Path

from flytt.cli.command import Command, add_json, add_municipality


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_municipality(parser)
    parser.add_argument(
        "--out", metavar="DIR", type=Path, help="write report, ledger, plan and their sums there"
    )
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """Print the account, or write the pack. Tampered when the chain is broken."""
    from flytt.cli.given import open_ledger, place
    from flytt.cli.output import document
    from flytt.reports.pack import report_json, report_page, write_pack
    from flytt.wiring import utc_now

    journal = open_ledger(place(given))
    plan, now = journal.plan(), journal.clock.now()
    written = write_pack(given.out, plan, journal, now) if given.out else ()
    if given.json:
        content = report_json(plan, journal, now, pulse=utc_now())
        document({**content, "files": [str(path) for path in written]})
    elif written:
        print("\n".join(str(path) for path in written))
    else:
        print(report_page(plan, journal, now))
    return 0


COMMAND = Command(
    "report",
    "print the reconciliation and its evidence (Markdown, bokmål), or write it all with --out",
    add,
    run,
    "--out DIR holds report.md, report.json, ledger.jsonl, plan.json and SHA256SUMS: all an auditor needs\n"
    "to follow the chain without Flytt.",
)
