"""Exchange's administration by people: the script that they get, and what they hand back."""

import json
from pathlib import Path

import pytest

from flytt.adapters.exchange.cmdlets import forwarding, granting, making, removing, turning
from flytt.adapters.exchange.people import ANSWER, NeedsHands, PeoplesExchange
from flytt.adapters.exchange.script import script
from flytt.migration.exchange import Forwarding, NewBox, Right

GOLDEN = Path(__file__).parent / "golden" / "everything.ps1"
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
        *forwarding((Forwarding(account=ONE, to="en@new.example", keeps=True), Forwarding(account=TWO))),
        *removing((ONE,)),
    ]
    assert script("felles", "Everything", cmdlets, wanted="0123", answer=ANSWER) == GOLDEN.read_text()


def test_what_people_hand_back_is_believed_and_nothing_else(tmp_path: Path) -> None:
    """A right would be noted as given because a script was written, and not because somebody ran it."""
    exchange = PeoplesExchange("felles", str(tmp_path))
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
    assert exchange.rights((ONE,)) == frozenset()
    _hand_back(tmp_path, {ONE: [{"User": TWO, "AccessRights": ["FullAccess"]}]})
    assert exchange.rights((ONE,)) == frozenset({right})
    exchange.give_rights((right,))


def test_a_mailbox_that_lets_nobody_in_is_read_as_such(tmp_path: Path) -> None:
    """A mailbox would be called open, and people would find their mail half copied."""
    _hand_back(tmp_path, {})
    (box,) = PeoplesExchange("felles", str(tmp_path)).boxes()
    assert (box.kind, box.clients) == ("shared", False)


def _hand_back(folder: Path, rights: dict[str, list[dict[str, object]]]) -> None:
    clients = {"ExternalDirectoryObjectId": ONE, "OWAEnabled": False, "MAPIEnabled": False}
    said = {
        "wanted": "x",
        "mailboxes": [BOX],
        "clients": [clients],
        "rights": rights,
        "trustees": {},
        "delegates": {},
    }
    (folder / ANSWER).write_text(json.dumps(said), encoding="utf-8-sig")
