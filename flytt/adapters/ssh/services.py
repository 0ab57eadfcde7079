"""A host's service manager: systemd, or the commands that its row in the mapping names."""

from dataclasses import dataclass

from flytt.adapters.host_errors import failed
from flytt.adapters.ssh import posix
from flytt.adapters.ssh.command import Commands
from flytt.adapters.ssh.endpoint import Argv, ServiceCommands
from flytt.adapters.ssh.words import unsendable
from flytt.migration.ports import Services, ServiceState

_YES, _NO, _UNKNOWN_SERVICE = 0, (1, 3), 4


def services_of(commands: Commands) -> Services:
    """Return the service manager that the host's row names."""
    chosen = commands.connection.endpoint.service_manager
    return Systemd(commands) if chosen == "systemd" else OwnCommands(commands, chosen)


@dataclass(frozen=True, slots=True)
class Systemd:
    """systemctl."""

    commands: Commands

    def state(self, name: str) -> ServiceState:
        """Return what systemd says. CommandFailed when it does not say it."""
        attempted = f"look at {name}"
        answer = self.commands.run(attempted, posix.service_state(name))
        said = dict(line.split("=", 1) for line in answer.text.splitlines() if "=" in line)
        loaded, active = said.get("LoadState", ""), said.get("ActiveState", "")
        if loaded == "not-found":
            return ServiceState(exists=False)
        if loaded not in {"loaded", "masked"} or not active:
            raise failed(self.commands.host, attempted, f"LoadState={loaded} ActiveState={active}")
        return ServiceState(
            exists=True,
            # Still stopping and soon started both touch the database: only these two surely do not.
            running=active not in {"inactive", "failed"},
            enabled=said.get("UnitFileState", "").startswith("enabled"),
        )

    def start(self, name: str) -> None:
        """Start and wait until it has begun."""
        self._run("start", name)

    def stop(self, name: str) -> None:
        """Stop and wait until it has ended."""
        self._run("stop", name)

    def enable(self, name: str) -> None:
        """Let it start with the host."""
        self._run("enable", name)

    def disable(self, name: str) -> None:
        """Let it not start with the host."""
        self._run("disable", name)

    def _run(self, verb: str, name: str) -> None:
        self.commands.run(f"{verb} {name}", posix.service(verb, name))


@dataclass(frozen=True, slots=True)
class OwnCommands:
    """Commands from the mapping, answering with LSB exit codes."""

    commands: Commands
    templates: ServiceCommands

    def state(self, name: str) -> ServiceState:
        """Return what the commands say. CommandFailed for an answer that means neither yes nor no."""
        running = self._asked("state", self.templates.state, name)
        if running is None:
            return ServiceState(exists=False)
        enabled = self._asked("enabled", self.templates.enabled, name) if self.templates.enabled else False
        return ServiceState(exists=True, running=running, enabled=bool(enabled))

    def start(self, name: str) -> None:
        """Start."""
        self._run("start", self.templates.start, name)

    def stop(self, name: str) -> None:
        """Stop."""
        self._run("stop", self.templates.stop, name)

    def enable(self, name: str) -> None:
        """Let it start with the host. BadInput when the mapping names no command for that."""
        self._run("enable", self.templates.enable, name)

    def disable(self, name: str) -> None:
        """Let it not start with the host. BadInput when the mapping names no command for that."""
        self._run("disable", self.templates.disable, name)

    def _run(self, verb: str, template: Argv, name: str) -> None:
        self.commands.run(f"{verb} {name}", filled(template, name))

    def _asked(self, what: str, template: Argv, name: str) -> bool | None:
        answer = self.commands.ask(f"look at {name} ({what})", filled(template, name))
        if answer.status == _UNKNOWN_SERVICE:
            return None
        if answer.status != _YES and answer.status not in _NO:
            raise failed(self.commands.host, f"look at {name} ({what})", answer.stderr, answer.status)
        return answer.status == _YES


def filled(template: Argv, name: str) -> Argv:
    """Return the template's words with the service's name in place of `{name}`."""
    if not template:
        raise unsendable("a service command that the mapping does not give")
    return tuple(word.replace("{name}", name) for word in template)
