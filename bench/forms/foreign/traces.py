"""What else tells of forms: the audit log of half a year, links on pages and in mail, the directory."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from bench.forms.foreign.books import iso
from bench.forms.foreign.lives import DAY, NOW, Form
from bench.forms.foreign.service import Shown, put
from bench.forms.foreign.town import Town, guid
from bench.forms.foreign.words import chance

KEPT = 180 * DAY


def write_audit(rng: Random, estate: Path, town: Town, forms: Sequence[Form]) -> dict[str, int]:
    """Write the log as the Management API gives it; return which ids it names."""
    named: dict[str, int] = {}
    lines: list[Shown] = []
    upn = {one.id: one.upn for one in town.people}
    for form in forms:
        for at, what, mine, more in _events(form):
            if NOW - at > KEPT or chance(rng, 0.01):
                continue
            named[mine] = form.number
            by = more.pop("by", form.maker)
            lines.append({
                "CreationTime": iso(at)[:-1], "Id": guid(rng), "Operation": what, "RecordType": 66,
                "OrganizationId": town.tenant, "Workload": "MicrosoftForms",
                "UserId": upn.get(str(by), str(by)),
                "FormsUserTypes": [1 if by == form.maker else 2], "FormId": mine, "FormName": form.title,
                "ActivityParameters": json.dumps({"FormId": mine, "FormName": form.title, **more}),
            })  # fmt: skip
            if "NewFormId" in more:
                named[str(more["NewFormId"])] = form.number
    put(estate / "audit" / "content-1.json", sorted(lines, key=lambda one: str(one["CreationTime"])))
    return named


def _events(form: Form) -> Iterator[tuple[int, str, str, Shown]]:
    def mine(at: int) -> str:
        return form.ids[-1] if not form.moved or at >= form.moved else form.ids[0]

    yield form.made, "CreateForm", mine(form.made), {}
    for one in form.responses:
        by = f"urn:forms:anonymous#{one.end:x}@forms.office.com" if form.public else one.mail
        yield one.end, "CreateResponse", mine(one.end), {"ResponseId": str(one.id), "by": by}
        if one.gone < NOW:
            yield one.gone, "DeleteResponse", mine(one.gone), {"ResponseId": str(one.id)}
    if form.moved:
        yield (
            form.moved,
            "MoveForm",
            form.ids[0],
            {"NewFormId": form.ids[-1], "DestinationUserId": form.owner},
        )
    if form.deleted:
        yield form.deleted, "DeleteForm", form.ids[-1], {}


def write_links(rng: Random, estate: Path, forms: Sequence[Form], share: float) -> dict[str, bool]:
    """Write links to a share of the forms; return the ids, and whether the form's title stands beside."""
    told: dict[str, bool] = {}
    lines: list[Shown] = []
    for form in forms:
        if not chance(rng, share):
            continue
        which = rng.choice(form.ids)
        titled = chance(rng, 0.7)
        where = (
            rng.choice(("Teams-fane «{}»", "E-post: {}", "Intranett, nyheit: {}", "QR-plakat {}"))
            if titled
            else "Lenkesamling (csv), linje {}"
        )
        lines.append(
            {
                "where": where.format(form.title if titled else rng.randrange(400)),
                "url": f"https://forms.office.com/Pages/ResponsePage.aspx?id={which}&lang=nb-NO",
            }
        )
        told[which] = titled
    (estate / "references.ndjson").write_text(
        "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), encoding="utf-8"
    )
    return told


def write_directory(estate: Path, town: Town) -> None:
    """Write accounts in use, teams and units; who is gone stands in none of them."""
    here = [one for one in town.people if not one.gone]
    users = [
        {
            "id": one.id,
            "displayName": one.name,
            "userPrincipalName": one.upn,
            "mail": one.upn,
            "department": one.unit.name,
            "accountEnabled": True,
        }
        for one in here
    ]
    put(estate / "directory" / "users.json", {"value": users})
    teams = [
        {"id": one.id, "displayName": one.name, "members": [{"id": m} for m in one.members]}
        for one in town.teams
    ]
    put(estate / "directory" / "groups.json", {"value": teams})
    put(estate / "directory" / "deleted-users.json", [])
    rows = [
        "unit;sector;members",
        *(f"{unit.name};{unit.sector};{one.id}" for unit in town.units for one in here if one.unit == unit),
    ]
    (estate / "directory" / "units.csv").write_text("\n".join(rows), encoding="utf-8-sig")
