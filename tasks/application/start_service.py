"""application.start-service: bring an application up on its new host, also after a reboot."""

from flytt.migration.errors import NotFound
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record, Slug
from flytt.migration.settings import ServiceName
from flytt.migration.step import Step


class Want(Record):
    """Which service, and the URL that must answer 200 (empty: none is known)."""

    host: Slug
    service: ServiceName
    health: str = ""


class Was(Record):
    """How the service stood before Flytt."""

    running: bool
    enabled: bool


class Started(Record):
    """Nothing that undo needs beyond what was found."""


class StartService(Step[Want, Was, Started]):
    """Start and enable; undo stops and disables only what was not so before."""

    def plan(self, want: Want, world: World) -> Was:
        state = world.hosts.on(want.host).services.state(want.service)
        if not state.exists:
            raise NotFound(f"{want.host} knows no service {want.service}.", still_true="Nothing was started.")
        return Was(running=state.running, enabled=state.enabled)

    def probe(self, want: Want, was: Was, world: World) -> Presence:
        state = world.hosts.on(want.host).services.state(want.service)
        if (state.running, state.enabled) == (was.running, was.enabled):
            return Presence.ABSENT
        return Presence.PRESENT if state.running and state.enabled else Presence.PARTIAL

    def do(self, want: Want, was: Was, world: World) -> Started:
        del was
        services = world.hosts.on(want.host).services
        services.start(want.service)
        services.enable(want.service)
        return Started()

    def verify(self, want: Want, was: Was, receipt: Started, world: World) -> Verification:
        del was, receipt
        host = world.hosts.on(want.host)
        state = host.services.state(want.service)
        found = {"running": str(state.running), "enabled": str(state.enabled)}
        if want.health:
            found["answers"] = str(host.get(want.health).status)
        expected = {"running": "True", "enabled": "True", "answers": "200"}
        return Verification.of(
            "service state and a request", expected={k: expected[k] for k in found}, found=found
        )

    def undo(self, want: Want, was: Was, receipt: Started | None, world: World) -> None:
        del receipt
        services = world.hosts.on(want.host).services
        if not was.enabled:
            services.disable(want.service)
        if not was.running:
            services.stop(want.service)


STEP = StartService()
