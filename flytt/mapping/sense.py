"""What each row must mean: days in order, hours that exist, settings that the kind can use."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar, cast, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import TypeAdapter, ValidationError

from flytt.mapping.faults import Fault, nearest, shown
from flytt.mapping.nodes import Node, Scalar, Table, find, select, texts, wrapper
from flytt.mapping.shape import fault, is_echo
from flytt.mapping.stated import UNKNOWN, Day, Minutes, TimeOfDay
from flytt.mapping.view import View
from flytt.mapping.wrapped import Unwrapped, unwrap
from flytt.migration.settings import SETTINGS
from flytt.migration.workload import Language, Place

T = TypeVar("T")

_DAY: TypeAdapter[date] = TypeAdapter(Day)
_TIME: TypeAdapter[time] = TypeAdapter(TimeOfDay)
_MINUTES: TypeAdapter[int] = TypeAdapter(Minutes)
_NEEDS_AGREEMENT = ("personal", "sensitive")


def sense(view: View) -> Iterator[Fault]:
    """Yield the faults of meaning in every row, also where the row has faults of shape."""
    zone, found = _zone(view)
    yield from found
    for row in select(view.calendar, "calendar", "*"):
        yield from _calendar_row(row)
    languages = _languages(view)
    for row in view.rows():
        yield from _agreement(row)
        if languages:
            yield from _words(row, languages)
        yield from _window(row, zone)
        yield from settings_faults(row)


def _languages(view: View) -> set[str]:
    """Return the municipality's languages, none when one of them is wrong: it is one fault, not one a row."""
    known = set(cast("tuple[str, ...]", get_args(Language)))
    stated = {text for text, _ in texts(view.municipality, "languages", "*")}
    return (stated or known) if stated <= known else set()


def _zone(view: View) -> tuple[ZoneInfo, tuple[Fault, ...]]:
    for name, place in texts(view.municipality, "time_zone"):
        try:
            return ZoneInfo(name), ()
        except (ZoneInfoNotFoundError, ValueError, OSError):
            near = nearest(name, available_timezones())
            what = f"time_zone: {shown(name)} is not a time zone"
            return ZoneInfo("Europe/Oslo"), (
                Fault(place=place, what=what, expected="such as Europe/Oslo", nearest=near),
            )
    return ZoneInfo("Europe/Oslo"), ()


def _calendar_row(row: Node) -> Iterator[Fault]:
    first, last = _parsed(_DAY, row, "first"), _parsed(_DAY, row, "last")
    if first and last and last < first:
        what = f"last: {last} is before the first day, {first}"
        yield Fault(place=find(row, ["last"]), what=what, expected="the same day or a later one")
    capacity = any(kind == "capacity" for kind, _ in texts(row, "kind"))
    stated = any(True for _ in select(row, "per_evening"))
    if capacity and not stated:
        yield Fault(
            place=row.place,
            what='"per_evening" is missing',
            expected="a number, or unknown, on a capacity row",
        )
    if stated and not capacity:
        yield Fault(
            place=find(row, ["per_evening"]), what="per_evening cannot stand here", expected="a capacity row"
        )


def _agreement(row: Table) -> Iterator[Fault]:
    for data_class, place in texts(row, "data_class"):
        if data_class in _NEEDS_AGREEMENT and not any(True for _ in texts(row, "agreement")):
            what = f"data_class: {data_class} data without an agreement"
            yield Fault(place=place, what=what, expected="agreement: the id of a data processing agreement")


def _words(row: Table, languages: set[str]) -> Iterator[Fault]:
    words = row.get("words")
    if not isinstance(words, Table):
        return
    for language in sorted(languages - set(words.entries)):
        place = row.entries["words"].place
        what = f"words: {language} is missing"
        yield Fault(place=place, what=what, expected="words in every language of the municipality, or none")
    for language in sorted(set(words.entries) - languages):
        what = f"words: {shown(language)} is not a language of the municipality"
        yield Fault(place=words.entries[language].place, what=what, expected=", ".join(sorted(languages)))


