"""One ledger for each thing that can be told, and the moment at which it is told."""

from collections.abc import Callable, Mapping

from flytt.migration.notice import Notice
from flytt.migration.plan import Plan
from flytt.migration.workload import PublicWords, Words
from tests.notices.stage import (
    ARCHIVE,
    BY_HAND,
    HOSTED,
    Story,
    accepted,
    all_accepted,
    down,
    local,
    moved,
    plan_of,
    taken_back,
    used_then_taken_back,
    workload,
)

ONE = plan_of()
FRIDAY = (2023, 6, 2)
THURSDAY = (2023, 6, 8)
LATER = plan_of(workload(start=local(16, day=THURSDAY)))
_ARCHIVE = plan_of(workload("Historisk arkiv", kind="read-only-archive", entries=ARCHIVE))
_LATER_ARCHIVE = workload(
    "Historisk arkiv", kind="read-only-archive", entries=ARCHIVE, start=local(16, day=THURSDAY)
)


def _archive(until: str) -> Story:
    story = Story(_ARCHIVE).at(local(12)).aim().answer("go").at(local(16, 4)).start("copy")
    if until == "copying":
        return story
    story = story.do("copy").at(local(16, 30)).do("look-up")
    return story if until == "moved" else story.at(local(16, 50)).answer("accept")


def _archive_back(*, over: bool) -> Story:
    story = _archive("copying").at(local(17)).aim("before", backward=True)
    return story.undo("copy") if over else story


def _joins_another() -> Notice:
    """Return the notice of one that is moved with the others of another day."""
    other = workload("Visma Flykning", start=local(16, day=THURSDAY))
    story = Story(plan_of(workload(), other)).at(local(9, day=FRIDAY))
    return story.follow(plan_of(LATER.workloads[0], other)).notice()


SCENES: Mapping[str, Callable[[], Notice]] = {
    "planned": lambda: Story(ONE).notice(local(9, day=FRIDAY)),
    "planned-up": lambda: Story(_ARCHIVE).notice(local(9, day=FRIDAY)),
    "postponed": lambda: Story(ONE).at(local(9, day=FRIDAY)).follow(LATER).notice(),
    "postponed-up": lambda: (
        Story(_ARCHIVE)
        .at(local(9, day=FRIDAY))
        .follow(_ARCHIVE.changed(workloads=(_LATER_ARCHIVE,)))
        .notice()
    ),
    "reminder": lambda: Story(ONE).notice(local(9)),
    "reminder-up": lambda: Story(_ARCHIVE).notice(local(9)),
    "unbegun": lambda: Story(ONE).at(local(12)).aim().notice(local(16, 20)),
    "started": lambda: down(ONE).notice(local(16, 20)),
    "started-up": lambda: _archive("copying").notice(),
    "late": lambda: down(ONE).notice(local(20, 10)),
    "late-estimate": lambda: down(ONE).at(local(20, 10)).do("copy").notice(),
    "late-up": lambda: _archive("copying").notice(local(20, 1)),
    "going-back": lambda: down(ONE).at(local(19, 15)).aim("before", backward=True).notice(),
    "going-back-up": lambda: _archive_back(over=False).notice(),
    "moving-back": lambda: accepted(ONE).at(local(9, day=THURSDAY)).aim("before", backward=True).notice(),
    "checking": lambda: moved(ONE).notice(),
    "checking-late": lambda: moved(ONE).notice(local(20)),
    "checking-up": lambda: _archive("moved").notice(),
    "finished": lambda: accepted(ONE).notice(),
    "finished-up": lambda: _archive("accepted").notice(),
    "cancelled": lambda: (
        Story(ONE).at(local(12)).aim().answer("go", go=False, why="Streik hos leverandøren.").notice()
    ),
    "moved-on": _joins_another,
    "taken-back": lambda: taken_back(ONE).notice(),
    "taken-back-up": lambda: _archive_back(over=True).notice(),
    "moved-back": lambda: used_then_taken_back(ONE, written=("2 rows",)).notice(),
}

"""What each scene is named for, with one application that users lose, or an archive that they never do."""

_NAMED = {
    "nb": Words(public=PublicWords(name="søknad om sosialhjelp på nett")),
    "nn": Words(public=PublicWords(name="søknad om sosialhjelp på nett")),
}
_ROUTE = plan_of(workload("Digisos", kind="integration", audience=("residents",)).changed(words=_NAMED))
LINKS: Mapping[str, Callable[[], Notice]] = {
    "planned": lambda: Story(_ROUTE).notice(),
    "started": lambda: down(_ROUTE).notice(),
    "late": lambda: down(_ROUTE).notice(local(20, 10)),
    "finished": lambda: accepted(_ROUTE).notice(),
}
"""What those outside are told of a route between systems, under the name that they know."""

PLANNED: Mapping[str, Plan] = {
    "link": plan_of(workload("Digisos", kind="integration")),
    "thing": plan_of(workload("Elev-PC-er", kind="manual-change", entries=BY_HAND)),
    "night": plan_of(workload(start=local(22))),
    "many": plan_of(*(workload(name) for name in ("Visma Flykning", "Visma Voksenopplæring", "Eksamen"))),
    "practice": plan_of(practice=True),
}
"""What is said beforehand of other kinds, of a night, of many systems and in a practice."""

_READ = ("staff", "residents")
_BOTH = plan_of(workload("Visma Flykning", audience=_READ), workload("Visma Flyt Skole", audience=_READ))
_SAME = Words(before="Logg ut.", after="Logg inn som før.")
_OTHER = Words(before="Skriv ut lista.", works="Telefonen virker.", after="Logg inn på den nye sida.")
MIXED = plan_of(
    workload("Visma Flykning", audience=_READ, words={"nb": _SAME, "nn": _SAME}),
    workload("Visma Skole", audience=_READ, words={"nb": _SAME, "nn": _SAME}),
    workload("Barnehage", kind="hosted-application", audience=_READ, entries=HOSTED, words={"nb": _OTHER}),
)

SEVERAL: Mapping[str, Callable[[], Notice]] = {
    "one-taken-back": lambda: used_then_taken_back(_BOTH).notice(),
    "one-taken-back-written": lambda: used_then_taken_back(_BOTH, written=("2 rows",)).notice(),
    "planned": lambda: Story(MIXED).notice(),
    "finished": lambda: all_accepted(MIXED).notice(),
}
"""A wave of several systems: what is said of each, and of one that goes another way than the rest."""
