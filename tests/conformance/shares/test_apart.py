"""Two hosts in network namespaces of their own, which reach nothing but Flytt's machine."""

import contextlib
import os
import subprocess
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from flytt.adapters.shares.copying import copy
from flytt.adapters.shares.order import Order
from flytt.shares.movers import Choice
from tests.conformance.shares.ground import Host, sshd
from tests.conformance.shares.trees import big, differences, listing, many
from tests.conformance.shares.ways import side
from tests.system import find_program

pytestmark = [pytest.mark.root, pytest.mark.slow, pytest.mark.server("sshd", "ssh-keygen", "rsync", "ip")]


def net(*words: str) -> None:
    """Run `ip`, and skip where this machine does not let anybody."""
    done = subprocess.run([str(find_program("ip")), *words], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"needs network namespaces: ip {' '.join(words)} says {done.stderr.strip()}")


@contextlib.contextmanager
def room(name: str, number: int) -> Generator[str]:
    """Make a namespace with one cable to this machine; yield its address."""
    net("netns", "add", name)
    try:
        net("link", "add", f"{name}o", "type", "veth", "peer", "name", f"{name}i", "netns", name)
        net("addr", "add", f"10.213.{number}.1/24", "dev", f"{name}o")
        net("link", "set", f"{name}o", "up")
        net("-n", name, "addr", "add", f"10.213.{number}.2/24", "dev", f"{name}i")
        net("-n", name, "link", "set", f"{name}i", "up")
        net("-n", name, "link", "set", "lo", "up")
        yield f"10.213.{number}.2"
    finally:
        for words in (("link", "del", f"{name}o"), ("netns", "del", name)):
            subprocess.run([str(find_program("ip")), *words], check=False, capture_output=True)


@pytest.fixture
def apart() -> Iterator[tuple[Host, Host]]:
    """Return two hosts that do not reach each other."""
    one, other = (f"fl{os.getpid() % 100000}{letter}" for letter in "ab")
    with (
        room(one, 1) as near,
        room(other, 2) as far,
        sshd("old", near, one) as old,
        sshd("new", far, other) as new,
    ):
        yield old, new


def test_hosts_that_do_not_reach_each_other_are_relayed(apart: tuple[Host, Host], tmp_path: Path) -> None:
    """A share between two closed networks could not be moved at all."""
    tmp_path.chmod(0o755)
    many(tmp_path / "a", 50)
    said: list[Choice] = []
    order = Order("test-apart", side(apart[0], tmp_path / "a"), side(apart[1], tmp_path / "b"), delete=True)
    copied = copy(order, None, said.append)
    assert [choice.direction for choice in said] == ["push", "pull", "through"]
    assert copied.mover == "relay"
    assert differences(listing(tmp_path / "a"), listing(tmp_path / "b")) == []


def test_a_slow_and_late_line_still_carries_everything(apart: tuple[Host, Host], tmp_path: Path) -> None:
    """A line with delay and loss would be taken for a dead one."""
    tmp_path.chmod(0o755)
    big(tmp_path / "a" / "big", 2 << 20)
    many(tmp_path / "a", 50)
    cable = f"fl{os.getpid() % 100000}bo"
    slow = ["qdisc", "add", "dev", cable, "root", "netem", "delay", "60ms", "loss", "1%", "rate", "8mbit"]
    done = subprocess.run([str(find_program("tc")), *slow], capture_output=True, text=True, check=False)
    if done.returncode:
        # No netem in this kernel: a narrow line without delay is what there is.
        narrow = [
            "qdisc",
            "add",
            "dev",
            cable,
            "root",
            "tbf",
            "rate",
            "8mbit",
            "burst",
            "32k",
            "latency",
            "100ms",
        ]
        done = subprocess.run([str(find_program("tc")), *narrow], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"needs tc: tc {' '.join(slow)} says {done.stderr.strip()}")
    order = Order("test-slow", side(apart[0], tmp_path / "a"), side(apart[1], tmp_path / "b"), delete=True)
    copy(order, "relay")
    assert differences(listing(tmp_path / "a"), listing(tmp_path / "b")) == []
