"""What a mapping says of a Forms estate: whose, where its answers shall lie, and what becomes of each form.

No name or address of a person stands here: the plan is kept in the ledger.
"""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from flytt.migration.record import Record, Slug

FormId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{20,200}$")]
DriveId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9!_-]{1,200}$")]
FolderPath: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^\w[\w .-]*(/\w[\w .-]*)*$", max_length=200)
]
Handling: TypeAlias = Literal["recreate", "hand-over"]
"""`recreate`: Flytt makes the form anew. `hand-over`: its owner does, from its description."""

KEPT_DAYS = 365
"""How long the audit log is to be kept while the move goes on: what Microsoft's larger licence gives."""


class OldForms(Record):
    """The side that forms leave.

    `unsupported_api`: read forms and answers through the service's own interface, which Microsoft does not
    support: it may change without notice, and may shut its user out of Forms for an hour. Needs approval in
    writing. Without it the owners' downloads, the drives' files and the audit log must do.
    """

    tenant: Slug = Field(description="the old tenant's name in reach.yaml")
    unsupported_api: bool = False
    audit_days: int = Field(default=KEPT_DAYS, ge=180, le=3650)


class NewForms(Record):
    """The side that they come to: a folder of one drive, which Flytt alone writes in until it is opened."""

    tenant: Slug = Field(description="the new tenant's name in reach.yaml")
    drive: DriveId
    folder: FolderPath = "Forms"


class FormChoice(Record):
    """What the municipality has decided about one form, by its newest id."""

    form: FormId
    choice: Handling
    why: str


class FormChoices(Record):
    """What becomes of forms: `usual`, and those that are treated otherwise."""

    usual: Handling = "hand-over"
    otherwise: tuple[FormChoice, ...] = ()

    def of(self, form: str) -> Handling:
        """Return what becomes of one form."""
        chosen: dict[str, Handling] = {one.form: one.choice for one in self.otherwise}
        return chosen.get(form, self.usual)

    @property
    def any_recreated(self) -> bool:
        """True when there may be a form that Flytt makes."""
        return "recreate" in {self.usual, *(one.choice for one in self.otherwise)}


class FormsEstate(Record):
    """All forms of a tenant with all their answers, wherever these lie.

    `quarantine_owner` is the role that answers for what nobody could say whose it is.
    """

    source: OldForms
    target: NewForms
    forms: FormChoices = Field(default_factory=FormChoices)
    quarantine_owner: str = Field(min_length=1)

    @model_validator(mode="after")
    def _can_be_done(self) -> Self:
        """Forms are made through the same interface that they are read through."""
        if self.source.tenant == self.target.tenant:
            raise ValueError("source and target are the same tenant")
        if self.forms.any_recreated and not self.source.unsupported_api:
            raise ValueError(
                "`recreate` needs `unsupported_api: true`: there is no supported way to make a form"
            )
        decided = [one.form for one in self.forms.otherwise]
        if twice := sorted({one for one in decided if decided.count(one) > 1}):
            raise ValueError(f"more than one choice for {', '.join(twice)}")
        return self
