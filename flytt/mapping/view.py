"""The rows of a municipality as a real move sees them, or as practice does with its overlay on."""

from collections.abc import Iterator
from dataclasses import dataclass

from flytt.mapping.faults import Fault
from flytt.mapping.files import (
    AgreementsFile,
    CalendarFile,
    MunicipalityFile,
    PracticeFile,
    WorkloadRow,
    WorkloadsFile,
)
from flytt.mapping.folder import PRACTICE, WORKLOADS, Folder
from flytt.mapping.nodes import Entry, Items, Node, Scalar, Table, select
from flytt.mapping.shape import validated
from flytt.mapping.wrapped import as_practice, laid_over


@dataclass(frozen=True, slots=True)
class View:
    """The files' nodes. None where a file is missing or broken."""

    practice: bool
    municipality: Node | None
    calendar: Node | None
    agreements: Node | None
    workloads: tuple[Node, ...]

    def rows(self) -> Iterator[Table]:
        """Yield every workload's row that is a table, sector file by sector file."""
        for file in self.workloads:
            yield from (row for row in select(file, "workloads", "*") if isinstance(row, Table))


@dataclass(frozen=True, slots=True)
class Files:
    """The files as records. None where one has faults."""

    municipality: MunicipalityFile | None
    calendar: CalendarFile | None
    agreements: AgreementsFile | None
    workloads: tuple[tuple[Table, WorkloadRow], ...]


def real(folder: Folder) -> View:
    """Return the rows as they stand in the files."""
    nodes = folder.nodes
    return View(
        practice=False,
        municipality=nodes.get("municipality.yaml"),
        calendar=nodes.get("calendar.yaml"),
        agreements=nodes.get("agreements.yaml"),
        workloads=tuple(folder.under(WORKLOADS).values()),
    )


def practised(folder: Folder) -> View:
    """Return the rows with practice.yaml laid over them; each value of it is wrapped as a practice value."""
    view, overlay = real(folder), folder.nodes.get(PRACTICE)
    return View(
        practice=True,
        municipality=_municipality(view.municipality, overlay),
        calendar=_over_rows(view.calendar, "calendar", overlay),
        agreements=_over_rows(view.agreements, "agreements", overlay),
        workloads=tuple(_over_rows(file, "workloads", overlay) or file for file in view.workloads),
    )


def read(view: View) -> tuple[Files, tuple[Fault, ...]]:
    """Validate every file of a view. A file with faults is left out of the records, never half read."""
    faults: list[Fault] = []
    records: list[object] = []
    for model, node in (
        (MunicipalityFile, view.municipality),
        (CalendarFile, view.calendar),
        (AgreementsFile, view.agreements),
    ):
        record, found = validated(model, node) if node is not None else (None, ())
        faults.extend(found)
        records.append(record)
    rows: list[tuple[Table, WorkloadRow]] = []
    for file in view.workloads:
        workloads, found = validated(WorkloadsFile, file)
        faults.extend(found)
        tables = [row for row in select(file, "workloads", "*") if isinstance(row, Table)]
        rows.extend(zip(tables, workloads.workloads, strict=True) if workloads else ())
    municipality, calendar, agreements = records
    return Files(
        municipality if isinstance(municipality, MunicipalityFile) else None,
        calendar if isinstance(calendar, CalendarFile) else None,
        agreements if isinstance(agreements, AgreementsFile) else None,
        tuple(rows),
    ), tuple(faults)


def overlay_faults(folder: Folder) -> tuple[Fault, ...]:
    """Return what practice.yaml itself has wrong, before it is laid over anything."""
    overlay = folder.nodes.get(PRACTICE)
    return validated(PracticeFile, overlay)[1] if overlay is not None else ()


def _municipality(base: Node | None, overlay: Node | None) -> Node | None:
    said = next(select(overlay, "municipality"), None)
    if not isinstance(base, Table) or not isinstance(said, Table):
        return base
    wrapped = {
        key: Entry(entry.place, as_practice(entry.node) if key == "support" else entry.node)
        for key, entry in said.entries.items()
    }
    return laid_over(base, Table(said.place, wrapped))


def _over_rows(file: Node | None, part: str, overlay: Node | None) -> Node | None:
    said = next(select(overlay, part), None)
    rows = next(select(file, part), None)
    if not isinstance(file, Table) or not isinstance(rows, Items) or not isinstance(said, Table):
        return file
    items = tuple(_over_row(row, said) for row in rows.items)
    if all(new is old for new, old in zip(items, rows.items, strict=True)):
        return file
    entries = {**file.entries, part: Entry(file.entries[part].place, Items(rows.place, items))}
    return Table(file.place, entries)


def _over_row(row: Node, said: Table) -> Node:
    if not isinstance(row, Table):
        return row
    key = row.get("id")
    values = said.get(key.value) if isinstance(key, Scalar) and isinstance(key.value, str) else None
    return laid_over(row, as_practice(values)) if isinstance(values, Table) else row
