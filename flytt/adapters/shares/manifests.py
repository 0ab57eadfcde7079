"""Manifests made where the files lie: the agent runs on a host, and what it says is read as it comes."""

import os
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Annotated

from pydantic import Field

from flytt.adapters.host_errors import failed
from flytt.adapters.shares.agent_program import program
from flytt.adapters.shares.finding import SURVEY, found
from flytt.adapters.shares.shell import SILENCE_SECONDS, Process, Shell
from flytt.migration.errors import AccessRefused, BadInput, FlyttError, NotFound
from flytt.migration.record import Record
from flytt.shares.manifest import Algorithm, Beat, Header, Listed, Listing
from flytt.shares.manifest_reading import Reader

ATTEMPT = "list a folder"
_ERRNO = re.compile(r"flytt-errno (\d+)")
_NO_SUCH, _NOT_A_FOLDER, _FORBIDDEN = {2}, {20}, {1, 13}


class Looking(Record):
    """How a folder is listed. `algorithm` none reads no content: only names, sizes, times, owners and rights.

    `rate_bytes` holds the reading of content to so many bytes a second; `nice` and `idle_io` let the host's
    own work go first; `cross_devices` enters other file systems below the folder. At least every
    `beat_seconds` the host says how far it is.
    """

    algorithm: Algorithm = "blake2b-256"
    cross_devices: bool = False
    readers: Annotated[int, Field(ge=0, le=16)] = 0
    rate_bytes: Annotated[int, Field(ge=0)] = 0
    nice: Annotated[int, Field(ge=0, le=19)] = 0
    idle_io: bool = False
    beat_seconds: Annotated[int, Field(ge=1, le=15)] = 15


@contextmanager
def manifest(
    shell: Shell,
    root: str,
    looking: Looking,
    *,
    with_python: bool = True,
    beat: Callable[[Beat], object] = lambda _: None,
    silence: float = SILENCE_SECONDS,
) -> Generator[Listed]:
    """Begin to list a folder. The entries come as they are read; leaving early ends the program on the host.

    NotFound and AccessRefused when the folder cannot be listed, BrokenManifest when the list is not whole.
    `with_python` false uses `find` and `sha256sum`, which see neither access lists nor extended attributes.
    """
    if not with_python:
        with _by_find(shell, root, looking, silence) as listing:
            yield listing
        return
    options = {"root": os.fsencode(root).hex(), **looking.model_dump()}
    argv = ("python3", "-I", "-S", "-", *(f"{name}={value}" for name, value in options.items() if value))
    with shell.open(ATTEMPT, argv, silence=silence) as process:
        process.write(program("manifest"))
        process.close_input()
        yield Reader(_output(shell, process), shell.host, beat=beat)


@contextmanager
def _by_find(shell: Shell, root: str, looking: Looking, silence: float) -> Generator[Listed]:
    content = looking.algorithm != "none"
    if looking.algorithm not in {"none", "sha256"}:
        raise BadInput(
            f"{shell.host} has no python3, and sha256sum cannot make {looking.algorithm}.",
            still_true="Nothing was listed.",
            next_command="list both sides by sha256",
        )
    header = Header(
        maker="find and sha256sum",
        algorithm=looking.algorithm,
        blind=("acl", "xattrs"),
        device_only=not looking.cross_devices,
    )
    words = ("content" if content else "", "" if looking.cross_devices else "-xdev", str(looking.nice))
    # The folder's name goes last, behind a slash: a name is never read as an option.
    where = root if root.startswith("/") else f"./{root}"
    argv = ("sh", "-c", SURVEY, "sh", *words, where)
    with shell.open(ATTEMPT, argv, silence=silence) as process:
        process.close_input()
        entries = found(
            _output(shell, process), shell.host, content=content, cross_devices=looking.cross_devices
        )
        yield Listing(shell.host, header, entries)


def _output(shell: Shell, process: Process) -> Iterator[bytes]:
    """Yield what a program says, and its failure instead of an end that means nothing."""
    while data := process.read():
        yield data
    ended = process.wait()
    if ended.status:
        raise _refused(shell, ended.status, ended.stderr)


def _refused(shell: Shell, status: int, stderr: str) -> FlyttError:
    told = _ERRNO.search(stderr)
    number = int(told[1]) if told else 0
    if number in _NO_SUCH | _NOT_A_FOLDER:
        return NotFound(
            f"The folder that was to be listed on {shell.host} is not there, or is no folder.",
            still_true="Nothing was changed.",
            next_command="see that the path is right, and that what is mounted there is mounted",
        )
    if number in _FORBIDDEN:
        return AccessRefused(
            f"{shell.host} does not let Flytt list the folder.",
            still_true="Nothing was changed.",
            next_command="sign in there as a user that may read everything in it",
        )
    return failed(shell.host, ATTEMPT, os.strerror(number) if number else stderr, status)
