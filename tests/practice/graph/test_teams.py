"""Teams of the practice Graph: what migration mode lets in, what it refuses, and the published limits."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from practice.graph.answers import Answer
from practice.graph.estate import Plan
from practice.graph.things import Thing, text
from tests.practice.graph.clients import Caller, Hand, body_of, caller, code, service

TEMPLATE = "https://graph.microsoft.com/v1.0/teamsTemplates('standard')"
BIND = "@odata.bind"
MADE = "2020-01-01T00:00:00Z"


class Place:
    """A team in migration mode, with its General channel and somebody who wrote."""

    def __init__(self) -> None:
        self.hand = Hand()
        self.me: Caller = caller(service(Plan(people=12, teams=1, messages=6), self.hand), "target")
        answer = self.me.ask("POST", "/teams", _new("Skole"))
        assert answer.status == 202
        self.team = answer.headers["Content-Location"].split("'")[1]
        self.channel = text(self.me.rows(f"/teams/{self.team}/channels")[0], "id")
        self.author = text(self.me.rows("/users?$top=1")[0], "id")

    @property
    def at(self) -> str:
        """The address of the channel."""
        return f"/teams/{self.team}/channels/{self.channel}"

    def write(self, when: str, *, author: str = "", under: str = "", me: Caller | None = None) -> Answer:
        """Import one message, a second after whatever was before."""
        self.hand.seconds += 2
        user: Thing = {"id": author or self.author, "displayName": "N", "userIdentityType": "aadUser"}
        body: Thing = {
            "createdDateTime": when,
            "from": {"user": user},
            "body": {"contentType": "html", "content": "<p>hei</p>"},
        }
        path = f"{self.at}/messages/{under}/replies" if under else f"{self.at}/messages"
        return (me or self.me).ask("POST", path, body)


@pytest.fixture
def place() -> Place:
    """One team in migration mode."""
    return Place()


def _new(name: str, **more: JsonValue) -> Thing:
    return {
        "@microsoft.graph.teamCreationMode": "migration",
        f"template{BIND}": TEMPLATE,
        "displayName": name,
        "description": "d",
        "createdDateTime": MADE,
        **more,
    }


def test_a_message_keeps_author_and_time_and_is_taken_in_once(place: Place) -> None:
    """If this fails, Flytt is practised without authors and times, or with messages that come twice."""
    first = place.write("2021-05-01T08:00:00.123Z")
    assert first.status == 201
    there = body_of(first)
    assert there["createdDateTime"] == "2021-05-01T08:00:00.123Z"
    assert there["id"] == "1619856000123"
    again = place.write("2021-05-01T08:00:00.123Z")
    assert (again.status, code(again)) == (409, "Conflict")
    reply = place.write("2021-05-01T08:01:00Z", under=text(there, "id"))
    assert body_of(reply)["replyToId"] == there["id"]
    place.hand.seconds += 5
    assert [one["id"] for one in place.me.rows(f"{place.at}/messages")] == [there["id"]]
    assert len(place.me.rows(f"/teams/{place.team}/channels/getAllMessages")) == 2


@pytest.mark.parametrize("when", ["2019-12-31T23:59:59Z", "2999-01-01T00:00:00Z", "yesterday"])
def test_only_times_of_the_channels_life_are_taken(place: Place, when: str) -> None:
    """If this fails, a copy that a real tenant would refuse passes here."""
    assert place.write(when).status == 400


def test_only_people_of_the_tenant_write(place: Place) -> None:
    """If this fails, a message of somebody who has no account on the new side passes here."""
    assert place.write("2021-05-01T08:00:00Z", author="00000000-0000-4000-8000-000000000000").status == 400


def test_only_the_application_that_began_goes_on(place: Place) -> None:
    """If this fails, a writer other than the one who opened the channel is let in here."""
    other = next(a for a in place.me.tenant.apps.values() if a.id != place.me.app.id)
    other_roles = place.me.app.roles
    place.me.tenant.apps[other.id] = type(other)(
        other.id, other.name, other_roles, other.secret, other.certificate_pem, other.certificate_key_pem
    )
    stranger = caller(place.me.service, "target", other.name.removeprefix("flytt-"))
    assert place.write("2021-05-01T08:00:00Z", me=stranger).status == 403


def test_a_team_is_completed_after_its_channels_and_then_takes_members_and_no_messages(place: Place) -> None:
    """If this fails, the order that a real tenant insists on is not practised."""
    me = place.me
    member: Thing = {"@odata.type": "#microsoft.graph.aadUserConversationMember", "roles": ["owner"]}
    bound: Thing = {**member, f"user{BIND}": f"https://x/v1.0/users('{place.author}')"}
    values: Thing = {"values": [bound]}
    assert me.ask("POST", f"/teams/{place.team}/members/add", values).status == 403
    assert me.ask("POST", f"/teams/{place.team}/completeMigration").status == 400
    assert me.ask("POST", f"{place.at}/completeMigration").status == 204
    assert me.ask("POST", f"/teams/{place.team}/completeMigration").status == 204
    assert place.write("2021-05-01T08:00:00Z").status == 403
    assert me.ask("POST", f"/teams/{place.team}/members/add", values).status == 200
    (there,) = me.rows(f"/teams/{place.team}/members")
    assert (there["userId"], there["roles"]) == (place.author, ["owner"])
    assert me.tenant.outbox == []
    earlier: Thing = {"conversationCreationDateTime": "2019-01-01T00:00:00Z"}
    assert me.ask("POST", f"{place.at}/startMigration", earlier).status == 204
    assert place.write("2021-05-01T08:00:00Z").status == 201


def test_a_channel_takes_one_message_a_second(place: Place) -> None:
    """If this fails, a copy is timed against a limit that a real tenant does not have."""
    assert place.write("2021-05-01T08:00:00Z").status == 201
    place.hand.seconds -= 2
    busy = place.write("2021-05-01T08:00:02Z")
    assert busy.status == 429
    assert int(busy.headers["Retry-After"]) >= 1


def test_names_of_channels_are_taken_once(place: Place) -> None:
    """If this fails, a channel made twice after a lost answer goes unnoticed here."""
    body: Thing = {"@microsoft.graph.channelCreationMode": "migration", "displayName": "Årsplan"}
    assert place.me.ask("POST", f"/teams/{place.team}/channels", body).status == 201
    assert place.me.ask("POST", f"/teams/{place.team}/channels", body).status == 400
