"""What a share was when it was recorded: what is people's since then is kept, and deletes nothing else."""

from collections.abc import Iterator

from flytt.adapters.shares import taking_back
from flytt.adapters.shares.lists import as_lines, spool
from flytt.adapters.shares.reached import SAME, Reached
from flytt.migration.errors import ChangedByOthers, NotFound
from flytt.migration.shares import ShareJob, SharePlace, ShareRecord, Written
from flytt.shares.manifest import Listed, Writer
from flytt.shares.manifest_reading import Reader

RECORD = "record"


def record(at: Reached, place: SharePlace) -> ShareRecord:
    """Keep the manifest beside the share, with content. NotFound without the share."""
    count = at.folder(place).count()
    if count is None:
        raise NotFound(f"There is no folder {place.path} on {place.host}.")
    with at.manifest(place, at.evidence(place)) as found:
        at.folder(place).write(RECORD, packed(found))
    return ShareRecord(digest=recorded(at, place), count=count)


def recorded(at: Reached, place: SharePlace) -> str:
    """Read it through. Empty without a record; BrokenManifest when one is there and is damaged."""
    try:
        found = _kept(at, place)
    except NotFound:
        return ""
    for _ in found.keyed():
        pass
    return found.trailer.digest if found.trailer else ""


def written_since(at: Reached, place: SharePlace) -> Written:
    """Compare the share with its record, by content, and leave the list beside it."""
    return _written(at, place, keep=False)


def set_aside(at: Reached, place: SharePlace) -> Written:
    """Move what is new or edited. The listing is read to its end before anything is moved."""
    return _written(at, place, keep=True) if recorded(at, place) else Written()


def clear(at: Reached, job: ShareJob) -> None:
    """Empty the target of what the source has as well; keep the rest."""
    if at.folder(job.target).count() is None:
        return
    by = at.evidence(job.source, job.target)
    with spool() as lines:
        with at.manifest(job.source, by) as source, at.manifest(job.target, by) as target:
            taking_back.to_clear(source, target, lines)
        at.folder(job.target).clear("written", lines)


def remove(at: Reached, place: SharePlace, digest: str) -> None:
    """Read all of it once more; delete it if it is what was recorded."""
    if at.folder(place).count() is None:
        return
    if recorded(at, place) != digest or not written_since(at, place).nothing:
        raise ChangedByOthers(
            f"{place.path} on {place.host} is no longer what was copied, or cannot all be read.",
            still_true="Nothing more was deleted.",
        )
    at.folder(place).remove(place.path)


def _written(at: Reached, place: SharePlace, *, keep: bool) -> Written:
    with spool() as rows, spool() as aside:
        kept = _kept(at, place)
        with at.manifest(place, kept.header.algorithm) as now:
            written = taking_back.sort(kept, now, SAME, rows, aside)
        # Named by what is in it: a list of yesterday, or of before a crash, still names what was kept then.
        name = f"lists/written-{rows.digest}"
        where = at.folder(place).write(name, as_lines(rows)) if rows.lines else ""
        if keep:
            at.folder(place).clear("written", aside)
    return written.changed(listed=where)


def _kept(at: Reached, place: SharePlace) -> Reader:
    return Reader(at.folder(place).show(RECORD), f"the record of {place.path}")


def packed(found: Listed) -> Iterator[bytes]:
    """Yield a listing as it is kept, in whole pieces."""
    ready: list[bytes] = []
    writer = Writer(ready.append, found.header)
    for entry in found:
        writer.add(entry)
        if ready:
            yield b"".join(ready)
            ready.clear()
    writer.end()
    yield b"".join(ready)
