"""`flytt share back`, as typed after a rollback: two OpenSSH servers, rsync, a ledger that says where."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from flytt.adapters.ledger.opening import open_store
from flytt.cli.main import main
from flytt.cli.share_back import job_of
from flytt.migration.journal import Journal
from flytt.migration.planner import make_plan
from flytt.migration.record import Json
from flytt.migration.settings import SETTINGS
from tests.conformance.shares.ground import Host
from tests.conformance.shares.port_ground import openssh
from tests.worlds import MORNING, RUNBOOKS, SETTINGS_OF, municipality, twins, workload

pytestmark = [pytest.mark.root, pytest.mark.server("sshd", "ssh-keygen", "rsync")]

Typed = Callable[..., tuple[int, dict[str, Json]]]


@pytest.fixture
def typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Return what types a command for the municipality whose ledger and reach lie here."""

    def call(*words: str) -> tuple[int, dict[str, Json]]:
        where = ("--ledger", str(tmp_path / "ledger.db"), "--mappings", str(tmp_path / "mappings"))
        code = main([*words, *where, "--json"])
        said = capsys.readouterr().out
        return code, json.loads(said) if said.strip() else {}

    return call


def test_what_people_wrote_lies_beside_their_files_and_comes_once(
    hosts: tuple[Host, Host], tmp_path: Path, typed: Typed
) -> None:
    """The one command that people's work depends on after a rollback would never have met a real host."""
    old, new = hosts
    sides: dict[str, dict[str, Json]] = {}
    for name in ("old", "new"):
        path, keep = str(tmp_path / name / "felles"), str(tmp_path / name / "keep")
        sides[name] = {"host": name, "path": path, "export": "felles", "keep": keep}
    settings = {
        **SETTINGS_OF["file-share"],
        "source": sides["old"],
        "target": sides["new"],
        "rights": "posix",
        "owners": [],
    }
    complete = SETTINGS["file-share"].model_validate(settings).as_json()
    rows = municipality([workload("file-share", settings=complete)], practice=False)
    plan = make_plan(rows, RUNBOOKS, MORNING)
    store = open_store(str(tmp_path / "ledger.db"), plan.municipality)
    Journal(store, twins(plan=plan).clock, "test").adopt(plan)
    store.close()
    job = job_of(plan, "file-share")
    with openssh(old, new, tmp_path / "none") as there:
        reach = {"old": old.endpoint(), "new": new.endpoint()}
        page = tmp_path / "mappings" / plan.municipality / "reach.yaml"
        page.parent.mkdir(parents=True)
        stated = {name: endpoint.as_json() for name, endpoint in reach.items()}
        page.write_text(json.dumps({"hosts": stated, "ssh_key": str(old.root / "client_key")}))
        there.write(job.source, "brev.txt", b"old")
        there.shares.make(job.target)
        for number in (1, 2):
            there.shares.copy(job, f"pass-{number}")
            there.shares.record(job.target)
            there.write(job.target, f"mappe/-rf {number}", b"new")
            there.shares.set_aside(job.target)
            there.shares.forget_record(job.target)
            words = ("share", "back", plan.municipality, "file-share", "--into", f"FRA-NY-SIDE-{number}")
            code, said = typed(*words)
            assert (code, said["files"], said["left"], said["mover"]) == (0, 1, 0, "rsync")
            assert typed(*words) == (code, said), "the same command again is another answer"
        top = there.real(job.source, job.source.path)
        assert (top / "FRA-NY-SIDE-1/mappe/-rf 1").read_bytes() == b"new"
        assert sorted(p.name for p in (top / "FRA-NY-SIDE-2/mappe").iterdir()) == ["-rf 2"]
        assert (top / "brev.txt").read_bytes() == b"old"
        assert typed("share", "back", plan.municipality, "file-share", "--into", "TREDJE")[0] == 1
        assert not (top / "TREDJE").exists()
