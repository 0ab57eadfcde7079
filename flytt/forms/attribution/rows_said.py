"""What shared responses say for or against a block's form, in words."""

from collections.abc import Sequence

from flytt.forms.attribution.compare import compare
from flytt.forms.attribution.evidence import Evidence
from flytt.forms.attribution.table import DAY, Table

_MOST_BITS = 40.0


def of_rows(own: Sequence[Table], partners: Sequence[Table]) -> tuple[Evidence, ...]:
    """Return the best evidence that rows give: first from the service, then the log, then other files."""
    found: list[Evidence] = []
    for origin in ("service", "audit", "block"):
        held = [
            (compare(table, other), table, other)
            for other in partners
            if other.origin == origin
            for table in own
        ]
        if not held:
            continue
        best, table, other = max(held, key=lambda one: (one[0].agreed, one[0].total))
        if best.agreed:
            found.append(
                _said(
                    best.agreed,
                    len(table),
                    float(best.bits[best.same].sum()),
                    best.hours,
                    _by(table, other),
                    origin,
                )
            )
        if best.differing:
            says = f"{best.differing} rader har samme svarnummer og er likevel andre svar."
            found.append(Evidence(kind="contradiction", weight=-6.0, says=says, source=_SOURCES[origin]))
    return tuple(found[:3])


_SOURCES = {"service": "responses", "audit": "audit", "block": "content"}
_WHERE = {
    "service": "tjenesten har for skjemaet",
    "audit": "loggen viser for skjemaet",
    "block": "en annen fil med svar på skjemaet har",
}


def _by(table: Table, other: Table) -> str:
    names = ["svarnummer"] if table.has_ids and other.has_ids else []
    if table.has_times and other.has_times:
        names.append("tidspunkt")
    elif min(table.resolution, other.resolution) > 0 and max(table.resolution, other.resolution) >= DAY:
        names.append("dato")
    if not (table.has_times and other.has_times):
        names.append("svar som få andre har gitt")
    return " og ".join(names)


def _said(agreed: int, rows: int, bits: float, hours: int, by: str, origin: str) -> Evidence:
    shifted = (
        f" Klokken er {abs(hours)} {'time' if abs(hours) == 1 else 'timer'} forskjøvet." if hours else ""
    )
    says = f"{agreed} av {rows} rader er de samme svarene som {_WHERE[origin]} ({by}).{shifted}"
    return Evidence(
        kind="responses", weight=round(min(_MOST_BITS, bits), 1), says=says, source=_SOURCES[origin]
    )
