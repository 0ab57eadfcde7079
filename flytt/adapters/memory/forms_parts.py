"""The parts of a move as the twin looks for them, looks at them, and takes them back."""

from flytt.adapters.memory.forms_held import FormsHeld, seal_of
from flytt.migration.evidence import Presence, Verification
from flytt.migration.forms_estate import EstateJob, Part, Pass


class FormsParts(FormsHeld):
    """Parts by their names."""

    def stands(self, job: EstateJob, part: Part) -> Presence:  # noqa: C901, PLR0911 - one answer for each part
        """Look at the part."""
        own = job.kept_as
        match part:
            case "protection":
                return _much([own in self.held_by, own in self.longer])
            case "estate-first" | "estate-delta":
                return _much([(own, part) in self.work])
            case "attribution":
                return _much([own in self.questions])
            case "answers":
                return _much([own in self.settled])
            case "package-first":
                return _much([own in self.placed])
            case "package-delta":
                return _much([own in self.placed and self.placed[own][0] == "delta"])
            case "new-forms":
                there = {name for name in self.new if name.startswith(f"{own}/")}
                return _much([name in there for name in there | {f"{own}/{n}" for n in self._recreated(job)}])
            case "closed":
                return _much([own in self.closed_by])
            case "owners-closed":
                return _much([own in self.closed_by_owners])
            case "opened":
                return _much([own in self.maps])

    def check(self, job: EstateJob, part: Part) -> Verification:
        """Look again, and where there are two sides hold them against each other."""
        expected, found = {part: "there"}, {part: self.stands(job, part).value.replace("present", "there")}
        if part in {"package-first", "package-delta"}:
            which: Pass = "delta" if part == "package-delta" else "first"
            expected["answers"] = seal_of(self._whole(job, which))
            found["answers"] = seal_of(self.placed[job.kept_as][1] if job.kept_as in self.placed else {})
        if part == "new-forms" and not self._recreated(job):
            expected, found = {}, {}
        return Verification.of("looked for in both tenants", expected=expected, found=found)

    def take_back(self, job: EstateJob, part: Part) -> None:  # noqa: C901, PLR0912 - one case for each part
        """Remove the part, whatever of it is there."""
        if self.stands(job, part) is Presence.ABSENT:
            return
        own = job.kept_as
        match part:
            case "protection":
                self.held_by.discard(own)
                self.longer.pop(own, None)
            case "estate-first" | "estate-delta":
                del self.work[own, part]
            case "attribution":
                del self.questions[own]
            case "answers":
                del self.settled[own]
            case "package-first":
                self._set_aside(job)
                del self.placed[own]
            case "package-delta":
                self._set_aside(job)
                self.placed[own] = ("first", self._whole(job, "first"))
            case "new-forms":
                mine = {name for name in self.new if name.startswith(f"{own}/")}
                left = {
                    f"left by {name}": one for name, one in self.new.items() if name in mine and one.answers
                }
                self.new = {name: one for name, one in self.new.items() if name not in mine} | left
            case "closed":
                for name in self.closed_by.pop(own):
                    self.forms[name].is_open = True
            case "owners-closed":
                self.closed_by_owners.discard(own)
            case "opened":
                del self.maps[own]
                for name, one in self.new.items():
                    one.is_open = one.is_open and not name.startswith(f"{own}/")
        self._count("take back", part)


def _much(there: list[bool]) -> Presence:
    if not any(there):
        return Presence.ABSENT
    return Presence.PRESENT if all(there) else Presence.PARTIAL
