"""The relay's agents on both hosts: what each is told, and why one came to no end."""

import contextlib
import json

from flytt.adapters.host_errors import failed
from flytt.adapters.shares.agent_program import program
from flytt.adapters.shares.order import BESIDE, Order, Side
from flytt.adapters.shares.rsync_words import lock_of
from flytt.adapters.shares.shell import Process
from flytt.migration.errors import CommandFailed, FlyttError, Interrupted, LeaseHeld
from flytt.migration.record import Json

_SILENCE_SECONDS = 180
_HELD, _GONE, _NO_SPACE = 75, 3, "flytt-errno 28 "


def agent(side: Side, name: str, options: dict[str, Json]) -> Process:
    """Start the agent of that name on its host."""
    argv = ("python3", "-I", "-c", program(name).decode(), json.dumps(options))
    return side.shell.open("copy a share through Flytt", argv, silence=_SILENCE_SECONDS)


def giving(order: Order, stream: int) -> dict[str, Json]:
    """Return what the source's agent is told; a stream (from 1) gives its own part."""
    part = f"{order.job}/part-{stream}" if stream else ""
    return {"root": _hex(order.source.path), "only": order.again is not None, "part": part}


def taking(order: Order) -> dict[str, Json]:
    """Return what the target's agent is told."""
    options: dict[str, Json] = {
        "root": _hex(order.target.path),
        "lock": lock_of(order.target.path),
        "beside": BESIDE,
        "delete": order.delete,
        "durable": order.durable,
        "aside": _hex(order.aside),
        "only": order.again is not None,
    }
    for kind in ("user", "group"):
        rows = [row for row in order.owners if row.kind == kind and row.source.isdigit()]
        options[f"{kind}s"] = {row.source: int(row.target) for row in rows if row.target.isdigit()}
    return options


def _hex(path: str) -> str:
    return path.encode(errors="surrogateescape").hex()


def why(order: Order, source: Process, target: Process, problem: FlyttError | None) -> FlyttError:
    """Ask the target first: a full disk there shows as a broken pipe everywhere else."""
    for side, process in ((order.target, target), (order.source, source)):
        with contextlib.suppress(FlyttError):
            process.close_input()
            ended = process.wait()
            if ended.status == _HELD:
                return LeaseHeld(
                    f"Another mover still writes in that folder on {side.shell.host}.",
                    still_true="Nothing was written.",
                    next_command="wait until it has ended, or end it, and give the same command again",
                )
            if _NO_SPACE in ended.stderr:
                error = f"{side.shell.host} has no room left for the copy."
                return CommandFailed(error, exit_status=ended.status, stderr="No space left on device")
            if ended.status not in {0, _GONE}:
                return failed(side.shell.host, "copy a share", ended.stderr, ended.status)
    return problem or Interrupted(
        f"The copy from {order.source.shell.host} to {order.target.shell.host} stopped.",
        still_true="What has arrived stays; the same command again goes on from it.",
    )
