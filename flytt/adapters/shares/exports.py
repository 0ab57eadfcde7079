"""Opening and closing a share for its users, by Samba's own commands on its host."""

from dataclasses import dataclass
from typing import NamedTuple

from flytt.adapters.host_errors import failed, missing
from flytt.adapters.ssh.command import Commands
from flytt.adapters.ssh.endpoint import Argv
from flytt.migration.shares import ExportState

READ_ONLY, WRITERS = "read only", "write list"
KEPT = "flytt:"
"""Parameters with a colon are left alone by Samba. What a freeze found lies there, beside what it changed."""
_UNSET, _WAS = "unset", "was "
_SAID = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}

LIST: Argv = ("net", "conf", "listshares")
RELOAD: Argv = ("smbcontrol", "all", "reload-config")
"""Lets what was set hold for those who connect from now on."""


def ask(name: str, parameter: str) -> Argv:
    """Print what the share itself says of a parameter; fails when it says nothing."""
    return ("net", "conf", "getparm", name, parameter)


def effective(name: str, parameter: str) -> Argv:
    """Print what holds, defaults of the host counted in."""
    return ("testparm", "-s", f"--section-name={name}", f"--parameter-name={parameter}")


def tell(name: str, parameter: str, value: str) -> Argv:
    """Set a parameter. A share that is not there would be made: ask first."""
    return ("net", "conf", "setparm", name, parameter, value)


def drop(name: str, parameter: str) -> Argv:
    """Let the default hold again."""
    return ("net", "conf", "delparm", name, parameter)


def close(name: str) -> Argv:
    """Close what is open in a share: people connect again, and meet what holds now."""
    return ("smbcontrol", "smbd", "close-share", name)


class _Said(NamedTuple):
    """A parameter: what the share itself says (None: nothing), and what holds."""

    own: str | None
    holds: str


class _Found(NamedTuple):
    read_only: _Said
    writers: _Said

    @property
    def writable(self) -> bool:
        """Whoever is in the write list writes in a read-only share too."""
        return not _SAID[self.read_only.holds.lower()] or bool(self.writers.holds)


@dataclass(frozen=True, slots=True)
class SambaExports:
    """The shares in Samba's registry of one host (`include = registry` in its smb.conf).

    A share that is written in smb.conf itself is not among them: `net conf import` brings it there.
    """

    commands: Commands

    def state(self, name: str) -> ExportState:
        """Return how it is offered. CommandFailed when Samba does not say it."""
        found = self._found(name)
        return ExportState(exists=found is not None, writable=found is not None and found.writable)

    def set_writable(self, name: str, *, writable: bool) -> None:
        """Set it, and let it hold at once, also for files that are open. NotFound without the share.

        Taken from users is every way to write. Given back is exactly what was found, if Flytt took it.
        """
        found = self._found(name)
        if found is None:
            raise missing(self.commands.host, "share", name)
        attempted = f"make the share {name} {'writable' if writable else 'read-only'}"
        for words in self._opened(name, found) if writable else self._closed(name, found):
            self.commands.run(attempted, words)
        # Said each time: whoever died between setting and reloading left people writing. And both ways:
        # who is connected keeps what held when they connected.
        self.commands.run(attempted, RELOAD)
        self.commands.run(attempted, close(name))

    def _closed(self, name: str, found: _Found) -> list[Argv]:
        if not found.writable:
            return []
        words: list[Argv] = []
        # No note when the share says plainly that it is writable, and nothing else does: that is found again.
        if found.read_only.own is None or _SAID[found.read_only.holds.lower()] or found.writers.holds:
            for parameter, said in ((READ_ONLY, found.read_only), (WRITERS, found.writers)):
                note = _UNSET if said.own is None else _WAS + said.own
                if self._own(name, KEPT + parameter) is None:
                    words.append(tell(name, KEPT + parameter, note))
        if found.writers.holds:
            words.append(tell(name, WRITERS, ""))
        return [*words, tell(name, READ_ONLY, "yes")]

    def _opened(self, name: str, found: _Found) -> list[Argv]:
        kept = {parameter: self._own(name, KEPT + parameter) for parameter in (WRITERS, READ_ONLY)}
        if not any(kept.values()):
            return [] if found.writable else [tell(name, READ_ONLY, "no")]
        words: list[Argv] = []
        for parameter, note in kept.items():
            if note is not None and note != _UNSET:
                words.append(tell(name, parameter, note.removeprefix(_WAS)))
            elif note and self._own(name, parameter) is not None:
                words.append(drop(name, parameter))
        return [*words, *(drop(name, KEPT + parameter) for parameter, note in kept.items() if note)]

    def _found(self, name: str) -> _Found | None:
        if self._own(name, READ_ONLY) is None and not self._listed(name):
            return None
        read_only, writers = self._said(name, READ_ONLY), self._said(name, WRITERS)
        if read_only.holds.lower() not in _SAID:
            raise failed(self.commands.host, f"look at the share {name}", "neither yes nor no")
        return _Found(read_only, writers)

    def _said(self, name: str, parameter: str) -> _Said:
        own = self._own(name, parameter)
        if own is not None:
            return _Said(own, own)
        answer = self.commands.run(f"look at the share {name}", effective(name, parameter))
        return _Said(None, answer.text.strip())

    def _own(self, name: str, parameter: str) -> str | None:
        """Return what the share says; None when it says nothing or is not there."""
        answer = self.commands.ask(f"look at the share {name}", ask(name, parameter))
        if answer.status:
            # Its words for "not set" and "no such share" may be translated: the list of shares is not.
            self._listed(name)
            return None
        return answer.text.strip()

    def _listed(self, name: str) -> bool:
        listed = self.commands.run(f"look at the share {name}", LIST).text
        return name.casefold() in (line.casefold() for line in listed.splitlines())
