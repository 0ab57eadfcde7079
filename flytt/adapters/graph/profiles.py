"""What is said of people in a tenant: set over Graph, and waited for until it can be read."""

from collections.abc import Iterator

from flytt.adapters.graph.answer import BAD, FORBIDDEN, Thing, refusal
from flytt.adapters.graph.door import Door, Question
from flytt.adapters.graph.reading import Reading
from flytt.adapters.graph.rows import profile_part
from flytt.adapters.graph.settling import Settling, unsettled
from flytt.migration.directory import ProfilePart
from flytt.migration.profiles import said
from flytt.migration.refused_profiles import Refused, not_to_be_set, why_refused

_WRITE = {"ru": 1.0, "writes": 1.0}


class Profiles:
    """The profiles of all accounts of one tenant."""

    def __init__(self, name: str, read: Reading, settling: Settling) -> None:
        self._name, self._read, self._settling = name, read, settling

    def set(self, writer: Door, parts: tuple[ProfilePart, ...]) -> None:
        """Set all of it: a list that lags would say that it stands already, and a way back would be lost.

        Whom the service refuses is named, with why, when all others are set, unless it stands there anyway.
        """
        attempted, fixed = f"Setting profiles in {self._name}", dict[str, Refused]()
        standing = {one.person: profile_part(one) for one in parts if one.says}
        asked = [Question("PATCH", f"/users/{one}", body, _WRITE) for one, body in standing.items()]
        for question, answer in writer.batch(asked, attempted=attempted):
            one = question.path.removeprefix("/users/")
            if answer.status in {BAD, FORBIDDEN} and _may_be_refused(standing[one]):
                fixed[one] = answer.sorted_by(why_refused)
            elif not answer.ok:
                raise refusal(f"Setting the profile of {one} in {self._name}", answer)
        done = tuple(one for one in parts if one.person not in fixed)
        if self._settling.until(lambda: {one.person for one in self._otherwise(done)}):
            raise unsettled(attempted)
        if fixed and (left := {one.person for one in self._otherwise(parts)} & fixed.keys()):
            raise not_to_be_set({one: fixed[one] for one in left}, self._name)

    def _otherwise(self, parts: tuple[ProfilePart, ...]) -> Iterator[ProfilePart]:
        wanted = {one.person: one for one in parts}
        for person in self._read.people("list") if wanted else ():
            part = wanted.get(person.id)
            if part and any(said(person.profile, name) != value for name, value in part.says.items()):
                yield part


def _may_be_refused(body: Thing) -> bool:
    """A property that is emptied and must not be is Flytt's own mistake: nobody can mend it by hand."""
    return all(body.get(name, "said") for name in ("displayName", "usageLocation"))
