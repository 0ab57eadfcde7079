"""Commands that read and change files, with the words and exit codes of GNU coreutils."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from pathlib import Path

from practice.commands.call import Call, Outcome, UsageError

__all__ = ["cat", "chmod", "cp", "mkdir", "mv", "rm", "sha256sum", "stat", "sync"]

_CHUNK_BYTES = 1 << 16


def sha256sum(call: Call) -> Outcome:
    """Print `HASH *PATH` for each file."""
    code = 0
    for path in call.operands(options={"-b"})[1]:
        try:
            with _file(call, path).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            call.say(f"{path}: {error.strerror}")
            code = 1
            continue
        written = path.replace("\\", "\\\\").replace("\n", "\\n")
        mark = "\\" if written != path else ""
        call.out(f"{mark}{digest} *{written}\n".encode(errors="surrogateescape"))
    return Outcome(code)


def cat(call: Call) -> Outcome:
    """Print files."""
    code = 0
    for path in call.operands()[1]:
        try:
            with _file(call, path).open("rb") as file:
                while chunk := file.read(_CHUNK_BYTES):
                    call.out(chunk)
        except BrokenPipeError:
            raise
        except OSError as error:
            call.say(f"{path}: {error.strerror}")
            code = 1
    return Outcome(code)


def stat(call: Call) -> Outcome:
    """Print size (`%s`, bytes) or permissions (`%a`, octal) of files: `stat -c FORMAT -- PATH…`."""
    options, words = call.operands(options={"-c"}, least=2)
    output_format, *paths = words
    paths = paths[1:] if paths[0] == "--" else paths
    if "-c" not in options or not paths or re.search(r"%(?![sa])", output_format):
        msg = "expected -c with %s or %a"
        raise UsageError(msg)
    code = 0
    for path in paths:
        try:
            found = call.machine.jail.real(path, follow=False).lstat()
        except OSError as error:
            call.say(f"cannot statx '{path}': {error.strerror}")
            code = 1
            continue
        written = output_format.replace("%s", str(found.st_size)).replace("%a", f"{found.st_mode & 0o7777:o}")
        call.out(f"{written}\n".encode())
    return Outcome(code)


def mkdir(call: Call) -> Outcome:
    """Make directories; with `-p` also those above, and no fault if they are there."""
    options, paths = call.operands(options={"-p"})
    code, changed = 0, False
    for path in paths:
        try:
            real = call.machine.jail.real(path)
            changed |= not real.exists()
            real.mkdir(parents="-p" in options, exist_ok="-p" in options)
        except OSError as error:
            call.say(f"cannot create directory '{path}': {error.strerror}")
            code = 1
    return Outcome(code, changed)


def rm(call: Call) -> Outcome:
    """Remove files, never directories; with `-f` it is no fault if they are gone."""
    options, paths = call.operands(options={"-f"}, least=0)
    code, changed = 0, False
    for path in paths:
        try:
            real = call.machine.jail.real(path, follow=False)
            if real.is_dir() and not real.is_symlink():
                call.say(f"cannot remove '{path}': Is a directory")
                code = 1
                continue
            real.unlink()
            changed = True
        except FileNotFoundError as error:
            if "-f" not in options:
                call.say(f"cannot remove '{path}': {error.strerror}")
                code = 1
        except OSError as error:
            call.say(f"cannot remove '{path}': {error.strerror}")
            code = 1
    return Outcome(code, changed)


def mv(call: Call) -> Outcome:
    """Rename, replacing the target in one step. With `-T` the target is never a directory to move into."""
    options, (source, target) = call.operands(options={"-T", "-f"}, least=2, most=2)
    try:
        old, new = (call.machine.jail.real(path, follow=False) for path in (source, target))
        if "-T" not in options and new.is_dir():
            new = new / old.name
        if not old.is_symlink() and not old.exists():
            call.say(f"cannot stat '{source}': No such file or directory")
            return Outcome(1)
        if old == new:
            call.say(f"'{source}' and '{target}' are the same file")
            return Outcome(1)
        old.replace(new)
    except OSError as error:
        call.say(f"cannot move '{source}' to '{target}': {error.strerror}")
        return Outcome(1)
    return Outcome(0, changed=True)


def cp(call: Call) -> Outcome:
    """Copy one file with its permissions; with `-p` also its times."""
    options, (source, target) = call.operands(options={"-T", "-p"}, least=2, most=2)
    try:
        old = _file(call, source)
        new = call.machine.jail.real(target)
        if "-T" not in options and new.is_dir():
            new = call.machine.jail.real(f"{target}/{old.name}")
        shutil.copyfile(old, new)
        (shutil.copystat if "-p" in options else shutil.copymode)(old, new)
    except (OSError, shutil.SameFileError) as error:
        call.say(f"cannot copy '{source}' to '{target}': {error.strerror or 'same file'}")
        return Outcome(1)
    return Outcome(0, changed=True)


def chmod(call: Call) -> Outcome:
    """Set permissions given in octal."""
    mode, *paths = call.operands(least=2)[1]
    paths = paths[1:] if paths[0] == "--" else paths
    if not re.fullmatch(r"[0-7]{3,4}", mode) or not paths:
        call.say(f"invalid mode: '{mode}'")
        return Outcome(1)
    code, changed = 0, False
    for path in paths:
        try:
            real = call.machine.jail.real(path)
            changed |= real.stat().st_mode & 0o7777 != int(mode, 8)
            real.chmod(int(mode, 8))
        except OSError as error:
            call.say(f"cannot access '{path}': {error.strerror}")
            code = 1
    return Outcome(code, changed)


def sync(call: Call) -> Outcome:
    """Write files or directories to the disk."""
    code = 0
    for path in call.operands(options={"-d"})[1]:
        try:
            opened = os.open(_file(call, path), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)
        except OSError as error:
            call.say(f"error opening '{path}': {error.strerror}")
            code = 1
    return Outcome(code)


def _file(call: Call, path: str) -> Path:
    return call.machine.jail.real(path)
