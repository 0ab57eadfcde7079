"""Secrets from Prefect's Secret blocks: encrypted in Prefect's database, asked for by name."""

from typing import Protocol, cast

from prefect.blocks.system import Secret
from pydantic import SecretStr

from flytt.adapters.secrets import Secrets
from flytt.migration.errors import NotFound


class _Holds(Protocol):
    def get(self) -> object: ...


def block_secrets(otherwise: Secrets) -> Secrets:
    """Return a look-up that asks Prefect's blocks first, and `otherwise` for what is not there.

    Everybody who holds Prefect's one credential can read its blocks: keys that open production belong in
    files or the environment of the machine that moves.
    """

    def look_up(name: str) -> SecretStr:
        try:
            block = cast("_Holds", Secret.load(name, _sync=True))  # pyright: ignore - untyped in Prefect
        except ValueError:
            return otherwise(name)
        value = block.get()
        if not isinstance(value, str):
            attempted = f"The Prefect block secret/{name} does not hold text."
            raise NotFound(attempted, next_command=f"give secret/{name} one line of text")
        return SecretStr(value)

    return look_up
