"""What a language must have words for. `wording_nb` and `wording_nn` fill the same table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from flytt.migration.workload import Audience


class Scene(StrEnum):
    """What is told: a state, and what makes readers need other words for it. `up`: they never lose it."""

    PLANNED = "planned"
    PLANNED_UP = "planned-up"
    UNBEGUN = "unbegun"
    STARTED = "started"
    STARTED_UP = "started-up"
    LATE = "late"
    LATE_ESTIMATE = "late-estimate"
    LATE_UP = "late-up"
    GOING_BACK = "going-back"
    GOING_BACK_UP = "going-back-up"
    CHECKING = "checking"
    CHECKING_LATE = "checking-late"
    CHECKING_UP = "checking-up"
    FINISHED = "finished"
    FINISHED_UP = "finished-up"
    CANCELLED = "cancelled"
    TAKEN_BACK = "taken-back"
    TAKEN_BACK_UP = "taken-back-up"
    MOVED_BACK = "moved-back"


Voice: TypeAlias = Literal["staff", "public", "link"]
"""Who is spoken to; `link` when it is all about routes between systems: things come later."""
Family: TypeAlias = Literal["application", "integration", "thing"]


@dataclass(frozen=True, slots=True)
class Said:
    """A title and the paragraphs under it. `{…}` are facts; see `compose` for their names."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands before each part."""

    who: str
    what: str
    when: str
    stops: str
    comes_later: str
    works: str
    before: str
    before_start: str
    meanwhile: str
    after: str
    do_now: str
    if_late: str
    reason: str
    working: str
    questions: str
    faults: str


@dataclass(frozen=True, slots=True)
class Usual:
    """What is said of a workload for which the mapping has no words. An empty line is left out."""

    stops: str
    before: str
    meanwhile: str
    after: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Single sentences that are there or not."""

    practice: str
    practice_title: str
    unconfirmed: str
    over_clock_forward: str
    over_clock_back: str
    everybody: str
    some: str
    late_news: str
    lasted: str
    lasted_no_time: str
    rows_compared: str
    counts_compared: str
    set_aside: str
    log_in_again: str
    moved_too: str
    not_moved: str
    moved_back: str
    staff_support: str
    public_support: str
    say_after_move: str
    next_at_start: str
    next_news: str
    changed: str


@dataclass(frozen=True, slots=True)
class Wording:
    """All words of one language. A scene without words for the public has the same for both."""

    people: Mapping[Audience, str]
    numbers: tuple[str, ...]
    """Two, three …; what is above is written in digits."""
    systems_in: str
    it: str
    they: str
    labels: Labels
    usual: Mapping[tuple[Family, Voice], Usual]
    lines: Lines
    scenes: Mapping[tuple[Scene, Voice], Said]

    def said(self, scene: Scene, voice: Voice) -> Said:
        """Return what is said to these readers."""
        return self.scenes.get((scene, voice)) or self.scenes[(scene, "staff")]
