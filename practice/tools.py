"""The programs that a practice host's shell finds: a few of this machine's, and Python in its own files."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from practice.disk import write_whole

__all__ = ["make_tools"]

_BORROWED = ("cat", "getconf", "grep", "head", "id", "sed", "sh", "sleep", "uname")

_PYTHON = """#!{python} -I
import json, os, sys
root = {root!r}
def inside(word):
    try:
        told = json.loads(word)
    except ValueError:
        name, _, value = word.partition("=")
        return name + "=" + led(value) if name.isidentifier() and value else word
    if not isinstance(told, dict):
        return word
    return json.dumps({{k: led(v) if isinstance(v, str) else v for k, v in told.items()}})
def led(word):
    if word.startswith("/"):
        return root + word
    if word.startswith("2f") and not len(word) % 2 and not set(word) - set("0123456789abcdef"):
        return os.fsencode(root).hex() + word
    return word
os.execv({python!r}, [{python!r}] + [inside(word) for word in sys.argv[1:]])
"""


def make_tools(directory: Path, root: Path) -> Path:
    """Make the directory of programs. Absolute paths in a program's options lead below `root`.

    Options are JSON, or words `name=value`. Such a path may be written in hexadecimal, as bytes that are no
    text must be.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for name in _BORROWED:
        found = shutil.which(name)
        if found and not (directory / name).exists():
            (directory / name).symlink_to(found)
    python = _PYTHON.format(python=sys.executable, root=str(root))
    write_whole(directory / "python3", python.encode(), mode=0o755)
    return directory
