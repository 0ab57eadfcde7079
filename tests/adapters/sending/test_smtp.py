"""Mail against a server that breaks off everywhere it can."""

import ssl
from pathlib import Path

import pytest
from pydantic import SecretStr

from flytt.adapters.sending.smtp import MailServer as Settings
from flytt.adapters.sending.smtp import SmtpChannel
from flytt.migration.errors import AccessRefused, FlyttError, Interrupted, Unreachable
from practice.post.mail_server import Fault, MailServer
from tests.adapters.sending.stage import TO, door, message, smtp, trusting

Certificates = tuple[Path, Path]


@pytest.mark.parametrize(
    ("fault", "kind", "kept"),
    [
        ("connect", Unreachable, 0),
        ("rcpt", Unreachable, 0),
        ("before-data", Unreachable, 0),
        ("in-data", Interrupted, 0),
        ("after-data", Interrupted, 1),
        ("busy", Unreachable, 0),
        ("no", AccessRefused, 0),
    ],
)
def test_only_what_may_have_arrived_is_called_unknown(
    fault: Fault,
    kind: type[FlyttError],
    kept: int,
    mail_server: MailServer,
    certificates: Certificates,
    tmp_path: Path,
) -> None:
    """A person would be asked of every hiccup; or a mail that was taken would be sent once more by itself."""
    mail_server.faults.append(fault)
    with pytest.raises(kind):
        smtp(mail_server.port, certificates[0], tmp_path).send(message())
    assert len(mail_server.kept) == kept


def test_a_mail_is_encrypted_and_shows_nobody_to_the_others(
    mail_server: MailServer, certificates: Certificates, tmp_path: Path
) -> None:
    """Everybody on a list would see who else is on it, and so would everybody between."""
    smtp(mail_server.port, certificates[0], tmp_path).send(message())
    (kept,) = mail_server.kept
    assert kept.encrypted
    assert kept.recipients == TO
    assert not [address for address in TO if address.encode() in kept.content]
    assert b"\r\n..\r\n" not in kept.content
    assert kept.content.count(b"Message-ID:") == 1


def test_text_with_dots_at_the_beginning_arrives_as_it_is(
    mail_server: MailServer, certificates: Certificates, tmp_path: Path
) -> None:
    """A line with a single dot would end the mail in the middle of it."""
    own = message()
    dotted = own.changed(forms={**own.forms, "eml": "Subject: x\r\n\r\nen\r\n.\r\n..to\r\ntre\r\n"})
    smtp(mail_server.port, certificates[0], tmp_path).send(dotted)
    assert mail_server.kept[0].content.endswith(b"\r\n\r\nen\r\n.\r\n..to\r\ntre\r\n")


def test_recipients_that_are_refused_are_counted_and_the_others_get_it(
    mail_server: MailServer, certificates: Certificates, tmp_path: Path
) -> None:
    """One closed mailbox would keep a school in the dark; or nobody would hear that it is closed."""
    to = ("ukjent.en@varsel.practice", "to@varsel.practice")
    receipt = smtp(mail_server.port, certificates[0], tmp_path, to).send(message())
    assert receipt.refused == 1
    assert mail_server.kept[0].recipients == ("to@varsel.practice",)
    with pytest.raises(AccessRefused, match="none of the 1"):
        smtp(mail_server.port, certificates[0], tmp_path, to[:1]).send(message())


def test_nothing_is_sent_without_encryption(tmp_path: Path, certificates: Certificates) -> None:
    """Passwords and notices would be read on the way."""
    bare = MailServer(None)
    with pytest.raises(AccessRefused, match="offers no encryption"):
        smtp(bare.port, certificates[0], tmp_path).send(message())
    bare.close()
    assert bare.kept == []


def test_a_server_that_nobody_vouches_for_gets_nothing(mail_server: MailServer, tmp_path: Path) -> None:
    """Whoever stands between could say that they are the mail server."""
    server = Settings(host="127.0.0.1", port=mail_server.port, sender="varsel@hustadvika.practice")
    channel = SmtpChannel(server, TO, door(tmp_path), trust=ssl.create_default_context(), timeout_seconds=60)
    with pytest.raises(Unreachable):
        channel.send(message())
    assert mail_server.kept == []


def test_a_password_goes_over_the_encrypted_line(
    mail_server: MailServer, certificates: Certificates, tmp_path: Path
) -> None:
    """Servers that ask for a password could not be used."""
    server = Settings(
        host="127.0.0.1", port=mail_server.port, sender="varsel@hustadvika.practice", user="flytt",
        password=SecretStr("hemmelig"),
    )  # fmt: skip
    SmtpChannel(server, TO, door(tmp_path), trust=trusting(certificates[0]), timeout_seconds=60).send(
        message()
    )
    assert len(mail_server.kept) == 1


def test_no_error_names_a_recipient(
    mail_server: MailServer, certificates: Certificates, tmp_path: Path
) -> None:
    """Addresses would stand in the ledger for good, in a sentence about something else."""
    faults: tuple[Fault, ...] = ("connect", "rcpt", "in-data", "no")
    for fault in faults:
        mail_server.faults.append(fault)
        with pytest.raises(FlyttError) as told:
            smtp(mail_server.port, certificates[0], tmp_path).send(message())
        assert "@" not in str(told.value)
