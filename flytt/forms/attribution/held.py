"""Everything of an estate laid out for attribution: tables, links between them, sets, and their profiles."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flytt.forms.attribution.alike import Lists, lists
from flytt.forms.attribution.attach import Fit, Forms, fits
from flytt.forms.attribution.chosen import chosen
from flytt.forms.attribution.claimants import against
from flytt.forms.attribution.components import Component, cut_up, known_by
from flytt.forms.attribution.followers import Followed, followers, follows
from flytt.forms.attribution.fragments import by_form, joined
from flytt.forms.attribution.groups import Link, answers_enough, grouped, links
from flytt.forms.attribution.identity import INSIDE_BITS, Claim, Claims, claims
from flytt.forms.attribution.in_question import alone_with_title
from flytt.forms.attribution.known import Known, is_blind, known_forms
from flytt.forms.attribution.likely import ELSEWHERE_BITS, LIKE_FORMS_BITS, is_elsewhere, looks_bits
from flytt.forms.attribution.mixed import whole
from flytt.forms.attribution.pairs import sharing
from flytt.forms.attribution.pieces import pieces
from flytt.forms.attribution.profile import Profile, of_block, of_known, place_in_units
from flytt.forms.attribution.rivals import rivals
from flytt.forms.attribution.scores import Rarities
from flytt.forms.attribution.table import Table, without_common
from flytt.forms.attribution.table import of_block as table_of
from flytt.forms.attribution.units import Units
from flytt.forms.attribution.wordings import Rarity
from flytt.forms.block import Block
from flytt.forms.estate import Estate


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """`set_of` gives for each table of a block the number of its component; `fits` how orphans fit forms.

    `followed` tells whom tables without responses follow; `place_of_form` the first component of each form;
    `lists` are blocks, unlike Forms otherwise, that ask what a form asks; `rivals` counts other sets that ask
    the same as one which only title, owner or a name gave its form, `untold` those of them whose form the
    service does not show; `against` is what stands against the best fits of a set.
    """

    estate: Estate
    blocks: tuple[Block, ...]
    known: tuple[Known, ...]
    tables: tuple[Table, ...]
    whole: Mapping[int, bool]
    links: tuple[Link, ...]
    components: tuple[Component, ...]
    set_of: Mapping[int, int]
    fits: Mapping[int, tuple[Fit, ...]]
    claims: Claims
    tables_of: Mapping[int, tuple[int, ...]]
    followed: Mapping[int, Followed]
    place_of_form: Mapping[int, int]
    lists: Lists
    rivals: Mapping[int, int]
    untold: Mapping[int, int]
    against: Mapping[int, tuple[float, ...]]

    @property
    def blind(self) -> bool:
        """Whether the service showed the responses of less than half of the forms that are known."""
        return is_blind(self.known)

    def claimed(self, component: Component) -> list[Claim]:
        """Return what names forms for the files of a set."""
        return [one for key in self.files(component) for one in self.claims.get(key, [])]

    def files(self, component: Component) -> list[tuple[str, str]]:
        """Return the files that a set's blocks are in."""
        found = [self.blocks[self.tables[n].place] for n in component.tables]
        return list(dict.fromkeys((one.drive_id, one.item_id) for one in found))


def hold(estate: Estate) -> Held:
    """Return an estate laid out, every block's tables in exactly one set."""
    blocks = tuple(sorted(estate.blocks, key=lambda b: (b.drive_id, b.item_id, b.sheet, b.range)))
    known = known_forms(estate)
    tables: list[Table] = []
    tables_of: defaultdict[int, list[int]] = defaultdict(list)
    for n, block in enumerate(blocks):
        for piece in pieces(table_of(block, n)):
            tables_of[n].append(len(tables))
            tables.append(piece)
    tables += [table for one in known for table in one.tables]
    tables = without_common(tables)
    profiles = [of_block(block, estate.item.get((block.drive_id, block.item_id))) for block in blocks]
    units = Units(estate.directory)
    for one in profiles:
        place_in_units(one, units)
    looks = [looks_bits(block, _name(estate, block)) for block in blocks]
    like = {
        n
        for n, table in enumerate(tables)
        if table.origin != "block" or looks[table.place] >= LIKE_FORMS_BITS
    }
    strange = {n for n, t in enumerate(tables) if t.origin == "block" and is_elsewhere(blocks[t.place])}
    found = [
        one
        for one in links(tables, sharing(tables))
        if not one.by_answers or (strange.isdisjoint(one[:2]) and answers_enough(one, tables, like))
    ]
    wholes = whole(tables, found)
    groups = grouped(tables, found, wholes)
    members: defaultdict[int, list[int]] = defaultdict(list)
    for n, table in enumerate(tables):
        if table.origin == "block":
            members[groups.of(n)].append(n)
    components = [
        _component(own, groups.form.get(root), tables, blocks, profiles, looks)
        for root, own in members.items()
    ]
    claimed = claims(estate, known)
    mine = {n: of_known(one) for n, one in enumerate(known)}
    for one in mine.values():
        place_in_units(one, units)
    titled = [*(one.titles for one in mine.values()), *(one.titles for one in profiles)]
    asked = [*(one.questions for one in mine.values()), *(one.questions for one in profiles)]
    rarities = Rarities(
        Rarity(title for titles in titled for title in titles), Rarity(frozenset(one) for one in asked)
    )
    torn = frozenset(n for n, one in wholes.items() if not one)
    components, fitted, forms = _placed(components, known, mine, rarities, tables, blocks, claimed, torn)
    components += _only_in_mixed(components, tables, found, torn)
    followed: dict[int, Followed] = {}
    for n, one in followers(components, fitted, forms, tables, blocks).items():
        followed.update(dict.fromkeys(components[n].tables, one))
        if one.target is None:
            components[n].form = one.form
        else:
            components[one.target].tables += components[n].tables
            components[n].tables.clear()
    set_of = {n: at for at, one in enumerate(components) for n in one.tables}
    plain = {n: one.questions for n, one in enumerate(profiles) if looks[n] < LIKE_FORMS_BITS}
    answers = {n: [tables[m] for m in own] for n, own in tables_of.items()}
    wanted = [(forms.profiles[n].questions, one.complete) for n, one in enumerate(known)]
    unknown = [
        (one.profile.questions, [tables[n] for n in one.tables])
        for one in components
        if one.form is None and one.like_forms
    ]
    unknown += [(profiles[n].questions, answers[n]) for n in cut_up(tables, blocks)]
    given = [n for n in fitted if components[n].form is not None]
    return Held(
        estate=estate,
        blocks=blocks,
        known=known,
        tables=tuple(tables),
        whole=wholes,
        links=tuple(found),
        components=tuple(components),
        set_of=set_of,
        fits=fitted,
        claims=claimed,
        tables_of={n: tuple(own) for n, own in tables_of.items()},
        followed=followed,
        lists=lists(plain, answers, wanted, unknown, blind=is_blind(known)),
        rivals=rivals(components, given),
        untold=rivals(components, given, {n for n, one in enumerate(known) if one.answers}),
        against=against(components, fitted, tables),
        place_of_form={one.form: n for n, one in reversed([*enumerate(components)]) if one.form is not None},
    )


