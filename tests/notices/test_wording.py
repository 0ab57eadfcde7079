"""The two languages say the same, each in its own words, and nothing of the trade."""

import re
from collections.abc import Iterator
from typing import get_args

import pytest

from flytt.migration.course import Compared
from flytt.migration.runbook import Entry
from flytt.migration.workload import Audience, Kind, Language, Words
from flytt.notices import render
from flytt.notices.wording import Scene, written
from tests.notices.scenes import MIXED, SCENES, SEVERAL
from tests.notices.stage import (
    APPLICATION,
    ARCHIVE,
    BY_HAND,
    HOSTED,
    Story,
    accepted,
    all_accepted,
    down,
    local,
    moved,
    plan_of,
    used_then_taken_back,
    workload,
)

LANGUAGES: tuple[Language, ...] = get_args(Language)
NOT_NYNORSK = frozenset(
    [
        "ikke",
        "jeg",
        "hva",
        "hvem",
        "hvordan",
        "hvor",
        "hvis",
        "fra",
        "noe",
        "noen",
        "mens",
        "virker",
        "bruker",
        "starter",
        "startet",
        "flytter",
        "flyttet",
        "flyttingen",
        "nå",
        "ennå",
        "ble",
        "blitt",
        "være",
        "senest",
        "løsningen",
        "tilbakeføring",
        "systemer",
        "timer",
        "minutter",
        "sommertid",
        "endret",
        "vanlig",
        "kommer",
        "gjør",
        "gjelder",
        "får-du",
        "elever",
        "foresatte",
        "innbyggere",
        "ansatte",
        "regner",
        "vet",
        "avbrøt",
        "gikk",
        "fortsatt",
        "uke",
        "mandag",
        "tirsdag",
        "lørdag",
        "søndag",
        "en",
        "selv",
        "se",
        "tar",
        "haster",
        "sier",
    ]
)
NOT_BOKMAAL = frozenset(
    [
        "ikkje",
        "eg",
        "kva",
        "kven",
        "korleis",
        "kvar",
        "dersom",
        "frå",
        "noko",
        "nokon",
        "medan",
        "verkar",
        "brukar",
        "startar",
        "starta",
        "flyttar",
        "flytta",
        "flyttinga",
        "no",
        "enno",
        "vart",
        "vore",
        "vere",
        "seinast",
        "løysinga",
        "løysing",
        "system",
        "timar",
        "minutt",
        "sommartid",
        "endra",
        "vanleg",
        "kjem",
        "gjer",
        "gjeld",
        "elevar",
        "føresette",
        "innbyggjarar",
        "tilsette",
        "reknar",
        "veit",
        "avbraut",
        "gjekk",
        "framleis",
        "veke",
        "måndag",
        "tysdag",
        "laurdag",
        "sundag",
        "ei",
        "sjølv",
        "tek",
        "hastar",
        "seier",
        "beskjeda",
        "systema",
    ]
)
JARGON = frozenset(
    [
        "migrering",
        "migrere",
        "cutover",
        "rollback",
        "server",
        "tjener",
        "database",
        "autentisering",
        "DNS",
        "driftsvindu",
        "nedetid",
        "prod",
        "tenant",
        "deploy",
        "backup",
        "bruker-ID",
        "verifisert",
        "verifisere",
    ]
)


def strings(value: object) -> Iterator[str]:
    """Yield every string inside a wording."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():  # pyright: ignore[reportUnknownVariableType] - any wording's own fields
            yield from strings(inner)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, list | tuple):
        for inner in value:  # pyright: ignore[reportUnknownVariableType]
            yield from strings(inner)  # pyright: ignore[reportUnknownArgumentType]


def words_of(language: Language) -> set[str]:
    """Return every word that a language may print, wording and rendered notices alike."""
    texts = list(strings(written(language).model_dump()))
    taken_back = [told for name, told in SEVERAL.items() if name.startswith("one-taken-back")]
    for notice in [*SCENES.values(), *taken_back]:
        texts += [render(notice(), language, audience, "text") for audience in ("staff", "residents")]
    return set(re.findall(r"[a-zæøåéò-]+", " ".join(texts).lower()))


@pytest.mark.parametrize(("language", "foreign"), [("nn", NOT_NYNORSK), ("nb", NOT_BOKMAAL)])
def test_language_keeps_to_its_own_forms(language: Language, foreign: frozenset[str]) -> None:
    """Readers would meet the other language's words, which tells them that nobody read it."""
    assert words_of(language) & foreign == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_of_the_trade(language: Language) -> None:
    """Users would have to know what a server is to learn whether they can work."""
    assert words_of(language) & {w.lower() for w in JARGON} == set()


