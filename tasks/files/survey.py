"""files.survey: how much moves, what the new side cannot hold, what is lacking, and how long it takes."""

from collections import Counter

from pydantic import Field

from flytt.migration.directory import Speed
from flytt.migration.drives import Entry
from flytt.migration.evidence import Verification
from flytt.migration.files import LONGEST_PATH, Pair, holds, unmapped
from flytt.migration.item_rights import owned_by_others
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.consent import closing_lacking, consent_lacking
from tasks.drive_pairs import Met, Moved, lies_there, strays
from tasks.reading import Paths, everything
from tasks.standing_apart import asking_seconds, opened, undecided

MOST_BYTES = 250_000_000_000
"""The largest file that OneDrive and SharePoint hold. Source: Microsoft's page of restrictions and limits."""
BYTES_A_SECOND = 400e9 / 3600
"""What SharePoint lets one application write in a tenant. Source: SharePoint's throttling page."""
RIGHTS_A_SECOND = 1.0
"""Three hundred changes of rights in five minutes: the narrowest limit that SharePoint has."""


MOST_NAMED = 1000
"""Of what does not move, so many are named by id; the rest are counted."""


class Surveyed(Record):
    """Counts alone. `links` are listed and not made again: they lead into the old tenant.

    `versions`: older states of files that are carried; `version_bytes`: how much they hold, by owner.
    """

    drives: int
    files: int
    folders: int
    size_bytes: int
    versions: int = 0
    version_bytes: dict[str, int] = Field(default_factory=dict[str, int])
    shared: int
    links: int
    left: dict[str, int]
    prepare_minutes: float
    cutover_minutes: float


class Survey(Look[Moved, Surveyed]):
    """Everything that a person must decide is found here, weeks before anybody is affected."""

    def see(self, want: Moved, world: World) -> Surveyed:
        met, old, new = Met(want, world), want.old(world), want.new(world)
        counted, held = Counter[str](), Counter[str]()
        for pair in met.pairs():
            counted["drives"] += 1
            for one in everything(old, pair.source.id):
                if one.odd:
                    continue
                counted["folders" if one.folder else "files"] += 1
                counted["bytes"] += one.size_bytes if not one.folder else 0
                if want.older and not one.folder:
                    older = old.versions(pair.source.id, one.id)[1 : want.older + 1]
                    counted["versions"] += len(older)
                    held[pair.source.owner] += sum(version.size_bytes for version in older)
                if one.shared:
                    counted["shared"] += 1
                    counted["links"] += sum(g.kind == "link" for g in old.grants(pair.source.id, one.id))
        files, folders = counted["files"], counted["folders"]
        reading, writing = old.speed(), new.speed()
        versions, bytes_of_versions = counted["versions"], held.total()
        # A version is listed with its file (2), sent on to (1) and read (1); a session (2) takes it in (2).
        asked = files + (2 * files + 2 * versions if want.older else 0)
        carrying = max(asked / reading.reads, (4 * (files + versions) + 2 * folders) / writing.writes)
        whole = counted["bytes"] + bytes_of_versions
        cutover = cutover_seconds(counted["drives"], folders, counted["shared"], reading, writing)
        asking = 0.0
        if want.item_rights == "ask":
            asking = asking_seconds(files + folders, reading.reads)
            cutover += asking_seconds(folders + counted["shared"], reading.reads)
        if want.older:
            cutover += versions_seconds(files, versions, bytes_of_versions, reading, writing)
        left = Counter(met.owners.left.values()) + met.without
        return Surveyed(
            drives=counted["drives"],
            files=files,
            folders=folders,
            size_bytes=counted["bytes"],
            versions=versions,
            version_bytes={owner: size for owner, size in sorted(held.items()) if size},
            shared=counted["shared"],
            links=counted["links"],
            left=dict(sorted(left.items())),
            prepare_minutes=round((carrying + asking + whole / BYTES_A_SECOND) / 60, 1),
            cutover_minutes=round(cutover / 60, 1),
        )

    def judge(self, want: Moved, seen: Surveyed, world: World) -> Verification:
        met, matched, stays = Met(want, world), 0, list[str]()
        wrong = [
            f"{one}: would go where somebody else's drive goes; state `into`" for one in met.owners.crowded
        ]
        wrong += _consent(want, world)
        decided = {row.source for row in want.decisions}
        for pair in met.pairs():
            beside = want.old(world).beside(pair.kind, pair.source)
            stays += [
                f"{pair.source.owner} library {one}: beside the default one, not moved" for one in beside
            ]
            stays += _on_top(want, pair, world)
            here, odd = _of(want, pair, met, decided, world, seen.version_bytes.get(pair.source.owner, 0))
            here += undecided(want, pair, world, files=True)
            wrong += here
            stays += odd
            matched += not here
        wrong += strays(met)
        wrong += [f"{one}: its drive on the new side has not been made yet" for one in met.lacking]
        left = Counter(met.owners.left.values()) + met.without
        skipped = [f"{count} × {why}" for why, count in sorted(left.items())]
        return Verification(
            route="both tenants read again, drive by drive",
            matched=matched,
            differing=tuple(wrong),
            skipped=(
                *opened(want),
                *skipped,
                *([_of_versions(seen)] if want.older else []),
                *_named(stays),
                *([f"{seen.links} × sharing link, not made again"] if seen.links else []),
            ),
        )


