"""The audit log over Graph: asked by a query that takes minutes, awaited, and read page by page.

Records are people's acts: they go to a file of the asker's, and never into the ledger.
"""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count

from flytt.adapters.graph.address import TenantAddress
from flytt.adapters.graph.answer import Answer, Thing, refusal, text
from flytt.adapters.graph.door import Door, Question
from flytt.adapters.graph.lane import Published
from flytt.adapters.graph.opening import open_door
from flytt.adapters.secrets import Secrets
from flytt.migration.breath import rest
from flytt.migration.errors import BadInput, FlyttError, Interrupted, Lagging, Remedy, Unreachable

PURVIEW: Mapping[str, Published] = {
    "queries": Published(200, 86_400, window=True),
    "ru": Published(100, 10),
}
"""Queries by tenant. Source: Microsoft's limits of audit search; of reading nothing is published: careful."""
FORMS = "microsoftForms"
_AT = "/security/auditLog/queries"
_SHORTEST = timedelta(minutes=1)
_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 5.0, 60.0
_OVER = frozenset({"failed", "cancelled"})


class TooManyRecords(FlyttError):
    """More happened in a minute than one query tells of."""

    remedy = Remedy.PERSON


class GraphAudit:
    """One tenant's audit log, read through an application with `AuditLogsQuery.Read.All`."""

    def __init__(
        self,
        name: str,
        reader: Door,
        wait: Callable[[float], None],
        *,
        patience_seconds: float = 6 * 3600,
    ) -> None:
        self._name, self._reader, self._wait = name, reader, wait
        self._patience_seconds, self._numbers = patience_seconds, count(1)

    def records(
        self, first: datetime, last: datetime, *, asked_as: str, kind: str = FORMS
    ) -> Iterator[Thing]:
        """Yield every record of a kind from `first` until `last`, UTC; more than one query tells is split.

        `asked_as` names the queries, and is not used twice: a query whose answer was lost is known again by
        it. Lagging when the service is not through in time; nothing of a query is yielded before it is.
        """
        query = self._through(self._begun(first, last, f"{asked_as} {next(self._numbers)}", kind))
        if query.get("isRecordCountLimitExceeded") is True:
            middle = first + (last - first) / 2
            if last - first <= _SHORTEST:
                raise TooManyRecords(
                    f"{self._name} has more records from {first.isoformat()} than one query tells of.",
                    still_true="Nothing was written.",
                    next_command="export that minute in Purview, and lay it in the estate's `audit`",
                )
            for one, other in ((first, middle), (middle, last)):
                yield from self.records(one, other, asked_as=asked_as, kind=kind)
            return
        path = f"{_AT}/{text(query, 'id')}/records?$top=999"
        for page in self._reader.pages(Question("GET", path), attempted=self._says("Reading records")):
            yield from page

    def _begun(self, first: datetime, last: datetime, called: str, kind: str) -> str:
        body: Thing = {
            "displayName": called,
            "filterStartDateTime": first.isoformat(),
            "filterEndDateTime": last.isoformat(),
            "recordTypeFilters": [kind],
        }
        attempted = self._says("Asking")
        question = Question("POST", _AT, body, {"queries": 1.0}, once=True)
        try:
            answer = self._reader.ask(question, attempted=attempted)
        except Interrupted:  # two hundred a day: it is looked for before it is asked again
            if known := self._known(called):
                return known
            answer = self._reader.ask(question, attempted=attempted)
        return text(_ok(answer, attempted).body, "id")

    def _known(self, called: str) -> str:
        attempted = self._says("Listing queries")
        for page in self._reader.pages(Question("GET", _AT), attempted=attempted):
            for one in page:
                if text(one, "displayName") == called:
                    return text(one, "id")
        return ""

    def _through(self, query: str) -> Thing:
        attempted, waited, pause = self._says("Waiting for a query"), 0.0, _PAUSE_SECONDS
        while True:
            answer = self._reader.ask(Question("GET", f"{_AT}/{query}"), attempted=attempted)
            found = _ok(answer, attempted).body
            status = text(found, "status")
            if status == "succeeded":
                return found
            if status in _OVER:
                raise Unreachable(
                    f"{attempted}: it {status}.",
                    still_true="Nothing was changed.",
                    next_command="the same command again",
                )
            if waited >= self._patience_seconds:
                raise Lagging(
                    f"{attempted}: it is {status} after {waited / 3600:.0f} hours.",
                    still_true="Nothing was changed.",
                    next_command="the same command, later",
                )
            self._wait(pause)
            waited, pause = waited + pause, min(pause * 1.5, _LONGEST_PAUSE_SECONDS)

    def _says(self, what: str) -> str:
        return f"{what} of the audit log of {self._name}"


@contextmanager
def open_audit(
    tenants: Mapping[str, TenantAddress],
    tenant: str,
    secrets: Secrets,
    wait: Callable[[float], None] = rest,
) -> Generator[GraphAudit]:
    """Open one tenant's log. BadInput for a tenant that reach.yaml does not state."""
    at = tenants.get(tenant)
    if at is None:
        raise BadInput(
            f"reach.yaml states no tenant {tenant}.",
            still_true="Nothing was asked.",
            next_command="state it under `tenants` in reach.yaml",
        )
    door = open_door(at, at.reader, secrets, published=PURVIEW, wait=wait)
    try:
        yield GraphAudit(tenant, door, wait)
    finally:
        door.close()


def _ok(answer: Answer, attempted: str) -> Answer:
    if not answer.ok:
        raise refusal(attempted, answer)
    return answer
