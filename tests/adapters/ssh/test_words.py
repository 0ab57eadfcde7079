"""Whatever a value contains, it reaches the far side as a value."""

import shlex
import sqlite3
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flytt.adapters.ssh.words import (
    LONGEST_LINE_BYTES,
    POWERSHELL_QUOTES,
    bracketed,
    connection_string,
    identifier,
    literal,
    quote_powershell,
    render,
)
from flytt.migration.errors import BadInput

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=60)
NASTY = [
    "$(id)",
    "`id`",
    "a;b",
    "it's",
    '"',
    "\\",
    "\n",
    "-rf",
    "*",
    "~",
    "!x",
    "æøå",
    "",
    " ",
    "\u2019; id",
    "#",
]


@given(st.lists(TEXT, min_size=1, max_size=6))
def test_a_line_is_read_back_as_the_words_it_was_made_of(argv: list[str]) -> None:
    """Otherwise a value could end its word and begin a command."""
    assert shlex.split(render(argv)) == argv


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_a_real_shell_reads_the_same_words(words: list[str]) -> None:
    """Otherwise the shell would see something that Python's reading of shells does not."""
    line = render(["printf", "%s\\0", *words])
    done = subprocess.run(["sh", "-c", line], capture_output=True, check=True)
    assert done.stdout.decode().split("\0")[:-1] == words


@pytest.mark.parametrize("word", NASTY)
def test_nasty_words_stay_words_in_a_real_shell(word: str) -> None:
    """Otherwise the usual attacks would work."""
    done = subprocess.run(["sh", "-c", render(["printf", "%s", word])], capture_output=True, check=True)
    assert done.stdout.decode() == word


def powershell_reads(text: str) -> str:
    """Read one single-quoted literal by PowerShell's rule: any quote ends it, two make one."""
    assert text[0] in POWERSHELL_QUOTES
    value, rest = "", text[1:]
    while rest[0] not in POWERSHELL_QUOTES or rest[1:2] in set(POWERSHELL_QUOTES):
        step = 2 if rest[0] in POWERSHELL_QUOTES else 1
        value, rest = value + rest[0], rest[step:]
    assert rest[1:] == ""
    return value


@given(st.text(st.one_of(st.sampled_from(POWERSHELL_QUOTES + '$`"; '), st.characters()), max_size=40))
def test_powershell_reads_back_the_word(word: str) -> None:
    """Otherwise a typographic quote, which PowerShell takes for a quote, would end a value."""
    assert powershell_reads(quote_powershell(word)) == word


@given(TEXT)
def test_sql_literals_and_names_are_read_back(text: str) -> None:
    """Otherwise a value could become SQL."""
    with sqlite3.connect(":memory:") as connection:
        (value,) = connection.execute(f"SELECT {literal(text)}").fetchone()
        assert value == text
        connection.execute(f"CREATE TABLE {identifier(text)} (a)")
        (name,) = connection.execute("SELECT name FROM sqlite_master").fetchone()
        assert name == text
    connection.close()
    assert bracketed(text)[1:-1].replace("]]", "]") == text


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a", "dbname='a'"), ("host=x", "dbname='host=x'"), ("a'\\b", "dbname='a\\'\\\\b'")],
)
def test_a_connection_string_holds_a_name_and_no_more(name: str, expected: str) -> None:
    """Otherwise a database's name could lead to another server."""
    assert connection_string(dbname=name) == expected


@pytest.mark.parametrize(
    "argv", [[], ["a\0b"], ["x" * (LONGEST_LINE_BYTES + 1)]], ids=["none", "zero", "long"]
)
def test_what_no_line_can_hold_is_refused(argv: list[str]) -> None:
    """Otherwise a command would arrive cut off."""
    with pytest.raises(BadInput):
        render(argv)
