"""Writes the sheets of a planned file in its format, with the marks of the program that saved it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from practice.forms.draws import chance, stream
from practice.forms.flat import write_flat
from practice.forms.habits import Habits
from practice.forms.ods import write_ods
from practice.forms.plan import Plan
from practice.forms.ruin import ruined
from practice.forms.sheet import Sheet
from practice.forms.xls import fits_xls, write_xls
from practice.forms.xlsx import Book, write_xlsx

__all__ = ["written"]


def written(plan: Plan, sheets: Sequence[Sheet], habits: Habits, author: str) -> tuple[Plan, bytes]:
    """The bytes, and the plan with the format that could hold the sheets."""
    if plan.format == "xls" and not fits_xls(sheets):
        plan = replace(plan, format="xlsx")
    if plan.format in {"csv", "tsv"} and plan.ruin in {"truncated", "corrupt", "encrypted"}:
        plan = replace(plan, ruin="empty")  # half a text file is a shorter text file
    rng = stream(plan.label if plan.worn or not plan.copy_of else plan.copy_of, "written")
    if plan.format in {"csv", "tsv"}:
        data = write_flat(sheets[0], rng, tabs=plan.format == "tsv")
    elif plan.format == "ods":
        data = write_ods(sheets)
    elif plan.format == "xls":
        data = write_xls(sheets)
    else:
        data = write_xlsx(sheets, _book(plan, habits, author))
    return plan, ruined(data, plan.ruin, plan.label)


def _book(plan: Plan, habits: Habits, author: str) -> Book:
    rng = stream(plan.label, "book")
    if plan.how == "distractor":
        return Book(
            shared=chance(rng, 0.8),
            dimension="quirk" if chance(rng, 0.05) else "true",
            program=rng.choice(("Microsoft Excel", "Microsoft Excel", "Microsoft Excel Online", "")),
            author=author,
            table=rng.choice(("", "", "Table1", "Tabell1")),
            hidden=chance(rng, 0.01),
        )
    live = plan.shots[0].live
    table = "" if plan.excel_born or plan.how == "merge" else "OfficeForms.Table" if live else "Table1"
    if plan.resaved and not live:
        return Book(
            shared=True,
            dimension="true" if chance(rng, 0.9) else "",
            program=rng.choice(("Microsoft Excel", "Microsoft Excel Online")),
            author=author,
            table=table if chance(rng, 0.6) else "",
            hidden=plan.excel_born,
        )
    return Book(
        shared=habits.shared_strings,
        dimension="true" if live or chance(rng, 0.2) else "quirk",
        program="Microsoft Excel Online" if live else "",
        author="",
        table=table,
        hidden=plan.excel_born,
        time_places=habits.time_places,
    )
