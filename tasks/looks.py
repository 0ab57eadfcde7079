"""Checks from outside, summed up as a verification."""

from flytt.migration.evidence import Verification
from flytt.migration.ports import World
from flytt.migration.settings import Check


def judged(checks: tuple[Check, ...], world: World) -> Verification:
    """Look at each; what could not be told counts as unchecked, never as passed."""
    answers = [(check, world.checks.look(check)) for check in checks]
    unknown = [f"{check.says}: {answer.saw}" for check, answer in answers if answer.passed is None]
    return Verification(
        route="looked at from outside",
        matched=sum(answer.passed is True for _, answer in answers),
        differing=tuple(
            f"{check.says}: saw {answer.saw}" for check, answer in answers if answer.passed is False
        ),
        unchecked=len(unknown),
        unchecked_why="; ".join(unknown),
    )
