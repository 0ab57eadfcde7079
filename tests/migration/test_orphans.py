"""What a dead writer left in the vault, named by nothing, is found and erased; what is named never is."""

import base64
from dataclasses import replace

import pytest
from pydantic import SecretStr, TypeAdapter, ValidationError

from flytt.adapters.kept import LedgerKept
from flytt.adapters.vault.encrypted import EncryptedVault
from flytt.migration.erase import erase_orphans, orphans
from flytt.migration.errors import LeaseHeld
from flytt.migration.next_action import Done
from flytt.migration.record import Slug
from flytt.migration.sending_events import OUTBOX
from tests.driving import Killed, Wires, bring_on, journal_of, move, roll_back, set_goal
from tests.holdings import NEW
from tests.worlds import IDENTITY, Twins, planned, twins

KEY = SecretStr(base64.urlsafe_b64encode(bytes(range(32))).decode())


def _moved() -> tuple[Twins, EncryptedVault]:
    scene = twins("server-application")
    vault = EncryptedVault(scene.store, KEY)
    set_goal(scene, "open")
    assert bring_on(scene, wires=Wires(vault=vault)) == Done("open")
    return scene, vault


def test_what_no_event_names_is_erased_and_the_rest_stays() -> None:
    """Personal data would lie in the vault for ever, or a way back would be erased with it."""
    scene, vault = _moved()
    named = set(scene.store.secret_references())
    assert named
    assert orphans(scene.store) == ()
    orphan = vault.put({"previous": IDENTITY})
    assert orphans(scene.store) == (orphan,)
    assert erase_orphans(journal_of(scene), vault) == 1
    assert set(scene.store.secret_references()) == named
    assert erase_orphans(journal_of(scene), vault) == 0


def test_who_had_which_address_is_kept_while_a_domain_is_on_its_way() -> None:
    """Cleaning up in the vault would leave a municipality's domain without anybody to give it to."""
    scene = twins("tenant-domain")
    vault = EncryptedVault(scene.store, KEY)
    wires = Wires(vault=vault, world=replace(scene.world, kept=LedgerKept(scene.store, vault)))
    assert move(scene, wires=wires) == Done("open")
    before = set(scene.store.secret_references())
    assert erase_orphans(journal_of(scene), vault) == 0
    assert set(scene.store.secret_references()) == before
    assert move(scene, "retired", wires=wires) == Done("retired")
    given = dict(scene.tenants.posts[NEW].recipients_there)

    def dies(key: str) -> None:
        if key == "verify":
            raise Killed

    with pytest.raises(Killed):
        roll_back(scene, wires=replace(wires, begins=dies))
    assert scene.tenants.posts[NEW].recipients_there != given
    assert move(scene, "retired", wires=wires) == Done("retired"), (
        "nobody knew any more who had which address"
    )
    assert scene.tenants.posts[NEW].recipients_there == given
    assert erase_orphans(journal_of(scene), vault) == 1


def test_nothing_is_erased_while_somebody_writes() -> None:
    """A writer's before-values would be erased between the vault and the event that names them."""
    scene, vault = _moved()
    journal_of(scene).take_lease(planned(scene).id, "somebody", "test")
    orphan = vault.put({"previous": IDENTITY})
    with pytest.raises(LeaseHeld):
        erase_orphans(journal_of(scene), vault)
    assert orphans(scene.store, busy_too=True) == (orphan,)


def test_who_sends_notices_is_in_nobodys_way() -> None:
    """Personal data could not be erased beside a server that sends, nor after one that died at it."""
    scene, vault = _moved()
    vault.put({"previous": IDENTITY})
    journal_of(scene).take_lease(OUTBOX, "somebody", "sends notices")
    assert erase_orphans(journal_of(scene), vault) == 1


def test_no_workload_can_be_called_as_the_lease_of_sending() -> None:
    """A workload of that name would be taken for who sends: nobody would watch it, and sending stopped."""
    with pytest.raises(ValidationError):
        TypeAdapter[str](Slug).validate_python(OUTBOX)
