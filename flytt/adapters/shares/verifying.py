"""Two folders compared by two manifests, each made on its own host, both at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import NamedTuple

from flytt.adapters.shares.hashing import Able, all_able, fastest
from flytt.adapters.shares.manifests import Looking, manifest
from flytt.adapters.shares.order import Side
from flytt.shares.aspects import Difference
from flytt.shares.comparison import Comparison, Policy, Tally
from flytt.shares.manifest import Beat, Listed, Trailer
from flytt.shares.owners import Owners


class Verified(NamedTuple):
    """What a comparison came to, by which algorithm, and what each side counted."""

    tally: Tally
    algorithm: str
    source: Trailer
    target: Trailer


class SoFar(NamedTuple):
    """How far a comparison is: entries, and bytes of content that the slower side has said it has read."""

    matched: int
    differing: int
    read_bytes: int


def verify(  # noqa: PLR0913 - two sides, how they are compared, and who is told of it
    source: Side,
    target: Side,
    owners: Owners,
    policy: Policy,
    tell: Callable[[Difference], object],
    *,
    looking: Looking,
    asked: Sequence[Able | None] = (),
    watch: Callable[[Callable[[], SoFar]], object] = lambda _: None,
) -> Verified:
    """Read both folders whole and tell every difference as it is found. Changes nothing.

    The algorithm is the fastest on the slower host. BrokenManifest when a side was not read whole. `asked`:
    how source and target list folders, where that is known; else they are asked. `watch` is given, once, what
    tells at any time how far it is.
    """
    sides = {"source": source, "target": target}
    known = [one for one in asked if one is not None]
    if len(known) < len(sides):
        known = [*all_able(side.shell for side in sides.values())]
    able = dict(zip(sides, known, strict=True))
    algorithm = fastest(able.values())
    how = looking.changed(algorithm=algorithm)
    comparison = Comparison(policy, owners)
    heard = dict.fromkeys(sides, 0)

    def far() -> SoFar:
        tally = comparison.tally
        return SoFar(tally.matched, tally.differing, min(heard.values()))

    watch(far)
    with ExitStack() as open_:

        def begun(name: str) -> Listed:
            side = sides[name]
            python = able[name].python

            def beat(told: Beat) -> None:
                heard[name] = told.read_bytes

            return open_.enter_context(manifest(side.shell, side.path, how, with_python=python, beat=beat))

        with ThreadPoolExecutor(len(sides)) as at_once:
            one, other = at_once.map(begun, sides)
        for difference in comparison.of(one, other):
            tell(difference)
        assert one.trailer is not None
        assert other.trailer is not None
        return Verified(comparison.tally, algorithm, one.trailer, other.trailer)
