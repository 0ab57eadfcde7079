"""The responses that came in: each belongs to one form and is drawn from that form's own stream."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from practice.forms.bank import LONG, WORDS
from practice.forms.clock import DAY, HOUR
from practice.forms.draws import chance, item_id, stream
from practice.forms.form import Form
from practice.forms.settings import Settings, by_tier
from practice.forms.templates import Question
from practice.forms.town import Town
from practice.people import Draw, people

__all__ = ["Answer", "Gathered", "Response", "gather", "identity_number", "upload_item", "upload_name"]

Answer = str | int | tuple[str, ...] | None
_ODD_WORDS = ("Nei", "Ingen", "-", "Vet ikke", "N/A", "Se over", "…", "Ja!", "=1+1", "d'accord; takk")
_CONTROL = ((3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))
_LONG_SHARE, _ODD_SHARE, _BREAK_SHARE = 0.00003, 0.12, 0.03


class Response(NamedTuple):
    """One response. `values` has a place for each question the form ever had; None where not answered."""

    id: int
    start: int
    submit: int
    mail: str
    name: str
    values: tuple[Answer, ...]


@dataclass(frozen=True)
class Gathered:
    """All responses a form ever got, by id, and when those that were deleted were deleted."""

    responses: tuple[Response, ...]
    deleted: Mapping[int, int]

    def at(self, moment: int) -> list[Response]:
        """Those that the service would have shown at a moment."""
        gone = self.deleted
        return [
            response
            for response in self.responses
            if response.submit <= moment and gone.get(response.id, moment + 1) > moment
        ]


@lru_cache(maxsize=4)
def _names(label: str) -> tuple[str, ...]:
    return tuple(person.name for person in people(Draw(label), Draw(label), count=400, overlap=0))


def gather(settings: Settings, town: Town, form: Form) -> Gathered:
    """Every response of a form; the same each time it is asked."""
    rng = stream(settings.name, "answers", form.number)
    end = form.deleted.at if form.deleted is not None else town.now
    submits = [at for at in _moments(rng, form) if at < end]
    makers = [_maker(rng, settings, town, form, index) for index in range(len(form.questions))]
    lives = list(form.lives())
    skips = [0.0 if question.required else 0.2 for question in form.questions]
    plan = list(zip(makers, lives, skips, strict=True))
    staff, everyone = town.staff[form.unit.name], list(town.users.values())
    responses: list[Response] = []
    draw = rng.random
    for number, submit in enumerate(submits, start=1):
        mail, name = "anonymous", ""
        if not form.anonymous:
            user = rng.choice(staff) if chance(rng, 0.5) else rng.choice(everyone)
            mail, name = user.upn, user.name
        values = tuple(
            make(number, name) if since <= submit < until and (not skip or draw() >= skip) else None
            for make, (since, until), skip in plan
        )
        start = submit - 15 - int(rng.expovariate(1 / 240))
        responses.append(Response(number, start, submit, mail, name, values))
    return Gathered(tuple(responses), _deletions(rng, form, responses, min(end, town.now)))


def _moments(rng: random.Random, form: Form) -> list[int]:
    length = form.closed - form.opened
    bursts = [rng.random() * 0.8 for _ in range(rng.randint(1, 3))]
    found: list[int] = []
    for _ in range(form.size):
        place = rng.choice(bursts) + rng.expovariate(9) if chance(rng, 0.7) else rng.random()
        day = form.opened + int(min(place, 0.999) * length)
        clock = int(min(max(rng.gauss(13.5, 3.8), 5.0), 22.5) * HOUR) + rng.randrange(60)
        found.append(min(max(day // DAY * DAY + clock, form.opened), form.closed))
    return sorted(found)


def _deletions(rng: random.Random, form: Form, responses: list[Response], until: int) -> dict[int, int]:
    gone: dict[int, int] = {}
    if responses and chance(rng, 0.12):
        share = rng.choice((0.02, 0.05))
        for response in responses:
            test = response.id in {1, 2} and chance(rng, 0.5)
            if (test or chance(rng, share)) and response.submit + 60 < until:
                gone[response.id] = rng.randrange(response.submit + 60, until)
    return gone if len(gone) < form.size else {}


def upload_item(settings: Settings, form: Form, question: Question, number: int) -> str:
    """The id of the drive item that holds an uploaded file."""
    return item_id(settings.name, "upload", form.number, question.id, number)


def upload_name(item: str, responder: str) -> str:
    """What an uploaded file is called: its own name, then who sent it."""
    rng = stream("upload name", item)
    kind = rng.choice(("IMG_{}", "Dokumentasjon {}", "Skann{}", "legeerklæring", "vedlegg", "Bilde {}"))
    return f"{kind.format(rng.randrange(1, 9000))}_{responder or 'Anonym'}.pdf"


def identity_number(rng: random.Random) -> str:
    """An identity number that nobody has (month + 80), with control digits that are right."""
    while True:
        day, month = rng.randrange(1, 29), rng.randrange(81, 93)
        digits = f"{day:02}{month}{rng.randrange(100):02}{rng.randrange(1000):03}"
        for weights in _CONTROL:
            total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
            digits += "0123456789-"[-total % 11]
            if digits.endswith("-"):  # there is no number with a control digit of 10
                break
        else:
            return digits


def _maker(
    rng: random.Random, settings: Settings, town: Town, form: Form, index: int
) -> Callable[[int, str], Answer]:
    question = form.questions[index]
    kind, choices = question.kind, question.choices
    words = WORDS[{"nb": 0, "nn": 1, "en": 2}[form.language]]
    names = _names(settings.name)
    pick, below = rng.choice, rng.randrange
    weights = [0.3 + rng.random() for _ in choices]
    long_share = _LONG_SHARE if by_tier(settings, 0, 1, 1, 1, 1) else 0.0

    def text(_: int, __: str) -> Answer:
        odd = rng.random()
        if odd < _ODD_SHARE:
            return pick(_ODD_WORDS)
        if odd > 1 - long_share:
            return " ".join(rng.choices(words, k=LONG // 4))[:LONG]
        said = " ".join(rng.choices(words, k=below(2, 14)))
        return said.capitalize() + ("\n" + pick(words) if odd > 1 - _BREAK_SHARE else "")

    def upload(number: int, name: str) -> Answer:
        if number > settings.uploads_most:
            return None
        return _upload_answer(settings, town, form, question, (number, name))

    def identity(_: int, __: str) -> Answer:
        return identity_number(rng)

    def date(_: int, __: str) -> Answer:
        return f"{2021 + below(6)}-{below(1, 13):02}-{below(1, 29):02}"

    makers: dict[str, Callable[[int, str], Answer]] = {
        "text": text,
        "upload": upload,
        "fnr": identity,
        "date": date,
        "choice": lambda _, __: rng.choices(choices, weights)[0],
        "likert": lambda _, __: rng.choices(choices, weights)[0],
        "multi": lambda _, __: tuple(choice for choice in choices if chance(rng, 0.4)) or (pick(choices),),
        "ranking": lambda _, __: tuple(rng.sample(choices, len(choices))),
        "rating": lambda _, __: below(1, 6),
        "nps": lambda _, __: below(11),
        "number": lambda _, __: below(1, 40),
        "phone": lambda _, __: f"0{below(10_000_000):07}",
        "name": lambda _, __: pick(names),
        "mail": lambda _, __: f"{below(10**6)}@person.example",
        "unit": lambda _, __: form.unit.name if chance(rng, 0.85) else pick(town.units).name,
    }
    return makers[kind]


def _upload_answer(
    settings: Settings, town: Town, form: Form, question: Question, by: tuple[int, str]
) -> str:
    drive = town.drives[form.held(form.opened).owner]
    item = upload_item(settings, form, question, by[0])
    name = upload_name(item, by[1])
    link = f"{drive.url}/Documents/Apps/Microsoft%20Forms/{item}/{quote(name)}"
    answer = {
        "name": name,
        "link": link,
        "id": item,
        "type": None,
        "size": 52,
        "referenceId": f"01{item[2:]}",
        "driveId": drive.id,
        "status": 1,
        "uploadSessionUrl": None,
    }
    return json.dumps([answer], ensure_ascii=False)
