"""Things taken out of a share on its own host: deleted, or set aside under their own names. Part of `folder`.

Python 3.6 or newer and its standard library. Every step down goes through the descriptor of the folder above,
and no link is followed.
"""

import contextlib
import errno
import os
import shutil
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Counts: TypeAlias = dict[str, int]

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
GONE = (errno.ENOENT, errno.ENOTDIR)
NAME_BYTES = 255
ROOMS: "dict[tuple[bytes, bytes], bytes]" = {}


def take(top: int, aside: str, line: bytes, folders: "list[bytes]", done: "Counts") -> None:
    """Delete or set aside one thing. Gone already is well."""
    path = line[1:]
    try:
        here, name = parent(top, path)
    except OSError as error:
        if error.errno in GONE:
            return
        raise
    try:
        of = os.stat(name, dir_fd=here, follow_symlinks=False)
        if stat.S_ISDIR(of.st_mode):
            folders.append(path)
            if line[:1] != b"-":
                room(top, os.fsencode(aside), path)
        elif line[:1] == b"-":
            os.unlink(name, dir_fd=here)
            done["removed"] += 1
        else:
            set_aside(here, name, room(top, os.fsencode(aside), path.rpartition(b"/")[0]), aside)
            done["aside"] += 1
    except FileNotFoundError:
        pass
    finally:
        os.close(here)


def set_aside(here: int, name: bytes, folder: bytes, aside: str) -> None:
    """Move a file; one that was set aside before under the same name is kept as well."""
    to = os.path.join(folder, name)
    number = 1
    while os.path.lexists(to):
        number += 1
        end = b".%d" % number
        to = os.path.join(folder, name[: NAME_BYTES - len(end)] + end)
    try:
        os.rename(name, to, src_dir_fd=here)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        across(here, name, to, os.fsencode(aside) + b".part")


def room(top: int, aside: bytes, path: bytes) -> bytes:
    """Make the folder in which what lies in `path` is set aside, with its owner and rights; return it.

    A link or a file that was set aside under a folder's name is neither followed nor replaced.
    """
    if (aside, path) in ROOMS:
        return ROOMS[aside, path]
    if path:
        above, _, name = path.rpartition(b"/")
        to, number = os.path.join(room(top, aside, above), name), 1
        while os.path.lexists(to) and (os.path.islink(to) or not os.path.isdir(to)):
            number += 1
            end = b".%d" % number
            to = os.path.join(ROOMS[aside, above], name[: NAME_BYTES - len(end)] + end)
        here, last = parent(top, path)
        try:
            of = os.open(last, FOLDER, dir_fd=here)
        finally:
            os.close(here)
    else:
        to, of = aside, os.dup(top)
    try:
        os.makedirs(to, mode=0o700, exist_ok=True)
        dress(of, to)
    finally:
        os.close(of)
    ROOMS[aside, path] = to
    return to


def dress(of: int, to: bytes) -> None:
    """Give a thing the owner, attributes and rights of another, as far as this user may."""
    was = os.fstat(of)
    with contextlib.suppress(PermissionError):
        os.chown(to, was.st_uid, was.st_gid)
    for name in os.listxattr(of):
        try:
            os.setxattr(to, name, os.getxattr(of, name))
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.ENODATA):
                raise
    os.chmod(to, stat.S_IMODE(was.st_mode) | (0o700 if stat.S_ISDIR(was.st_mode) else 0))


def across(here: int, name: bytes, to: bytes, part: bytes) -> None:
    """Move to another file system: copied, durable, and only then removed."""
    of = os.stat(name, dir_fd=here, follow_symlinks=False)
    if stat.S_ISREG(of.st_mode):
        source = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=here)
        with open(source, "rb") as reading, open(part, "wb") as writing:
            shutil.copyfileobj(reading, writing, 1 << 20)
            writing.flush()
            dress(source, part)
            os.utime(writing.fileno(), ns=(of.st_atime_ns, of.st_mtime_ns))
            os.fsync(writing.fileno())
        os.replace(part, to)
    elif stat.S_ISLNK(of.st_mode):
        os.symlink(os.readlink(name, dir_fd=here), to)
    elif not stat.S_ISSOCK(of.st_mode):
        os.mknod(to, of.st_mode, of.st_rdev)
    settle(os.path.dirname(to))
    os.unlink(name, dir_fd=here)


def remove_folder(top: int, path: bytes) -> None:
    """Remove a folder that has become empty."""
    try:
        here, name = parent(top, path)
    except OSError as error:
        if error.errno in GONE:
            return
        raise
    try:
        os.rmdir(name, dir_fd=here)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, *GONE):
            raise
    finally:
        os.close(here)


def parent(top: int, path: bytes) -> "tuple[int, bytes]":
    """Open the folder in which a path's last part lies. OSError: EINVAL for dots, ENOTDIR for a link."""
    parts = path.split(b"/")
    if any(part in (b"", b".", b"..") for part in parts):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    here = os.dup(top)
    for part in parts[:-1]:
        try:
            below = os.open(part, FOLDER, dir_fd=here)
        finally:
            os.close(here)
        here = below
    return here, parts[-1]


def settle(folder: "str | bytes") -> None:
    """Make a folder's names outlast a power cut."""
    fd = os.open(folder or b"/", os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