def _window(row: Table, zone: ZoneInfo) -> Iterator[Fault]:
    for window in select(row, "window"):
        minutes = _parsed(_MINUTES, window, "minutes")
        day, start = _parsed(_DAY, window, "day"), _parsed(_TIME, window, "start")
        if day and start:
            yield from _edges(window, datetime.combine(day, start), minutes, zone)


def _edges(window: Node, start: datetime, minutes: int | None, zone: ZoneInfo) -> Iterator[Fault]:
    place = find(window, ["start"])
    if clock_change(start, zone):
        yield _at_clock_change(place, "start", start, zone)
    elif minutes is not None:
        try:
            wall = start + timedelta(minutes=minutes)
            passed = start.replace(tzinfo=zone).astimezone(UTC) + timedelta(minutes=minutes)
            ends = {wall, passed.astimezone(zone).replace(tzinfo=None)}
        except OverflowError:
            yield Fault(
                place=place, what="the window ends after the last day there is", expected="an earlier day"
            )
            return
        for end in sorted(ends):
            if clock_change(end, zone):
                yield _at_clock_change(find(window, ["minutes"]), "end", end, zone)


def _at_clock_change(place: Place, edge: str, moment: datetime, zone: ZoneInfo) -> Fault:
    said = clock_change(moment, zone)
    what = f"the window's {edge}, {moment:%Y-%m-%d %H:%M}, is {said} when the clock changes"
    return Fault(place=place, what=what, expected="an hour that is there once")


def clock_change(local: datetime, zone: ZoneInfo) -> str:
    """Return `missing` or `there twice` for a naive local hour in a clock change, otherwise nothing."""
    try:
        early = local.replace(tzinfo=zone, fold=0).utcoffset()
        late = local.replace(tzinfo=zone, fold=1).utcoffset()
    except OverflowError:
        return ""
    if early is None or late is None or early == late:
        return ""
    return "missing" if early < late else "there twice"


def settings_faults(row: Table) -> Iterator[Fault]:
    """Yield what the row's kind cannot use. Unknown is no fault; practice values are tried out too."""
    kind = next((text for text, _ in texts(row, "kind")), "")
    node = row.get("settings")
    model = SETTINGS.get(kind)
    if model is None:
        if node is not None and not (isinstance(node, Table) or _is_unknown(node)):
            yield Fault(place=node.place, what="settings cannot stand here", expected="a table, or unknown")
        return
    if node is None:
        what = f"settings are missing for this {kind.replace('-', ' ')}"
        yield Fault(
            place=find(row, ["id"]), what=what, expected=f"{', '.join(model.model_fields)}; or unknown"
        )
        return
    unwrapped = unwrap(node, practice=True)
    if unwrapped.settings == UNKNOWN:
        return
    try:
        model.model_validate(unwrapped.settings)
    except ValidationError as cause:
        for error in cause.errors(include_url=False):
            if not is_echo(error) and not _touches_unknown(error["loc"], unwrapped):
                yield fault(model, node, error)


def _touches_unknown(loc: tuple[str | int, ...], unwrapped: Unwrapped) -> bool:
    at = tuple(str(step) for step in loc)
    ways = (tuple(path.split(".")) for path in unwrapped.unknown)
    return any(way[: len(at)] == at or at[: len(way)] == way for way in ways)


def _is_unknown(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value in {UNKNOWN, None}


def _unwrapped(row: Node, key: str) -> object:
    node = next(select(row, key), None)
    held = wrapper(node) if node is not None else None
    inner = held[1] if held else node
    return inner.value if isinstance(inner, Scalar) else None


def _parsed(adapter: TypeAdapter[T], row: Node, key: str) -> T | None:
    try:
        return adapter.validate_python(_unwrapped(row, key))
    except ValidationError:
        return None
