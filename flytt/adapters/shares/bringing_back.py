"""What people wrote on a new side that was taken back: copied into a folder of its own in the old, once."""

import time
from collections.abc import Iterator
from dataclasses import replace

from flytt.adapters.shares import copying, passes, records, taking_back
from flytt.adapters.shares.lists import spool
from flytt.adapters.shares.reached import SAME, Reached, reversed_owners
from flytt.adapters.shares.shell import run
from flytt.migration.errors import ChangedByOthers, NotFound
from flytt.migration.shares import CopyPass, ShareJob, SharePlace
from flytt.shares.manifest_reading import Reader

RETURNED = "lists/returned"
"""The manifest of what had been kept when it was last brought back: that is nobody's news again."""


def bring_back(at: Reached, job: ShareJob, into: str) -> CopyPass:
    """Copy what has been kept since the last time into a folder of its own in the source.

    NTFS rights do not come with it, and modes say nothing of who may what in such a share: the folder lets in
    nobody but root, until somebody has given its things their places.

    NotFound when nothing new is kept; ChangedByOthers when the folder is somebody else's, or an earlier one.
    """
    source, note = at.folder(job.source), f"passes/returned-{into}"
    kept = job.target.changed(path=f"{job.target.keep}/written")
    lies = at.folder(kept).count()
    fresh = _fresh(at, kept) if lies is not None and not lies.nothing else ()
    if made := passes.note(source, f"returned-{into}"):
        if not fresh and fresh is not None:
            return made
        raise ChangedByOthers(
            f"{into} holds what was brought back earlier, and more has been kept since.",
            still_true="Nothing was copied.",
            next_command="the same command with another --into",
        )
    place = job.source.changed(path=f"{job.source.path.rstrip('/')}/{into}")
    begun = source.has(note)
    there = at.folder(place).count()
    if there is not None and not there.nothing and not begun:
        raise ChangedByOthers(
            f"{place.path} on {place.host} is there already, and Flytt did not begin it.",
            still_true="Nothing was copied.",
            next_command="the same command with another --into",
        )
    if fresh is not None and not fresh and not begun:
        raise NotFound(
            f"Nothing that people wrote is kept in {kept.path} on {kept.host} and not brought back already.",
            still_true="Nothing was copied.",
            next_command="see in flytt report what was kept, and where",
        )
    source.write(note, [b"begun"])
    made = _copied(at, job, kept, place, fresh)
    if not made.left:
        with at.manifest(kept, at.evidence(kept)) as found:
            at.folder(kept).write(RETURNED, records.packed(found))
        source.write(note, [made.model_dump_json().encode()])
    return made


def _copied(
    at: Reached, job: ShareJob, kept: SharePlace, place: SharePlace, fresh: tuple[bytes, ...] | None
) -> CopyPass:
    began, start = at.folder(kept).clock(), time.monotonic()
    if fresh is not None and not fresh:
        why = "all of it was there; only the note was missing"
        return CopyPass(mover="none", why=why, files=0, size_bytes=0, seconds=0, began=began.isoformat())
    if job.ntfs is not None:
        # Before, not after: the copy takes the mode with it, and is closed from its first byte on.
        run(at.side(kept).shell, "close what is brought back", ("chmod", "0700", "--", kept.path))
    order = replace(
        at.order(job, f"returned-{place.path.rpartition('/')[2]}", again=()),
        source=at.side(kept, kept.path),
        target=at.side(place),
        owners=reversed_owners(job.owners),
        aside=f"{job.source.keep}/replaced",
        again=fresh,
    )
    return passes.made_of(copying.copy(order), began, time.monotonic() - start)


def _fresh(at: Reached, kept: SharePlace) -> tuple[bytes, ...] | None:
    """Return what has been kept since the last time; None when nothing has been brought back before."""
    folder = at.folder(kept)
    if not folder.has(RETURNED):
        return None
    before = Reader(folder.show(RETURNED), f"what was brought back from {kept.path}")
    with spool() as rows, spool() as aside:
        with at.manifest(kept, before.header.algorithm) as now:
            taking_back.sort(before, now, SAME, rows, aside)
        return tuple(dict.fromkeys(path for line in aside for path in _down_to(line[1:])))


def _down_to(path: bytes) -> Iterator[bytes]:
    """Yield the folders on the way, which a copy of named paths does not make by itself, and the path."""
    parts = path.split(b"/")
    for length in range(1, len(parts) + 1):
        yield b"/".join(parts[:length])
