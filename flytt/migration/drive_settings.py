"""What a mapping says of drives that move: OneDrive of people, libraries of groups."""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from flytt.migration.identity_settings import Fits, ObjectId
from flytt.migration.item_rights import SITE_GROUP
from flytt.migration.record import Record, Slug
from flytt.migration.said_once import say_each_once

FolderName: TypeAlias = Annotated[str, StringConstraints(pattern=r'^([^"*:<>?/\\|~ .][^"*:<>?/\\|]{0,79})?$')]


MOST_VERSIONS = 50_000
"""Major versions that a library keeps at most. Source: Microsoft's page of SharePoint's limits."""


class DriveRow(Record):
    """Whose drives move under one rule; the first that fits a person counts."""

    id: Slug
    fits: Fits = Field(default_factory=Fits)
    into: FolderName = Field(
        default="", description="a folder that Flytt makes in the new drive; empty: the top"
    )
    leave: bool = Field(default=False, description="true: these people's drives do not move")


SiteGroup: TypeAlias = Annotated[str, StringConstraints(pattern=r"^site-group:.{1,255}$")]
"""A group that is one site's own, by what it is called: it has no id in the tenant."""


class DriveDecision(Record):
    """What somebody has decided about one person or group, by its id in the old tenant.

    `same-as`: it is the one in `target` on the new side, for its drive and for rights given to it.
    `leave`: its drive stays, and rights given to it are not carried over.
    """

    source: ObjectId | SiteGroup
    choice: Literal["leave", "same-as"]
    target: ObjectId | None = None
    into: FolderName = Field(default="", description="a folder of its own in a drive that is in use already")
    why: str

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        """Each choice needs its own field and no other."""
        if (self.target is not None) != (self.choice == "same-as"):
            raise ValueError("`target` belongs to `same-as`, and only to it")
        if self.into and self.target is None:
            raise ValueError("`into` belongs to `same-as`, and only to it")
        if self.into and self.source.startswith(SITE_GROUP):
            raise ValueError("a site's own group has no drive to put into a folder")
        return self


class ItemDecision(Record):
    """What somebody has decided about one folder or file that fewer may read than the folder above it."""

    source: str = Field(min_length=1, description="the item's id in the old tenant, as the survey names it")
    choice: Literal["read-by-all"] = Field(
        description="its narrower rights are let go: whoever may read the new folder may read it"
    )
    why: str


class TenantFiles(Record):
    """Drives of people, and the libraries of the groups that moved."""

    source: Slug = Field(description="the old tenant's name in reach.yaml")
    target: Slug = Field(description="the new tenant's name in reach.yaml")
    people: tuple[DriveRow, ...] = ()
    groups: Literal["move", "leave"] = "leave"
    groups_into: FolderName = ""
    versions: Literal["last", "all"] | Annotated[int, Field(ge=0, le=MOST_VERSIONS)] = Field(
        default="last",
        description="older states of each file that are carried beside the newest: their number, or all",
    )
    decisions: tuple[DriveDecision, ...] = ()
    items: tuple[ItemDecision, ...] = ()
    item_rights: Literal["ask", "looked"] = Field(
        default="ask",
        description="`looked`: people have found what fewer may read than the folder above; nobody is asked",
    )
    abreast: int = Field(
        default=4, ge=1, le=4, description="drives that a pass copies at a time; 1: one after the other"
    )

    @property
    def older(self) -> int:
        """How many older states of each file are carried."""
        if isinstance(self.versions, int):
            return self.versions
        return MOST_VERSIONS if self.versions == "all" else 0

    @model_validator(mode="after")
    def _says_each_once(self) -> Self:
        """Two rows for one thing would leave it to chance which of them counts."""
        said = {
            "row of people for": [row.id for row in self.people],
            "decision for": [row.source for row in self.decisions],
            "decision for item": [row.source for row in self.items],
            "target of a decision for": [
                row.target for row in self.decisions if row.target and not row.source.startswith(SITE_GROUP)
            ],
        }
        say_each_once(self.source, self.target, said)
        if not self.people and self.groups == "leave":
            raise ValueError("nothing moves: neither rows of people, nor groups")
        return self
