"""A rehearsal reaches nobody, however hard it is tried."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from flytt.adapters.graph.address import Application, TenantAddress
from flytt.adapters.secrets import local_secrets
from flytt.adapters.sending.door import OpenDoor, RehearsalDoor
from flytt.adapters.sending.folder import FolderChannel
from flytt.adapters.sending.graph import open_line
from flytt.adapters.sending.smtp import MailServer, SmtpChannel
from flytt.adapters.sending.teams import TeamsChannel
from flytt.migration.errors import BadInput
from tests.adapters.sending.stage import FIRST, REAL, message

REHEARSED, REAL_MESSAGE = message(FIRST), message(REAL)


@pytest.mark.parametrize(
    "address",
    [
        "kari@kommune.invalid",
        "kari@practice.example.no",
        "kari@varsel.practice.example.no",
        "kari@varsel.practice@example.no",
        "kari@practice.",
        "kari@varsel.practice.",
        "kari@varselpractice",
        "kari@example.no,x@varsel.practice",
        "kari@example.no x@varsel.practice",
        "kari@example.no\r\nRCPT TO:<x@varsel.practice",
        "<kari@example.no>x@varsel.practice",
        '"kari@example.no"@varsel.practice',
        "kari%example.no@varsel.practice",
        "example.no!kari@varsel.practice",
        "@example.no:kari@varsel.practice",
        "kari@varsel.PRACTICE\u200b",
        "kari\u0040varsel.pract\u0456ce",
        "practice",
        "@practice",
        "",
    ],
)
def test_no_rehearsal_writes_to_anybody_real(address: str, tmp_path: Path) -> None:
    """A real person would be told that their systems are down, by a rehearsal."""
    with pytest.raises(BadInput, match="Nothing was sent"):
        RehearsalDoor(tmp_path).admit(REHEARSED, ("en@varsel.practice", address))


@pytest.mark.parametrize(
    "host",
    ["localhost", "example.no", "10.0.0.1", "0.0.0.0", "127.0.0.1.example.no", "127.1",  # noqa: S104
     "2130706433", "0x7f000001", "::", "::ffff:10.0.0.1", "169.254.169.254", "127.0.0.1 ", "fe80::1", ""],
)  # fmt: skip
def test_no_rehearsal_talks_to_another_machine(host: str, tmp_path: Path) -> None:
    """A name or a way of writing a number may lead to a real mail server."""
    with pytest.raises(BadInput, match="Nothing was sent"):
        RehearsalDoor(tmp_path).server(host)


@pytest.mark.parametrize(
    "url",
    [
        "https://graph.microsoft.com",
        "https://127.0.0.1@example.no/x",
        "https://example.no#@127.0.0.1/",
        "https://example.no\\@127.0.0.1/",
        "https://127.0.0.1.example.no/",
        "//example.no/x",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "http://[::ffff:10.0.0.1]/",
        "http://[127.0.0.1]/",
        "http://localhost:80/",
        "http://127.0.0.1:80\n.example.no/",
        " https://127.0.0.1/",
        "",
    ],
)
def test_no_rehearsal_posts_to_another_machine(url: str, tmp_path: Path) -> None:
    """A rehearsal's card would be seen in a real channel."""
    with pytest.raises(BadInput, match="Nothing was sent"):
        RehearsalDoor(tmp_path).web(url)


def test_no_rehearsal_writes_outside_its_home(tmp_path: Path) -> None:
    """A real intranet's importer would publish what was rehearsed, by a path or by a link."""
    home, outside = tmp_path / "home", tmp_path / "intranett"
    home.mkdir()
    outside.mkdir()
    (home / "link").symlink_to(outside)
    door = RehearsalDoor(home)
    for path in (outside, home / ".." / "intranett", home / "link" / "x", Path("varsel"), home.parent):
        with pytest.raises(BadInput, match="Nothing was sent"):
            door.folder(str(path))
    door.folder(str(home / "varsel"))


def test_what_stays_here_passes() -> None:
    """The tests above would pass with a door that is always shut."""
    door = RehearsalDoor(Path("/"))
    door.admit(REHEARSED, ("en@varsel.practice", "Ola.Praksis+x@post.varsel.practice"))
    for host in ("127.0.0.1", "::1", "127.9.9.9"):
        door.server(host)
    for url in ("http://127.0.0.1:8080/x?y=1", "https://[::1]:9/"):
        door.web(url)


def test_every_channel_asks_the_door_before_it_reaches_out(tmp_path: Path) -> None:
    """One channel that forgot to ask would be the way out for all of them."""
    door = RehearsalDoor(tmp_path)
    server = MailServer(host="mail.example.no", port=25, sender="x@y.practice")
    tries = [
        SmtpChannel(server, ("en@varsel.practice",), door),
        SmtpChannel(server.changed(host="127.0.0.1", port=9), ("en@example.no",), door),
        TeamsChannel(SecretStr("https://example.no/workflows/1"), door),
        FolderChannel(str(tmp_path.parent / "utenfor"), door),
    ]
    for channel in tries:
        with pytest.raises(BadInput, match="Nothing was sent"):
            channel.send(REHEARSED)
    own = TenantAddress(tenant="t", reader=Application(client_id="c", certificate="s"))
    for other in ({}, {"base": "http://127.0.0.1:9"}, {"authority": "http://127.0.0.1:9"}):
        with pytest.raises(BadInput, match="Nothing was sent"):
            open_line(own.changed(**other), local_secrets(environment={}), door)


def test_a_real_move_never_sends_a_rehearsals_words() -> None:
    """ØVING would go out to a municipality."""
    with pytest.raises(BadInput, match="is a rehearsal's"):
        OpenDoor().admit(REHEARSED, ("en@varsel.practice",))
    OpenDoor().admit(REAL_MESSAGE, ("en@example.no",))


@pytest.mark.parametrize("url", ["http://example.no/x", "ftp://example.no", "example.no"])
def test_a_real_move_is_encrypted(url: str) -> None:
    """Anybody between could read a webhook's address, and post in its name."""
    with pytest.raises(BadInput, match="https"):
        OpenDoor().web(url)
    OpenDoor().web("https://example.no/x")