@pytest.mark.parametrize("scene", Scene)
def test_both_languages_place_the_same_facts(scene: Scene) -> None:
    """One language would leave out a time that the other one gives."""
    nb, nn = (written(language).scenes[scene] for language in LANGUAGES)
    assert nb.keys() == nn.keys()
    pattern = re.compile(r"\{(\w+)\}")
    for voice, one in nb.items():
        other = nn[voice]
        assert pattern.findall(one.title) == pattern.findall(other.title)
        assert [pattern.findall(p) for p in one.paragraphs] == [pattern.findall(p) for p in other.paragraphs]


def test_both_languages_place_the_same_facts_in_single_sentences() -> None:
    """One language would leave out a name or a time, or have a brace where nothing is filled in."""
    pattern = re.compile(r"\{(\w+)\}")
    nb, nn = (written(language) for language in LANGUAGES)
    for one, other in ((nb.lines, nn.lines), (nb.labels, nn.labels)):
        for name in type(one).model_fields:
            said, meant = str(getattr(one, name)), str(getattr(other, name))
            assert sorted(pattern.findall(said)) == sorted(pattern.findall(meant)), name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scene", SCENES)
def test_titles_fit_and_texts_have_no_holes(scene: str, language: Language) -> None:
    """A title would be cut in a mail list, or a reader would see a brace instead of a time."""
    text = render(SCENES[scene](), language, "staff", "text")
    assert len(text.split("\n", 1)[0]) <= 100
    assert not re.search(r"[{}]|\bNone\b|\.\.|  ", text)


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("nb", "ØVING – dette skjer ikke på ordentlig"),
        ("nn", "ØVING – dette skjer ikkje på ordentleg"),
    ],
)
def test_practice_says_so_first(language: Language, first: str) -> None:
    """A rehearsal's notice that got out would stop people's work for nothing."""
    notice = Story(plan_of(practice=True)).notice()
    lines = render(notice, language, "staff", "text").splitlines()
    assert lines[0] == first
    assert lines[2].startswith("ØVING: ")
    assert render(notice, language, "residents", "md").splitlines()[0] == f"**{first}**"


def test_real_move_does_not_say_practice() -> None:
    """Users would not believe a real notice."""
    assert "ØVING" not in render(Story(plan_of()).notice(), "nb", "staff", "text")


def test_words_of_the_mapping_come_before_the_usual_ones() -> None:
    """What the system's owner wrote for its users would never reach them; empty lines stay out."""
    words = Words(stops="Du kan ikke føre timer.", meanwhile="Skriv timene på papir.")
    text = render(Story(plan_of(workload(words={"nb": words}))).notice(), "nb", "staff", "text")
    assert "Du kan ikke føre timer." in text
    assert "Skriv timene på papir." in text
    assert "logge inn i Visma" not in text
    assert "Før kl." not in text


@pytest.mark.parametrize("support", [{}, {"nb": "unknown"}, {"nb": " ukjent "}])
def test_unknown_support_line_is_not_invented(support: dict[str, str]) -> None:
    """People in need of help would be sent to «unknown», or to a number that is nobody's."""
    notice = Story(plan_of(support=support)).notice()
    text = render(notice, "nb", "staff", "text")
    assert "Spørsmål? Ta kontakt med brukerstøtte i ROR-IKT." in text
    assert "nknown" not in text
    assert "telefon" not in text


def test_known_support_line_is_given() -> None:
    """People in need of help would have to look for the number themselves."""
    notice = Story(plan_of(support={"nb": "Brukerstøtte, telefon 00 00 00 00"})).notice()
    assert "Spørsmål? Brukerstøtte, telefon 00 00 00 00." in render(notice, "nb", "staff", "text")


