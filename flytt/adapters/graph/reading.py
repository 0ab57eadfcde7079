"""How a tenant's directory is read: page by page, as a track of changes, or group by group in batches."""

from collections.abc import Iterator
from typing import Literal

from flytt.adapters.graph.answer import refusal, text, things
from flytt.adapters.graph.door import Door, Question
from flytt.adapters.graph.rows import GROUP, PERSON, group_of, person_of, sku_of
from flytt.migration.directory import Group, Membership, Person, Route, Sku
from flytt.migration.spool import Spool

_EVENTUAL = {"ConsistencyLevel": "eventual"}


class Reading:
    """The reading half of a directory: through the application that may only read."""

    def __init__(self, door: Door, name: str) -> None:
        self._door, self._name = door, name

    def domains(self) -> tuple[str, ...]:
        """Return the proven domains."""
        question = Question("GET", "/domains", costs={"ru": 1})
        pages = self._door.pages(question, attempted=f"Reading the domains of {self._name}")
        return tuple(text(one, "id") for page in pages for one in page if one.get("isVerified") is True)

    def people(self, route: Route) -> Iterator[Person]:
        """Yield all accounts. In a track of changes one may come again: the last word on it counts."""
        path = "/users" if route == "list" else "/users/delta"
        question = Question("GET", f"{path}?$select={PERSON}&$top=999", costs={"ru": 2})
        attempted = f"Reading the accounts of {self._name}"
        pages = self._door.pages(question, attempted=attempted)
        if route == "list":
            yield from (person_of(one) for page in pages for one in page)
            return
        found = Spool().records(Person)
        for page in pages:
            for one in page:
                if "@removed" in one:
                    found.pop(text(one, "id"), None)
                else:
                    found[text(one, "id")] = person_of(one)
        yield from found.values()

    def count(self) -> int:
        """Return the directory's own count."""
        question = Question("GET", "/users?$count=true&$top=1&$select=id", costs={"ru": 1}, headers=_EVENTUAL)
        attempted = f"Counting the accounts of {self._name}"
        answer = self._door.ask(question, attempted=attempted)
        counted = answer.body.get("@odata.count")
        if not answer.ok or not isinstance(counted, int):
            raise refusal(attempted, answer)
        return counted

    def groups(self, route: Route) -> Iterator[Group]:
        """Yield all groups."""
        path = "/groups" if route == "list" else "/groups/delta"
        question = Question("GET", f"{path}?$select={GROUP}&$top=999", costs={"ru": 1})
        found = Spool().records(Group)
        for page in self._door.pages(question, attempted=f"Reading the groups of {self._name}"):
            for one in page:
                if "@removed" in one:
                    found.pop(text(one, "id"), None)
                else:
                    found[text(one, "id")] = group_of(one)
        yield from found.values()

    def memberships(self, groups: tuple[str, ...], route: Route) -> Iterator[Membership]:
        """Yield members by the track of changes or group by group; owners always group by group."""
        if not groups:
            return
        if route == "changes":
            yield from self._members_in_changes(frozenset(groups))
        else:
            yield from self._of_each(groups, "member")
        yield from self._of_each(groups, "owner")

    def skus(self) -> tuple[Sku, ...]:
        """Return what the tenant has bought."""
        question = Question("GET", "/subscribedSkus", costs={"ru": 3})
        pages = self._door.pages(question, attempted=f"Reading the licences of {self._name}")
        return tuple(sku_of(one) for page in pages for one in page)

    def _members_in_changes(self, groups: frozenset[str]) -> Iterator[Membership]:
        question = Question("GET", "/groups/delta", costs={"ru": 1})
        there: dict[tuple[str, str], bool] = {}
        for page in self._door.pages(question, attempted=f"Reading the groups of {self._name}"):
            for group in page:
                for one in things(group, "members@delta"):
                    there[text(group, "id"), text(one, "id")] = "@removed" not in one
        for (group, member), is_in in there.items():
            if is_in and group in groups:
                yield Membership(group=group, member=member)

    def _of_each(self, groups: tuple[str, ...], role: Literal["member", "owner"]) -> Iterator[Membership]:
        attempted = f"Reading {role}s of groups of {self._name}"
        waiting = {f"/groups/{group}/{role}s?$select=id&$top=999": group for group in groups}
        while waiting:
            following: dict[str, str] = {}
            questions = [Question("GET", path, costs={"ru": 2}) for path in waiting]
            for question, answer in self._door.batch(questions, attempted=attempted):
                if not answer.ok:
                    raise refusal(attempted, answer)
                group = waiting[question.path]
                for one in things(answer.body, "value"):
                    yield Membership(group=group, member=text(one, "id"), role=role)
                if link := text(answer.body, "@odata.nextLink"):
                    following[link.split("/v1.0", 1)[-1]] = group
            waiting = following
