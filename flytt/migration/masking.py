"""What may identify a person is masked before a foreign text reaches the ledger, where it stays for ever."""

import re

MASK = "[masked]"

_PERSONAL = re.compile(r"(?<!\d)\d{6}[ ]?\d{5}(?!\d)|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
"""Eleven digits, as in a national identity number, and mail addresses."""


def masked(text: str) -> str:
    """Return the text without identity numbers and mail addresses. Names and passwords cannot be told."""
    return _PERSONAL.sub(MASK, text)
