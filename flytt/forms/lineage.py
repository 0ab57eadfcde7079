"""Which ids are one form: every move to another owner gave it a new id."""

from collections.abc import Iterable
from datetime import UTC, datetime

from flytt.forms.audit_event import AuditEvent
from flytt.forms.form import Lineage

_FIRST = datetime(1, 1, 1, tzinfo=UTC)


def lineages(form_ids: Iterable[str], events: Iterable[AuditEvent]) -> tuple[Lineage, ...]:
    """Return the lineage of every id, oldest id first, ordered by newest id; the audit log tells moves."""
    together: dict[str, list[str]] = {one: [one] for one in form_ids}
    arrived: dict[str, datetime] = {}
    for event in events:
        old, new = event.form_id, event.new_form_id
        if not old or not new or old == new:
            continue
        arrived[new] = max(arrived.get(new, _FIRST), event.at)
        left, right = together.setdefault(old, [old]), together.setdefault(new, [new])
        if left is not right:
            left += right
            for one in right:
                together[one] = left
    groups = {id(ids): ids for ids in together.values()}
    found = [
        Lineage(ids=tuple(sorted(ids, key=lambda one: (arrived.get(one, _FIRST), one))))
        for ids in groups.values()
    ]
    return tuple(sorted(found, key=lambda one: one.newest))
