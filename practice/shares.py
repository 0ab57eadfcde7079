"""The files of a share: generated, repeatable, with the names and things that make real shares hard."""

from __future__ import annotations

import os
from pathlib import Path

from practice.people import Draw

__all__ = ["make_share"]

_UNITS = ("Oppvekst", "Helse og velferd", "Teknisk", "Økonomi", "Dokumentsenter", "Fellesmapper")
_KINDS = ("referat", "budsjett", "plan", "søknad", "rapport", "skisse", "avtale", "møteinnkalling")
_ENDINGS = (".docx", ".xlsx", ".pdf", ".txt", ".msg")
_FIRST_SECONDS = 1_500_000_000
_YEARS_SECONDS = 150_000_000
_FILES_IN_FOLDER = 12


def make_share(root: Path, *, seed: str, files: int) -> None:
    """Make a share of about `files` files below `root`, with times, modes, links and awkward names."""
    draw = Draw(seed)
    root.mkdir(parents=True)
    for number in range(files):
        folder = (
            root
            / _UNITS[number % len(_UNITS)]
            / f"{2015 + draw.number(9, 'year', number // _FILES_IN_FOLDER)}"
        )
        folder.mkdir(parents=True, exist_ok=True)
        kind = draw.pick(_KINDS, "kind", number)
        file = folder / f"{kind.capitalize()} nr. {number}{draw.pick(_ENDINGS, 'ending', number)}"
        file.write_bytes(_content(draw, number))
        file.chmod(0o640 if draw.number(5, "mode", number) else 0o440)
        _dated(draw, file, number)
    _awkward(root)


def _content(draw: Draw, number: int) -> bytes:
    size = (0, 37, 900, 4_000, 21_000)[draw.number(5, "size", number)]
    line = f"Øvingsfil {number} {draw.number(10**9, 'line', number)}\n".encode()
    return (line * (size // len(line) + 1))[:size]


def _dated(draw: Draw, path: Path, number: int) -> None:
    second = _FIRST_SECONDS + draw.number(_YEARS_SECONDS, "time", number)
    fraction = draw.number(10**9, "fraction", number)
    os.utime(path, ns=(second * 10**9, second * 10**9 + fraction))


def _awkward(root: Path) -> None:
    """Names and things that a copy loses or trips over."""
    odd = root / "Fellesmapper" / "Rart, men lov"
    odd.mkdir(parents=True, exist_ok=True)
    for name in ("-rf", "$(navn)", "linje\nto", " mellomrom ", "å" * 100 + ".txt", "skjult'sitat\""):
        (odd / name).write_text(f"{name!r}\n", encoding="utf-8")
    (odd / "tom mappe").mkdir(exist_ok=True)
    (odd / "snarvei").symlink_to("../finnes ikke")
    (odd / "også -rf").hardlink_to(odd / "-rf")
    with (odd / "mest hull.bin").open("wb") as sparse:
        sparse.truncate(1 << 20)
