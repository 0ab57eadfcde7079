"""The words for shares and rights on Windows hosts, beside what was reviewed: `golden/smb_windows.txt`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flytt.adapters.shares import robocopy, smb_windows
from flytt.adapters.shares.exports import SambaExports
from flytt.adapters.ssh.endpoint import Argv, Endpoint, FromAgent
from flytt.adapters.ssh.hosts import SshHosts
from flytt.adapters.ssh.words import render
from flytt.migration.errors import BadInput

GOLDEN = Path(__file__).parent / "golden" / "smb_windows.txt"
VALUES = ("Felles$", "it's", "$(Stop-Computer)", "[x]*", '`"', "a b; Remove-SmbShare c", "\u2019")
OLD, NEW = "S-1-5-21-1-2-3-1001", "S-1-5-21-7-8-9-501"
COMMANDS: tuple[Callable[[str], Argv], ...] = (
    smb_windows.state,
    smb_windows.access,
    lambda name: smb_windows.grant(name, "PRACTICE\\ansatte", "Read"),
    lambda name: smb_windows.revoke(name, "PRACTICE\\ansatte"),
    lambda name: smb_windows.block(name, "PRACTICE\\tjeneste"),
    lambda name: smb_windows.unblock(name, "PRACTICE\\tjeneste"),
    lambda name: smb_windows.cached(name, "None"),
    lambda name: smb_windows.open_files() if name == VALUES[0] else smb_windows.close_files(name),
    smb_windows.rights,
    lambda path: smb_windows.save_rights(path, r"C:\flytt\rights.txt"),
    lambda path: smb_windows.restore_rights(path, r"C:\flytt\rights.txt", becomes=((OLD, NEW),)),
    lambda path: smb_windows.own(path, NEW),
)


def test_commands_are_those_that_were_reviewed() -> None:
    """Otherwise a share's name could become a command on a host that no test here can run."""
    lines = [render(command(value), "windows") for command in COMMANDS for value in VALUES]
    assert lines == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_shares_of_windows_hosts_are_refused_with_why() -> None:
    """A real move would be the first test of these commands, or would talk Samba's words to Windows."""
    endpoint = Endpoint(address="127.0.0.1", user="flytt", platform="windows")
    hosts = SshHosts({"fil01": endpoint}, credentials=FromAgent())
    assert hosts.proven("fil01") == smb_windows.PROVEN == robocopy.PROVEN
    with pytest.raises(BadInput) as refused:
        SambaExports(hosts.on("fil01").commands).state("Felles$")
    assert smb_windows.PROVEN in str(refused.value)
    assert "Nothing was touched" in str(refused.value)
