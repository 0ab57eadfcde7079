"""Plain SFTP, file by file, where a host runs no programs for Flytt. What it loses goes with the choice."""

import errno
import os
import stat
import time
from dataclasses import dataclass, field

from flytt.adapters.shares.limits import Throttle
from flytt.adapters.shares.order import BESIDE, Copied, Order, Progress
from flytt.adapters.shares.sftp_tree import tree
from flytt.adapters.shares.trees import Info, Tree, beside
from flytt.migration.errors import CommandFailed
from flytt.shares.movers import Choice

_CHUNK = 1 << 18
_BACK_BYTES = 1 << 20
_TELL_EVERY = 50


@dataclass
class _Pass:
    order: Order
    source: Tree
    target: Tree
    throttle: Throttle
    files: int = 0
    size_bytes: int = 0
    deleted: int = 0
    left: dict[str, int] = field(default_factory=dict[str, int])
    folders: list[tuple[str, Info]] = field(default_factory=list[tuple[str, Info]])
    began: float = field(default_factory=time.monotonic)

    def leave(self, why: str) -> None:
        self.left[why] = self.left.get(why, 0) + 1

    def run(self) -> None:
        self.target.folder(BESIDE)
        if self.order.again is None:
            self.walk("")
        else:
            for path in self.order.again:
                self.one(os.fsdecode(path), force=True)
        self.target.remove(BESIDE)
        for path, info in reversed(self.folders):
            self.target.dress(path, self.mapped(info))

    def walk(self, folder: str) -> None:
        """Copy a folder and all in it; what cannot be listed is left as it is, never emptied."""
        try:
            names = dict(self.source.names(folder))
        except OSError:
            self.leave("denied")
            return
        self.one(folder, force=False)
        for name, info in sorted(names.items()):
            path = f"{folder}/{name}" if folder else name
            if path == BESIDE:
                continue
            if stat.S_ISDIR(info.mode):
                self.walk(path)
            else:
                self.one(path, force=False)
        if self.order.delete:
            self.take_away(folder, names)

    def take_away(self, folder: str, names: dict[str, Info]) -> None:
        """Remove what the source does not have."""
        for name, _ in list(self.target.names(folder)):
            path = f"{folder}/{name}" if folder else name
            if name not in names and path != BESIDE:
                self.away(path)
                self.deleted += 1

    def away(self, path: str) -> None:
        """Remove one thing, or set it aside."""
        if not self.order.aside:
            self.target.remove(path)
            return
        kept = f"{self.order.aside}/{path}"
        self.target.folder(kept.rpartition("/")[0])
        self.target.rename(path, kept)

    def one(self, path: str, *, force: bool) -> None:
        """Copy one thing; count what cannot be."""
        try:
            self.copied(path, force=force)
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT} or "No space" in str(error):
                says = f"{self.target.host} has no room left for the copy."
                raise CommandFailed(says, exit_status=1, stderr="No space left on device") from error
            self.leave("denied" if isinstance(error, PermissionError) else "other")

    def copied(self, path: str, *, force: bool) -> None:
        info = self.source.look(path)
        there = self.target.look(path)
        if info is None:
            if not force:
                self.leave("vanished")
            elif there is not None and self.order.delete:
                self.away(path)
            return
        if there is not None and there.kind != info.kind:
            self.away(path)
            there = None
        if stat.S_ISDIR(info.mode):
            self.target.folder(path)
            self.folders.append((path, info))
        elif stat.S_ISLNK(info.mode):
            self.link(path, there=there is not None)
        elif stat.S_ISREG(info.mode):
            if force or there is None or not info.same(there):
                self.file(path, info, fresh=force)
            self.target.dress(path, self.mapped(info))
        else:
            self.leave("special")

    def link(self, path: str, *, there: bool) -> None:
        """Make a link say what it says at the source."""
        points_to = self.source.points_to(path)
        if there and self.target.points_to(path) == points_to:
            return
        if there:
            self.away(path)
        self.target.link(path, points_to)

    def file(self, path: str, info: Info, *, fresh: bool) -> None:
        """Write beside, from where an earlier copy of the same state ended, and rename."""
        unfinished = beside(path, info)
        offset = 0
        if not fresh and (there := self.target.look(unfinished)) is not None:
            # Its last part may never have reached the disk.
            offset = max(0, min(there.size, info.size) - _BACK_BYTES)
        with self.source.read(path, offset) as read, self.target.write(unfinished, offset) as write:
            while data := read.read(_CHUNK):
                self.throttle.passed(len(data))
                write.write(data)
                self.size_bytes += len(data)
        after = self.source.look(path)
        if after is None or not info.same(after):
            self.leave("changed")
        if self.order.aside and self.target.look(path) is not None:
            self.away(path)
        self.target.rename(unfinished, path)
        self.files += 1
        if self.files % _TELL_EVERY == 0:
            rate = self.size_bytes / max(0.001, time.monotonic() - self.began)
            self.order.tell(Progress(self.files, self.size_bytes, 0, rate))

    def mapped(self, info: Info) -> Info:
        """Return it with its owners' numbers at the target."""
        rows = {(row.kind, row.source): row.target for row in self.order.owners}
        user, group = rows.get(("user", str(info.uid)), ""), rows.get(("group", str(info.gid)), "")
        return info._replace(
            uid=int(user) if user.isdigit() else info.uid, gid=int(group) if group.isdigit() else info.gid
        )


def copy(order: Order, choice: Choice) -> Copied:
    """Copy over SFTP, from the start or from where an earlier copy ended."""
    began = time.monotonic()
    with tree(order.source) as source, tree(order.target) as target:
        each = _Pass(order, source, target, Throttle(order.pace))
        each.run()
    return Copied(
        mover="sftp",
        why=choice.why,
        files=each.files,
        size_bytes=each.size_bytes,
        sent_bytes=each.size_bytes,
        deleted=each.deleted,
        left=each.left,
        seconds=time.monotonic() - began,
        loses=choice.loses,
    )
