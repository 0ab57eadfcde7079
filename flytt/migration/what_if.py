"""What a rehearsal can let go otherwise than planned, so that people see what users are told then."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from flytt.migration.course import goes_down
from flytt.migration.errors import BadInput
from flytt.migration.notice_record import NoticeState
from flytt.migration.plan import Plan, PlannedWorkload

WhatIf: TypeAlias = Literal["overrun", "cancelled", "rolled-back", "moved"]

ENDS_AS: Mapping[WhatIf, NoticeState] = MappingProxyType(
    {
        "overrun": NoticeState.FINISHED,
        "cancelled": NoticeState.CANCELLED,
        "rolled-back": NoticeState.TAKEN_BACK,
        "moved": NoticeState.FINISHED,
    }
)
"""How the notice must stand in the end: a rehearsal in which it stands otherwise has failed."""


SAID_BEFORE = timedelta(days=3)
"""How long before its window a wave is given another one."""


class Chapter(NamedTuple):
    """Something that goes otherwise, and the wave that it happens to, as it was planned at first."""

    what: WhatIf
    wave: tuple[PlannedWorkload, ...]

    def notice_id(self, plan: Plan) -> str:
        """Return the id of the notice that tells of it: it keeps it when the wave is moved."""
        return f"{plan.municipality}.{self.wave[0].wave}"


def chapters(plan: Plan, whats: Iterable[WhatIf], sectors: tuple[str, ...]) -> tuple[Chapter, ...]:
    """Return one chapter for each, on the earliest waves whose users lose something; a moved one comes last.

    Only waves that stand on no other. BadInput when there are fewer of them than chapters.
    """
    asked = sorted(dict.fromkeys(whats), key=lambda what: what == "moved")
    names = dict.fromkeys(w.wave for w in plan.workloads if not sectors or w.sector in sectors)
    free = [wave for name in names if _alone(wave := plan.wave(name)) and any(map(goes_down, wave))]
    if len(free) < len(asked):
        raise BadInput(
            f"Each of {', '.join(asked)} needs a wave that goes down and stands on no other; "
            f"there are {len(free)} in {', '.join(sectors) or 'the plan'}.",
            still_true="Nothing was touched.",
            next_command=f"flytt plan {plan.municipality} --practice",
        )
    if asked[-1:] == ["moved"] and len(asked) > 1:
        # It is told of beforehand: when what comes before it is over.
        over = free[len(asked) - 2][0].window.end + SAID_BEFORE
        later = [wave for wave in free[len(asked) :] if wave[0].window.start - SAID_BEFORE > over]
        free[len(asked) - 1 :] = later[:1] or free[len(asked) - 1 : len(asked)]
    return tuple(map(Chapter, asked, free))


def _alone(wave: tuple[PlannedWorkload, ...]) -> bool:
    here = {w.id for w in wave}
    return all(d.workload in here for w in wave for d in w.depends_on)
