"""What a column is called wherever it is met: the service's own by role, questions by their heading."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from flytt.forms.block import META, Column
from flytt.forms.fingerprint import Fingerprint
from flytt.forms.form import Form
from flytt.forms.headings import key

OWN = {
    "@id": "ID",
    "@start": "Starttidspunkt",
    "@completion": "Fullføringstidspunkt",
    "@email": "E-postadresse",
    "@name": "Navn",
    "@language": "Språk",
    "@modified": "Tidspunkt for siste endring",
    "@total_points": "Totalt antall poeng",
    "@quiz_feedback": "Tilbakemelding på test",
    "@grade_posted": "Tidspunkt for publisering av karakter",
}
"""Headings of the service's own columns, by name."""

TIMES = frozenset({"@start", "@completion"})


def names_of(columns: Iterable[Column]) -> tuple[str, ...]:
    """Return a name for every column of a block; what comes twice is numbered from the left."""
    return numbered([_name(column) for column in columns])


def _name(column: Column) -> str:
    if column.role in META:
        return f"@{column.role}"
    if column.role in {"points", "feedback"}:
        return f"@{column.role}:{column.of}"
    return column.key or "@unnamed"


def numbered(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names; the second of the same is `name#2`."""
    seen: Counter[str] = Counter()
    found: list[str] = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return tuple(found)


def asked(forms: Iterable[Form], questions: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return name and heading of questions by id; one that no form object knows goes by its id."""
    titles: dict[str, str] = {}
    order: dict[str, tuple[int, float]] = {}
    for n, form in enumerate(forms):
        for one in form.questions:
            titles[one.id] = one.title
            order[one.id] = (n, one.order)
    known = sorted((one for one in questions if key(titles.get(one, ""))), key=lambda one: order[one])
    names = dict(zip(known, numbered([key(titles[one]) for one in known]), strict=True))
    return {one: (names.get(one, one), titles.get(one) or one) for one in questions}


def hashes(names: Iterable[str], fingerprint: Fingerprint) -> Mapping[str, int]:
    """Return the keyed hash of each name."""
    return {name: fingerprint.of(f"column:{name}") for name in names}
