"""Ordinary spreadsheets that are no answers of Microsoft Forms, however much they look like some."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from practice.forms.bank import WORDS
from practice.forms.clock import DAY, HOUR, local, serial
from practice.forms.draws import chance, lognormal, stream, weighted
from practice.forms.places import downloaded_name, folder_for, given_name, own_or_team
from practice.forms.plan import Place, Plan
from practice.forms.plans import some_format, some_ruin
from practice.forms.settings import Settings
from practice.forms.sheet import Block, Sheet
from practice.forms.table import Cell, Column, Table
from practice.forms.templates import Question, make_template
from practice.forms.town import Town
from practice.forms.wear import chosen_wear, wear_out

__all__ = ["distractor_content", "distractor_plans"]

_WEAR = ("title-rows", "sorted", "odd-spaces", "blanked-personal")
_Make = Callable[[random.Random, int], Cell]


def distractor_plans(settings: Settings, town: Town) -> Iterator[Plan]:
    """The files; their names, places and lengths come from the same habits as those of answers."""
    users = [user for user in town.users.values() if user.state != "gone"]
    for number in range(round(settings.forms * settings.distractors)):
        label = f"{settings.name}/list/{number}"
        rng = stream(label)
        user = rng.choice(users)
        made = town.now - rng.randrange(DAY, 5 * 365 * DAY)
        count = _count(settings, label)
        title = make_template(settings, _family(settings, label)).title
        name = given_name(rng, town, title, user.unit, made, count)
        if chance(rng, 0.2):
            name = downloaded_name(title, 1, max(1, count))
        owner = own_or_team(rng, settings, town, user, user.unit)
        worn = chosen_wear(settings, label, _WEAR)
        yield Plan(
            label=label,
            how="distractor",
            shots=(),
            place=Place(owner, folder_for(rng, personal=owner in town.users, at=made), name),
            format=some_format(rng, settings),
            made=made,
            changed=min(town.now - 1, made + rng.randrange(20 * DAY)) if worn else made,
            by=user.id,
            worn=worn,
            ruin=some_ruin(rng, settings),
            resaved=True,
        )


def distractor_content(settings: Settings, plan: Plan) -> tuple[Sheet, ...]:
    """The sheets of such a file."""
    rng = stream(plan.label, "content")
    questions = make_template(settings, _family(settings, plan.label)).questions
    began = plan.made - 20 * DAY
    kind = weighted(
        rng,
        {
            "google": 12.0,
            "nettskjema": 12,
            "xact": 8,
            "hand": 24,
            "shifts": 12,
            "budget": 12,
            "things": 10,
            "people": 10,
        },
    )
    columns: dict[str, list[tuple[str, _Make]]] = {
        "google": [(rng.choice(("Tidsmerke", "Tidsstempel", "Timestamp")), _time(began)), *_asked(questions)],
        "nettskjema": [
            ("$submission_id", lambda _, n: 30_000_000 + n * 7),
            ("$created", _time(began)),
            *_asked(questions),
            ("$answer_time_ms", lambda r, _: r.randrange(9_000, 900_000)),
        ],
        "xact": [
            ("respondent", lambda _, n: n),
            *_asked(questions),
            ("statoverall_4", lambda r, _: r.randrange(2)),
            ("closetime", _time(began)),
        ],
        "hand": [("Nr", lambda _, n: n), *_asked(questions)],
        "shifts": [
            ("ID", lambda _, n: n),
            ("Starttidspunkt", _time(began)),
            ("Sluttidspunkt", _time(began + 8 * HOUR)),
            ("Navn", _words),
            ("Sted", _words),
        ],
        "budget": [
            ("Konto", lambda r, _: 10_000 + r.randrange(5_000)),
            ("Tekst", _words),
            ("Beløp", lambda r, _: Decimal(r.randrange(10**7)) / 100),
            ("Periode", lambda _, n: f"2025{n % 12 + 1:02}"),
        ],
        "things": [
            ("ID", lambda _, n: n),
            ("Utstyr", _words),
            ("Serienummer", lambda r, _: f"SN{r.randrange(10**8)}"),
        ],
        "people": [
            ("Navn", _words),
            ("E-postadresse", lambda r, _: f"{r.randrange(10**6)}@person.example"),
            ("Enhet", _words),
        ],
    }
    table = _table(rng, columns[kind], _count(settings, plan.label))
    wear_out(table, plan.worn)
    return (
        Sheet(
            "" if plan.format in {"csv", "tsv"} else rng.choice(("Ark1", "Sheet1", "Svar")), (Block(table),)
        ),
    )


def _table(rng: random.Random, columns: list[tuple[str, _Make]], count: int) -> Table:
    seen: dict[str, _Make] = dict(columns)
    rows: list[list[Cell]] = [[make(rng, number) for make in seen.values()] for number in range(1, count + 1)]
    made = [Column("question", heading) for heading in seen]
    table = Table(made, rows, [None] * count)
    table.columns[0] = replace(made[0], kind="other")
    return table


def _family(settings: Settings, label: str) -> int:
    rng = stream(label, "family")
    return (
        rng.randrange(max(1, settings.forms // 4)) if chance(rng, 0.5) else 1_000_000 + rng.randrange(10**6)
    )


def _count(settings: Settings, label: str) -> int:
    rng = stream(label, "count")
    return (
        0 if chance(rng, 0.05) else lognormal(rng, settings.responses_median, 1.3, 1, settings.responses_most)
    )


def _time(began: int) -> _Make:
    return lambda rng, number: serial(local(began + number * 3 * HOUR + rng.randrange(3 * HOUR), "oslo"))


def _words(rng: random.Random, _: int) -> Cell:
    return " ".join(rng.choices(WORDS[0], k=rng.randrange(1, 5))).capitalize()


def _asked(questions: tuple[Question, ...]) -> list[tuple[str, _Make]]:
    found: list[tuple[str, _Make]] = []
    for question in questions:
        if question.choices:
            found.append((question.title, _choice(question.choices)))
        elif question.kind in {"number", "rating", "nps"}:
            found.append((question.title, lambda rng, _: rng.randrange(1, 11)))
        elif question.kind != "upload":
            found.append((question.title, _words))
    return found


def _choice(choices: tuple[str, ...]) -> _Make:
    return lambda rng, _: rng.choice(choices)
