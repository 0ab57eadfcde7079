"""Whether there is more than content to carry: what neither side has, rsync need not look for."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import cast

from flytt.adapters.shares.agent_program import program
from flytt.adapters.shares.order import Order, Side
from flytt.adapters.shares.shell import ask

_SECONDS = 60
"""As long as a look at the source may take; some millions of files when its host remembers them."""


def lean(order: Order) -> Order:
    """Return an order for an empty target without what the source has none of and the target hands down none.

    Both hosts are asked at once. What appears at the source afterwards is taken over by the next pass, whose
    target is no longer empty and which therefore asks for everything; and no verification misses it.
    """
    with ThreadPoolExecutor(2) as both:
        source, target = both.map(_has, (order.source, order.target), (False, True))
    lists, attributes = source["lists"] or target["lists"], source["attributes"] or target["attributes"]
    return replace(
        order,
        lists=bool(lists),
        attributes=bool(attributes),
        sparse=bool(source["sparse"]),
        size_bytes=source["size_bytes"],
    )


def _has(side: Side, empty: bool) -> dict[str, int]:  # noqa: FBT001 - mapped over both sides
    """Return whether there are access lists, attributes, holes (all where nobody can tell), and how much."""
    options = (
        f"path={os.fsencode(side.path).hex()}",
        f"seconds={_SECONDS}",
        *(("empty=yes",) if empty else ()),
    )
    argv = ("python3", "-I", "-S", "-", *options)
    told = ask(side.shell, "see what files carry", argv, given=program("traits"))
    if told.status:
        return {"lists": True, "attributes": True, "sparse": True, "size_bytes": 0}
    return cast("dict[str, int]", json.loads(told.stdout))
