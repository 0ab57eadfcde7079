"""`python -m tests.browser.pictures` (`make pictures`): README's and the guide's pictures of a served board.

The calendar is the board's own feed, read by icalendar and shown as a calendar program shows it: as a month.
"""

import calendar
import html
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from icalendar import Calendar
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.browser.boards import ROOT, busy_house, served
from tests.browser.conftest import FLAGS
from tests.browser.page import Page
from tests.system import find_browser, find_program

OSLO = ZoneInfo("Europe/Oslo")
FOLDER = ROOT / "docs" / "pictures"
LARGEST_BYTES = 150_000
MONTH = (2023, 6)
WIDE, NARROW = 1000, 380
STYLE = """
body { font: 15px/1.35 system-ui, "DejaVu Sans", sans-serif; margin: 16px; color: #1a1a1a; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
caption { text-align: left; font-size: 20px; font-weight: 700; padding-bottom: 8px; }
th { text-align: left; font-size: 13px; padding: 4px; }
td { border: 1px solid #c4c9ce; height: 84px; vertical-align: top; padding: 4px; }
.other { background: #f3f5f7; color: #767676; }
p { margin: 2px 0; padding: 3px 6px; background: #0b4a8f; color: #fff; border-radius: 4px; }
p { font-size: 12.5px; }
p.tentative { background: #fff; color: #0b4a8f; border: 1px dashed #0b4a8f; }
small { color: #4a4a4a; }
"""
DAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")


def month_of(feed: str, year: int, month: int) -> str:
    """Return a page that shows a calendar feed's events of one month, at the hours of Oslo."""
    read = Calendar.from_ical(feed)
    events: dict[date, list[str]] = {}
    for event in read.walk("VEVENT"):  # pyright: ignore[reportUnknownMemberType] - partly untyped
        begins: datetime = event.decoded("DTSTART").astimezone(OSLO)
        ends: datetime = event.decoded("DTEND").astimezone(OSLO)
        kind = "tentative" if str(event.get("STATUS")) == "TENTATIVE" else "confirmed"
        says = f"{begins:%H.%M}–{ends:%H.%M} {html.escape(str(event['SUMMARY']))}"
        events.setdefault(begins.date(), []).append(f'<p class="{kind}">{says}</p>')
    rows = "".join(
        "<tr>" + "".join(_cell(day, month, events.get(day, [])) for day in week) + "</tr>"
        for week in calendar.Calendar().monthdatescalendar(year, month)
    )
    head = "".join(f"<th>{day}</th>" for day in DAYS)
    name = html.escape(str(read.get("X-WR-CALNAME", "")))
    caption = f"{name} <small>juni {year}</small>"
    return (
        f'<!DOCTYPE html><html lang="nb"><head><meta charset="utf-8"><title>{name}</title>'
        f"<style>{STYLE}</style></head><body><table><caption>{caption}</caption>"
        f"<tr>{head}</tr>{rows}</table></body></html>"
    )


def _cell(day: date, month: int, events: list[str]) -> str:
    return f'<td class="{"" if day.month == month else "other"}">{day.day}.{"".join(events)}</td>'


@contextmanager
def browser(profile: Path) -> Generator[Page]:
    """Open a browser whose pictures go where the documents have them."""
    program, driver = find_browser(), find_program("chromedriver")
    if not (program and driver):
        sys.exit("Chromium and its driver are needed: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = str(program)
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    opened = webdriver.Chrome(options=options, service=Service(str(driver)))
    try:
        yield Page(opened, FOLDER)
    finally:
        opened.quit()


def main() -> int:
    """Take every picture."""
    with tempfile.TemporaryDirectory(prefix="flytt-pictures-") as name:
        folder = Path(name)
        house = busy_house(folder / "house")
        seen = house.desk.lookout.seen
        assert seen is not None
        down = next(n.id for n in seen.notices if n.systems[0].name == "Visma Flyt Barnehage")
        with served(house) as address, browser(folder / "profile") as page:
            base = f"{address}/hustadvika/staff/nb/"
            month = folder / "month.html"
            month.write_text(month_of(httpx.get(f"{base}alle.ics").text, *MONTH), encoding="utf-8")
            taken = [
                _taken(page, base, "board", WIDE),
                _taken(page, base, "board-narrow", NARROW),
                _taken(page, f"{base}{down}.html", "notice", WIDE),
                _taken(page, month.as_uri(), "calendar", WIDE),
            ]
        house.journal.store.close()
    for path in taken:
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")  # noqa: T201 - a program of its own
    return 1 if any(path.stat().st_size > LARGEST_BYTES for path in taken) else 0


def _taken(page: Page, address: str, name: str, width: int) -> Path:
    page.go(address, width=width)
    return page.picture(name)


if __name__ == "__main__":
    sys.exit(main())
