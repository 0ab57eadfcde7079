"""What may identify a person is masked before a foreign text reaches the ledger, where it stays for ever."""

import re

MASK = "[masked]"

_PERSONAL = re.compile(r"(?<!\d)\d{6}[ ]?\d{5}(?!\d)|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
"""Eleven digits, as in a national identity number, and mail addresses."""

_QUOTED = re.compile(r"\b(DETAIL|CONTEXT|STATEMENT|QUERY):.*", re.DOTALL)
"""What PostgreSQL adds to an error: whole rows, in their own words."""


def masked(text: str) -> str:
    """Return the text without identity numbers, mail addresses and rows quoted by a database.

    Other names and passwords cannot be told from words.
    """
    return _PERSONAL.sub(MASK, _QUOTED.sub(rf"\1: {MASK}", text))
