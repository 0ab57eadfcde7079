"""The practice Graph over its sockets: TLS, DNS, control, broken lines."""

from __future__ import annotations

import ssl

import dns.query
import dns.tsig
import dns.update
import httpx
import pytest

from practice.graph.running import RunningGraph
from tests.practice.graph.clients import OBJECT, plain, token_of


def test_a_domain_is_proven_by_the_name_server(graph: RunningGraph) -> None:
    """If this fails, the DNS proof of the domain move is not practised over DNS."""
    domain = f"ny.{graph.addresses.zone}"
    target = graph.addresses.tenants["target"].initial_domain
    with plain(graph, token_of(graph, "source")) as http:
        assert http.patch(f"/v1.0/domains/{graph.addresses.tenants['source'].initial_domain}",
                          json={"isDefault": True}).status_code == 204  # fmt: skip
        http.post("/v1.0/domains", json={"id": domain}).raise_for_status()
        assert http.post(f"/v1.0/domains/{domain}/verify").status_code == 200
        proofs = http.get(f"/v1.0/domains/{domain}/verificationDnsRecords").raise_for_status().text
        assert "MS=ms" in proofs
        assert target not in proofs
    key = dns.tsig.Key("flytt-practice.", graph.addresses.tsig_file.read_text(), "hmac-sha256")
    change = dns.update.UpdateMessage(f"{graph.addresses.zone}.", keyring=key)
    change.add("spor", 60, "TXT", '"MS=ms1"')
    dns.query.tcp(change, "127.0.0.1", port=graph.addresses.dns_port, timeout=60)
    assert graph.service.txt(f"spor.{graph.addresses.zone}") == ("MS=ms1",)


def test_what_is_turned_while_it_runs(graph: RunningGraph) -> None:
    """If this fails, limits and faults cannot be changed under a running move."""
    with plain(graph) as http, plain(graph, token_of(graph, "target")) as client:
        assert client.get("/practice/effects").status_code == 401
        http.post(
            "/practice/faults", json={"kind": "cut-before", "match": "GET .*/domains"}
        ).raise_for_status()
        with pytest.raises(httpx.TransportError):
            client.get("/v1.0/domains")
        assert client.get("/v1.0/domains").status_code == 200
        assert http.put("/practice/limits", json={"name": "none", "quota": 1}).status_code == 404
        assert http.put("/practice/scale", json={"scale": 0}).status_code == 422
        before = OBJECT.validate_json(http.get("/practice/snapshot").content)
        group = {"displayName": "G", "mailEnabled": False, "mailNickname": "sport", "securityEnabled": True}
        made = client.post("/v1.0/groups", json=group).raise_for_status().json()
        assert OBJECT.validate_json(http.get("/practice/snapshot").content) != before
        client.delete(f"/v1.0/groups/{made['id']}").raise_for_status()
        assert OBJECT.validate_json(http.get("/practice/snapshot").content) == before


def test_names_of_microsoft_lead_here_through_the_proxy(graph: RunningGraph) -> None:
    """If this fails, clients whose addresses cannot be set cannot be pointed at the practice Graph."""
    trust = ssl.create_default_context(cafile=str(graph.addresses.authority_file))
    with httpx.Client(proxy=graph.addresses.proxy, verify=trust, trust_env=False, timeout=60) as client:
        answer = client.get(
            "https://graph.microsoft.com/v1.0//users?%24top=1",
            headers={"Authorization": f"Bearer {token_of(graph)}"},
        )
    assert answer.status_code == 200
    assert answer.json()["@odata.nextLink"].startswith("https://graph.microsoft.com/v1.0/users?")
