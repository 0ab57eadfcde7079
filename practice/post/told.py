"""Where the parts of the practice post are, as whoever sends through them is told."""

from pathlib import Path

from practice.graph.running import RunningGraph
from practice.post.mail_server import MailServer
from practice.post.webhook import Webhook


def told(mail: MailServer, authority_file: Path, hook: Webhook, graph: RunningGraph) -> dict[str, object]:
    """Return what `post.json` says. `authority_file`: whom to trust about the mail server's certificate."""
    source = next(t for t in graph.service.tenants.values() if t.name == "source")
    there = graph.addresses.tenants["source"]
    return {
        "smtp": {"host": "127.0.0.1", "port": mail.port, "authority_file": str(authority_file)},
        "webhook": hook.url,
        "graph": {
            "base": graph.addresses.base,
            "authority_file": str(graph.addresses.authority_file),
            "tenant": there.id,
            "client_id": there.apps["sender"].client_id,
            "certificate_file": str(there.apps["sender"].certificate_file),
            "sender": next(
                str(u["userPrincipalName"]) for u in source.users.values() if u.get("proxyAddresses")
            ),
        },
    }
