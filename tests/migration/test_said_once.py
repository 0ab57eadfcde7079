"""Mappings from one tenant to another say each thing once."""

import pytest

from flytt.migration.said_once import say_each_once


def test_what_is_said_twice_is_named() -> None:
    """It would be left to chance under which of two rows somebody moves, or nobody could find the rows."""
    with pytest.raises(ValueError, match=r"^more than one decision for ein, to$"):
        say_each_once("old", "new", {"row of people for": ["a"], "decision for": ["to", "ein", "ein", "to"]})


def test_a_tenant_does_not_move_into_itself() -> None:
    """Accounts would be made beside themselves, and taken for their own copies."""
    with pytest.raises(ValueError, match="the same tenant"):
        say_each_once("old", "old", {})
    say_each_once("old", "new", {"decision for": ["ein", "to"]})
