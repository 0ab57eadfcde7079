"""application.stop-service: take an application down, and keep a reboot from bringing it back."""

from flytt.migration.errors import NotFound
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record, Slug
from flytt.migration.settings import ServiceName
from flytt.migration.step import Step


class Want(Record):
    """Which service, and the URL that must no longer answer (empty: none is known)."""

    host: Slug
    service: ServiceName
    health: str = ""


class Was(Record):
    """How the service stood before Flytt."""

    running: bool
    enabled: bool


class Stopped(Record):
    """Nothing that undo needs beyond what was found."""


class StopService(Step[Want, Was, Stopped]):
    """Stop and disable; undo brings back exactly what was running and enabled."""

    def plan(self, want: Want, world: World) -> Was:
        state = world.hosts.on(want.host).services.state(want.service)
        if not state.exists:
            raise NotFound(f"{want.host} knows no service {want.service}.", still_true="Nothing was stopped.")
        return Was(running=state.running, enabled=state.enabled)

    def probe(self, want: Want, was: Was, world: World) -> Presence:
        state = world.hosts.on(want.host).services.state(want.service)
        if (state.running, state.enabled) == (was.running, was.enabled):
            return Presence.ABSENT
        return Presence.PARTIAL if state.running or state.enabled else Presence.PRESENT

    def do(self, want: Want, was: Was, world: World) -> Stopped:
        del was
        services = world.hosts.on(want.host).services
        services.disable(want.service)
        services.stop(want.service)
        return Stopped()

    def verify(self, want: Want, was: Was, receipt: Stopped, world: World) -> Verification:
        del was, receipt
        host = world.hosts.on(want.host)
        state = host.services.state(want.service)
        found = {"running": str(state.running), "enabled": str(state.enabled)}
        if want.health:
            found["answers"] = str(host.get(want.health).status)
        expected = {"running": "False", "enabled": "False", "answers": "0"}
        return Verification.of(
            "service state and a request", expected={k: expected[k] for k in found}, found=found
        )

    def undo(self, want: Want, was: Was, receipt: Stopped | None, world: World) -> None:
        del receipt
        services = world.hosts.on(want.host).services
        if was.enabled:
            services.enable(want.service)
        if was.running:
            services.start(want.service)


STEP = StopService()
