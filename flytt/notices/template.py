"""A template: every word that notices may say to one sector's readers in one language. What is approved.

Facts (times, states, names of systems) are no part of it: they flow. See docs/decisions/0021.
"""

from collections.abc import Iterator
from typing import Literal, TypeAlias

from flytt.migration.notice_record import OUTSIDE, Notice
from flytt.migration.plan import Plan
from flytt.migration.record import Record, Slug, digest
from flytt.migration.workload import Audience, Language, Sector, Words
from flytt.notices.wording import Said, Scene, Voice, Wording, written

Readers: TypeAlias = Literal["staff", "residents"]
"""Who a template is for: `residents` is everybody outside the staff."""
READERS: tuple[Readers, ...] = ("staff", "residents")
UNKNOWN = frozenset({"", "unknown", "ukjent"})


class SystemWords(Record):
    """What is said of one workload. `name` empty: its own. An empty line is left out of the notice."""

    name: str = ""
    stops: str = ""
    works: str = ""
    before: str = ""
    meanwhile: str = ""
    after: str = ""


class Template(Record):
    """The words for the readers of one sector. `support` empty: nobody has said where to ask."""

    sector: Slug
    readers: Readers
    language: Language
    sector_name: str
    support: str
    systems: dict[Slug, SystemWords]
    wording: Wording

    @property
    def hash(self) -> str:
        """SHA-256 of all the words: what an approval binds to."""
        return digest(self.as_json())


def readers_of(audience: Audience) -> Readers:
    """Return whose words an audience is given."""
    return "staff" if audience == "staff" else "residents"


def templates(plan: Plan) -> Iterator[Template]:
    """Yield every template that the plan's notices need, as the words are written now."""
    for sector in plan.sectors:
        workloads = plan.sector(sector.id)
        for readers in READERS:
            asked = {"staff"} if readers == "staff" else OUTSIDE
            theirs = [w for w in workloads if asked & set(w.audience)]
            if not theirs:
                continue
            for language in languages_of(plan, sector):
                words = {w.id: w.words.get(language) for w in theirs}
                support = plan.support.get(language, "")
                yield _template(sector, readers, language, support, words)


def template_of(notice: Notice, language: Language, readers: Readers) -> Template:
    """Return the words as they are written now for one notice alone: what a draft is made of."""
    words = {s.id: s.words.get(language) for s in notice.systems}
    return _template(notice.sector, readers, language, notice.support.get(language, ""), words)


def languages_of(plan: Plan, sector: Sector) -> tuple[Language, ...]:
    """Return the languages of a sector's notices; the first is the one the others are translated from."""
    return sector.languages or plan.languages


def _template(
    sector: Sector, readers: Readers, language: Language, support: str, words: dict[Slug, Words | None]
) -> Template:
    support = support.strip()
    return Template(
        sector=sector.id,
        readers=readers,
        language=language,
        sector_name=sector.name_nn or sector.name if language == "nn" else sector.name,
        support="" if support.lower() in UNKNOWN else support,
        systems={id_: said for id_, one in words.items() if (said := _said(one, readers)) is not None},
        wording=spoken_to(written(language), readers),
    )


def _said(words: Words | None, readers: Readers) -> SystemWords | None:
    if words is None:
        return None
    if readers == "staff":
        said = SystemWords.model_validate(words.model_dump(exclude={"public"}))
        return said if any(said.model_dump().values()) else None
    return SystemWords.model_validate(words.public.model_dump()) if words.public else None


def spoken_to(wording: Wording, readers: Readers) -> Wording:
    """Return the words that these readers can meet, so that a change in the others' holds nothing up."""
    voice: Voice = "staff" if readers == "staff" else "public"
    other = {"link", "public"} if readers == "staff" else {"link", "public", "public-link"}
    scenes: dict[Scene, dict[Voice, Said]] = {}
    for scene, voices in wording.scenes.items():
        scenes[scene] = {"staff": wording.said(scene, voice)}
        # Of equipment and the like staff too are told what cannot be used, not that it is down.
        scenes[scene].update({v: said for v, said in voices.items() if v in other})
    usual = {f: {voice: them[voice]} for f, them in wording.usual.items() if voice in them}
    return Wording.model_validate({**wording.model_dump(), "usual": usual, "scenes": scenes})
