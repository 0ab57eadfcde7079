"""What people do with answers: download, save again, share, split, copy; and what the service keeps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from bench.forms.foreign.lives import DAY, NOW, Form
from bench.forms.foreign.tables import Table, counted, exported, renamed, without, worked_on
from bench.forms.foreign.town import Town
from bench.forms.foreign.words import chance

HOME = (
    "", "Desktop", "Dokumenter", "Nedlastinger", "Microsoft Teams-chatfiler", "Attachments",
    "Diverse/gammelt",
)  # fmt: skip
TEAM = ("General", "Generelt", "General/Skjema", "Kartlegginger 2025", "")
_SHEETS = ("Ark1", "Sheet1", "Svar", "Liste", "Rådata", "Ark2", "Oversikt")
_MOST_SHEETS = 5

Way = Literal["as it came", "worked on", "less of it", "as csv", "a sheet for each"]
_WAYS: dict[Way, int] = {
    "as it came": 42,
    "worked on": 20,
    "less of it": 16,
    "as csv": 12,
    "a sheet for each": 10,
}


@dataclass(frozen=True)
class Sheet:
    """A sheet: lines above the table, the table; `form` says whose it is where its rows do not."""

    name: str
    above: tuple[str, ...]
    table: Table
    relation: str
    form: int | None = None


@dataclass(frozen=True)
class File:
    """A file as it lies in a drive. `excel_table` is the name of the table in the first sheet, or nothing."""

    owner: str
    folder: str
    name: str
    by: str
    made: int
    sheets: tuple[Sheet, ...]
    excel_table: str = ""
    live_of: int | None = None


def files_of(rng: Random, town: Town, form: Form) -> Iterator[File]:
    """Yield what there is of one form, and copies of it."""
    for given in (*_live(rng, town, form), *_downloads(rng, town, form)):
        one = replace(given, sheets=tuple(replace(sheet, form=form.number) for sheet in given.sheets))
        yield one
        if one.live_of is None and chance(rng, 0.12):
            stem, dot, end = one.name.rpartition(".")
            name = stem + rng.choice((" - Kopi", " (1)", " (002)")) + dot + end
            sheets = tuple(replace(sheet, relation="copy") for sheet in one.sheets)
            owner, folder, by = _somewhere(rng, town, form)
            made = min(NOW - 60, one.made + rng.randrange(20 * DAY))
            yield replace(one, name=name, made=made, sheets=sheets, owner=owner, folder=folder, by=by)


def _live(rng: Random, town: Town, form: Form) -> Iterator[File]:
    if form.live and form.responses:
        table = exported(form, (form.deleted or NOW) - 60, form.language, live=True)
        teams = {one.id for one in town.teams}
        folder = "" if form.owner in teams or chance(rng, 0.5) else "Dokumenter/Skjemaer"
        name, made = safe(form.title) + ".xlsx", form.responses[0].end
        sheets = (Sheet("Sheet1", (), table, "live"),)
        yield File(form.owner, folder, name, form.maker, made, sheets, "OfficeForms.Table", form.number)


def _downloads(rng: Random, town: Town, form: Form) -> Iterator[File]:
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
        after = int(rng.expovariate(1 / 25)) * DAY + rng.randrange(DAY, 3 * DAY)
        at = min((form.deleted or NOW) - 60, form.made + after)
        table = exported(form, at, rng.choice(("nb", "nb", "nb", "en")))
        owner, folder, by = _somewhere(rng, town, form)
        ids = [one[1] for one in table.of if one]
        name = f"{safe(form.title)}({min(ids, default=1)}-{max(ids, default=1)}).xlsx"
        relation = "older_export" if len(ids) < len(form.responses) else "export"
        sheet = Sheet("Sheet1", (), table, relation)
        came = File(owner, folder, name, by, min(NOW - 60, at + rng.randrange(90)), (sheet,), "Table1")
        yield _kept(rng, form, came) if table.rows else came


def _kept(rng: Random, form: Form, came: File) -> File:
    way = rng.choices(list(_WAYS), list(_WAYS.values()))[0]
    table = came.sheets[0].table
    changed = replace(came, excel_table="", made=min(NOW - 60, came.made + rng.randrange(30 * DAY)))
    name = came.name if chance(rng, 0.5) else _own_name(rng, form, changed.made)
    above = (form.title, "") if chance(rng, 0.15) else ()
    if way == "worked on":
        sheets = [Sheet(rng.choice(_SHEETS[:3]), above, worked_on(rng, table), "partial")]
        if (pivot := counted(rng, table, form)) and chance(rng, 0.3):
            sheets.append(Sheet("Tabell", (), pivot, "derived"))
        return replace(changed, name=name, sheets=tuple(sheets))
    if way == "less of it":
        less = renamed(rng, without(rng, table, all_of_it=chance(rng, 0.45)))
        less = worked_on(rng, less) if chance(rng, 0.5) else less
        sheet = Sheet(rng.choice(_SHEETS), above, less, "derived")
        return replace(changed, name=_own_name(rng, form, changed.made), sheets=(sheet,))
    if way == "as csv":
        return replace(changed, name=f"{name[:-5]}.csv", sheets=(replace(came.sheets[0], name=""),))
    if way == "a sheet for each" and (parts := _parts(rng, form, table)):
        return replace(changed, name=_own_name(rng, form, changed.made), sheets=parts)
    return came


def _parts(rng: Random, form: Form, table: Table) -> tuple[Sheet, ...]:
    asked = [one.question.title for one in form.asked if one.question.kind == "c"]
    places = [n for n, head in enumerate(table.heads) if head in asked]
    if not places:
        return ()
    by = rng.choice(places)
    cells = [str(row[by]) if row[by] else "" for row in table.rows]
    return tuple(
        Sheet(
            safe(part)[:28], (), table.only([n for n, cell in enumerate(cells) if cell == part]), "split_of"
        )
        for part in sorted({cell for cell in cells if cell})[:_MOST_SHEETS]
    )


def _somewhere(rng: Random, town: Town, form: Form) -> tuple[str, str, str]:
    """Return a drive's owner, a folder, and who puts a file there: the maker, a colleague, or anybody."""
    maker = next(one for one in town.people if one.id == form.maker)
    people: Sequence[str] = [one.id for one in (town.staff(form.unit) if chance(rng, 0.93) else town.people)]
    who = maker.id if chance(rng, 0.6) else rng.choice(people)
    teams = [one.id for one in town.teams if who in one.members]
    if teams and chance(rng, 0.4):
        return rng.choice(teams), rng.choice(TEAM), who
    return who, rng.choice(HOME), who


def _own_name(rng: Random, form: Form, at: int) -> str:
    short = " ".join(safe(form.title).split()[: rng.choice((1, 2, 3))])
    names = (
        f"{short} ENDELIG",
        f"Svar {short.lower()}",
        f"Bok{rng.randrange(1, 9)}",
        f"Resultat {at // DAY}",
    )
    return rng.choice((short, *names, f"{form.unit.name} {short}")) + ".xlsx"


def safe(title: str) -> str:
    """Return a title as a file may be called."""
    return "".join("_" if one in '\\/:*?"<>|#%[]' else one for one in title).strip(" .")
