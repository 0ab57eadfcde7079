"""Which rule of a mapping counts for a person: the first that fits."""

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from flytt.migration.directory import Person
from flytt.migration.identity_settings import Fits


class Rule(Protocol):
    """A row that says whom it fits."""

    @property
    def fits(self) -> Fits: ...


_Rule = TypeVar("_Rule", bound=Rule)


def first_fitting(rules: Iterable[_Rule], person: Person, skus: Mapping[str, str]) -> _Rule | None:
    """Return the rule for a person; `skus`: the part numbers of licences, by their ids."""
    held = {skus.get(licence.sku, "") for licence in person.licences}
    for rule in rules:
        fits = rule.fits
        if (
            (fits.licence is None or fits.licence in held)
            and (fits.job_title is None or fits.job_title == person.profile.job_title)
            and (fits.department is None or fits.department == person.profile.department)
        ):
            return rule
    return None
