"""Two small tenants for the twins' world, of which one has a domain that moves to the other."""

from dataclasses import replace

from flytt.adapters.dns.memory import MemoryNames
from flytt.adapters.memory.directory import MemoryDirectories, MemoryDirectory
from flytt.adapters.memory.domains import MemoryDomains
from flytt.adapters.memory.post import MemoryPost
from flytt.migration.domains import Domain
from flytt.migration.exchange import Box, Recipient, RecipientKind
from flytt.migration.identity import mark_of
from flytt.migration.record import Json, digest
from flytt.migration.zone import Rrset
from tests.tenants import group, object_id, person

OLD, NEW, DOMAIN = "old-domain", "new-domain", "kommunen.example"
ACCOUNTS, MAILBOXES = "brukere", "post"
PEOPLE = ("ein", "to", "delt")

DOMAIN_SETTINGS: dict[str, Json] = {
    "source": OLD,
    "target": NEW,
    "domain": DOMAIN,
    "accounts": ACCOUNTS,
    "mailboxes": MAILBOXES,
    "same": [{"source": object_id(f"{OLD}/delt"), "target": object_id(f"{NEW}/delt")}],
    "leave": [{"source": object_id(f"{OLD}/avis"), "why": "A contact of a newspaper that is no more."}],
}
"""What a mapping would say."""


def initial(tenant: str) -> str:
    """Return the domain that a tenant was born with."""
    return f"{tenant}.onmicrosoft.example"


def zone(names: MemoryNames) -> MemoryNames:
    """Return the zone with what stands in it before: mail leads to the old tenant."""
    old = f"kommunen-example.mail.{OLD}.example"
    names.sets |= {
        (DOMAIN, "MX"): Rrset(ttl_seconds=3600, values=(f"0 {old}",)),
        (DOMAIN, "TXT"): Rrset(
            ttl_seconds=7200, values=("somebody=else", f"v=spf1 include:{OLD}.example -all")
        ),
        (f"autodiscover.{DOMAIN}", "CNAME"): Rrset(ttl_seconds=3600, values=(f"auto.{OLD}.example",)),
    }
    return names


def with_domains(tenants: MemoryDirectories, names: MemoryNames) -> MemoryDirectories:
    """Return the tenants and these two."""
    old, new = _directories()
    posts = {OLD: MemoryPost(name=OLD), NEW: MemoryPost(name=NEW)}
    _old_recipients(posts[OLD])
    _new_recipients(posts[NEW])
    estates = {
        name: MemoryDomains(
            name=name,
            accounts=directory,
            post=posts[name],
            zone=names,
            there={initial(name): _own(name)},
        )
        for name, directory in ((OLD, old), (NEW, new))
    }
    estates[OLD].there[DOMAIN] = Domain(name=DOMAIN, verified=True, default=True)
    estates[OLD].others.append(estates[NEW])
    estates[NEW].others.append(estates[OLD])
    return replace(
        tenants,
        tenants={**tenants.tenants, OLD: old, NEW: new},
        posts={**tenants.posts, **posts},
        estates=estates,
    )


def _own(tenant: str) -> Domain:
    return Domain(name=initial(tenant), verified=True, initial=True, default=tenant == NEW)


def _directories() -> tuple[MemoryDirectory, MemoryDirectory]:
    old = [person(OLD, name).changed(name=f"{name}@{DOMAIN}") for name in (*PEOPLE, "felles")]
    old.append(person(OLD, "fjern").changed(name=f"fjern@{initial(OLD)}"))
    new = [
        person(NEW, name).changed(
            name=f"hva.{name}@{initial(NEW)}",
            mark=mark_of(f"fjordvik_{ACCOUNTS}", object_id(f"{OLD}/{name}")) if name != "delt" else "",
        )
        for name in PEOPLE
    ]
    new.append(person(NEW, "felles").changed(name=f"felles@{initial(NEW)}"))
    skole = group(OLD, "skole", unified=True)
    made = group(NEW, "hva-skole", unified=True).changed(mark=mark_of(f"fjordvik_{ACCOUNTS}", skole.id))
    return (
        MemoryDirectory(accounts={one.id: one for one in old}, groups_there={skole.id: skole}),
        MemoryDirectory(accounts={one.id: one for one in new}, groups_there={made.id: made}),
    )


def _old_recipients(post: MemoryPost) -> None:
    for name in (*PEOPLE, "felles"):
        _recipient(post, name, "mailbox", f"SMTP:{name}@{DOMAIN}", f"SIP:{name}@{DOMAIN}")
    _recipient(post, "ein", "mailbox", f"SMTP:ein@{DOMAIN}", f"smtp:einar@{DOMAIN}", "X500:/o=eldre")
    _recipient(post, "to", "mailbox", f"SMTP:to@{DOMAIN}", f"smtp:to@{initial(OLD)}")
    _recipient(post, "group/skole", "group", f"SMTP:skole@{DOMAIN}")
    _recipient(post, "avis", "contact", f"SMTP:avis@{DOMAIN}", "smtp:avisa@avisa.example")
    _recipient(post, "fjern", "mailbox", f"SMTP:ein@{initial(OLD)}")


def _new_recipients(post: MemoryPost) -> None:
    for name in (*PEOPLE, "felles"):
        _recipient(post, name, "mailbox", f"SMTP:hva.{name}@{initial(NEW)}")
    _recipient(post, "group/hva-skole", "group", f"SMTP:hva-skole@{initial(NEW)}")
    shared = object_id(f"{NEW}/felles")
    mark = f"flytt-{digest([f'fjordvik_{MAILBOXES}', object_id(f'{OLD}/felles')])[:40]}"
    post.boxes_there[shared] = Box(
        account=shared, kind="shared", mark=mark, nickname="felles", display_name="Felles",
        address=f"felles@{initial(NEW)}",
    )  # fmt: skip


def _recipient(post: MemoryPost, name: str, kind: RecipientKind, *addresses: str) -> None:
    own = object_id(f"{post.name}/{name}")
    post.recipients_there[own] = Recipient(id=own, kind=kind, addresses=addresses)
