"""An estate as it was read: everything that attribution may reason from."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from flytt.forms.audit_event import AuditEvent
from flytt.forms.block import Block, Content, Responses
from flytt.forms.directory import Directory
from flytt.forms.drive_item import DriveItem
from flytt.forms.form import Form, Lineage
from flytt.forms.people_said import Decision, Reference
from flytt.forms.seen import Coverage, Remark, Unreadable


@dataclass(frozen=True, eq=False)
class Estate:
    """All sources of one estate. `forms` has every form that any source names, each id once, ordered by id.

    `lineages` covers every id in `forms`, also those that never moved. `contents` has one entry for each file
    whose content was looked at, also the unreadable ones. `earlier` and `earlier_forms` are responses and
    forms of the service as a pass before this one found them, where they say something else now.
    """

    root: Path
    forms: tuple[Form, ...] = ()
    lineages: tuple[Lineage, ...] = ()
    responses: tuple[Responses, ...] = ()
    earlier: tuple[Responses, ...] = ()
    earlier_forms: tuple[Form, ...] = ()
    items: tuple[DriveItem, ...] = ()
    contents: tuple[Content, ...] = ()
    audit: tuple[AuditEvent, ...] = ()
    directory: Directory = field(default_factory=Directory)
    references: tuple[Reference, ...] = ()
    decisions: tuple[Decision, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @cached_property
    def form(self) -> dict[str, Form]:
        """Forms by id."""
        return {form.id: form for form in self.forms}

    @cached_property
    def lineage(self) -> dict[str, Lineage]:
        """The lineage of every known form id."""
        return {one: lineage for lineage in self.lineages for one in lineage.ids}

    @cached_property
    def item(self) -> dict[tuple[str, str], DriveItem]:
        """Files by drive id and item id."""
        return {(item.drive_id, item.item_id): item for item in self.items}

    @cached_property
    def answers(self) -> dict[str, Responses]:
        """The service's responses by form id."""
        return {one.form_id: one for one in self.responses}

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every block of every file, in the order of the files."""
        return tuple(block for content in self.contents for block in content.blocks)
