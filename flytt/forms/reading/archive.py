"""What a workbook's ZIP says before any reader opens it: is it whole, is it honest, what does it tell."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from flytt.forms.form_id import decode, ids_in
from flytt.forms.reading.broken import Broken

MOST_BYTES = 1_500_000_000
"""Unpacked. A sheet of a million rows and twenty columns of text has about half of it."""

MOST_CELLS = 40_000_000
"""Rows times columns that the first reader may lay out; a stray cell in the last corner means 17 billion."""

_CHUNK, _SMALL = 1 << 20, 1 << 18
_LETTERS = re.compile(rb'r="([A-Z]{2,3})\d')
_LAST_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?r="(\d{1,7})"')
_NO_VALUE = re.compile(rb"</f></c>|<f[^>]*/></c>|</f><v></v>|</f><v ?/>")
_LINK = re.compile(rb"(?i)(?:[?&#;]|%3F|%26)(?:form)?id(?:=|%3D)([A-Za-z0-9_-]{60,200})")
_TOLD = re.compile(r"(?i)^(docprops/|customxml/|xl/connections|xl/webextensions/|xl/queryTables/|.*\.rels$)")
_OVERLAP = 256


class Shape(NamedTuple):
    """What a pass over one worksheet found: `cells` is how many the first reader would lay out."""

    rows: int
    cells: int
    without_value: int


class Archive(NamedTuple):
    """A workbook as its parts tell it. `tables` are name and reference by sheet name."""

    is_ods: bool
    tables: dict[str, tuple[tuple[str, str], ...]]
    shapes: dict[str, Shape]
    form_ids: tuple[str, ...]
    creator: str
    last_modified_by: str

    @property
    def sparse(self) -> bool:
        """A sheet is too wide and deep to be laid out; only the reader that streams can read it."""
        return any(shape.cells > MOST_CELLS for shape in self.shapes.values())

    @property
    def without_value(self) -> int:
        """Formulas that were never calculated, so that their cells look empty."""
        return sum(shape.without_value for shape in self.shapes.values())


def inspect(path: Path) -> Archive:
    """Return what the parts tell. Broken when the file is cut off, damaged, or unpacks to too much."""
    try:
        with zipfile.ZipFile(path) as packed:
            return _inspect(packed)
    except zipfile.BadZipFile as error:
        cut = "truncated" if "not a zip file" in str(error) else "damaged"
        raise Broken(
            cut, "its directory of parts is missing" if cut == "truncated" else "a part is"
        ) from error
    except (zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError) as error:
        raise Broken("damaged", f"a part cannot be unpacked ({type(error).__name__})") from error


def _inspect(packed: zipfile.ZipFile) -> Archive:
    names = {info.filename: info for info in packed.infolist()}
    if any(info.flag_bits & 1 for info in names.values()):
        raise Broken("encrypted", "its parts are locked by a password")
    if sum(info.file_size for info in names.values()) > MOST_BYTES:
        raise Broken("too large", f"unpacks to more than {MOST_BYTES:,} bytes")
    is_ods = "content.xml" in names
    if not is_ods and not any(name.startswith("xl/") for name in names):
        raise Broken("unknown format", "a ZIP that holds no workbook")
    if is_ods and b"manifest:encryption-data" in _part(packed, "META-INF/manifest.xml"):
        raise Broken("encrypted", "a password protects it")
    found: dict[str, None] = {}
    shapes: dict[str, Shape] = {}
    for name, info in names.items():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            shapes[name], linked = _shape(packed, name)
            found |= dict.fromkeys(linked)
        elif name.endswith("sharedStrings.xml") or name == "content.xml":
            for chunk in _chunks(packed, name):
                found |= dict.fromkeys(_links(chunk))
        elif _TOLD.match(name) and info.file_size < _SMALL:
            found |= dict.fromkeys(ids_in(_part(packed, name).decode("utf-8", "replace")))
    core = _part(packed, "docProps/core.xml").decode("utf-8", "replace")
    return Archive(
        is_ods=is_ods,
        tables=_tables(packed, names),
        shapes=shapes,
        form_ids=tuple(found),
        creator=_tag(core, "dc:creator"),
        last_modified_by=_tag(core, "cp:lastModifiedBy"),
    )


def _chunks(packed: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a part in pieces that overlap a little. Reading to the end proves the size that was declared."""
    read = 0
    tail = b""
    with packed.open(name) as part:
        while piece := part.read(_CHUNK):
            read += len(piece)
            if read > MOST_BYTES:
                raise Broken("too large", f"unpacks to more than {MOST_BYTES:,} bytes")
            yield tail + piece
            tail = piece[-_OVERLAP:]


