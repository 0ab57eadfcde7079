"""The grounds that the suite is run on, each started once."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from tests.conformance.hosts.ground import Ground, Memory
from tests.conformance.hosts.openssh_ground import PROGRAMS, OpenSsh, openssh
from tests.conformance.hosts.practice_ground import Practice, practice

REAL = pytest.mark.server(*PROGRAMS)
GROUNDS = (
    "twin",
    pytest.param("practice", marks=pytest.mark.slow),
    pytest.param("openssh", marks=REAL),
    pytest.param("openssh-postgresql", marks=REAL),
)


@pytest.fixture(scope="session")
def _practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    with practice(tmp_path_factory.mktemp("practice")) as ground:
        yield ground


@pytest.fixture(scope="session")
def _openssh() -> Iterator[tuple[Path, int]]:
    with openssh() as started:
        yield started


@pytest.fixture(params=GROUNDS)
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    """Return the ground of this run."""
    name = cast("str", request.param)
    if name == "twin":
        yield Memory()
    elif name == "practice":
        yield request.getfixturevalue("_practice")
    else:
        root, port = cast("tuple[Path, int]", request.getfixturevalue("_openssh"))
        ground = OpenSsh(root, port, "postgresql" if name.endswith("postgresql") else "sqlite")
        yield ground
        ground.connections.close()


@pytest.fixture
def folder(ground: Ground) -> str:
    """Return an empty folder on both hosts."""
    return ground.folder()
