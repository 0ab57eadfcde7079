"""The twin of NTFS rights: texts by path, mapped as the real ones are, kept before they are changed."""

import json
from typing import cast

from flytt.adapters.memory.hosts import MemoryHost, MemoryHosts
from flytt.adapters.shares.reached import sids_of
from flytt.migration.errors import BadInput
from flytt.migration.share_rights import RightsSet, RightsStand
from flytt.migration.shares import Obstacle, ShareComparison, ShareJob, SharePlace
from flytt.shares import descriptor
from flytt.shares.descriptor_owners import mapped

PLAIN = "O:S-1-5-32-544G:S-1-5-32-544D:(A;;0x1f01ff;;;S-1-5-32-544)"
"""What a thing has that nobody has given any."""
_NOTE, _LIST = "passes/set-rights", "lists/rights-before"


def obstacles(hosts: MemoryHosts, job: ShareJob) -> tuple[Obstacle, ...]:
    """Name the SIDs that nothing is decided about."""
    if job.ntfs is None:
        return ()
    texts = _stated(hosts.on(job.source.host), job.source).values()
    count = sum(_mapped(job, text) is None for text in texts)
    return (Obstacle(kind="SID without a counterpart", count=count, says="decide"),) if count else ()


def set_rights(hosts: MemoryHosts, job: ShareJob) -> RightsSet:
    """Keep what is there, set what must be, note it: three durable changes, one after the other."""
    host, keep = hosts.on(job.target.host), job.target.keep
    note, kept = f"{keep}/{_NOTE}", f"{keep}/{_LIST}"
    if note in host.content:
        return RightsSet.model_validate_json(host.content[note])
    wanted = _wanted(hosts, job)
    now = {path: host.descriptors.get(path, PLAIN) for path in wanted}
    changed = {path: text for path, text in wanted.items() if text is not None and now[path] != text}
    if kept not in host.content:
        rows = {path: [now[path], text] for path, text in changed.items()}
        host.files.write(kept, json.dumps(rows).encode())
    if changed:
        host.descriptors |= changed
        host.count("rights", job.target.path)
    left = sum(text is None for text in wanted.values())
    made = RightsSet(altered=len(changed), same=len(wanted) - len(changed) - left, left=left, seconds=1)
    host.files.write(note, made.model_dump_json().encode())
    return made


def stand(hosts: MemoryHosts, job: ShareJob) -> RightsStand:
    """Look for note and list."""
    content, keep = hosts.on(job.target.host).content, job.target.keep
    if f"{keep}/{_NOTE}" in content:
        return "set"
    return "begun" if f"{keep}/{_LIST}" in content else "as-they-were"


def put_back(hosts: MemoryHosts, job: ShareJob) -> None:
    """Give back what still is as it was set."""
    host, keep = hosts.on(job.target.host), job.target.keep
    rows = cast("dict[str, list[str]]", json.loads(host.content.get(f"{keep}/{_LIST}", b"{}")))
    for path, (was, becomes) in rows.items():
        if host.descriptors.get(path) == becomes:
            if was == PLAIN:
                del host.descriptors[path]
            else:
                host.descriptors[path] = was
            host.count("rights", path)
    for name in (_LIST, _NOTE):
        host.files.remove(f"{keep}/{name}")


def compare(hosts: MemoryHosts, job: ShareJob) -> ShareComparison:
    """Hold each text against the one it must be."""
    there = hosts.on(job.target.host).descriptors
    wanted = _wanted(hosts, job)
    wrong = sum(there.get(path, PLAIN) != text for path, text in wanted.items())
    return ShareComparison(
        route="NTFS rights read over SMB on both sides, and what people may do by them",
        matched=len(wanted) - wrong,
        differing={"entry-lost": wrong} if wrong else {},
    )


def _wanted(hosts: MemoryHosts, job: ShareJob) -> dict[str, str | None]:
    """Return what each thing of the target must have; None where somebody is undecided."""
    source, target = job.source, job.target
    return {
        path.replace(source.path, target.path, 1): _mapped(job, text)
        for path, text in _stated(hosts.on(source.host), source).items()
    }


def _stated(host: MemoryHost, place: SharePlace) -> dict[str, str]:
    paths = [place.path, *(path for path in host.content if path.startswith(f"{place.path}/"))]
    return {path: host.descriptors.get(path, PLAIN) for path in paths}


def _mapped(job: ShareJob, text: str) -> str | None:
    if job.ntfs is None:
        raise BadInput("This share has no NTFS rights.")
    found = mapped(sids_of(job), descriptor.read(text))
    return None if found is None else descriptor.canonical(found)
