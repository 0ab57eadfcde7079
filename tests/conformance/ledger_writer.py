"""Appends from a program of its own: `ledger_writer.py URL NAME NUMBER`. Says each number once durable."""

import sys

from flytt.adapters.ledger import open_store
from flytt.migration.chain import FIRST_PREVIOUS, chained
from flytt.migration.ports import StoredRow


def main(url: str, name: str, number: int) -> None:
    """Append `number` events after whatever is there, trying again when another writer was first."""
    store = open_store(url, "practice")
    newest, written = (0, FIRST_PREVIOUS), 0
    while written < number:
        for row in store.rows(after=newest[0]):
            newest = (row.seq, row.hash)
        row = chained(
            StoredRow(
                seq=newest[0] + 1,
                at="2026-01-05T16:00:00+00:00",
                kind="noted",
                workload="archive",
                actor=name,
                fence=0,
                body=f'{{"n":{written}}}',
                previous=newest[1],
                hash="",
            )
        )
        if store.append(row):
            written += 1
            sys.stdout.write(f"{row.seq}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
