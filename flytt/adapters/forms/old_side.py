"""Old forms that take no more answers: which were open is noted before the first of them is closed."""

from flytt.adapters.forms.door import Object
from flytt.adapters.forms.gathering import STILL_OPEN
from flytt.adapters.forms.making import CLOSED, OPEN, is_open, old_forms, set_old
from flytt.adapters.forms.new_side import moved
from flytt.adapters.forms.owners import everybody, told_of
from flytt.adapters.forms.owners_closed import OwnersClosed
from flytt.adapters.forms.site import Site
from flytt.adapters.forms.work import Note
from flytt.migration.errors import BadInput
from flytt.migration.evidence import Presence, Verification
from flytt.migration.forms_estate import Closed

_PART = "closed"


class OldForms:
    """Closed through the service's own interface where that is approved, else by their owners."""

    def __init__(self, site: Site) -> None:
        self._site, self._work = site, site.work
        self._can = site.job.source.unsupported_api

    def close(self) -> Closed:
        """Close every form that is open; where Flytt may not, lay out a sheet for those who can."""
        if not self._can:
            OwnersClosed(self._site).lay_out()
            self._work.note(_PART, Note(value={"open": []}))
            return Closed(closed=0, by_owners=len(moved(self._site)))
        there = self._there()
        if not there and told_of(self._work.estate("first")):
            raise BadInput(
                "The old forms were to be closed, and none of those that were gathered is listed any more.",
                still_true="No form was closed.",
                next_command="see that the directory can be downloaded, then flytt resume",
            )
        if not self._work.noted(_PART):
            were = [str(form["id"]) for form in there.values() if is_open(form)]
            self._work.note(_PART, Note(value={"open": [*were]}))
        for at, form in there.items():
            if is_open(form):
                set_old(self._site.old, at, CLOSED)
        return Closed(closed=len(self._were_open()), by_owners=0)

    def stands(self) -> Presence:
        """Look at those that were open."""
        if not self._work.noted(_PART):
            return Presence.ABSENT
        were = self._were_open()
        if not were:
            return Presence.PRESENT
        now = [form for form in self._there().values() if str(form["id"]) in were]
        closed = sum(not is_open(form) for form in now)
        return Presence.PRESENT if closed == len(now) else Presence.PARTIAL

    def check(self) -> Verification:
        """List all forms once more."""
        if not self._can:
            return Verification(route="none", skipped=(STILL_OPEN,))
        there = self._there()
        left = sum(is_open(form) for form in there.values())
        return Verification(
            route="every owner's forms listed again",
            matched=len(there) - left,
            differing=(f"{left} forms are open",) if left else (),
        )

    def take_back(self) -> None:
        """Open those that were open."""
        if not self._can:
            OwnersClosed(self._site).clear()
        if self._work.noted(_PART):
            were = self._were_open()
            for at, form in self._there().items() if were else ():
                if str(form["id"]) in were and not is_open(form):
                    set_old(self._site.old, at, OPEN)
            self._work.forget(_PART)

    def since_gathered(self) -> tuple[str, ...]:
        """Say in sentences what the last gathering does not have: the forms are listed once more."""
        if not self._can or not self._work.noted("estate-delta"):
            return ()
        told = told_of(self._work.estate("delta"))
        now = [(str(form["id"]), form) for form in self._there().values()]
        counted = (
            (sum(is_open(form) for _, form in now), "old forms take answers"),
            (sum(one not in told for one, _ in now), "old forms were not there when they were gathered last"),
            (
                sum(one in told and form.get("rowCount") != told[one] for one, form in now),
                "old forms have another number of answers than when they were gathered last",
            ),
        )
        return tuple(f"{count} {what}" for count, what in counted if count)

    def _there(self) -> dict[str, Object]:
        return dict(old_forms(self._site.old, everybody(self._site)))

    def _were_open(self) -> set[str]:
        note = self._work.receipt(_PART, Note)
        found = note.value.get("open") if note else None
        return {str(one) for one in found} if isinstance(found, list) else set()
