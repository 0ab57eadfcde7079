"""The sentences that every way of reaching a host uses, so that the twin and the real thing say the same."""

from typing import TYPE_CHECKING

from flytt.migration.errors import BadInput, ChangedByOthers, CommandFailed, Fenced, NotFound

if TYPE_CHECKING:
    from flytt.migration.settings import Database


def failed(host: str, attempted: str, stderr: str, exit_status: int = 1) -> CommandFailed:
    """Return the error of a command that could not do it."""
    return CommandFailed(f"{host} could not {attempted}.", exit_status=exit_status, stderr=stderr)


def missing(host: str, kind: str, name: str) -> NotFound:
    """Return the error of something that is not on a host."""
    return NotFound(f"There is no {kind} {name} on {host}.", still_true="Nothing was changed.")


def unknown_host(host: str) -> NotFound:
    """Return the error of a host that the mapping does not name."""
    return NotFound(f"There is no host {host}.", still_true="Nothing was sent.")


def occupied(host: str, database: "Database") -> ChangedByOthers:
    """Return the refusal to put a database where another one lies."""
    return ChangedByOthers(
        f"{database.name} on {host} holds something else than what was to be created there.",
        still_true="It was left as it is.",
        next_command="find out whose it is; move it away by hand if it is nobody's",
    )


def fenced(host: str, name: str, fence: int, holder: str) -> Fenced:
    """Return the error that names who has the lock now."""
    return Fenced(
        f"The lock {name} on {host} is held under fence {fence} by {holder}.",
        still_true="Nothing was written.",
        next_command="flytt status",
    )


def not_yet(engine: str, what: str) -> BadInput:
    """Return the error of something that Flytt cannot do with an engine."""
    return BadInput(f"Flytt cannot {what} {engine} databases yet.", still_true="Nothing was touched.")
