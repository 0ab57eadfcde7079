"""`$select`, `$filter`, `$expand`, `$top`, `$count`, `$orderby`, `$search`, or a refusal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from practice.graph.answers import Refused, Request, bad_request, unsupported
from practice.graph.condition import Both, Compare, Condition, Either, Not, SomeOf, read_condition
from practice.graph.kinds import Kind
from practice.graph.meets import meets, value_of
from practice.graph.things import Thing

__all__ = ["Options", "read_options"]

_KNOWN = frozenset({
    "select", "filter", "expand", "top", "skip", "count", "orderby", "search", "skiptoken", "deltatoken",
    "format",
})  # fmt: skip
_MOST_PER_PAGE, _USUAL_PER_PAGE = 999, 100
_SEARCH = re.compile(r'"([A-Za-z]+):([^"]*)"')


@dataclass(frozen=True)
class Options:
    """What a request asks of a collection or an object."""

    select: tuple[str, ...]
    top: int
    count: bool
    condition: Condition | None = None
    search: tuple[tuple[str, str], ...] = ()
    search_all: bool = True
    expand: tuple[str, ...] = ()
    order: tuple[str, bool] | None = None
    skiptoken: str = ""
    deltatoken: str = ""

    def lets_through(self, thing: Thing) -> bool:
        """Whether `$filter` and `$search` keep the object."""
        if self.condition is not None and not meets(self.condition, thing):
            return False
        if not self.search:
            return True
        hits = [_has_word(thing, name, word) for name, word in self.search]
        return all(hits) if self.search_all else any(hits)

    def shown(self, thing: Thing, kind: Kind) -> Thing:
        """The object as it is sent: the selected properties, `id` among them only when it was asked for."""
        names = self.select or kind.unasked
        return {name: thing.get(name) for name in names}


def read_options(request: Request, kind: Kind) -> Options:
    """The options of one request. Raises Refused for what the kind does not support."""
    given = _given(request.query)
    eventual = request.headers.get("consistencylevel", "").lower() == "eventual"
    count = given.get("count", "").lower() == "true"
    advanced = eventual and count
    if "skip" in given:
        raise bad_request("'$skip' is not supported by the service.")
    condition = read_condition(given["filter"]) if given.get("filter") else None
    if condition is not None:
        _check(condition, kind, advanced=advanced, inside=False)
    if "search" in given and not eventual:
        message = "Request with $search query parameter only works through MSGraph with a special request "
        raise unsupported(message + "header: 'ConsistencyLevel: eventual'")
    search, is_all = _search(given.get("search", ""))
    return Options(
        select=_select(given.get("select", ""), kind),
        top=_top(given.get("top"), _MOST_PER_PAGE),
        count=count and eventual,
        condition=condition,
        search=search,
        search_all=is_all,
        expand=_expand(given.get("expand", ""), kind),
        order=_order(given.get("orderby", ""), kind, advanced=advanced, filtered=condition is not None),
        skiptoken=given.get("skiptoken", ""),
        deltatoken=given.get("deltatoken", given.get("token", "")),
    )


def _given(query: Mapping[str, str]) -> dict[str, str]:
    given = {name.removeprefix("$").lower(): value for name, value in query.items()}
    for name in query:
        if name.startswith("$") and name[1:].lower() not in _KNOWN:
            raise Refused(400, "BadRequest", f"The query parameter '{name}' is not supported.")
    return given


def _top(written: str | None, most: int) -> int:
    if written is None:
        return _USUAL_PER_PAGE
    if not written.isdigit() or not 1 <= int(written) <= most:
        raise bad_request(
            f"Invalid page size specified: '{written}'. Must be between 1 and {most} inclusive."
        )
    return int(written)


def _select(written: str, kind: Kind) -> tuple[str, ...]:
    spelled = {name.lower(): name for name in kind.properties}
    names = [name.strip() for name in written.split(",") if name.strip()]
    wrong = [name for name in names if name.lower() not in spelled]
    if wrong:
        message = (
            f"Could not find a property named '{wrong[0]}' on type 'microsoft.graph.{kind.name.lower()}'."
        )
        raise Refused(400, "BadRequest", f"Parsing OData Select and Expand failed: {message}")
    return tuple(dict.fromkeys(spelled[name.lower()] for name in names))


def _expand(written: str, kind: Kind) -> tuple[str, ...]:
    names = [name.split("(")[0].strip() for name in re.split(r",(?![^(]*\))", written) if name.strip()]
    if len(names) > 1:
        raise bad_request("Expect simple name=value query option for only one expanded property.")
    for name in names:
        if name not in kind.expands:
            message = (
                f"Could not find a property named '{name}' on type 'microsoft.graph.{kind.name.lower()}'."
            )
            raise Refused(400, "BadRequest", f"Parsing OData Select and Expand failed: {message}")
    return tuple(names)


def _order(written: str, kind: Kind, *, advanced: bool, filtered: bool) -> tuple[str, bool] | None:
    if not written:
        return None
    name, _, direction = written.strip().partition(" ")
    if name not in kind.sorts or direction.strip().lower() not in {"", "asc", "desc"}:
        raise unsupported("Unsupported sort property 'x' for resource.".replace("x", name))
    if filtered and not advanced:
        raise unsupported("Sorting not supported for current query.")
    return name, direction.strip().lower() == "desc"


def _search(written: str) -> tuple[tuple[tuple[str, str], ...], bool]:
    if not written:
        return (), True
    found = _SEARCH.findall(written)
    left = _SEARCH.sub("", written).upper().split()
    if not found or not set(left) <= {"AND", "OR"} or len(set(left)) > 1:
        raise bad_request('Unsupported Query. $search clauses are "property:value", joined by AND or OR.')
    return tuple((str(name), str(word)) for name, word in found), "OR" not in left


def _has_word(thing: Thing, name: str, word: str) -> bool:
    value = value_of(thing, name)
    words = value.casefold().split() if isinstance(value, str) else []
    return all(any(have.startswith(want) for have in words) for want in word.casefold().split())


def _check(condition: Condition, kind: Kind, *, advanced: bool, inside: bool) -> None:
    match condition:
        case Both(inner) | Either(inner):
            for one in inner:
                _check(one, kind, advanced=advanced, inside=inside)
        case Not(inner):
            if not advanced:
                raise unsupported("Operator: 'Not' is not supported")
            _check(inner, kind, advanced=advanced, inside=inside)
        case SomeOf(name, inner):
            if name not in kind.lists:
                raise _no_clause(name, kind)
            _check(inner, kind, advanced=advanced, inside=True)
        case Compare(name, operator, _):
            _check_compare(name, operator, kind, advanced=advanced, inside=inside)


def _check_compare(name: str, operator: str, kind: Kind, *, advanced: bool, inside: bool) -> None:
    if operator in {"ne", "endswith"} and not advanced:
        raise unsupported(
            f"Operator: '{'NotEqualsMatch' if operator == 'ne' else 'endsWith'}' is not supported"
        )
    if operator == "contains":
        raise unsupported("Operator: 'contains' is not supported")
    if inside:
        return
    allowed = kind.begins if operator == "startswith" else kind.equals
    if operator == "endswith":
        allowed = frozenset({"mail", "userPrincipalName", "otherMails"})
    if name not in allowed:
        raise _no_clause(name, kind)


def _no_clause(name: str, kind: Kind) -> Refused:
    return unsupported(
        f"Unsupported or invalid query filter clause specified for property '{name}' "
        f"of resource '{kind.name}'."
    )
