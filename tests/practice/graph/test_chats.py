"""Chats of the practice Graph: what migration mode lets in, what it refuses, and the published limits."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from practice.graph.answers import Answer
from practice.graph.estate import Plan
from practice.graph.things import Thing, text
from tests.practice.graph.clients import Caller, Hand, body_of, caller, code, service

BIND = "@odata.bind"
EARLIER: Thing = {"conversationCreationDateTime": "2020-01-01T00:00:00Z"}


class Place:
    """A group's chat that is open for import, and who is in it."""

    def __init__(self) -> None:
        self.hand = Hand()
        self.service = service(Plan(people=12, chats=2, messages=8), self.hand)
        self.me: Caller = caller(self.service, "target")
        self.people = [text(one, "id") for one in self.me.rows("/users")][:4]
        self.chat = text(body_of(self.me.ask("POST", "/chats", self.new("group", topic="Lag"))), "id")
        assert self.me.ask("POST", f"/chats/{self.chat}/startMigration", EARLIER).status == 204
        self.hand.seconds += 2

    def new(self, kind: str, *, people: int = 3, **more: JsonValue) -> Thing:
        """Return the body that asks for a chat."""
        some = self.people[: 2 if kind == "oneOnOne" else people]
        members: list[JsonValue] = [
            {
                "@odata.type": "#microsoft.graph.aadUserConversationMember",
                "roles": ["owner"],
                f"user{BIND}": f"https://x/v1.0/users('{one}')",
            }
            for one in some
        ]
        return {"chatType": kind, "members": members, **more}

    def write(self, when: str) -> Answer:
        """Import one message, two seconds after whatever was before."""
        self.hand.seconds += 2
        user: Thing = {"id": self.people[0], "displayName": "N", "userIdentityType": "aadUser"}
        body: Thing = {
            "createdDateTime": when,
            "from": {"user": user},
            "body": {"contentType": "html", "content": "<p>hei</p>"},
        }
        return self.me.ask("POST", f"/chats/{self.chat}/messages", body)


@pytest.fixture
def place() -> Place:
    """One chat in migration mode."""
    return Place()


def test_a_message_keeps_author_and_time_and_is_taken_in_once(place: Place) -> None:
    """If this fails, chats are practised without authors and times, or with messages that come twice."""
    first = place.write("2021-05-01T08:00:00.123Z")
    assert (first.status, body_of(first)["id"]) == (201, "1619856000123")
    again = place.write("2021-05-01T08:00:00.123Z")
    assert (again.status, code(again)) == (409, "Conflict")
    place.hand.seconds += 2
    assert len(place.me.rows(f"/chats/{place.chat}/messages")) == 1
    (there,) = place.me.rows(f"/users/{place.people[0]}/chats/getAllMessages")
    assert (there["chatId"], there["createdDateTime"]) == (place.chat, "2021-05-01T08:00:00.123Z")


def test_nothing_is_imported_before_it_is_opened_or_after_it_is_closed(place: Place) -> None:
    """If this fails, a copy that a real tenant would refuse passes here."""
    assert place.write("2019-12-31T23:59:59Z").status == 400
    place.hand.seconds += 2
    assert place.me.ask("POST", f"/chats/{place.chat}/startMigration", EARLIER).status == 400
    place.hand.seconds += 2
    assert place.me.ask("POST", f"/chats/{place.chat}/completeMigration").status == 204
    assert place.write("2021-05-01T08:00:00Z").status == 403
    place.hand.seconds += 2
    later: Thing = {"conversationCreationDateTime": "2020-01-01T00:00:01Z"}
    assert place.me.ask("POST", f"/chats/{place.chat}/startMigration", later).status == 400
    place.hand.seconds += 2
    since: Thing = {"conversationCreationDateTime": "2019-12-31T23:59:59Z"}
    assert place.me.ask("POST", f"/chats/{place.chat}/startMigration", since).status == 204
    assert place.write("2021-05-01T08:00:00Z").status == 201


def test_a_chat_of_two_is_there_once_and_one_of_a_meeting_is_not_migrated(place: Place) -> None:
    """If this fails, a chat made twice after a lost answer, or a meeting's, is not met in practice."""
    made = [body_of(place.me.ask("POST", "/chats", place.new("oneOnOne")))["id"] for _ in range(2)]
    assert made[0] == made[1]
    assert place.me.ask("POST", "/chats", place.new("meeting")).status == 400
    assert place.me.ask("POST", "/chats", place.new("group", people=1)).status == 400
    old = caller(place.service, "source")
    first = next(one for one in old.rows("/users?$filter=userType eq 'Member'"))
    chats = old.rows(f"/users/{first['id']}/chats?$expand=members")
    meeting = next(one for one in chats if one["chatType"] == "meeting")
    assert old.ask("POST", f"/chats/{meeting['id']}/startMigration", EARLIER).status == 400


def test_a_chat_takes_one_message_a_second(place: Place) -> None:
    """If this fails, a copy is timed against a limit that a real tenant does not have."""
    assert place.write("2021-05-01T08:00:00Z").status == 201
    place.hand.seconds -= 2
    busy = place.write("2021-05-01T08:00:02Z")
    assert busy.status == 429
    assert int(busy.headers["Retry-After"]) >= 1


def test_a_chat_that_is_removed_is_gone_for_all_who_were_in_it(place: Place) -> None:
    """If this fails, a rollback that leaves chats behind looks whole here."""
    assert place.me.ask("DELETE", f"/chats/{place.chat}").status == 204
    place.hand.seconds += 2
    assert place.me.ask("DELETE", f"/chats/{place.chat}").status == 404
    assert [place.me.rows(f"/users/{one}/chats") for one in place.people] == [[], [], [], []]
