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
    """The words that some readers have, a digest by language; empty until there are any.

    `corrected`: somebody has said that those who have the words before must hear of it.
    """

    wordings: tuple[tuple[Language, str], ...] = ()
    corrected: bool = False

    def otherwise(self, before: "InForce") -> tuple[Language, ...]:
        """Return the languages in which these words are others than those before."""
        was = dict(before.wordings)
        return tuple(language for language, wording in self.wordings if was.get(language) != wording)


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
        given = about(approvals, sector, readers)
        them = edition(languages, given)
        found.append((readers, InForce(_digests(them), _is_corrected(languages, given, them))))
    return tuple(found)


def _is_corrected(
    languages: Sequence[Language], given: Sequence[Approved], them: dict[Language, Approved]
) -> bool:
    """Tell whether an approval that brought these words into force, or a later one, is a correction."""
    came = len(given)
    before = them
    while came and _digests(before) == _digests(them):
        came -= 1
        before = edition(languages, given[:came])
    brought = [one for language, one in them.items() if _said(one) != _said(before.get(language))]
    later = [one for one in given[came:] if _said(one) == _said(them.get(one.event.language))]
    return any(one.event.correction for one in (*brought, *later))


def _digests(them: dict[Language, Approved]) -> tuple[tuple[Language, str], ...]:
    return tuple((language, one.event.wording) for language, one in sorted(them.items()))


def _said(one: Approved | None) -> tuple[str, str]:
    """Return the words, and the words that they are a translation of."""
    return (one.event.wording, one.event.source) if one else ("", "")
