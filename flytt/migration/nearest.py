"""The right word nearest to a wrong one. Imports little: the command line asks before all else is there."""

import difflib
from collections.abc import Iterable


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return the choice most like `word` whatever its case, empty when none is near."""
    by_lower = {choice.lower(): choice for choice in reversed([*choices])}
    found = difflib.get_close_matches(word[:100].lower(), by_lower, n=1, cutoff=0.5)
    return by_lower[found[0]] if found else ""