def cutover_seconds(drives: int, folders: int, shared: int, reading: Speed, writing: Speed) -> float:
    """Return how long the window is at the pace of both sides, without what people change before it.

    Two passes ask each drive for changes, and list the new one. Freezing asks each site, turns it, asks it.
    Rights are read, given and read again. Comparing lists both sides, twice. Opening looks at each twice.
    """
    here, there = 1 / reading.reads, 1 / writing.reads
    passes = 2 * (drives * (here + 4 * there) + 2 * (folders + drives) * there)
    freezing = drives * (3 * here + 1 / reading.writes)
    rights = shared * (5 * here + 5 * there + 1 / RIGHTS_A_SECOND)
    comparing = 2 * 2 * (folders + drives) * (here + there)
    opening = drives * (4 * there + 1 / writing.writes)
    return passes + freezing + rights + comparing + opening


def versions_seconds(files: int, versions: int, size_bytes: int, reading: Speed, writing: Speed) -> float:
    """Return how much longer the window is because older versions are compared, twice, by reading them."""
    here, there = 1 / reading.reads, 1 / writing.reads
    return 2 * ((2 * files + 2 * versions) * (here + there) + 2 * size_bytes / BYTES_A_SECOND)


def _of_versions(seen: Surveyed) -> str:
    size_bytes = sum(seen.version_bytes.values())
    return (
        f"{seen.versions} × older version of a file ({size_bytes} bytes): carried, but Graph sets neither "
        "who wrote it nor when; each says Flytt's application, and the day of the copying"
    )


def _named(stays: list[str]) -> list[str]:
    more = len(stays) - MOST_NAMED
    return [*stays[:MOST_NAMED], *([f"{more} × more that does not move"] if more > 0 else [])]


def _on_top(want: Moved, pair: Pair, world: World) -> list[str]:
    """Name who has rights on a whole drive: the track of changes leaves its topmost folder out."""
    old = want.old(world)
    given = old.grants(pair.source.id, old.top(pair.source.id).id)
    whom = sorted({one.to for one in given if one.to and one.to != pair.source.owner})
    return [f"{pair.source.owner}: rights of {one} on the whole drive, not given again" for one in whom]


def _of(
    want: Moved, pair: Pair, met: Met, decided: set[str], world: World, size_bytes: int
) -> tuple[list[str], list[str]]:
    """Return what must be decided of one drive, and what in it does not move.

    `size_bytes`: what the older versions of its files take.
    """
    old, owner = want.old(world), pair.source.owner
    lying = [one.own for one in lies_there(pair, want.new(world))]
    wrong, odd = list[str](), list[str]()
    if old.lock(pair.source.site) != "Unlock" and not any(lying):
        wrong.append(f"{owner}: its old drive is closed already")
    if not all(lying):
        wrong.append(f"{owner}: something lies where its drive would go; state `into`, or decide")
    if other := want.claims(world).of_others(pair.target.id, pair.into):
        wrong.append(f"{owner}: {other} moves into the same place; state `into`")
    beyond, paths = len(pair.into) + 1 if pair.into else 0, Paths(old, pair.source.id)
    for one in everything(old, pair.source.id):
        if one.odd:
            odd.append(f"{owner} item {one.id}: {one.odd}, neither folder nor file, not copied")
            continue
        size_bytes += one.size_bytes if not one.folder else 0
        wrong += [f"{owner} item {one.id}: {why}" for why in _obstacles(one, paths.letters(one) + beyond)]
        if one.shared:
            given = old.grants(pair.source.id, one.id)
            lost = {g.to for g in unmapped(given, met.there)} - decided
            wrong += [f"{owner} item {one.id}: rights of {to or 'somebody unknown'}, who has no counterpart"
                      for to in sorted(lost)]  # fmt: skip
            odd += [f"{owner} item {one.id}: {to or 'somebody unknown'} is an owner of it, not given again"
                    for to in owned_by_others(given, owner)]  # fmt: skip
    if size_bytes > pair.target.free_bytes:
        wrong.append(f"{owner}: {size_bytes} bytes, and {pair.target.free_bytes} are free")
    return wrong, odd


def _obstacles(entry: Entry, path_length: int) -> list[str]:
    found = [] if holds(entry.name) else ["a name that the new side does not take"]
    found += ["its path is longer than 400 letters"] if path_length > LONGEST_PATH else []
    return found + (["larger than 250 GB"] if entry.size_bytes > MOST_BYTES else [])


def _consent(want: Moved, world: World) -> list[str]:
    tenants = world.tenants
    found = consent_lacking(
        "tenant-files", tenants.on(want.source), tenants.on(want.target), old_writes=False
    )
    return [*found, *closing_lacking("tenant-files", want.old(world))]


STEP = Survey()
