"""The tenant itself."""

from __future__ import annotations

from practice.graph.answers import Answer
from practice.graph.call import Call
from practice.graph.clock import EPOCH
from practice.graph.pages import listed
from practice.graph.things import Thing, moment

__all__ = ["get_all"]


def get_all(call: Call) -> Answer:
    """The tenant as the one organisation there is."""
    tenant = call.tenant
    organisation: Thing = {
        "id": tenant.id, "displayName": f"Praksis {tenant.name}", "countryLetterCode": "NO",
        "createdDateTime": moment(EPOCH), "tenantType": "AAD", "businessPhones": [],
        "verifiedDomains": [
            {"name": domain["id"], "isDefault": domain["isDefault"], "isInitial": domain["isInitial"],
             "type": "Managed", "capabilities": "Email, OfficeCommunicationsOnline"}
            for domain in tenant.domains.values() if domain["isVerified"] is True
        ],
    }  # fmt: skip
    return listed(call, "organization", [organisation], {})
