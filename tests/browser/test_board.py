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
}
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
        self._named = {"down": by_name["Visma Flykning"], "ended": by_name["Visma Flyt Barnehage"]}

    def go(self, name: str, width: int = WIDE) -> None:
        """Open one of the pages."""
        path = {**OPEN_PAGES, **CLOSED_PAGES}[name].format(**self._named)
        self.page.go(f"{self.address}/{path}", width=width)
        # Most is hidden in what can be opened: it is part of the page too.
        self.run("document.querySelectorAll('details').forEach(d => d.open = true)")

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
    wanted = cast(
        "int",
        walker.run(
            "const all = [...document.querySelectorAll('a[href],button,summary,textarea')]"
            ".filter(e => e.checkVisibility()); all.forEach((e, i) => e.dataset.order = i); return all.length"
        ),
    )
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


@pytest.mark.parametrize("name", ["overview", "notice", "history"])
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


def test_signing_out_is_a_button(walker: Walker) -> None:
    """A shared machine would stay signed in."""
    walker.go("wordings")
    walker.page.shows("Ordlyd", "Godkjent")
    walker.page.press("Logg ut")
    walker.page.shows("Logg inn")
