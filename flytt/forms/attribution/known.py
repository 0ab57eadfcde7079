"""A form with everything that any source tells of it, under all its ids: what blocks are held against."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from flytt.forms.attribution.table import Table, of_audit, of_service
from flytt.forms.audit_event import AuditEvent
from flytt.forms.block import Block, Responses
from flytt.forms.estate import Estate
from flytt.forms.form import Form, Lineage, Question
from flytt.forms.headings import key


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """One form. `complete` tells whether the service showed all its responses; times are UTC.

    `where` are texts from places that link to it; `tables` its responses as service and log tell them.
    """

    place: int
    lineage: Lineage
    forms: tuple[Form, ...]
    answers: tuple[Responses, ...]
    events: tuple[AuditEvent, ...]
    where: tuple[str, ...]
    tables: tuple[Table, ...]

    @property
    def id(self) -> str:
        """The id it goes by."""
        return self.lineage.newest

    @property
    def titles(self) -> tuple[str, ...]:
        """Every title it has had, as far as anything tells."""
        found = [form.title for form in self.forms] + [event.form_name for event in self.events]
        return tuple(dict.fromkeys(one for one in found if one))

    @property
    def title(self) -> str:
        """The title it goes by; empty when nothing tells."""
        newest = [form.title for form in reversed(self.forms) if form.title]
        return newest[0] if newest else (self.titles[-1] if self.titles else "")

    @property
    def questions(self) -> tuple[Question, ...]:
        """Its questions as they stand."""
        return next((form.questions for form in reversed(self.forms) if form.questions), ())

    @property
    def row_count(self) -> int | None:
        """Responses that the service counts."""
        return next((form.row_count for form in reversed(self.forms) if form.row_count is not None), None)

    @property
    def created(self) -> datetime | None:
        """When it came to be, if told."""
        told = [form.created for form in self.forms if form.created]
        told += [event.at for event in self.events if event.operation == "CreateForm"]
        return min(told, default=None)

    @property
    def complete(self) -> bool:
        """Whether the service showed as many responses as it counts."""
        if not self.answers or self.row_count is None:
            return bool(self.answers) and all(one.complete is True for one in self.answers)
        return max(len(one.rows) for one in self.answers) >= self.row_count

    @property
    def owners(self) -> tuple[str, ...]:
        """Persons and groups that have owned it, oldest first."""
        found: list[str] = []
        for form in self.forms:
            found += [form.decoded.owner_id] if form.decoded else [form.owner_id, form.created_by]
        return tuple(dict.fromkeys(one for one in found if one))


def known_forms(estate: Estate) -> tuple[Known, ...]:
    """Return every form that any source names, each lineage once."""
    events: defaultdict[str, list[AuditEvent]] = defaultdict(list)
    for event in estate.audit:
        for one in {event.form_id, event.new_form_id} - {""}:
            events[one].append(event)
    where: defaultdict[str, list[str]] = defaultdict(list)
    for reference in estate.references:
        for one in reference.form_ids:
            where[one].append(reference.where)
    return tuple(
        _known(estate, lineage, place, events, where) for place, lineage in enumerate(estate.lineages)
    )


def _known(
    estate: Estate,
    lineage: Lineage,
    place: int,
    events: dict[str, list[AuditEvent]],
    where: dict[str, list[str]],
) -> Known:
    forms = tuple(estate.form[one] for one in lineage.ids if one in estate.form)
    answers = tuple(estate.answers[one] for one in lineage.ids if one in estate.answers)
    told = {id(event): event for one in lineage.ids for event in events.get(one, [])}
    own = tuple(sorted(told.values(), key=lambda event: (event.at, event.id)))
    titles = {question.id: key(question.title) for form in forms for question in form.questions}
    tables = [of_service(one, titles, place) for one in answers if len(one.rows)]
    if logged := _logged(own, place):
        tables.append(logged)
    seen = tuple(dict.fromkeys(text for one in lineage.ids for text in where.get(one, [])))
    return Known(place, lineage, forms, answers, own, seen, tuple(tables))


def _logged(events: tuple[AuditEvent, ...], place: int) -> Table | None:
    created = {
        event.response_id: int(event.at.timestamp())
        for event in events
        if event.response_id and event.operation.casefold() in {"createresponse", "submitresponse"}
    }
    if not created:
        return None
    ids = sorted(created)
    times = np.array([created[one] for one in ids], dtype=np.int64)
    return of_audit(np.array(ids, dtype=np.int64), times, place)


def deleted_ids(known: Known) -> frozenset[int]:
    """Return the ids of responses whose deletion the log tells of."""
    return frozenset[int](
        event.response_id
        for event in known.events
        if event.response_id and event.operation.casefold() == "deleteresponse"
    )


def key_of(block: Block) -> tuple[str, str, str, str]:
    """Return where a block is, in the order of the document."""
    return block.drive_id, block.item_id, block.sheet, block.range


def is_blind(known: Sequence[Known]) -> bool:
    """Return whether the service showed the responses of less than half of the forms that are known."""
    return sum(bool(one.answers) for one in known) < len(known) / 2 or not known
