"""By which hash two sides are compared: the one by which the slower of them is done first."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from flytt.adapters.shares.shell import Shell, ask
from flytt.migration.errors import BadInput
from flytt.shares.manifest import Algorithm

TRIAL = """
import sys, hashlib, time
if sys.version_info < (3, 6):
    sys.exit(1)
print("python")
data = bytes(1 << 18)
for name, kind in (("blake2b-256", hashlib.blake2b), ("sha256", hashlib.sha256)):
    taken = []
    for _ in range(3):
        begun = time.process_time()
        kind(data).digest()
        taken.append(time.process_time() - begun)
    print(name, min(taken))
"""
"""Processor time, the best of three: what else the host does must not decide. Two milliseconds in all."""

_LOOK = r"""
python3 -I -S -c "$1" 2>/dev/null && exit 0
if find / -maxdepth 0 -printf '%P' >/dev/null 2>&1 && printf 'a\0' | sort -z >/dev/null 2>&1 &&
  sha256sum </dev/null >/dev/null 2>&1 && printf 'a\0' | xargs -0 true 2>/dev/null; then echo find; fi
exit 0
"""
_STRONG: tuple[Algorithm, ...] = ("blake2b-256", "sha256")


class Able(NamedTuple):
    """How a host lists folders, and its seconds for 256 KiB by each hash, where it has python3."""

    python: bool
    seconds: dict[str, float]


def able(shell: Shell) -> Able:
    """Ask a host. BadInput when it has neither python3 nor find and sha256sum."""
    says = ask(shell, "see how folders can be listed", ("sh", "-c", _LOOK, "sh", TRIAL)).text
    if not says.strip():
        raise BadInput(
            f"{shell.host} has neither python3 (3.6 or newer) nor GNU find with sha256sum.",
            still_true="Nothing was listed.",
            next_command=f"install python3 on {shell.host}",
        )
    return able_by(says)


def able_by(says: str) -> Able:
    """Read what a trial has said, whatever else was said beside it."""
    told = [line.split(" ") for line in says.splitlines()]
    return Able(["python"] in told, {words[0]: float(words[1]) for words in told if words[0] in _STRONG})


def all_able(shells: Iterable[Shell]) -> tuple[Able, ...]:
    """Ask hosts at once."""
    asked = tuple(shells)
    with ThreadPoolExecutor(len(asked)) as at_once:
        return tuple(at_once.map(able, asked))


def fastest(hosts: Iterable[Able]) -> Algorithm:
    """Return the algorithm by which the slowest host is done first."""
    asked = tuple(hosts)
    if not all(one.python for one in asked):
        return "sha256"
    worst = {name: max(one.seconds.get(name, float("inf")) for one in asked) for name in _STRONG}
    return min(_STRONG, key=worst.__getitem__)
