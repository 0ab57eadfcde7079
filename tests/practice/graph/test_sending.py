"""Mail and news of the practice Graph refuse what Graph refuses."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from practice.graph.estate import Plan
from practice.graph.things import Thing, text
from tests.practice.graph.clients import Caller, body_of, caller, code, list_of, service

TYPE: Thing = {"@odata.type": "#microsoft.graph.sitePage"}
PAGE: Thing = {**TYPE, "name": "varsel.aspx", "title": "Nede", "promotionKind": "newsPost"}
TO: JsonValue = [{"emailAddress": {"address": "en@varsel.practice"}}]
AT = "/sites/root/pages"
ID = "<flytt.1@hustadvika.practice>"


def sender() -> tuple[Caller, str]:
    """Return the application that sends, and a mailbox."""
    me = caller(service(Plan(people=6)), role="sender")
    return me, f"/users/{next(text(u, 'id') for u in me.tenant.users.values() if u['proxyAddresses'])}"


@pytest.mark.parametrize(
    ("page", "status", "wanted"),
    [
        ({"name": "x.aspx", "title": "x"}, 400, "invalidRequest"),
        ({**PAGE, "name": "x.html"}, 400, "invalidRequest"),
        ({**PAGE, "name": "x#.aspx"}, 400, "invalidRequest"),
        ({**TYPE, "name": "x.aspx"}, 400, "invalidRequest"),
        ({**PAGE, "promotionKind": "billboard"}, 400, "invalidRequest"),
        ({**PAGE, "shoeSize": 44}, 400, "Request_BadRequest"),
        ({**PAGE, "eTag": "mine"}, 400, "Request_BadRequest"),
        ({**PAGE, "name": "VARSEL.aspx"}, 409, "nameAlreadyExists"),
    ],
)
def test_a_page_that_sharepoint_would_not_take_is_refused(page: Thing, status: int, wanted: str) -> None:
    """Flytt would be rehearsed against a kinder intranet than the real one."""
    me, _ = sender()
    assert me.ask("POST", AT, PAGE).status == 201
    answer = me.ask("POST", AT, page)
    assert (answer.status, code(answer)) == (status, wanted)


def test_a_page_is_seen_by_readers_when_it_is_published_and_not_before() -> None:
    """A change that nobody published would count as told."""
    me, _ = sender()
    made = body_of(me.ask("POST", AT, PAGE))
    at = f"{AT}/{text(made, 'id')}/microsoft.graph.sitePage"
    seen = me.service.sites.seen
    assert seen(me.tenant.id) == []
    assert me.ask("POST", f"{at}/publish").status == 204
    assert len(seen(me.tenant.id)) == 1
    assert me.ask("PATCH", at, {**TYPE, "title": "Oppe"}, If_Match=text(made, "eTag")).status == 200
    assert seen(me.tenant.id) == []
    assert me.ask("PATCH", at, {**TYPE, "title": "Ny"}, If_Match=text(made, "eTag")).status == 412
    assert me.ask("PATCH", at, {**TYPE, "name": "annet.aspx"}).status == 400
    assert me.ask("PATCH", at, {**TYPE, "promotionKind": "page"}).status == 400
    assert me.ask("DELETE", f"{AT}/{text(made, 'id')}").status == 204
    assert me.ask("GET", at).status == 404


@pytest.mark.parametrize(
    ("mail", "wanted"),
    [
        ({"toRecipients": [{"emailAddress": {"address": "nobody"}}]}, "ErrorInvalidRecipients"),
        ({"internetMessageHeaders": [{"name": "Message-ID", "value": "x"}]}, "InvalidInternetMessageHeader"),
        ({"internetMessageId": "no id"}, "ErrorInvalidPropertySet"),
        ({"bccRecipients": [{"emailAddress": {"address": f"n{n}@x.practice"}} for n in range(501)]},
         "ErrorExceededMaxRecipientLimit"),
        ({"isDraft": False}, "Request_BadRequest"),
    ],
)  # fmt: skip
def test_a_mail_that_exchange_would_not_take_is_refused(mail: Thing, wanted: str) -> None:
    """Flytt would be rehearsed against a kinder mailbox than the real one."""
    me, box = sender()
    answer = me.ask("POST", f"{box}/messages", mail)
    assert (answer.status, code(answer)) == (400, wanted)


def test_a_mail_is_found_by_its_message_id_as_draft_and_when_it_was_sent() -> None:
    """After a crash it could not be told whether a mail went out."""
    me, box = sender()
    made = body_of(me.ask("POST", f"{box}/messages", {"bccRecipients": TO, "internetMessageId": ID}))

    def drafts() -> list[JsonValue]:
        asked = f"{box}/messages?$filter=internetMessageId%20eq%20'%3Cflytt.1%40hustadvika.practice%3E'"
        return [
            one["isDraft"] for one in list_of(body_of(me.ask("GET", asked)), "value") if isinstance(one, dict)
        ]

    assert drafts() == [True]
    send = f"{box}/messages/{text(made, 'id')}/send"
    assert me.ask("POST", send).status == 202
    assert drafts() == [False]
    assert me.ask("POST", send).status == 404
    assert [d.to for d in me.service.mailboxes.delivered] == ["en@varsel.practice"]
    assert len(list_of(body_of(me.ask("GET", f"{box}/mailFolders/sentitems/messages")), "value")) == 1


def test_send_mail_sends_at_once_and_needs_somebody_to_send_to() -> None:
    """The simple way of sending would not be there to compare with."""
    me, box = sender()
    assert code(me.ask("POST", f"{box}/sendMail", {"message": {"subject": "x"}})) == "ErrorInvalidRecipients"
    assert me.ask("POST", f"{box}/sendMail", {"message": {"subject": "x", "toRecipients": TO}}).status == 202
    assert len(me.service.mailboxes.delivered) == 1


def test_who_may_not_send_or_has_no_mailbox_is_refused() -> None:
    """Rights that nobody gave, and mailboxes that are none, would be found out in the first real window."""
    me, box = sender()
    reader = caller(me.service, role="reader")
    assert reader.ask("POST", f"{box}/messages", {}).status == 403
    assert reader.ask("POST", AT, PAGE).status == 403
    boxless = next((u for u in me.tenant.users.values() if not u["proxyAddresses"]), None)
    if boxless is None:
        me.tenant.users.put({**next(me.tenant.users.values()), "id": "0", "proxyAddresses": []})
    who = text(boxless, "id") if boxless else "0"
    assert code(me.ask("POST", f"/users/{who}/messages", {})) == "MailboxNotEnabledForRESTAPI"
