"""An estate that was gathered, read and attributed by Flytt's Forms library; imported when it is needed."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flytt.adapters.forms.followed import followed
from flytt.adapters.forms.work import Work
from flytt.migration.errors import NotFound
from flytt.migration.forms_estate import Pass

if TYPE_CHECKING:
    from flytt.forms.attribution.document import Attribution
    from flytt.forms.estate import Estate
    from flytt.forms.reconcile.excluded import Exclusions


@dataclass(frozen=True, slots=True)
class Read:
    """An estate and whose its tables are."""

    estate: "Estate"
    document: "Attribution"


def read(work: Work, which: Pass) -> "Estate":
    """Read an estate, with what people have decided by now. NotFound when it was not gathered."""
    from flytt.forms.reading.estate import read_estate  # noqa: PLC0415 - a heavy library

    root = work.estate(which)
    if not root.is_dir():
        raise NotFound("The estate was not gathered yet.", next_command="flytt resume")
    if work.decisions.is_file():
        work.write(root / "decisions.csv", work.decisions.read_bytes())
    return read_estate(root, key=work.key(), cache=work.cache, workers=1)


def attributed(work: Work, which: Pass) -> Read:
    """Read an estate, and say whose its every table is, now. What was decided at first holds in the delta."""
    from flytt.forms.attribution.attribute import attribute  # noqa: PLC0415

    estate = read(work, which)
    if which == "delta" and estate.decisions and work.estate("first").is_dir():
        decisions = followed(estate.decisions, read(work, "first").blocks, estate.blocks)
        estate = replace(estate, decisions=decisions)
    return Read(estate, attribute(estate))


def as_written(work: Work, which: Pass, name: str = "") -> Read:
    """Read an estate with an attribution as it was written down: when it was placed, or under that name."""
    from flytt.forms.attribution.document import Attribution  # noqa: PLC0415

    text = work.document(name or f"placed-{which}").read_text("utf-8")
    return Read(read(work, which), Attribution.model_validate_json(text))


def exclusions(work: Work) -> "Exclusions":
    """Return the signed decisions to leave something: people write them beside their other decisions."""
    from flytt.forms.reconcile.excluded import read_exclusions  # noqa: PLC0415

    return read_exclusions(work.exclusions)
