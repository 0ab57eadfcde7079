"""NTFS rights of both sides held against each other, and what of the source's cannot be moved as it is."""

import time
from collections import Counter

from flytt.adapters.shares import smb
from flytt.adapters.shares.lists import Spool, as_lines, listed, spool
from flytt.adapters.shares.reached import Reached
from flytt.adapters.shares.smb_rights import ntfs, opened, refuse_unfit
from flytt.migration.share_settings import SampledPerson
from flytt.migration.shares import ShareComparison, ShareJob
from flytt.shares import descriptor_owners
from flytt.shares.descriptor_comparison import RightsFault, SidPair
from flytt.shares.descriptor_owners import SidSurvey
from flytt.shares.descriptor_rights import SidPerson
from flytt.shares.owners import Owners

_NOBODY = "S-1-0-0"


def compare(at: Reached, job: ShareJob, people: tuple[SampledPerson, ...], owners: Owners) -> ShareComparison:
    """Read both sides anew, the target through the share that people use, and weigh who may do what."""
    start = time.monotonic()
    shares = ntfs(job)
    refuse_unfit(at, job.source, shares.source)
    comparison = smb.RightsComparison(owners, pairs(people, owners) if people else None)
    differing: Counter[str] = Counter()
    with (
        opened(at, job.source, shares.source) as source,
        opened(at, job.target, shares.users) as target,
        spool() as rows,
    ):
        for one in comparison.of(smb.held(source), target):
            if isinstance(one, RightsFault):
                differing[one.what] += 1
                rows.add(listed(one.what, one.where, one.why, one.next))
            else:
                what = (
                    "could do more before"
                    if len(one.source.replace("-", "")) > len(one.target.replace("-", ""))
                    else "can do more now"
                )
                differing[what] += 1
                rows.add(listed(what, one.where, f"{one.label}: {one.source} before, {one.target} now"))
        name = at.folder(job.target).write("lists/rights", as_lines(rows)) if rows.lines else ""
    return ShareComparison(
        route="NTFS rights read over SMB on both sides, and what people may do by them",
        matched=comparison.matched,
        differing=dict(differing),
        unchecked=comparison.unchecked,
        seconds=time.monotonic() - start,
        listed=name,
    )


def pairs(people: tuple[SampledPerson, ...], owners: Owners) -> tuple[SidPair, ...]:
    """Return each person as both sides know them. Somebody undecided is nobody on the target."""
    found: list[SidPair] = []
    for number, one in enumerate(people, start=1):
        groups = (descriptor_owners.target(owners, group) for group in one.groups)
        becomes = SidPerson(
            descriptor_owners.target(owners, one.user) or _NOBODY,
            frozenset(group for group in groups if group),
        )
        found.append(SidPair(f"person {number}", SidPerson(one.user, frozenset(one.groups)), becomes))
    return tuple(found)


def survey(at: Reached, job: ShareJob, owners: Owners, rows: Spool) -> Counter[str]:
    """Return what is in the way of the rights, counted: what cannot be read, and SIDs that are undecided."""
    found: Counter[str] = Counter()
    refuse_unfit(at, job.source, ntfs(job).source)
    sids = SidSurvey(owners)
    with opened(at, job.source, ntfs(job).source) as source:
        for one in smb.held(source):
            if one.problem:
                found["rights that cannot be read"] += 1
                rows.add(listed("rights that cannot be read", one.path, f"is {one.problem} over SMB"))
            if one.rights is not None:
                sids.add(one.rights)
    for undecided in sids.undecided:
        found["SID without a counterpart"] += 1
        why = f"{undecided.sid} owns or is named by {undecided.files}"
        rows.add(listed("SID without a counterpart", b"", why))
    return found
