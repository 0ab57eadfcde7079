"""The one door: whom a real move may reach, and that a rehearsal reaches nobody."""

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from flytt.migration.channel import Message
from flytt.migration.errors import BadInput

PRACTICE_DOMAIN = "practice"
"""The last word of every address of the practice world. No such domain exists, here or anywhere."""


class OpenDoor:
    """A real move's: everybody may be reached, encrypted, with anything but a rehearsal's words."""

    def admit(self, message: Message, recipients: tuple[str, ...]) -> None:
        """Refuse what was written in a rehearsal."""
        del recipients
        if message.rehearsal:
            raise _refused(f"{message.name} is a rehearsal's, and this is the way to real people")

    def server(self, host: str) -> None:
        """Let every server pass: its certificate is checked."""

    def web(self, url: str) -> None:
        """Refuse an address without encryption."""
        if urlsplit(url).scheme != "https":
            raise _refused("the address is not https://…, and anybody between could read or change it")

    def folder(self, path: str) -> None:
        """Refuse a folder that depends on where the program was started."""
        if not Path(path).is_absolute():
            raise _refused(f"the folder {path} is not an absolute path")


class RehearsalDoor:
    """A rehearsal's: loopback by number, addresses that cannot exist, and files below its own home."""

    def __init__(self, home: Path) -> None:
        self._home = home.resolve()

    def admit(self, message: Message, recipients: tuple[str, ...]) -> None:
        """Refuse a real move's words, and every address outside the practice domain."""
        if not message.rehearsal:
            raise _refused(f"{message.name} is a real move's, and a rehearsal sends its own alone")
        real = sum(not _is_invented(address) for address in recipients)
        if real:
            raise _refused(f"{real} of {len(recipients)} recipients are not @….{PRACTICE_DOMAIN}")

    def server(self, host: str) -> None:
        """Refuse everything but a loopback address, written as a number: a name may lead anywhere."""
        try:
            is_here = ipaddress.ip_address(host).is_loopback
        except ValueError:
            is_here = False
        if not is_here:
            raise _refused("a server is not on this machine (127.0.0.1 or ::1)")

    def web(self, url: str) -> None:
        """Refuse what is not on this machine, and addresses that two programs may read in two ways."""
        plain = url.isascii() and url.isprintable() and not set(url) & set(' \\"<>^`{|}')
        try:
            parts = urlsplit(url)
            host, is_web = parts.hostname or "", parts.scheme in {"http", "https"}
            named = "@" in parts.netloc
        except ValueError:
            host, is_web, named = "", False, False
        if not (plain and is_web) or named:
            raise _refused("a web address cannot be read in one way alone")
        self.server(host)

    def folder(self, path: str) -> None:
        """Refuse a folder outside of the rehearsal's home, also by way of links."""
        if not Path(path).is_absolute() or not Path(path).resolve().is_relative_to(self._home):
            raise _refused("a folder is outside of the rehearsal's own")


def _is_invented(address: str) -> bool:
    local, at, domain = address.rpartition("@")
    written = address.isascii() and address.isprintable() and not set(address) & set(' ,;:<>"()[]\\%!')
    return bool(written and at and local and "@" not in local and domain.split(".")[-1] == PRACTICE_DOMAIN)


def _refused(why: str) -> BadInput:
    return BadInput(f"Nothing was sent: {why}.", still_true="Nobody was reached.")
