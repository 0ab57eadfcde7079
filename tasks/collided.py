"""What is in the way of a tenant's people and groups: found beforehand, and decided by somebody."""

from flytt.migration.errors import BadInput, ChangedByOthers
from flytt.migration.proof import named

_SHOWN = 5

_BY_HAND = (
    "give one of each two another name by hand, on either side, then flytt resume; none can be decided "
    "while accounts stand that were made without it (that takes flytt rollback --to before)"
)


def refuse_collisions(found: tuple[str, ...], *, begun: bool = False) -> None:
    """Raise ChangedByOthers when something is in the way. `begun`: accounts stand, so decisions do too."""
    if not found:
        return
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise ChangedByOthers(
        f"{len(found)} names are in the way: {'; '.join(found[:_SHOWN])}{more}.",
        still_true="Nothing was made.",
        next_command=_BY_HAND
        if begun
        else "decide each under `decisions` in the mapping, adopt a new plan, then flytt resume",
    )


def refuse_unknown(found: tuple[str, ...]) -> None:
    """Raise BadInput when decisions are about nobody: they may have come after the survey."""
    if found:
        raise BadInput(
            f"{len(found)} decisions are about what the old tenant does not have: {named(found)}.",
            still_true="Nothing was made.",
            next_command="put their `source` right or take them out, adopt a new plan, then flytt resume",
        )
