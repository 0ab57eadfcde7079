"""Shares opened and closed by Samba's own commands: over SSH against a real server, and in practice."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pydantic import JsonValue

from flytt.adapters.shares import exports as exports_module
from flytt.adapters.shares.exports import SambaExports
from flytt.adapters.shares.smb_session import connected
from flytt.adapters.ssh.command import Commands
from flytt.migration.errors import NotFound
from flytt.migration.shares import ExportState
from practice import running
from tests.conformance.shares.ground import sshd
from tests.conformance.shares.samba_ground import PROGRAMS, Samba
from tests.conformance.shares.smb_client import Client, end_of_patience
from tests.practice.town import OLD, Town, world

pytestmark = [pytest.mark.root, pytest.mark.server("sshd", *PROGRAMS)]

WRITABLE, CLOSED, NONE = (
    ExportState(exists=True, writable=True),
    ExportState(exists=True, writable=False),
    ExportState(exists=False),
)


@pytest.fixture(scope="module")
def exports(sambas: tuple[Samba, Samba]) -> Iterator[SambaExports]:
    """What Flytt sees of the old file service over SSH, with the very words that go to any host."""
    with sshd("smb", environment=f"SMB_CONF_PATH={sambas[0].config}") as host:
        connection = host.shell().connection
        yield SambaExports(Commands(connection))
        connection.close()


def said(server: Samba, share: str) -> str:
    """Return all that Samba's registry says of a share."""
    return server.call("net", "conf", "showshare", share)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("plain", {"read only": "no"}),
        ("turned", {"writeable": "yes"}),
        ("few", {"read only": "yes", "write list": "news, @games"}),
        ("both", {"read only": "no", "write list": "news"}),
    ],
)
def test_what_was_found_is_given_back_to_the_letter(
    sambas: tuple[Samba, Samba], exports: SambaExports, name: str, parameters: dict[str, str]
) -> None:
    """After a rollback people could do more or less in the old share than before."""
    sambas[0].share(name, **parameters)
    before = said(sambas[0], name)
    assert exports.state(name) == WRITABLE
    for _ in range(2):
        exports.set_writable(name, writable=False)
        assert exports.state(name) == CLOSED
    for _ in range(2):
        exports.set_writable(name, writable=True)
        assert exports.state(name) == WRITABLE
    assert sorted(said(sambas[0], name).splitlines()) == sorted(before.splitlines())


def test_a_default_of_the_host_that_lets_people_write_is_seen(
    sambas: tuple[Samba, Samba], exports: SambaExports
) -> None:
    """A share that says nothing itself would be taken for closed while people write in it."""
    server = sambas[0]
    server.share("silent")
    assert exports.state("silent") == CLOSED, "Samba's own default"
    server.call("net", "conf", "setparm", "global", "read only", "no")
    try:
        before = said(server, "silent")
        assert exports.state("silent") == WRITABLE
        exports.set_writable("silent", writable=False)
        assert exports.state("silent") == CLOSED
        exports.set_writable("silent", writable=True)
        assert said(server, "silent") == before
    finally:
        server.call("net", "conf", "delparm", "global", "read only")


def test_a_share_that_is_not_there_is_told_and_not_made(
    sambas: tuple[Samba, Samba], exports: SambaExports
) -> None:
    """`net conf setparm` makes the share it is told of: a slip in a mapping would offer an empty one."""
    assert exports.state("nowhere") == NONE
    with pytest.raises(NotFound):
        exports.set_writable("nowhere", writable=False)
    assert "nowhere" not in sambas[0].call("net", "conf", "listshares")


def test_who_holds_a_file_open_is_cut_off_and_can_read_but_not_write(
    sambas: tuple[Samba, Samba], exports: SambaExports
) -> None:
    """What somebody writes after the freeze would be on the old side alone, and lost."""
    server = sambas[0]
    folder = server.share("held", read_only="no")
    with connected(server.server("news"), "held") as share:
        person = Client(share)
        held = person.create("brev.txt")
        held.write(b"before")
        exports.set_writable("held", writable=False)
        end_of_patience(lambda: person.refuses(lambda: held.write(b"after ")), "the handle is cut")
        kept = (folder / "brev.txt").read_bytes()

        # The session stays; a client connects to the share again, as Windows does by itself.
        person.connect_again()
        assert person.read("brev.txt") == kept
        assert person.refuses(lambda: person.create("nytt.txt"))
        assert person.refuses(lambda: person.write("brev.txt", b"x"))
        assert person.refuses(lambda: person.delete("brev.txt"))
        assert [one.name for one in folder.iterdir()] == ["brev.txt"]

        exports.set_writable("held", writable=True)
        end_of_patience(
            lambda: person.refuses(lambda: person.read("brev.txt")), "the thaw reaches who is there"
        )
        person.connect_again()
        person.write("brev.txt", b"thawed")
    assert (folder / "brev.txt").read_bytes() == b"thawed"


def test_who_may_write_in_a_read_only_share_is_closed_out_too(
    sambas: tuple[Samba, Samba], exports: SambaExports
) -> None:
    """Those of the write list would go on writing in a frozen share: `read only` does not stop them."""
    sambas[0].share("listed", read_only="yes", write_list="news")
    allowed: list[bool] = []
    with ExitStack() as open_:
        for writable in (None, False, True):
            if writable is not None:
                exports.set_writable("listed", writable=writable)
            for name in ("news", "mail"):
                share = open_.enter_context(connected(sambas[0].server(name), "listed"))
                person = Client(share)
                allowed.append(not person.refuses(lambda p=person, n=name: p.create(f"{n}.txt")))
    assert allowed == [True, False, False, False, True, False]


def test_practice_speaks_as_samba_does(sambas: tuple[Samba, Samba], tmp_path: Path) -> None:
    """A rehearsal would close and open shares by words that mean something else on a real host."""
    sambas[0].share("spoken", read_only="no")
    offered: dict[str, JsonValue] = {
        "shares": {"spoken": {"path": "/srv/felles", "writable": True, "files": 1}}
    }
    asked = [
        exports_module.ask("spoken", "read only"),
        exports_module.ask("spoken", "write list"),
        exports_module.ask("not-there", "read only"),
        exports_module.effective("spoken", "read only"),
        exports_module.effective("spoken", "write list"),
        exports_module.close("spoken"),
        exports_module.RELOAD,
    ]
    changed = [
        exports_module.tell("spoken", "read only", "yes"),
        *asked,
        exports_module.tell("spoken", "read only", "no"),
        *asked,
    ]
    with running.start(world(hosts={OLD: offered}, hands={}), tmp_path) as started:
        town = Town(started.addresses)
        for words in [*asked, *changed]:
            real, practised = sambas[0].answer(*words), town.run(*words)
            assert (practised.code == 0, practised.out) == (real.returncode == 0, real.stdout), words
        town.close()
