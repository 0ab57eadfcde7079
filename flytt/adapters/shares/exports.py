"""Opening and closing a share for its users, by Samba's own commands on its host."""

from dataclasses import dataclass

from flytt.adapters.host_errors import failed, missing
from flytt.adapters.ssh.command import Commands
from flytt.adapters.ssh.endpoint import Argv
from flytt.migration.shares import ExportState

_UNKNOWN = ("does not exist", "service not found", "no such")
_READ_ONLY = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def ask(name: str) -> Argv:
    """Print whether a share is read-only."""
    return ("net", "conf", "getparm", name, "read only")


def tell(name: str, *, writable: bool) -> Argv:
    """Make a share read-only, or writable."""
    return ("net", "conf", "setparm", name, "read only", "no" if writable else "yes")


RELOAD: Argv = ("smbcontrol", "all", "reload-config")
"""Lets what was set hold for those who connect from now on."""


def close(name: str) -> Argv:
    """Close what is open in a share: people connect again, and meet what holds now."""
    return ("smbcontrol", "smbd", "close-share", name)


@dataclass(frozen=True, slots=True)
class SambaExports:
    """The shares in Samba's registry of one host (`include = registry` in its smb.conf)."""

    commands: Commands

    def state(self, name: str) -> ExportState:
        """Return how it is offered. CommandFailed when Samba does not say it."""
        attempted = f"look at the share {name}"
        answer = self.commands.ask(attempted, ask(name))
        if answer.status:
            said = f"{answer.text} {answer.stderr}".lower()
            if any(words in said for words in _UNKNOWN):
                return ExportState(exists=False)
            raise failed(self.commands.host, attempted, answer.stderr, answer.status)
        read_only = _READ_ONLY.get(answer.text.strip().lower())
        if read_only is None:
            raise failed(self.commands.host, attempted, "neither yes nor no")
        return ExportState(exists=True, writable=not read_only)

    def set_writable(self, name: str, *, writable: bool) -> None:
        """Set it, and let it hold at once, also for files that are open. NotFound without the share."""
        state = self.state(name)
        if not state.exists:
            raise missing(self.commands.host, "share", name)
        attempted = f"make the share {name} {'writable' if writable else 'read-only'}"
        if state.writable != writable:
            self.commands.run(attempted, tell(name, writable=writable))
        # Said each time: whoever died between setting and reloading left people writing.
        self.commands.run(attempted, RELOAD)
        if not writable:
            self.commands.run(attempted, close(name))
