"""application.stop-service: take an application down, and keep a reboot from bringing it back."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.step import Nothing, Step, Traces
from tasks.standing import Service, Stood, presence, seen, stood, traces

DOWN = Stood(running=False, enabled=False)


class StopService(Step[Service, Stood, Nothing]):
    """Stop and disable; undo brings back exactly what was running and enabled."""

    def plan(self, want: Service, world: World) -> Stood:
        return stood(want, world)

    def probe(self, want: Service, was: Stood, world: World) -> Presence:
        return presence(want, was, world, turned=DOWN)

    def do(self, want: Service, was: Stood, world: World) -> Nothing:
        del was
        services = world.hosts.on(want.host).services
        services.disable(want.service)
        services.stop(want.service)
        return Nothing()

    def traces(self, want: Service, world: World) -> Traces[Stood]:
        return traces(want, world, turned=DOWN, former=Stood(running=True, enabled=True))

    def verify(self, want: Service, was: Stood, receipt: Nothing, world: World) -> Verification:
        del was, receipt
        return seen(want, world, turned=DOWN, answers=0)

    def undo(self, want: Service, was: Stood, receipt: Nothing | None, world: World) -> None:
        del receipt
        services = world.hosts.on(want.host).services
        if was.enabled:
            services.enable(want.service)
        if was.running:
            services.start(want.service)


STEP = StopService()
