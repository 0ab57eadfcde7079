"""What a mapping says of people, groups and licences that move from one tenant to another.

No name or address of a person stands here: the plan is kept in the ledger. Whom a decision is about is said
by the object's id in the old tenant.
"""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from flytt.migration.record import Record, Slug
from flytt.migration.said_once import say_each_once

ObjectId: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
]
Domain: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", max_length=253)]
PartNumber: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,100}$")]
"""A licence by the name that Microsoft gives it in every tenant, such as `STANDARDPACK`."""
PersonRule: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9.-]{0,30}\{(local|nickname|employee)\}[a-z0-9.-]{0,30}$")
]
GroupRule: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[^{}\x00-\x1f]{0,60}\{name\}[^{}\x00-\x1f]{0,60}$")
]
NicknameRule: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9.-]{0,30}\{nickname\}[a-z0-9.-]{0,30}$")
]


class Fits(Record):
    """Who belongs to a population: all that is stated must be so; nothing stated fits everybody."""

    licence: PartNumber | None = None
    job_title: str | None = None
    department: str | None = None


class Population(Record):
    """People under one rule, such as staff or pupils. The first that fits a person counts."""

    id: Slug
    fits: Fits = Field(default_factory=Fits)
    name: PersonRule = "{local}"
    domain: Domain
    leave: bool = Field(default=False, description="true: these people do not move")


class LicenceRow(Record):
    """Which licence takes the place of which; no `target`: nobody gets one in its place."""

    source: PartNumber
    target: PartNumber | None = None


class GroupNames(Record):
    """How groups are called on the new side."""

    name: GroupRule = "{name}"
    nickname: NicknameRule = "{nickname}"


class Decision(Record):
    """What somebody has decided about one person or group, by its id in the old tenant.

    `same-as`: it is there already, under the id in `target`; nothing of it is changed but what it belongs to.
    `suffix`: it gets its name with this behind it. `leave`: it does not move.
    """

    source: ObjectId
    choice: Literal["leave", "same-as", "suffix"]
    target: ObjectId | None = None
    suffix: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{0,20}$")] = ""
    why: str

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        """Each choice needs its own field and no other."""
        if (self.target is not None) != (self.choice == "same-as"):
            raise ValueError("`target` belongs to `same-as`, and only to it")
        if bool(self.suffix) != (self.choice == "suffix"):
            raise ValueError("`suffix` belongs to `suffix`, and only to it")
        return self


class ProfileChoice(Record):
    """Which side counts where both have changed what is said of one person since the account was made.

    `old`: the new side is made to say it too. `new`: what was written there stays.
    """

    source: ObjectId
    keep: Literal["old", "new"]
    why: str


class Identity(Record):
    """People, groups, memberships, guests and licences of a tenant."""

    source: Slug = Field(description="the old tenant's name in reach.yaml")
    target: Slug = Field(description="the new tenant's name in reach.yaml")
    populations: tuple[Population, ...] = Field(min_length=1)
    groups: GroupNames = Field(default_factory=GroupNames)
    licences: tuple[LicenceRow, ...] = ()
    guests: Literal["invite", "leave"] = "leave"
    decisions: tuple[Decision, ...] = ()
    changed_on_both: tuple[ProfileChoice, ...] = ()

    @model_validator(mode="after")
    def _says_each_once(self) -> Self:
        """Two rows for one thing would leave it to chance which of them counts."""
        said = {
            "population for": [row.id for row in self.populations],
            "licence for": [row.source for row in self.licences],
            "decision for": [row.source for row in self.decisions],
            "choice for": [row.source for row in self.changed_on_both],
            "target of a decision for": [row.target for row in self.decisions if row.target],
        }
        say_each_once(self.source, self.target, said)
        return self
