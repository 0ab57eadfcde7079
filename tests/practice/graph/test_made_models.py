# pyright: reportMissingTypeStubs=false
"""What the practice Graph answers to writes, to single objects and to mistakes is Microsoft's too."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest
from kiota_serialization_json.json_parse_node import JsonParseNode
from msgraph.generated.models.list_ import List_
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from pydantic import JsonValue

from practice.graph.estate import Plan
from practice.graph.things import Thing, parts, text
from tests.practice.graph.clients import Caller, body_of, caller, code, list_of, service
from tests.practice.graph.test_models import PAGE, model, unknown
from tests.practice.graph.test_refusals import NEW

pytestmark = pytest.mark.slow  # imports Microsoft's SDK; left out of `make fast`, never of `make test`
Asked: TypeAlias = Callable[[Caller], Thing]


def _user(me: Caller) -> str:
    return text(me.rows("/users")[0], "id")


def _box(me: Caller) -> str:
    return text(body_of(me.ask("GET", f"/users/{_user(me)}/settings/exchange")), "primaryMailboxId")


def _deleted(me: Caller) -> Thing:
    made = body_of(me.ask("POST", "/users", NEW))
    me.ask("DELETE", f"/users/{made['id']}")
    return body_of(me.ask("GET", f"/directory/deletedItems/{made['id']}"))


def _exported(me: Caller) -> Thing:
    box = f"/admin/exchange/mailboxes/{_box(me)}"
    (item, *_) = me.rows(f"{box}/folders/inbox/items")
    (found,) = parts(body_of(me.ask("POST", f"{box}/exportItems", {"itemIds": [text(item, "id")]})), "value")
    return found


def _session(me: Caller) -> Thing:
    return body_of(me.ask("POST", f"/admin/exchange/mailboxes/{_box(me)}/createImportSession", {}))


def _group(me: Caller) -> Thing:
    named: dict[str, JsonValue] = {"displayName": "G", "mailNickname": "g"}
    return body_of(me.ask("POST", "/groups", {**named, "mailEnabled": False, "securityEnabled": True}))


def _guest(me: Caller) -> Thing:
    said: dict[str, JsonValue] = {
        "invitedUserEmailAddress": "en@gjest.example",
        "inviteRedirectUrl": "https://practice.example",
    }
    return body_of(me.ask("POST", "/invitations", said))


def _rights(me: Caller) -> Thing:
    page = text(body_of(me.ask("POST", "/sites/root/pages", PAGE)), "id")
    (place,) = [text(one, "id") for one in me.rows("/sites/root/lists?$select=id,system") if "system" in one]
    (found,) = me.rows(f"/sites/root/lists/{place}/items/{page}/driveItem/permissions")
    return found


def _library(me: Caller) -> Thing:
    return me.rows("/sites/root/lists?$select=id,name,displayName,list,system")[-1]


def _upload(me: Caller) -> Thing:
    return body_of(me.ask("POST", f"/users/{_user(me)}/drive/root:/stor.bin:/createUploadSession", {}))


MADE: dict[str, Asked] = {
    "user": lambda me: body_of(me.ask("POST", "/users", NEW)),
    "group": _group,
    "invitation": _guest,
    "domain": lambda me: body_of(me.ask("POST", "/domains", {"id": "ny.practice"})),
    "directory_object": _deleted,
    "upload_session": _upload,
    "export_item_response": _exported,
    "mailbox_item_import_session": _session,
    "site": lambda me: body_of(me.ask("GET", "/sites/root")),
    "site_page": lambda me: body_of(me.ask("POST", "/sites/root/pages", PAGE)),
    "list": _library,
    "permission": _rights,
    "exchange_settings": lambda me: body_of(me.ask("GET", f"/users/{_user(me)}/settings/exchange")),
}


@pytest.mark.parametrize("name", MADE)
def test_what_is_answered_is_what_the_sdk_knows(name: str) -> None:
    """If this fails, Flytt reads from its own writes here what no real tenant says of them."""
    own = service(Plan(people=12, items=3))
    me = caller(own, role="sender") if name == "site_page" else caller(own)
    sent = MADE[name](me)
    assert sent
    kind = List_ if name == "list" else model(name)
    parsed = JsonParseNode(sent).get_object_value(kind)
    assert list(unknown(parsed, sent, name)) == []


@pytest.mark.parametrize(
    ("method", "path", "status", "wanted"),
    [
        ("GET", "/users/nobody@hustadvika.practice", 404, "Request_ResourceNotFound"),
        ("GET", "/users?$filter=contains(displayName,'a')", 400, "Request_UnsupportedQuery"),
        ("POST", "/users", 400, "Request_BadRequest"),
        ("GET", "/sites/root/pages/none/microsoft.graph.sitePage", 404, "itemNotFound"),
        ("PUT", "/users", 405, "Request_BadRequest"),
    ],
)
def test_a_refusal_reads_as_the_sdks_own_error(method: str, path: str, status: int, wanted: str) -> None:
    """If this fails, what a client is told of a mistake here is nothing that it would be told there."""
    answer = caller(service()).ask(method, path, {} if method != "GET" else None)
    assert (answer.status, code(answer)) == (status, wanted)
    sent = body_of(answer)
    parsed = JsonParseNode(sent).get_object_value(ODataError)
    assert isinstance(parsed, ODataError)
    assert parsed.error is not None
    inner = parsed.error.inner_error
    assert inner is not None
    assert inner.date is not None
    assert (parsed.error.code, inner.request_id) == (wanted, answer.headers["request-id"])


def test_expanded_members_come_with_their_group() -> None:
    """If this fails, `$expand` is let through here and brings nothing, or `$select` cuts nothing."""
    me = caller(service(Plan(people=12)))
    groups = me.rows("/groups?$select=id,displayName&$expand=members($select=id)")
    assert groups
    for group in groups:
        assert {name for name in group if "@" not in name} == {"id", "displayName", "members"}
        there = [text(one, "id") for one in list_of(group, "members") if isinstance(one, dict)]
        assert there == [text(one, "id") for one in me.rows(f"/groups/{group['id']}/members")][:20]
