"""A whole drive read as a track of changes from its beginning, page by page."""

from collections.abc import Iterator

from flytt.migration.drives import Entry, TenantDrives


def everything(drives: TenantDrives, drive: str) -> Iterator[Entry]:
    """Yield what there is, without the topmost folder. One that changes meanwhile may come twice."""
    token, more = "", True
    while more:
        page = drives.changes(drive, token)
        yield from (one for one in page.entries if not one.top and not one.gone)
        token, more = page.token, page.more
