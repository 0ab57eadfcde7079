"""What the rows of several sources want to be called, and where two want the same."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from flytt.mapping.faults import Fault, shown
from flytt.mapping.folder import MERGING, Folder
from flytt.mapping.merging_files import FILES, CollisionKind
from flytt.mapping.nodes import select, texts
from flytt.migration.record import Record
from flytt.migration.workload import Place


class Claim(Record):
    """One source's row wanting a name. `thing` is the row itself: merged rows share one."""

    kind: CollisionKind
    source: str
    id: str
    value: str
    thing: str
    place: Place

    @property
    def key(self) -> tuple[CollisionKind, str]:
        """What two claims have in common when they collide."""
        return self.kind, folded(self.value)


def folded(text: str) -> str:
    """Return the form in which names are compared: composed, and without regard to case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def claims_of(folder: Folder) -> tuple[Claim, ...]:
    """Return what every row of every source wants, rows with faults as far as they can be read."""
    found: list[Claim] = []
    for name, node in folder.under(MERGING).items():
        source, _, file = name.removeprefix(f"{MERGING}/").removesuffix(".yaml").partition("/")
        known = FILES.get(file)
        if known is None:
            continue
        for row in select(node, file, "*"):
            row_id = next((text for text, _ in texts(row, "id")), "")
            for field, kind in known.fields.items():
                for value, place in texts(row, field):
                    thing = f"{file}/{source}/{row_id}"
                    found.append(
                        Claim(kind=kind, source=source, id=row_id, value=value, thing=thing, place=place)
                    )
    return tuple(found)


def colliding(claims: Iterable[Claim]) -> dict[tuple[CollisionKind, str], tuple[Claim, ...]]:
    """Group claims by what they want, and keep those that more than one thing wants."""
    by_key: dict[tuple[CollisionKind, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        by_key[claim.key].append(claim)
    return {key: tuple(rows) for key, rows in by_key.items() if len({claim.thing for claim in rows}) > 1}


def twice(claims: Iterable[Claim]) -> Iterator[Fault]:
    """Yield the rows whose id another row of that source has."""
    first: dict[tuple[str, str], Claim] = {}
    for claim in claims:
        if claim.kind == "user-address":
            continue  # a user's row is counted by its id already
        earlier = first.setdefault((claim.kind, claim.thing), claim)
        if earlier is not claim:
            what = f"{shown(claim.id)} is here twice in {claim.source}, first at {earlier.place}"
            yield Fault(place=claim.place, what=what, expected="an id of its own for each row")
