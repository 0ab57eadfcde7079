"""The audit log is read whole over Graph, whatever goes wrong, and Forms' own reader understands it."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeAlias

import pytest

from flytt.adapters.graph.address import Application
from flytt.adapters.graph.audit import PURVIEW, GraphAudit, TooManyRecords
from flytt.adapters.graph.opening import open_door
from flytt.forms.fingerprint import Fingerprint
from flytt.forms.reading.audit_source import audit_objects, event_of
from flytt.migration.errors import AccessRefused, CommandFailed, Lagging
from practice.graph.clock import EPOCH, Clock
from practice.graph.estate import Plan
from practice.graph.faults import Fault
from practice.graph.running import RunningGraph, start_graph
from practice.graph.things import text
from tests.conformance.graph.ground import addresses, never

Asking: TypeAlias = Callable[..., GraphAudit]
RECORDS = 240
FAST = 3_600.0
LAST = datetime.fromtimestamp(EPOCH, UTC)
FIRST = LAST - timedelta(hours=RECORDS)


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[RunningGraph]:
    """Return tenants with a log; an hour passes there in each second."""
    plan = Plan(people=6, people_there=4, records=RECORDS, scale=FAST)
    with start_graph(plan, tmp_path, clock=Clock(scale=FAST)) as found:
        yield found


@pytest.fixture
def asking(graph: RunningGraph) -> Iterator[Asking]:
    """Return what gives a reader of the source's log; `waits` are noted and not waited."""
    with ExitStack() as stack:

        def audit(
            waits: list[float] | None = None, *, role: str = "reader", patience: float = 1e6
        ) -> GraphAudit:
            at, own = addresses(graph)["source"], graph.addresses.tenants["source"].apps[role]
            app = Application(client_id=own.client_id, certificate=str(own.certificate_file))
            door = open_door(at, app, never, published=PURVIEW, wait=lambda _seconds: None)
            stack.callback(door.close)
            noted = waits if waits is not None else list[float]()
            return GraphAudit("source", door, noted.append, patience_seconds=patience)

        yield audit


def _log(graph: RunningGraph) -> list[str]:
    own = next(one for one in graph.service.tenants.values() if one.name == "source")
    return [text(one, "id") for one in graph.service.audit.records[own.id]]


def test_every_record_comes_once(graph: RunningGraph, asking: Asking) -> None:
    """A form that one record tells of would be missing from the inventory, and nobody would know."""
    waits: list[float] = []
    found = [text(one, "id") for one in asking(waits).records(FIRST, LAST, asked_as="t")]
    assert sorted(found) == sorted(_log(graph))
    assert waits, "it did not wait until the query was through"


def test_forms_reader_understands_what_comes(asking: Asking, tmp_path: Path) -> None:
    """What Graph answers would lie in the estate as a file that is counted and not read."""
    found = list(asking().records(FIRST, LAST, asked_as="t"))
    path = tmp_path / "audit.json"
    path.write_text(json.dumps({"value": found}), encoding="utf-8")
    events = [event_of(one, Fingerprint(b"k" * 32), "audit") for one in audit_objects(path)]
    assert len([one for one in events if one is not None]) == RECORDS
    assert {one.operation for one in events if one} == {"CreateForm", "EditForm", "ViewForm"}
    assert all(one.form_id and one.at >= FIRST for one in events if one)


def test_only_the_time_that_was_asked_for(graph: RunningGraph, asking: Asking) -> None:
    """Two spans beside each other would tell of one act twice, or of none."""
    middle = FIRST + timedelta(hours=100)
    audit = asking()
    one = [text(r, "id") for r in audit.records(FIRST, middle, asked_as="a")]
    other = [text(r, "id") for r in audit.records(middle, LAST, asked_as="b")]
    assert (len(one), len(other)) == (100, 140)
    assert sorted(one + other) == sorted(_log(graph))


def test_a_query_that_leaves_some_out_is_split(graph: RunningGraph, asking: Asking) -> None:
    """A query over the limit succeeds, and a million records would be taken for all."""
    graph.service.audit.most = 40
    found = [text(one, "id") for one in asking().records(FIRST, LAST, asked_as="t")]
    assert sorted(found) == sorted(_log(graph))


def test_more_than_one_query_tells_of_in_a_minute_is_said(graph: RunningGraph, asking: Asking) -> None:
    """It would be split for ever, or the rest be left out in silence."""
    own = next(one for one in graph.service.tenants.values() if one.name == "source")
    log = graph.service.audit.records[own.id]
    graph.service.audit.records[own.id] = [log[0] | {"id": str(number)} for number in range(5)]
    graph.service.audit.most = 3
    with pytest.raises(TooManyRecords, match="has more records from"):
        list(asking().records(FIRST, LAST, asked_as="t"))


@pytest.mark.parametrize("kind", ["cut-after", "504-after", "503", "cut-before"])
def test_a_lost_answer_asks_for_no_second_query(
    graph: RunningGraph, asking: Asking, kind: Literal["cut-after", "504-after", "503", "cut-before"]
) -> None:
    """Two hundred a day are let through: a bad line would use up those of a whole project day."""
    audit = asking()
    list(audit.records(FIRST, FIRST + timedelta(hours=1), asked_as="signed in"))
    before = graph.service.effects["source POST /security/auditLog/queries"]
    graph.service.faults.add(Fault(kind=kind, match="POST .*/auditLog/queries$"))
    assert len(list(audit.records(FIRST, LAST, asked_as="t"))) == RECORDS
    assert not graph.service.faults.waiting(), "nothing went wrong: nothing was tried"
    assert graph.service.effects["source POST /security/auditLog/queries"] == before + 1


def test_a_service_that_is_not_through_is_not_believed(graph: RunningGraph, asking: Asking) -> None:
    """An empty page of a query that still runs would say that nobody has made a form."""
    graph.service.clock.rescale(1e-9)
    with pytest.raises(Lagging, match="notStarted"):
        list(asking(patience=0).records(FIRST, LAST, asked_as="t"))


def test_who_lacks_consent_is_refused(asking: Asking) -> None:
    """The log of what everybody does would be open to an application that sends notices."""
    with pytest.raises((AccessRefused, CommandFailed)):
        list(asking(role="sender").records(FIRST, LAST, asked_as="t"))
