"""The words of rsync, of its server on the other host, and of the ssh between them."""

import hashlib
import os
import shlex

from flytt.adapters.host_errors import failed
from flytt.adapters.shares.order import BESIDE, Order, Server
from flytt.adapters.shares.rsync_scripts import HOME, NUMBER, SERVE, STREAM, TARGET
from flytt.adapters.ssh.endpoint import Argv
from flytt.migration.share_settings import OwnerRow
from flytt.shares.comparison import DESCRIPTOR

PEER = "flytt-peer"
# rsync quotes what it sends to the other host in ways that differ by version: these need no quoting.
_ROOT, _ASIDE, _PARTIAL = "/flytt-root", "/flytt-aside", "/flytt-partial"
# One of several streams names itself in the path; the other host reads its number there, and nothing else.
_STREAM, _PART = "/flytt-stream-", "/flytt-part"
_SHOWN_STREAM = 1
# From the target's root, one folder deep: rsync walks every part of the path, five times for each file.
_OF_STREAM = f"{BESIDE}/unfinished-"
_SHOW = """--rsh=sh -c 'echo flytt-server $* >&2; exit 9' sh"""
_SSH = "--rsh=ssh -F config"
_FAST = "aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,chacha20-poly1305@openssh.com,aes256-ctr"


def lock_of(path: str) -> str:
    """Return the name of the lock of a target folder; the relay takes the same."""
    return hashlib.blake2b(os.fsencode(path), digest_size=12).hexdigest() + ".lock"


def options(order: Order, *, driver_writes: bool, kib: int, lists: bool, stream: int = 0) -> Argv:
    """Return rsync's options, with placeholders for paths when the other host is the one that writes.

    One of several streams (from 1) has a place of its own for what is unfinished.
    """
    beside = f"{order.target.path.rstrip('/')}/{BESIDE}"
    own = f"-{stream}" if stream else ""
    partial = f"{beside}/partial{own}" if driver_writes else _PARTIAL
    aside = order.aside if driver_writes else _ASIDE
    words = [
        # Looking for holes, rsync writes a KiB at a time: a quarter more processor time for a large file.
        "-aHx"
        + ("S" if order.sparse else "")
        + ("A" if lists and order.lists else "")
        + ("X" if order.attributes else ""),
        # Without it a time within the same second counts as the same, and is left as it is.
        "--modify-window=-1",
        "--numeric-ids",
        # Samba's descriptors name accounts of the old machine. A filter replaces rsync's own: `system.*`.
        f"--filter=-x {DESCRIPTOR}",
        "--filter=-x system.*",
        f"--temp-dir={_OF_STREAM}{stream}" if stream else f"--temp-dir={BESIDE}",
        f"--partial-dir={partial}",
        f"--exclude=/{BESIDE}",
        "--timeout=600",
        "--info=progress2",
        "--stats",
        "--no-human-readable",
        *_mapped(order.owners),
    ]
    if kib:
        words.append(f"--bwlimit={kib}")
    if order.aside:
        words += ["--backup", f"--backup-dir={aside}"]
    if stream:
        # What is gone goes in the last pass, which alone knows everything.
        words += ["--recursive", "--from0"]
    elif order.again is not None:
        words += ["--ignore-times", "--from0", "--files-from=again"]
        if order.delete:
            words.append("--delete-missing-args")
    elif order.delete:
        words += ["--delete-delay"]
    return tuple(words)


def _mapped(owners: tuple[OwnerRow, ...]) -> list[str]:
    words: list[str] = []
    for kind in ("user", "group"):
        rows = [row for row in owners if row.kind == kind and row.source.isdigit() and row.target.isdigit()]
        if rows:
            words.append(f"--{kind}map=" + ",".join(f"{row.source}:{row.target}" for row in rows))
    return words


