"""teams.add-tabs: tabs that show an address are made again; others are named."""

from collections.abc import Iterator

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Nothing, Step
from flytt.migration.team_messages import Links
from flytt.migration.teams import Tab, key_of
from tasks.teamed import Met, Teamed
from tasks.tenancy import how_much

WEB = "com.microsoft.teamspace.tab.web"
"""The app of a tab that shows an address. What others show lies in a tenant: Planner, lists."""


class Added(Record):
    """How many were made, and how many were not, by app."""

    tabs: int
    left: dict[str, int]


class AddTabs(Step[Teamed, Nothing, Added]):
    """Not before migration mode has ended: until then a channel takes no tabs."""

    def plan(self, want: Teamed, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Teamed, was: Nothing, world: World) -> Presence:
        del was
        rows = list(_wanted(Met(want, world)))
        return how_much(sum(there is not None for _, _, _, there in rows), len(rows))

    def do(self, want: Teamed, was: Nothing, world: World) -> Added:
        del was
        met, count = Met(want, world), 0
        for team, channel, tab, there in _wanted(met):
            count += 1
            if there is None:
                met.new.add_tab(team, channel, tab)
        return Added(tabs=count, left=_left(met))

    def verify(self, want: Teamed, was: Nothing, receipt: Added, world: World) -> Verification:
        del was
        rows = list(_wanted(Met(want, world)))
        seen = Verification.of(
            "each channel's own list of tabs",
            expected={f"channel {key_of(channel)} tab {tab.id}": "there" for _, channel, tab, _ in rows},
            found={
                f"channel {key_of(c)} tab {tab.id}": "there" if there else "lacking"
                for _, c, tab, there in rows
            },
        )
        left = tuple(f"{count} × tab of {app}: make it by hand" for app, count in receipt.left.items())
        return seen.changed(skipped=left)

    def undo(self, want: Teamed, was: Nothing, receipt: Added | None, world: World) -> None:
        del was, receipt
        met = Met(want, world)
        for team, channel, _, there in _wanted(met):
            if there is not None:
                met.new.remove_tab(team, channel, there.id)


def _wanted(met: Met) -> Iterator[tuple[str, str, Tab, Tab | None]]:
    """Yield each tab that can be made: the new team and channel, what is to be made, and what is there."""
    for pair in met.pairs.values():
        links = met.links(pair)
        for here, there in met.channels(pair):
            if there is None:
                continue
            have = {one.name: one for one in met.new.tabs(pair.target.id, there.id)}
            for one in met.old.tabs(pair.source.id, here.id):
                if one.app == WEB:
                    yield pair.target.id, there.id, _led(one, links), have.get(one.name)


def _led(tab: Tab, links: Links) -> Tab:
    return tab.changed(content_url=links.lead(tab.content_url), website_url=links.lead(tab.website_url))


def _left(met: Met) -> dict[str, int]:
    left: dict[str, int] = {}
    for pair in met.pairs.values():
        for here, _ in met.channels(pair):
            for one in met.old.tabs(pair.source.id, here.id):
                if one.app != WEB:
                    left[one.app] = left.get(one.app, 0) + 1
    return dict(sorted(left.items()))


STEP = AddTabs()
