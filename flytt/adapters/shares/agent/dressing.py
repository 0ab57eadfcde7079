"""Owner, rights, access lists, attributes and times of one thing, given where they differ."""

import errno
import os
import struct

ACL_HEAD, ACL_ENTRY = struct.Struct("<I"), struct.Struct("<HHI")
ACL_USER, ACL_GROUP = 2, 8
LISTS = "system.posix_acl_"
DESCRIPTOR = "security.NTACL"
"""Where Samba keeps a thing's NTFS rights, in terms of its own machine's accounts: each side has its own."""
UNSUPPORTED = (errno.ENOTSUP, errno.ENODATA, errno.EPERM, errno.EACCES)
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Wardrobe:
    """How things are dressed here: whose files become whose, and what could not be given."""

    def __init__(self, users: "dict[int, int]", groups: "dict[int, int]") -> None:
        self.users, self.groups = users, groups
        self.as_root = os.geteuid() == 0
        self.owners = self.missed = 0

    def dress(self, place: bytes, said: "dict[str, Any]", found: "os.stat_result | None") -> None:
        """Give owner, rights, lists, attributes and time, where they differ."""
        now = found if found is not None else os.lstat(place)
        user: int = said["o"][0]
        group: int = said["o"][1]
        owner = (self.users.get(user, user), self.groups.get(group, group))
        mode = said["m"]
        changed = False
        if owner != (now.st_uid, now.st_gid):
            try:
                os.chown(place, owner[0], owner[1], follow_symlinks=False)
                changed = True
            except PermissionError:
                if self.as_root:
                    raise
                self.owners += 1
        attributes = self.mapped(said["x"])
        if self.attributes(place) != attributes:
            self.attribute(place, attributes)
            changed = True
        if said["k"] != "link" and (changed or now.st_mode & 0o7777 != mode):
            os.chmod(place, mode)
            for name in attributes:
                if name == "system.posix_acl_access":
                    os.setxattr(place, name, attributes[name], follow_symlinks=False)
        if changed or now.st_mtime_ns != said["t"]:
            os.utime(place, ns=(said["t"], said["t"]), follow_symlinks=False)

    @staticmethod
    def attributes(place: bytes) -> "dict[str, bytes]":
        """Return attributes and access lists as they are now."""
        found: "dict[str, bytes]" = {}
        try:
            for name in os.listxattr(place, follow_symlinks=False):
                if name.startswith(LISTS) or not (name.startswith("system.") or name == DESCRIPTOR):
                    found[name] = os.getxattr(place, name, follow_symlinks=False)
        except OSError as error:
            if error.errno not in UNSUPPORTED:
                raise
        return found

    def attribute(self, place: bytes, wanted: "dict[str, bytes]") -> None:
        """Set and remove them."""
        now = self.attributes(place)
        for name in now:
            if name not in wanted:
                os.removexattr(place, name, follow_symlinks=False)
        for name, value in wanted.items():
            if now.get(name) != value:
                try:
                    os.setxattr(place, name, value, follow_symlinks=False)
                except OSError as error:
                    if error.errno not in UNSUPPORTED:
                        raise
                    self.missed += 1

    def mapped(self, found: "dict[str, str]") -> "dict[str, bytes]":
        """Return attributes with the ids in access lists mapped."""
        return {
            name: (self.acl if name.startswith(LISTS) else bytes)(bytes.fromhex(value))
            for name, value in found.items()
        }

    def acl(self, value: bytes) -> bytes:
        """Return an access list with its users and groups mapped, in the kernel's order."""
        entries: "list[tuple[int, int, int]]" = []
        mappings = {ACL_USER: self.users, ACL_GROUP: self.groups}
        tag: int
        rights: int
        who: int
        for tag, rights, who in ACL_ENTRY.iter_unpack(value[ACL_HEAD.size :]):
            mapping = mappings.get(tag, {})
            entries.append((tag, rights, mapping.get(who, who)))
        entries.sort(key=lambda entry: (entry[0], entry[2]))
        return value[: ACL_HEAD.size] + b"".join(ACL_ENTRY.pack(*entry) for entry in entries)
