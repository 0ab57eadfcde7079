"""Drives of the twins' two tenants: deep folders, empty files, rights, and a large file."""

from copy import deepcopy
from functools import cache

from flytt.adapters.memory.drive import MemoryDrive
from flytt.adapters.memory.drives import MemoryDrives, MemoryTenantDrives
from flytt.migration.drives import PIECE_BYTES, Grant
from flytt.migration.record import Json
from tests.tenants import object_id

WHOM = {"delt": "delt", "ein": "framand"}
"""Who is whom on the new side."""

FILES_SETTINGS: dict[str, Json] = {
    "source": "old",
    "target": "new",
    "people": [
        {"id": "pupils", "fits": {"licence": "PUPILS"}, "leave": True},
        {"id": "staff", "fits": {"licence": "STAFF"}},
    ],
    "decisions": [
        *(
            {
                "source": object_id(f"old/{old}"),
                "choice": "same-as",
                "target": object_id(f"new/{new}"),
                "why": "The same person.",
            }
            for old, new in WHOM.items()
        ),
        {"source": object_id("old/sluttet"), "choice": "leave", "why": "Has left."},
    ],
}
"""What a mapping would say."""


def drives() -> MemoryDrives:
    """Return both tenants' drives."""
    old, new = MemoryTenantDrives(), MemoryTenantDrives()
    for local, there in WHOM.items():
        source, target = object_id(f"old/{local}"), object_id(f"new/{there}")
        old.drives[source] = deepcopy(_filled(f"old-{local}", source))
        new.drives[target] = MemoryDrive(f"new-{there}", target)
    return MemoryDrives({"old": old, "new": new})


@cache
def _filled(name: str, owner: str) -> MemoryDrive:
    drive = MemoryDrive(name, owner)
    drive.write("Årsplan.docx", b"plan")
    drive.write("Møter/2023/Referat & vedtak.docx", b"referat")
    drive.write("Møter/tom.txt", b"")
    drive.write("Bilder", None)
    if name == "old-delt":
        drive.write("Opptak.mp4", bytes(range(256)) * (PIECE_BYTES // 256) + b"slutt")
    item = drive.write("Møter", None).id
    drive.rights[item] = {
        one.id: one
        for one in (
            Grant(id="a", to=object_id("old/delt"), roles=("write",)),
            Grant(id="b", kind="link", roles=("read",)),
        )
    }
    return drive
