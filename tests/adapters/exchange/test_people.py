"""Exchange's administration by people: the script that they get, and what they hand back."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flytt.adapters.exchange.cmdlets import addressing, forwarding, granting, making, removing, turning
from flytt.adapters.exchange.people import ANSWER, NeedsHands, PeoplesExchange
from flytt.adapters.exchange.script import script
from flytt.migration.exchange import Forwarding, NewBox, Recipient, Right

GOLDEN = Path(__file__).parent / "golden" / "everything.ps1"
TENANT = "00000000-0000-4000-8000-0000000000aa"
ONE, TWO = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
BOX = {
    "ExternalDirectoryObjectId": ONE,
    "Name": "felles",
    "Alias": "felles",
    "DisplayName": "Felles",
    "PrimarySmtpAddress": "felles@new.example",
    "RecipientTypeDetails": "SharedMailbox",
}


def test_the_script_is_the_one_that_was_reviewed() -> None:
    """An administrator would run other lines against the tenant than those somebody has read."""
    new = NewBox(
        mark="flytt-1", kind="room", nickname="rom", display_name="Ola's \u2018rom\u2019; $(Remove-Mailbox)"
    )
    cmdlets = [
        *making((new,)),
        *granting(
            (Right(account=ONE, delegate=TWO, kind=k) for k in ("full", "send-as", "on-behalf")), give=True
        ),
        *granting(
            (Right(account=ONE, delegate=TWO, kind=k) for k in ("full", "send-as", "on-behalf")), give=False
        ),
        *turning((ONE,), allowed=False),
        *turning((TWO,), allowed=True, shut={TWO: ("PopEnabled",)}),
        *forwarding(
            (
                Forwarding(account=ONE, to="en@new.example", keeps=True),
                Forwarding(account=TWO, within="Kollega"),
            )
        ),
        *addressing(
            (
                Recipient(
                    id=ONE, kind="mailbox", addresses=("SMTP:ola@new.example", "smtp:o'la@old.example")
                ),
                Recipient(id=TWO, kind="group", addresses=("SMTP:gruppe@new.example",)),
            )
        ),
        *removing((ONE,)),
    ]
    written = script("felles", "Everything", cmdlets, tenant_id=TENANT, wanted="0123", answer=ANSWER)
    assert written == GOLDEN.read_text()


def test_what_people_hand_back_is_believed_and_nothing_else(tmp_path: Path) -> None:
    """A right would be noted as given because a script was written, and not because somebody ran it."""
    exchange = _exchange(tmp_path)
    with pytest.raises(NeedsHands) as first:
        exchange.boxes()
    assert first.value.still_true == "Nothing was changed."
    _hand_back(tmp_path, {})
    right = Right(account=ONE, delegate=TWO, kind="full")
    assert exchange.rights((ONE,)) == frozenset()
    with pytest.raises(NeedsHands):
        exchange.give_rights((right,))
    written = "".join(path.read_text(encoding="utf-8-sig") for path in tmp_path.glob("*.ps1"))
    assert f"Add-MailboxPermission -Identity '{ONE}' -User '{TWO}'" in written
    with pytest.raises(NeedsHands):
        exchange.rights((ONE,))
    _hand_back(tmp_path, {ONE: [{"User": TWO, "AccessRights": ["FullAccess"]}]})
    assert exchange.rights((ONE,)) == frozenset({right})
    exchange.give_rights((right,))


def test_what_was_read_before_a_script_was_laid_says_nothing_of_how_it_stands_after(tmp_path: Path) -> None:
    """Taken back while it is not known whether it was run, nothing would be undone: an alias would stay."""
    exchange = _exchange(tmp_path)
    before = Recipient(id=ONE, kind="mailbox", addresses=("SMTP:felles@new.example",))
    after = before.changed(addresses=(*before.addresses, "smtp:alias@new.example"))
    _hand_back(tmp_path, {}, recipients=(before,))
    with pytest.raises(NeedsHands):
        exchange.set_addresses((after,))
    with pytest.raises(NeedsHands, match="Look at the"):
        exchange.set_addresses((before,))
    _hand_back(tmp_path, {}, recipients=(after,))
    with pytest.raises(NeedsHands, match="Set addresses"):
        exchange.set_addresses((before,))
    _hand_back(tmp_path, {}, recipients=(before,))
    exchange.set_addresses((before,))


def test_a_mailbox_that_lets_nobody_in_is_read_as_such(tmp_path: Path) -> None:
    """A mailbox would be called open, and people would find their mail half copied."""
    _hand_back(tmp_path, {})
    (box,) = _exchange(tmp_path).boxes()
    assert (box.kind, box.clients) == ("shared", False)


@pytest.mark.parametrize(
    ("said", "believed"),
    [
        ({}, True),
        ({"tenant": TWO}, False),
        ({"tenant": ""}, False),
        ({"read_at": "2023-05-02T05:01:00Z"}, True),
        ({"read_at": "2023-05-02T04:59:00Z"}, False),
        ({"read_at": "2023-05-02T06:10:00Z"}, False),
        ({"read_at": "yesterday"}, False),
    ],
)
def test_an_answer_of_another_tenant_or_time_is_not_believed(
    tmp_path: Path, said: dict[str, str], *, believed: bool
) -> None:
    """Yesterday's list would hide a new mailbox, or the old tenant's list pass for the new one's."""
    _hand_back(tmp_path, {}, recipients=(), **said)
    if believed:
        assert len(_exchange(tmp_path).boxes()) == 1
        return
    with pytest.raises(NeedsHands):
        _exchange(tmp_path).boxes()


def _exchange(folder: Path) -> PeoplesExchange:
    return PeoplesExchange("felles", str(folder), TENANT, lambda: datetime(2023, 5, 2, 6, tzinfo=UTC))


def _hand_back(
    folder: Path,
    rights: dict[str, list[dict[str, object]]],
    *,
    recipients: tuple[Recipient, ...] = (),
    **changed: str,
) -> None:
    clients = {"ExternalDirectoryObjectId": ONE, "OWAEnabled": False, "MAPIEnabled": False}
    said = {
        "wanted": "x",
        "tenant": TENANT,
        "read_at": "2023-05-02T05:59:00Z",
        "mailboxes": [BOX],
        "clients": [clients],
        "rights": rights,
        "trustees": {},
        "delegates": {},
        "recipients": [
            {
                "ExternalDirectoryObjectId": one.id,
                "RecipientTypeDetails": "UserMailbox",
                "EmailAddresses": [*one.addresses],
            }
            for one in recipients
        ],
        **changed,
    }
    (folder / ANSWER).write_text(json.dumps(said), encoding="utf-8-sig")
