"""`flytt forms audit`: a tenant's audit log of Forms over Graph, laid in an estate as a file of its own."""

import argparse
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from flytt.cli.command import add_common, add_json, add_municipality


def add_audit(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.set_defaults(act=_audit)
    add_common(parser)
    add_municipality(parser)
    parser.add_argument("tenant", metavar="TENANT", help="its name in reach.yaml")
    for name, says in (("--first", "from this day, UTC"), ("--last", "until the end of this day, UTC")):
        parser.add_argument(name, metavar="DAY", type=date.fromisoformat, required=True, help=says)
    parser.add_argument("--estate", metavar="DIR", type=Path, required=True, help="the estate's folder")
    add_json(parser)


def _audit(given: argparse.Namespace) -> int:
    """BadInput when days are turned around, the tenant is not stated, or the file is there already."""
    import json
    import os

    from flytt.cli.given import with_mapping
    from flytt.cli.output import document
    from flytt.migration.errors import BadInput
    from flytt.wiring import audit_log, utc_now

    at = with_mapping(given)
    if given.first > given.last:
        raise BadInput(f"{given.first} comes after {given.last}.", still_true="Nothing was asked.")
    path: Path = given.estate / "audit" / f"graph-{given.tenant}-{given.first}-{given.last}.json"
    if path.exists():
        raise BadInput(
            f"{path} is there already.",
            still_true="Nothing was asked, and nothing written over.",
            next_command="other days, or lay that file elsewhere first",
        )
    first, end = (datetime.combine(day, time(), UTC) for day in (given.first, given.last + timedelta(days=1)))
    asked_as = f"Flytt {given.first}/{given.last} {utc_now():%Y-%m-%dT%H:%M:%S}"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = given.estate.absolute().parent / f".{path.name}.part"
    count = 0
    with audit_log(at, given.tenant) as log:
        # People's acts: for this login alone, and under its own name first when it is whole.
        with os.fdopen(
            os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as out:
            out.write('{"value":[')
            for count, record in enumerate(log.records(first, end, asked_as=asked_as), 1):
                out.write(("," if count > 1 else "") + json.dumps(record, ensure_ascii=False))
            out.write("]}")
        part.replace(path)
    if given.json:
        document({"file": str(path), "records": count})
    else:
        print(f"{count} records in {path}. The log lags: acts of the last day may come later.")
    return 0
