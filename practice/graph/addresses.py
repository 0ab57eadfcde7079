"""Addresses and domains of a tenant: which are allowed, taken, given, and left behind."""

from __future__ import annotations

import re

from practice.graph.answers import bad_request
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, text, texts

__all__ = ["add_mailbox", "domain_of", "free", "holders", "references", "rename", "verified"]

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def domain_of(address: str) -> str:
    """The domain of an address, in small letters."""
    return address.rsplit("@", 1)[-1].lower()


def verified(tenant: Tenant, name: str) -> None:
    """Refuse a user principal name that is none, or on a domain the tenant has not proven."""
    if not _ADDRESS.fullmatch(name):
        raise bad_request("Invalid value specified for property 'userPrincipalName' of resource 'User'.")
    if not tenant.is_verified(domain_of(name)):
        raise bad_request(
            "The domain portion of the userPrincipalName property is invalid. You must use one of the "
            "verified domain names in your organization."
        )


def free(tenant: Tenant, name: str, value: str, *, except_id: str = "") -> None:
    """Refuse a value that somebody has: a name, a mail address, or one among the proxy addresses."""
    tables = (tenant.users, tenant.groups) if name in {"mail", "proxyAddresses"} else (tenant.users,)
    for table in tables:
        key = "mail" if name == "proxyAddresses" else name
        found = table.find(key, value)
        if found is not None and found["id"] != except_id:
            raise bad_request(f"Another object with the same value for property {name} already exists.")


def add_mailbox(user: Thing) -> Thing:
    """The user as Exchange leaves it when a mailbox is made: with a mail and a primary proxy address."""
    if texts(user, "proxyAddresses"):
        return user
    address = text(user, "mail") or text(user, "userPrincipalName")
    return {**user, "mail": address, "proxyAddresses": [f"SMTP:{address}"]}


def rename(user: Thing, new: str) -> Thing:
    """The user under another name. With a mailbox, the old address stays as an alias: the domain's snare."""
    out: Thing = user | {"userPrincipalName": new}
    proxies = texts(user, "proxyAddresses")
    if not proxies:
        return out
    kept = [proxy.replace("SMTP:", "smtp:", 1) for proxy in proxies]
    others = [proxy for proxy in kept if proxy.lower() != f"smtp:{new.lower()}"]
    return {**out, "mail": new, "proxyAddresses": [f"SMTP:{new}", *others]}


def references(tenant: Tenant, domain: str) -> list[tuple[str, Thing]]:
    """Everything live that holds on to the domain or a sub-domain, with its type; Exchange's own too."""

    def holds(thing: Thing) -> bool:
        addresses = [text(thing, "userPrincipalName"), text(thing, "mail"), *texts(thing, "proxyAddresses")]
        if text(thing, "userType") == "Guest":
            addresses = addresses[:1]
        domains = {domain_of(address) for address in addresses if "@" in address}
        return any(found == domain or found.endswith(f".{domain}") for found in domains)

    held: list[tuple[str, Thing]] = [("orgContact", one) for one in tenant.contacts.values() if holds(one)]
    held += [("application", one) for one in tenant.identified.values() if holds_uri(one, domain)]
    users = [("user", user) for user in tenant.users.values() if holds(user)]
    return users + [("group", group) for group in tenant.groups.values() if holds(group)] + held


def holds_uri(application: Thing, domain: str) -> bool:
    """Whether an application is known by an address on the domain."""
    hosts = {
        re.split("[/:]", uri.partition("://")[2])[0].lower() for uri in texts(application, "identifierUris")
    }
    return any(host == domain or host.endswith(f".{domain}") for host in hosts)


def holders(tenant: Tenant, proxy: str) -> list[Thing]:
    """Everybody who has an address among theirs, whichever is their first."""
    wanted = proxy.lower()
    everybody = (*tenant.users.values(), *tenant.groups.values(), *tenant.contacts.values())
    return [one for one in everybody if wanted in {found.lower() for found in texts(one, "proxyAddresses")}]
