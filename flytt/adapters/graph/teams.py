"""A tenant's teams over Graph. What a lost answer may have made is looked for before it is made again."""

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import quote

from flytt.adapters.graph.answer import BAD, MISSING, Answer, Thing, refusal, text
from flytt.adapters.graph.door import Door, Question
from flytt.adapters.graph.team_rows import (
    BIND,
    channel_of,
    member_of,
    message_of,
    new_member,
    new_message,
    new_tab,
    tab_of,
    team_of,
)
from flytt.migration.directory import Speed
from flytt.migration.errors import BadInput, Interrupted
from flytt.migration.teams import (
    MOST_ADDED,
    Channel,
    Message,
    NewMessage,
    Picture,
    Tab,
    Team,
    TeamMember,
)

_CONFLICT = 409
_ALL_KINDS = {"Prefer": "include-unknown-enum-members"}
"""Without it, Graph calls a shared channel `unknownFutureValue`."""
_PER_PAGE = 50
_TEMPLATE = "https://graph.microsoft.com/v1.0/teamsTemplates('standard')"
_NOT_MIGRATING = "not in migration mode"
_ATTEMPTS = 30
_LOOKS = 4
"""How often a team is looked for when its answer was lost, before it is asked for again."""
_PAUSE_SECONDS = 1.0


