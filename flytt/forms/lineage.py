"""Which ids are one form: every move to another owner gave it a new id."""

from collections.abc import Iterable
from datetime import UTC, datetime

from flytt.forms.audit_event import AuditEvent
from flytt.forms.form import Lineage
from flytt.forms.form_id import decode

_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_LONG_ENOUGH = 20
"""Characters of a table's name: two forms do not draw the same one."""


def lineages(form_ids: Iterable[str], events: Iterable[AuditEvent]) -> tuple[Lineage, ...]:
    """Return the lineage of every id, oldest id first, ordered by newest id.

    Moves are told by the audit log, and by ids of one tenant with the same table: those differ in owner only.
    Without the log a group's id is the newer one, for a form moves to a group and never back to a person.
    """
    together: dict[str, list[str]] = {one: [one] for one in form_ids}
    arrived: dict[str, datetime] = {}
    for event in events:
        if event.form_id and event.new_form_id and event.form_id != event.new_form_id:
            arrived[event.new_form_id] = max(arrived.get(event.new_form_id, _FIRST), event.at)
            _join(together, event.form_id, event.new_form_id)
    tables: dict[tuple[str, str], str] = {}
    for one in list(together):
        decoded = decode(one)
        if decoded and len(decoded.table) >= _LONG_ENOUGH:
            _join(together, tables.setdefault((decoded.tenant_id, decoded.table), one), one)
    groups = {id(ids): ids for ids in together.values()}
    found = [
        Lineage(ids=tuple(sorted(ids, key=lambda one: (arrived.get(one, _FIRST), _is_group(one), one))))
        for ids in groups.values()
    ]
    return tuple(sorted(found, key=lambda one: one.newest))


def _join(together: dict[str, list[str]], old: str, new: str) -> None:
    left, right = together.setdefault(old, [old]), together.setdefault(new, [new])
    if left is not right:
        left += right
        for one in right:
            together[one] = left


def _is_group(form_id: str) -> bool:
    decoded = decode(form_id)
    return bool(decoded and decoded.group_owned)
