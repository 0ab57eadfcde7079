"""File shares on the hosts of a mapping: the port that steps see, over agents, movers and manifests."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime
from pathlib import Path

from flytt.adapters.shares import copying, taking_back
from flytt.adapters.shares.exports import SambaExports
from flytt.adapters.shares.folder import Folder
from flytt.adapters.shares.limits import Pace
from flytt.adapters.shares.lists import Spool, as_lines, listed, spool
from flytt.adapters.shares.live import Watched
from flytt.adapters.shares.manifests import Looking, manifest
from flytt.adapters.shares.order import Copied, Order, Progress, Side
from flytt.adapters.shares.places import server_of
from flytt.adapters.shares.ssh_shell import SshShell
from flytt.adapters.ssh.hosts import SshHosts
from flytt.migration.errors import ChangedByOthers, NotFound
from flytt.migration.share_settings import SampledPerson
from flytt.migration.shares import (
    CopyPass,
    ExportState,
    Obstacle,
    ShareComparison,
    ShareCount,
    ShareJob,
    SharePlace,
    ShareRecord,
    ShareSurvey,
    Written,
)
from flytt.shares import names
from flytt.shares.aspects import Difference
from flytt.shares.comparison import Comparison, Policy
from flytt.shares.entry import Entry
from flytt.shares.manifest import Algorithm, Listed, Reader, Writer
from flytt.shares.owners import Owner, Owners, Survey
from flytt.shares.rights import Pair, Person, compared

RECORD = "record"
EVIDENCE: Algorithm = "blake2b-256"
SAME = Owners(others="same")
_MOST_AGAIN = 100_000
_MOST_SAMPLED = 50
_NOBODY = "65534"
_SECOND_NS = 1_000_000_000


class HostShares:
    """Every operation works on the hosts; only counts, digests and streams of names pass through here."""

    def __init__(
        self, hosts: SshHosts, *, known_hosts: Path | None, tell: Callable[[str, Progress], None]
    ) -> None:
        self._hosts = hosts
        self._known_hosts = known_hosts
        self._tell = tell

    def survey(self, job: ShareJob) -> ShareSurvey:
        """List the source without content; name what would not arrive as it is."""
        found: Counter[str] = Counter()
        owners = Survey(_owners(job))
        says: dict[str, str] = {}
        with spool() as rows, self._manifest(job.source, content=False) as source:
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
            name = self._folder(job.source).write("lists/survey", as_lines(rows)) if rows.lines else ""
        obstacles = [
            Obstacle(kind=kind, count=count, says=says.get(kind, f"is {kind}"))
            for kind, count in found.items()
        ]
        count = self.count(job.source)
        if count is None:
            raise NotFound(f"There is no folder {job.source.path} on {job.source.host}.")
        return ShareSurvey(count=count, obstacles=tuple(obstacles), listed=name)

    def count(self, place: SharePlace) -> ShareCount | None:
        """Count on the host."""
        return self._folder(place).count()

    def make(self, place: SharePlace) -> None:
        """Make both folders on the host."""
        self._folder(place).make()

    def remove_empty(self, place: SharePlace) -> None:
        """Remove both as far as they are empty."""
        self._folder(place).remove_empty()

    def copy(self, job: ShareJob, name: str, *, thorough: bool = False) -> CopyPass:
        """Copy by the best mover; with `thorough`, find by content what size and time have hidden."""
        target = self._folder(job.target)
        if noted := self._note(target, name):
            return noted
        began, start = self._folder(job.source).clock(), time.monotonic()
        order = self._order(job, name)
        done = copying.copy(order)
        if thorough and (again := self._hidden(job)):
            hidden = copying.copy(self._order(job, name, again=again))
            done = done.changed(
                files=done.files + hidden.files, size_bytes=done.size_bytes + hidden.size_bytes
            )
        made = _pass(done, began, time.monotonic() - start)
        target.write(f"passes/{name}", [made.model_dump_json().encode()])
        return made

    def passed(self, place: SharePlace, name: str) -> bool:
        """Look for the note."""
        return self._note(self._folder(place), name) is not None

    def forget(self, place: SharePlace, name: str) -> None:
        """Remove the note."""
        self._folder(place).forget(f"passes/{name}")

    def compare(self, job: ShareJob, *, content: bool, since: str = "") -> ShareComparison:
        """List both sides at once and compare the streams as they come."""
        start = time.monotonic()
        skipped: Counter[str] = Counter()
        moment = int(datetime.fromisoformat(since).timestamp() * _SECOND_NS) if since else 0
        policy = Policy() if content else Policy(ignored={"content": "content is read in a later step"})
        comparison = Comparison(policy, _owners(job))
        with ExitStack() as open_, spool() as rows:
            source = Watched(open_.enter_context(self._manifest(job.source, content=content)))
            target = open_.enter_context(self._manifest(job.target, content=content))
            differing: Counter[str] = Counter()
            for d in comparison.of(source, target):
                if since and (d.what == "foreign" or source.changed_since(d.where, moment)):
                    skipped["changed since the pass began"] += 1
                    continue
                differing[d.what] += 1
                rows.add(listed(d.what, d.where, d.why, d.next))
            name = self._folder(job.target).write("lists/differing", as_lines(rows)) if rows.lines else ""
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

    def record(self, place: SharePlace) -> ShareRecord:
        """Keep the manifest beside the share, with content."""
        count = self.count(place)
        with self._manifest(place, content=True) as found:
            self._folder(place).write(RECORD, _packed(found))
        if count is None:
            raise NotFound(f"There is no folder {place.path} on {place.host}.")
        return ShareRecord(digest=self.recorded(place), count=count)

    def recorded(self, place: SharePlace) -> str:
        """Read it through: a record that is cut short or altered is none."""
        try:
            record = Reader(self._folder(place).show(RECORD), f"the record of {place.path}")
        except NotFound:
            return ""
        for _ in record.keyed():
            pass
        return record.trailer.digest if record.trailer else ""

    def forget_record(self, place: SharePlace) -> None:
        """Remove the record."""
        self._folder(place).forget(RECORD)

    def written_since(self, place: SharePlace) -> Written:
        """Compare the share with its record, by content, and leave the list beside it."""
        with self._changes(place) as changes, spool() as rows:
            written = taking_back.count(changes, rows)
            name = "" if written.nothing else self._folder(place).write("lists/written", as_lines(rows))
        return written.changed(listed=name)

    def set_aside(self, place: SharePlace) -> Written:
        """Move what is new or edited. The listing is read to its end before anything is moved."""
        if not self.recorded(place):
            return Written()
        written = self.written_since(place)
        with spool() as lines:
            with self._changes(place) as changes:
                taking_back.to_set_aside(changes, lines)
            self._folder(place).clear("written", lines)
        return written

    def clear(self, job: ShareJob) -> None:
        """Empty the target of what the source has as well."""
        if self.count(job.target) is None:
            return
        with spool() as lines:
            with (
                self._manifest(job.source, content=True) as source,
                self._manifest(job.target, content=True) as target,
            ):
                taking_back.to_clear(source, target, lines)
            self._folder(job.target).clear("written", lines)

    def kept(self, place: SharePlace) -> ShareCount:
        """Count on the host."""
        return self._folder(place).kept()[1]

    def has_kept(self, place: SharePlace) -> bool:
        """Look on the host."""
        return self._folder(place).kept()[0]

    def remove_kept(self, place: SharePlace) -> None:
        """Delete on the host."""
        self._folder(place).remove(place.keep)

    def remove(self, place: SharePlace, *, digest: str) -> None:
        """Read all of it once more; delete it if it is what was recorded."""
        if self.count(place) is None:
            return
        if self.recorded(place) != digest or not self.written_since(place).nothing:
            raise ChangedByOthers(
                f"{place.path} on {place.host} is no longer what was copied.",
                still_true="Nothing more was deleted.",
            )
        self._folder(place).remove(place.path)

    def export(self, host: str, name: str) -> ExportState:
        """Ask Samba on the host."""
        return SambaExports(self._hosts.on(host).commands).state(name)

    def set_writable(self, host: str, name: str, *, writable: bool) -> None:
        """Tell Samba on the host."""
        SambaExports(self._hosts.on(host).commands).set_writable(name, writable=writable)

    def rights(self, job: ShareJob, people: tuple[SampledPerson, ...]) -> ShareComparison:
        """Weigh modes and lists as the kernel does, for each sampled person on both sides."""
        start = time.monotonic()
        pairs = _pairs(job, people) if people else self._everybody(job)
        differing: Counter[str] = Counter()
        with ExitStack() as open_, spool() as rows:
            source = open_.enter_context(self._manifest(job.source, content=False))
            target = open_.enter_context(self._manifest(job.target, content=False))
            for d in compared(pairs, source, target):
                what = "could do more before" if d.source > d.target else "can do more now"
                differing[what] += 1
                rows.add(listed(what, d.where, f"{d.label}: {d.source} before, {d.target} now"))
            name = self._folder(job.target).write("lists/rights", as_lines(rows)) if rows.lines else ""
        assert source.trailer is not None
        return ShareComparison(
            route="effective rights of sampled people",
            matched=source.trailer.entries * len(pairs) - sum(differing.values()),
            differing=dict(differing),
            seconds=time.monotonic() - start,
            listed=name,
        )

    def _changes(self, place: SharePlace) -> AbstractContextManager[Iterator[Difference]]:
        """Compare the record with the share as it is now."""
        return taking_back.changes(self._manifest(place, content=True), self._record(place), SAME)

    def _record(self, place: SharePlace) -> Reader:
        return Reader(self._folder(place).show(RECORD), f"the record of {place.path}")

    def _hidden(self, job: ShareJob) -> tuple[bytes, ...]:
        """Return the files whose content differs though size and time are the same."""
        comparison = Comparison(Policy(), _owners(job))
        with (
            self._manifest(job.source, content=True) as source,
            self._manifest(job.target, content=True) as target,
        ):
            found = [d.where for d in comparison.of(source, target) if d.what == "content"]
        return tuple(found[:_MOST_AGAIN])

    def _everybody(self, job: ShareJob) -> tuple[Pair, ...]:
        """Return one person for every user and every group that owns anything or is named in a list."""
        survey = Survey(SAME)
        with self._manifest(job.source, content=False) as source:
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

    def _note(self, target: Folder, name: str) -> CopyPass | None:
        try:
            return CopyPass.model_validate_json(b"".join(target.show(f"passes/{name}")))
        except NotFound:
            return None

    def _order(self, job: ShareJob, name: str, *, again: tuple[bytes, ...] | None = None) -> Order:
        limits = job.limits
        return Order(
            job=f"{Path(job.target.keep).name}-{name}"[:100],
            source=self._side(job.source),
            target=self._side(job.target),
            owners=job.owners,
            delete=again is None,
            aside=f"{job.target.keep}/replaced",
            again=again,
            pace=Pace(limits.kib_per_second, limits.busy_hours, limits.busy_kib_per_second),
            tell=lambda progress: self._tell(job.target.path, progress),
        )

    def _side(self, place: SharePlace) -> Side:
        connection = self._hosts.on(place.host).commands.connection
        server = server_of(place.host, connection.endpoint, self._known_hosts)
        return Side(SshShell(connection), place.path, server, place.keep, connection)

    def _folder(self, place: SharePlace) -> Folder:
        return Folder(SshShell(self._hosts.on(place.host).commands.connection), place)

    def _manifest(self, place: SharePlace, *, content: bool) -> AbstractContextManager[Listed]:
        shell = SshShell(self._hosts.on(place.host).commands.connection)
        return manifest(shell, place.path, Looking(algorithm=EVIDENCE if content else "none"))


def _owners(job: ShareJob) -> Owners:
    users: dict[Owner, Owner] = {
        _owner(row.source): _owner(row.target) for row in job.owners if row.kind == "user"
    }
    groups: dict[Owner, Owner] = {
        _owner(row.source): _owner(row.target) for row in job.owners if row.kind == "group"
    }
    return Owners(users, groups, others="same" if job.keep_owners else "undecided")


def _owner(text: str) -> Owner:
    return int(text) if text.isdigit() else text


def _pairs(job: ShareJob, people: tuple[SampledPerson, ...]) -> tuple[Pair, ...]:
    """Return each person as both sides know them. Somebody undecided has no rights on the target."""
    owners = _owners(job)
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


def _seen(source: Listed, owners: Survey, found: Counter[str], rows: Spool) -> Iterator[Entry]:
    """Pass entries on, counted by owner; what could not be read is an obstacle."""
    for entry in source:
        owners.add(entry)
        if entry.problem:
            found[entry.problem] += 1
            rows.add(listed(entry.problem, entry.path, "could not be read as it is"))
        yield entry


def _packed(found: Listed) -> Iterator[bytes]:
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
