"""A file as the drive knows it, apart from its content."""

from datetime import datetime

from flytt.migration.record import Record


class DriveItem(Record):
    """One Graph driveItem. Persons are object ids, or addresses where the drive gave no id. Times are UTC.

    `path` is the folder within the drive, without the name; `list_item_unique_id` and `site_id` are from
    sharepointIds.
    """

    drive_id: str
    item_id: str
    name: str = ""
    path: str = ""
    url: str = ""
    size_bytes: int | None = None
    created: datetime | None = None
    modified: datetime | None = None
    created_by: str = ""
    created_with: str = ""
    modified_by: str = ""
    modified_with: str = ""
    drive_owner: str = ""
    drive_type: str = ""
    site_id: str = ""
    group_id: str = ""
    list_item_unique_id: str = ""
    hashes: tuple[tuple[str, str], ...] = ()
    is_folder: bool = False
    is_deleted: bool = False
    listed: bool = True
    """False for content that lies in the estate while no listing names it."""
