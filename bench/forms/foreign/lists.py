"""What people collect from several forms, and lists that nobody made with Forms."""

from collections.abc import Iterator, Sequence
from random import Random

from bench.forms.foreign.habits import HOME, TEAM, File, Sheet, safe
from bench.forms.foreign.lives import DAY, NOW, Cell, Form
from bench.forms.foreign.tables import META, Table, exported, stacked
from bench.forms.foreign.town import Town
from bench.forms.foreign.words import FIRST, LAST, chance, said, templates

_COLLECTED = ("Samlet", "Alle enheter", "Sammenstilling", "Totaloversikt")
_KEPT = {"ids": 0, "times": 2, "bare": META - 1}
"""From which column on rows are pasted."""

Lines = tuple[str, tuple[str, ...], list[tuple[Cell, ...]]]


def collected(rng: Random, town: Town, some: Sequence[Form]) -> Iterator[File]:
    """Yield what somebody made of a family: a sheet for each form, or all rows below each other."""
    at = min(NOW - 60, max(one.deleted or one.made + 60 * DAY for one in some))
    tables = [(one, exported(one, min(at, (one.deleted or NOW) - 60), "nb")) for one in some]
    tables = [(one, table) for one, table in tables if table.rows]
    if len(tables) < 2:  # noqa: PLR2004 - one is no collection
        return
    who = rng.choice(town.people)
    owner = rng.choice([who.id, *(one.id for one in town.teams if who.id in one.members)])
    topic = safe(some[0].title)[:20].strip()
    name = f"{rng.choice(_COLLECTED)} {topic}.xlsx"
    if chance(rng, 0.4):
        sheets = tuple(
            Sheet(safe(f"{n} {one.unit.name}")[:28], (), table, "copy", one.number)
            for n, (one, table) in enumerate(tables, start=1)
        )
        yield File(owner, rng.choice(TEAM), name, who.id, at, sheets)
        return
    first, named = _KEPT[rng.choice(list(_KEPT))], chance(rng, 0.6)
    parts: list[Table] = []
    for one, table in tables:
        less, unit = table.columns(range(first, len(table.heads))), one.unit.name
        parts.append(less.beside("Enhet", lambda _, unit=unit: unit, first=True) if named else less)
    every = stacked(parts)
    if chance(rng, 0.25):
        every = every.only(sorted(range(len(every.rows)), key=lambda n: str(every.rows[n][-1])))
    yield File(owner, rng.choice(TEAM), name, who.id, at, (Sheet("Ark1", (), every, "merge_of"),))


def some_list(rng: Random, town: Town) -> File:
    """Return a list that is no form's; some ask the very same as a form does."""
    who = rng.choice(town.people)
    kind = rng.choice(("contacts", "roster", "google", "nettskjema", "typed", "typed", "money"))
    name, heads, rows = _lines(rng, kind, rng.choice((3, 8, 14, 22, 40)))
    table = Table(heads, tuple(rows), (None,) * len(rows), frozenset({"Tidsmerke"}))
    title = f"{who.unit.name}.xlsx" if kind == "typed" and chance(rng, 0.4) else name
    sheet = Sheet("Skjemasvar 1" if kind == "google" else "Ark1", (), table, "none")
    return File(who.id, rng.choice(HOME), title, who.id, rng.randrange(NOW - 700 * DAY, NOW), (sheet,))


def _lines(rng: Random, kind: str, count: int) -> Lines:
    asked = rng.choice(templates()).questions
    titles = tuple(one.title for one in asked)

    def answers() -> tuple[Cell, ...]:
        return tuple(said(rng, one) for one in asked)

    match kind:
        case "contacts":
            names = [f"{rng.choice(FIRST)} {rng.choice(LAST)}" for _ in range(count)]
            rows: list[tuple[Cell, ...]] = [
                (one, f"{one.split()[0].lower()}@dalvang.example", rng.choice(("Vikar", "Fast")))
                for one in names
            ]
            return "Kontakter.xlsx", ("Navn", "E-post", "Stilling"), rows
        case "roster":
            rows = [(n + 1, *(rng.choice("DANF") for _ in range(5))) for n in range(count)]
            return "Vaktliste.xlsx", ("Uke", "Man", "Tir", "Ons", "Tor", "Fre"), rows
        case "money":
            rows = [
                (11_000 + 10 * n, rng.choice(("Lønn", "Mat")), rng.randrange(900_000)) for n in range(count)
            ]
            return "Regnskap mars.xlsx", ("Konto", "Tekst", "Beløp"), rows
        case "google":
            rows = [(45_000 + n * 0.37, *answers()) for n in range(count)]
            return "Ny oversikt (svar).xlsx", ("Tidsmerke", *titles), rows
        case "nettskjema":
            rows = [
                (31_000_000 + 13 * n, f"2025-03-{n % 28 + 1:02}T10:00:00", *answers()) for n in range(count)
            ]
            return "data-31277.xlsx", ("$submission_id", "$created", *titles), rows
        case _:
            rows = [(n + 1, *answers()) for n in range(count)]
            return (
                rng.choice(("Liste.xlsx", "Kopi av liste.xlsx", "oversikt mars.xlsx")),
                ("Nr", *titles),
                rows,
            )
