"""The words for Windows and SQL Server, beside what was reviewed: `golden/windows.txt`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flytt.adapters.ssh import sqlserver, windows
from flytt.adapters.ssh.endpoint import Argv, Endpoint, FromAgent
from flytt.adapters.ssh.hosts import SshHosts
from flytt.adapters.ssh.words import render
from flytt.migration.errors import BadInput

GOLDEN = Path(__file__).parent / "golden" / "windows.txt"
VALUES = (
    "Visma",
    "it's",
    "\u2018typographic\u2019",
    "$(Stop-Computer)",
    "a]; DROP DATABASE b; --",
    "[x]*",
    '`"',
)
PLACE = r"D:\backup"


def one(build: Callable[[str], Argv], value: str) -> str:
    """Return a line, or that there is none."""
    try:
        return render(build(value), "windows")
    except BadInput as refusal:
        return f"# {refusal.attempted}"


def lines() -> str:
    """Return every command with every value."""
    commands: tuple[Callable[[str], Argv], ...] = (
        windows.service_state,
        windows.start,
        windows.stop,
        windows.enable,
        windows.disable,
        windows.sha256,
        lambda value: windows.fetch(f"http://localhost/{value}", 20),
        lambda value: sqlserver.backup(value, rf"{PLACE}\{value}.bak"),
        sqlserver.verify,
        lambda value: sqlserver.restore(value, rf"{PLACE}\{value}.bak", {value: rf"E:\data\{value}.mdf"}),
        sqlserver.drop,
    )
    return "".join(one(command, value) + "\n" for command in commands for value in VALUES)


def test_commands_are_those_that_were_reviewed() -> None:
    """Otherwise a value could become a command on a host that no test here can run."""
    assert lines() == GOLDEN.read_text(encoding="utf-8")


def test_a_windows_host_says_that_it_is_not_proven() -> None:
    """Otherwise a real move would be the first test of these commands."""
    endpoint = Endpoint(address="127.0.0.1", user="flytt", platform="windows")
    hosts = SshHosts({"w": endpoint}, credentials=FromAgent())
    assert hosts.proven("w") == windows.PROVEN == sqlserver.PROVEN
    with pytest.raises(BadInput, match="not proven"):
        hosts.on("w")
