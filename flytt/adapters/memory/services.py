"""The service managers' twin."""

from dataclasses import dataclass

from flytt.adapters.host_errors import failed
from flytt.adapters.memory.state import HostState, MemoryService
from flytt.migration.ports import ServiceState


@dataclass(frozen=True, slots=True)
class MemoryServices:
    """A twin's service manager."""

    host: HostState

    def state(self, name: str) -> ServiceState:
        """Return what the service manager says; a service that it does not know does not exist."""
        service = self.host.services_there.get(name)
        if service is None:
            return ServiceState(exists=False)
        return ServiceState(exists=True, running=service.running, enabled=service.enabled)

    def start(self, name: str) -> None:
        """Start. CommandFailed when the service is unknown, or has no database or configuration."""
        service = self._known("start", name)
        if service.running:
            return
        if fault := self.host.faults(service):
            raise failed(self.host.name, f"start {name}", fault)
        service.running = True
        self.host.count("start", name)

    def stop(self, name: str) -> None:
        """Stop. CommandFailed when the service is unknown."""
        service = self._known("stop", name)
        if service.running:
            service.running = False
            self.host.count("stop", name)

    def enable(self, name: str) -> None:
        """Let it start with its host. CommandFailed when the service is unknown."""
        self._enable("enable", name, enabled=True)

    def disable(self, name: str) -> None:
        """Let it not start with its host. CommandFailed when the service is unknown."""
        self._enable("disable", name, enabled=False)

    def _enable(self, operation: str, name: str, *, enabled: bool) -> None:
        service = self._known(operation, name)
        if service.enabled != enabled:
            service.enabled = enabled
            self.host.count(operation, name)

    def _known(self, operation: str, name: str) -> MemoryService:
        if name not in self.host.services_there:
            raise failed(self.host.name, f"{operation} {name}", f"Unit {name}.service not found.", 5)
        return self.host.services_there[name]
