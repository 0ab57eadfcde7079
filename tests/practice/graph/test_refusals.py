"""What the practice Graph refuses, as Graph does."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from practice.graph.estate import Plan
from practice.graph.licences import STAFF
from practice.graph.things import text
from tests.practice.graph.clients import Hand, body_of, caller, code, list_of, service

NEW: dict[str, JsonValue] = {
    "accountEnabled": True,
    "displayName": "Ny",
    "mailNickname": "ny",
    "userPrincipalName": "ny@hustadvika.practice",
    "passwordProfile": {"password": "Langt-nok-1"},
}


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/users?$top=1000", "Request_BadRequest"),
        ("/users?$skip=5", "Request_BadRequest"),
        ("/users?$select=shoeSize", "BadRequest"),
        ("/users?$filter=contains(displayName,'a')", "Request_UnsupportedQuery"),
        ("/users?$filter=department ne 'Skole'", "Request_UnsupportedQuery"),
        ("/users?$filter=aboutMe eq 'x'", "Request_UnsupportedQuery"),
        ("/users?$filter=displayName eq", "BadRequest"),
        ('/users?$search="displayName:a"', "Request_UnsupportedQuery"),
        ("/users?$orderby=city", "Request_UnsupportedQuery"),
        ("/users?$expand=memberOf,manager", "Request_BadRequest"),
        ("/users?$skiptoken=never-given", "BadRequest"),
        ("/users/nobody@hustadvika.practice", "Request_ResourceNotFound"),
        ("/me", "BadRequest"),
        ("/forms", "BadRequest"),
    ],
)
def test_queries_that_graph_refuses(path: str, wanted: str) -> None:
    """If this fails, Flytt could use a query here that a real tenant would refuse in the migration window."""
    answer = caller(service()).ask("GET", path)
    assert (answer.status >= 400, code(answer)) == (True, wanted)


@pytest.mark.parametrize(
    "said",
    [{"department": ""}, {"usageLocation": None}, {"displayName": None}, {"usageLocation": ""}],
    ids=["empty text", "no country", "no name", "empty country"],
)
def test_properties_that_graph_does_not_empty(said: dict[str, JsonValue]) -> None:
    """If this fails, Flytt could empty here what a real tenant refuses to empty in the migration window."""
    me = caller(service())
    (one, *_) = me.rows("/users?$top=5&$select=id,usageLocation,department")
    path = f"/users/{text(one, 'id')}"
    assert code(me.ask("PATCH", path, said)) == "Request_BadRequest"
    assert me.ask("PATCH", path, {"department": None}).status == 204


def test_a_synced_account_is_changed_where_it_comes_from() -> None:
    """If this fails, Flytt could set a name here that a real tenant lets only its own directory set."""
    at = service()
    me = caller(at)
    (one, *_) = me.rows("/users?$top=5&$select=id")
    users = next(iter(at.tenants.values())).users
    path = f"/users/{text(one, 'id')}"
    users.put({**(users.true(text(one, "id")) or {}), "onPremisesSyncEnabled": True})
    assert code(me.ask("PATCH", path, {"jobTitle": "Ny"})) == "Request_BadRequest"
    assert me.ask("PATCH", path, {"usageLocation": "SE"}).status == 204


def test_queries_that_graph_answers() -> None:
    """If this fails, right queries are refused or answered wrongly here."""
    me = caller(service())
    everybody = me.rows("/users?$top=7&$select=id,department,userPrincipalName,accountEnabled")
    assert len(everybody) == 30
    assert len({text(one, "id") for one in everybody}) == 30
    place = text(everybody[0], "department")
    same = me.rows(f"/users?$filter=department eq '{place}' and startswith(userPrincipalName,'')&$top=3")
    assert len(same) == sum(one["department"] == place for one in everybody)
    advanced = "/users?$count=true&$filter=department ne 'x'&$orderby=displayName desc&$top=999"
    found = body_of(me.ask("GET", advanced, ConsistencyLevel="eventual"))
    names = [text(one, "displayName") for one in list_of(found, "value") if isinstance(one, dict)]
    assert (found["@odata.count"], names) == (30, sorted(names, key=str.casefold, reverse=True))
    held = me.rows(f"/users?$filter=assignedLicenses/any(x:x/skuId eq {STAFF})")
    assert len(held) == 15
    assert me.ask("GET", "/users/$count", ConsistencyLevel="eventual").body == b"30"


@pytest.mark.parametrize(
    "changed",
    [
        {"userPrincipalName": "ny@other.example"},
        {"userPrincipalName": "no address"},
        {"passwordProfile": {"password": "kort"}},
        {"displayName": None},
        {"accountEnabled": "yes"},
        {"proxyAddresses": ["SMTP:ny@hustadvika.practice"]},
        {"shoeSize": 44},
    ],
)
def test_users_that_graph_does_not_make(changed: dict[str, JsonValue]) -> None:
    """If this fails, a user could be made here that no tenant would take."""
    me = caller(service())
    assert me.ask("POST", "/users", NEW | changed).status == 400
    assert me.ask("POST", "/users", NEW).status == 201
    assert me.ask("POST", "/users", NEW).status == 400


def test_roles_and_tokens_are_checked() -> None:
    """If this fails, missing consent or a foreign token would be found only in the real tenant."""
    own = service()
    reader = caller(own, role="reader")
    assert code(reader.ask("POST", "/users", NEW)) == "Authorization_RequestDenied"
    reader.token += "x"
    assert reader.ask("GET", "/users").status == 401
    assert caller(own, "target").rows("/users") != caller(own).rows("/users")


def test_a_licence_needs_a_place_and_a_seat() -> None:
    """If this fails, licences beyond those bought, or for users without a place, are given out here."""
    me = caller(service())
    me.ask("POST", "/users", NEW)
    wanted: dict[str, JsonValue] = {"addLicenses": [{"skuId": STAFF}], "removeLicenses": []}
    where = "/users/ny@hustadvika.practice"
    assert "usage location" in str(me.ask("POST", f"{where}/assignLicense", wanted).body)
    assert me.ask("GET", f"{where}/drive").status == 404
    me.ask("PATCH", where, {"usageLocation": "NO"})
    me.tenant.skus[STAFF]["prepaidUnits"] = {"enabled": 15}
    assert "available licenses" in str(me.ask("POST", f"{where}/assignLicense", wanted).body)
    me.tenant.skus[STAFF]["prepaidUnits"] = {"enabled": 16}
    assert body_of(me.ask("POST", f"{where}/assignLicense", wanted))["mail"] == "ny@hustadvika.practice"
    assert me.ask("GET", f"{where}/drive").status == 200


def test_a_domain_moves_only_when_let_go_and_proven() -> None:
    """If this fails, the domain could be in two tenants, or be proven without DNS, or leave users behind."""
    records: dict[str, tuple[str, ...]] = {}
    hand = Hand()
    own = service(Plan(people=4), hand, txt=lambda name: records.get(name, ()))
    old, new, domain = caller(own), caller(own, "target"), "/domains/hustadvika.practice"
    assert new.ask("POST", "/domains", {"id": "hustadvika.practice"}).status == 400
    assert old.ask("DELETE", domain).status == 400
    old.ask("PATCH", f"/domains/{old.tenant.initial_domain}", {"isDefault": True})
    assert old.ask("DELETE", domain).status == 400
    user = old.rows(f"{domain}/domainNameReferences")[0]
    local = text(user, "userPrincipalName").split("@")[0]
    renamed = f"{local}@{old.tenant.initial_domain}"
    assert old.ask("PATCH", f"/users/{user['id']}", {"userPrincipalName": renamed}).status == 204
    assert user["id"] in [one["id"] for one in old.rows(f"{domain}/domainNameReferences")]
    assert old.ask("POST", f"{domain}/forceDelete", {"disableUserAccounts": False}).status == 204
    assert old.ask("GET", domain).status == 200
    hand.seconds += 61
    assert old.ask("GET", domain).status == 404
    assert all(one["accountEnabled"] for one in old.rows("/users?$select=accountEnabled"))
    assert new.ask("POST", "/domains", {"id": "hustadvika.practice"}).status == 201
    assert new.ask("POST", f"{domain}/verify").status == 400
    proof = next(text(one, "text") for one in new.rows(f"{domain}/verificationDnsRecords") if one.get("text"))
    records["hustadvika.practice"] = (proof,)
    assert body_of(new.ask("POST", f"{domain}/verify"))["isVerified"] is True
    assert new.ask("POST", f"{domain}/verify").status == 200
    assert old.ask("POST", "/domains", {"id": "hustadvika.practice"}).status == 400


def test_batches_are_judged_alone() -> None:
    """If this fails, one refused request in a batch would hide, or spoil, the others."""
    me = caller(service())
    steps: list[JsonValue] = [
        {"id": "1", "method": "GET", "url": "/users?$top=1"},
        {"id": "2", "method": "GET", "url": "/users/none"},
        {"id": "3", "method": "DELETE", "url": "/users/none", "dependsOn": ["2"]},
    ]
    body = body_of(me.ask("POST", "/$batch", {"requests": steps}))
    got = [one["status"] for one in list_of(body, "responses") if isinstance(one, dict)]
    assert got == [200, 404, 424]
    assert me.ask("POST", "/$batch", {"requests": [steps[0]] * 2}).status == 400
    many: list[JsonValue] = [{"id": str(n), "method": "GET", "url": "/users"} for n in range(21)]
    assert me.ask("POST", "/$batch", {"requests": many}).status == 400


def test_nobody_is_written_to_unasked() -> None:
    """If this fails, an invitation that goes out by e-mail could not be seen in practice."""
    me = caller(service())
    guest: dict[str, JsonValue] = {
        "invitedUserEmailAddress": "en@gjest.example",
        "inviteRedirectUrl": "https://practice.example",
    }
    first = body_of(me.ask("POST", "/invitations", guest))["invitedUser"]
    assert me.tenant.outbox == []
    again = body_of(me.ask("POST", "/invitations", guest | {"sendInvitationMessage": True}))["invitedUser"]
    assert (again, me.tenant.outbox) == (first, [{"kind": "invitation", "to": "en@gjest.example"}])


def test_restore_is_refused_while_the_name_is_taken() -> None:
    """If this fails, two users could have one name after a roll-back."""
    me = caller(service())
    made = body_of(me.ask("POST", "/users", NEW))
    assert me.ask("DELETE", f"/users/{made['id']}").status == 204
    assert me.ask("POST", "/users", NEW).status == 201
    where = f"/directory/deletedItems/{made['id']}/restore"
    assert me.ask("POST", where).status == 400
    back = me.ask("POST", where, {"newUserPrincipalName": "ny2@hustadvika.practice"})
    assert (back.status, body_of(back)["id"]) == (200, made["id"])
