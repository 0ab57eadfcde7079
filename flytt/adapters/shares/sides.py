"""Both sides of a share held against each other: entry by entry, and by what people may do."""

import time
from collections import Counter
from contextlib import ExitStack
from datetime import datetime

from flytt.adapters.shares.lists import as_lines, listed, spool
from flytt.adapters.shares.live import Watched
from flytt.adapters.shares.reached import SAME, Reached, owners_of
from flytt.migration.share_settings import SampledPerson
from flytt.migration.shares import ShareComparison, ShareJob
from flytt.shares.aspects import Aspect
from flytt.shares.comparison import Comparison, Policy
from flytt.shares.owners import Survey
from flytt.shares.rights import Pair, Person, compared

_MOST_SAMPLED = 50
_MOST_AGAIN = 100_000
_NOBODY = "65534"
_OF_POSIX: tuple[Aspect, ...] = ("mode", "owner", "group", "acl")
_SECOND_NS = 1_000_000_000


def compare(at: Reached, job: ShareJob, *, content: bool, since: str = "") -> ShareComparison:
    """List both sides at once and compare the streams as they come."""
    start = time.monotonic()
    skipped: Counter[str] = Counter()
    differing: Counter[str] = Counter()
    moment = int(datetime.fromisoformat(since).timestamp() * _SECOND_NS) if since else 0
    ignored: dict[Aspect, str] = {} if content else {"content": "content is read in a later step"}
    if job.ntfs is not None:
        # Samba makes modes and lists on the target itself, of the NTFS rights that are set there.
        ignored |= dict.fromkeys(_OF_POSIX, "who may what is in NTFS rights, compared over SMB")
    policy = Policy(ignored=ignored)
    comparison = Comparison(policy, owners_of(job))
    by = at.evidence(job.source, job.target) if content else "none"
    with ExitStack() as open_, spool() as rows:
        source = Watched(open_.enter_context(at.manifest(job.source, by)))
        target = open_.enter_context(at.manifest(job.target, by))
        for d in comparison.of(source, target):
            if since and (d.what == "foreign" or source.changed_since(d.where, moment)):
                skipped["changed since the pass began"] += 1
                continue
            differing[d.what] += 1
            rows.add(listed(d.what, d.where, d.why, d.next))
        name = at.folder(job.target).write("lists/differing", as_lines(rows)) if rows.lines else ""
        tally, ours, theirs = comparison.tally, source.trailer, target.trailer
    assert ours is not None
    assert theirs is not None
    return ShareComparison(
        route="two manifests, each made on its own host" + ("; all content read" if content else ""),
        matched=tally.matched,
        differing=dict(differing),
        skipped={**tally.skipped, **skipped},
        unchecked=sum(tally.unchecked.values()),
        size_bytes=ours.size_bytes,
        source_digest=ours.digest,
        target_digest=theirs.digest,
        seconds=time.monotonic() - start,
        listed=name,
    )


def hidden(at: Reached, job: ShareJob) -> tuple[bytes, ...]:
    """Return the files whose content differs though size and time are the same."""
    comparison = Comparison(Policy(), owners_of(job))
    by = at.evidence(job.source, job.target)
    with at.manifest(job.source, by) as source, at.manifest(job.target, by) as target:
        found = [d.where for d in comparison.of(source, target) if d.what == "content"]
    return tuple(found[:_MOST_AGAIN])


def rights(at: Reached, job: ShareJob, people: tuple[SampledPerson, ...]) -> ShareComparison:
    """Weigh modes and lists as the kernel does, for each sampled person on both sides."""
    start = time.monotonic()
    pairs = _pairs(job, people) if people else _everybody(at, job)
    differing: Counter[str] = Counter()
    with ExitStack() as open_, spool() as rows:
        source = open_.enter_context(at.manifest(job.source, "none"))
        target = open_.enter_context(at.manifest(job.target, "none"))
        for d in compared(pairs, source, target):
            what = "could do more before" if d.source > d.target else "can do more now"
            differing[what] += 1
            rows.add(listed(what, d.where, f"{d.label}: {d.source} before, {d.target} now"))
        name = at.folder(job.target).write("lists/rights", as_lines(rows)) if rows.lines else ""
    assert source.trailer is not None
    return ShareComparison(
        route="effective rights of sampled people",
        matched=source.trailer.entries * len(pairs) - sum(differing.values()),
        differing=dict(differing),
        seconds=time.monotonic() - start,
        listed=name,
    )


def _everybody(at: Reached, job: ShareJob) -> tuple[Pair, ...]:
    """Return one person for every user and every group that owns anything or is named in a list."""
    survey = Survey(SAME)
    with at.manifest(job.source, "none") as source:
        for entry in source:
            survey.add(entry)
    users = [u for u in survey.found if u.kind == "user" and u.owner != 0][:_MOST_SAMPLED]
    groups = [g for g in survey.found if g.kind == "group"][:_MOST_SAMPLED]
    people = (
        *(SampledPerson(user=str(u.owner)) for u in users),
        *(SampledPerson(user=_NOBODY, groups=(str(g.owner),)) for g in groups),
        SampledPerson(user=_NOBODY),
    )
    return _pairs(job, people)


def _pairs(job: ShareJob, people: tuple[SampledPerson, ...]) -> tuple[Pair, ...]:
    """Return each person as both sides know them. Somebody undecided has no rights on the target."""
    owners = owners_of(job)
    pairs: list[Pair] = []
    for number, one in enumerate(people, start=1):
        source = Person(int(one.user), frozenset(map(int, one.groups)))
        user = owners.target("user", source.uid)
        groups = (owners.target("group", group) for group in source.groups)
        target = Person(
            user if isinstance(user, int) else int(_NOBODY),
            frozenset(g for g in groups if isinstance(g, int)),
        )
        pairs.append(Pair(f"person {number}", source, target))
    return tuple(pairs)
