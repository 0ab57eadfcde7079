"""Records of a DNS zone, as steps see them."""

from typing import Literal, TypeAlias

from flytt.migration.record import Record

RecordKind: TypeAlias = Literal["MX", "TXT", "CNAME"]


class Rrset(Record):
    """All records of one name and kind; no values: there are none.

    Values sorted: MX as `0 host`, TXT as the text itself, names without a dot at the end.
    """

    ttl_seconds: int = 0
    values: tuple[str, ...] = ()
