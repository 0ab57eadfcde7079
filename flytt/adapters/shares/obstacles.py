"""What would keep a share's files from arriving as they are, counted; names go to a list on the host."""

from collections import Counter
from collections.abc import Iterator

from flytt.adapters.shares.lists import Spool, as_lines, listed, spool
from flytt.adapters.shares.reached import Reached, owners_of
from flytt.migration.errors import NotFound
from flytt.migration.shares import Obstacle, ShareJob, ShareSurvey
from flytt.shares import names
from flytt.shares.entry import Entry
from flytt.shares.manifest import Listed
from flytt.shares.owners import Survey


def survey(at: Reached, job: ShareJob) -> ShareSurvey:
    """List the source without content. NotFound without a source."""
    found: Counter[str] = Counter()
    owners = Survey(owners_of(job))
    says: dict[str, str] = {}
    with spool() as rows:
        with at.manifest(job.source, content=False) as source:
            for fault in names.faults(_seen(source, owners, found, rows), "posix", below=job.target.path):
                found[fault.fault] += 1
                says[fault.fault] = fault.why
                rows.add(listed(fault.fault, fault.path, fault.why))
        for undecided in owners.undecided:
            kind = f"{undecided.kind} without a counterpart"
            found[kind] += 1
            says[kind] = "decide under `owners` in the mapping who it becomes, or `keep_owners`"
            why = f"{undecided.kind} {undecided.owner} owns or is named by {undecided.things}"
            rows.add(listed(kind, b"", why))
        name = at.folder(job.source).write("lists/survey", as_lines(rows)) if rows.lines else ""
    obstacles = [
        Obstacle(kind=kind, count=count, says=says.get(kind, f"is {kind}")) for kind, count in found.items()
    ]
    count = at.folder(job.source).count()
    if count is None:
        raise NotFound(f"There is no folder {job.source.path} on {job.source.host}.")
    return ShareSurvey(count=count, obstacles=tuple(obstacles), listed=name)


def _seen(source: Listed, owners: Survey, found: Counter[str], rows: Spool) -> Iterator[Entry]:
    """Pass entries on, counted by owner; what could not be read is an obstacle."""
    for entry in source:
        owners.add(entry)
        if entry.problem:
            found[entry.problem] += 1
            rows.add(listed(entry.problem, entry.path, "could not be read as it is"))
        yield entry
