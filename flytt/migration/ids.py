"""Ids of as many objects as there are, seen through what holds them already: nothing is copied."""

from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import chain


@dataclass(frozen=True, eq=False)
class Ids(AbstractSet[str]):
    """Ids that are in any of these, and are copied nowhere: each is in one of them."""

    parts: tuple[Collection[str], ...]

    def __contains__(self, one: object) -> bool:
        return any(one in part for part in self.parts)

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self.parts)

    def __len__(self) -> int:
        return sum(len(part) for part in self.parts)


@dataclass(frozen=True, eq=False)
class Themselves(Mapping[str, str]):
    """These ids, each standing for its counterpart where it has one, and else for itself."""

    ids: AbstractSet[str]
    there: Mapping[str, str] = field(default_factory=dict[str, str])

    def __getitem__(self, one: str) -> str:
        if one not in self.ids:
            raise KeyError(one)
        return self.there.get(one, one)

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, eq=False)
class Those(Mapping[str, str]):
    """Of all counterparts, those of these ids."""

    ids: AbstractSet[str]
    there: Mapping[str, str]

    def __getitem__(self, one: str) -> str:
        if one not in self.ids:
            raise KeyError(one)
        return self.there[one]

    def __iter__(self) -> Iterator[str]:
        return (one for one in self.there if one in self.ids)

    def __len__(self) -> int:
        return sum(1 for _ in self)
