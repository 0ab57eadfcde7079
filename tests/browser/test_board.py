"""The board in a real browser: checked by axe-core, walked by keyboard, narrow, printed, photographed."""

import base64
from collections.abc import Generator
from pathlib import Path
from typing import cast

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys

from tests.board.house import House
from tests.browser.boards import AXE, RULES, busy_house, served
from tests.browser.page import NARROW, WIDE, Page
from tests.prefect.api import until
from tests.prefect.served import LONGEST_SECONDS

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="needs `npm ci` in tests/node")

SMALLEST = 320
"""Pixels: 1280 at 400 % (WCAG 1.4.10)."""
FORMS_IN_ALL = 9
OPEN_PAGES = {
    "overview": "hustadvika/staff/nb/",
    "overview-residents": "hustadvika/residents/nn/",
    "sectors": "hustadvika/staff/nn/sektorer",
    "subscribe": "hustadvika/staff/nb/abonner",
    "notice": "hustadvika/staff/nb/{down}.html",
    "notice-residents": "hustadvika/residents/nn/{down}.html",
    "history": "hustadvika/staff/nb/{ended}/historikk",
    "missing": "hustadvika/staff/nb/nothing.html",
}
CLOSED_PAGES = {
    "wordings": "hustadvika/nb/ordlyd",
    "wording": "hustadvika/nn/ordlyd/oppvekst/staff/nn",
    "promises": "hustadvika/nb/lofter",
    "questions": "hustadvika/nb/skjema",
    "question": "{question}",
    "decided": "hustadvika/nb/skjema/avgjort",
}
CUT_OFF = """
const width = document.documentElement.scrollWidth;
const wide = width > 320 ? ['the page: ' + width] : [];
const cut = [...document.querySelectorAll('main *, header *')].filter(e => e.checkVisibility()
  && !e.matches('textarea, input, .skip') && getComputedStyle(e).position !== 'absolute'
  && (e.getBoundingClientRect().right > 321 || getComputedStyle(e).overflowX === 'hidden'
      && e.scrollWidth > e.clientWidth + 1));
return [...wide, ...cut.map(e => e.tagName + ' ' + e.textContent.trim().slice(0, 40))];
"""
"""What does not fit in 320 pixels, or is hidden because it does not."""
STOPS = """
const seen = new Set();
const all = [...document.querySelectorAll('a[href],button,summary,textarea,input:not([type=hidden])')]
  .filter(e => e.checkVisibility())
  .filter(e => e.type !== 'radio' || !seen.has(e.name) && seen.add(e.name));
all.forEach((e, i) => e.dataset.order = i);
return all.length;
"""
"""Where the keyboard is to stop, in order; of buttons of which one is chosen it stops at the first."""
EVERY = pytest.mark.parametrize("name", [*OPEN_PAGES, *CLOSED_PAGES])


class Walker:
    """A person at the board, signed in, with a browser."""

    def __init__(self, page: Page, address: str, house: House) -> None:
        self.page = page
        self.address = address
        self.chrome: Chrome = page._browser  # pyright: ignore[reportPrivateUsage]
        seen = house.desk.lookout.seen
        assert seen is not None
        by_name = {n.systems[0].name: n.id for n in seen.notices}
        self._named = {"down": by_name["Visma Flyt Barnehage"], "ended": by_name["Visma Flykning"]}
        self._named["question"] = ""

    def go(self, name: str, width: int = WIDE) -> None:
        """Open one of the pages."""
        path = {**OPEN_PAGES, **CLOSED_PAGES}[name].format(**self._named)
        self.page.go(f"{self.address}/{path}", width=width)
        # Most is hidden in what can be opened: it is part of the page too.
        self.run("document.querySelectorAll('details').forEach(d => d.open = true)")

    def find_question(self) -> None:
        """Wait until the estate has been read, and remember the first question that has a form to offer."""
        path = "hustadvika/nb/skjema"

        def found() -> str:
            self.page.go(f"{self.address}/{path}")
            links = self.chrome.find_elements("css selector", "tbody th a")
            hrefs = [str(link.get_attribute("href")) for link in links]  # pyright: ignore[reportUnknownMemberType]
            for href in hrefs:
                self.page.go(href)
                if self.chrome.find_elements("id", "om-1"):
                    return href.removeprefix(f"{self.address}/")
            return ""

        self._named["question"] = until(lambda: found() or None, "there is a question", LONGEST_SECONDS)

    def run(self, script: str, *given: object) -> object:
        """Run a script on the page as a debugger does: past its policy."""
        return cast("object", self.chrome.execute_script(script, *given))  # pyright: ignore[reportUnknownMemberType]

    def command(self, name: str, given: dict[str, object]) -> dict[str, object]:
        """Give the browser itself a command."""
        return cast("dict[str, object]", self.chrome.execute_cdp_cmd(name, given))  # pyright: ignore[reportUnknownMemberType]


