"""application.start-service: bring an application up on its new host, also after a reboot."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.step import Nothing, Step, Traces
from tasks.standing import Service, Stood, presence, seen, stood, traces

UP = Stood(running=True, enabled=True)


class StartService(Step[Service, Stood, Nothing]):
    """Start and enable; undo stops and disables only what was not so before."""

    def plan(self, want: Service, world: World) -> Stood:
        return stood(want, world)

    def probe(self, want: Service, was: Stood, world: World) -> Presence:
        return presence(want, was, world, turned=UP)

    def do(self, want: Service, was: Stood, world: World) -> Nothing:
        del was
        services = world.hosts.on(want.host).services
        services.start(want.service)
        services.enable(want.service)
        return Nothing()

    def traces(self, want: Service, world: World) -> Traces[Stood]:
        return traces(want, world, turned=UP, former=Stood(running=False, enabled=False))

    def verify(self, want: Service, was: Stood, receipt: Nothing, world: World) -> Verification:
        del was, receipt
        return seen(want, world, turned=UP, answers=200)

    def undo(self, want: Service, was: Stood, receipt: Nothing | None, world: World) -> None:
        del receipt
        services = world.hosts.on(want.host).services
        if not was.enabled:
            services.disable(want.service)
        if not was.running:
            services.stop(want.service)


STEP = StartService()
