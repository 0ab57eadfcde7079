# pyright: reportMissingTypeStubs=false
"""The audit log: what it refuses, what it lets through in a day, and Microsoft's SDK as its reader."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgraph.generated.models.security.audit_log_query import AuditLogQuery
from msgraph.generated.models.security.audit_log_query_status import AuditLogQueryStatus
from msgraph.generated.models.security.audit_log_record_type import AuditLogRecordType
from msgraph.graph_service_client import GraphServiceClient
from pydantic import JsonValue

from practice.graph.clock import EPOCH, Clock
from practice.graph.estate import Plan
from practice.graph.running import start_graph
from practice.graph.things import text
from tests.practice.graph.clients import Hand, body_of, caller, code, list_of, service
from tests.practice.graph.microsoft import sdk

pytestmark = pytest.mark.slow  # imports Microsoft's SDK; left out of `make fast`, never of `make test`

AT = "/security/auditLog/queries"
SPAN: dict[str, JsonValue] = {
    "displayName": "x",
    "filterStartDateTime": "2025-12-01T00:00:00Z",
    "filterEndDateTime": "2026-01-06T00:00:00Z",
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"filterStartDateTime": "2026-02-01T00:00:00Z"},
        {"filterEndDateTime": "yesterday"},
        {"filterEndDateTime": "2026-01-06T00:00:00"},
        {"formFilters": ["x"]},
    ],
)
def test_a_query_that_cannot_be_is_refused(wrong: dict[str, JsonValue]) -> None:
    """If this fails, a query that a real tenant refuses would find nothing here, and look as an empty log."""
    answer = caller(service(), role="reader").ask("POST", AT, {**SPAN, **wrong})
    assert (answer.status, code(answer)) == (400, "Request_BadRequest")


def test_nothing_is_told_before_it_is_through() -> None:
    """If this fails, a reader that does not wait is never caught here, and finds nothing in earnest."""
    hand = Hand()
    me = caller(service(Plan(people=6, records=12), hand), role="reader")
    key = text(body_of(me.ask("POST", AT, SPAN)), "id")
    seen: list[tuple[str, int]] = []
    for hand.seconds in (0, 30, 120):
        found = body_of(me.ask("GET", f"{AT}/{key}"))
        rows = list_of(body_of(me.ask("GET", f"{AT}/{key}/records")), "value")
        seen.append((text(found, "status"), len(rows)))
    assert seen == [("notStarted", 0), ("running", 0), ("succeeded", 12)]


def test_so_many_a_day_and_at_once() -> None:
    """If this fails, Flytt could ask more often here than Purview lets anybody."""
    hand = Hand()
    me = caller(service(Plan(people=6), hand), role="reader")
    at_once = [me.ask("POST", AT, SPAN).status for _ in range(51)]
    assert (at_once.count(201), at_once[-1]) == (50, 429)
    for number in range(1, 4):
        hand.seconds = number * 200
        assert [me.ask("POST", AT, SPAN).status for _ in range(50)] == [201] * 50
    hand.seconds = 1_000
    refused = me.ask("POST", AT, SPAN)
    assert (refused.status, "Retry-After" in refused.headers) == (429, False)
    hand.seconds = 86_500
    assert me.ask("POST", AT, SPAN).status == 201


def test_the_sdk_reads_a_log(tmp_path: Path) -> None:
    """If this fails, what is sent here is not what Microsoft's own models call it."""
    with start_graph(Plan(people=6, records=9), tmp_path, clock=Clock(scale=3_600)) as running:
        asyncio.run(_read(sdk(running)))


async def _read(client: GraphServiceClient) -> None:
    last = datetime.fromtimestamp(EPOCH, UTC)
    queries = client.security.audit_log.queries
    made = await queries.post(
        AuditLogQuery(
            display_name="forms",
            filter_start_date_time=last - timedelta(days=30),
            filter_end_date_time=last,
            record_type_filters=[AuditLogRecordType.MicrosoftForms],
        )
    )
    assert made is not None
    assert made.id is not None
    one = queries.by_audit_log_query_id(made.id)
    found = await one.get()
    while found is None or found.status is not AuditLogQueryStatus.Succeeded:
        found = await one.get()
    assert found.additional_data == {} or set(found.additional_data) == {"@odata.context"}
    assert found.is_record_count_limit_exceeded is False
    records = await one.records.get()
    assert records is not None
    assert records.value is not None
    assert len(records.value) == 9
    assert {record.audit_log_record_type for record in records.value} == {AuditLogRecordType.MicrosoftForms}
    assert all(record.additional_data == {} and record.created_date_time for record in records.value)
