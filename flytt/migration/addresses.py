"""Paths on hosts and names in the zone, as mappings write them."""

from typing import Annotated, TypeAlias

from pydantic import StringConstraints

from flytt.migration.record import Record

AbsolutePath: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^(/|[A-Za-z]:\\)[^\x00-\x1f]*$", max_length=1024)
]
DnsLabel: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]


class DnsName(Record):
    """The alias that users follow, and the two names it can point to."""

    alias: DnsLabel
    source: DnsLabel
    target: DnsLabel
