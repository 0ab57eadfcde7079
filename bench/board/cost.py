"""What answers cost the board in processor time, whatever else the machine does."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx

from bench.board.town import MUNICIPALITY, adopt, town
from bench.measured import Measured
from flytt.notices.board.beside import board_beside
from flytt.wiring import Where

ROUNDS = 40


def cost(folder: Path) -> Iterator[Measured]:
    """Measure answers that are kept, and answers that say that nothing is new."""
    ledger = folder / "home" / "ledger.db"
    ledger.parent.mkdir(parents=True)
    adopt(ledger, town().plan)
    at = Where(MUNICIPALITY, folder / "mappings", str(ledger))
    base = f"/{MUNICIPALITY}/staff/nb/"
    paths = [base, f"{base}sektorer", *(f"{base}alle.{kind}" for kind in ("ics", "atom", "json"))]
    with board_beside(at) as address, httpx.Client(base_url=address) as http:
        board = int(http.get("/helse").json()["process"])
        tags = {path: http.get(path).headers["etag"] for path in paths}
        sent = _each(http, board, dict.fromkeys(paths, ""))
        same = _each(http, board, tags)
    note = f"so 100 a second take {sent * 10_000:.0f} % of one core, and less where readers know their tags"
    yield Measured("An answer that is kept, processor time", sent * 1000, "ms", note=note)
    yield Measured("An answer that nothing is new, processor time", same * 1000, "ms")


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _each(http: httpx.Client, board: int, tags: dict[str, str]) -> float:
    before = processor_seconds(board)
    for _ in range(ROUNDS):
        for path, tag in tags.items():
            http.get(path, headers={"if-none-match": tag} if tag else {})
    return (processor_seconds(board) - before) / (ROUNDS * len(tags))
