"""The shares' twin: files of the hosts' twins below a folder, without owners, links or clocks."""

import hashlib
import json
from dataclasses import dataclass
from typing import cast

from flytt.adapters.host_errors import missing
from flytt.adapters.memory import rights
from flytt.adapters.memory.hosts import MemoryHost, MemoryHosts
from flytt.migration.errors import ChangedByOthers
from flytt.migration.record import Json, canonical
from flytt.migration.share_rights import RightsSet, RightsStand
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

_BEGAN = "2023-05-02T06:00:00Z"


@dataclass(frozen=True)
class MemoryShares:
    """Shares of twins. A path in a host's `unreadable` is an obstacle, and unchecked in comparisons."""

    hosts: MemoryHosts

    def survey(self, job: ShareJob) -> ShareSurvey:
        """Count, and name what cannot be read."""
        unread = len(self._unreadable(job.source))
        obstacles = (Obstacle(kind="unreadable", count=unread, says="cannot be read"),) if unread else ()
        if found := (*obstacles, *rights.obstacles(self.hosts, job)):
            self._on(job.source).files.write(f"{job.source.keep}/lists/survey", b"names")
        return ShareSurvey(count=self._count(job.source), obstacles=found)

    def forget_survey(self, place: SharePlace) -> None:
        """Remove the list."""
        self._on(place).files.remove(f"{place.keep}/lists/survey")

    def count(self, place: SharePlace) -> ShareCount | None:
        """Return what lies there."""
        return self._count(place) if place.path in self._on(place).folders else None

    def make(self, place: SharePlace) -> None:
        """Make both folders."""
        host = self._on(place)
        if not {place.path, place.keep} <= host.folders:
            host.folders |= {place.path, place.keep}
            host.count("make folder", place.path)

    def remove_empty(self, place: SharePlace) -> None:
        """Remove the folders in which nothing lies."""
        host = self._on(place)
        for folder in (place.path, place.keep):
            if folder in host.folders and not _under(host, folder):
                host.folders.remove(folder)
                host.count("remove folder", folder)

    def copy(self, job: ShareJob, name: str, *, thorough: bool = False) -> CopyPass:
        """Copy what differs, set aside what is in the way or gone at the source."""
        del thorough  # this twin always looks at all content
        host = self._on(job.target)
        note = f"{job.target.keep}/passes/{name}"
        if note in host.content:
            return CopyPass.model_validate_json(host.content[note])
        source, target = self._tree(job.source), self._tree(job.target)
        for path in target.keys() - source.keys():
            self._aside(job.target, path, "replaced")
        changed = [path for path in sorted(source) if target.get(path) != source[path]]
        for path in changed:
            if path in target:
                self._aside(job.target, path, "replaced")
            host.content[f"{job.target.path}/{path}"] = source[path]
        if changed:
            host.count("copy", job.target.path)
        made = CopyPass(
            mover="memory",
            why="a twin",
            files=len(changed),
            size_bytes=sum(len(source[path]) for path in changed),
            left=len(self._unreadable(job.source)),
            seconds=1,
            began=_BEGAN,
        )
        host.content[note] = made.model_dump_json().encode()
        host.count("note", note)
        return made

    def passed(self, place: SharePlace, name: str) -> bool:
        """Return whether it is noted."""
        return f"{place.keep}/passes/{name}" in self._on(place).content

    def forget(self, place: SharePlace, name: str) -> None:
        """Remove the note."""
        self._on(place).files.remove(f"{place.keep}/passes/{name}")

    def compare(self, job: ShareJob, *, content: bool, since: str = "") -> ShareComparison:
        """Compare all there is."""
        del since  # nothing changes by itself in a twin
        source, target = self._tree(job.source), self._tree(job.target)
        differing = {
            "missing on the target": len(source.keys() - target.keys()),
            "foreign on the target": len(target.keys() - source.keys()),
            "content": sum(source[path] != target[path] for path in source.keys() & target.keys()),
        }
        return ShareComparison(
            route="two manifests, each made on its own host" + ("; all content read" if content else ""),
            matched=sum(target.get(path) == found for path, found in source.items()),
            differing={what: count for what, count in differing.items() if count},
            unchecked=len(self._unreadable(job.source)),
            size_bytes=sum(map(len, source.values())),
        )

    def record(self, place: SharePlace) -> ShareRecord:
        """Keep every file's digest."""
        host = self._on(place)
        record = canonical({path: _digest(content) for path, content in self._tree(place).items()})
        host.files.place("record", f"{place.keep}/record", record)
        return ShareRecord(digest=_digest(record), count=self._count(place))

    def recorded(self, place: SharePlace) -> str:
        """Return the record's digest."""
        record = self._on(place).content.get(f"{place.keep}/record")
        return "" if record is None else _digest(record)

    def forget_record(self, place: SharePlace) -> None:
        """Remove the record."""
        self._on(place).files.remove(f"{place.keep}/record")

    def written_since(self, place: SharePlace) -> Written:
        """Compare with the record."""
        new, edited, removed = self._written(place)
        return Written(new=len(new), edited=len(edited), removed=len(removed), listed=f"{place.keep}/written")

    def set_aside(self, place: SharePlace) -> Written:
        """Move what is new or edited."""
        if not self.recorded(place):
            return Written()
        new, edited, removed = self._written(place)
        for path in (*new, *edited):
            self._aside(place, path, "written")
        return Written(new=len(new), edited=len(edited), removed=len(removed), listed=f"{place.keep}/written")

    def bring_back(self, job: ShareJob, into: str) -> CopyPass:
        """Copy what was set aside into a folder of its own."""
        host, note = self._on(job.source), f"{job.source.keep}/passes/returned-{into}"
        returned = f"{job.target.keep}/lists/returned"
        whole = _under(self._on(job.target), f"{job.target.keep}/written")
        before = cast("dict[str, str]", json.loads(self._on(job.target).content.get(returned, b"{}")))
        kept = {path: content for path, content in whole.items() if before.get(path) != _digest(content)}
        if note in host.content:
            if not kept:
                return CopyPass.model_validate_json(host.content[note])
            raise ChangedByOthers(f"{into} holds what was brought back earlier.")
        if _under(host, f"{job.source.path}/{into}"):
            raise ChangedByOthers(f"{job.source.path}/{into} on {job.source.host} is there already.")
        if not kept:
            raise missing(job.target.host, "folder", f"{job.target.keep}/written")
        for path, content in kept.items():
            host.content[f"{job.source.path}/{into}/{path}"] = content
        made = CopyPass(mover="memory", why="a twin", files=len(kept), size_bytes=0, seconds=1, began=_BEGAN)
        digests: dict[str, Json] = {path: _digest(content) for path, content in whole.items()}
        self._on(job.target).content[returned] = canonical(digests)
        host.content[note] = made.model_dump_json().encode()
        host.count("bring back", job.source.path)
        return made

    def clear(self, job: ShareJob) -> None:
        """Remove what equals the source, set aside the rest."""
        source = self._tree(job.source)
        host = self._on(job.target)
        for path, found in self._tree(job.target).items():
            if source.get(path) == found:
                host.content.pop(f"{job.target.path}/{path}")
                host.descriptors.pop(f"{job.target.path}/{path}", None)
            else:
                self._aside(job.target, path, "written")

    def kept(self, place: SharePlace) -> ShareCount:
        """Count what was set aside."""
        host = self._on(place)
        found = [
            content
            for part in ("written", "replaced")
            for content in _under(host, f"{place.keep}/{part}").values()
        ]
        return ShareCount(files=len(found), size_bytes=sum(map(len, found)))

    def has_kept(self, place: SharePlace) -> bool:
        """Return whether anything of Flytt's lies there, besides what people wrote."""
        host = self._on(place)
        inside = _under(host, place.keep)
        own = any(not path.startswith("written/") for path in inside)
        return own or (place.keep in host.folders and not inside)

    def remove_kept(self, place: SharePlace) -> None:
        """Remove all but what people wrote."""
        host = self._on(place)
        inside = _under(host, place.keep)
        if self.has_kept(place):
            for path in inside:
                if not path.startswith("written/"):
                    host.content.pop(f"{place.keep}/{path}")
            host.folders.discard(place.keep)
            host.count("remove folder", place.keep)

    def remove(self, place: SharePlace, *, digest: str) -> None:
        """Remove the share if it still is what the record says."""
        if place.path not in self._on(place).folders:
            return
        if self.recorded(place) != digest or not self.written_since(place).nothing:
            raise ChangedByOthers(f"{place.path} on {place.host} is no longer what was copied.")
        self._remove(place, place.path)

    def export(self, host: str, name: str) -> ExportState:
        """Return how it is offered."""
        exports = self.hosts.on(host).exports
        return ExportState(exists=name in exports, writable=exports.get(name, False))

    def set_writable(self, host: str, name: str, *, writable: bool) -> None:
        """Open or close it."""
        at = self.hosts.on(host)
        if name not in at.exports:
            raise missing(host, "share", name)
        if at.exports[name] != writable:
            at.exports[name] = writable
            at.count("export", name)

    def set_rights(self, job: ShareJob) -> RightsSet:
        """Set texts."""
        return rights.set_rights(self.hosts, job)

    def rights_stand(self, job: ShareJob) -> RightsStand:
        """Look for the note."""
        return rights.stand(self.hosts, job)

    def put_rights_back(self, job: ShareJob) -> None:
        """Set the texts that were there."""
        rights.put_back(self.hosts, job)

    def rights(self, job: ShareJob, people: tuple[SampledPerson, ...]) -> ShareComparison:
        """Compare NTFS rights; nobody has others here: what is on both sides may be read on both."""
        del people
        if job.ntfs is not None:
            return rights.compare(self.hosts, job)
        return self.compare(job, content=False).changed(route="effective rights of sampled people")

    def _on(self, place: SharePlace) -> MemoryHost:
        return self.hosts.on(place.host)

    def _tree(self, place: SharePlace) -> dict[str, bytes]:
        unreadable = self._on(place).unreadable
        found = _under(self._on(place), place.path)
        return {path: data for path, data in found.items() if f"{place.path}/{path}" not in unreadable}

    def _unreadable(self, place: SharePlace) -> list[str]:
        return [path for path in self._on(place).unreadable if path.startswith(f"{place.path}/")]

    def _count(self, place: SharePlace) -> ShareCount:
        tree = _under(self._on(place), place.path)
        return ShareCount(files=len(tree), size_bytes=sum(map(len, tree.values())))

    def _written(self, place: SharePlace) -> tuple[list[str], list[str], list[str]]:
        record = self._on(place).content.get(f"{place.keep}/record")
        if record is None:
            raise missing(place.host, "record", f"{place.keep}/record")
        was = cast("dict[str, str]", json.loads(record))
        now = {path: _digest(content) for path, content in self._tree(place).items()}
        edited = sorted(path for path in now.keys() & was.keys() if now[path] != was[path])
        return sorted(now.keys() - was.keys()), edited, sorted(was.keys() - now.keys())

    def _aside(self, place: SharePlace, path: str, part: str) -> None:
        host = self._on(place)
        free = f"{place.keep}/{part}/{path}"
        while free in host.content:
            free += "~"
        host.content[free] = host.content.pop(f"{place.path}/{path}")
        host.descriptors.pop(f"{place.path}/{path}", None)

    def _remove(self, place: SharePlace, folder: str) -> None:
        host = self._on(place)
        inside = _under(host, folder)
        if folder in host.folders or inside:
            for path in inside:
                host.content.pop(f"{folder}/{path}")
                host.descriptors.pop(f"{folder}/{path}", None)
            host.descriptors.pop(folder, None)
            host.folders.discard(folder)
            host.count("remove folder", folder)


def _under(host: MemoryHost, folder: str) -> dict[str, bytes]:
    begin = folder.rstrip("/") + "/"
    return {path.removeprefix(begin): data for path, data in host.content.items() if path.startswith(begin)}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
