"""How services and databases stood before Flytt: what steps that turn or create them find first."""

from flytt.migration.errors import ChangedByOthers, NotFound
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import Host, World
from flytt.migration.record import Record, Slug
from flytt.migration.settings import Database, ServiceName
from flytt.migration.step import Traces


class Service(Record):
    """Which service, and the URL by which its application answers (empty: none is known)."""

    host: Slug
    service: ServiceName
    health: str = ""


class Stood(Record):
    """How the service stood before Flytt."""

    running: bool
    enabled: bool


def stood(want: Service, world: World) -> Stood:
    """Return how a service stands. NotFound when its host does not know it."""
    state = world.hosts.on(want.host).services.state(want.service)
    if not state.exists:
        raise NotFound(f"{want.host} knows no service {want.service}.", still_true="Nothing was changed.")
    return Stood(running=state.running, enabled=state.enabled)


def presence(want: Service, was: Stood, world: World, *, turned: Stood) -> Presence:
    """Return how far a service has come from how it stood to how it was turned."""
    state = world.hosts.on(want.host).services.state(want.service)
    now = Stood(running=state.running, enabled=state.enabled)
    if now == was:
        return Presence.ABSENT
    return Presence.PRESENT if now == turned else Presence.PARTIAL


def traces(want: Service, world: World, *, turned: Stood, former: Stood) -> Traces[Stood]:
    """Say how far a service is turned, not knowing how it stood. One that is not there is untouched."""
    state = world.hosts.on(want.host).services.state(want.service)
    now = Stood(running=state.running, enabled=state.enabled)
    if not state.exists or now == former:
        return Traces(Presence.ABSENT)
    return Traces(Presence.PRESENT if now == turned else Presence.PARTIAL)


def seen(want: Service, world: World, *, turned: Stood, answers: int) -> Verification:
    """Look at a service through its manager and, where a URL is known, as a user would."""
    host = world.hosts.on(want.host)
    state = host.services.state(want.service)
    found = {"running": str(state.running), "enabled": str(state.enabled)}
    expected = {"running": str(turned.running), "enabled": str(turned.enabled)}
    if want.health:
        found["answers"], expected["answers"] = str(host.get(want.health).status), str(answers)
    return Verification.of("service state and a request", expected=expected, found=found)


def refuse_database(host: Host, name: str, database: Database) -> None:
    """Raise ChangedByOthers when a database that is to be created is there already."""
    if host.databases.exists(database):
        raise ChangedByOthers(
            f"{database.name} on {name} was to be created, and is there already.",
            still_true="It was not touched.",
            next_command="find out whose it is, rename it, then flytt resume",
        )