def local(order: Order, kib: int, *, lists: bool, stream: int = 0) -> Argv:
    """Return rsync's words on a host that has both folders."""
    told = options(order, driver_writes=True, kib=kib, lists=lists, stream=stream)
    part = (f"--files-from=part-{stream}",) if stream else ()
    return ("rsync", *told, *part, _from(order.source.path), order.target.path)


def remote(order: Order, *, push: bool, kib: int, lists: bool, show: bool = False, stream: int = 0) -> Argv:
    """Return rsync's words on the driving host; with `show` they only show what the other host would run."""
    rsh = _SHOW if show else _SSH
    here = order.source.path if push else order.target.path
    root = f"{_STREAM}{stream}" if stream else _ROOT
    there = f"{PEER}:{root}/" if not push else f"{PEER}:{root}"
    ends = (_from(here), there) if push else (there, here)
    told = options(order, driver_writes=not push and not show, kib=kib, lists=lists, stream=stream)
    # The parts lie at the source, whichever host drives.
    part = (f"--files-from=part-{stream}" if push else f"--files-from=:{_PART}",) if stream else ()
    return ("rsync", *told, *part, rsh, *ends)


def _from(path: str) -> str:
    return path.rstrip("/") + "/"


def serve(order: Order, *, push: bool, command: str, streams: bool = False) -> bytes:
    """Return the script that the key runs on the other host, from what rsync there is to be told."""
    words = command.split()
    if words[:2] != ["rsync", "--server"]:
        raise failed(order.source.shell.host, "say how rsync is to run on the other host", command[:200])
    beside = f"{order.target.path.rstrip('/')}/{BESIDE}"
    other = order.target.path if push else order.source.path
    own = '-"$k"' if streams else ""
    root, aside = shlex.quote(other), shlex.quote(order.aside)
    meant = {
        _ROOT: root,
        f"{_ROOT}/": shlex.quote(_from(other)),
        f"{_STREAM}{_SHOWN_STREAM}": root,
        f"{_STREAM}{_SHOWN_STREAM}/": shlex.quote(_from(other)),
        _ASIDE: aside,
        _PARTIAL: shlex.quote(f"{beside}/partial") + own,
        f"{_OF_STREAM}{_SHOWN_STREAM}": f'{_OF_STREAM}"$k"',
        _PART: f".flytt-share/{order.job}/part{own}",
        f"--files-from={_PART}": f"--files-from=.flytt-share/{order.job}/part{own}",
    }
    text = SERVE.format(
        number=NUMBER if streams else "",
        command=" ".join(meant.get(word, shlex.quote(word)) for word in words),
        target=_target(order, streams=streams) if push else "",
        after='after "$status"' if push else "",
    )
    return text.encode(errors="surrogateescape")


def _target(order: Order, *, streams: bool) -> str:
    path = shlex.quote(order.target.path)
    durable = "yes" if order.durable else "no"
    lock = f"{HOME}/{lock_of(order.target.path)}"
    begins = STREAM if streams else TARGET
    return f'state="{HOME}/{order.job}" root={path} lock="{lock}" durable={durable}\n{begins}'


def config(server: Server, *, fast: bool) -> str:
    """Return the ssh configuration of the driving host: this server, this key, these host keys only."""
    lines = [
        "Host *",
        f"HostName {server.address}",
        f"Port {server.port}",
        f"User {server.user}",
        f"HostKeyAlias {PEER}",
        "IdentityFile key",
        "IdentitiesOnly yes",
        "UserKnownHostsFile known",
        "GlobalKnownHostsFile none",
        "StrictHostKeyChecking yes",
        "BatchMode yes",
        "PreferredAuthentications publickey",
        "ConnectTimeout 15",
        "ServerAliveInterval 15",
        "ServerAliveCountMax 8",
        "Compression no",
        "ClearAllForwardings yes",
        "LogLevel ERROR",
        *([f"Ciphers {_FAST}"] if fast else []),
    ]
    return "\n".join(lines) + "\n"


def known(server: Server) -> str:
    """Return the host keys to accept."""
    return "".join(f"{PEER} {key}\n" for key in server.keys)
