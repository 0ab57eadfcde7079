"""What a form, or a set of blocks that belong together, is known by besides its answers."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flytt.forms.attribution.known import Known
from flytt.forms.attribution.units import Units
from flytt.forms.attribution.verbatim import given_title
from flytt.forms.attribution.wordings import words
from flytt.forms.block import Block
from flytt.forms.drive_item import DriveItem
from flytt.forms.headings import key

_LIVE = "OfficeForms.Table"
_UPLOADS = ("apps/microsoft forms/", "microsoft forms/")


@dataclass(slots=True)
class Profile:
    """Words and people.

    `titles` are word sets, `texts` longer ones that may hold a title; `questions` headings for comparison;
    `people` ids of owners, authors and drives; `folders` titles told by upload folders; `units`
    those that the people belong to and that titles name; `homes` who made the workbook that the service
    fills, or the persons who own a form that no group owns; `shared`: a group owns the form; `files` are
    drive and item of what a set of blocks lies in; `given` are titles letter by letter, in names that Forms
    gave files; `places` are a form's titles, and texts that link to it, as they were written.
    """

    titles: set[frozenset[str]] = field(default_factory=set[frozenset[str]])
    texts: set[frozenset[str]] = field(default_factory=set[frozenset[str]])
    questions: set[str] = field(default_factory=set[str])
    people: Counter[str] = field(default_factory=Counter[str])
    folders: set[frozenset[str]] = field(default_factory=set[frozenset[str]])
    units: set[str] = field(default_factory=set[str])
    homes: set[str] = field(default_factory=set[str])
    shared: bool = False
    files: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    given: set[str] = field(default_factory=set[str])
    places: tuple[str, ...] = ()

    def add(self, other: "Profile") -> None:
        """Take in what another is known by."""
        self.titles |= other.titles
        self.texts |= other.texts
        self.questions |= other.questions
        self.people += other.people
        self.folders |= other.folders
        self.units |= other.units
        self.homes |= other.homes
        self.files |= other.files
        self.given |= other.given


def of_known(known: Known) -> Profile:
    """Return what the sources tell of a form."""
    people = Counter(known.owners)
    people.update(one for form in known.forms for one in form.coauthors)
    return Profile(
        titles={found for one in known.titles if (found := words(one))},
        texts={found for one in known.where if (found := words(one))},
        questions={key(one.title) for one in known.questions if one.title},
        people=people,
        homes=_persons(known),
        places=(*known.titles, *known.where),
        shared=any(form.decoded.group_owned for form in known.forms if form.decoded),
    )


def _persons(known: Known) -> set[str]:
    """Return the persons in a form's ids; nobody when a group is in one."""
    told = [form.decoded for form in known.forms if form.decoded]
    return set() if any(one.group_owned for one in told) else {one.owner_id for one in told}


def of_block(block: Block, item: DriveItem | None) -> Profile:
    """Return what a block's file and headings tell."""
    titles = {words(one) for one in block.titles}
    people: Counter[str] = Counter()
    homes: set[str] = set()
    if item:
        titles.add(words(item.name))
        people.update({one for one in (item.drive_owner, item.group_id, item.created_by) if one})
        if block.table == _LIVE:
            homes = {one for one in (item.drive_owner, item.created_by) if one}
    folders = {found for upload in block.uploads if (found := _told(upload.folder))}
    questions = {block.columns[n].key for n in block.questions if block.columns[n].key}
    named = {one for one in titles if one}
    return Profile(
        titles=named,
        questions=questions,
        people=people,
        folders=folders,
        homes=homes,
        files={(block.drive_id, block.item_id)} if item else set(),
        given={given_title(item.name)} - {""} if item else set(),
    )


def place_in_units(profile: Profile, units: Units) -> None:
    """Find the units of a profile's people, and those that its titles name."""
    for one in profile.people:
        if units.is_group(one):
            profile.units.update(units.group(one))
        else:
            profile.units.update(unit.name for unit in units.person(one))
    for title in profile.titles:
        profile.units.update(units.named(title))


def _told(folder: str) -> frozenset[str]:
    plain = folder.replace("%20", " ").casefold()
    for mark in _UPLOADS:
        if mark in plain:
            return words(plain.partition(mark)[2].partition("/")[0])
    return frozenset()


def by_word(profiles: Mapping[int, Profile]) -> dict[str, list[int]]:
    """Return which profiles have a word in a title, or a question, for finding candidates."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, one in profiles.items():
        for mark in marks(one):
            found[mark].append(number)
    return dict(found)


def marks(profile: Profile) -> set[str]:
    """Return what a profile can be found by."""
    every: Iterable[Sequence[str] | frozenset[str]] = (*profile.titles, *profile.texts, *profile.folders)
    said = {f"w:{word}" for title in every for word in title}
    return said | {f"q:{one}" for one in profile.questions} | {f"p:{one}" for one in profile.people}
