# pyright: reportMissingTypeStubs=false
"""Every property the practice Graph sends is one of Microsoft's, with the right type."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import cast

import pytest
from kiota_abstractions.serialization import Parsable, ParsableFactory
from kiota_serialization_json.json_parse_node import JsonParseNode
from pydantic import JsonValue

from practice.graph.estate import Plan
from practice.graph.things import Thing, text
from tests.practice.graph.clients import Caller, body_of, caller, list_of, service

pytestmark = pytest.mark.slow  # imports Microsoft's SDK; left out of `make fast`, never of `make test`

CSDL = os.environ.get("FLYTT_GRAPH_CSDL", "")

ANSWERS = {
    "user": (
        "/users?$top=5&$select=id,displayName,mail,proxyAddresses,assignedLicenses,createdDateTime,accountEnabled,"
        "usageLocation,department,otherMails,employeeId,creationType,externalUserState"
    ),
    "group": "/groups",
    "domain": "/domains",
    "subscribed_sku": "/subscribedSkus",
    "license_details": "/users/{user}/licenseDetails",
    "organization": "/organization",
    "domain_dns_record": "/domains/hustadvika.practice/verificationDnsRecords",
    "drive": "/users/{user}/drives",
    "drive_item": "/users/{user}/drive/root/delta",
    "permission": "/users/{user}/drive/root/permissions",
    "drive_item_version": "/users/{user}/drive/root:/file.txt:/versions",
    "message": "/users/{user}/messages",
    "mailbox_folder": "/admin/exchange/mailboxes/{box}/folders",
    "mailbox_item": (
        "/admin/exchange/mailboxes/{box}/folders/inbox/items?$expand=singleValueExtendedProperties"
        "($filter=id eq 'String 0x37')"
    ),
    "site_page": "/sites/root/pages/graph.sitePage?$expand=canvasLayout",
    "text_web_part": "/sites/root/pages/{page}/microsoft.graph.sitePage/webParts",
    "team": "/teams",
    "channel": "/teams/{team}/channels",
    "chat_message": "/teams/{team}/channels/getAllMessages",
    "chat": "/users/{user}/chats?$expand=members",
    "chat_member": "/chats/{chat}/members",
    "message_of_chat": "/chats/{chat}/messages?$top=50",
    "messages_of_person": "/users/{user}/chats/getAllMessages",
    "planner_plan": "/groups/{group}/planner/plans",
    "planner_plan_details": "/planner/plans/{plan}/details",
    "planner_bucket": "/planner/plans/{plan}/buckets",
    "planner_task": "/planner/plans/{plan}/tasks",
    "task_of_bucket": "/planner/buckets/{bucket}/tasks",
    "planner_task_details": "/planner/tasks/{task}/details",
    "planner_bucket_task_board_task_format": "/planner/tasks/{task}/bucketTaskBoardFormat",
    "aad_user_conversation_member": "/teams/{team}/members",
    "teams_tab": "/teams/{team}/channels/{channel}/tabs?$expand=teamsApp",
}  # fmt: skip

MODELS = {
    "chat_member": "aad_user_conversation_member",
    "message_of_chat": "chat_message",
    "messages_of_person": "chat_message",
    "task_of_bucket": "planner_task",
}
"""Answers whose model has another name than they have here."""
_BY = frozenset({"lastModifiedBy", "lastModifiedDateTime"})
OPEN = {
    "PlannerAppliedCategories": frozenset[str](),
    "PlannerAssignments": frozenset({"assignedBy", "assignedDateTime", "orderHint"}),
    "PlannerChecklistItems": frozenset({"isChecked", "title", "orderHint"}) | _BY,
    "PlannerExternalReferences": frozenset({"alias", "type", "previewPriority"}) | _BY,
}
"""Types whose properties may be called anything, and what those hold; nothing: they are yes or no.

The SDK has no models of them: the names are of Microsoft's pages on plannerAssignment and the others.
"""

PAGE: Thing = {
    "@odata.type": "#microsoft.graph.sitePage",
    "name": "varsel.aspx",
    "title": "Nede",
    "promotionKind": "newsPost",
    "titleArea": {"layout": "plain", "textAlignment": "left"},
    "canvasLayout": {
        "horizontalSections": [
            {
                "layout": "oneColumn",
                "id": "1",
                "emphasis": "none",
                "columns": [
                    {
                        "id": "1",
                        "width": 12,
                        "webparts": [
                            {
                                "@odata.type": "#microsoft.graph.textWebPart",
                                "id": "1",
                                "innerHtml": "<p>x</p>",
                            }
                        ],
                    }
                ],
            }
        ]
    },
}


def answers(path: str) -> list[Thing]:
    """The objects at an address of a fresh world with one shared file."""
    me = caller(service(Plan(people=12, items=5, teams=1, chats=1, messages=8, plans=1, tasks=12)))
    user = text(me.rows("/users")[0], "id")
    box = text(body_of(me.ask("GET", f"/users/{user}/settings/exchange")), "primaryMailboxId")
    team = text(me.rows("/teams")[0], "id")
    channel = text(me.rows(f"/teams/{team}/channels")[0], "id")
    me.ask("PUT", f"/users/{user}/drive/root:/file.txt:/content", raw=b"x")
    me.ask("POST", f"/users/{user}/drive/root/createLink", {"type": "view", "scope": "organization"})
    sender = caller(me.service, role="sender")
    to: JsonValue = [{"emailAddress": {"address": "en@varsel.practice"}}]
    sender.ask("POST", f"/users/{user}/messages", {"subject": "Nede", "toRecipients": to})
    made = text(body_of(sender.ask("POST", "/sites/root/pages", PAGE)), "id")
    path = path.replace("{page}", made)
    asker = sender if path.endswith("/messages") else me
    known = {"{user}": user, "{box}": box, "{team}": team, "{channel}": channel, **planned(me)}
    known["{chat}"] = next(text(one, "id") for one in me.rows(f"/users/{user}/chats"))
    for name, value in known.items():
        path = path.replace(name, value)
    body = body_of(asker.ask("GET", path))
    found = list_of(body, "value") if "value" in body else [body]
    return [one for one in found if isinstance(one, dict)]


def planned(me: Caller) -> dict[str, str]:
    """The ids of a group with a plan, of its plan and first bucket, and of a task that says much."""
    groups = [text(one, "id") for one in me.rows("/groups") if one.get("groupTypes")]
    group, head = next((one, row) for one in groups for row in me.rows(f"/groups/{one}/planner/plans"))
    plan = text(head, "id")
    bucket = text(me.rows(f"/planner/plans/{plan}/buckets")[0], "id")
    tasks = me.rows(f"/planner/plans/{plan}/tasks")
    task = next(text(one, "id") for one in tasks if one["checklistItemCount"] and one["referenceCount"])
    return {"{group}": group, "{plan}": plan, "{bucket}": bucket, "{task}": task}


def model(name: str) -> ParsableFactory[Parsable]:
    """The SDK's generated model."""
    module = import_module(f"msgraph.generated.models.{name}")
    return cast(
        "ParsableFactory[Parsable]", getattr(module, "".join(word.capitalize() for word in name.split("_")))
    )


