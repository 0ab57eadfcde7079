"""Service managers: every verb may be repeated, and what is not known does not exist."""

import pytest

from flytt.migration.errors import CommandFailed
from flytt.migration.ports import ServiceState
from tests.conformance.hosts.ground import Ground


def test_every_verb_may_be_repeated(ground: Ground) -> None:
    """Otherwise a step that is done again after a crash would fail, or act twice."""
    services, name = ground.hosts.on(ground.here).services, ground.service
    for _ in range(2):
        services.start(name)
        assert services.state(name) == ServiceState(exists=True, running=True, enabled=False)
    for _ in range(2):
        services.enable(name)
        assert services.state(name) == ServiceState(exists=True, running=True, enabled=True)
    for _ in range(2):
        services.stop(name)
        assert services.state(name) == ServiceState(exists=True, running=False, enabled=True)
    for _ in range(2):
        services.disable(name)
        assert services.state(name) == ServiceState(exists=True)


def test_a_service_that_nobody_installed(ground: Ground) -> None:
    """Otherwise a misspelt service would count as stopped."""
    services = ground.hosts.on(ground.here).services
    assert services.state("nobody") == ServiceState(exists=False)
    for verb in (services.start, services.stop, services.enable, services.disable):
        with pytest.raises(CommandFailed):
            verb("nobody")
