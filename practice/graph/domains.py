"""Domains: added, proven by DNS, looked through for references, released."""

from __future__ import annotations

import re

from practice.graph.addresses import domain_of, references, rename
from practice.graph.answers import Answer, Refused, bad_request, not_found
from practice.graph.call import Call, created, done, shown
from practice.graph.kinds import DOMAIN, GROUP, USER
from practice.graph.options import read_options
from practice.graph.pages import listed
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, identifier, text, texts

__all__ = [
    "add", "delete", "force_delete", "get", "get_all", "new_domain", "promote", "proofs", "referenced",
    "service_records", "settle", "update", "verify",
]  # fmt: skip

_NAME = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_MOST_FORCED = 1_000
_FORCED_SECONDS = 60.0
_TTL_SECONDS = 3600


def new_domain(name: str, *, verified: bool, initial: bool = False, default: bool = False) -> Thing:
    """A domain as Graph shows it."""
    return {
        "id": name, "authenticationType": "Managed", "availabilityStatus": None, "isAdminManaged": True,
        "isDefault": default, "isInitial": initial, "isRoot": True, "isVerified": verified, "state": None,
        "supportedServices": ["Email", "OfficeCommunicationsOnline"] if verified else [],
        "passwordNotificationWindowInDays": 14, "passwordValidityPeriodInDays": 2_147_483_647,
        "manufacturer": None, "model": None,
    }  # fmt: skip


def settle(tenant: Tenant) -> None:
    """Let the releases whose time has come happen."""
    for name, at in [*tenant.releasing.items()]:
        if tenant.clock.now() >= at:
            del tenant.releasing[name]
            tenant.domains.remove(name)


def get_all(call: Call) -> Answer:
    """All domains: they come on one page."""
    options = read_options(call.request, DOMAIN)
    shown_domains = [options.shown(domain, DOMAIN) for _, domain in call.tenant.domains.rows()]
    return listed(call, "domains", shown_domains, {})


def get(call: Call, name: str) -> Answer:
    """One domain."""
    options = read_options(call.request, DOMAIN)
    return shown(call, "domains/$entity", options.shown(_domain(call.tenant, name), DOMAIN))


def add(call: Call) -> Answer:
    """A domain that is not yet proven. Refused while another tenant has proven that very one."""
    tenant, name = call.tenant, text(call.request.json(), "id").lower()
    if not _NAME.fullmatch(name):
        raise bad_request("Invalid value specified for property 'id' of resource 'Domain'.")
    if name in tenant.domains:
        raise Refused(409, "Request_Conflict", "A conflicting object with one or more of the specified "
                      "property values is present in the directory.")  # fmt: skip
    _not_elsewhere(tenant, name)
    domain = new_domain(name, verified=False)
    domain["isRoot"] = not any(tenant.is_verified(parent) for parent in _parents(name))
    tenant.domains.put(domain)
    return created(call, "domains/$entity", domain)


def update(call: Call, name: str) -> Answer:
    """Another default domain, or other services."""
    tenant, domain = call.tenant, _domain(call.tenant, name)
    given = DOMAIN.checked(call.request.json())
    if given.get("isDefault") is False:
        raise bad_request("A default domain cannot be unset: make another domain the default.")
    if given.get("isDefault") is True:
        if domain["isVerified"] is not True:
            raise bad_request("Only a verified domain can be the default domain.")
        for other in [*tenant.domains.values()]:
            if other["isDefault"] is True:
                tenant.domains.put(other | {"isDefault": False})
    tenant.domains.put(domain | given)
    return done()


def proofs(call: Call, name: str) -> Answer:
    """The records of which one proves the domain."""
    domain = text(_domain(call.tenant, name), "id")
    common: Thing = {"isOptional": False, "label": domain, "supportedService": "Email", "ttl": _TTL_SECONDS}
    wanted = _proof(call.tenant, domain)
    txt: Thing = {
        "@odata.type": "#microsoft.graph.domainDnsTxtRecord", "id": identifier("txt", call.tenant.id, domain),
        "recordType": "Txt", "text": wanted, **common,
    }  # fmt: skip
    mx: Thing = {
        "@odata.type": "#microsoft.graph.domainDnsMxRecord",
        "id": identifier("mx", call.tenant.id, domain),
        "recordType": "Mx",
        "mailExchange": f"{wanted.split('=')[1]}.msv1.invalid",
        "preference": 32_767,
        **common,
    }
    return listed(call, f"domains('{domain}')/verificationDnsRecords", [txt, mx], {})


def service_records(call: Call, name: str) -> Answer:
    """The records that e-mail needs, once the domain is proven."""
    domain = _domain(call.tenant, name)
    own = text(domain, "id")
    if domain["isVerified"] is not True:
        return listed(call, f"domains('{own}')/serviceConfigurationRecords", [], {})
    common: Thing = {"isOptional": False, "supportedService": "Email", "ttl": _TTL_SECONDS}
    host = f"{own.replace('.', '-')}.mail.protection.practice"
    records: list[Thing] = [
        {
            "@odata.type": "#microsoft.graph.domainDnsMxRecord",
            "id": identifier("mx service", own),
            "recordType": "Mx",
            "label": own,
            "mailExchange": host,
            "preference": 0,
            **common,
        },
        {
            "@odata.type": "#microsoft.graph.domainDnsTxtRecord",
            "id": identifier("spf", own),
            "recordType": "Txt",
            "label": own,
            "text": "v=spf1 include:spf.practice -all",
            **common,
        },
        {
            "@odata.type": "#microsoft.graph.domainDnsCnameRecord",
            "id": identifier("autodiscover", own),
            "recordType": "CName",
            "label": f"autodiscover.{own}",
            "canonicalName": "autodiscover.practice",
            **common,
        },
    ]
    return listed(call, f"domains('{own}')/serviceConfigurationRecords", records, {})


