"""The addresses of Teams, who may call them, and which published limit each is counted on."""

from __future__ import annotations

from practice.graph.call import Route, RouteAnswer
from practice.graph.channel_messages import ChannelMessages
from practice.graph.team_members import TeamMembers
from practice.graph.team_state import Teamwork
from practice.graph.teams import Teams

__all__ = ["team_routes"]

_MIGRATE = frozenset({"Teamwork.Migrate.All"})
_TEAM_READ = frozenset({"Team.ReadBasic.All", "TeamSettings.Read.All", "TeamSettings.ReadWrite.All"})
_SETTINGS = frozenset({"TeamSettings.ReadWrite.All", "Group.ReadWrite.All"})
_CHANNEL_READ = frozenset({"Channel.ReadBasic.All", "Group.Read.All", "Group.ReadWrite.All"})
_CHANNEL_MAKE = frozenset({"Channel.Create", "Group.ReadWrite.All"}) | _MIGRATE
_CHANNEL_DELETE = frozenset({"Channel.Delete.All", "Group.ReadWrite.All"}) | _MIGRATE
_MESSAGE_READ = frozenset({"ChannelMessage.Read.All"})
_MEMBER_READ = frozenset({"TeamMember.Read.All", "TeamMember.ReadWrite.All"})
_MEMBER_WRITE = frozenset({"TeamMember.ReadWrite.All"})
_TAB_READ = frozenset({"TeamsTab.Read.All", "TeamsTab.ReadWrite.All"})
_TAB_WRITE = frozenset({"TeamsTab.Create", "TeamsTab.ReadWrite.All"})
_TAB_DELETE = frozenset({"TeamsTab.ReadWrite.All"})


def team_routes(teamwork: Teamwork) -> tuple[Route, ...]:
    """All of them."""
    teams, messages, members = Teams(teamwork), ChannelMessages(teamwork), TeamMembers(teamwork)
    team = "/teams/([^/()]+)"
    channel = f"{team}/channels/([^/]+)"
    message = f"{channel}/messages/([^/]+)"

    def way(method: str, pattern: str, answer: RouteAnswer, roles: frozenset[str], tag: str = "") -> Route:
        return Route(
            method, pattern, answer, roles, "teams", 1, tag or ("get" if method == "GET" else "write")
        )

    return (
        way("GET", "/teams", teams.get_all, _TEAM_READ),
        way("POST", "/teams", teams.create, _MIGRATE, "post-team"),
        way("GET", r"/teams\('([^']+)'\)/operations\('([^']+)'\)", teams.operation, _TEAM_READ),
        way("GET", f"{team}/operations/([^/]+)", teams.operation, _TEAM_READ),
        way("GET", team, teams.get, _TEAM_READ),
        way("PATCH", team, teams.update, _SETTINGS),
        way("POST", f"{team}/archive", teams.archive, _SETTINGS),
        way("POST", f"{team}/unarchive", teams.unarchive, _SETTINGS),
        way("POST", f"{team}/completeMigration", teams.complete, _MIGRATE, "complete"),
        way("GET", f"{team}/primaryChannel", teams.primary, _CHANNEL_READ),
        way("GET", f"{team}/channels", teams.channels, _CHANNEL_READ, "get-channels"),
        way("POST", f"{team}/channels", teams.create_channel, _CHANNEL_MAKE, "post-channel"),
        way("GET", f"{team}/channels/getAllMessages", messages.of_team, _MESSAGE_READ, "all-messages"),
        way("DELETE", channel, teams.delete_channel, _CHANNEL_DELETE),
        way("POST", f"{channel}/startMigration", teams.start_migration, _MIGRATE),
        way("POST", f"{channel}/completeMigration", teams.complete_channel, _MIGRATE, "complete"),
        way("GET", f"{channel}/messages", messages.get_all, _MESSAGE_READ, "get-messages"),
        way("POST", f"{channel}/messages", messages.create, _MIGRATE, "post-message"),
        way("GET", message, messages.get, _MESSAGE_READ, "get-messages"),
        way("GET", f"{message}/replies", messages.replies, _MESSAGE_READ, "get-messages"),
        way("POST", f"{message}/replies", messages.create, _MIGRATE, "post-message"),
        way(
            "GET",
            f"{channel}/messages/(?:[^/]+/replies/)?([^/]+)/hostedContents/([^/]+)/[$]value",
            messages.hosted,
            _MESSAGE_READ,
            "get-messages",
        ),
        way("GET", f"{channel}/tabs", teams.tabs, _TAB_READ),
        way("POST", f"{channel}/tabs", teams.add_tab, _TAB_WRITE),
        way("DELETE", f"{channel}/tabs/([^/]+)", teams.drop_tab, _TAB_DELETE),
        way("GET", f"{team}/members", members.get_all, _MEMBER_READ),
        way("POST", f"{team}/members", members.add, _MEMBER_WRITE, "post-member"),
        way("POST", f"{team}/members/add", members.add_many, _MEMBER_WRITE, "post-members"),
        way("DELETE", f"{team}/members/([^/]+)", members.drop, _MEMBER_WRITE),
    )
