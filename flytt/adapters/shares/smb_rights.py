"""NTFS rights of a share that is moved: set on the target with what was there kept, and put back."""

import json
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import cast

from pydantic import ValidationError

from flytt.adapters.host_errors import failed
from flytt.adapters.shares import smb
from flytt.adapters.shares.exports import effective
from flytt.adapters.shares.folder import Folder
from flytt.adapters.shares.lists import as_lines, listed, spool
from flytt.adapters.shares.reached import Reached
from flytt.adapters.shares.smb_session import SmbShare, connected
from flytt.migration.errors import BadInput, NotFound
from flytt.migration.share_rights import NtfsRights, RightsSet, RightsStand
from flytt.migration.shares import ShareJob, SharePlace
from flytt.shares import descriptor
from flytt.shares.owners import Owners

_NOTE, _LIST = "passes/set-rights", "lists/rights-before-{}"


def ntfs(job: ShareJob) -> NtfsRights:
    """Return the shares its rights go over. BadInput when it has none."""
    if job.ntfs is None:
        raise BadInput(
            f"The rights of {job.source.path} on {job.source.host} are not stated to be NTFS rights.",
            still_true="No rights were touched.",
            next_command="state `rights: ntfs` and both sides' `rights_export` in the mapping",
        )
    return job.ntfs


@contextmanager
def opened(at: Reached, place: SharePlace, export: str) -> Generator[SmbShare]:
    """Open a share of a place over SMB."""
    with connected(at.file_service(place.host), export) as share:
        yield share


@contextmanager
def both(at: Reached, job: ShareJob) -> Generator[tuple[SmbShare, SmbShare]]:
    """Open the shares in which Flytt reads and sets."""
    shares = ntfs(job)
    with ExitStack() as open_:
        one, other = (
            open_.enter_context(opened(at, place, export))
            for place, export in ((job.source, shares.source), (job.target, shares.target))
        )
        yield one, other


def refuse_unfit(at: Reached, place: SharePlace, export: str) -> None:
    """Raise BadInput when Flytt's own share is another folder, or leads through links, out or round."""
    for parameter, wanted in (("path", place.path), ("follow symlinks", "No")):
        answer = at.hosts.on(place.host).commands.run(
            f"look at the share {export}", effective(export, parameter)
        )
        said = answer.text.strip()
        if said.rstrip("/") != wanted.rstrip("/"):
            raise BadInput(
                f"The share {export} on {place.host} has {parameter} = {said}, and must have {wanted}.",
                still_true="No rights were touched.",
                next_command=f"net conf setparm {export} '{parameter}' '{wanted}' on {place.host}",
            )


def set_rights(at: Reached, job: ShareJob, owners: Owners) -> RightsSet:
    """Find all that is to be changed, keep it on the target's host, and then change it."""
    folder, start = at.folder(job.target), time.monotonic()
    if (made := _noted(folder)) is not None:
        return made
    refuse_unfit(at, job.source, ntfs(job).source)
    refuse_unfit(at, job.target, ntfs(job).target)
    same = 0
    with both(at, job) as (source, target), spool() as lines, spool() as left:
        for one in smb.changes(smb.held(source), target, owners):
            match one:
                case None:
                    same += 1
                case smb.Left():
                    left.add(listed("rights left", one.path, one.why))
                case smb.Change():
                    lines.add(_line(one))
        kept = _LIST.format(_last(folder) + 1)
        where = folder.write(kept, as_lines(lines)) if lines.lines else ""
        for change in map(_change, lines):
            if not smb.tell(target, change.path, change.becomes):
                left.add(listed("rights left", change.path, "is refused by the target"))
        told = folder.write("lists/rights-left", as_lines(left)) if left.lines else where
        made = RightsSet(
            altered=lines.lines,
            same=same,
            left=left.lines,
            seconds=time.monotonic() - start,
            listed=told,
        )
    folder.write(_NOTE, [made.model_dump_json().encode()])
    return made


def stand(at: Reached, place: SharePlace) -> RightsStand:
    """Look for the note and the list."""
    folder = at.folder(place)
    if _noted(folder) is not None:
        return "set"
    return "begun" if _last(folder) else "as-they-were"


def put_back(at: Reached, job: ShareJob) -> None:
    """Go through the lists, the last first. What is no longer as Flytt set it is somebody's, and stays."""
    folder = at.folder(job.target)
    for number in range(_last(folder), 0, -1):
        name = _LIST.format(number)
        with opened(at, job.target, ntfs(job).target) as target:
            for change in map(_change, _lines(folder.show(name))):
                stands = smb.look(target, change.path, change.folder).rights
                if stands == change.becomes and not smb.tell(target, change.path, change.was):
                    raise failed(job.target.host, "give back the rights that were there before", "refused")
        folder.forget(name)
    folder.forget("lists/rights-left")
    folder.forget(_NOTE)


def _noted(folder: Folder) -> RightsSet | None:
    try:
        return RightsSet.model_validate_json(b"".join(folder.show(_NOTE)))
    except (NotFound, ValidationError):
        return None


def _last(folder: Folder) -> int:
    """Return the number of the newest list; each attempt that died has left one."""
    number = 0
    while folder.has(_LIST.format(number + 1)):
        number += 1
    return number


def _line(change: smb.Change) -> bytes:
    return json.dumps(
        {
            "where": change.path.decode("utf-8", "surrogatepass"),
            "folder": change.folder,
            "was": descriptor.canonical(change.was),
            "becomes": descriptor.canonical(change.becomes),
        }
    ).encode()


def _change(line: bytes) -> smb.Change:
    row = cast("dict[str, str | bool]", json.loads(line))
    was, becomes = (descriptor.read(str(row[name])) for name in ("was", "becomes"))
    return smb.Change(str(row["where"]).encode("utf-8", "surrogatepass"), bool(row["folder"]), was, becomes)


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for piece in pieces:
        *lines, held = (held + piece).split(b"\n")
        yield from lines
