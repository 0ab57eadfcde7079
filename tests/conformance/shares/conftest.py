"""Two servers, started once for all; and two of Samba's."""

from collections.abc import Iterator

import pytest

from tests.conformance.shares.ground import Host, sshd
from tests.conformance.shares.samba_ground import Samba, has_modules, samba


@pytest.fixture(scope="session")
def hosts() -> Iterator[tuple[Host, Host]]:
    """Return the old host and the new one."""
    with sshd("old") as old, sshd("new") as new:
        yield old, new


@pytest.fixture(scope="session")
def sambas() -> Iterator[tuple[Samba, Samba]]:
    """Return the old file service and the new one."""
    if not has_modules():
        pytest.skip("needs Samba's acl_xattr (Debian: apt-get install samba samba-vfs-modules)")
    with samba("OLDSMB") as old, samba("NEWSMB") as new:
        yield old, new