def unknown(parsed: object, sent: Thing, path: str) -> Iterator[str]:
    """Where what was sent is not what the model knows: a foreign property, or a value it could not take."""
    known = cast("Parsable", parsed).get_field_deserializers()
    inner = OPEN.get(type(parsed).__name__)
    for name, value in sent.items():
        if "@" in name or value is None:
            continue
        if inner is not None:
            yield from of_an_open_one(value, inner, f"{path}.{name}")
            continue
        if name not in known:
            yield f"{path}.{name} is no property"
            continue
        snake = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
        got: object = getattr(parsed, snake, getattr(parsed, f"{snake}_", None))
        if got is None and value not in ([], {}):
            yield f"{path}.{name} was lost: {value}"
        yield from below(got, value, f"{path}.{name}")


def of_an_open_one(value: JsonValue, inner: frozenset[str], path: str) -> Iterator[str]:
    """The same for a part of an open type: its name is anybody's, what it holds is not."""
    if not inner and not isinstance(value, bool):
        yield f"{path} is neither yes nor no"
    elif inner and not isinstance(value, dict):
        yield f"{path} is no object"
    elif isinstance(value, dict):
        yield from (
            f"{path}.{name} is no property" for name in value if "@" not in name and name not in inner
        )


def below(got: object, value: JsonValue, path: str) -> Iterator[str]:
    """The same for what lies inside."""
    if isinstance(value, dict) and isinstance(got, Parsable):
        yield from unknown(got, value, path)
    if isinstance(value, list) and isinstance(got, list):
        for one, sent in zip(cast("list[object]", got), value, strict=True):
            yield from below(one, sent, path)


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_is_what_the_sdk_knows(name: str) -> None:
    """If this fails, Flytt is practised against properties that a real tenant does not send."""
    found = answers(ANSWERS[name])
    assert found
    for sent in found:
        parsed = JsonParseNode(sent).get_object_value(model(MODELS.get(name, name)))
        assert list(unknown(parsed, sent, name)) == []


def test_a_foreign_property_is_seen() -> None:
    """If this fails, the check above lets everything pass."""
    sent: Thing = {
        "id": "1",
        "shoeSize": 44,
        "assignedLicenses": [{"skuID": "x"}],
        "createdDateTime": "nonsense",
    }
    parsed = JsonParseNode({**sent, "createdDateTime": None}).get_object_value(model("user"))
    assert len(list(unknown(parsed, sent, "user"))) == 3


@pytest.mark.optional
@pytest.mark.skipif(not CSDL, reason="FLYTT_GRAPH_CSDL does not name Microsoft's metadata")
@pytest.mark.parametrize(
    "name",
    [
        "user",
        "group",
        "domain",
        "subscribedSku",
        "driveItem",
        "drive",
        "permission",
        "mailboxFolder",
        "mailboxItem",
        "team",
        "channel",
        "chat",
        "chatMessage",
        "aadUserConversationMember",
        "teamsTab",
    ],
)
def test_every_property_is_in_the_metadata(name: str) -> None:
    """If this fails, an answer has a property, or null where none may be, that Microsoft does not declare."""
    metadata = Path(CSDL).read_text(encoding="utf-8")
    declared: dict[str, bool] = {}
    kind = name
    while kind:
        found = re.search(rf'<EntityType Name="{kind}"(.*?)</EntityType>', metadata, re.DOTALL)
        assert found
        for line in re.findall(r"<(?:Navigation)?Property [^>]*>", found.group(1)):
            declared[re.findall(r'Name="(\w+)"', line)[0]] = 'Nullable="false"' not in line
        base = re.match(r'[^>]*BaseType="(?:microsoft\.)?graph\.(\w+)"', found.group(1))
        kind = base.group(1) if base else ""
    snake = re.sub(r"(?=[A-Z])", "_", name).lower()
    for sent in answers(ANSWERS[snake]):
        for key, value in sent.items():
            assert "@" in key or key in declared, key
            assert value is not None or declared.get(key, True), key
