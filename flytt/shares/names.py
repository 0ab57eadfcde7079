"""Names that a target cannot hold, or that will trouble people there: found before the window, not in it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from flytt.shares.entry import Entry

Target: TypeAlias = Literal["posix", "windows"]
"""`windows` is NTFS and everything that is reached as such: Samba shares too."""

Fault: TypeAlias = Literal[
    "case",
    "twin",
    "reserved",
    "ending",
    "forbidden",
    "undecodable",
    "name-length",
    "path-length",
    "long-path",
]
_SENTENCES: dict[Fault, str] = {
    "case": "differs from another name in its folder by upper and lower case alone",
    "twin": "looks the same as another name in its folder",
    "reserved": "is a name that Windows keeps for a device",
    "ending": "ends in a dot or a space, which Windows takes off",
    "forbidden": "holds a character that Windows forbids in names",
    "undecodable": "is not UTF-8, so that it is no text there",
    "name-length": "is longer than a name can be there",
    "path-length": "lies deeper than a path can be long there",
    "long-path": "has a path of more than 260 characters, which older programs cannot open",
}
CANNOT: frozenset[Fault] = frozenset(
    {"case", "reserved", "ending", "forbidden", "undecodable", "name-length", "path-length"}
)
"""What the target cannot hold, or not without changing it; the rest is a risk that people should know of."""

_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"|?*\\]')
_NAME_BYTES, _NAME_UNITS = 255, 255
_PATH_BYTES, _PATH_UNITS, _OLD_PATH_UNITS = 4096, 32_767, 260


class NameFault(NamedTuple):
    """A name, what is wrong with it, and for collisions the other name's path."""

    path: bytes
    fault: Fault
    other: bytes = b""

    @property
    def cannot(self) -> bool:
        """Whether the target cannot hold it at all."""
        return self.fault in CANNOT

    @property
    def why(self) -> str:
        """What is wrong, as the rest of a sentence about the name."""
        return _SENTENCES[self.fault]


class _Folder:
    """The names seen so far in one folder that is being passed through."""

    def __init__(self, below: bytes, units: int) -> None:
        self.below, self.units = below, units
        self.upper: dict[str, bytes] = {}
        self.alike: dict[str, bytes] = {}


def faults(entries: Iterable[Entry], target: Target, *, below: str = "") -> Iterator[NameFault]:
    """Yield what is wrong, in order; `below` is the path of the target's folder, which counts in lengths.

    Memory holds the names of the folders on the way down to the present entry, no others.
    """
    above = [_Folder(b"", _units(below))]
    for entry in entries:
        if not entry.path:
            continue
        while not entry.path.startswith(above[-1].below):
            above.pop()
        folder = above[-1]
        raw = entry.path[len(folder.below) :]
        name = raw.decode(errors="surrogateescape")
        units = folder.units + 1 + _units(name)
        if len(raw) > _NAME_BYTES:
            yield NameFault(entry.path, "name-length")
        if target == "posix":
            if len(below) + 1 + len(entry.path) >= _PATH_BYTES:
                yield NameFault(entry.path, "path-length")
        else:
            yield from _windows(entry.path, raw, name, units, folder)
        if entry.type == "dir":
            above.append(_Folder(entry.path + b"/", units))


def _windows(path: bytes, raw: bytes, name: str, units: int, folder: _Folder) -> Iterator[NameFault]:
    found: list[Fault] = []
    if _RESERVED.fullmatch(name):
        found.append("reserved")
    if name[-1] in ". ":
        found.append("ending")
    if _FORBIDDEN.search(name):
        found.append("forbidden")
    if not name.isascii() and any("\udc80" <= letter <= "\udcff" for letter in name):
        found.append("undecodable")
    if _units(name) > _NAME_UNITS and len(raw) <= _NAME_BYTES:
        found.append("name-length")
    if units > _PATH_UNITS:
        found.append("path-length")
    elif units >= _OLD_PATH_UNITS:
        found.append("long-path")
    yield from (NameFault(path, fault) for fault in found)
    same = folder.upper.setdefault(_upper(name), raw)
    alike = folder.alike.setdefault(_folded(name), raw)
    if same != raw:
        yield NameFault(path, "case", folder.below + same)
    elif alike != raw:
        yield NameFault(path, "twin", folder.below + alike)


def _units(text: str) -> int:
    """Return how many UTF-16 units it takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _upper(name: str) -> str:
    """Fold as NTFS does: letter by letter, none becoming two."""
    if name.isascii():
        return name.upper()
    return "".join(upper if len(upper := letter.upper()) == 1 else letter for letter in name)


def _folded(name: str) -> str:
    """Fold as far as any system does: composed or not, ß or ss."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name.casefold())