def _part(packed: zipfile.ZipFile, name: str) -> bytes:
    if name not in packed.namelist() or packed.getinfo(name).file_size > 4 * _CHUNK:
        return b""
    return packed.read(name)


def _shape(packed: zipfile.ZipFile, name: str) -> tuple[Shape, list[str]]:
    """The dimension element is not asked: Microsoft's own export says `A1:A1` above full sheets."""
    rows, without_value = 0, 0
    wide: set[bytes] = set()
    linked: list[str] = []
    for chunk in _chunks(packed, name):
        wide.update(_LETTERS.findall(chunk))
        linked += _links(chunk)
        last = chunk.rfind(b"row ")
        if last >= 0:
            numbers = _LAST_ROW.findall(chunk, max(0, last - 4_096)) or _LAST_ROW.findall(chunk)
            rows = max([rows, *map(int, numbers)])
        if b"<f" in chunk:
            without_value += len(_NO_VALUE.findall(chunk))
    columns = max((_number(one) for one in wide), default=26)
    return Shape(rows, rows * columns, without_value), linked


def _number(text: bytes) -> int:
    found = 0
    for one in text:
        found = found * 26 + one - 64
    return found


def _links(chunk: bytes) -> list[str]:
    found = [one.decode("ascii") for one in _LINK.findall(chunk)]
    return [one for one in found if decode(one)]


def _tag(xml: str, tag: str) -> str:
    found = re.search(rf"<{tag}[^>]*>([^<]*)</{tag}>", xml)
    return unescape(found[1]).strip() if found else ""


def _tables(
    packed: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]
) -> dict[str, tuple[tuple[str, str], ...]]:
    if not any(name.startswith("xl/tables/") for name in names):
        return {}
    targets = _targets(packed, "xl/_rels/workbook.xml.rels", "xl/")
    book = _part(packed, "xl/workbook.xml").decode("utf-8", "replace")
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for tag in re.findall(r"<(?:\w+:)?sheet [^>]*>", book):
        part = targets.get(_attribute(tag, r"\w+:id"), "")
        folder, _, name = part.rpartition("/")
        tables: list[tuple[str, str]] = []
        for target in _targets(packed, f"{folder}/_rels/{name}.rels", f"{folder}/").values():
            if "/tables/" in target:
                head = re.search(r"<(?:\w+:)?table [^>]*>", _part(packed, target).decode("utf-8", "replace"))
                if head:
                    named = _attribute(head[0], "displayName") or _attribute(head[0], "name")
                    tables.append((named, _attribute(head[0], "ref")))
        found[_attribute(tag, "name")] = tuple(tables)
    return found


def _targets(packed: zipfile.ZipFile, rels: str, base: str) -> dict[str, str]:
    text = _part(packed, rels).decode("utf-8", "replace")
    found: dict[str, str] = {}
    for tag in re.findall(r"<Relationship [^>]*>", text):
        target = unquote(_attribute(tag, "Target"))
        parts = [] if target.startswith("/") else base.rstrip("/").split("/")
        for one in target.strip("/").split("/"):
            if one == "..":
                parts = parts[:-1]
            else:
                parts.append(one)
        found[_attribute(tag, "Id")] = "/".join(parts)
    return found


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""
