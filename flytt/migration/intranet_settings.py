"""What a mapping says of an intranet that moves: which sites, whose files its pages show, and decisions."""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from flytt.migration.checks import Check
from flytt.migration.record import Record, Slug
from flytt.migration.said_once import say_each_once

SiteId: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^(root|[A-Za-z0-9.-]+,[0-9A-Fa-f-]{36},[0-9A-Fa-f-]{36})$")
]
PageName: TypeAlias = Annotated[str, StringConstraints(pattern=r'^[^"*:<>?/\\|#%]{1,120}\.aspx$')]
PartType: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|unknown)$")
]


class SiteRow(Record):
    """A site, and the one that its pages move into. It must be there: Graph makes sites with groups alone."""

    source: SiteId = Field(description="as GET /sites/{host}:/sites/{name} says it, or `root`")
    target: SiteId


class PageDecision(Record):
    """What somebody has decided of one page, by its id in the old tenant."""

    source: str
    leave: bool = Field(default=False, description="true: it does not move, and people build it anew")
    name: PageName | None = Field(default=None, description="a name of its own on the new side")
    newest: Literal["publish", "draft"] | None = Field(
        default=None, description="of a page that people see an older state of: publish its newest, or do not"
    )
    read_by_all: bool = Field(
        default=False, description="true: its own rights are let go; all who read the new site may read it"
    )
    why: str

    @model_validator(mode="after")
    def _decides_something(self) -> Self:
        """A row that decides nothing, or to move what stays, was meant otherwise."""
        moves = self.name is not None or self.newest is not None or self.read_by_all
        if self.leave is moves:
            raise ValueError("either `leave`, or `name`, `newest` or `read_by_all`")
        return self


class LeftPart(Record):
    """A sort of web part that Graph does not write, and that somebody has decided to move pages without."""

    type: PartType
    why: str


class TenantIntranet(Record):
    """Sites and their pages."""

    source: Slug = Field(description="the old tenant's name in reach.yaml")
    target: Slug = Field(description="the new tenant's name in reach.yaml")
    sites: tuple[SiteRow, ...] = Field(min_length=1)
    files: Slug | None = Field(
        default=None, description="the workload that moves the files which pages show; none: no such links"
    )
    home: PageName = Field(
        default="hjem-fra-gammel-side.aspx", description="what each old Home.aspx is called on the new side"
    )
    web_parts: tuple[LeftPart, ...] = ()
    decisions: tuple[PageDecision, ...] = ()
    page_rights: Literal["ask", "looked"] = Field(
        default="ask",
        description="`looked`: people have found out which pages have rights of their own; nobody is asked",
    )
    instructions: str = Field(description="how people's way in is turned to the new side")
    undo_instructions: str
    checks: tuple[Check, ...] = Field(min_length=1, description="what is seen when it has been turned")

    @model_validator(mode="after")
    def _says_each_once(self) -> Self:
        """Two rows for one thing would leave it to chance which of them counts."""
        said = {
            "row for the old site for": [row.source for row in self.sites],
            "row for the new site for": [row.target for row in self.sites],
            "decision for": [row.source for row in self.decisions],
            "web part for": [row.type for row in self.web_parts],
        }
        say_each_once(self.source, self.target, said)
        return self

    def decided(self, page: str) -> PageDecision | None:
        """Return what somebody has decided of a page."""
        return next((row for row in self.decisions if row.source == page), None)
