"""Secrets by name, from the environment or a directory of files; their values are never shown."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from pydantic import SecretStr

from flytt.migration.errors import BadInput, NotFound

Secrets: TypeAlias = Callable[[str], SecretStr]
"""Returns a secret. NotFound when nobody has set it."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


def local_secrets(directory: Path | None = None, environment: Mapping[str, str] | None = None) -> Secrets:
    """Look up `duty-webhook` in FLYTT_SECRET_DUTY_WEBHOOK, then in the file `duty-webhook` of a directory."""
    known = os.environ if environment is None else environment

    def secret(name: str) -> SecretStr:
        if not _NAME.fullmatch(name):
            raise BadInput(f"{name!a} cannot be the name of a secret.", next_command="correct the mapping")
        variable = f"FLYTT_SECRET_{name.upper().replace('-', '_')}"
        if value := known.get(variable, ""):
            return SecretStr(value)
        if directory is not None:
            try:
                return SecretStr((directory / name).read_text(encoding="utf-8").strip())
            except (OSError, ValueError):
                pass  # not there, or nothing that can be read: the sentence below says both places
        raise NotFound(
            f"The secret {name} is not set.",
            still_true="Nothing was sent.",
            next_command=f"set {variable}" + (f", or write it to {directory / name}" if directory else ""),
        )

    return secret
