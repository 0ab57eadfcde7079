"""Two small tenants for the twins' world: staff, pupils, guests, groups of every sort, and collisions."""

import hashlib

from flytt.adapters.memory.directory import MemoryDirectories, MemoryDirectory
from flytt.migration.directory import Group, GroupProfile, Held, Membership, Person, Profile, Sku
from flytt.migration.record import Json

STAFF, PUPIL = "sku-staff", "sku-pupil"


def object_id(key: str) -> str:
    """Return an id such as directories give, the same for the same key."""
    made = hashlib.sha256(key.encode()).hexdigest()
    return "-".join((made[:8], made[8:12], made[12:16], made[16:20], made[20:32]))


def person(tenant: str, local: str, *, sku: str = STAFF, enabled: bool = True, guest_of: str = "") -> Person:
    """Return an account that was there before Flytt."""
    return Person(
        id=object_id(f"{tenant}/{local}"),
        name=f"{local}@{tenant}.example",
        nickname=local,
        profile=Profile(
            display_name=local.title(),
            job_title="Elev" if sku == PUPIL else "Ansatt",
            employee="1",
            usage_location="NO",
        ),
        enabled=enabled,
        guest_of=guest_of,
        licences=() if guest_of else (Held(sku=sku),),
    )


def group(tenant: str, nickname: str, *, unified: bool = False, rule: str = "") -> Group:
    """Return a group that was there before Flytt."""
    return Group(
        id=object_id(f"{tenant}/group/{nickname}"),
        profile=GroupProfile(
            display_name=nickname.title(),
            nickname=nickname,
            unified=unified,
            mail_enabled=unified,
            security_enabled=not unified,
        ),
        rule=rule,
    )


IDENTITY_SETTINGS: dict[str, Json] = {
    "source": "old",
    "target": "new",
    "populations": [
        {"id": "pupils", "fits": {"licence": "PUPILS"}, "name": "elev.{local}", "domain": "new.example"},
        {"id": "staff", "fits": {"licence": "STAFF"}, "domain": "new.example"},
    ],
    "groups": {"name": "Fjordvik – {name}", "nickname": "fjo-{nickname}"},
    "licences": [{"source": "STAFF", "target": "STAFF"}, {"source": "PUPILS", "target": "PUPILS"}],
    "guests": "invite",
    "decisions": [
        {
            "source": object_id("old/delt"),
            "choice": "same-as",
            "target": object_id("new/delt"),
            "why": "Works in both.",
        },
        {"source": object_id("old/lik"), "choice": "suffix", "suffix": "2", "why": "Another of that name."},
        {"source": object_id("old/test"), "choice": "leave", "why": "A test account."},
        {
            "source": object_id("old/group/felles"),
            "choice": "same-as",
            "target": object_id("new/group/felles"),
            "why": "One group for all.",
        },
    ],
}
"""What a mapping would say."""


def tenants() -> MemoryDirectories:
    """Return both, as they are before anything."""
    staff, pupil = (
        Sku(id=sku, name=name, seats=50, used=0) for sku, name in ((STAFF, "STAFF"), (PUPIL, "PUPILS"))
    )
    old = [
        person("old", "ein"),
        person("old", "to"),
        person("old", "sluttet", enabled=False),
        person("old", "delt"),
        person("old", "lik"),
        person("old", "test"),
        person("old", "liten", sku=PUPIL),
        person("old", "mindre", sku=PUPIL),
        person("old", "gjest", guest_of="gjest@elsewhere.example"),
        person("old", "kjent", guest_of="kjent@elsewhere.example"),
    ]
    new = [
        person("new", "delt"),
        person("new", "lik"),
        person("new", "framand"),
        person("new", "kjent", guest_of="kjent@elsewhere.example"),
    ]
    groups = [group("old", "skole", unified=True), group("old", "drift"), group("old", "felles")]
    groups += [group("old", "alle", rule="user.accountEnabled -eq true")]
    there = [group("new", "felles"), group("new", "skole", unified=True)]
    return MemoryDirectories(
        {
            "old": MemoryDirectory(
                proven=("old.example",),
                accounts={one.id: one for one in old},
                groups_there={one.id: one for one in groups},
                links={
                    *_links("old", "skole", "ein", "liten", "mindre", "gjest", "test"),
                    *_links("old", "drift", "to", "delt", "sluttet"),
                    *_links("old", "felles", "ein", "to", "delt", "kjent"),
                    Membership(group=groups[0].id, member=old[0].id, role="owner"),
                    Membership(group=groups[2].id, member=groups[1].id),
                },
                bought={sku.id: sku for sku in (staff, pupil)},
            ),
            "new": MemoryDirectory(
                proven=("new.example",),
                accounts={one.id: one for one in new},
                groups_there={one.id: one for one in there},
                links={*_links("new", "felles", "delt", "framand")},
                bought={sku.id: sku for sku in (staff, pupil)},
            ),
        }
    )


def _links(tenant: str, nickname: str, *members: str) -> list[Membership]:
    of = object_id(f"{tenant}/group/{nickname}")
    return [Membership(group=of, member=object_id(f"{tenant}/{name}")) for name in members]
