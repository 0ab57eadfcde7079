"""Every notice as people will read it. Read the files in `golden/` when a wording changes.

FLYTT_WRITE_GOLDEN=1 writes them anew; what git then shows is what users would see changed.
"""

import os
from pathlib import Path
from typing import get_args

import pytest

from flytt.migration.workload import Audience, Language
from flytt.notices import render
from flytt.notices.compose import scene_of
from flytt.notices.wording import Scene
from tests.notices.scenes import LINKS, PLANNED, SCENES, SEVERAL
from tests.notices.stage import Story

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES: tuple[Language, ...] = get_args(Language)
AUDIENCES: tuple[Audience, ...] = ("staff", "residents")
CASES = [(scene, language, audience) for scene in SCENES for language in LANGUAGES for audience in AUDIENCES]


@pytest.mark.parametrize(("scene", "language", "audience"), CASES)
def test_text_is_the_one_that_was_read_and_approved(
    scene: str, language: Language, audience: Audience
) -> None:
    """Users would be told something that nobody in communications had read."""
    file = GOLDEN / f"{scene}.{language}.{audience}.md"
    said = render(SCENES[scene](), language, audience, "md")
    compare(file, said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PLANNED)
def test_other_kinds_have_texts_that_were_read_too(kind: str, language: Language) -> None:
    """Nobody would have read what is said of a route, of equipment, of a night or of many systems."""
    said = render(Story(PLANNED[kind]).notice(), language, "staff", "md")
    compare(GOLDEN / f"kind-{kind}.{language}.md", said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scene", LINKS)
def test_routes_have_texts_for_those_outside(scene: str, language: Language) -> None:
    """People outside would be told that something is moved which they have never seen move."""
    said = render(LINKS[scene](), language, "residents", "md")
    compare(GOLDEN / f"link-{scene}.{language}.md", said)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("several", SEVERAL)
def test_waves_of_several_have_texts_that_were_read_too(
    several: str, language: Language, audience: Audience
) -> None:
    """One system's users would read another system's advice, or that all went the way of most."""
    said = render(SEVERAL[several](), language, audience, "md")
    compare(GOLDEN / f"several-{several}.{language}.{audience}.md", said)


def compare(file: Path, said: str) -> None:
    """Compare a text with its file, or write the file anew when that was asked for."""
    if os.environ.get("FLYTT_WRITE_GOLDEN"):
        file.write_text(said)
    assert said == file.read_text()


@pytest.mark.parametrize("scene", SCENES)
def test_ledger_gives_the_scene_it_is_named_for(scene: str) -> None:
    """A golden file could show another state's words under this state's name."""
    assert scene_of(SCENES[scene]()) == scene


def test_every_scene_has_golden_files() -> None:
    """A new wording could be published without anybody having read it."""
    assert set(SCENES) == set(Scene)
    kinds = {f"kind-{kind}.{language}.md" for kind in PLANNED for language in LANGUAGES}
    links = {f"link-{s}.{g}.md" for s in LINKS for g in LANGUAGES}
    several = {f"several-{s}.{g}.{a}.md" for s in SEVERAL for g in LANGUAGES for a in AUDIENCES}
    assert {f.name for f in GOLDEN.iterdir()} == kinds | links | several | {
        f"{s}.{g}.{a}.md" for s, g, a in CASES
    }
