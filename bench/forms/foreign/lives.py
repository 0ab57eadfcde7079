"""What becomes of forms: made, copied to the next unit or year, answered, edited, moved, deleted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from bench.forms.foreign.town import Town, Unit, form_id, guid
from bench.forms.foreign.words import Question, Template, chance, said, templates

NOW = 1_762_000_000
"""Seconds since 1970: when the estate is read."""
DAY = 86_400
Cell = str | int | float | None


@dataclass
class Asked:
    """A question of one form, since when, until when, and by which title before it was renamed."""

    id: str
    question: Question
    since: int
    until: int = NOW + DAY
    before: tuple[str, int] = ("", 0)

    def title(self, at: int) -> str:
        """Return what it was called then."""
        return self.before[0] if at < self.before[1] else self.question.title


@dataclass
class Response:
    """One response; `values` by place of the question, a list of statements for Likert."""

    id: int
    start: int
    end: int
    mail: str
    name: str
    values: list[Cell | list[str]]
    gone: int = NOW + DAY


@dataclass
class Form:
    """A form: `ids` oldest first, `moved` when it got its last one; `owner` a person's or a team's id."""

    number: int
    family: str
    siblings: int
    title: str
    language: str
    ids: list[str]
    maker: str
    owner: str
    unit: Unit
    made: int
    asked: list[Asked]
    public: bool
    moved: int = 0
    deleted: int = 0
    live: bool = False
    responses: list[Response] = field(default_factory=list[Response])

    def then(self, at: int) -> list[Response]:
        """Return the responses that it had at a moment."""
        return [one for one in self.responses if one.end < at < one.gone]


def make_forms(rng: Random, town: Town, many: int) -> list[Form]:
    """Return about so many forms, in families of one to seven."""
    made: list[Form] = []
    pool = list(templates())
    rng.shuffle(pool)
    while len(made) < many:
        template = pool.pop() if pool else rng.choice(templates())
        years = rng.choice(((2024,), (2025,), (2024, 2025), (2023, 2024, 2025)))
        sector = [one for one in town.units if one.sector == template.sector] or list(town.units)
        many_units = "{unit}" in template.title and chance(rng, 0.7)
        units = rng.sample(sector, k=len(sector) if many_units else 1)
        years = years if "{year}" in template.title or chance(rng, 0.3) else years[:1]
        plain = chance(rng, 0.35)  # somebody who does not write the unit into the title
        family = f"{template.title}/{rng.randrange(10**6)}"
        for year in years:
            for unit in units:
                made.append(_form(rng, town, template, unit, year, plain=plain))
                made[-1].number, made[-1].family = len(made) - 1, family
                made[-1].siblings = len(years) * len(units)
    return made


def _form(rng: Random, town: Town, template: Template, unit: Unit, year: int, *, plain: bool) -> Form:
    maker = rng.choice(town.staff(unit))
    teams = [one for one in town.teams if one.unit == unit]
    team = rng.choice(teams) if teams and chance(rng, 0.3) else None
    made = min(NOW - 40 * DAY, (year - 1970) * 31_556_952 + rng.randrange(330 * DAY))
    title = template.title.format(unit="" if plain else unit.name, year=year)
    title = " ".join(title.split()).strip(" -")
    if chance(rng, 0.08):
        title += rng.choice((" (kopi)", " – NY", "!", " v2"))
    asked = [Asked("r" + guid(rng).replace("-", ""), one, made) for one in template.questions]
    for one in asked:
        if chance(rng, 0.05):
            one.before = (one.question.title.rstrip("?") + " ...", made + rng.randrange(5, 20) * DAY)
        elif chance(rng, 0.03) and len(asked) > 2:  # noqa: PLR2004 - something is left to answer
            one.until = made + rng.randrange(8, 60) * DAY
    owner = team.id if team else maker.id
    first, language = form_id(town.tenant, owner, rng, team=bool(team)), rng.choice(("nb", "nb", "nb", "en"))
    public = chance(rng, 0.45)
    form = Form(0, "", 1, title, language, [first], maker.id, owner, unit, made, asked, public)
    if not team and teams and chance(rng, 0.12):
        form.moved, form.owner = made + rng.randrange(30, 38) * DAY, teams[0].id
        form.ids.append(form_id(town.tenant, form.owner, rng, team=True))
    if chance(rng, 0.12) or (maker.gone and form.owner == maker.id):
        form.deleted = rng.randrange(made + 39 * DAY, NOW)
    form.live = chance(rng, 0.5)
    form.responses = list(_responses(rng, town, form))
    return form


def _responses(rng: Random, town: Town, form: Form) -> Iterator[Response]:
    wanted = rng.choice((0, 1, 3, 6, 10, 14, 18, 25, 31, 48, 80, 150))
    ends = min(form.deleted or NOW, NOW)
    moments: list[int] = []
    for _ in range(wanted):
        after = rng.expovariate(1 / 1.5) + rng.choice((0, 0, 7, 14))  # sent out, and reminders
        day = form.made + int(after) * DAY
        moments.append(day - day % DAY + int(rng.triangular(6, 21, 10) * 3600) + rng.randrange(3600))
    staff = [one for one in town.people if one.unit.sector == form.unit.sector]
    moments = sorted({one for one in moments if form.made < one < ends})
    for number, end in enumerate(moments, start=1):
        who = rng.choice(staff)
        values: list[Cell | list[str]] = []
        for one in form.asked:
            if not one.since <= end < one.until or chance(rng, 0.06):
                values.append(None)
            elif one.question.kind == "l":
                values.append([str(said(rng, one.question)) for _ in one.question.choices])
            else:
                values.append(said(rng, one.question))
        gone = end + rng.randrange(DAY, 90 * DAY) if chance(rng, 0.01) else NOW + DAY
        start = end - int(rng.lognormvariate(4.6, 0.9))
        mail, name = ("anonymous", "") if form.public else (who.upn, who.name)
        yield Response(number, start, end, mail, name, values, gone)
