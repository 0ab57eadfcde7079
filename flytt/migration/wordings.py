"""Which approved words are in force: the newest text of which every translation is approved."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal, NamedTuple

from flytt.migration.events import Recorded, WordingApproved
from flytt.migration.record import Slug
from flytt.migration.workload import Language

ENDED_CORRECTED = timedelta(days=7)
"""So long after its end a notice still tells of words that its readers must hear are corrected."""


class Approved(NamedTuple):
    """One approval, and the event that it stands in."""

    recorded: Recorded
    event: WordingApproved


class InForce(NamedTuple):
    """The words that some readers have; empty until there are any.

    `corrected` is the newest approval that says that they must hear of it: an event's number, 0 for none.
    """

    text: str = ""
    corrected: int = 0


def about(approvals: Sequence[Recorded], sector: Slug, readers: str) -> list[Approved]:
    """Return the approvals of one sector's words to some readers."""
    given = [Approved(r, r.event) for r in approvals if isinstance(r.event, WordingApproved)]
    return [g for g in given if (g.event.sector, g.event.audience) == (sector, readers)]


def edition(languages: Sequence[Language], given: Sequence[Approved]) -> dict[Language, Approved]:
    """Return the edition in force, by language; none when there is none. The first language is the source."""
    source, *others = languages
    for one in reversed(given):
        if one.event.language != source:
            continue
        found: dict[Language, Approved] = {source: one}
        for language in others:
            same = [g for g in given if (g.event.language, g.event.source) == (language, one.event.wording)]
            if same:
                found[language] = same[-1]
        if len(found) == 1 + len(others):
            return found
    return {}


def in_force(
    approvals: Sequence[Recorded], sector: Slug, languages: Sequence[Language]
) -> tuple[tuple[Literal["staff", "residents"], InForce], ...]:
    """Return the words in force for every sort of readers."""
    found: list[tuple[Literal["staff", "residents"], InForce]] = []
    for readers in ("staff", "residents"):
        them = edition(languages, about(approvals, sector, readers))
        text = " ".join(f"{language}:{one.event.wording}" for language, one in sorted(them.items()))
        told = [one.recorded.seq for one in them.values() if one.event.correction]
        found.append((readers, InForce(text, max(told, default=0))))
    return tuple(found)
