"""Teams and channels: made in migration mode or not, archived, completed, with tabs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from practice.graph.answers import Answer
from practice.graph.call import Call, created, done, shown
from practice.graph.groups import new_group
from practice.graph.kinds import Kind
from practice.graph.options import read_options
from practice.graph.pages import listed, page
from practice.graph.team_state import Channel, Team, Teamwork, instant, milliseconds, refused
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, identifier, part, text

__all__ = ["CHANNEL", "TAB", "TEAM", "Teams"]

TEAM = Kind(
    name="team",
    properties=dict.fromkeys(
        ("id", "displayName", "description", "createdDateTime", "visibility", "webUrl"), "text"
    )
    | {"isArchived": "yes"},
    unasked=("id", "displayName", "description", "visibility", "isArchived", "createdDateTime", "webUrl"),
    written=frozenset({"displayName", "description", "visibility"}),
)
CHANNEL = Kind(
    name="channel",
    properties=dict.fromkeys(
        ("id", "displayName", "description", "createdDateTime", "membershipType", "migrationMode", "webUrl"),
        "text",
    ),
    unasked=(
        "id", "displayName", "description", "createdDateTime", "membershipType", "migrationMode", "webUrl",
    ),
    written=frozenset({"displayName", "description", "membershipType"}),
    equals=frozenset({"membershipType"}),
)  # fmt: skip
TAB = Kind(
    name="teamsTab",
    properties={"id": "text", "displayName": "text", "webUrl": "text", "configuration": "part"},
    unasked=("id", "displayName", "webUrl", "configuration"),
    written=frozenset({"displayName", "configuration"}),
    expands=frozenset({"teamsApp"}),
)
_BIND = "@odata.bind"
_ALL_KINDS = "include-unknown-enum-members"
_LONGEST_NAME, _MOST_CHANNELS = 50, 1_000
"""Of a channel's name, and of channels in a team. Source: Teams' limits and specifications."""


class Teams:
    """The addresses of teams, their channels and tabs."""

    def __init__(self, teamwork: Teamwork) -> None:
        self._teamwork = teamwork

    def get_all(self, call: Call) -> Answer:
        """Every team of the tenant, with little of each."""
        options = read_options(call.request, TEAM)
        teams = self._teamwork.seen(call.tenant)

        def rows(after: int) -> Iterator[tuple[int, Thing]]:
            return ((n, _team(call.tenant, one)) for n, one in enumerate(teams) if n > after)

        things, beside = page(call, options, rows)
        few = options.select or ("id", "displayName", "description", "visibility")
        return listed(call, "teams", [{k: one.get(k) for k in few} for one in things], beside)

    def get(self, call: Call, team_id: str) -> Answer:
        """One team."""
        options = read_options(call.request, TEAM)
        there = next((one for one in self._teamwork.seen(call.tenant) if one.id == team_id), None)
        if there is None:
            raise refused(404, "NotFound", f"No team found with Group Id {team_id}")
        found = _team(call.tenant, there)
        return shown(call, "teams/$entity", options.shown(found, TEAM))

    def create(self, call: Call) -> Answer:
        """A team with a group of its own and nobody in it, when it is in migration mode: 202, and awaited."""
        body = call.request.json()
        if body.get("@microsoft.graph.teamCreationMode") != "migration":
            raise refused(400, "BadRequest", "A team owner must be provided when creating a team here.")
        if not text(body, "displayName") or f"template{_BIND}" not in body:
            raise refused(400, "BadRequest", "A team needs a displayName and a template.")
        now = round(call.clock.now() * 1000)
        made = milliseconds(text(body, "createdDateTime")) if body.get("createdDateTime") else now
        if made > now:
            raise refused(400, "BadRequest", "createdDateTime may not be in the future.")
        letters = "".join(letter for letter in text(body, "displayName") if letter.isalnum())[:40]
        key = f"{letters}{call.tenant.new_id('team', letters)[:8]}"
        given: Thing = {
            "displayName": text(body, "displayName"),
            "description": text(body, "description"),
            "mailNickname": key,
            "groupTypes": ["Unified"],
            "mailEnabled": True,
            "securityEnabled": False,
            "visibility": (text(body, "visibility") or "public").capitalize(),
            "resourceProvisioningOptions": ["Team"],
            "resourceBehaviorOptions": ["HideGroupInOutlook", "WelcomeEmailDisabled"],
        }
        group = new_group(call.tenant, given, call.clock.now())
        call.tenant.groups.put(group)
        team = self._teamwork.add(Team(text(group, "id"), made, "inProgress", call.app.id))
        general = _channel_id(team.id, "General")
        team.channels[general] = Channel(general, "General", made, mode="inProgress", app=call.app.id)
        where = f"/teams('{team.id}')/operations('{identifier(team.id, 'made')}')"
        return Answer(202, None, {"Location": where, "Content-Location": f"/teams('{team.id}')"})

    def update(self, call: Call, team_id: str) -> Answer:
        """Another name or description."""
        team = self._teamwork.team(call.tenant, team_id)
        if team.archived:
            raise refused(403, "Forbidden", "The team is archived.")
        group = call.tenant.groups.true(team.id) or {}
        call.tenant.groups.put(group | TEAM.checked(call.request.json()))
        return done()

    def operation(self, call: Call, team_id: str, operation: str) -> Answer:
        """How far the making of a team, or its archiving, has come: it is at its end."""
        team = self._teamwork.team(call.tenant, team_id)
        found: Thing = {
            "id": operation,
            "operationType": "createTeam",
            "createdDateTime": instant(round(call.clock.now() * 1000)),
            "status": "succeeded",
            "lastActionDateTime": instant(round(call.clock.now() * 1000)),
            "attemptsCount": 1,
            "targetResourceId": team.id,
            "targetResourceLocation": f"/teams('{team.id}')",
            "error": None,
        }
        return shown(call, f"teams('{team.id}')/operations/$entity", found)

    def archive(self, call: Call, team_id: str) -> Answer:
        """Nobody writes there any more; members only read the site when that is asked for."""
        team = self._teamwork.team(call.tenant, team_id)
        team.archived = True
        team.site_read_only = call.request.json().get("shouldSetSpoSiteReadOnlyForMembers") is True
        return Answer(
            202, None, {"Location": f"/teams('{team.id}')/operations('{identifier(team.id, 'a')}')"}
        )

    def unarchive(self, call: Call, team_id: str) -> Answer:
        """People write there again."""
        team = self._teamwork.team(call.tenant, team_id)
        team.archived = team.site_read_only = False
        return Answer(
            202, None, {"Location": f"/teams('{team.id}')/operations('{identifier(team.id, 'u')}')"}
        )

    def complete(self, call: Call, team_id: str) -> Answer:
        """End the migration of a team: of each channel first."""
        team = self._teamwork.team(call.tenant, team_id)
        if team.mode != "inProgress":
            raise refused(400, "BadRequest", "The team is not in migration mode.")
        if any(one.mode == "inProgress" for one in team.channels.values()):
            raise refused(400, "BadRequest", "All channels must be finalized before team.")
        _held(call, team.app)
        team.mode = "completed"
        return done()

    def channels(self, call: Call, team_id: str) -> Answer:
        """The channels of a team, General first. Without being asked, a shared one is of no known kind."""
        team, options = self._teamwork.team(call.tenant, team_id), read_options(call.request, CHANNEL)
        asked = _ALL_KINDS in call.request.headers.get("prefer", "")
        kinds = {} if asked else {"shared": "unknownFutureValue"}

        def rows(after: int) -> Iterator[tuple[int, Thing]]:
            return ((n, _channel(c, kinds)) for n, c in enumerate(team.channels.values()) if n > after)

        things, beside = page(call, options, rows)
        found = [options.shown(one, CHANNEL) for one in things]
        return listed(call, f"teams('{team.id}')/channels", found, beside)

    def primary(self, call: Call, team_id: str) -> Answer:
        """The channel General."""
        team = self._teamwork.team(call.tenant, team_id)
        return shown(call, "channels/$entity", _channel(next(iter(team.channels.values()))))

    def create_channel(self, call: Call, team_id: str) -> Answer:
        """A channel. In migration mode it is a standard one, whatever was asked for."""
        team, body = self._teamwork.team(call.tenant, team_id), call.request.json()
        name = text(body, "displayName")
        if not name or len(name) > _LONGEST_NAME or set(name) & set("~#%&*{}+/\\:<>?|'\""):
            raise refused(400, "BadRequest", "The name of a channel is not allowed.")
        if len(team.channels) >= _MOST_CHANNELS:
            raise refused(400, "BadRequest", "The team has as many channels as it may have.")
        if any(one.name.casefold() == name.casefold() for one in team.channels.values()):
            raise refused(400, "BadRequest", "Channel name already existed, please use other name.")
        migrating = body.get("@microsoft.graph.channelCreationMode") == "migration"
        now = round(call.clock.now() * 1000)
        made = milliseconds(text(body, "createdDateTime")) if body.get("createdDateTime") else now
        if made > now:
            raise refused(400, "BadRequest", "createdDateTime may not be in the future.")
        key = _channel_id(team.id, name)
        channel = Channel(key, name, made if migrating else now, text(body, "description"))
        if migrating:
            channel.mode, channel.app = "inProgress", call.app.id
        team.channels[key] = channel
        return created(call, f"teams('{team.id}')/channels/$entity", _channel(channel))

    def delete_channel(self, call: Call, team_id: str, channel_id: str) -> Answer:
        """A channel is gone. General stays."""
        team, channel = self._teamwork.channel(call.tenant, team_id, channel_id)
        if channel is next(iter(team.channels.values())):
            raise refused(400, "BadRequest", "The General channel cannot be deleted.")
        del team.channels[channel_id]
        return done()

    def start_migration(self, call: Call, team_id: str, channel_id: str) -> Answer:
        """Open a channel for import, further back in time than it is."""
        _, channel = self._teamwork.channel(call.tenant, team_id, channel_id)
        if channel.mode == "inProgress":
            raise refused(400, "BadRequest", "The channel is in migration mode already.")
        since = text(call.request.json(), "conversationCreationDateTime")
        made = milliseconds(since) if since else channel.made
        if since and made >= channel.made:
            raise refused(
                400, "BadRequest", "conversationCreationDateTime must be before that of the thread."
            )
        channel.mode, channel.app, channel.made = "inProgress", call.app.id, made
        return done()

    def complete_channel(self, call: Call, team_id: str, channel_id: str) -> Answer:
        """End the import: people may write, and nothing is imported any more."""
        _, channel = self._teamwork.channel(call.tenant, team_id, channel_id)
        if channel.mode != "inProgress":
            raise refused(400, "BadRequest", "The channel is not in migration mode.")
        _held(call, channel.app)
        channel.mode = "completed"
        return done()

    def tabs(self, call: Call, team_id: str, channel_id: str) -> Answer:
        """The tabs of a channel."""
        _, channel = self._teamwork.channel(call.tenant, team_id, channel_id)
        options = read_options(call.request, TAB)

        def rows(after: int) -> Iterator[tuple[int, Thing]]:
            return ((n, tab) for n, tab in enumerate(channel.tabs.values()) if n > after)

        things, beside = page(call, options, rows)
        hidden = set[str]() if "teamsApp" in options.expand else {"teamsApp"}
        return listed(
            call, "tabs", [{k: v for k, v in one.items() if k not in hidden} for one in things], beside
        )

    def add_tab(self, call: Call, team_id: str, channel_id: str) -> Answer:
        """A tab of an app by its id."""
        _, channel = self._teamwork.channel(call.tenant, team_id, channel_id)
        body = call.request.json()
        app = text(body, f"teamsApp{_BIND}").rstrip("/").rsplit("/", 1)[-1]
        if not app or not text(body, "displayName"):
            raise refused(400, "BadRequest", "A tab needs a displayName and its app.")
        if channel.mode == "inProgress":
            raise refused(403, "Forbidden", "The channel is in migration mode.")
        key = identifier(channel.id, "tab", text(body, "displayName"), len(channel.tabs))
        tab: Thing = {
            "id": key,
            "displayName": text(body, "displayName"),
            "webUrl": f"https://teams.practice/l/entity/{key}",
            "configuration": part(body, "configuration"),
            "teamsApp": {"id": app, "externalId": None, "displayName": app, "distributionMethod": "store"},
        }
        channel.tabs[key] = tab
        return created(call, "tabs/$entity", tab)

    def drop_tab(self, call: Call, team_id: str, channel_id: str, tab_id: str) -> Answer:
        """One tab fewer."""
        _, channel = self._teamwork.channel(call.tenant, team_id, channel_id)
        if channel.tabs.pop(tab_id, None) is None:
            raise refused(404, "NotFound", "The tab was not found.")
        return done()


def _held(call: Call, app: str) -> None:
    if app != call.app.id:
        raise refused(403, "Forbidden", "Another application holds the migration.")


def _channel_id(team: str, name: str) -> str:
    return f"19:{identifier(team, 'channel', name).replace('-', '')}@thread.tacv2"


def _team(tenant: Tenant, team: Team) -> Thing:
    group = tenant.groups.seen(team.id) or {}
    return {
        "id": team.id,
        "displayName": text(group, "displayName"),
        "description": text(group, "description"),
        "visibility": (text(group, "visibility") or "private").lower(),
        "isArchived": team.archived,
        "createdDateTime": instant(team.made),
        "webUrl": f"https://teams.practice/l/team/{team.id}",
    }


def _channel(channel: Channel, kinds: Mapping[str, str] = MappingProxyType({})) -> Thing:
    return {
        "id": channel.id,
        "displayName": channel.name,
        "description": channel.description,
        "createdDateTime": instant(channel.made),
        "membershipType": kinds.get(channel.kind, channel.kind),
        "migrationMode": channel.mode or None,
        "webUrl": f"https://teams.practice/l/channel/{channel.id}",
    }
