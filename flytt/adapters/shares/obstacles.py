"""What would keep a share's files from arriving as they are, counted; names go to a list on the host."""

from collections import Counter
from dataclasses import replace

from flytt.adapters.shares import copying
from flytt.adapters.shares.lists import as_lines, listed, spool
from flytt.adapters.shares.looking import Heard, Looked, look, room
from flytt.adapters.shares.reached import Reached, owners_of, sids_of
from flytt.migration.errors import FlyttError, NotFound
from flytt.migration.shares import Obstacle, ShareJob, ShareSurvey
from flytt.shares.entry import Entry
from flytt.shares.names import NameFault
from flytt.shares.streams import WORTH_BYTES

LIST = "lists/survey"
_DECIDE = "decide under `owners` in the mapping who it becomes, or `keep_owners`"
_RIGHTS = {
    "SID without a counterpart": "decide under `owners` in the mapping who it becomes, or `keep_sids`",
    "rights that cannot be read": "let Flytt's login read all rights in `rights_export`",
}
_UNSTATED = "state `rights: ntfs` in the mapping, or `rights: posix` to leave them behind"
_GIB = 1 << 30


def survey(at: Reached, job: ShareJob) -> ShareSurvey:
    """List the source without content, and its NTFS rights where they move. NotFound without a source."""
    found: Counter[str] = Counter()
    says: dict[str, str] = {}
    with spool() as rows:

        def unread(entry: Entry) -> None:
            found[entry.problem] += 1
            rows.add(listed(entry.problem, entry.path, "could not be read as it is"))

        def misnamed(fault: NameFault) -> None:
            found[fault.fault] += 1
            says[fault.fault] = fault.why
            rows.add(listed(fault.fault, fault.path, fault.why))

        with at.manifest(job.source, "none") as source:
            seen = look(source, owners_of(job), job.names, job.target.path, Heard(unread, misnamed))
        for undecided in seen.undecided:
            kind = f"{undecided.kind} without a counterpart"
            found[kind] += 1
            says[kind] = _DECIDE
            why = f"{undecided.kind} {undecided.owner} owns or is named by {undecided.things}"
            rows.add(listed(kind, b"", why))
        if job.ntfs is not None:
            from flytt.adapters.shares import smb_sides  # noqa: PLC0415 - most shares have none

            found += smb_sides.survey(at, job, sids_of(job), rows)
            says |= _RIGHTS
        elif job.rights == "unstated" and seen.descriptors:
            found["NTFS rights"] = seen.descriptors
            says["NTFS rights"] = _UNSTATED
        name = at.folder(job.source).write(LIST, as_lines(rows)) if rows.lines else ""
    obstacles = [
        Obstacle(kind=kind, count=count, says=says.get(kind, f"is {kind}"), stops=_stops(kind))
        for kind, count in found.items()
    ]
    count = at.folder(job.source).count()
    if count is None:
        raise NotFound(f"There is no folder {job.source.path} on {job.source.host}.")
    streams = _streams(at, job, seen.size_bytes)
    found_so_far = (*obstacles, *_short(at, job, seen))
    return ShareSurvey(count=count, obstacles=found_so_far, listed=name, streams=streams)


def _streams(at: Reached, job: ShareJob, size_bytes: int) -> str:
    """Say in how many streams the first copy would go. It is measured again then: a night is not a day."""
    order = replace(at.order(job, "survey"), size_bytes=size_bytes)
    try:
        return copying.advised(order).why if size_bytes >= WORTH_BYTES else ""
    except FlyttError as error:
        return f"how many streams are of use could not be measured: {error.attempted}"


def _stops(kind: str) -> bool:
    """Whether something must be done first; names that only look alike can be held all the same."""
    return kind not in {"twin", "long-path"}


def _short(at: Reached, job: ShareJob, seen: Looked) -> tuple[Obstacle, ...]:
    """Tell of too little room, and stop nothing: files with holes take less, a full disk stops the copy."""
    free = room(at.side(job.target).shell, job.target.path)
    if free is None or free >= seen.size_bytes:
        return ()
    says = f"{free / _GIB:.1f} GiB are free for {seen.size_bytes / _GIB:.1f} GiB"
    return (Obstacle(kind="too little room", count=1, says=says, stops=False),)
