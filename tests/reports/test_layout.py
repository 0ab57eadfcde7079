"""Tables of text in a terminal: what fits, what goes on below, and what becomes cards."""

from flytt.reports.layout import Column, lay_out

ROWS = [
    ("historisk-arkiv-voksenopplaering", "12 h 43 min, by 21:00", "nobody is working on it"),
    ("ad", "2 h", ""),
]


def test_one_long_name_does_not_take_the_table_from_all() -> None:
    """Forty workloads would become three hundred lines at night because one has a long name."""
    columns = (Column("Workload", wraps=True, hyphens=True), Column("Way back"), Column("Now", wraps=True))
    assert lay_out(columns, ROWS, 54) == [
        "Workload          Way back               Now",
        "----------------  ---------------------  -------------",
        "historisk-arkiv-  12 h 43 min, by 21:00  nobody is",
        "voksenopplaering                         working on it",
        "ad                2 h",
    ]


def test_where_no_table_fits_every_row_is_a_card() -> None:
    """On a telephone the columns would be broken letter by letter."""
    columns = (Column("Workload", wraps=True), Column("Way back"), Column("Now", wraps=True))
    shown = lay_out(columns, ROWS, 54)
    assert shown[0] == "historisk-arkiv-voksenopplaering"
    assert "  way back: 12 h 43 min, by 21:00" in shown
