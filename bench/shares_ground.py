"""Two OpenSSH servers on loopback, and the command lines that move folders between them."""

import contextlib
import os
import re
import resource
import shlex
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.measured import ROOT
from tests.conformance.shares.ground import Host

CIPHER = "aes128-gcm@openssh.com"
RCLONE = "rclone copy --transfers 16 --checkers 16 --ignore-checksum"
_TAIL = 500
_LOOK_SECONDS = 0.05
_ENDING_SECONDS = 0.3
"""What a session takes to end behind the program that opened it: only then is its time counted."""
_TIMES = slice(11, 15)
"""Of `/proc/PID/stat` behind the name: user and system, of itself and of those that have ended."""
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of the clock and of processors, on all three machines, and the most memory the program held."""

    seconds: float
    peak_mb: float
    cpu: float


def middle(times: int, take: Callable[[], Taken]) -> Taken:
    """Return the one in the middle by the clock, of some that are taken one after the other."""
    return sorted((take() for _ in range(times)), key=lambda one: one.seconds)[(times - 1) // 2]


def processors(ours: float, theirs: float) -> str:
    """Return processor seconds of both, as they stand in a note."""
    return f"processors {ours:.2f} s / {theirs:.2f} s"


def peak_of(pid: int, over: threading.Event) -> float:
    """Return the most MB that a program ever held, as it was last seen.

    What the kernel tells of a program that has ended counts what started it, too: this one is larger.
    """
    peak = 0.0
    while not over.wait(_LOOK_SECONDS):
        with contextlib.suppress(OSError):
            if found := _PEAK.search(Path(f"/proc/{pid}/status").read_text()):
                peak = int(found[1]) / 1024
    return peak


def python() -> str:
    """Return the Python that a host's session finds; who measures may have another before it."""
    return shutil.which("python3", path=os.defpath) or "python3"


class Ground:
    """Two servers and what a command line needs to reach them. `folder` is where everything is laid."""

    def __init__(self, old: Host, new: Host, folder: Path) -> None:
        self.old, self.new, self.folder = old, new, folder
        with (new.home / ".ssh" / "authorized_keys").open("a") as authorized:
            authorized.write((old.root / "client_key.pub").read_text())
        self.known = folder / "known"
        for host in (old, new):
            self._know(host, host.port)
        self.key = old.root / "client_key"
        self.env = {**os.environ, "HOME": str(folder / "home")}
        # Otherwise what was changed since would be compiled in every run.
        self.env.pop("PYTHONDONTWRITEBYTECODE", None)
        (folder / "home").mkdir()
        self.told: dict[str, None] = {}

    def cleared(self) -> None:
        """Take away what a measurement that failed has left."""
        for name in ("source", "target", "theirs", "ours"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def known_too(self, port: int) -> None:
        """Let the new host be known at another port as well."""
        self._know(self.new, port)

    def _know(self, host: Host, port: int) -> None:
        with self.known.open("a") as file:
            file.write(f"[127.0.0.1]:{port} {(host.root / 'host_key.pub').read_text()}")

    @property
    def ssh(self) -> str:
        """The words of ssh to the new host, as rsync is told them."""
        options = f"-F none -i {self.key} -o UserKnownHostsFile={self.known} -o IdentitiesOnly=yes"
        return f"ssh {options} -c {CIPHER} -p {self.new.port}"

    def rsync(self, options: str, source: Path, target: Path) -> Taken:
        """Run a plain rsync, pushed over ssh."""
        there = f"{self.new.user}@127.0.0.1:{target}"
        return self.timed(["rsync", *options.split(), "-e", self.ssh, f"{source}/", there])

    def flytt(self, verb: str, source: Path, target: Path, *more: str, port: int = 0) -> Taken:
        """Run `flytt share copy|verify`; `port` is where the new host is reached, if not at its own."""
        words = [sys.executable, "-m", "flytt.cli.main", "share", verb, "--json"]
        words += ["--from", self.old.uri(source), "--to", self.new.uri(target, port)]
        return self.timed([*words, "--key", str(self.key), "--known-hosts", str(self.known), *more])

    def rclone(self, source: Path, target: Path) -> float:
        """Return the seconds of rclone's copy over SFTP, at the transfers that are best for it."""
        remote = f":sftp,host=127.0.0.1,port={self.new.port},user={self.new.user},key_file={self.key},"
        remote += f"disable_hashcheck=true,shell_type=unix:{target}"
        return self.timed([*RCLONE.split(), str(source), remote]).seconds

    def stream(self, mib: int) -> float:
        """Return the seconds of so many MiB of zeros through one ssh, which nobody writes to a disk."""
        there = f"{self.ssh} {self.new.user}@127.0.0.1 'cat >/dev/null'"
        return self.timed(["sh", "-c", f"head -c {mib << 20} /dev/zero | {there}"]).seconds

    def timed(self, words: list[str]) -> Taken:
        """Run it; what fails stops the measurement."""
        self.told[self.shown(words)] = None
        used = self._used()
        began = time.perf_counter()
        over = threading.Event()
        with ThreadPoolExecutor(1) as beside:
            with subprocess.Popen(
                words, cwd=ROOT, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            ) as program:
                assert program.stdout is not None
                peak = beside.submit(peak_of, program.pid, over)
                said = program.stdout.read()
            taken = time.perf_counter() - began
            over.set()
        if program.returncode:
            raise RuntimeError(f"{words[:6]} ended with {program.returncode}: {said[-_TAIL:]}")
        time.sleep(_ENDING_SECONDS)
        return Taken(taken, peak.result(), self._used() - used)

    def _used(self) -> float:
        """Return the processor seconds of all programs that have ended: started here, or by either server."""
        here = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = here.ru_utime + here.ru_stime
        for host in (self.old, self.new):
            told = Path(f"/proc/{host.pid}/stat").read_text().rpartition(")")[2].split()
            used += sum(map(int, told[_TIMES])) / os.sysconf("SC_CLK_TCK")
        return used

    def shown(self, words: list[str]) -> str:
        """Return a command line as the page shows it: without what is of this run alone."""
        text = shlex.join(words)
        for what, instead in (
            (sys.executable, "python"),
            (str(self.key), "KEY"),
            (str(self.known), "KNOWN"),
            (str(self.folder), ""),
            (str(self.new.port), "PORT"),
            (str(self.old.port), "PORT"),
            (self.new.user + "@", "USER@"),
            (f"user={self.new.user}", "user=USER"),
        ):
            text = text.replace(what, instead)
        return text