def test_several_systems_share_a_notice_that_lists_them() -> None:
    """A title would run over three lines, or a system would be down without being named."""
    names = ["Visma Flykning", "Visma Voksenopplæring", "Visma Flyt Skole"]
    plan = plan_of(*(workload(n, audience=("staff",)) for n in names))
    text = render(Story(plan).notice(), "nn", "staff", "text").replace("\u00a0", " ")
    assert text.startswith("Tre system i Oppvekst og utdanning er nede onsdag 7. juni 2023 kl. 16.00–20.00")
    assert all(f"- {name}\n" in text for name in names)


def test_readers_hear_of_what_concerns_them_alone() -> None:
    """Guardians would read of systems that they have never seen."""
    plan = plan_of(workload(), workload("Visma Flykning", audience=("staff",)))
    notice = Story(plan).notice()
    assert "Flykning" not in render(notice, "nb", "guardians", "text")
    assert "Flykning" in render(notice, "nb", "staff", "text")
    with pytest.raises(ValueError, match="does not concern pupils"):
        render(notice, "nb", "pupils", "text")


def test_reason_stays_inside() -> None:
    """An operator's note to colleagues would be published to everybody."""
    notice = SCENES["cancelled"]()
    assert "Streik hos leverandøren." in render(notice, "nb", "staff", "text")
    assert "Streik" not in render(notice, "nb", "residents", "text")


def test_names_are_no_mark_up() -> None:
    """A name with a star or an angle bracket would break the page, or put code in it."""
    plan = plan_of(workload("Visma Flyt").changed(name="<b>Flyt*_"))
    assert r"# \<b\>Flyt\*\_ er nede" in render(Story(plan).notice(), "nb", "staff", "md")


def test_nothing_lost_is_said_only_when_it_was_looked_at() -> None:
    """Users would be told that all is there when nothing was compared."""
    said = "alt du hadde registrert, er på plass"
    story = accepted(plan_of())
    assert said in render(story.notice(), "nb", "staff", "text")
    unseen = Story(plan_of())
    for recorded in story.events[1:]:
        event = recorded.event
        if event.kind == "step-verified":
            event = event.changed(verification=event.verification.changed(matched=0))
        unseen.at(recorded.at).tell(event)
    assert unseen.notice().state == "finished"
    assert said not in render(unseen.notice(), "nb", "staff", "text")


def test_what_was_written_on_the_new_side_is_spoken_of() -> None:
    """Users would think that their evening's work was gone, and nobody had told them."""
    story = accepted(plan_of()).at(local(9, day=(2023, 6, 8))).aim("before", backward=True)
    story.undo("switch", written=("2 cases",)).undo("copy").at(local(10, day=(2023, 6, 8))).undo("stop")
    text = render(story.notice(), "nb", "staff", "text")
    assert "Vi har tatt vare på det, og du får beskjed" in text


BOTH = plan_of(workload("Visma Flykning"), workload("Visma Flyt Skole"))


def test_what_was_moved_and_used_is_not_said_never_to_have_moved() -> None:
    """People who worked there all summer would read that nothing had ever been moved."""
    for audience in ("staff", "residents"):
        text = render(used_then_taken_back(BOTH).notice(), "nb", audience, "text").replace("\u00a0", " ")
        assert "ikke flyttet" not in text
        assert "Visma Flykning var flyttet." in text
        assert "\nVisma Flyt Skole: Vi har kontrollert at alt du" in text
        assert "tirsdag 1. august 2023 kl. 09.30, og Visma Flykning virker der igjen." in text


def test_kept_work_is_spoken_of_only_when_there_is_some() -> None:
    """People would look for work that never was, or think that theirs was gone."""
    silent = used_then_taken_back(BOTH).notice()
    spoken = used_then_taken_back(BOTH, written=("2 rows",)).notice()
    assert "tatt vare på" not in render(silent, "nb", "staff", "text")
    assert "teke vare på" not in render(silent, "nn", "staff", "text")
    for audience in ("staff", "guardians"):
        assert "registrert i Visma Flykning etter flyttingen" in render(spoken, "nb", audience, "text")
        assert "registrert i Visma Flykning etter flyttinga" in render(spoken, "nn", audience, "text")


def test_taken_back_alone_after_use_is_told_as_a_way_back() -> None:
    """The notice would say that a move two months old was broken off."""
    text = render(used_then_taken_back(plan_of()).notice(), "nb", "staff", "text")
    assert "avbrøt" not in text
    assert text.startswith("Visma Flyt Barnehage er tilbake i den gamle løsningen\n")


