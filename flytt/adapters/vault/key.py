"""Where the vault's key comes from: the environment, or a file that only its owner can read."""

import os
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from pydantic import SecretStr

from flytt.adapters.vault.encrypted import new_key, read_key
from flytt.migration.errors import BadInput

VARIABLE = "FLYTT_VAULT_KEY"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def vault_key(path: Path, *, create: bool = False, environment: Mapping[str, str] | None = None) -> SecretStr:
    """Return the key from FLYTT_VAULT_KEY, else from the file; `create` makes the file when it is absent.

    BadInput when there is none, when it is no key, or when others can read the file. The key is as precious
    as the ledger: without it nothing that lies in the vault can be put back.
    """
    given = (os.environ if environment is None else environment).get(VARIABLE, "")
    if given:
        return _checked(SecretStr(given))
    if not path.exists() and create:
        _make(path)
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="ascii")
    except (OSError, ValueError) as cause:
        raise BadInput(
            f"There is no vault key in {path}.",
            still_true="Nothing was touched.",
            next_command=f"put the key back there, or set {VARIABLE}",
        ) from cause
    if os.name == "posix" and mode & _OTHERS:
        raise BadInput(
            f"The vault key {path} can be read by others than its owner.",
            still_true="Nothing was touched.",
            next_command=f"chmod 600 {path}",
        )
    return _checked(SecretStr(text))


def _checked(key: SecretStr) -> SecretStr:
    read_key(key)
    return SecretStr(key.get_secret_value().strip())


def _make(path: Path) -> None:
    """Put a new key there unless somebody was first: the file is never seen half written."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    number, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(number, "w", encoding="ascii") as file:
            file.write(new_key().get_secret_value() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()
