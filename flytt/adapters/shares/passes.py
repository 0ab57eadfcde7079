"""Passes of a share: made, noted on the target host, forgotten; and the way back of what people wrote."""

import time
from dataclasses import replace
from datetime import UTC, datetime

from pydantic import ValidationError

from flytt.adapters.shares import copying, sides
from flytt.adapters.shares.folder import Folder
from flytt.adapters.shares.order import Copied
from flytt.adapters.shares.reached import Reached, reversed_owners
from flytt.migration.errors import ChangedByOthers, NotFound
from flytt.migration.shares import CopyPass, ShareJob


def copy(at: Reached, job: ShareJob, name: str, *, thorough: bool) -> CopyPass:
    """Copy by the best mover; with `thorough`, find by content what size and time have hidden."""
    target = at.folder(job.target)
    if noted := note(target, name):
        return noted
    began, start = at.folder(job.source).clock(), time.monotonic()
    done = copying.copy(at.order(job, name))
    if thorough and (again := sides.hidden(at, job)):
        hidden = copying.copy(at.order(job, name, again=again))
        left = {why: done.left.get(why, 0) + hidden.left.get(why, 0) for why in {*done.left, *hidden.left}}
        done = done.changed(
            files=done.files + hidden.files, size_bytes=done.size_bytes + hidden.size_bytes, left=left
        )
    made = _pass(done, began, time.monotonic() - start)
    target.write(f"passes/{name}", [made.model_dump_json().encode()])
    return made


def note(folder: Folder, name: str) -> CopyPass | None:
    """Return the note of a pass. One that cannot be read is none: to make the pass again costs only time."""
    try:
        return CopyPass.model_validate_json(b"".join(folder.show(f"passes/{name}")))
    except (NotFound, ValidationError):
        return None


def bring_back(at: Reached, job: ShareJob, into: str) -> CopyPass:
    """Copy what people had written on the new side into a folder of its own in the source.

    NotFound when nothing is kept; ChangedByOthers when somebody else's folder has that name.
    """
    source, name = at.folder(job.source), f"returned-{into}"
    if made := note(source, name):
        return made
    kept = job.target.changed(path=f"{job.target.keep}/written")
    lies = at.folder(kept).count()
    if lies is None or lies.nothing:
        raise NotFound(
            f"Nothing that people wrote is kept in {kept.path} on {kept.host}.",
            still_true="Nothing was copied.",
            next_command="see in flytt report what was kept, and where",
        )
    place = job.source.changed(path=f"{job.source.path.rstrip('/')}/{into}")
    begun = source.has(f"passes/{name}")
    there = at.folder(place).count()
    if there is not None and not there.nothing and not begun:
        raise ChangedByOthers(
            f"{place.path} on {place.host} is there already, and Flytt did not begin it.",
            still_true="Nothing was copied.",
            next_command="the same command with another --into",
        )
    source.write(f"passes/{name}", [b"begun"])
    order = replace(
        at.order(job, name, again=()),
        source=at.side(kept, kept.path),
        target=at.side(place),
        owners=reversed_owners(job.owners),
        aside=f"{job.source.keep}/replaced",
        again=None,
    )
    began, start = at.folder(kept).clock(), time.monotonic()
    made = _pass(copying.copy(order), began, time.monotonic() - start)
    if not made.left:
        source.write(f"passes/{name}", [made.model_dump_json().encode()])
    return made


def _pass(done: Copied, began: datetime, seconds: float) -> CopyPass:
    return CopyPass(
        mover=done.mover,
        why=done.why,
        files=done.files,
        size_bytes=done.size_bytes,
        set_aside=done.deleted,
        left=sum(done.left.values()),
        seconds=seconds,
        began=began.astimezone(UTC).isoformat(),
        listed=done.listed,
    )
