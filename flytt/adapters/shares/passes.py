"""Passes of a share: made, noted on the target host, forgotten."""

import time
from datetime import UTC, datetime

from pydantic import ValidationError

from flytt.adapters.shares import copying, sides
from flytt.adapters.shares.folder import Folder
from flytt.adapters.shares.order import Copied
from flytt.adapters.shares.reached import Reached
from flytt.migration.errors import NotFound
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
    made = made_of(done, began, time.monotonic() - start)
    target.write(f"passes/{name}", [made.model_dump_json().encode()])
    return made


def note(folder: Folder, name: str) -> CopyPass | None:
    """Return the note of a pass. One that cannot be read is none: to make the pass again costs only time."""
    try:
        return CopyPass.model_validate_json(b"".join(folder.show(f"passes/{name}")))
    except (NotFound, ValidationError):
        return None


def made_of(done: Copied, began: datetime, seconds: float) -> CopyPass:
    """Return what is noted of a pass."""
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
