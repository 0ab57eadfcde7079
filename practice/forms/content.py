"""What a planned file holds: exports taken, merged or split, worn, and laid out on sheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from practice.forms.answers import Gathered
from practice.forms.clock import year_of
from practice.forms.draws import chance, stream
from practice.forms.export import Snapshot, export_table
from practice.forms.form import Form
from practice.forms.habits import Habits
from practice.forms.plan import Plan
from practice.forms.sheet import Block, Sheet
from practice.forms.table import Cell, Column, Origin, Table
from practice.forms.wear import wear_out

__all__ = ["content_of"]

_EXCEL_1970_DAYS, _DAY = 25_569, 86_400
_Take = Callable[[Snapshot], Table]


def content_of(
    plan: Plan, forms: Mapping[int, Form], gathered: Mapping[int, Gathered], habits: Habits
) -> tuple[Sheet, ...]:
    """The sheets of a file that came of forms."""

    def take(shot: Snapshot) -> Table:
        return export_table(forms[shot.form], gathered[shot.form], shot, habits)

    name = "" if plan.format in {"csv", "tsv"} else _sheet_name(plan)
    if plan.how == "merge":
        table = _merged(plan, [take(shot) for shot in plan.shots], forms)
        wear_out(table, plan.worn)
        return (Sheet(name, (Block(table),)),)
    if plan.how == "split-sheets":
        parts = [_part(take(plan.shots[0]), part, plan.part[1]) for part in range(plan.part[1])]
        for table in parts:
            wear_out(table, plan.worn)
        return tuple(Sheet(f"Del {n}", (Block(table),)) for n, table in enumerate(parts, start=1))
    table = take(plan.shots[0])
    if plan.how == "split":
        table = _part(table, *plan.part)
    wear_out(table, plan.worn)
    if plan.how == "two":
        return (Sheet(name, _two(plan, table, take)),)
    return (Sheet(name, (Block(table),)),)


def _sheet_name(plan: Plan) -> str:
    if plan.excel_born:
        return "Form1"
    rng = stream(plan.label, "sheet")
    return "Sheet1" if not plan.resaved or chance(rng, 0.6) else rng.choice(("Ark1", "Svar", "Data", "Ark 2"))


def _part(table: Table, part: int, parts: int) -> Table:
    """By year where there are years enough, in equal parts otherwise."""
    place = table.places("end")[0]
    years = [year_of(int((_moment(row[place]) - _EXCEL_1970_DAYS) * _DAY)) for row in table.rows]
    found = sorted(set(years))
    if len(found) >= parts:
        wanted = {found[part]} if part < parts - 1 else set(found[part:])
        table.keep([row for row, year in enumerate(years) if year in wanted])
    else:
        count = len(table.rows)
        table.keep(list(range(count * part // parts, count * (part + 1) // parts)))
    return table


def _moment(cell: Cell) -> float:
    return cell if isinstance(cell, float) else 0.0


def _merged(plan: Plan, tables: Sequence[Table], forms: Mapping[int, Form]) -> Table:
    rng = stream(plan.label, "merged")
    places: dict[tuple[str, str], int] = {}
    columns: list[Column] = []
    for table in tables:
        for column in table.columns:
            if _key(column) not in places:
                places[_key(column)] = len(columns)
                columns.append(column)
    rows: list[list[Cell]] = []
    origins: list[Origin | None] = []
    sources: list[Cell] = []
    for table, shot in zip(tables, plan.shots, strict=True):
        to = [places[_key(column)] for column in table.columns]
        form = forms[shot.form]
        for row, origin in zip(table.rows, table.origins, strict=True):
            wide: list[Cell] = [None] * len(columns)
            for place, cell in zip(to, row, strict=True):
                wide[place] = cell
            rows.append(wide)
            origins.append(origin)
            sources.append(form.unit.name)
    merged = Table(columns, rows, origins)
    if plan.source_column:
        merged.put(Column("source", rng.choice(("Kilde", "Enhet", "Skole", "Avdeling"))), sources, 0)
    if chance(rng, 0.3) and (ends := merged.places("end")):
        merged.keep(sorted(range(len(rows)), key=lambda row: _moment(merged.rows[row][ends[0]])))
    return merged


def _key(column: Column) -> tuple[str, str]:
    return (column.kind, column.heading if column.kind in {"question", "points"} else "")


def _two(plan: Plan, table: Table, take: _Take) -> tuple[Block, ...]:
    rng = stream(plan.label.split("/copy")[0], "two")
    other = take(plan.shots[1])
    other = replace(other, above=[])
    if chance(rng, 0.5):
        below = len(table.above) + len(table.rows) + 1 + rng.randint(2, 4)
        return (Block(table), Block(other, row=below))
    return (Block(table), Block(other, column=len(table.columns) + rng.randint(1, 2)))
