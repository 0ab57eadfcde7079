"""The people on duty are told, or Flytt knows that they were not."""

import asyncio
import json
import ssl
import stat
import threading
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr

from flytt.adapters.duty import open_duty
from flytt.adapters.duty.file import FileDuty
from flytt.adapters.duty.memory import MemoryDuty
from flytt.adapters.duty.smtp import SmtpDuty
from flytt.adapters.duty.webhook import WebhookDuty
from flytt.adapters.secrets import local_secrets
from flytt.migration.errors import BadInput, NotFound, Unreachable
from flytt.migration.workload import Duty
from tests.postgres import free_port

SUBJECT, TEXT = "Oppvekst står stille", "Flytt venter på svar siden 21:10.\nflytt status hustadvika"


def test_a_file_gets_a_line_for_each(tmp_path: Path) -> None:
    """If a message replaced the one before, somebody would never hear of it."""
    duty = FileDuty(tmp_path / "duty" / "told.jsonl")
    duty.tell(SUBJECT, TEXT)
    duty.tell("second", "x")
    path = tmp_path / "duty" / "told.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert lines == [{"subject": SUBJECT, "text": TEXT}, {"subject": "second", "text": "x"}]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """If that passed in silence, Flytt would believe that somebody is on the way."""
    with pytest.raises(Unreachable, match="could not be told"):
        FileDuty(tmp_path).tell(SUBJECT, TEXT)


class Hook(HTTPServer):
    """Notes what is posted and answers with `status`."""

    status = 200

    def __init__(self) -> None:
        self.got: list[tuple[str, object]] = []
        super().__init__(("127.0.0.1", 0), _Hooked)


class _Hooked(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Hook)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, json.loads(body)))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base's
        """Say nothing."""


@pytest.fixture
def hook() -> Generator[Hook]:
    """A webhook on loopback."""
    server = Hook()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_webhook_gets_subject_and_text(hook: Hook) -> None:
    """If the fields had other names, the chat would show an empty message."""
    WebhookDuty(SecretStr(f"http://127.0.0.1:{hook.server_port}/hush-hush")).tell(SUBJECT, TEXT)
    assert hook.got == [("/hush-hush", {"subject": SUBJECT, "text": TEXT})]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_does_not_accept_is_said_without_its_address(hook: Hook, status: int) -> None:
    """If a refusal passed, nobody would come; if the address were quoted, anyone could post."""
    hook.status = status
    with pytest.raises(Unreachable, match=f"answered {status}") as told:
        WebhookDuty(SecretStr(f"http://127.0.0.1:{hook.server_port}/hush-hush")).tell(SUBJECT, TEXT)
    assert "hush" not in str(told.value)
    assert len(hook.got) == 1


def test_an_absent_webhook_is_said_without_its_address() -> None:
    """If it hung or passed, nobody would come."""
    with pytest.raises(Unreachable, match="did not answer") as told:
        WebhookDuty(SecretStr(f"http://127.0.0.1:{free_port()}/hush-hush")).tell(SUBJECT, TEXT)
    assert "hush" not in str(told.value)
    assert told.value.__cause__ is None


class Mailbox:
    """A mail server on loopback that offers STARTTLS and AUTH as told, and keeps what it hears."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.heard: list[str] = []
        self.mail = ""
        self.encrypted = False
        self.port = 0
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._up.wait(60)

    def close(self) -> None:
        """Take no more mail."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(60)
        self._loop.close()

    def _run(self) -> None:
        server = self._loop.run_until_complete(asyncio.start_server(self._talk, "127.0.0.1", 0))
        self.port = int(server.sockets[0].getsockname()[1])
        self._up.set()
        self._loop.run_forever()
        server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 practice\r\n")
        while line := (await reader.readline()).decode().strip():
            self.heard.append(line)
            match line.split()[0].upper():
                case "EHLO":
                    offers = "250-STARTTLS\r\n" if self._tls and not self.encrypted else ""
                    writer.write(f"250-practice\r\n{offers}250 AUTH PLAIN\r\n".encode())
                case "STARTTLS" if self._tls:
                    writer.write(b"220 go on\r\n")
                    await writer.start_tls(self._tls)
                    self.encrypted = True
                case "DATA":
                    writer.write(b"354 go on\r\n")
                    self.mail = (await reader.readuntil(b"\r\n.\r\n")).decode()
                    writer.write(b"250 kept\r\n")
                case "AUTH":
                    writer.write(b"235 welcome\r\n")
                case "QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                case _:
                    writer.write(b"250 ok\r\n")
        writer.close()


def _certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "practice")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "pem").write_bytes(private + pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "pem")
    return server, ssl.create_default_context(cadata=pem.decode())


def _address(port: int, user: str = "") -> SecretStr:
    return SecretStr(f"smtp://{user}127.0.0.1:{port}/?from=flytt@practice.invalid&to=vakt@practice.invalid")


def test_a_mail_goes_out_with_norwegian_letters() -> None:
    """If letters or lines were lost, the one on duty could not read what to do."""
    box = Mailbox()
    SmtpDuty(_address(box.port)).tell(SUBJECT + "\nBcc: x@y.invalid", TEXT)
    box.close()
    assert "rcpt TO:<vakt@practice.invalid>" in box.heard
    assert sum(line.startswith("rcpt") for line in box.heard) == 1
    mail = message_from_string(box.mail, policy=policy.default)
    assert mail["Subject"] == SUBJECT + " Bcc: x@y.invalid"
    assert mail["Bcc"] is None
    assert "Flytt venter på svar siden 21:10." in box.mail


def test_a_password_is_sent_encrypted_only(tmp_path: Path) -> None:
    """If it went out in the clear, anyone on the network could mail in the municipality's name."""
    plain = Mailbox()
    with pytest.raises(Unreachable, match="offers no encryption"):
        SmtpDuty(_address(plain.port, "flytt:hush%21@")).tell(SUBJECT, TEXT)
    plain.close()
    assert not any(line.upper().startswith("AUTH") for line in plain.heard)

    served, trust = _certificate(tmp_path)
    box = Mailbox(served)
    SmtpDuty(_address(box.port, "flytt:hush%21@"), trust=trust).tell(SUBJECT, TEXT)
    box.close()
    assert box.encrypted
    words = [line.split()[0].upper() for line in box.heard]
    assert words.index("AUTH") > words.index("STARTTLS")
    assert box.mail


