"""A tenant's directory over Graph. What is written is waited for until it can be read: the directory lags."""

from collections.abc import Callable, Iterator
from typing import Literal

from flytt.adapters.graph.answer import MISSING, Thing, refusal, text
from flytt.adapters.graph.door import Door, Question
from flytt.adapters.graph.members import Members
from flytt.adapters.graph.profiles import Profiles
from flytt.adapters.graph.reading import Reading
from flytt.adapters.graph.rows import guest, invitation, is_whole, new_group, new_user
from flytt.adapters.graph.settling import Settling, unsettled
from flytt.migration.directory import (
    Group,
    Licensing,
    Membership,
    NewGroup,
    NewPerson,
    Person,
    ProfilePart,
    Route,
    Sku,
    Speed,
)
from flytt.migration.errors import BadInput, ChangedByOthers

_WRITE = {"ru": 1.0, "writes": 1.0}
_TAKEN, _NOT_HAD = "already exists", "does not have a corresponding license"


class GraphDirectory:
    """One tenant: read through one application, written through another. `wait` lets seconds pass."""

    def __init__(
        self, name: str, base: str, reader: Door, writer: Door | None, *, settle_seconds: float,
        wait: Callable[[float], None],
    ) -> None:  # fmt: skip
        self._name, self._base, self._reader, self._own_writer = name, base, reader, writer
        self._read, self._settling = Reading(reader, name), Settling(settle_seconds, wait)
        self._members = Members(name, base, self._read, self._settling)
        self._profiles = Profiles(name, self._read, self._settling)

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]:
        """Return the permissions that the application's token carries."""
        return (self._reader if use == "read" else self._writer).sign_in.roles()

    def domains(self) -> tuple[str, ...]:
        """Return the proven domains."""
        return self._read.domains()

    def people(self, route: Route = "list") -> Iterator[Person]:
        """Yield all accounts."""
        yield from self._read.people(route)

    def count(self) -> int:
        """Return the directory's own count."""
        return self._read.count()

    def groups(self, route: Route = "list") -> Iterator[Group]:
        """Yield all groups."""
        yield from self._read.groups(route)

    def memberships(self, groups: tuple[str, ...], route: Route = "list") -> Iterator[Membership]:
        """Yield who is in these groups."""
        yield from self._read.memberships(groups, route)

    def skus(self) -> tuple[Sku, ...]:
        """Return what the tenant has bought."""
        return self._read.skus()

    def speed(self) -> Speed:
        """Return what the limits let through in the long run."""
        door = self._own_writer or self._reader
        return Speed(reads=self._reader.governor.speed("ru"), writes=door.governor.speed("writes"))

    def catch_up(self, marks: frozenset[str]) -> None:
        """Ask until all are there, or for as long as the directory may lag."""
        self._settling.until(
            lambda: set(marks) - {p.mark for p in self.people()} - {g.mark for g in self.groups()}
        )

    def make_people(self, people: tuple[NewPerson, ...]) -> None:
        """Make members in batches; invite guests, and then give them their own name and mark."""
        whole = {person.mark for person in self.people() if is_whole(person)}
        new = [person for person in people if person.mark not in whole]
        taken: set[str] = set()
        members = [person for person in new if not person.guest_of]
        asked = [Question("POST", "/users", new_user(one), _WRITE) for one in members]
        marks = {id(question): one.mark for question, one in zip(asked, members, strict=True)}
        for question, answer in self._writer.batch(asked, attempted=f"Making accounts in {self._name}"):
            if not answer.ok and answer.says(_TAKEN):
                taken.add(marks[id(question)])
            elif not answer.ok:
                raise refusal(f"Making account {marks[id(question)]} in {self._name}", answer)
        self._invite([person for person in new if person.guest_of])
        wanted = {person.mark for person in people}
        missing = self._settling.until(
            lambda: wanted - {p.mark for p in self.people() if is_whole(p)}, patient=not taken
        )
        if missing & taken:
            raise _not_ours(f"The name of account {min(missing & taken)}", self._name)
        if missing:
            raise unsettled(f"Making {len(missing)} accounts in {self._name}")

    def remove_people(self, ids: tuple[str, ...]) -> None:
        """Remove accounts."""
        self._delete("/users", ids)
        gone = set(ids)
        if self._settling.until(lambda: gone & {person.id for person in self.people()}):
            raise unsettled(f"Removing accounts in {self._name}")

    def make_groups(self, groups: tuple[NewGroup, ...]) -> None:
        """Make groups by a key of their own: asked for twice, a group is made once."""
        there = {group.mark for group in self.groups()}
        new = {_upsert(one.mark): one for one in groups if one.mark not in there}
        asked = [
            Question("PATCH", path, new_group(one, self._base), _WRITE, {"Prefer": "create-if-missing"})
            for path, one in new.items()
        ]
        taken: set[str] = set()
        for question, answer in self._writer.batch(asked, attempted=f"Making groups in {self._name}"):
            if not answer.ok and answer.says(_TAKEN):
                taken.add(new[question.path].mark)
            elif not answer.ok:
                raise refusal(f"Making group {new[question.path].mark} in {self._name}", answer)
        wanted = {one.mark for one in groups}
        missing = self._settling.until(
            lambda: wanted - {group.mark for group in self.groups()}, patient=not taken
        )
        if missing & taken:
            raise _not_ours(f"The nickname of group {min(missing & taken)}", self._name)
        if missing:
            raise unsettled(f"Making {len(missing)} groups in {self._name}")

    def remove_groups(self, ids: tuple[str, ...]) -> None:
        """Remove groups."""
        self._delete("/groups", ids)
        gone = set(ids)
        if self._settling.until(lambda: gone & {group.id for group in self.groups()}):
            raise unsettled(f"Removing groups in {self._name}")

    def add_members(self, memberships: tuple[Membership, ...]) -> None:
        """Add members twenty at a time; where one is in already, each by itself."""
        self._members.add(self._writer, memberships)

    def drop_members(self, memberships: tuple[Membership, ...]) -> None:
        """Take members and owners out."""
        self._members.drop(self._writer, memberships)

    def give_licences(self, licences: tuple[Licensing, ...]) -> None:
        """Give licences."""
        bodies: list[tuple[str, Thing]] = [
            (
                one.person,
                {"addLicenses": [{"skuId": one.sku, "disabledPlans": [*one.without]}], "removeLicenses": []},
            )
            for one in licences
        ]
        self._licences(bodies, "")
        wanted = {(one.person, one.sku) for one in licences}
        if self._settling.until(lambda: wanted - self._held()):
            raise unsettled(f"Giving licences in {self._name}")

    def take_licences(self, licences: tuple[Licensing, ...]) -> None:
        """Take licences."""
        bodies: list[tuple[str, Thing]] = [
            (one.person, {"addLicenses": [], "removeLicenses": [one.sku]}) for one in licences
        ]
        self._licences(bodies, _NOT_HAD)
        gone = {(one.person, one.sku) for one in licences}
        if self._settling.until(lambda: gone & self._held()):
            raise unsettled(f"Taking licences in {self._name}")

    def set_profiles(self, parts: tuple[ProfilePart, ...]) -> None:
        """Set what stands otherwise."""
        self._profiles.set(self._writer, parts)

    def set_enabled(self, ids: tuple[str, ...], *, enabled: bool) -> None:
        """Let them in, or block them."""
        body: Thing = {"accountEnabled": enabled}
        asked = [Question("PATCH", f"/users/{one}", body, _WRITE) for one in ids]
        for question, answer in self._writer.batch(asked, attempted=f"Turning accounts in {self._name}"):
            if not answer.ok:
                raise refusal(f"Turning {question.path.removeprefix('/users/')} in {self._name}", answer)
        wanted = set(ids)
        if self._settling.until(
            lambda: {p.id for p in self.people() if p.id in wanted and p.enabled is not enabled}
        ):
            raise unsettled(f"Turning accounts in {self._name}")

    @property
    def _writer(self) -> Door:
        if self._own_writer is None:
            raise BadInput(
                f"Something was to be written in {self._name}, and reach.yaml states no `writer` for it.",
                still_true="Nothing was touched.",
                next_command="state the application that may write there, then flytt resume",
            )
        return self._own_writer

    def _invite(self, guests: list[NewPerson]) -> None:
        """A guest's name is its mark until it is whole: cut off in between, it is still Flytt's own."""
        attempted = f"Inviting guests to {self._name}"
        costs = {**_WRITE, "invitations": 1.0}
        asked = [Question("POST", "/invitations", invitation(one), costs) for one in guests]
        by_id = {id(question): one for question, one in zip(asked, guests, strict=True)}
        whole: list[Question] = []
        for question, answer in self._writer.batch(asked, attempted=attempted):
            invited = answer.body.get("invitedUser")
            if not answer.ok or not isinstance(invited, dict):
                raise refusal(attempted, answer)
            path = f"/users/{text(invited, 'id')}"
            whole.append(Question("PATCH", path, guest(by_id[id(question)]), _WRITE))
        for _, answer in self._writer.batch(whole, attempted=attempted):
            if not answer.ok:
                raise refusal(attempted, answer)

    def _licences(self, bodies: list[tuple[str, Thing]], fine: str) -> None:
        attempted = f"Turning licences in {self._name}"
        asked = [Question("POST", f"/users/{one}/assignLicense", body, _WRITE) for one, body in bodies]
        for _, answer in self._writer.batch(asked, attempted=attempted):
            if not answer.ok and not (fine and answer.says(fine)):
                raise refusal(attempted, answer)

    def _delete(self, where: str, ids: tuple[str, ...]) -> None:
        attempted = f"Removing from {where} in {self._name}"
        asked = [Question("DELETE", f"{where}/{one}", None, _WRITE) for one in ids]
        for _, answer in self._writer.batch(asked, attempted=attempted):
            if not answer.ok and answer.status != MISSING:
                raise refusal(attempted, answer)

    def _held(self) -> set[tuple[str, str]]:
        return {(person.id, held.sku) for person in self.people() for held in person.licences}


def _upsert(mark: str) -> str:
    return f"/groups(uniqueName='{mark}')"


def _not_ours(what: str, tenant: str) -> ChangedByOthers:
    return ChangedByOthers(
        f"{what} is taken by somebody else in {tenant}.",
        still_true="What is theirs was not touched.",
        next_command="give one of the two another name by hand, on either side, then flytt resume",
    )
