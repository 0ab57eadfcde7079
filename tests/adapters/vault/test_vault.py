"""The vault and its twin: what lies there can be read by its key only, and can be forgotten."""

import stat
from pathlib import Path
from typing import TypeAlias

import pytest

from flytt.adapters.ledger.memory import MemoryStore
from flytt.adapters.vault import EncryptedVault, MemoryVault, vault_key
from flytt.adapters.vault.encrypted import new_key
from flytt.migration.errors import BadInput, NotFound
from flytt.migration.record import Json

AnyVault: TypeAlias = EncryptedVault | MemoryVault
CONTENT: dict[str, Json] = {"address": "ola.eksempel@practice.invalid", "rights": ["full", "lesing"], "n": 3}


@pytest.fixture(params=["encrypted", "memory"])
def vault(request: pytest.FixtureRequest) -> AnyVault:
    """A vault of either kind."""
    return MemoryVault() if request.param == "memory" else EncryptedVault(MemoryStore(), new_key())


def test_content_comes_back_until_it_is_erased(vault: AnyVault) -> None:
    """If undo could not read a before-value it could not restore; if erasing failed, data would stay."""
    reference = vault.put(CONTENT)
    assert vault.get(reference) == CONTENT
    vault.erase(reference)
    vault.erase(reference)
    with pytest.raises(NotFound, match="was erased"):
        vault.get(reference)


def test_every_put_has_a_reference_of_its_own(vault: AnyVault) -> None:
    """If like content shared a reference, erasing one workload's would take another's."""
    first, second = vault.put(CONTENT), vault.put(CONTENT)
    assert first != second
    vault.erase(first)
    assert vault.get(second) == CONTENT


def test_keyed_digests_are_steady_and_tell_values_apart(vault: AnyVault) -> None:
    """If they differed from run to run, the ledger could not recognise what it had seen."""
    assert vault.keyed_digest("a") == vault.keyed_digest("a")
    assert vault.keyed_digest("a") != vault.keyed_digest("b")


def test_the_twin_counts_what_really_changed() -> None:
    """If the twin counted repeats, sweeps would see effects that are none."""
    vault = MemoryVault()
    reference = vault.put(CONTENT)
    assert vault.snapshot() == {reference: CONTENT}
    vault.erase(reference)
    vault.erase(reference)
    assert vault.effects == {("put", reference): 1, ("erase", reference): 1}
    assert vault.snapshot() == {}


def test_nothing_of_the_content_lies_in_the_store() -> None:
    """If any of it could be read there, the database and its backups would hold personal data."""
    store = MemoryStore()
    reference = EncryptedVault(store, new_key()).put(CONTENT)
    kept = store.secret(reference)
    assert b"eksempel" not in kept
    assert b"address" not in kept
    assert "eksempel" not in reference


def test_digests_depend_on_the_key() -> None:
    """If they did not, anyone could find a name by hashing a phone book."""
    one, other = (EncryptedVault(MemoryStore(), new_key()) for _ in range(2))
    assert one.keyed_digest("a") != other.keyed_digest("a")


def test_a_wrong_key_is_named_as_the_fault() -> None:
    """If it looked like damage, somebody would restore a backup for nothing."""
    store = MemoryStore()
    reference = EncryptedVault(store, new_key()).put(CONTENT)
    with pytest.raises(BadInput, match="is locked with vault key"):
        EncryptedVault(store, new_key()).get(reference)


@pytest.mark.parametrize("at", [0, 1, 9, 20, 25, -1])
def test_a_flipped_bit_anywhere_is_refused(at: int) -> None:
    """If damage were decrypted to something else, undo would restore what never was."""
    store = MemoryStore()
    vault = EncryptedVault(store, new_key())
    reference = vault.put(CONTENT)
    kept = bytearray(store.secret(reference))
    kept[at] ^= 1
    store.erase_secret(reference)
    store.put_secret(reference, bytes(kept))
    with pytest.raises(BadInput):
        vault.get(reference)


def test_exchanged_and_cut_entries_are_refused() -> None:
    """If two entries could be exchanged in the database, one mailbox would get the other's rights."""
    store = MemoryStore()
    vault = EncryptedVault(store, new_key())
    first, second = vault.put({"a": 1}), vault.put({"b": 2})
    exchanged = store.secret(second)
    store.erase_secret(first)
    store.put_secret(first, exchanged)
    with pytest.raises(BadInput, match="was altered"):
        vault.get(first)
    store.erase_secret(second)
    store.put_secret(second, exchanged[:15])
    with pytest.raises(BadInput, match="was altered"):
        vault.get(second)


def test_a_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    """If a second start made another key, everything put away before would be lost."""
    path = tmp_path / "state" / "vault.key"
    first = vault_key(path, create=True, environment={})
    assert vault_key(path, create=True, environment={}) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["vault.key"]


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    """If the file won, a production key given by the environment would be ignored in silence."""
    vault_key(tmp_path / "vault.key", create=True, environment={})
    given = new_key()
    assert (
        vault_key(tmp_path / "vault.key", environment={"FLYTT_VAULT_KEY": given.get_secret_value()}) == given
    )


def test_a_missing_open_or_broken_key_is_refused_and_never_shown(tmp_path: Path) -> None:
    """If a missing key were made anew unasked, old before-values would be unreadable without a word."""
    path = tmp_path / "vault.key"
    with pytest.raises(BadInput, match="There is no vault key"):
        vault_key(path, environment={})
    vault_key(path, create=True, environment={})
    path.chmod(0o640)
    with pytest.raises(BadInput, match="chmod 600"):
        vault_key(path, environment={})
    for broken in ("hush", "æ", "A" * 40):
        with pytest.raises(BadInput) as told:
            vault_key(path, environment={"FLYTT_VAULT_KEY": broken})
        assert broken not in str(told.value).replace("FLYTT_VAULT_KEY", "")
