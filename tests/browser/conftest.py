"""A real browser, and Hustadvika served: its first sector moved as far as its questions."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.browser.page import Page
from tests.prefect.api import Run
from tests.prefect.served import ROOT, Served
from tests.system import find_browser, find_program

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


@dataclass(frozen=True)
class Evening:
    """Hustadvika's schools on their evening: what ran, and what is being asked."""

    served: Served
    prepared: Run
    moved: Run
    question: Run


@pytest.fixture(scope="session")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    """Move oppvekst past its go, and leave it at the questions that follow."""
    served = Served(tmp_path_factory.mktemp("evening"), "hustadvika")
    served.start()
    try:
        assert served.move("oppvekst").returncode == 3
        (prepared,) = served.api.runs(name="Flytt: Oppvekst%")
        asked = served.api.paused("Kjør eller ikke kjør: Oppvekst%")
        answered = served.api.resume(asked.id, beslutning="Kjør", hvem="prosjektleder")
        assert answered.json()["status"] == "ACCEPT"
        question = served.api.paused("%: Visma Flyt Barnehage%")
        (moved,) = served.api.runs(name="Fortsett: Oppvekst%")
        yield Evening(served, prepared, served.api.ended(moved.id), question)
    finally:
        served.stop()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where pictures go."""
    folder = Path(os.environ.get("FLYTT_PICTURES", str(ROOT / "ci-output" / "pictures")))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def page(pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One browser for the session, with a profile of its own."""
    browser, driver = find_browser(), find_program("chromedriver")
    assert browser, "conftest skips without a browser"
    assert driver, "chromedriver belongs to the browser's package"
    options = webdriver.ChromeOptions()
    options.binary_location = str(browser)
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    opened = webdriver.Chrome(options=options, service=Service(str(driver)))
    opened.set_page_load_timeout(240)
    yield Page(opened, pictures)
    opened.quit()


@pytest.fixture(autouse=True)
def _left_blank(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave no page open: a run's time line is drawn for ever, by the processor that other tests wait for."""
    yield
    if "page" in request.fixturenames:
        page: Page = request.getfixturevalue("page")
        page.go("about:blank")
