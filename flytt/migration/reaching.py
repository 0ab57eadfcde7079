"""Where the world is met, held against where it was when the plan was made."""

from flytt.migration.errors import BadInput
from flytt.migration.plan import Plan, ReachEntry
from flytt.migration.record import digest


def reach_digest(entries: tuple[ReachEntry, ...]) -> str:
    """Return the digest of a whole reach: what somebody accepts is this one and no other."""
    return digest([entry.as_json() for entry in sorted(entries, key=lambda e: e.name)])


def differences(planned: tuple[ReachEntry, ...], now: tuple[ReachEntry, ...]) -> tuple[str, ...]:
    """Name every entry that is new, gone or other than planned; for a host's key, both fingerprints."""
    before, after = ({entry.name: entry for entry in entries} for entries in (planned, now))
    found: list[str] = []
    for name in sorted(before.keys() | after.keys()):
        was, is_ = before.get(name), after.get(name)
        if was == is_:
            continue
        if was is None or is_ is None:
            found.append(f"{name}: {'new' if was is None else 'gone'}")
        elif was.fingerprint != is_.fingerprint:
            keys = f"{was.fingerprint or 'none'}, now {is_.fingerprint or 'none'}"
            found.append(f"{name}: another host key; planned {keys}")
        else:
            found.append(f"{name}: another address, user or secret")
    return tuple(found)


def refuse_other_reach(plan: Plan, now: tuple[ReachEntry, ...], accepted: str) -> None:
    """Raise BadInput when the world is met otherwise than was planned, and nobody has accepted just that.

    Plans that kept no reach (practice, and those of the first version) are not held against anything.
    """
    if plan.reach is None:
        return
    other = differences(plan.reach, now)
    if not other or accepted == reach_digest(now):
        return
    raise BadInput(
        f"The world of {plan.name} would be reached otherwise than was planned: {'; '.join(other)}.",
        still_true="Nothing was reached for, and nothing touched.",
        next_command=f"flytt reach show {plan.municipality}; put reach.yaml back as it was, or "
        f"flytt reach accept {plan.municipality} --as WHO --why …",
    )
