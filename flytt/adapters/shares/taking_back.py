"""Which files are Flytt's to take away, and which are people's and must be kept: worked out from listings."""

from collections.abc import Iterator

from flytt.adapters.shares.lists import Spool, listed
from flytt.migration.shares import Written
from flytt.shares.aspects import Difference
from flytt.shares.comparison import HOST_LABELS, Comparison, Policy
from flytt.shares.entry import Entry, order
from flytt.shares.manifest import Listed
from flytt.shares.owners import Owners

_LINES = {"missing": "removed", "foreign": "new"}
_OF_FOLDERS_ONLY_WHAT_IS_IN_THEM = "a folder's own time and links change with what is in it"


def sort(record: Listed, now: Listed, owners: Owners, rows: Spool, aside: Spool) -> Written:
    """Compare a record with the share as it is: `rows` is the list for people, `aside` what must be kept.

    What is foreign has come since, what is missing has gone, and what cannot be read is counted apart. All
    that is new or edited must be kept; folders stay until they are empty. A folder's own time is not
    compared: it follows what is in the folder.
    """
    # On one host Samba's own rights are of that host, and who changed them has changed the thing.
    ignored = Policy(
        ignored={"mtime": _OF_FOLDERS_ONLY_WHAT_IS_IN_THEM, "hard-links": "names come and go"},
        ignored_xattrs=HOST_LABELS,
    )
    comparison = Comparison(ignored, owners)
    counted = {"new": 0, "edited": 0, "removed": 0}
    for what, path, why in _things(comparison.of(record, now)):
        counted[what] += 1
        rows.add(listed(what, path, why))
        if what != "removed" and path:
            aside.add(b">" + path)
    unchecked = sum(comparison.tally.unchecked.values())
    return Written(
        new=counted["new"], edited=counted["edited"], removed=counted["removed"], unchecked=unchecked
    )


def to_clear(source: Listed, target: Listed, lines: Spool) -> None:
    """Put in all of the target: to delete what stands at the source, the same, and to keep the rest."""
    theirs = iter(source)
    other = next(theirs, None)
    for entry in target:
        key = order(entry.path)
        while other is not None and order(other.path) < key:
            other = next(theirs, None)
        if not entry.path:
            continue
        twin = other if other is not None and other.path == entry.path else None
        lines.add((b"-" if twin is not None and _the_same(entry, twin) else b">") + entry.path)
    for _ in theirs:
        pass  # read to its end, where a listing that was cut off shows itself


def _the_same(entry: Entry, twin: Entry) -> bool:
    """Tell whether nothing is lost with the one as long as the other stands."""
    if entry.problem or twin.problem or entry.type != twin.type:
        return False
    return (entry.size, entry.digest, entry.target) == (
        twin.size,
        twin.digest,
        twin.target,
    ) or entry.type == "dir"


def _things(differences: Iterator[Difference]) -> Iterator[tuple[str, bytes, str]]:
    """Yield each path once, whatever number of things differ about it."""
    last: bytes | None = None
    for difference in differences:
        if difference.where == last:
            continue
        last = difference.where
        yield _LINES.get(difference.what, "edited"), difference.where, difference.why
