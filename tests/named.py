"""A BIND name server of one's own, in a directory that is thrown away."""

import base64
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dns.exception
import dns.message
import dns.query
import dns.rcode

from tests.postgres import free_port
from tests.system import find_program

ZONE = "kommune.practice."
_CONF = """
options {{ directory "{folder}"; listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};
  pid-file none; session-keyfile none; recursion no; notify no; dnssec-validation no; }};
controls {{ }};
key "flytt." {{ algorithm hmac-sha256; secret "{secret}"; }};
zone "{zone}" {{ type master; file "{folder}/zone"; allow-update {{ key "flytt."; }}; }};
"""
_RECORDS = """$TTL 3600
@ IN SOA ns hostmaster ( 1 3600 600 86400 60 )
@ IN NS ns
ns IN A 127.0.0.1
gammel IN A 127.0.0.1
ny IN A 127.0.0.1
annen IN A 127.0.0.1
fag 120 IN CNAME gammel
ute IN CNAME www.elsewhere.practice.
"""


@dataclass(frozen=True)
class Named:
    """Where the server answers, and the secret that it takes updates with."""

    port: int
    secret: str


@contextmanager
def running_named() -> Generator[Named]:
    """Start a server for one zone on a free loopback port."""
    program = find_program("named")
    if program is None:
        raise FileNotFoundError("named")
    folder = Path(tempfile.mkdtemp(prefix="flytt-named-"))
    made = Named(port=free_port(), secret=base64.b64encode(secrets.token_bytes(32)).decode())
    conf = _CONF.format(folder=folder, port=made.port, secret=made.secret, zone=ZONE)
    (folder / "named.conf").write_text(conf)
    (folder / "zone").write_text(_RECORDS)
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([program, "-g", "-c", folder / "named.conf"], stdout=log, stderr=log)
    try:
        _wait_for(made.port, folder / "log")
        yield made
    finally:
        server.terminate()
        server.wait(120)
        shutil.rmtree(folder)


def _wait_for(port: int, log: Path) -> None:
    # It listens before the zone is loaded, and says SERVFAIL until then.
    for _ in range(2400):
        try:
            answer = dns.query.udp(dns.message.make_query(ZONE, "SOA"), "127.0.0.1", port=port, timeout=0.5)
        except (OSError, dns.exception.DNSException):
            answer = None
        if answer is not None and answer.rcode() == dns.rcode.NOERROR:
            return
        time.sleep(0.05)
    raise TimeoutError(log.read_text())
