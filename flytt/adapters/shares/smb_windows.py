"""Shares and NTFS rights on Windows hosts, as words for PowerShell. From its documentation; see `PROVEN`.

`-Name` and icacls take `*` and brackets for patterns, quoted or not: names in mappings have none.
"""

from flytt.adapters.ssh.endpoint import Argv
from flytt.adapters.ssh.windows import PROVEN
from flytt.adapters.ssh.words import Option

__all__ = [
    "PROVEN",
    "access",
    "block",
    "cached",
    "close_files",
    "grant",
    "open_files",
    "own",
    "restore_rights",
    "revoke",
    "rights",
    "save_rights",
    "state",
    "unblock",
]

_NAME, _ACCOUNT, _RIGHT, _FORCE = map(Option, ("-Name", "-AccountName", "-AccessRight", "-Force"))


def state(name: str) -> Argv:
    """Return a share, as it is offered."""
    return ("Get-SmbShare", _NAME, name)


def access(name: str) -> Argv:
    """Return who may do what in a share: this is what a freeze has to note before it changes anything."""
    return ("Get-SmbShareAccess", _NAME, name)


def grant(name: str, account: str, right: str) -> Argv:
    """Give an account `Full`, `Change` or `Read`. Windows has no read-only flag of a share."""
    return ("Grant-SmbShareAccess", _NAME, name, _ACCOUNT, account, _RIGHT, right, _FORCE)


def revoke(name: str, account: str) -> Argv:
    """Take back what an account was granted."""
    return ("Revoke-SmbShareAccess", _NAME, name, _ACCOUNT, account, _FORCE)


def block(name: str, account: str) -> Argv:
    """Keep an account out altogether, whatever it was granted: for services that must not come back."""
    return ("Block-SmbShareAccess", _NAME, name, _ACCOUNT, account, _FORCE)


def unblock(name: str, account: str) -> Argv:
    """Lift that."""
    return ("Unblock-SmbShareAccess", _NAME, name, _ACCOUNT, account, _FORCE)


def cached(name: str, mode: str) -> Argv:
    """Set whether clients may keep files offline (`None`, `Manual`, …): what they keep is written late."""
    return ("Set-SmbShare", _NAME, name, Option("-CachingMode"), mode, _FORCE)


def open_files() -> Argv:
    """Return what is open in all shares of the host; whose share each lies in is among what it says."""
    return ("Get-SmbOpenFile",)


def close_files(file_id: str) -> Argv:
    """Close one open file: what its holder has not saved is lost to them."""
    return ("Close-SmbOpenFile", Option("-FileId"), file_id, _FORCE)


def rights(path: str) -> Argv:
    """Return a folder's descriptor. A literal path: brackets in it are no pattern."""
    return ("Get-Acl", Option("-LiteralPath"), path)


def save_rights(path: str, file: str) -> Argv:
    """Write the lists of a tree, as SDDL, to a file on the host. Links are not followed."""
    return ("icacls.exe", path, "/save", file, "/t", "/l", "/c", "/q")


def restore_rights(path: str, file: str, *, becomes: tuple[tuple[str, str], ...] = ()) -> Argv:
    """Set lists that were saved, each old SID with its new one in its place."""
    pairs = (word for old, new in becomes for word in ("/substitute", f"*{old}", f"*{new}"))
    return ("icacls.exe", path, "/restore", file, *pairs, "/c", "/q")


def own(path: str, sid: str) -> Argv:
    """Make a SID the owner."""
    return ("icacls.exe", path, "/setowner", f"*{sid}", "/l", "/q")
