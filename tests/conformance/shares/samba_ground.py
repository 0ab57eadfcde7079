"""A Samba server of the test's own: loopback, a high port, and every file of it in a folder that goes away.

People sign in as accounts that every Debian has. What they may do is in Samba's own books alone.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from pydantic import SecretStr

from flytt.adapters.shares.smb_server import SmbServer
from flytt.adapters.shares.smb_session import connected
from flytt.migration.errors import Unreachable
from tests.system import find_program

PROGRAMS = ("smbd", "smbcontrol", "smbpasswd", "pdbedit", "net", "testparm")
PEOPLE = ("root", "news", "mail", "games")
"""root is who runs the move; the others work in the shares."""
_MODULES = "/usr/lib/*/samba/vfs/acl_xattr.so"
_WAIT_SECONDS = 120
_CONFIG = """
[global]
  server role = standalone server
  netbios name = {name}
  disable netbios = yes
  smb ports = {port}
  bind interfaces only = yes
  interfaces = 127.0.0.1
  private dir = {root}/private
  lock directory = {root}/lock
  state directory = {root}/state
  cache directory = {root}/cache
  pid directory = {root}/pid
  ncalrpc dir = {root}/ncalrpc
  log file = {root}/log/%m.log
  load printers = no
  disable spoolss = yes
  include = registry
"""

Sids: TypeAlias = dict[str, str]


@dataclass
class Samba:
    """One server, and the words with which its own commands are given to it."""

    name: str
    root: Path
    port: int
    sids: Sids = field(default_factory=dict)

    @property
    def config(self) -> Path:
        """Its smb.conf."""
        return self.root / "smb.conf"

    @property
    def environment(self) -> dict[str, str]:
        """What makes Samba's commands speak to this server and no other."""
        return {**os.environ, "SMB_CONF_PATH": str(self.config), "LC_ALL": "C.UTF-8"}

    def call(self, name: str, *words: str, given: str = "") -> str:
        """Run one of Samba's commands and return what it says."""
        ran = self.answer(name, *words, given=given)
        assert ran.returncode == 0, f"{name} {words}: {ran.stdout}{ran.stderr}"
        return ran.stdout

    def answer(self, name: str, *words: str, given: str = "") -> "subprocess.CompletedProcess[str]":
        """Run one of Samba's commands, whatever comes of it."""
        return subprocess.run(
            [_found(name), *words],
            input=given,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def folder(self, share: str) -> Path:
        """Return where a share's files lie."""
        return self.root / "shares" / share

    def share(self, name: str, **parameters: str) -> Path:
        """Offer a share with NTFS descriptors, writable unless told otherwise; return its folder."""
        folder = self.folder(name)
        folder.mkdir(parents=True)
        folder.chmod(0o777)
        said = {
            "path": str(folder),
            "vfs objects": "acl_xattr",
            "acl_xattr:ignore system acls": "yes",
            **{key.replace("_", " "): value for key, value in parameters.items()},
        }
        for parameter, value in said.items():
            self.call("net", "conf", "setparm", name, parameter, value)
        self.call("smbcontrol", "all", "reload-config")
        return folder

    def server(self, person: str = "root") -> SmbServer:
        """Return it as a person reaches it."""
        secret = SecretStr(password(person))
        return SmbServer(host=self.name, address="127.0.0.1", port=self.port, user=person, password=secret)


def password(person: str) -> str:
    """Return a person's password."""
    return f"Practice-{person}-1"


@contextlib.contextmanager
def samba(name: str) -> Generator[Samba]:
    """Start a server; it ends with the `with`."""
    root = Path(tempfile.mkdtemp(prefix="flytt-samba-", dir="/tmp"))
    root.chmod(0o755)
    try:
        for folder in ("private", "lock", "state", "cache", "pid", "ncalrpc", "log", "shares"):
            (root / folder).mkdir()
        server = Samba(name, root, _free_port())
        server.config.write_text(_CONFIG.format(name=name, port=server.port, root=root))
        for person in PEOPLE:
            # smbpasswd alone does not look at SMB_CONF_PATH.
            given = f"{password(person)}\n" * 2
            server.call("smbpasswd", "-c", str(server.config), "-s", "-a", person, given=given)
            listed = server.call("pdbedit", "-s", str(server.config), "-v", person)
            server.sids[person] = next(
                line.split()[-1] for line in listed.splitlines() if line.startswith("User SID:")
            )
        with (root / "log" / "out").open("wb") as log:
            # The whole path: a child that stands in a share reads the file again.
            words = [_found("smbd"), "-F", "--no-process-group", "-s", str(server.config)]
            # When it ends, smbd ends its whole process group: let that not be ours.
            running = subprocess.Popen(words, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait_for(server, running)
            yield server
        finally:
            running.terminate()
            running.wait()
    finally:
        shutil.rmtree(root, ignore_errors=True)


def has_modules() -> bool:
    """Whether Samba can keep NTFS descriptors here (Debian: samba-vfs-modules)."""
    return any(Path("/").glob(_MODULES.removeprefix("/")))


def _wait_for(server: Samba, running: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < end and running.poll() is None:
        with contextlib.suppress(Unreachable), connected(server.server(), "IPC$"):
            return
        time.sleep(0.05)
    raise TimeoutError((server.root / "log" / "out").read_text(errors="replace"))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def _found(name: str) -> str:
    program = find_program(name)
    assert program is not None
    return str(program)
