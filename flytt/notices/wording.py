"""What a language must have words for. `words/nb.yaml` and `words/nn.yaml` fill the same table."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from ruamel.yaml import YAML

from flytt.migration.notice_record import NoticeState
from flytt.migration.record import Record
from flytt.migration.workload import Audience, Language


class Scene(StrEnum):
    """What is told: a state, and what makes readers need other words for it. `up`: they never lose it."""

    PLANNED = "planned"
    PLANNED_UP = "planned-up"
    POSTPONED = "postponed"
    POSTPONED_UP = "postponed-up"
    REMINDER = "reminder"
    REMINDER_UP = "reminder-up"
    UNBEGUN = "unbegun"
    STARTED = "started"
    STARTED_UP = "started-up"
    LATE = "late"
    LATE_ESTIMATE = "late-estimate"
    LATE_UP = "late-up"
    CHECKING = "checking"
    CHECKING_LATE = "checking-late"
    CHECKING_UP = "checking-up"
    GOING_BACK = "going-back"
    GOING_BACK_UP = "going-back-up"
    MOVING_BACK = "moving-back"
    FINISHED = "finished"
    FINISHED_UP = "finished-up"
    CANCELLED = "cancelled"
    MOVED_ON = "moved-on"
    TAKEN_BACK = "taken-back"
    TAKEN_BACK_UP = "taken-back-up"
    MOVED_BACK = "moved-back"


Voice: TypeAlias = Literal["staff", "public", "link", "public-link"]
"""Who is spoken to; `link` when it is all about routes between systems: things come later."""
Family: TypeAlias = Literal["application", "integration", "thing"]


class Said(Record):
    """A title and the paragraphs under it. `{…}` are facts; see `compose` for their names."""

    title: str
    paragraphs: tuple[str, ...]


class Labels(Record):
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
    meantime: str = ""
    """The same while it is checked, or goes back. Words that were approved before it came have none."""
    after: str
    do_now: str
    if_late: str
    reason: str
    working: str
    questions: str
    faults: str
    new_time: str
    news: str


class Usual(Record):
    """What is said of a workload for which the mapping has no words. An empty line is left out."""

    stops: str
    before: str
    meanwhile: str
    after: str


class Lines(Record):
    """Single sentences that are there or not."""

    practice: str
    practice_title: str
    draft: str
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
    unlisted: str = ""
    """Words that were approved before it came have none."""
    log_in_again: str
    moved_too: str
    not_moved: str
    moved_back: str
    previous: str
    moved_on: str
    moved_another_day: str
    others_going_back: str
    others_under_way: str
    silent: str
    no_new_day: str
    no_new_try: str
    new_try: str
    staff_support: str
    public_support: str
    say_after_move: str
    next_at_start: str
    next_news: str
    last_changed: str
    window_changed: str
    estimate_changed: str
    estimate_given: str
    estimate_gone: str
    news_due: str
    silent_changed: str
    joined: str
    left: str
    plan_changed: str
    words_changed: str = ""
    """Words that were approved before it came have none."""


class Wording(Record):
    """All words of one language. A scene without words for the public has the same for both."""

    people: Mapping[Audience, str]
    numbers: tuple[str, ...]
    """Two, three …; what is above is written in digits."""
    systems_in: str
    it: str
    they: str
    states: Mapping[NoticeState, str]
    state_news: Mapping[NoticeState, str]
    """What is said to be new when it has come to a state; empty where another change says it."""
    labels: Labels
    lines: Lines
    usual: Mapping[Family, Mapping[Literal["staff", "public"], Usual]]
    scenes: Mapping[Scene, Mapping[Voice, Said]]

    def said(self, scene: Scene, voice: Voice) -> Said:
        """Return what is said to these readers."""
        voices = self.scenes[scene]
        instead: Voice = "link" if voice == "public-link" else "staff"
        return voices.get(voice) or voices.get(instead) or voices["staff"]


WORDS = Path(__file__).parent / "words"


@cache
def written(language: Language) -> Wording:
    """Return a language's words as they are written now, approved or not."""
    content: object = YAML(typ="safe").load(WORDS / f"{language}.yaml")  # pyright: ignore[reportUnknownMemberType]
    return Wording.model_validate(content)
