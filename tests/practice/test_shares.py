"""Shares of practice hosts: their files, how they are opened and closed, and programs that work in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import JsonValue

from practice import running
from practice.shares import make_share
from tests.practice.town import NEW, OLD, Town, world

pytestmark = pytest.mark.slow  # starts practice hosts; left out of `make fast`, never of `make test`

SHARED: dict[str, dict[str, JsonValue]] = {
    OLD: {"path": "/srv/felles", "writable": True, "files": 40},
    NEW: {"path": "/srv/felles", "writable": False},
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A municipality with a share, for this module alone."""
    hosts: dict[str, JsonValue] = {name: {"shares": {"felles": share}} for name, share in SHARED.items()}
    with running.start(world(hosts=hosts, hands={}), tmp_path_factory.mktemp("delt")) as started:
        town = Town(started.addresses)
        yield town
        town.close()


def test_a_share_has_files_with_awkward_names_and_comes_out_the_same_each_time(tmp_path: Path) -> None:
    """If this fails, a rehearsal copies only easy files, or two rehearsals cannot be compared."""
    for name in ("a", "b"):
        make_share(tmp_path / name, seed="1", files=30)
    found = [
        sorted((str(p.relative_to(top)), p.lstat().st_mode, p.lstat().st_size) for p in top.rglob("*"))
        for top in (tmp_path / "a", tmp_path / "b")
    ]
    assert found[0] == found[1]
    assert any(name.endswith("/-rf") for name, _, _ in found[0])


def test_a_share_is_closed_and_opened_with_sambas_own_words(town: Town) -> None:
    """If this fails, users in practice go on writing on the old side while it is copied."""
    asked = ("net", "conf", "getparm", "felles", "read only")
    assert town.run(*asked).out == "no\n"
    assert town.run("net", "conf", "setparm", "felles", "read only", "yes").code == 0
    assert town.run(*asked).out == "yes\n"
    assert town.run("net", "conf", "getparm", "finnes-ikke", "read only").code != 0


def test_the_shell_runs_scripts_in_the_hosts_own_files_only(town: Town) -> None:
    """If this fails, a program sent to a practice host works in the files of this machine instead."""
    options = json.dumps({"path": "/srv/felles", "again": False})
    code = "import json,os,sys; print(len(os.listdir(json.loads(sys.argv[1])['path'])))"
    said = town.run("sh", "-c", 'echo "first"; exec "$@"', "sh", "python3", "-I", "-c", code, options)
    assert (said.code, said.out) == (0, "first\n6\n")
    assert town.run("sh", "-c", "command -v rsync").code != 0, "a practice host has only what it is given"