@pytest.fixture(scope="module")
def walker(page: Page, tmp_path_factory: pytest.TempPathFactory) -> Generator[Walker]:
    """Serve a busy board, and sign in by pressing what a person presses."""
    house = busy_house(tmp_path_factory.mktemp("board") / "house")
    with served(house) as address:
        one = Walker(page, address, house)
        page.go(f"{address}/hustadvika/staff/nb/")
        page.press("Logg inn")
        page.shows("Øving: hvem er du?")
        page.press("kommunikasjon")
        page.shows("Logget inn som kommunikasjon")
        one.find_question()
        yield one
    house.journal.store.close()


@needs_axe
@EVERY
@pytest.mark.parametrize("width", [WIDE, SMALLEST])
def test_axe_finds_nothing(walker: Walker, name: str, width: int) -> None:
    """Somebody with a screen reader, or weak sight, would be shut out of a page."""
    walker.go(name, width)
    walker.run(AXE.read_text(encoding="utf-8"))
    found = walker.chrome.execute_async_script(  # pyright: ignore[reportUnknownMemberType]
        "const done = arguments[1]; axe.run(document, {runOnly: arguments[0]}).then(r => done("
        "r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', '))))",
        list(RULES),
    )
    assert found == []


@needs_axe
def test_axe_would_find_something(walker: Walker) -> None:
    """The test above would pass also if axe never ran."""
    walker.go("overview")
    walker.run("document.querySelector('main').innerHTML += '<img src=x><p style=\"color:#ccc\">svak</p>'")
    walker.run(AXE.read_text(encoding="utf-8"))
    found = walker.chrome.execute_async_script(  # pyright: ignore[reportUnknownMemberType]
        "const done = arguments[0]; axe.run().then(r => done(r.violations.map(v => v.id)))"
    )
    assert {"image-alt"} <= set(cast("list[str]", found))


@EVERY
def test_everything_is_reached_by_keyboard_and_seen(walker: Walker, name: str) -> None:
    """Somebody who cannot use a mouse would not get further, or not see where they are."""
    walker.go(name)
    wanted = cast("int", walker.run(STOPS))
    reached: list[int] = []
    body = walker.chrome.switch_to.active_element
    for _ in range(wanted + 3):
        body.send_keys(Keys.TAB)
        body = walker.chrome.switch_to.active_element
        order = body.get_attribute("data-order")  # pyright: ignore[reportUnknownMemberType]
        if order is None:
            continue
        if int(order) in reached:
            break
        reached.append(int(order))
        style = "const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.outlineWidth"
        assert walker.run(style) == "solid3px", f"focus on {body.text!r} cannot be seen"
    assert reached == list(range(wanted)), "in the order in which it is read"


def test_the_first_stop_skips_to_the_content(walker: Walker) -> None:
    """Whoever uses a keyboard would go through the menu on every page."""
    walker.go("overview")
    walker.chrome.switch_to.active_element.send_keys(Keys.TAB)
    first = walker.chrome.switch_to.active_element
    assert first.text == "Hopp til innholdet"
    first.send_keys(Keys.ENTER)
    assert walker.run("return document.activeElement.id") == "innhold"


@EVERY
@pytest.mark.parametrize("width", [SMALLEST, NARROW])
def test_nothing_is_wider_than_the_screen(walker: Walker, name: str, width: int) -> None:
    """On a phone, or at 400 %, one would have to scroll sideways for every line."""
    walker.go(name, width)
    assert cast("int", walker.run("return document.documentElement.scrollWidth")) <= width


@EVERY
def test_nothing_is_lost_at_400_percent(walker: Walker, name: str) -> None:
    """Somebody who sees little would have lines cut off, on an ordinary screen of 1280 by 1024."""
    size: dict[str, object] = {"width": 320, "height": 256, "deviceScaleFactor": 4, "mobile": False}
    walker.go(name, SMALLEST)
    walker.command("Emulation.setDeviceMetricsOverride", size)
    assert walker.run(CUT_OFF) == []
    spaced = (
        "const s = new CSSStyleSheet(); s.replaceSync('* { line-height: 1.5 !important; "
        "letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } "
        "p { margin-bottom: 2em !important; }');"
        "document.adoptedStyleSheets = [s];"
    )
    walker.run(spaced)
    assert walker.run(CUT_OFF) == [], "with the reader's own spacing of text (WCAG 1.4.12)"