def verify(call: Call, name: str) -> Answer:
    """Proven when the record stands in DNS now; asking again changes nothing."""
    tenant, domain = call.tenant, _domain(call.tenant, name)
    own = text(domain, "id")
    if domain["isVerified"] is not True:
        _not_elsewhere(tenant, own)
        is_below = any(tenant.is_verified(parent) for parent in _parents(own))
        if not is_below and _proof(tenant, own) not in call.txt(own):
            raise bad_request(
                "Domain verification failed with the following error: "
                f"'The DNS record for domain {own} is not found.'."
            )
        services = new_domain(own, verified=True)["supportedServices"]
        domain = domain | {"isVerified": True, "supportedServices": services}
        tenant.domains.put(domain)
    return shown(call, "domains/$entity", domain)


def referenced(call: Call, name: str) -> Answer:
    """Users, groups and applications that hold on to it. What only Exchange knows is not among them."""
    found = references(call.tenant, text(_domain(call.tenant, name), "id"))
    shown_all: list[Thing] = [
        {"@odata.type": f"#microsoft.graph.{kind}", **_referring(kind, thing)}
        for kind, thing in found
        if kind != "orgContact"
    ]
    return listed(call, "directoryObjects", shown_all, {})


def _referring(kind: str, thing: Thing) -> Thing:
    if kind == "application":
        return {key: thing.get(key) for key in ("id", "displayName", "identifierUris")}
    return {key: thing.get(key) for key in (USER if kind == "user" else GROUP).unasked}


def delete(call: Call, name: str) -> Answer:
    """Released, unless something holds on to it."""
    own = _releasable(call.tenant, name)
    if references(call.tenant, own):
        raise bad_request(f"Domain '{own}' cannot be deleted: it is in use by one or more directory objects.")
    call.tenant.domains.remove(own)
    return done()


def force_delete(call: Call, name: str) -> Answer:
    """Everybody gets the initial domain, and is disabled unless told otherwise; released a minute later."""
    tenant, own = call.tenant, _releasable(call.tenant, name)
    held = references(tenant, own)
    if len(held) > _MOST_FORCED:
        raise bad_request(f"The number of references to domain '{own}' exceeds the limit of 1000.")
    disables = call.request.json().get("disableUserAccounts") is not False
    if any(kind in {"application", "orgContact"} for kind, _ in held):
        raise bad_request(f"Domain '{own}' cannot be deleted: applications or contacts hold on to it.")
    for kind, thing in held:
        address = text(thing, "userPrincipalName") or text(thing, "mail")
        new = f"{address.split('@')[0]}@{tenant.initial_domain}"
        if kind == "group":
            tenant.groups.put({**thing, "mail": new, "proxyAddresses": [f"SMTP:{new}"]})
            continue
        named = domain_of(address)
        is_named = named == own or named.endswith(f".{own}")
        user: Thing = {**(rename(thing, new) if is_named else thing)}
        if is_named and disables:
            user["accountEnabled"] = False
        user["proxyAddresses"] = [
            one for one in texts(user, "proxyAddresses") if not domain_of(one).endswith(own)
        ]
        tenant.users.put(user)
    tenant.releasing[own] = tenant.clock.now() + _FORCED_SECONDS
    return done()


def _releasable(tenant: Tenant, name: str) -> str:
    domain = _domain(tenant, name)
    if domain["isInitial"] is True or domain["isDefault"] is True:
        raise bad_request("The initial domain and the default domain cannot be deleted.")
    own = text(domain, "id")
    if any(text(other, "id").endswith(f".{own}") for other in tenant.domains.values()):
        raise bad_request(f"Domain '{own}' cannot be deleted: it has child domains.")
    return own


def _proof(tenant: Tenant, domain: str) -> str:
    return f"MS=ms{int(identifier('proof', tenant.id, domain)[:7], 16) % 100_000_000:08}"


def _parents(name: str) -> list[str]:
    labels = name.split(".")
    return [".".join(labels[start:]) for start in range(1, len(labels) - 1)]


def _not_elsewhere(tenant: Tenant, name: str) -> None:
    for other in tenant.others:
        if other.is_verified(name):
            raise bad_request(f"Domain '{name}' is already verified in another directory.")


def _domain(tenant: Tenant, name: str) -> Thing:
    found = tenant.domains.true(name.lower())
    if found is None:
        raise not_found(name)
    return found


def promote(call: Call, name: str) -> Answer:
    """A verified sub-domain becomes a root domain of its own."""
    domain = _domain(call.tenant, name)
    if domain["isVerified"] is not True or domain["isRoot"] is True:
        raise bad_request("Only a verified sub-domain can be promoted to a root domain.")
    call.tenant.domains.put(domain | {"isRoot": True})
    return Answer(200, {"@odata.context": call.context("Edm.Boolean"), "value": True})
