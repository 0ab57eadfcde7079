"""A municipality's folder, read whole: the records, or every fault of every file at once."""

from pathlib import Path

from flytt.mapping.faults import Fault, MappingFaults
from flytt.mapping.files import AgreementRow, CalendarFileRow, MunicipalityFile, WindowRow, WorkloadRow
from flytt.mapping.folder import MERGING, layout, read_folder
from flytt.mapping.merging import merging_faults
from flytt.mapping.nodes import Node, Table, find
from flytt.mapping.references import references
from flytt.mapping.sense import sense
from flytt.mapping.stated import UNKNOWN, weakest
from flytt.mapping.tenant_order import tenant_order
from flytt.mapping.view import Files, overlay_faults, practised, read, real
from flytt.mapping.wrapped import Unwrapped, unwrap
from flytt.migration.record import Json
from flytt.migration.settings import SETTINGS
from flytt.migration.workload import (
    Agreement,
    CalendarRow,
    Duty,
    Language,
    Municipality,
    WindowWish,
    Workload,
)


def load_municipality(directory: Path, *, practice: bool = False) -> Municipality:
    """Read one mapping folder.

    With `practice`, practice.yaml is laid over the rows and `{practice: …}` values are used, and recorded as
    such. Without it neither is ever used: a practice value counts as unknown, so that nothing invented can
    reach a real plan. Both readings are checked each time. Raises MappingFaults with every fault of every
    file; no content of the folder raises anything else.
    """
    folder = read_folder(directory)
    views = real(folder), practised(folder)
    faults: list[Fault] = [*folder.faults, *layout(folder, directory), *overlay_faults(folder)]
    files: list[Files] = []
    for view in views:
        records, found = read(view)
        faults.extend((*found, *references(folder, view), *sense(view), *tenant_order(view)))
        files.append(records)
    if folder.under(MERGING):
        faults.extend(merging_faults(folder))
    chosen = files[practice]
    view = views[practice]
    municipality, calendar, agreements = chosen.municipality, chosen.calendar, chosen.agreements
    if faults or not (municipality and calendar and agreements and view.calendar and view.agreements):
        raise MappingFaults(faults)
    return _municipality(
        municipality,
        practice=practice,
        workloads=tuple(_workload(node, row, practice=practice) for node, row in chosen.workloads),
        calendar=tuple(
            _calendar_row(row, view.calendar, index, practice=practice)
            for index, row in enumerate(calendar.calendar)
        ),
        agreements=tuple(
            _agreement(row, view.agreements, index, practice=practice)
            for index, row in enumerate(agreements.agreements)
        ),
        content_hash=folder.content_hash(practice=practice),
    )


def _municipality(
    file: MunicipalityFile,
    *,
    practice: bool,
    workloads: tuple[Workload, ...],
    calendar: tuple[CalendarRow, ...],
    agreements: tuple[Agreement, ...],
    content_hash: str,
) -> Municipality:
    support: dict[Language, str] = {}
    for language, stated in file.support.items():
        text, _ = stated.read(practice=practice)
        if text:
            support[language] = text
    return Municipality(
        id=file.id,
        name=file.name,
        number=file.number,
        target=file.target,
        sources=file.sources,
        time_zone=file.time_zone,
        languages=file.languages,
        support=support,
        approval=file.approval,
        first_day=file.first_day,
        default_start=file.default_window.start,
        default_minutes=file.default_window.minutes,
        # A rehearsal can never reach the people who are really on duty.
        duty=Duty() if practice else Duty(channel=file.duty.channel, address_secret=file.duty.address_secret),
        approvers=file.approvers,
        four_eyes=file.four_eyes,
        sectors=file.sectors,
        workloads=workloads,
        calendar=calendar,
        agreements=agreements,
        practice=practice,
        content_hash=content_hash,
    )


def _workload(node: Table, row: WorkloadRow, *, practice: bool) -> Workload:
    owner, owner_standing = row.owner_role.read(practice=practice)
    users, users_standing = row.users.read(practice=practice)
    unwrapped = _settings(node, row, practice=practice)
    shaky = unwrapped.unconfirmed or "unconfirmed" in {owner_standing, users_standing}
    return Workload(
        id=row.id,
        name=row.name,
        sector=row.sector,
        kind=row.kind,
        affects=row.affects or (row.sector,),
        owner_role=owner or UNKNOWN,
        audience=row.audience,
        data_class=row.data_class,
        standing="unconfirmed" if shaky else row.standing,
        depends_on=row.depends_on,
        agreement=row.agreement,
        window=_window(row.window, practice=practice),
        users=users,
        source=row.source,
        settings=_table(unwrapped.settings),
        practice_settings=unwrapped.practice,
        unknown_settings=unwrapped.unknown,
        words=row.words,
        place=node.place,
    )


def _settings(node: Table, row: WorkloadRow, *, practice: bool) -> Unwrapped:
    """Return the settings with every default filled in; raw, where something is unknown."""
    written = node.get("settings")
    model = SETTINGS.get(row.kind)
    if written is None:
        return Unwrapped({})
    unwrapped = unwrap(written, practice=practice)
    if not isinstance(unwrapped.settings, dict):
        needed = model.model_fields if model else {}
        missing = tuple(name for name, field in needed.items() if field.is_required())
        return Unwrapped({}, unwrapped.practice, missing, unwrapped.unconfirmed)
    if model is None or unwrapped.unknown:
        return unwrapped
    settings = model.model_validate(unwrapped.settings).as_json()
    return Unwrapped(settings, unwrapped.practice, (), unwrapped.unconfirmed)


def _table(settings: Json) -> dict[str, Json]:
    return settings if isinstance(settings, dict) else {}


def _window(row: WindowRow, *, practice: bool) -> WindowWish:
    day, day_standing = row.day.read(practice=practice)
    start, start_standing = row.start.read(practice=practice)
    minutes, minutes_standing = row.minutes.read(practice=practice)
    standing = weakest(day_standing, start_standing, minutes_standing)
    return WindowWish(day=day, start=start, minutes=minutes, standing=standing)


def _calendar_row(row: CalendarFileRow, file: Node, index: int, *, practice: bool) -> CalendarRow:
    per_evening, standing = row.per_evening.read(practice=practice)
    return CalendarRow(
        id=row.id,
        title=row.title,
        kind=row.kind,
        first=row.first,
        last=row.last,
        workloads=row.workloads,
        sectors=row.sectors,
        per_evening=per_evening,
        standing=weakest(row.standing, standing) if row.kind == "capacity" else row.standing,
        source=row.source,
        place=find(file, ["calendar", index]),
    )


def _agreement(row: AgreementRow, file: Node, index: int, *, practice: bool) -> Agreement:
    since, standing = row.in_force_from.read(practice=practice)
    place = find(file, ["agreements", index])
    return Agreement(id=row.id, title=row.title, in_force_from=since, standing=standing, place=place)
