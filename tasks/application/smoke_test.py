"""application.smoke-test: a user would get in."""

import json

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record, Slug


class Want(Record):
    """The health URL as seen on the host. An application without one is answered for by people."""

    host: Slug
    health: str


class Seen(Record):
    """The first answer's status code."""

    status: int


class SmokeTest(Look[Want, Seen]):
    """Asks the application itself, over HTTP; the service manager's word is not enough."""

    def see(self, want: Want, world: World) -> Seen:
        return Seen(status=world.hosts.on(want.host).get(want.health).status)

    def judge(self, want: Want, seen: Seen, world: World) -> Verification:
        """Only what it answers now counts: it may have been starting when it was asked first."""
        del seen
        route = "a request to the application itself"
        if not want.health:
            return Verification(route=route, unchecked=1, unchecked_why="the mapping names no health URL")
        answer = world.hosts.on(want.host).get(want.health)
        found = {"status": str(answer.status), "says": _says(answer.body)}
        return Verification.of(route, expected={"status": "200", "says": "ok"}, found=found)


def _says(body: str) -> str:
    try:
        page = json.loads(body)
    except ValueError:
        return "not JSON"
    # A foreign text is never quoted: a page that goes wrong may show anything.
    return "ok" if isinstance(page, dict) and page.get("status") == "ok" else "something else"  # pyright: ignore[reportUnknownMemberType]


STEP = SmokeTest()
