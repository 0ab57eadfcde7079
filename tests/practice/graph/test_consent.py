"""An application is let do what an administrator has consented to, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from practice.graph.answers import Request
from practice.graph.things import text
from tests.practice.graph.clients import BASE, Caller, caller, code, service


def _with(roles: frozenset[str]) -> Caller:
    """Return an application that has been let do just this."""
    found = caller(service())
    app = replace(found.app, roles=roles)
    found.tenant.apps[app.id] = app
    return Caller(found.service, found.tenant, app, found.token)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/users"),
        ("POST", "/users"),
        ("GET", "/groups"),
        ("GET", "/subscribedSkus"),
        ("GET", "/domains"),
        ("DELETE", "/domains/hustadvika.practice"),
        ("POST", "/invitations"),
        ("GET", "/admin/exchange/mailboxes/x/folders"),
        ("GET", "/sites/root"),
        ("POST", "/teams"),
    ],
)
def test_nothing_is_answered_without_consent(method: str, path: str) -> None:
    """If this fails, a move works in practice that a real tenant stops with 403 in the night."""
    answer = _with(frozenset()).ask(method, path, {})
    assert (answer.status, code(answer)) == (403, "Authorization_RequestDenied")


def test_who_may_block_accounts_may_change_nothing_else_of_them() -> None:
    """If this fails, the least permission for closing the old side is proven by more than it lets do."""
    me = _with(frozenset({"User.EnableDisableAccount.All"}))
    somebody = text(next(iter(me.tenant.users.values())), "id")
    assert me.ask("PATCH", f"/users/{somebody}", {"accountEnabled": False}).status == 204
    assert me.ask("PATCH", f"/users/{somebody}", {"department": "Skole"}).status == 403
    assert me.ask("PATCH", f"/users/{somebody}", {"accountEnabled": True, "jobTitle": "x"}).status == 403


def test_a_token_is_for_one_service_alone() -> None:
    """If this fails, sites could be closed in practice by one that SharePoint has never heard of."""
    me = caller(service())
    site = "/_api/SPO.Tenant/sites/x"
    answer = me.service.answer(Request("GET", site, BASE, {}, {"authorization": f"Bearer {me.token}"}))
    assert (answer.status, code(answer)) == (401, "InvalidAuthenticationToken")
