"""How a person or a group that was carried over is said to differ: by what, and never by whom."""

from flytt.migration.directory import Profile
from flytt.migration.identity import ALIKE, likeness

WAS = Profile(display_name="Ola Øving", job_title="Rektor", department="Skole")


def test_what_differs_is_named_and_nothing_of_it_is_shown() -> None:
    """A digest of a name, without a key, would be in the ledger: whoever guesses the name knows who it is."""
    other = WAS.changed(job_title="Lærer", department="Helse")
    assert likeness(WAS, other) == "other department, job_title"
    assert likeness(WAS, WAS) == ALIKE


def test_what_is_there_alone_is_like_nothing() -> None:
    """An account without its person would pass as carried over."""
    assert (likeness(None, WAS), likeness(WAS, None), likeness(None, None)) == ("there", "nothing", "nothing")