class GraphTeams:
    """One tenant: read through one application, written through another. `wait` lets seconds pass.

    The application that opens a channel for import is the only one that may go on there: the writer.
    """

    def __init__(
        self, name: str, base: str, reader: Door, writer: Door | None, wait: Callable[[float], None]
    ) -> None:
        self._name, self._base, self._reader = name, f"{base}/v1.0", reader
        self._own_writer, self._wait = writer, wait

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]:
        """Return the permissions that the application's token carries; none where none may write."""
        door = self._reader if use == "read" else self._own_writer
        return door.sign_in.roles() if door else frozenset()

    def listed(self) -> tuple[Team, ...]:
        """Return all teams, each asked for by itself: the list does not say which are archived."""
        attempted = f"Reading the teams of {self._name}"
        pages = self._reader.pages(
            Question("GET", "/teams?$select=id", costs={"get": 1}), attempted=attempted
        )
        ids = [text(one, "id") for page in pages for one in page]
        found: dict[str, Team] = {}
        for question, answer in self._reader.batch(
            [_get(f"/teams/{one}") for one in ids], attempted=attempted
        ):
            if answer.status == MISSING:
                continue
            if not answer.ok:
                raise refusal(attempted, answer)
            found[question.path] = team_of(answer.body)
        return tuple(found[path] for one in ids if (path := f"/teams/{one}") in found)

    def channels(self, team: str) -> tuple[Channel, ...]:
        """Return the channels of a team, General first."""
        attempted = f"Reading channels in {self._name}"
        answer = self._reader.ask(_get(f"/teams/{team}/primaryChannel"), attempted=attempted)
        if not answer.ok:
            raise refusal(attempted, answer)
        general = text(answer.body, "id")
        question = Question("GET", f"/teams/{team}/channels", costs={"channels": 1}, headers=_ALL_KINDS)
        rows = [one for page in self._reader.pages(question, attempted=attempted) for one in page]
        found = [channel_of(one, general) for one in rows]
        return tuple(sorted(found, key=lambda one: not one.general))

    def messages(self, team: str, channel: str) -> Iterator[Message]:
        """Yield messages, and the replies to each of them."""
        attempted, at = f"Reading messages in {self._name}", _at(team, channel)
        costs = {"messages": 1.0, f"channel-reads {channel}": 1.0}
        roots: list[str] = []
        question = Question("GET", f"{at}/messages?$top={_PER_PAGE}", costs=costs)
        for page in self._reader.pages(question, attempted=attempted):
            for one in page:
                roots.append(text(one, "id"))
                yield message_of(one)
        for root in roots:
            question = Question("GET", f"{at}/messages/{root}/replies?$top={_PER_PAGE}", costs=costs)
            for page in self._reader.pages(question, attempted=attempted):
                yield from (message_of(one) for one in page)

    def all_messages(self, team: str) -> Iterator[tuple[str, Message]]:
        """Yield every message of a team, by the export of the whole of it."""
        question = Question(
            "GET", f"/teams/{team}/channels/getAllMessages?$top={_PER_PAGE}", costs={"exports": 1}
        )
        for page in self._reader.pages(question, attempted=f"Reading whole teams in {self._name}"):
            for one in page:
                where = one.get("channelIdentity")
                yield text(where, "channelId") if isinstance(where, dict) else "", message_of(one)

    def picture(self, team: str, channel: str, message: Message, name: str) -> Picture:
        """Return a picture's bytes."""
        attempted = f"Reading a picture in {self._name}"
        path = f"{_at(team, channel)}/messages/{message.id}"
        if message.under:
            path = f"{_at(team, channel)}/messages/{message.under}/replies/{message.id}"
        costs = {"messages": 1.0, f"channel-reads {channel}": 1.0}
        question = Question("GET", f"{path}/hostedContents/{quote(name)}/$value", costs=costs)
        answer = self._reader.ask(question, attempted=attempted)
        if not answer.ok:
            raise refusal(attempted, answer)
        kind = answer.headers.get("content-type", "").partition(";")[0] or "image/png"
        return Picture(name=name, kind=kind, data=base64.b64encode(answer.raw).decode())

    def tabs(self, team: str, channel: str) -> tuple[Tab, ...]:
        """Return the tabs of a channel."""
        question = _get(f"{_at(team, channel)}/tabs?$expand=teamsApp")
        pages = self._reader.pages(question, attempted=f"Reading tabs in {self._name}")
        return tuple(tab_of(one) for page in pages for one in page)

    def members(self, team: str) -> tuple[TeamMember, ...]:
        """Return who is in a team."""
        question = _get(f"/teams/{team}/members?$top=999")
        pages = self._reader.pages(question, attempted=f"Reading members in {self._name}")
        return tuple(member_of(one) for page in pages for one in page)

    def make_team(self, mark: str, name: str, created: str) -> str:
        """Make a team once: it is looked for first, for a while after each lost answer, and at the end.

        What was answered is awaited, however long the list lags; it is never asked for again.
        """
        attempted = f"Making a team in {self._name}"
        body: Thing = {
            "@microsoft.graph.teamCreationMode": "migration",
            f"template{BIND}": _TEMPLATE,
            "displayName": name,
            "description": mark,
            "createdDateTime": created,
            "visibility": "private",  # left out, it is public: everybody could join and read
        }
        accepted, ask_at = False, 0
        for attempt in range(_ATTEMPTS):
            made = [one for one in self.listed() if mark in one.description]
            if made:
                return self._only(sorted(made, key=lambda one: one.id))
            if not accepted and attempt >= ask_at:
                try:
                    answer = self._writer.ask(
                        Question("POST", "/teams", body, {"teams": 1}, once=True), attempted=attempted
                    )
                except Interrupted:
                    ask_at = attempt + _LOOKS
                else:
                    if not answer.ok:
                        raise refusal(attempted, answer)
                    accepted = True
            self._wait(_pause(attempt))
        raise Interrupted(
            f"{attempted}: it cannot be found yet.", still_true="Making it again makes no second one.",
            next_command="flytt resume",
        )  # fmt: skip

    def remove_team(self, team: str) -> None:
        """Remove its group, and wait until it is no longer listed."""
        attempted = f"Removing a team in {self._name}"
        self._done(Question("DELETE", f"/groups/{team}", costs={"write": 1}), attempted, MISSING)
        for attempt in range(_ATTEMPTS):
            if team not in {one.id for one in self.listed()}:
                return
            self._wait(_pause(attempt))
        raise Interrupted(f"{attempted}: it is still listed.", still_true="It is removed later.")

    def make_channel(self, team: str, channel: Channel) -> str:
        """Make a channel; there by its name already, it is found."""
        attempted = f"Making a channel in {self._name}"
        body: Thing = {
            "@microsoft.graph.channelCreationMode": "migration",
            "displayName": channel.name,
            "description": channel.description,
            "membershipType": "standard",
            "createdDateTime": channel.created,
        }
        costs = {"new-channels": 1.0, f"team-channels {team}": 1.0}
        answer = self._writer.ask(
            Question("POST", f"/teams/{team}/channels", body, costs), attempted=attempted
        )
        if answer.ok:
            return text(answer.body, "id")
        for one in self.channels(team):
            if one.name.casefold() == channel.name.casefold():
                return one.id
        raise refusal(attempted, answer)

    def put_message(self, team: str, channel: str, new: NewMessage) -> str:
        """Import one. The service takes each millisecond once: what it calls a conflict is there."""
        attempted, at = f"Importing a message in {self._name}", _at(team, channel)
        path = f"{at}/messages/{new.under}/replies" if new.under else f"{at}/messages"
        costs = {"imports": 1.0, f"channel-imports {channel}": 1.0}
        answer = self._writer.ask(Question("POST", path, new_message(new), costs), attempted=attempted)
        if answer.ok:
            return text(answer.body, "id")
        if answer.status == _CONFLICT:
            at_ms = datetime.fromisoformat(new.created)
            return str(round(at_ms.timestamp() * 1000))
        raise refusal(attempted, answer)

    def complete_channel(self, team: str, channel: str) -> None:
        """End the import into a channel."""
        question = Question("POST", f"{_at(team, channel)}/completeMigration", {}, {"completions": 1})
        self._ended(question, f"Ending migration mode of a channel in {self._name}")

    def complete_team(self, team: str) -> None:
        """End the migration of a team."""
        question = Question("POST", f"/teams/{team}/completeMigration", {}, {"completions": 1})
        self._ended(question, f"Ending migration mode of a team in {self._name}")

    def reopen_channel(self, team: str, channel: Channel) -> None:
        """Open a channel for import again: the service wants a beginning before the one it has."""
        attempted = f"Opening a channel for import in {self._name}"
        before = datetime.fromisoformat(channel.created).astimezone(UTC) - timedelta(seconds=1)
        body: Thing = {
            "conversationCreationDateTime": before.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        }
        question = Question("POST", f"{_at(team, channel.id)}/startMigration", body, {"write": 1})
        answer = self._writer.ask(question, attempted=attempted)
        if not answer.ok and not answer.says("in migration mode already"):
            raise refusal(attempted, answer)

    def archive(self, team: str, *, archived: bool) -> None:
        """Archive a team with its site for members, or open it; wait until it is said to be so."""
        attempted = f"{'Archiving' if archived else 'Opening'} a team in {self._name}"
        body: Thing = {"shouldSetSpoSiteReadOnlyForMembers": True} if archived else {}
        verb = "archive" if archived else "unarchive"
        for attempt in range(_ATTEMPTS):
            answer = self._reader.ask(_get(f"/teams/{team}"), attempted=attempted)
            if not answer.ok:
                raise refusal(attempted, answer)
            if (answer.body.get("isArchived") is True) is archived:
                return
            if attempt == 0:
                self._done(Question("POST", f"/teams/{team}/{verb}", body, {"write": 1}), attempted)
            else:
                self._wait(_pause(attempt))
        raise Interrupted(f"{attempted}: it is not said to be so yet.", still_true="It may be so soon.")

    def call(self, team: str, name: str, description: str) -> None:
        """Name a team's group: an archived team itself takes no change. Wait until it is called so."""
        attempted = f"Naming a team in {self._name}"
        body: Thing = {"displayName": name, "description": description}
        self._done(Question("PATCH", f"/groups/{team}", body, {"write": 1}), attempted)
        for attempt in range(_ATTEMPTS):
            answer = self._reader.ask(_get(f"/teams/{team}"), attempted=attempted)
            if answer.ok and text(answer.body, "displayName") == name:
                return
            self._wait(_pause(attempt))
        raise Interrupted(f"{attempted}: it is not called so yet.", still_true="It may be so soon.")

    def add_tab(self, team: str, channel: str, tab: Tab) -> None:
        """Add a tab once: it is looked for after each lost answer."""
        attempted = f"Adding a tab in {self._name}"
        question = Question(
            "POST", f"{_at(team, channel)}/tabs", new_tab(tab, self._base), {"write": 1}, once=True
        )
        for attempt in range(_ATTEMPTS):
            same = [one.id for one in self.tabs(team, channel) if one.name == tab.name]
            if same:
                for twin in sorted(same)[1:]:
                    self.remove_tab(team, channel, twin)
                return
            try:
                answer = self._writer.ask(question, attempted=attempted)
            except Interrupted:
                self._wait(_pause(attempt))
                continue
            if not answer.ok:
                raise refusal(attempted, answer)
        raise Interrupted(f"{attempted}: it cannot be found.", still_true="It may be there soon.")

    def remove_tab(self, team: str, channel: str, tab: str) -> None:
        """Remove a tab."""
        question = Question("DELETE", f"{_at(team, channel)}/tabs/{quote(tab)}", costs={"write": 1})
        self._done(question, f"Removing a tab in {self._name}", MISSING)

    def add_members(self, team: str, members: tuple[TeamMember, ...]) -> None:
        """Add up to two hundred at a time."""
        attempted = f"Adding members in {self._name}"
        for start in range(0, len(members), MOST_ADDED):
            some = members[start : start + MOST_ADDED]
            body: Thing = {"values": [new_member(one, self._base) for one in some]}
            costs = {"new-members": 1.0, f"team-members {team}": 1.0}
            self._done(Question("POST", f"/teams/{team}/members/add", body, costs), attempted)

    def drop_members(self, team: str, members: tuple[TeamMember, ...]) -> None:
        """Take people out one by one."""
        for one in members:
            question = Question("DELETE", f"/teams/{team}/members/{quote(one.key)}", costs={"write": 1})
            self._done(question, f"Taking a member out in {self._name}", MISSING)

    def speed(self) -> Speed:
        """Return requests a second, and messages a second into one channel."""
        door = self._own_writer or self._reader
        return Speed(
            reads=self._reader.governor.speed("channel-reads one"),
            writes=door.governor.speed("channel-imports one"),
        )

    @property
    def _writer(self) -> Door:
        if self._own_writer is None:
            raise BadInput(
                f"Teams were to be written in {self._name}, and reach.yaml states no `writer` for it.",
                still_true="Nothing was touched.",
                next_command="state the application that may write there, then flytt resume",
            )
        return self._own_writer

    def _only(self, made: list[Team]) -> str:
        """Return the first of those that lost answers have made; the others go, with nothing in them."""
        for one in made[1:]:
            self.remove_team(one.id)
        return made[0].id

    def _ended(self, question: Question, attempted: str) -> None:
        answer = self._writer.ask(question, attempted=attempted)
        if not answer.ok and not (answer.status == BAD and answer.says(_NOT_MIGRATING)):
            raise refusal(attempted, answer)

    def _done(self, question: Question, attempted: str, *also: int) -> Answer:
        answer = self._writer.ask(question, attempted=attempted)
        if not answer.ok and answer.status not in also:
            raise refusal(attempted, answer)
        return answer


def _at(team: str, channel: str) -> str:
    return f"/teams/{team}/channels/{quote(channel)}"


def _get(path: str) -> Question:
    return Question("GET", path, costs={"get": 1})


def _pause(attempt: int) -> float:
    return min(_PAUSE_SECONDS * 1.5**attempt, 20.0)