@EVERY
def test_the_browser_complains_of_nothing(walker: Walker, name: str) -> None:
    """The policy would stop our own style or script, and nobody would see why."""
    walker.chrome.get_log("browser")  # pyright: ignore[reportUnknownMemberType]
    walker.go(name)
    said = cast("list[dict[str, str]]", walker.chrome.get_log("browser"))  # pyright: ignore[reportUnknownMemberType]
    assert [s for s in said if "404" not in s["message"]] == []
    assert walker.run("return getComputedStyle(document.querySelector('main')).maxWidth") != "none"


def test_a_button_copies_what_stands_in_the_field(walker: Walker) -> None:
    """Staff would paste something else than what they saw."""
    walker.command(
        "Browser.grantPermissions",
        {"origin": walker.address, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]},
    )
    walker.go("notice")
    walker.page.press("Kopier Ren tekst (SMS, oppslag)")
    walker.page.shows("Ren tekst (SMS, oppslag) er kopiert.")
    shown = str(walker.run("return document.getElementById('form-1').value"))
    copied = walker.chrome.execute_async_script("navigator.clipboard.readText().then(arguments[0])")  # pyright: ignore[reportUnknownMemberType]
    assert copied == shown
    assert shown.startswith("ØVING")


def test_without_scripts_everything_can_still_be_read_and_fetched(walker: Walker) -> None:
    """An intranet that stops scripts would show buttons that do nothing."""
    walker.command("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        walker.go("notice")
        buttons = [b for b in walker.chrome.find_elements("css selector", "main button") if b.is_displayed()]
        fetched = walker.chrome.find_elements("css selector", "main a[download]")
        assert buttons == []
        assert len(fetched) == FORMS_IN_ALL
    finally:
        walker.command("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize("name", ["overview", "sectors", "notice", "history"])
def test_it_prints(walker: Walker, pictures: Path, name: str) -> None:
    """A notice on the door of a kindergarten would have menus on it, or be cut."""
    walker.go(name)
    printed = walker.command("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69})
    content = base64.b64decode(str(printed["data"]))
    assert content.startswith(b"%PDF")
    (pictures / f"board-{name}.pdf").write_bytes(content)
    walker.command("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        text = walker.page.text()
        assert "Abonner" not in text
        assert "Kopier" not in text
        assert "Visma" in text
    finally:
        walker.command("Emulation.setEmulatedMedia", {"media": ""})


@EVERY
@pytest.mark.parametrize(("width", "suffix"), [(WIDE, ""), (NARROW, "-narrow"), (SMALLEST, "-320")])
def test_pictures_for_people(walker: Walker, name: str, width: int, suffix: str) -> None:
    """Nobody would look at the pages before those they are made for."""
    walker.go(name, width)
    walker.run("document.querySelectorAll('details').forEach(d => d.open = false)")
    assert walker.page.picture(f"board-{name}{suffix}").stat().st_size > 1000


def test_a_question_is_answered_by_keyboard_alone(walker: Walker) -> None:
    """Somebody who cannot use a mouse could read what is asked, and not answer."""
    walker.go("question")
    body = walker.chrome.switch_to.active_element
    for _ in range(60):
        body.send_keys(Keys.TAB)
        body = walker.chrome.switch_to.active_element
        if body.get_attribute("type") == "radio":  # pyright: ignore[reportUnknownMemberType]
            break
    body.send_keys(Keys.SPACE)
    assert walker.run("return document.querySelector('input[name=svar]:checked').id") == "svar-1"
    for _ in range(20):
        body.send_keys(Keys.TAB)
        body = walker.chrome.switch_to.active_element
        if body.text == "Lagre svaret":
            break
    body.send_keys(Keys.ENTER)
    walker.page.shows("Svaret er lagret, med navnet ditt.")
    walker.go("decided")
    walker.page.shows("kommunikasjon")
    walker.page.press("Ta tilbake")
    walker.page.shows("Ingenting er avgjort av personer.")


def test_signing_out_is_a_button(walker: Walker) -> None:
    """A shared machine would stay signed in."""
    walker.go("wordings")
    walker.page.shows("Ordlyd", "Godkjent")
    walker.page.press("Logg ut")
    walker.page.shows("Skjer nå", "Logg inn")