def test_a_mail_server_with_an_unknown_certificate_is_not_trusted(tmp_path: Path) -> None:
    """If it were, whoever stands between could read and drop the alarm."""
    served, _ = _certificate(tmp_path)
    box = Mailbox(served)
    with pytest.raises(Unreachable):
        SmtpDuty(_address(box.port)).tell(SUBJECT, TEXT)
    box.close()
    assert box.mail == ""


def test_an_absent_mail_server_is_said() -> None:
    """If it passed, nobody would come."""
    with pytest.raises(Unreachable, match="did not take the mail"):
        SmtpDuty(_address(free_port())).tell(SUBJECT, TEXT)


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("webhook", "hush"),
        ("webhook", "ftp://hush/"),
        ("smtp", "https://hush/"),
        ("smtp", "smtp://hush:99999/?from=a&to=b"),
        ("smtp", "smtp://hush/?from=a"),
    ],
)
def test_a_secret_that_is_no_address_is_refused_unsaid(tmp_path: Path, channel: str, address: str) -> None:
    """If it came up only at the first alarm, the alarm would be lost."""
    duty = Duty.model_validate({"channel": channel, "address_secret": "duty"})
    secrets = local_secrets(None, {"FLYTT_SECRET_DUTY": address})
    with pytest.raises(BadInput) as told:
        open_duty(duty, tmp_path, secrets=secrets)
    assert "hush" not in str(told.value)


def test_the_mapping_chooses_the_channel(tmp_path: Path, hook: Hook) -> None:
    """If the wrong channel opened, the alarm would go where nobody looks."""
    secrets = local_secrets(
        None,
        {
            "FLYTT_SECRET_HOOK": f"http://127.0.0.1:{hook.server_port}/",
            "FLYTT_SECRET_PLACE": str(tmp_path / "named"),
            "FLYTT_SECRET_POST": _address(1).get_secret_value(),
        },
    )
    open_duty(Duty(), tmp_path / "home", secrets=secrets).tell("a", "b")
    open_duty(Duty(address_secret="PLACE"), tmp_path / "x", secrets=secrets).tell("a", "b")
    assert (tmp_path / "home" / "duty.jsonl").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "named"]
    open_duty(Duty(channel="webhook", address_secret="hook"), tmp_path / "x", secrets=secrets).tell("a", "b")
    assert len(hook.got) == 1
    assert isinstance(
        open_duty(Duty(channel="smtp", address_secret="post"), tmp_path / "x", secrets=secrets), SmtpDuty
    )
    with pytest.raises(NotFound):
        open_duty(Duty(channel="webhook", address_secret="absent"), tmp_path / "x", secrets=secrets)


def test_the_twin_keeps_what_was_told() -> None:
    """If the twin forgot, tests of alarms would prove nothing."""
    twin = MemoryDuty()
    twin.tell("a", "b")
    assert twin.told == [("a", "b")]
    assert twin.effects == {("tell", "a"): 1}
    assert twin.snapshot() == {"told": [["a", "b"]]}
