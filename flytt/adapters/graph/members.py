"""Who is in a tenant's groups: put in and taken out over Graph, and waited for until it can be read."""

from collections.abc import Iterable, Iterator

from flytt.adapters.graph.answer import MISSING, Thing, refusal
from flytt.adapters.graph.door import Door, Question
from flytt.adapters.graph.reading import Reading
from flytt.adapters.graph.rows import BIND
from flytt.adapters.graph.settling import Settling, unsettled
from flytt.migration.directory import Membership

MOST_BOUND = 20
"""References that one request may add to a group."""
_WRITE = {"ru": 1.0, "writes": 1.0}
_IN_ALREADY = "already exist"


class Members:
    """The members and owners of all groups of one tenant."""

    def __init__(self, name: str, base: str, read: Reading, settling: Settling) -> None:
        self._name, self._base, self._read, self._settling = name, base, read, settling

    def add(self, writer: Door, memberships: tuple[Membership, ...]) -> None:
        """Add members twenty at a time; where one is in already, each by itself."""
        singly = [one for one in memberships if one.role == "owner"]
        chunks = list(_chunks(one for one in memberships if one.role == "member"))
        questions = {
            id(q): (q, chunk)
            for chunk in chunks
            for q in [Question("PATCH", f"/groups/{chunk[0].group}", self._bound(chunk), _WRITE)]
        }
        asked = [question for question, _ in questions.values()]
        for question, answer in writer.batch(asked, attempted=f"Adding members in {self._name}"):
            if not answer.ok:
                singly += questions[id(question)][1]
        single = [
            Question("POST", f"/groups/{one.group}/{one.role}s/$ref", self._reference(one), _WRITE)
            for one in singly
        ]
        for _, answer in writer.batch(single, attempted=f"Adding members in {self._name}"):
            if not answer.ok and not answer.says(_IN_ALREADY):
                raise refusal(f"Adding a member in {self._name}", answer)
        groups, wanted = tuple(sorted({one.group for one in memberships})), set(memberships)
        if self._settling.until(lambda: wanted - set(self._read.memberships(groups, "list"))):
            raise unsettled(f"Adding members in {self._name}")

    def drop(self, writer: Door, memberships: tuple[Membership, ...]) -> None:
        """Take members and owners out."""
        asked = [
            Question("DELETE", f"/groups/{one.group}/{one.role}s/{one.member}/$ref", None, _WRITE)
            for one in memberships
        ]
        for _, answer in writer.batch(asked, attempted=f"Taking members out in {self._name}"):
            if not answer.ok and answer.status != MISSING:
                raise refusal(f"Taking a member out in {self._name}", answer)
        there = {group.id for group in self._read.groups("list")}
        groups = tuple(sorted({one.group for one in memberships} & there))
        gone = set(memberships)
        if self._settling.until(lambda: gone & set(self._read.memberships(groups, "list"))):
            raise unsettled(f"Taking members out in {self._name}")

    def _bound(self, chunk: list[Membership]) -> Thing:
        return {f"members{BIND}": [f"{self._base}/v1.0/directoryObjects/{one.member}" for one in chunk]}

    def _reference(self, one: Membership) -> Thing:
        return {"@odata.id": f"{self._base}/v1.0/directoryObjects/{one.member}"}


def _chunks(memberships: Iterable[Membership]) -> Iterator[list[Membership]]:
    by_group: dict[str, list[Membership]] = {}
    for one in memberships:
        by_group.setdefault(one.group, []).append(one)
    for members in by_group.values():
        for start in range(0, len(members), MOST_BOUND):
            yield members[start : start + MOST_BOUND]
