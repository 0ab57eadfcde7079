"""Whether anything in a folder has access lists, attributes or holes: `python3 -I - OPTIONS < traits.py`.

Python 3.6 or newer and its standard library; of that, what is quickly loaded. OPTIONS are words `name=value`;
standard output is one JSON object: what has been seen, and what could not be ruled out, with the bytes of all
files. Of a folder that is still to be filled, what it would hand down.
"""

import os
import sys
import time

ACCESS, DEFAULT = "system.posix_acl_access", "system.posix_acl_default"
NEVER_CARRIED = "security.NTACL"
BLOCK_BYTES = 512


class Traits:
    """What has been seen so far."""

    def __init__(self) -> None:
        self.lists = self.attributes = self.sparse = False
        self.size_bytes = 0

    @property
    def all(self) -> bool:
        """Whether there is no need to look at attributes any further."""
        return self.lists and self.attributes

    def look(self, path: bytes) -> None:
        """Look at one thing; no link is followed."""
        for name in os.listxattr(path, follow_symlinks=False):
            if name in (ACCESS, DEFAULT):
                self.lists = True
            elif name != NEVER_CARRIED:
                self.attributes = True


def everything_in(root: bytes, seconds: float, traits: Traits) -> None:
    """Look at all of it, on its own file system, until the time is up."""
    ends = time.monotonic() + seconds
    device = os.lstat(root).st_dev
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        if not traits.all:
            traits.look(folder)
        with os.scandir(folder) as inside:
            for entry in inside:
                # One folder alone may hold millions.
                if time.monotonic() > ends:
                    raise OSError("it takes too long")
                if not entry.is_dir(follow_symlinks=False):
                    if not traits.all:
                        traits.look(entry.path)
                    found = entry.stat(follow_symlinks=False)
                    traits.size_bytes += found.st_size
                    # A link may lie in its inode, and then has no blocks.
                    if found.st_blocks * BLOCK_BYTES < found.st_size and entry.is_file(follow_symlinks=False):
                        traits.sparse = True
                elif entry.stat(follow_symlinks=False).st_dev == device:
                    waiting.append(entry.path)


def handed_down_by(path: bytes, traits: Traits) -> None:
    """Look at the folder, or at the nearest one above it that is there."""
    while not os.path.lexists(path) and path not in (b"/", b""):
        path = os.path.dirname(path)
    traits.look(path or b".")


def main() -> int:
    """Answer. What cannot be looked at may have anything."""
    options = dict(word.split("=", 1) for word in sys.argv[1:])
    path = bytes.fromhex(options["path"])
    traits = Traits()
    try:
        if "empty" in options:
            handed_down_by(path, traits)
        else:
            everything_in(path, float(options["seconds"]), traits)
    except (OSError, AttributeError):  # without listxattr, this Python cannot tell
        traits.lists = traits.attributes = traits.sparse = True
    sys.stdout.write(
        '{"lists": %d, "attributes": %d, "sparse": %d, "size_bytes": %d}'
        % (traits.lists, traits.attributes, traits.sparse, traits.size_bytes)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
