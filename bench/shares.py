"""`python -m bench.shares`: moving shares beside the tools people would use, over the same SSH, in one run.

`--files N` and `--mib N` set the sizes. Source and target are two OpenSSH servers on loopback, as root.
"""

import argparse
import contextlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from bench.measured import ROOT, Measured, table
from tests.conformance.shares.ground import Host, sshd
from tests.conformance.shares.trees import big, many

LIMITS = "What limits it,"
"""Where the part of the page begins that a person has written: it is kept."""

PAGE = """\
# Measurements of file shares

Made with `make bench-shares ARGS='{arguments}'` on {day}: {cores} cores, the machine's load {load} when
it began. Source, target and control machine are one machine with two OpenSSH servers on loopback: everything
competes for the same cores, so read the ratios. Each number and what stands beside it are of the same run.

{table}

- *Verified* is `flytt share verify`: both sides listed and hashed on their own hosts, and compared. rsync's
  own proof is a second run with `-ac`, which reads both sides and compares content with its own protocol.
- *Control* is Flytt's whole command line with rsync, against the same rsync started by hand over ssh.
- rclone is given 16 transfers and no hash check; it drops owners, modes, links and folders' times. plain SFTP
  tools are compared with the copy alone.
- The raw limit is `cp -a` on the same disk, and one stream of zeros through ssh with AES-GCM.
{notes}
"""


class Ground:
    """Two servers and what a command line needs to reach them."""

    def __init__(self, old: Host, new: Host, folder: Path) -> None:
        self.old, self.new, self.folder = old, new, folder
        shutil.copy(old.home / ".ssh" / "authorized_keys", new.home / ".ssh" / "authorized_keys")
        self.known = folder / "known"
        self.known.write_text(
            "".join(f"[127.0.0.1]:{h.port} {(h.root / 'host_key.pub').read_text()}" for h in (old, new))
        )
        self.key = old.root / "client_key"
        self.env = {**os.environ, "HOME": str(folder / "home")}
        (folder / "home").mkdir()

    @property
    def ssh(self) -> str:
        """The words of ssh to the new host, as rsync is told them."""
        options = f"-F none -i {self.key} -o UserKnownHostsFile={self.known} -o IdentitiesOnly=yes"
        return f"ssh {options} -c aes128-gcm@openssh.com -p {self.new.port}"

    def rsync(self, options: str, source: Path, target: Path) -> float:
        """Return the seconds of a plain rsync, pushed over ssh."""
        words = [
            "rsync",
            *options.split(),
            "-e",
            self.ssh,
            f"{source}/",
            f"{self.new.user}@127.0.0.1:{target}",
        ]
        return self.timed(words)

    def flytt(self, verb: str, source: Path, target: Path, *more: str) -> float:
        """Return the seconds of `flytt share copy|verify`."""
        words = [sys.executable, "-m", "flytt.cli.main", "share", verb, "--json"]
        words += ["--from", self.old.uri(source), "--to", self.new.uri(target)]
        return self.timed([*words, "--key", str(self.key), "--known-hosts", str(self.known), *more])

    def rclone(self, source: Path, target: Path) -> float:
        """Return the seconds of rclone's copy over SFTP, at the transfers that are best for it."""
        remote = f":sftp,host=127.0.0.1,port={self.new.port},user={self.new.user},key_file={self.key},"
        remote += "disable_hashcheck=true,shell_type=unix:"
        words = ["rclone", "copy", "--transfers", "16", "--checkers", "16", "--ignore-checksum"]
        return self.timed([*words, str(source), f"{remote}{target}"])

    def timed(self, words: list[str]) -> float:
        """Run it and return its seconds; what fails stops the measurement."""
        began = time.perf_counter()
        done = subprocess.run(words, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        taken = time.perf_counter() - began
        if done.returncode:
            raise RuntimeError(
                f"{words[:6]} ended with {done.returncode}: {done.stderr[-500:]} {done.stdout[-500:]}"
            )
        return taken


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--mib", type=int, default=2048)
    parser.add_argument("--no-page", action="store_true")
    given = parser.parse_args()
    load = f"{os.getloadavg()[0]:.1f}"
    rows: list[Measured] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="flytt-bench-", dir="/var/tmp")))
        folder.chmod(0o755)
        ground = Ground(stack.enter_context(sshd("old")), stack.enter_context(sshd("new")), folder)
        for row in measured(ground, given.files, given.mib):
            rows.append(row)
            print("  ".join(cell for cell in row.cells if cell), file=sys.stderr, flush=True)
    text = table(rows)
    print(text)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    notes = f"- The largest program of the whole run, any tool's, held {peak} MB."
    if not given.no_page:
        page = PAGE.format(
            arguments=f"--files {given.files} --mib {given.mib}",
            day=f"{datetime.now(UTC):%-d %B %Y}",
            cores=os.cpu_count(),
            load=load,
            table=text,
            notes=notes,
        )
        written = ROOT / "docs" / "measurements-shares.md"
        _, found, limits = written.read_text(encoding="utf-8").partition(LIMITS)
        written.write_text(page + "\n" + found + limits, encoding="utf-8")
    return 0


