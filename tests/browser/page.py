"""What an operator does in a browser: go somewhere, wait until a text is there, press, take a picture."""

import base64
from contextlib import suppress
from pathlib import Path
from typing import cast

from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.prefect.api import until

WIDE, NARROW = 1400, 420
HEIGHT = 950
SECONDS = 240.0
STILL_SECONDS = 10.0


class Page:
    """One browser window."""

    def __init__(self, browser: Chrome, pictures: Path) -> None:
        self._browser = browser
        self._pictures = pictures

    def go(self, address: str, *, width: int = WIDE) -> None:
        """Open an address in a window of that many pixels."""
        size: dict[str, object] = {"width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        self._command("Emulation.setDeviceMetricsOverride", size)
        self._browser.get(address)

    def text(self) -> str:
        """Everything that can be read now."""
        try:
            return self._browser.find_element(By.TAG_NAME, "body").text
        except WebDriverException:
            return ""

    def shows(self, *texts: str) -> str:
        """Wait until every text can be read, and return all that can."""

        def look() -> str:
            seen = self.text()
            return seen if all(text.lower() in seen.lower() for text in texts) else ""

        try:
            return until(lambda: look() or None, "the page shows it", SECONDS)
        except AssertionError as late:
            self._photograph(self._pictures / "not-shown.png")
            raise AssertionError(f"not on the page: {texts}\n{self.text()[:3000]}") from late

    def menu(self, text: str) -> None:
        """Open the page's own menu of three dots, and press something in it."""

        def opened() -> bool:
            if self._buttons(f"//*[@role='menuitem'][normalize-space(.)='{text}']"):
                return True
            for found in self._buttons("//button[@aria-haspopup='menu']")[:1]:
                found.click()
            return False

        until(lambda: opened() or None, f"the menu offers {text}", SECONDS)
        self.press(text)

    def press(self, text: str) -> None:
        """Press the button, link or tab with this text."""
        where = "//*[self::button or self::a or @role='button' or @role='tab' or @role='menuitem']"
        self._press(f"{where}[normalize-space(.)='{text}']", text)

    def tab(self, text: str) -> None:
        """Press the words themselves: the older UI's tabs say nothing of what they are."""
        self._press(f"//*[not(*)][normalize-space(.)='{text}']", text)

    def _press(self, where: str, text: str) -> None:
        def pressed() -> bool:
            for found in self._buttons(where)[:1]:
                found.click()
                return True
            return False

        until(lambda: pressed() or None, f"{text} can be pressed", SECONDS)

    def picture(self, name: str) -> Path:
        """Take a picture of the window, when it stands still; one that never does is taken as it is."""
        path = self._pictures / f"{name}.png"
        before = ""

        def still() -> str | None:
            nonlocal before
            taken = self._photograph(path)
            before, same = taken, taken == before
            return taken if same else None

        with suppress(AssertionError):
            until(still, "the page stands still", STILL_SECONDS)
        return path

    def drawn(self) -> None:
        """Wait until a run's time line is drawn."""
        until(lambda: self._buttons("//canvas") or None, "the time line is drawn", SECONDS)

    def keep_refusals(self) -> None:
        """From the next page on, remember what a content security policy refuses."""
        self._command(
            "Page.addScriptToEvaluateOnNewDocument",
            {
                "source": "window.refused = []; document.addEventListener('securitypolicyviolation',"
                " e => window.refused.push(e.effectiveDirective + ' ' + e.blockedURI))"
            },
        )

    def refusals(self) -> list[str]:
        """Return what was refused on this page."""
        return cast("list[str]", self._browser.execute_script("return window.refused"))  # pyright: ignore[reportUnknownMemberType]

    def _photograph(self, path: Path) -> str:
        taken = str(self._command("Page.captureScreenshot", {"format": "png"})["data"])
        path.write_bytes(base64.b64decode(taken))
        return taken

    def _buttons(self, where: str) -> list[WebElement]:
        return [found for found in self._browser.find_elements(By.XPATH, where) if self._visible(found)]

    def _command(self, name: str, given: dict[str, object]) -> dict[str, object]:
        # Selenium leaves the arguments of its `dict` unsaid.
        return cast("dict[str, object]", self._browser.execute_cdp_cmd(name, given))  # pyright: ignore[reportUnknownMemberType]

    def _visible(self, found: WebElement) -> bool:
        try:
            return found.is_displayed() and found.is_enabled()
        except StaleElementReferenceException:
            return False
