"""What sending asks of the one door to Graph: a write is asked once, for a mail that is repeated is two.

Every answer that may come after the work was done is Interrupted; a refusal that came instead of it is not.
"""

import time
from collections.abc import Callable

from flytt.adapters.graph.address import TenantAddress
from flytt.adapters.graph.answer import Answer, Thing, refusal
from flytt.adapters.graph.door import Door, Question
from flytt.adapters.graph.governor import Costs
from flytt.adapters.graph.lane import Published
from flytt.adapters.graph.opening import open_door
from flytt.adapters.secrets import Secrets
from flytt.migration import channel
from flytt.migration.errors import AccessRefused, ChangedByOthers, CommandFailed, FlyttError

LIMITS = {"mail": Published(10_000, 600), "pages": Published(1_200, 60)}
"""Outlook's for an application in a mailbox, SharePoint's in the smallest tenants. Source: Microsoft."""
PATIENCE_SECONDS = 10.0
"""Longer waits are the outbox's: it tries again in a minute, and others are sent meanwhile."""
_CHANGED = (409, 412)
_ASKED_AGAIN = frozenset({"GET", "DELETE"})


class GraphLine:
    """One application's line to mailboxes and pages."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def ask(self, method: str, path: str, body: Thing | None = None, *, version: str = "") -> Thing:
        """Return the answer's object, empty when there is none.

        Interrupted: it may have been done. Every other error: it was not.
        """
        attempted = f"Microsoft Graph, {method} {_place(path)}"
        question = Question(
            method,
            path,
            body,
            costs=_costs(path),
            headers={"If-Match": version} if version else {},
            once=method not in _ASKED_AGAIN,
        )
        answer = self._door.ask(question, attempted=attempted)
        if answer.ok:
            return answer.body
        raise _refused(attempted, answer)

    def close(self) -> None:
        """Hang up."""
        self._door.close()


def open_line(
    at: TenantAddress, secrets: Secrets, gate: channel.Door, *, wait: Callable[[float], None] = time.sleep
) -> GraphLine:
    """Return the line of a tenant's `reader`, which here is the application that sends.

    BadInput when the gate lets nobody reach that tenant, or the certificate cannot be read.
    """
    gate.web(at.base)
    gate.web(at.authority)
    return GraphLine(
        open_door(at, at.reader, secrets, published=LIMITS, wait=wait, patience_seconds=PATIENCE_SECONDS)
    )


def _refused(attempted: str, answer: Answer) -> FlyttError:
    if answer.status in _CHANGED:
        return ChangedByOthers(f"{attempted}: refused ({answer.code}).", still_true="Nothing was done there.")
    fault = refusal(attempted, answer)
    if isinstance(fault, CommandFailed):
        return AccessRefused(
            f"{attempted}: refused ({answer.status} {answer.code}).", still_true="Nothing was done there."
        )
    return fault


def _costs(path: str) -> Costs:
    return {"mail": 1.0} if path.startswith("/users/") else {"pages": 2.0}


def _place(path: str) -> str:
    """Return a path without what may name somebody: mailboxes, filters."""
    words = path.partition("?")[0].split("/")
    return "/".join(
        "…" if before in {"users", "messages"} else word
        for before, word in zip(["", *words], words, strict=False)
    )
