"""Older states of a file written before its newest, oldest first, so that the newest lies on top.

A state is never written twice: what is there already is found by its content, after the version that is noted
before anything is written. Who wrote a state and when cannot be set: Graph gives it Flytt's name and today.
"""

from dataclasses import dataclass, field

from flytt.migration.copies import Book, Copy
from flytt.migration.drives import Entry, TenantDrives
from flytt.migration.errors import CommandFailed, NotFound
from flytt.migration.files import Pair
from tasks.file_states import State, once, since, states, written
from tasks.uploading import Uploading

REFUSED = "copied without older versions that cannot be had; state fewer `versions`, or they stop the window:"


@dataclass
class OlderStates:
    """Those of one drive's files. `most`: how many of each file are asked for; 0 costs no request."""

    old: TenantDrives
    new: TenantDrives
    pair: Pair
    book: Book
    most: int = 0
    _reached: dict[str, str] = field(default_factory=dict[str, str])

    def bring(
        self, content: Uploading, entry: Entry, parent: str, over: Entry | None = None,
        known: Copy | None = None,
    ) -> Entry | None:  # fmt: skip
        """Upload a file with its older states. None when the name is taken, or it is not as seen."""
        if not self.most:
            return content.upload(entry, parent, over)
        listed = states(self.old, self.pair.source.id, entry)
        self._reached[entry.id] = listed[0].id if listed else ""
        before = known.version if known is not None and over is not None else ""
        wanted = self._wanted(listed, before)
        if over is not None:
            try:
                count = self._written(wanted, over, entry.id, before)
            except (NotFound, CommandFailed):
                wanted = [one for one in wanted if not self._refused(one, entry, content)]
                count = self._written(wanted, over, entry.id, before)
            wanted = wanted[count:]
            if not wanted and over.same(entry):
                # It may be an older state of the same content, with that one's time.
                return self.new.change(self.pair.target.id, over.id, parent, entry, seen=over.change)
        there = over
        for state in wanted:
            try:
                found = content.state(entry, state, parent, there)
            except (NotFound, CommandFailed):
                if not self._refused(state, entry, content):
                    raise
                continue
            if found is None:
                return None
            there = found
        return content.upload(entry, parent, there)

    def between(self, entry: Entry, known: Copy) -> bool:
        """True when a file that holds what its copy holds has held something else meanwhile."""
        if not (self.most and known.version):
            return False
        listed = states(self.old, self.pair.source.id, entry)
        now = listed[:1]
        return any(not one.same(now[0]) for one in self._wanted(listed, known.version))

    def reached(self, item: str, known: Copy | None, *, whole: bool) -> str:
        """Return up to which version a copy has a file's states now. Not `whole`: the newest is to come."""
        before = known.version if known is not None else ""
        reached = self._reached.pop(item, before)
        return reached if whole else before

    def _wanted(self, listed: list[State], before: str) -> list[State]:
        """Return the older states that are newer than what was carried `before`, oldest first."""
        newer = since(listed, before)[:-1]
        return newer[max(0, len(newer) - self.most) :]

    def _refused(self, state: State, entry: Entry, content: Uploading) -> bool:
        """Tell whether a state cannot be read, which is named: it keeps those after it away no more."""
        try:
            state.piece(0)
        except (NotFound, CommandFailed):
            said = content.so_far.why.get(entry.id, REFUSED)
            content.so_far.unlike(entry.id, f"{said} {state.id}")
            return True
        return False

    def _written(self, wanted: list[State], over: Entry, item: str, before: str) -> int:
        """Return how many of them an earlier run has written. Nothing is read unless it may have."""
        if not wanted:
            return 0
        there = states(self.new, self.pair.target.id, over)
        onto = self.book.onto(item, before, there[0].id if there else "") if before else ""
        return written(wanted, since(there, onto))


@dataclass(frozen=True)
class Held:
    """A file's older states on both sides, held against each other. `wrong`: versions that are not there.

    `foreign`: others wrote them; `beyond`: Flytt did, and the old side has them no longer, or never had them
    whole because it was saved meanwhile.
    """

    older: int
    older_there: int
    wrong: tuple[str, ...] = ()
    foreign: int = 0
    beyond: int = 0


def compared(old: list[State], new: list[State], most: int) -> Held:
    """Compare what two files have held; both newest are known to be alike. All are read again, on both sides.

    Each of the newest states of the old one must lie in the new one, in that order. What lies between them
    there and is none of them is foreign, or beyond. Older ones than were asked for may lie below.
    """
    wanted = once(reversed(old[: most + 1]))
    if len(wanted) < 2:  # noqa: PLR2004 - the newest alone
        return Held(0, max(0, len(new) - 1))
    missing, between, waiting = wanted[:-1], list[State](), list(wanted[:-1])
    for one in new[1:]:
        if not waiting:
            break
        if waiting[-1].same(one):
            waiting.pop()
        else:
            between.append(one)
    other = [one for one in between if not any(one.same(state) for state in wanted)]
    beyond = sum(one.version.own for one in other)
    return Held(
        older=len(missing),
        older_there=len(missing) - len(waiting),
        wrong=tuple(one.id for one in waiting),
        foreign=len(other) - beyond,
        beyond=beyond,
    )