def _name(estate: Estate, block: Block) -> str:
    item = estate.item.get((block.drive_id, block.item_id))
    return item.name if item else ""


def _component(
    own: Sequence[int], form: int | None, tables: Sequence[Table], blocks: Sequence[Block],
    profiles: Sequence[Profile], looks: Sequence[float],
) -> Component:  # fmt: skip
    profile = Profile()
    for place in known_by(own, tables, blocks):
        profile.add(profiles[place])
    top = max(looks[tables[n].place] for n in own)
    if any(is_elsewhere(blocks[tables[n].place]) for n in own):
        top = min(looks[tables[n].place] for n in own)
    return Component(sorted(own), form, by_rows=form is not None or len(own) > 1, profile=profile, looks=top)


def _placed(  # noqa: PLR0913, PLR0917 - everything that is known meets here
    components: Sequence[Component], known: Sequence[Known], mine: Mapping[int, Profile], rarities: Rarities,
    tables: Sequence[Table], blocks: Sequence[Block], claimed: Claims, torn: frozenset[int],
) -> tuple[list[Component], dict[int, tuple[Fit, ...]], Forms]:  # fmt: skip
    """Give orphans the form that they fit, or join them with what they belong together with."""
    settled = [one for one in components if one.form is not None]
    orphans = [one for one in components if one.form is None and one.like_forms]
    others = [one for one in components if one.form is None and not one.like_forms]
    full = {
        n: replace(p, titles=set(p.titles), questions=set(p.questions), folders=set(p.folders))
        for n, p in mine.items()
    }
    for one in settled:
        if one.form is not None:
            full[one.form].questions |= one.profile.questions
            full[one.form].folders |= one.profile.folders
            if not full[one.form].titles:
                full[one.form].titles |= one.profile.titles
    rows = {n: [*one.tables] for n, one in enumerate(known)}
    for form, own in by_form(settled, tables).items():
        rows[form] += own
    forms = Forms.of(known, full, rows, rarities)
    loose = [one for one in orphans if torn.isdisjoint(one.tables)]
    others += [one for one in orphans if not torn.isdisjoint(one.tables)]
    result = [*settled, *joined(loose, tables, blocks, rarities), *others]
    fitted: dict[int, tuple[Fit, ...]] = {}
    for n, one in enumerate(result):
        if one.form is not None or not torn.isdisjoint(one.tables):
            continue
        files = {(blocks[tables[m].place].drive_id, blocks[tables[m].place].item_id) for m in one.tables}
        named = [claim for key in sorted(files) for claim in claimed.get(key, [])]
        if not one.like_forms and not named and is_hopeless(one):
            continue
        fitted[n] = tuple(fits(one, named, forms, tables))
    fitted = alone_with_title(fitted, rivals(result, fitted))
    with_rows = {
        n: one
        for n, one in fitted.items()
        if not follows(result[n], tables, blocks) or (one and one[0].named >= INSIDE_BITS)
    }
    for n, form in chosen(result, with_rows, tables).items():
        result[n].form = form
    return result, fitted, forms


def _only_in_mixed(
    components: Sequence[Component], tables: Sequence[Table], found: Sequence[Link], torn: frozenset[int]
) -> list[Component]:
    """Return a set without tables for each known form whose answers lie in tables of several forms only."""
    there = {one.form for one in components}
    sides = ((link.left, link.right) for link in found if link.agreed)
    pairs = ((a, b) for left, right in sides for a, b in ((left, right), (right, left)))
    forms = {tables[b].place for a, b in pairs if a in torn and tables[b].origin != "block"}
    return [Component([], one, by_rows=True) for one in sorted(forms) if one not in there]


def is_hopeless(one: Component) -> bool:
    """Whether another system's own headings are there; people put numbers before a form's answers too."""
    return one.looks <= ELSEWHERE_BITS
