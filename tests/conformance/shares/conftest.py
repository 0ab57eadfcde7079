"""Two servers, started once for all."""

from collections.abc import Iterator

import pytest

from tests.conformance.shares.ground import Host, sshd


@pytest.fixture(scope="session")
def hosts() -> Iterator[tuple[Host, Host]]:
    """Return the old host and the new one."""
    with sshd("old") as old, sshd("new") as new:
        yield old, new
