"""What a store needs of a database: short transactions, given as functions so that they can be repeated."""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, Protocol, TypeAlias, TypeVar

from flytt.adapters.ledger.contents import Row, Value

T = TypeVar("T")
Dialect: TypeAlias = Literal["sqlite", "postgresql"]


class Statements(Protocol):
    """Statements inside one transaction. `?` stands for a value."""

    def rows(self, statement: str, values: Sequence[Value] = ()) -> list[Row]: ...
    def run(self, statement: str, values: Sequence[Value] = ()) -> None: ...
    def many(self, statement: str, rows: Iterable[Row]) -> None: ...


class Session(Protocol):
    """A connection that several threads may share and that comes back by itself after it was lost.

    Unreachable: nothing was written. Interrupted: the connection went away during the commit.
    """

    @property
    def dialect(self) -> Dialect: ...
    @property
    def place(self) -> str:
        """Where the database lies, without any secret: for sentences."""
        ...

    def read(self, work: Callable[[Statements], T]) -> T:
        """Run `work` on one unchanging view of the database."""
        ...

    def write(self, work: Callable[[Statements], T], *, lock: str) -> T:
        """Run `work` alone among all writers with the same lock, and commit durably."""
        ...

    def close(self) -> None: ...
