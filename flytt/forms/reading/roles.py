"""What the columns of a table are for: by heading where it is known, by the shape of the values where not."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from flytt.forms.block import NEVER, NO_ID, Role
from flytt.forms.columns import response_id
from flytt.forms.fingerprint import Value
from flytt.forms.headings import graded, is_english, role_of
from flytt.forms.times import Order, order_of, seconds

_ANYWHERE: frozenset[Role] = frozenset(
    {"id", "start", "completion", "modified", "grade_posted", "total_points"}
)
_NEARLY_ALL, _FIRST_COLUMNS, _ENOUGH = 0.95, 4, 2
_LONGEST_SECONDS = 2 * 86_400
"""A date that somebody was asked for lies further from the start than an answer takes."""


class Use(NamedTuple):
    """What one column is for; `of` is the question that points or feedback belong to."""

    role: Role
    of: str = ""
    certain: bool = True


def uses(keys: Sequence[str], sample: Sequence[Sequence[Value]]) -> tuple[list[Use], Order]:
    """Return what each column is for, and the order of written dates. `sample` is as wide as `keys`."""
    found = _by_heading(keys)
    columns = [[row[n] for row in sample] for n in range(len(keys))]
    texts = [
        one
        for use, column in zip(found, columns, strict=True)
        if use.role in {"start", "completion"} or use.role == "question"
        for one in column
        if isinstance(one, str)
    ]
    ended = next(
        (columns[n] for role in ("completion", "start") for n, use in enumerate(found) if use.role == role),
        (),
    )
    rows = [one for one in ended if isinstance(one, str)]
    order = order_of(texts, english=is_english(tuple(keys)), in_rows=rows)
    if not any(use.role == "id" for use in found):
        _id_by_shape(found, columns)
    told = {"start", "completion"} & {use.role for use in found}
    if not told:
        _times_by_shape(found, columns, order)
    elif len(told) == 1:
        _other_time_by_shape(found, columns, order)
    return found, order


def _by_heading(keys: Sequence[str]) -> list[Use]:
    """A question may be called `Navn` too: names and addresses count only beside the service's columns."""
    found: list[Use] = []
    taken: set[Role] = set()
    for n, one in enumerate(keys):
        role = role_of(one)
        beside = n == 0 or found[n - 1].role not in {"question", "points", "feedback"}
        if role and role not in taken and (role in _ANYWHERE or beside):
            found.append(Use(role))
            taken.add(role)
        elif (mark := graded(one)) and (mark[1] in keys or "total_points" in taken):
            found.append(Use(*mark))
        else:
            found.append(Use("question"))
    if not taken & _ANYWHERE:
        return [use if use.role in {"points", "feedback"} else Use("question") for use in found]
    return found


def _id_by_shape(found: list[Use], columns: Sequence[Sequence[Value]]) -> None:
    for n, column in enumerate(columns[:_FIRST_COLUMNS]):
        if found[n].role != "question":
            continue
        ids = [response_id(one) for one in column if one != ""]
        if (
            len(ids) >= max(_ENOUGH, _NEARLY_ALL * len(column))
            and NO_ID not in ids
            and len(set(ids)) == len(ids)
            and sum(a < b for a, b in pairwise(ids)) >= _NEARLY_ALL * (len(ids) - 1)
        ):
            found[n] = Use("id", certain=False)
        return


def _times_by_shape(found: list[Use], columns: Sequence[Sequence[Value]], order: Order) -> None:
    for n in range(min(len(columns) - 1, _FIRST_COLUMNS)):
        if found[n].role != "question" or found[n + 1].role != "question":
            continue
        if _begin_and_end(columns[n], columns[n + 1], order):
            found[n], found[n + 1] = Use("start", certain=False), Use("completion", certain=False)
            return


def _other_time_by_shape(found: list[Use], columns: Sequence[Sequence[Value]], order: Order) -> None:
    """Somebody gave one of the two a name of their own: it still stands beside the other, and they fit."""
    for n in range(len(columns) - 1):
        match found[n].role, found[n + 1].role:
            case "start", "question":
                other, role = n + 1, "completion"
            case "question", "completion":
                other, role = n, "start"
            case _:
                continue
        if _begin_and_end(columns[n], columns[n + 1], order, within=_LONGEST_SECONDS):
            found[other] = Use(role, certain=False)
        return


def _begin_and_end(
    begun: Sequence[Value], ended: Sequence[Value], order: Order, *, within: int = -NEVER
) -> bool:
    pairs = [
        (_time(a, order), _time(b, order)) for a, b in zip(begun, ended, strict=True) if a != "" or b != ""
    ]
    fit = sum(NEVER not in {a, b} and a <= b <= a + within for a, b in pairs)
    return len(pairs) >= _ENOUGH and fit >= _NEARLY_ALL * len(pairs)


def _time(value: Value, order: Order) -> int:
    return seconds(value, order) if isinstance(value, str | date) else NEVER
