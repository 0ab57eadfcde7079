"""Teams of the twins' two tenants: threads, files, pictures, what no import takes, and an archived one."""

from flytt.adapters.memory.directory import MemoryDirectories
from flytt.adapters.memory.teams import MemoryTeam, MemoryTeams
from flytt.migration.record import Json
from flytt.migration.teams import Attached, Channel, Message, Tab, Team
from tests.tenants import object_id

WHOM = {"delt": "delt", "ein": "framand"}
"""Who is whom on the new side."""
MADE = "2019-08-01T08:00:00.000Z"

TEAMS_SETTINGS: dict[str, Json] = {
    "source": "old",
    "target": "new",
    "accounts": "brukere",
    "called": "Fjordvik – {name}",
    "same": [
        {"source": object_id(f"old/{old}"), "target": object_id(f"new/{new}")} for old, new in WHOM.items()
    ],
    "leave": [{"team": object_id("old/team/test"), "why": "A test team."}],
    "private": "leave",
    "stand_in": object_id("new/delt"),
}
"""What a mapping would say."""


def with_teams(tenants: MemoryDirectories) -> MemoryDirectories:
    """Return the tenants with teams in them; somebody's own team is on the new side already."""
    tenants.team_estates |= teams()
    return tenants


def teams() -> dict[str, MemoryTeams]:
    """Return both tenants' teams, as they are before anything."""
    old, new = MemoryTeams(name="old"), MemoryTeams(name="new")
    for name in ("skole", "drift", "test"):
        team = object_id(f"old/team/{name}")
        old.there[team] = _filled(team, name, archived=name == "drift")
    there = object_id("new/team/eige")
    new.there[there] = _filled(there, "eige")
    return {"old": old, "new": new}


def said(team: str, number: int, **more: object) -> Message:
    """Return a message that was there before Flytt."""
    message = Message(
        id=f"16000000{number:02}000",
        created=f"2020-09-13T12:{number:02}:00.123Z",
        author=object_id(f"old/{'ein' if number % 2 else 'delt'}"),
        author_name="Namn",
        html=f"<p>{team} {number}</p>",
    )
    return message.changed(**more)


def _filled(team: str, name: str, *, archived: bool = False) -> MemoryTeam:
    made = MemoryTeam(Team(id=team, name=name.title(), description=f"Om {name}", archived=archived))
    made.people = {object_id("old/ein"): True, object_id("old/delt"): False, object_id("old/to"): False}
    for number, channel in enumerate(("General", "Årsplan")):
        key = object_id(f"{team}/{channel}")
        made.add(Channel(id=key, name=channel, created=MADE, general=not number))
        file = Attached(id="f", kind="reference", name="Plan.docx", url="https://old.example/Plan.docx")
        for one in (
            said(name, 1, subject="Emne"),
            said(name, 2, under=said(name, 1).id),
            said(name, 3, id="1600000003001", created=said(name, 2).created),  # in the same millisecond
            said(name, 4, attached=(file,), html='<p>Sjå</p><attachment id="f"></attachment>'),
            said(name, 5, author=object_id("old/sluttet"), author_name="Sluttet"),
            said(name, 6, pictures=("1",), html='<p>Bilete <img src="picture:1"></p>'),
            said(name, 7, odd="system event", author=""),
        ):
            made.say(key, one)
        for app in ("com.microsoft.teamspace.tab.web", "com.microsoft.teamspace.tab.planner"):
            tab = Tab(
                id=object_id(f"{key}/{app}"), name=app[-7:], app=app, website_url="https://kommunen.example"
            )
            made.tabs_there[key][tab.id] = tab
    made.add(Channel(id=object_id(f"{team}/lukka"), name="Lukka", created=MADE, kind="private"))
    return made