def test_verified_but_never_accepted_was_not_in_use() -> None:
    """People who were told to wait would read that they had been moved."""
    story = moved(plan_of()).at(local(19)).aim("before", backward=True).undo("switch", "copy", "stop")
    assert not story.notice().systems[0].was_open
    assert "avbrøt" in render(story.notice(), "nb", "staff", "text")


@pytest.mark.parametrize(
    ("kind", "entries", "claim"),
    [
        ("server-application", APPLICATION, "rows"),
        ("read-only-archive", ARCHIVE, "rows"),
        ("server-application", BY_HAND, ""),
        ("hosted-application", HOSTED, "counts"),
        ("hosted-application", APPLICATION, ""),
        ("manual-change", BY_HAND, ""),
        ("physical-move", BY_HAND, ""),
        ("integration", APPLICATION, ""),
    ],
)
def test_only_what_was_compared_is_said_to_be_there(
    kind: Kind, entries: tuple[Entry, ...], claim: Compared
) -> None:
    """Users would be told that every row was looked at, where a person had moved a cable."""
    notice = all_accepted(plan_of(workload("Noe", kind=kind, entries=entries))).notice()
    assert notice.state == "finished"
    said = {lang: render(notice, lang, "staff", "text") for lang in LANGUAGES}
    for text in said.values():
        assert ("alt du hadde registrert, er på plass" in text) is (claim == "rows")
    counted = "Leverandøren har talt opp før og etter "
    assert (f"{counted}flyttingen, og tallene stemmer." in said["nb"]) is (claim == "counts")
    assert (f"{counted}flyttinga, og tala stemmer." in said["nn"]) is (claim == "counts")


def test_claim_for_a_wave_holds_for_each_of_its_systems() -> None:
    """The vendor's users would be told that their records were compared, because the neighbours' were."""
    text = render(all_accepted(MIXED).notice(), "nb", "staff", "text")
    assert "\nVisma Flykning og Visma Skole: Vi har kontrollert at alt du hadde registrert" in text
    assert "\nBarnehage: Leverandøren har talt opp før og etter flyttingen, og tallene stemmer." in text
    both = render(all_accepted(BOTH).notice(), "nb", "staff", "text")
    assert "\nVi har kontrollert at alt du hadde registrert, er på plass.\n" in both


def test_advice_that_differs_says_for_which_system_it_is() -> None:
    """People would be sent to a new log-in page that belongs to another system."""
    text = render(Story(MIXED).notice(), "nb", "staff", "text")
    assert "- Visma Flykning og Visma Skole: Logg ut.\n- Barnehage: Skriv ut lista.\n" in text
    assert "Dette virker som vanlig: Barnehage: Telefonen virker.\n" in text
    same = render(Story(MIXED.changed(workloads=MIXED.workloads[:2])).notice(), "nb", "staff", "text")
    assert "\nFør kl.\u00a016.00: Logg ut.\n" in same


def test_a_move_within_a_minute_has_one_time() -> None:
    """A reader would take «from 16.00 to 16.00» for a slip and trust nothing else in it."""
    notice = all_accepted(plan_of()).notice()
    nb, nn = (render(notice, lang, "staff", "text").replace("\u00a0", " ") for lang in LANGUAGES)
    assert "Vi ble ferdige onsdag 7. juni 2023 kl. 16.00. Du kan bruke systemet igjen." in nb
    assert "Vi vart ferdige onsdag 7. juni 2023 kl. 16.00. Du kan bruke systemet igjen." in nn
    assert "startet" not in nb


@pytest.mark.parametrize("audience", ["staff", "residents"])
def test_a_route_between_systems_is_not_said_to_be_closed(audience: Audience) -> None:
    """People would hold back an application that they could send, and lose a day of its time limit."""
    plan = plan_of(workload("Digisos", kind="integration", audience=("staff", "residents")))
    for story in (Story(plan), down(plan), moved(plan)):
        for hour in (18, 21):
            text = render(story.notice(local(hour, 10)), "nb", audience, "text")
            assert "Digisos" in text
            assert "Du kan ikke bruke" not in text
            assert "er nede" not in text
