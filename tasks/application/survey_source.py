"""application.survey-source: what shall be moved is there, and how much it is."""

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record, Slug
from flytt.migration.settings import Database


class Want(Record):
    """The service and database to look for. An empty service: a database alone."""

    host: Slug
    service: str = ""
    database: Database


class Seen(Record):
    """Rows per table; the service's state."""

    rows: dict[str, int]
    running: bool


class SurveySource(Look[Want, Seen]):
    """A fact that cannot be read stops here, long before anybody is down."""

    def see(self, want: Want, world: World) -> Seen:
        host = world.hosts.on(want.host)
        content = host.databases.content(want.database)
        running = bool(want.service) and host.services.state(want.service).running
        return Seen(rows={name: table.rows for name, table in content.items()}, running=running)

    def judge(self, want: Want, seen: Seen, world: World) -> Verification:
        del seen
        host = world.hosts.on(want.host)
        tables = host.databases.content(want.database)
        differing: list[str] = []
        if want.service and not host.services.state(want.service).exists:
            differing.append(f"service {want.service} is not known on {want.host}")
        if not tables:
            differing.append(f"database {want.database.name} on {want.host} has no tables")
        return Verification(
            route="service manager and database catalogue", matched=len(tables), differing=tuple(differing)
        )


STEP = SurveySource()
