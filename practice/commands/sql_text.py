"""SQL text as the jail needs it: split into statements, with the files named in it moved beneath the root."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from practice.jail import Jail

__all__ = ["file_of", "real_name", "statements", "translated"]

_TOKEN = re.compile(
    r"""(?P<space>\s+|--[^\n]*|/\*.*?(?:\*/|\Z))
      | (?P<string>'(?:[^']|'')*'|"(?:[^"]|"")*")
      | (?P<name>`(?:[^`]|``)*`|\[[^\]]*\])
      | (?P<word>[^\W\d]\w*)
      | (?P<end>;)
      | (?P<other>.)""",
    re.DOTALL | re.VERBOSE,
)
_IN_MEMORY = {"", ":memory:"}
_URI_QUESTIONS = {"mode", "cache", "immutable"}


def statements(sql: str) -> Iterator[str]:
    """Each statement with its semicolon; what is only space and comment is left out."""
    begun = ""
    empty = True
    for token in _TOKEN.finditer(sql):
        begun += token[0]
        if token.lastgroup not in {"space", "end"}:
            empty = False
        if token.lastgroup == "end" and (empty or sqlite3.complete_statement(begun)):
            if not empty:
                yield begun
            begun, empty = "", True
    if not empty:
        yield begun


def translated(statement: str, jail: Jail) -> str:
    """The statement with the file of an ATTACH or VACUUM INTO replaced by its real place in the jail.

    Only a file written as one literal is replaced. Any other expression stays as it is, and the connection's
    authorizer refuses it. Raises OSError when the path cannot be followed.
    """
    tokens = [token for token in _TOKEN.finditer(statement) if token.lastgroup != "space"]
    words = [token[0].upper() for token in tokens]
    at = None
    if words[:1] == ["ATTACH"]:
        at = 2 if words[1:2] == ["DATABASE"] else 1
    elif words[:1] == ["VACUUM"] and "INTO" in words[1:3]:
        at = words.index("INTO") + 1
    if at is None or at >= len(tokens) or tokens[at].lastgroup != "string":
        return statement
    token = tokens[at]
    mark = token[0][0]
    name = token[0][1:-1].replace(mark * 2, mark)
    real = real_name(name, jail).replace("'", "''")
    return f"{statement[: token.start()]}'{real}'{statement[token.end() :]}"


def real_name(name: str, jail: Jail) -> str:
    """The database name, path or `file:` URI, as SQLite must open it. Raises OSError."""
    if name in _IN_MEMORY:
        return name
    if not name.startswith("file:"):
        return str(jail.real(name))
    parts = urlsplit(name)
    path = unquote(parts.path)
    if not path or path == ":memory:":
        return name
    questions = [(key, value) for key, value in parse_qsl(parts.query) if key in _URI_QUESTIONS]
    return f"file:{quote(str(jail.real(path)))}" + (f"?{urlencode(questions)}" if questions else "")


def file_of(name: str) -> str | None:
    """The real file that SQLite opens for a name, nothing for a database in memory."""
    path = unquote(urlsplit(name).path) if name.startswith("file:") else name
    return None if path in _IN_MEMORY else path
