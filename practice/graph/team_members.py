"""Who is in a team: the members and owners of its group, as conversations show them."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from practice.graph.answers import Answer
from practice.graph.call import Call, created, done
from practice.graph.kinds import Kind
from practice.graph.options import read_options
from practice.graph.pages import listed, page
from practice.graph.team_state import Team, Teamwork, refused
from practice.graph.things import Thing, parts, text, texts

__all__ = ["MEMBER", "TeamMembers"]

_TYPE = "#microsoft.graph.aadUserConversationMember"
MEMBER = Kind(
    name="conversationMember",
    properties={"id": "text", "displayName": "text", "roles": "texts", "userId": "text", "email": "text"},
    unasked=("id", "displayName", "roles", "userId", "email"),
)
_BIND = "@odata.bind"
_MOST_AT_ONCE = 200


class TeamMembers:
    """The addresses of members."""

    def __init__(self, teamwork: Teamwork) -> None:
        self._teamwork = teamwork

    def get_all(self, call: Call, team_id: str) -> Answer:
        """Everybody in it."""
        team, options = self._teamwork.team(call.tenant, team_id), read_options(call.request, MEMBER)
        people = dict.fromkeys((*call.tenant.owners.of(team.id), *call.tenant.members.of(team.id)))

        def rows(after: int) -> Iterator[tuple[int, Thing]]:
            return ((n, _member(call, team, one)) for n, one in enumerate(people) if n > after)

        things, beside = page(call, options, rows)
        return listed(call, f"teams('{team.id}')/members", things, beside)

    def add(self, call: Call, team_id: str) -> Answer:
        """One more."""
        team = self._open(call, team_id)
        who = self._added(call, team, call.request.json())
        return created(call, f"teams('{team.id}')/members/$entity", _member(call, team, who))

    def add_many(self, call: Call, team_id: str) -> Answer:
        """Up to two hundred at once; each has an answer of its own."""
        team, values = self._open(call, team_id), parts(call.request.json(), "values")
        if not values or len(values) > _MOST_AT_ONCE:
            raise refused(400, "BadRequest", f"Between 1 and {_MOST_AT_ONCE} members are added at once.")
        found: list[Thing] = []
        for one in values:
            who = self._added(call, team, one)
            found.append({"@odata.type": f"{_TYPE}Result", "userId": who, "error": None})
        return listed(call, "Collection(actionResultPart)", found, {})

    def drop(self, call: Call, team_id: str, member_id: str) -> Answer:
        """One fewer."""
        team = self._teamwork.team(call.tenant, team_id)
        who = _who(member_id)
        links = [each for each in (call.tenant.owners, call.tenant.members) if each.has(team.id, who)]
        if not links:
            raise refused(404, "NotFound", "The member was not found.")
        for each in links:
            each.drop(team.id, who, call.tenant.groups.touch(team.id))
        return done()

    def _open(self, call: Call, team_id: str) -> Team:
        team = self._teamwork.team(call.tenant, team_id)
        if team.mode == "inProgress":
            raise refused(403, "Forbidden", "The team is in migration mode.")
        return team

    def _added(self, call: Call, team: Team, given: Thing) -> str:
        who = text(given, f"user{_BIND}").rstrip("')").replace("('", "/").rsplit("/", 1)[-1]
        if given.get("@odata.type") != _TYPE or call.tenant.users.true(who) is None:
            raise refused(404, "NotFound", "The user was not found.")
        wanted = [call.tenant.members, *([call.tenant.owners] if "owner" in texts(given, "roles") else [])]
        for links in wanted:
            if not links.has(team.id, who):
                links.add(team.id, who, call.tenant.groups.touch(team.id))
        return who


def _member(call: Call, team: Team, who: str) -> Thing:
    person = call.tenant.users.true(who) or {}
    return {
        "@odata.type": _TYPE,
        "id": base64.urlsafe_b64encode(f"{team.id}##{who}".encode()).decode(),
        "displayName": text(person, "displayName"),
        "roles": ["owner"] if call.tenant.owners.has(team.id, who) else [],
        "userId": who,
        "email": text(person, "mail") or None,
    }


def _who(member_id: str) -> str:
    try:
        return base64.urlsafe_b64decode(member_id).decode().partition("##")[2]
    except ValueError as error:
        raise refused(400, "BadRequest", "Invalid member id.") from error
