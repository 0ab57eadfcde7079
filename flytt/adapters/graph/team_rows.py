"""Teams, channels and messages as Graph writes them."""

import re
from html import escape

from flytt.adapters.graph.answer import Thing, text, things
from flytt.migration.teams import (
    DELETED,
    EVENT,
    Attached,
    Channel,
    ChannelKind,
    Message,
    NewMessage,
    Tab,
    Team,
    TeamMember,
)

BIND = "@odata.bind"
MEMBER = "#microsoft.graph.aadUserConversationMember"
_PICTURE = re.compile(r'src="[^"]*hostedContents/([^/"]+)/\$value"')
_KINDS: dict[str, ChannelKind] = {"standard": "standard", "private": "private"}


def team_of(thing: Thing) -> Team:
    """Read a team."""
    return Team(
        id=text(thing, "id"),
        name=text(thing, "displayName"),
        description=text(thing, "description"),
        archived=thing.get("isArchived") is True,
        public=text(thing, "visibility").casefold() == "public",
    )


def channel_of(thing: Thing, general: str) -> Channel:
    """Read a channel; `general`: the id of the team's first one. A kind that is not known is not open."""
    mode = text(thing, "migrationMode")
    return Channel(
        id=text(thing, "id"),
        name=text(thing, "displayName"),
        description=text(thing, "description"),
        kind=_KINDS.get(text(thing, "membershipType"), "shared"),
        created=text(thing, "createdDateTime"),
        mode="inProgress" if mode == "inProgress" else "completed" if mode == "completed" else "",
        general=text(thing, "id") == general,
    )


def message_of(thing: Thing) -> Message:
    """Read a message. A picture is called by its id, whatever its address is."""
    sender, body = _part(thing, "from"), _part(thing, "body")
    user = _part(sender, "user")
    html = text(body, "content")
    if text(body, "contentType") == "text":
        html = escape(html, quote=False).replace("\n", "<br>")
    return Message(
        id=text(thing, "id"),
        created=text(thing, "createdDateTime"),
        author=text(user, "id"),
        author_name=text(user, "displayName"),
        html=_PICTURE.sub(lambda hit: f'src="picture:{hit.group(1)}"', html),
        subject=text(thing, "subject"),
        under=text(thing, "replyToId"),
        attached=tuple(
            Attached(
                id=text(one, "id"),
                kind=text(one, "contentType"),
                name=text(one, "name"),
                url=text(one, "contentUrl"),
            )
            for one in things(thing, "attachments")
        ),
        pictures=tuple(dict.fromkeys(_PICTURE.findall(html))),
        edited=text(thing, "lastEditedDateTime"),
        odd=_odd(thing, user),
    )


def new_message(new: NewMessage) -> Thing:
    """Return the body that imports a message."""
    html, hosted = new.html, list[Thing]()
    for number, one in enumerate(new.pictures, 1):
        html = html.replace(f'src="picture:{one.name}"', f'src="../hostedContents/{number}/$value"')
        hosted.append(
            {
                "@microsoft.graph.temporaryId": str(number),
                "contentBytes": one.data,
                "contentType": one.kind,
            }
        )
    user: Thing = {"id": new.author, "displayName": new.author_name, "userIdentityType": "aadUser"}
    body: Thing = {
        "createdDateTime": new.created,
        "from": {"user": user},
        "body": {"contentType": "html", "content": html},
    }
    if new.subject:
        body["subject"] = new.subject
    if new.attached:
        body["attachments"] = [
            {"id": one.id, "contentType": one.kind, "contentUrl": one.url, "name": one.name}
            for one in new.attached
        ]
    if hosted:
        body["hostedContents"] = [*hosted]
    return body


def tab_of(thing: Thing) -> Tab:
    """Read a tab, asked for with its app."""
    shown = _part(thing, "configuration")
    return Tab(
        id=text(thing, "id"),
        name=text(thing, "displayName"),
        app=text(_part(thing, "teamsApp"), "id"),
        content_url=text(shown, "contentUrl"),
        website_url=text(shown, "websiteUrl"),
        entity=text(shown, "entityId"),
    )


def new_tab(tab: Tab, base: str) -> Thing:
    """Return the body that adds a tab."""
    return {
        "displayName": tab.name,
        f"teamsApp{BIND}": f"{base}/appCatalogs/teamsApps/{tab.app}",
        "configuration": {
            "entityId": tab.entity or None,
            "contentUrl": tab.content_url,
            "websiteUrl": tab.website_url,
            "removeUrl": None,
        },
    }


def member_of(thing: Thing) -> TeamMember:
    """Read a membership."""
    roles = thing.get("roles")
    return TeamMember(
        person=text(thing, "userId"),
        owner=isinstance(roles, list) and "owner" in roles,
        key=text(thing, "id"),
    )


def new_member(member: TeamMember, base: str) -> Thing:
    """Return a membership as it is asked for."""
    return {
        "@odata.type": MEMBER,
        "roles": ["owner"] if member.owner else [],
        f"user{BIND}": f"{base}/users('{member.person}')",
    }


def _odd(thing: Thing, user: Thing) -> str:
    if text(thing, "messageType") not in {"", "message"}:
        return EVENT
    if text(thing, "deletedDateTime"):
        return DELETED
    if not text(user, "id"):
        return "message of an application"
    kinds = {text(one, "contentType") for one in things(thing, "attachments")}
    return "message with a card" if kinds - {"reference"} else ""


def _part(thing: Thing, key: str) -> Thing:
    value = thing.get(key)
    return value if isinstance(value, dict) else {}
