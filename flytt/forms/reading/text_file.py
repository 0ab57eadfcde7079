"""Text files with a table in them: encoding, delimiter and rows, told from the bytes, not from the name."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from flytt.forms.fingerprint import Value
from flytt.forms.reading.broken import Broken

_LOOK_BYTES, _LOOK_ROWS = 1 << 16, 60
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = ";,\t|"
_LONGEST_FIELD, _MOSTLY_NUL = 1 << 24, 0.3

csv.field_size_limit(_LONGEST_FIELD)


class Text(NamedTuple):
    """How a text file is written; `skipped` rows (`sep=;`) stand before the first."""

    path: Path
    encoding: str
    delimiter: str
    skipped: int

    def rows(self) -> Iterator[Sequence[Value]]:
        """Yield the rows from the first; a row that only tells the delimiter comes as an empty one."""
        errors = "cp1252_or_latin1" if self.encoding == "cp1252" else "strict"
        with self.path.open(encoding=self.encoding, errors=errors, newline="") as file:
            for n, row in enumerate(csv.reader(file, delimiter=self.delimiter)):
                yield [] if n < self.skipped else [one.replace("\x00", "") for one in row]


def _latin(error: UnicodeError) -> tuple[str, int]:
    """Five bytes mean nothing in cp1252; they are kept as what they are, and no answer is lost for them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("cp1252_or_latin1", _latin)


def look(path: Path) -> Text:
    """Return how a file is written. Broken when it is no text."""
    with path.open("rb") as file:
        begins = file.read(_LOOK_BYTES)
    encoding = _encoding(path, begins)
    text = begins.decode(encoding, "replace")
    if sum(one < " " and one not in "\t\r\n\x1e\x1f\x00\x0b\x0c" for one in text) > len(text) / 100:
        raise Broken("unknown format", "it is neither a workbook nor text")
    first = text.split("\n", 1)[0].strip().strip('"').casefold()
    if first.startswith("sep=") and len(first) == len("sep=;"):
        return Text(path, encoding, first[-1], 1)
    if first.startswith("sep="):
        return Text(path, encoding, "\t", 1)
    return Text(path, encoding, _delimiter(text, whole=len(begins) < _LOOK_BYTES), 0)


def _encoding(path: Path, begins: bytes) -> str:
    for bom, encoding in _BOMS:
        if begins.startswith(bom):
            return encoding
    if begins.count(0) > _MOSTLY_NUL * len(begins):
        return "utf-16-be" if begins[:1] == b"\x00" else "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter(text: str, *, whole: bool) -> str:
    """The delimiter that gives most rows one width; with equals the one that gives more columns."""
    best, chosen = (0.0, 0), ";"
    for delimiter in _DELIMITERS:
        try:
            rows = [
                row
                for row, _ in zip(
                    csv.reader(io.StringIO(text), delimiter=delimiter), range(_LOOK_ROWS), strict=False
                )
            ]
        except csv.Error:
            continue
        rows = [row for row in (rows if whole or len(rows) == _LOOK_ROWS else rows[:-1]) if row]
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if widths:
            width, count = widths.most_common(1)[0]
            score = (round(count / len(rows), 2), width)
            if score > best:
                best, chosen = score, delimiter
    return chosen
