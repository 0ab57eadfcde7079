"""One file from host to host, through Flytt's own machine: hashed at both ends, whole or not at all."""

import posixpath

import paramiko

from flytt.adapters.host_errors import failed, missing
from flytt.adapters.ssh import posix
from flytt.adapters.ssh.files import PART, SshFiles
from flytt.adapters.ssh.sftp import Sftp

_CHUNK_BYTES = 256 * 1024
_REQUESTS_IN_FLIGHT = 64
_OUT_OF_STEP = 74


def copy(source: SshFiles, source_path: str, target: SshFiles, target_path: str) -> None:
    """Copy. NotFound without the source; CommandFailed when what arrived is not what was sent."""
    attempted = f"receive {target_path}"
    sent = source.digest(source_path)
    if sent is None:
        raise missing(source.commands.host, "file", source_path)
    if target.digest(target_path) == sent:
        return
    target.commands.run(attempted, posix.make_directory(posixpath.dirname(target_path)))
    with target.commands.connection.sftp(attempted) as there:
        was = target.replaceable(there, target_path)
        with source.commands.connection.sftp(f"send {source_path}") as here:
            is_synced = _stream(here, source_path, there, target_path + PART)
        if not is_synced:
            target.sync(target_path + PART)
        arrived = target.digest(target_path + PART)
        if arrived != sent or source.digest(source_path) != sent:
            target.remove(target_path + PART)
            raise failed(target.commands.host, attempted, "another content than was sent", _OUT_OF_STEP)
        target.settle(there, target_path, was)


def _stream(here: paramiko.SFTPClient, source: str, there: Sftp, target: str) -> bool:
    """Send the content; return whether it is on the disk already."""
    with here.open(source, "rb") as reading, there.open(target, "wb") as writing:
        size = reading.stat().st_size or 0
        reading.prefetch(size, max_concurrent_requests=_REQUESTS_IN_FLIGHT)
        writing.set_pipelined(pipelined=True)
        while chunk := reading.read(_CHUNK_BYTES):
            writing.write(chunk)
        return there.synced(writing)
