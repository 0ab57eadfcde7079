"""The files are what other programs take them for."""

from __future__ import annotations

import base64
import io
import random
from decimal import Decimal

import openpyxl
import pytest
import python_calamine

from practice.forms.answers import Gathered, Response
from practice.forms.clock import local, moment, oslo_offset, serial
from practice.forms.compound import write_compound
from practice.forms.export import Snapshot, export_table
from practice.forms.flat import write_flat
from practice.forms.form import Event, Form
from practice.forms.habits import habits_of
from practice.forms.ods import write_ods
from practice.forms.quick_xor import quick_xor
from practice.forms.settings import Settings
from practice.forms.sheet import Block, Sheet
from practice.forms.table import Cell, Column, Formula, Table
from practice.forms.templates import Question
from practice.forms.town import Unit
from practice.forms.wear import EVERY_WEAR
from practice.forms.xls import fits_xls, write_xls
from practice.forms.xlsx import write_xlsx
from practice.forms.xlsx_parts import Book

_WHEN = moment(2025, 3, 4, 12) + 61


def _table(rows: int = 30) -> Table:
    columns = [Column("id", "ID"), Column("start", "Starttidspunkt"), Column("end", "Fullføringstidspunkt")]
    columns += [Column("mail", "E-post"), Column("name", "Navn")]
    columns += [Column("question", f"Spørsmål {number}?", number) for number in range(4)]
    made: list[list[Cell]] = [
        [
            n,
            serial(_WHEN + n * 999),
            serial(_WHEN + n * 1_000),
            "anonymous",
            None,
            f"«svar {n}»\nto",
            n,
            "a;b;",
            "😀",
        ]
        for n in range(1, rows + 1)
    ]
    return Table(columns, made, [(1, n) for n in range(1, rows + 1)])


def _sheets() -> list[Sheet]:
    return [Sheet("Sheet1", (Block(_table()),)), Sheet("Øvrig", (Block(_table(3), row=4, column=2),))]


@pytest.mark.parametrize("kind", ["xlsx", "xlsx inline", "xls", "ods"])
def test_a_workbook_reads_back(kind: str) -> None:
    """An estate would hold files that no reader opens, or that hold other cells than the truth says."""
    sheets = _sheets()
    book = Book(kind == "xlsx", "true", "Microsoft Excel", "Øve Øvings", "Table1", hidden=True)
    data = (
        write_xls(sheets)
        if kind == "xls"
        else write_ods(sheets)
        if kind == "ods"
        else write_xlsx(sheets, book)
    )
    read = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = read.get_sheet_by_name("Sheet1").to_python(skip_empty_area=False)
    assert rows[0][:3] == ["ID", "Starttidspunkt", "Fullføringstidspunkt"]
    assert len(rows) == 31
    assert str(rows[1][2]) == "2025-03-04 12:17:41"
    assert rows[5][5] == "«svar 5»\nto"
    assert (rows[5][0], rows[5][4], rows[5][8]) == (5.0, "", "😀")
    other = read.get_sheet_by_name("Øvrig").to_python(skip_empty_area=False)
    assert other[4][2] == "ID"
    assert len(other) == 8


def test_a_forms_download_reads_as_one_cell_to_the_careless() -> None:
    """The trap that loses whole exports in silence would not be set."""
    data = write_xlsx(_sheets()[:1], Book(shared=True, dimension="quirk", program="", author=""))
    sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
    assert sum(1 for _ in sheet.iter_rows()) == 1
    whole = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert whole.max_row == 31


def test_openpyxl_takes_table_and_formula() -> None:
    """Workbooks would be broken to the one reader that most people use."""
    table = _table()
    table.put(Column("added", "Lengde"), [Formula("LEN(A2)", 1)] * 30)
    table.put(Column("added", "Beløp"), [Decimal("12.50")] * 30)
    book = Book(shared=True, dimension="true", program="", author="", table="OfficeForms.Table")
    data = write_xlsx([Sheet("Sheet1", (Block(table),))], book)
    read = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    assert list(read.tables) == ["OfficeForms.Table"]
    assert read["J2"].value == 1
    assert read["K2"].value == 12.5


def test_what_the_old_format_cannot_hold_is_known() -> None:
    """A long answer would be cut in the file and whole in the truth."""
    table = _table()
    assert fits_xls([Sheet("a", (Block(table),))])
    table.rows[3][5] = "x" * 5_000
    assert not fits_xls([Sheet("a", (Block(table),))])


