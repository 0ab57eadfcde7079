"""Forms of the new tenant that Flytt makes and opens, and the map that leads from old forms to them."""

import csv
import io
import json
from collections.abc import Iterator, Mapping

from flytt.adapters.forms.door import Object
from flytt.adapters.forms.making import CLOSED, OPEN, is_open
from flytt.adapters.forms.site import Site, much
from flytt.adapters.forms.work import Note
from flytt.forms.moving.package import CONTENTS, DEFINITION, MovedForm, Package
from flytt.migration.evidence import Presence, Verification
from flytt.migration.forms_estate import Made, Opened

MAP = "kart.csv"
REPORT = "bevis.md"
_HEAD = ("old_form", "new_form", "old_address", "new_address", "handling", "folder")
_ADDRESS = "https://forms.office.com/r/pages/responsepage.aspx?id="


class MadeForms:
    """Forms made closed, before anybody is down."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def make(self) -> Made:
        """Make those that are not there."""
        wanted, every = _recreated(self._site), moved(self._site)
        if wanted:
            there = self._site.forms.made()
            for old, told in wanted.items():
                if old not in there:
                    self._site.forms.make(old, told)
        return Made(made=len(wanted), handed_over=len(every) - len(wanted))

    def stands(self) -> Presence:
        """List them by their mark."""
        if not self._site.job.source.unsupported_api:
            return Presence.ABSENT
        there = self._site.forms.made()
        wanted = _recreated(self._site)
        return much(len(there), max(len(wanted), len(there)))

    def check(self) -> Verification:
        """List them in the new tenant, and compare title and number of questions with the description."""
        wanted = _recreated(self._site)
        there = self._site.forms.made() if wanted else {}
        alike = [
            old for old, told in wanted.items() if old in there and _likeness(told) == _likeness(there[old])
        ]
        missing = len(wanted.keys() - there.keys())
        other = len(wanted) - missing - len(alike)
        counted = ((missing, "forms are missing"), (other, "forms ask something else"))
        handed = len(moved(self._site)) - len(wanted)
        return Verification(
            route="the new tenant's own list of forms",
            matched=len(alike),
            differing=tuple(f"{count} {what}" for count, what in counted if count),
            skipped=(f"{handed} forms are handed over: their owners make them",) if handed else (),
        )

    def take_back(self) -> None:
        """Discard them; one with answers is left, closed, to its owner."""
        if self._site.job.source.unsupported_api:
            for form in self._site.forms.made().values():
                self._site.forms.discard(form)

    def written_since(self) -> tuple[str, ...]:
        """Name those with answers."""
        if not self._site.job.source.unsupported_api:
            return ()
        return tuple(
            f"form {form}: {count} answers; it is closed and kept"
            for form, count in self._site.forms.answered()
        )


class OpenedForms:
    """New forms that take answers; map and report beside the answers."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def open(self) -> Opened:
        """Open those whose old form took answers until Flytt closed it, and put the map there last."""
        made = self._made()
        wanted = self._to_open(made)
        for old, form in made.items():
            if old in wanted and not is_open(form):
                self._site.forms.set_status(form, OPEN)
        rows = list(self._rows(made))
        if self._site.work.report.is_file():
            self._put(REPORT, self._site.work.report.read_bytes())
        self._put(MAP, _table(rows))
        return Opened(forms=len(wanted), addresses=len(rows))

    def stands(self) -> Presence:
        """Look for the map and at the forms."""
        made = self._made()
        wanted = self._to_open(made)
        there = (MAP in self._site.shelf.listing()) + sum(is_open(made[old]) for old in wanted)
        return much(there, 1 + len(wanted))

    def check(self) -> Verification:
        """Read the map there: every old id once, every new id a form, open where the old one was."""
        content = self._site.shelf.read(MAP)
        rows = list(csv.DictReader(io.StringIO((content or b"").decode())))
        wanted = {old for form in moved(self._site) for old in (form.lineage or (form.id,))}
        every = self._made()
        made = {str(form["id"]): form for form in every.values()}
        opened = {str(every[old]["id"]) for old in self._to_open(every)}
        named = [row["new_form"] for row in rows if row["new_form"]]
        counted = (
            (
                len(wanted ^ {row["old_form"] for row in rows}),
                "old forms are not in the map, or strangers are",
            ),
            (len(rows) - len({row["old_form"] for row in rows}), "old forms are in it twice"),
            (sum(name not in made for name in named), "new forms are not there"),
            (sum(not is_open(made[name]) for name in opened), "new forms are not open"),
        )
        return Verification(
            route="the map fetched from the new side, the forms listed there",
            matched=len(rows),
            differing=tuple(f"{count} {what}" for count, what in counted if count),
        )

    def take_back(self) -> None:
        """Close them, and take the map away."""
        there = self._site.shelf.listing()
        for name in (MAP, REPORT):
            if name in there:
                self._site.shelf.remove(name)
        for form in self._made().values():
            if is_open(form):
                self._site.forms.set_status(form, CLOSED)

    def _made(self) -> dict[str, Object]:
        return self._site.forms.made() if self._site.job.source.unsupported_api else {}

    def _to_open(self, made: Mapping[str, Object]) -> frozenset[str]:
        """Old ids of made forms whose old form, under any of its ids, was open when Flytt closed it."""
        note = self._site.work.receipt("closed", Note)
        found = note.value.get("open") if note else None
        were = {str(one) for one in found} if isinstance(found, list) else set[str]()
        same = {
            old: {form.id, *form.lineage} for form in moved(self._site) for old in (form.id, *form.lineage)
        }
        return frozenset(old for old in made if were & same.get(old, {old}))

    def _put(self, name: str, content: bytes) -> None:
        if self._site.shelf.read(name) != content:
            self._site.shelf.write(name, content)

    def _rows(self, made: dict[str, Object]) -> Iterator[tuple[str, ...]]:
        for form in moved(self._site):
            new = made.get(form.id)
            name = str(new["id"]) if new else ""
            handling = "recreate" if new else "hand-over"
            for old in form.lineage or (form.id,):
                latent = old.startswith("latent:")
                was, now = "" if latent else _ADDRESS + old, _ADDRESS + name if name else ""
                yield (old, name, was, now, handling, form.folder)


def moved(site: Site) -> tuple[MovedForm, ...]:
    """What is packed, of the last pass that is."""
    package = site.work.package("delta")
    if not (package / CONTENTS).is_file():
        package = site.work.package("first")
    if not (package / CONTENTS).is_file():
        return ()
    return Package.model_validate_json((package / CONTENTS).read_bytes()).forms


def _recreated(site: Site) -> dict[str, Object]:
    """Descriptions of the forms that Flytt makes, by the old id: those of the first pass, for good."""
    package = site.work.package("first")
    if not (package / CONTENTS).is_file():
        return {}
    found: dict[str, Object] = {}
    for form in Package.model_validate_json((package / CONTENTS).read_bytes()).forms:
        path = package / form.folder / DEFINITION
        if site.job.forms.of(form.id) == "recreate" and path.is_file():
            found[form.id] = json.loads(path.read_bytes())
    return found


def _likeness(told: Object) -> tuple[object, int]:
    questions = told.get("questions")
    return told.get("title"), len(questions) if isinstance(questions, list) else 0


def _table(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEAD)
    writer.writerows(rows)
    return text.getvalue().encode()
