"""Chats of the practice source: of two, of groups, of meetings; with pictures, files, reactions, odd ones."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from pydantic import JsonValue

from practice.graph.chat_state import Chat, ChatEstate, ChatKind, new_chat_id
from practice.graph.clock import EPOCH
from practice.graph.drive import drive_id
from practice.graph.team_state import Channel, Message, instant
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, identifier, text
from practice.people import Draw

__all__ = ["seed_chats"]

_WORDS: Final = ("Kommer du?", "Ser på det i morgen", "Takk for hjelpen", "Ringer deg etterpå", "Er i møte")
_KINDS: Final[tuple[ChatKind, ...]] = ("oneOnOne", "group", "meeting")
_MINUTE: Final = 60_000
_PICTURE: Final = bytes.fromhex("89504e470d0a1a0a")
_LEAST: Final = 3


def seed_chats(estate: ChatEstate, tenant: Tenant, *, chats: int, messages: int) -> None:
    """Make so many of each kind; `messages` in each."""
    people = [
        text(one, "id")
        for one in tenant.users.values()
        if text(one, "userType") == "Member" and text(one, "jobTitle") in {"Elev", "Ansatt"}
    ]
    if len(people) < _LEAST:
        return
    for number in range(chats):
        for place, kind in enumerate(_KINDS):
            whom = [people[(number * 2 + step) % len(people)] for step in range(2 + place)]
            made = round(EPOCH * 1000) - (300 + number) * 24 * 60 * _MINUTE + place * 61_007
            topic = "" if kind == "oneOnOne" else f"{'Møte' if kind == 'meeting' else 'Gruppe'} {number}"
            key = new_chat_id(tenant, kind, whom, f"{kind} {number}")
            chat = estate.add(tenant, Chat(Channel(key, topic, made), kind, whom))
            chat.seen_from = 0.0
            _fill(tenant, chat, messages)


def _fill(tenant: Tenant, chat: Chat, messages: int) -> None:
    draw, at, thread = Draw(f"{tenant.seed}/chats/{chat.id}"), chat.thread.made, chat.thread
    for number in range(messages):
        at += _MINUTE * (1 + draw.number(900, number, "after")) + draw.number(1_000, number, "part")
        who = tenant.users.true(chat.members[number % len(chat.members)]) or {}
        user: Thing = {
            "id": text(who, "id"), "displayName": text(who, "displayName"), "userIdentityType": "aadUser",
        }  # fmt: skip
        said = f"<p>{draw.pick(_WORDS, number, 'words')} <b>{number}</b></p>"
        sent: Thing = {"from": {"user": user}, "importance": "normal"}
        if number % 6 == 1:
            by: Thing = {"@odata.type": "#microsoft.graph.teamworkUserIdentity", **user}
            reaction: list[JsonValue] = [
                {"reactionType": "👍", "createdDateTime": instant(at + 1), "user": {"user": by}}
            ]
            sent["reactions"] = reaction
        if number % 6 == 2:  # noqa: PLR2004
            key = identifier(chat.id, "file", number)
            drive = tenant.drive(drive_id(text(who, "id")))
            place = f"/personal/{quote(drive.owner_name)}" if drive else "https://annet.sharepoint.practice"
            said += f'<attachment id="{key}"></attachment>'
            sent["attachments"] = [
                {
                    "id": key, "contentType": "reference", "contentUrl": f"{place}/Notat {number}.txt",
                    "name": f"Notat {number}.txt", "content": None, "thumbnailUrl": None,
                }
            ]  # fmt: skip
        if number % 6 == 3:  # noqa: PLR2004
            said += '<img src="hostedContents/1/$value" alt="bilde">'
            thread.hosted[f"{at}/1"] = _PICTURE + number.to_bytes(4, "big")
        if number % 6 == 4:  # noqa: PLR2004
            key = str(at - 1)
            said = f'<attachment id="{key}"></attachment>{said}'
            sent["attachments"] = [
                {
                    "id": key, "contentType": "messageReference", "contentUrl": None, "name": None,
                    "content": f'{{"messageId":"{key}","messagePreview":"Det fine sitatet"}}',
                }
            ]  # fmt: skip
        sent["body"] = {"contentType": "html", "content": said}
        thread.messages[str(at)] = Message(str(at), at, sent)
    event: Thing = {"messageType": "systemEventMessage", "body": {"contentType": "html", "content": "<e/>"}}
    thread.messages[str(at + _MINUTE)] = Message(str(at + _MINUTE), at + _MINUTE, event)