def measured(ground: Ground, files: int, mib: int) -> Iterator[Measured]:
    """Measure one large file, and many small ones."""
    large, small = ground.folder / "large", ground.folder / "small"
    big(large / "file", mib << 20)
    many(small, files)
    yield from large_file(ground, large, mib)
    yield from small_files(ground, small, files)


def large_file(ground: Ground, source: Path, mib: int) -> Iterator[Measured]:
    """One file that does not compress."""
    name = f"{mib:,} MiB in one file"
    target = ground.folder / "b"
    raw = ground.timed(["cp", "-a", str(source), str(ground.folder / "raw")])
    with emptied(ground.folder / "raw"), emptied(target):
        peer = ground.rsync("-a", source, target)
        peer_proof = ground.rsync("-ac", source, target)
    with emptied(target):
        copy = ground.flytt("copy", source, target)
        proof = ground.flytt("verify", source, target)
    whole, peers = copy + proof, peer + peer_proof
    yield Measured(f"{name}: copied", copy, "s", "rsync -a", peer)
    yield Measured(f"{name}: verified", proof, "s", "rsync -ac", peer_proof)
    yield Measured(
        f"{name}: copied and verified / rsync -a and -ac",
        whole / peers,
        "×",
        goal=1.0,
        note=f"{whole:.1f} s / {peers:.1f} s",
    )
    share = f"{mib / copy:.0f} MiB/s; cp -a on this disk {mib / raw:.0f} MiB/s"
    yield Measured(f"{name}: of the raw limit", raw / copy, "×", note=share)
    limit = int(mib * 1024 / 60)
    with emptied(target):
        bare = ground.rsync(f"-aHAXS --bwlimit={limit}", source, target)
    with emptied(target):
        controlled = ground.flytt("copy", source, target, "--limit", str(limit))
    yield Measured(
        "A run of a minute: control over the bare mover",
        100 * (controlled - bare) / bare,
        "%",
        goal=5,
        note=f"{controlled:.1f} s / {bare:.1f} s at {limit} KiB/s",
    )


def small_files(ground: Ground, source: Path, files: int) -> Iterator[Measured]:
    """Many files of a few KiB."""
    name = f"{files:,} small files"
    target = ground.folder / "b"
    with emptied(target):
        peer_tool = ground.rclone(source, target)
    with emptied(target):
        peer = ground.rsync("-a", source, target)
        peer_proof = ground.rsync("-ac", source, target)
        peer_still = ground.rsync("-a", source, target)
    with emptied(target):
        like = ground.rsync("-aHAX", source, target)
        like_still = ground.rsync("-aHAX", source, target)
    with emptied(target):
        copy = ground.flytt("copy", source, target)
        proof = ground.flytt("verify", source, target)
        still = ground.flytt("copy", source, target)
        changed = one_percent(source, files)
        delta = ground.flytt("copy", source, target, "--delete")
    whole, peers = copy + proof, peer + peer_proof
    yield Measured(f"{name}: copied", copy, "s", "rsync -a", peer)
    yield Measured(f"{name}: copied", copy, "s", "rsync -aHAX, which keeps as much", like)
    yield Measured(
        f"{name}: rclone, 16 transfers / copied",
        peer_tool / copy,
        "×",
        note=f"{peer_tool:.1f} s; goal: 3 or more",
    )
    yield Measured(f"{name}: verified", proof, "s", "rsync -ac", peer_proof)
    yield Measured(
        f"{name}: copied and verified / rsync -a and -ac",
        whole / peers,
        "×",
        goal=1.0,
        note=f"{whole:.1f} s / {peers:.1f} s",
    )
    yield Measured(
        f"{name}: a pass without changes / rsync's",
        still / peer_still,
        "×",
        goal=1.2,
        note=f"{still:.2f} s / {peer_still:.2f} s; rsync -aHAX {like_still:.2f} s",
    )
    yield Measured(f"{name}: a pass with 1 % changed", delta, "s", note=f"{changed:,} files")


def one_percent(source: Path, files: int) -> int:
    """Change, add and delete one file in a hundred."""
    paths = sorted(path for path in source.rglob("*") if path.is_file())[
        :: max(1, files // (files // 100 or 1))
    ]
    for number, path in enumerate(paths):
        if number % 3 == 0:
            path.write_bytes(b"changed")
        elif number % 3 == 1:
            path.with_name(f"new {number}").write_bytes(b"new")
        else:
            path.unlink()
    return len(paths)


@contextlib.contextmanager
def emptied(folder: Path) -> Generator[None]:
    """Leave nothing there."""
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
