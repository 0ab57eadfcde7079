"""Where before-values and receipts with addresses or names lie: encrypted beside the ledger, erasable."""

from flytt.adapters.vault.encrypted import EncryptedVault
from flytt.adapters.vault.key import vault_key
from flytt.adapters.vault.memory import MemoryVault

__all__ = ["EncryptedVault", "MemoryVault", "vault_key"]
