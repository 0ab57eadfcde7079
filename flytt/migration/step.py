"""A step: four verbs and a probe over the ports. One public step per file under `tasks/`."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic, Literal, TypeVar, cast, get_args

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record


class InVault:
    """Marks a field of `before` or `receipt` that may hold a name or an address: kept in the vault."""


class Nothing(Record):
    """A before-value or receipt of a step that leaves none."""


class Before(Record):
    """What was there before Flytt: `found` says whether the step's object existed already."""

    found: Literal["found", "absent"]


Want = TypeVar("Want", bound=Record)
Was = TypeVar("Was", bound=Record)
Receipt = TypeVar("Receipt", bound=Record)


@dataclass(frozen=True, slots=True)
class Traces(Generic[Was]):
    """What a step's effect looks like to one who does not know what was there before.

    `was` is what must have been there if the effect is Flytt's own; None where only people can know.
    """

    presence: Presence
    was: Was | None = None


class Step(ABC, Generic[Want, Was, Receipt]):
    """One act upon the world.

    `plan` reads and chooses, changing nothing; its answer is durable before `do` is called. `do` and `undo`
    may be called any number of times. `undo` gets what `plan` found and, when `do` came that far, its
    receipt; it removes only what Flytt created and restores only what Flytt changed.
    """

    want: ClassVar[type[Record]]
    was: ClassVar[type[Record]]
    receipt: ClassVar[type[Record]]

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        """Read the record types off `Step[Want, Was, Receipt]`, so that no step says them twice.

        An abstract step may fix the last two itself; what is made of it then names `Want` alone.
        """
        super().__init_subclass__()
        if abstract:
            return
        (base,) = [b for b in getattr(cls, "__orig_bases__", ()) if get_args(b)]
        arguments: tuple[type[Record], ...] = get_args(base)
        cls.want = arguments[0]
        if len(arguments) > 1:
            cls.receipt = arguments[-1]
            cls.was = arguments[1] if len(arguments) == 3 else Nothing  # noqa: PLR2004 - a look names two: it finds nothing

    @abstractmethod
    def plan(self, want: Want, world: World) -> Was: ...

    @abstractmethod
    def probe(self, want: Want, was: Was, world: World) -> Presence: ...

    @abstractmethod
    def do(self, want: Want, was: Was, world: World) -> Receipt: ...

    @abstractmethod
    def verify(self, want: Want, was: Was, receipt: Receipt, world: World) -> Verification: ...

    @abstractmethod
    def undo(self, want: Want, was: Was, receipt: Receipt | None, world: World) -> None: ...

    def traces(self, want: Want, world: World) -> Traces[Was]:
        """Look for the effect without a before-value, after a restoration: PRESENT, PARTIAL or ABSENT.

        A step that finds nothing before it acts is probed. One with a before-value must say for itself what
        betrays its effect; until it does, nothing can be told, and people are asked.
        """
        if self.was is not Nothing:
            return Traces(Presence.UNKNOWN)
        was = cast("Was", Nothing())
        return Traces(self.probe(want, was, world), was)

    def adopt(self, want: Want, was: Was, world: World) -> Receipt:
        """Return the receipt of an effect that is there already, people having said that it is Flytt's.

        `do` repeated, unless people may have built upon it since: then it must read, and write nothing.
        """
        return self.do(want, was, world)

    @property
    def keeps_what_people_write(self) -> bool:
        """True when people may write into its effect: a step that can list it, says so by listing."""
        return "written_since" in vars(type(self))

    def written_since(self, want: Want, was: Was, receipt: Receipt, world: World) -> tuple[str, ...]:
        """Say what others have written on the new side since `do`, which undoing would hide from them."""
        del want, was, receipt, world
        return ()