def test_an_encrypted_workbook_is_unreadable() -> None:
    """The case of a protected file would be read as an empty one."""
    data = write_compound({"EncryptionInfo": b"\4\0\4\0" * 30, "EncryptedPackage": b"x" * 9_000})
    assert data[:8] == bytes.fromhex("d0cf11e0a1b11ae1")
    with pytest.raises(python_calamine.CalamineError):
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))


def test_csv_comes_in_several_encodings_and_delimiters() -> None:
    """Reading would be tried on one habit only."""
    sheet = Sheet("", (Block(_table(3)),))
    found = [write_flat(sheet, random.Random(seed), tabs=False) for seed in range(60)]
    assert any(data.startswith(b"\xef\xbb\xbf") for data in found)
    assert any(data.startswith(b"\xff\xfe") for data in found)
    assert any(b"Fullf\xf8ringstidspunkt" in data for data in found)
    assert any(b"ID;" in data for data in found)
    assert any(b"ID," in data for data in found)


@pytest.mark.parametrize("length", [0, 1, 159, 160, 161, 5_000])
def test_the_hash_of_a_drive_is_the_published_one(length: int) -> None:
    """Files would be taken for changed, or changed files for the same."""
    data = random.Random(length).randbytes(length)
    value = 0
    for place, byte in enumerate(data):  # the definition, byte for byte
        for bit in range(8):
            value ^= (byte >> bit & 1) << (place * 11 + bit) % 160
    total = bytearray(value.to_bytes(20, "little"))
    for place, byte in enumerate(length.to_bytes(8, "little")):
        total[12 + place] ^= byte
    assert quick_xor(data) == base64.b64encode(total).decode()


@pytest.mark.parametrize(("month", "hours"), [(1, 1), (3, 1), (4, 2), (7, 2), (10, 2), (11, 1)])
def test_norwegian_clocks(month: int, hours: int) -> None:
    """Exported times would be off by an hour that no real export is off by."""
    at = moment(2025, month, 5)
    assert oslo_offset(at) == hours * 3_600
    assert local(at, "oslo") - at == hours * 3_600
    assert oslo_offset(moment(2025, 3, 30)) == 3_600
    assert oslo_offset(moment(2025, 3, 30, 1)) == 7_200


@pytest.mark.parametrize("severity", [1, 2, 3])
@pytest.mark.parametrize("what", EVERY_WEAR)
def test_wear_keeps_rows_and_their_origins_together(what: str, severity: int) -> None:
    """The truth would speak of other rows than the file has."""
    for seed in range(8):
        table = _table()
        EVERY_WEAR[what](random.Random(seed), table, severity)
        assert len(table.rows) == len(table.origins)
        assert all(len(row) == len(table.columns) for row in table.rows)
        ids = table.places("id")
        for row, origin in zip(table.rows, table.origins, strict=True):
            if ids and origin is not None:
                assert row[ids[0]] == origin[1]


@pytest.mark.parametrize("what", EVERY_WEAR)
def test_wear_does_something(what: str) -> None:
    """A tier would be called hard for wear that leaves no mark."""
    plain = _table()
    plain.rows[3][5], plain.rows[3][6] = plain.rows[4][5], plain.rows[4][6]
    marks = 0
    for seed in range(8):
        table = plain.twin()
        EVERY_WEAR[what](random.Random(seed), table, 2)
        marks += table != plain
    assert marks


def test_a_long_answer_is_whole_in_the_service_and_cut_in_a_workbook() -> None:
    """The loss that every export of a very long answer has would never be met in practice."""
    question = Question("r1", "Kommentar", "text")
    unit = Unit("Øvingsvik skole", "oppvekst")
    created = Event(0, "created", "u", to="id", text="u")
    form = Form(
        number=1, family=1, siblings=1, subject="", title="", language="nb", unit=unit, questions=(question,),
        events=(created,), quiz=False, anonymous=True, sensitive=False, size=1, opened=0, closed=9,
        workbook="none", table="",
    )  # fmt: skip
    response = Response(1, 1, 2, "anonymous", "", ("å" * 40_000,))
    shot = Snapshot(1, 5, "u", "nb", "oslo", live=False, label="x")
    table = export_table(form, Gathered((response,), {}), shot, habits_of(Settings(seed=1)))
    assert isinstance(table.rows[0][-1], str)
    assert len(table.rows[0][-1]) == 32_767
