"""What is in the way of a tenant's people and groups: found beforehand, and decided by somebody."""

from flytt.migration.errors import ChangedByOthers

_SHOWN = 5


def refuse_collisions(found: tuple[str, ...]) -> None:
    """Raise ChangedByOthers when something is in the way that nobody has decided."""
    if not found:
        return
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise ChangedByOthers(
        f"{len(found)} names are in the way: {'; '.join(found[:_SHOWN])}{more}.",
        still_true="Nothing was made.",
        next_command="decide each under `decisions` in the mapping, adopt a new plan, then flytt resume",
    )
