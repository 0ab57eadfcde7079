"""A small Forms estate for the twins' world: forms, an old export, a table nobody can tell the form of."""

from flytt.adapters.memory.forms_estates import QUARANTINE, MemoryForm, MemoryFormsEstates, MemoryTable
from flytt.migration.record import Json

HANDED, UNTOLD = "S" * 40, "liste.xlsx"
WISHES = "O" * 40
ANSWER = "Jeg ønsker plass nær bekken"
"""What somebody answered: it may come out nowhere."""

ESTATE_SETTINGS: dict[str, Json] = {
    "source": {"tenant": "old", "unsupported_api": True, "audit_days": 365},
    "target": {"tenant": "new", "drive": "arkiv", "folder": "Forms"},
    "forms": {
        "usual": "recreate",
        "otherwise": [{"form": HANDED, "choice": "hand-over", "why": "Its owner wants other questions."}],
    },
    "quarantine_owner": "Arkivansvarlig",
}
"""What a mapping would say."""


def estates() -> MemoryFormsEstates:
    """Return forms with answers, an export with an answer that the service has no more, and a riddle."""
    return MemoryFormsEstates(
        forms={
            WISHES: MemoryForm({1: ANSWER, 3: "Nei"}),
            HANDED: MemoryForm({1: "Ja"}, is_open=False),
        },
        tables={
            "eksport.xlsx": MemoryTable({1: ANSWER, 2: "Slettet siden"}, form=WISHES),
            UNTOLD: MemoryTable({1: "Kanskje", 2: "Vet ikke"}),
        },
        held_by={"somebody else"},
    )


def answered(forms: MemoryFormsEstates, *, undo: bool) -> None:
    """Let people answer what they are asked, or take it back."""
    if undo:
        forms.said.pop(UNTOLD, None)
    else:
        forms.said[UNTOLD] = QUARANTINE
