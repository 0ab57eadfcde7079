"""What came of carrying a drive over: how much, what was left and why, and which folders are about to go."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flytt.migration.copies import Book, Copy, Page
from tasks.tally import Tally


@dataclass
class Carried:
    """One drive's pass so far. `left`: by item; False is one that earlier was left, and is settled now."""

    counted: dict[str, int] = field(default_factory=dict[str, int])
    left: dict[str, bool] = field(default_factory=dict[str, bool])
    why: dict[str, str] = field(default_factory=dict[str, str])
    answers: dict[str, str] = field(default_factory=dict[str, str])
    """What the service answered to items that it refused, and had not been left before."""
    going: dict[str, Copy | None] = field(default_factory=dict[str, Copy | None])
    _said: dict[str, bool] = field(default_factory=dict[str, bool])

    def go_on(self, book: Book) -> tuple[str, ...]:
        """Go on where an earlier pass, or one that was killed, ended. Return the items that it left."""
        self.going = {one.item: one for one in book.going()}
        self._said = dict.fromkeys(book.left(), True)
        return tuple(self._said)

    def count(self, what: str, number: int = 1) -> None:
        """Count something that was done."""
        self.counted[what] = self.counted.get(what, 0) + number

    def unlike(self, item: str, why: str) -> None:
        """Note that an item is not there as it is on the old side."""
        self.left[item], self.why[item] = True, why

    def refuse(self, item: str, answer: str) -> bool:
        """Note that the service refused an item. True when it had not been left by an earlier pass."""
        self.unlike(item, f"the service refused it ({answer})")
        if self._said.get(item):
            return False
        self.answers[item] = answer
        return True

    def lies_in(self, folder: str, item: str) -> None:
        """Note an item whose folder was left: once that is there, no track of changes tells of the item."""
        if not self.left.get(folder):
            return
        self.unlike(item, "the folder that it lies in is not there")
        if folder in self.answers and not self._said.get(item):
            self.answers[item] = self.answers[folder]

    @property
    def refused_whole(self) -> str:
        """Return the one answer to every file; empty when any was taken, or left before."""
        moved = any(self.counted.get(what) for what in ("files", "renamed", "removed"))
        left = {one for one, is_left in self.left.items() if is_left}
        answers = set(self.answers.values())
        return answers.pop() if not moved and left == self.answers.keys() and len(answers) == 1 else ""

    def settle(self, item: str) -> None:
        """Note that an item is as it shall be: neither left, nor about to go."""
        if item in self.going:
            self.going[item] = None
        if item in self.left:
            self.left[item] = False

    def page(self, gone: Iterable[Copy], token: str, *, anew: bool) -> Page:
        """Return what is to be noted: of what was left, what has not been noted so."""
        left = {one: is_left for one, is_left in self.left.items() if self._said.get(one) is not is_left}
        return Page(gone=tuple(gone), going=self.going, left=left, token=token, anew=anew)

    def noted(self) -> None:
        """Know that it is noted."""
        self._said = dict(self.left)

    def tally(self) -> Tally:
        """Return it as a pass over one drive reports it."""
        left = [one for one, is_left in self.left.items() if is_left]
        return Tally(
            drives=1,
            left=tuple(one for one in left if one not in self.why),
            unlike=tuple(f"item {one}: {self.why[one]}" for one in left if one in self.why),
            **self.counted,
        )
