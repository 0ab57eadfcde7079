"""Where a host is, who Flytt is there, and how long it waits."""

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, SecretStr

from flytt.migration.addresses import AbsolutePath
from flytt.migration.record import Record

Argv: TypeAlias = tuple[str, ...]


class ServiceCommands(Record):
    """A host without systemd: its own commands, as lists of words in which `{name}` is the service.

    `state` and `enabled` answer with LSB exit codes: 0 yes, 3 (or 1) no, 4 no such service.
    """

    start: Argv
    stop: Argv
    state: Argv
    enable: Argv = ()
    disable: Argv = ()
    enabled: Argv = ()


class Postgres(Record):
    """How the host's PostgreSQL is reached from the host itself. A password lies in ~/.pgpass there."""

    user: str = ""
    port: Annotated[int, Field(ge=0, le=65535)] = 0
    address: str = Field(default="", description="a name, or the directory of its socket")


class Limits(Record):
    """Time-outs in seconds. `long_seconds` is for digests, dumps, restores and merges."""

    connect_seconds: Annotated[float, Field(gt=0)] = 10
    sign_in_seconds: Annotated[float, Field(gt=0)] = 20
    command_seconds: Annotated[float, Field(gt=0)] = 120
    long_seconds: Annotated[float, Field(gt=0)] = 6 * 3600
    idle_seconds: Annotated[float, Field(gt=0)] = 60
    keepalive_seconds: Annotated[int, Field(ge=1)] = 15
    stdout_bytes: Annotated[int, Field(gt=0)] = 1 << 20
    stderr_bytes: Annotated[int, Field(gt=0)] = 1 << 16


class Endpoint(Record):
    """One host. `host_key` is an OpenSSH public key; when empty, the known-hosts file given must hold it."""

    address: str
    port: Annotated[int, Field(ge=1, le=65535)] = 22
    user: str
    host_key: str = ""
    platform: Literal["posix", "windows"] = "posix"
    service_manager: Literal["systemd"] | ServiceCommands = "systemd"
    postgres: Postgres = Postgres()
    locks: AbsolutePath = "/var/tmp/flytt/locks"  # noqa: S108 - a fixed place on purpose: a lock is for all to see
    limits: Limits = Limits()


class FromAgent(Record):
    """Sign in with the keys of the running SSH agent."""


class KeyFile(Record):
    """Sign in with a private key in a file."""

    path: Path
    passphrase: SecretStr | None = None


class KeyText(Record):
    """Sign in with a private key given as text, as secret stores hand it out."""

    text: SecretStr
    passphrase: SecretStr | None = None


Credentials: TypeAlias = FromAgent | KeyFile | KeyText
