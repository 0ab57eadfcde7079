"""How many examples a property is tried with: all in the full suite, a part of them in `make fast`."""

from hypothesis import settings

__all__ = ["DAILY_EXAMPLES", "examples"]

FULL_EXAMPLES = 100
"""What Hypothesis draws where nobody says how many."""
DAILY_EXAMPLES = 20
"""The same in `make fast`, which comes back every day and draws others each time."""


def examples(most: int) -> int:
    """Return how many to draw: as many as said, or in `make fast` the same part of them as everywhere."""
    return most * min(settings().max_examples, FULL_EXAMPLES) // FULL_EXAMPLES
