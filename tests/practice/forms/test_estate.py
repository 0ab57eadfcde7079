"""What an estate is made from, and what can be left out of it."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from practice.forms import __main__ as command
from practice.forms.answers import identity_number
from practice.forms.draws import stream
from practice.forms.estate import make_estate
from practice.forms.form_id import form_id
from practice.forms.settings import Settings, Sources, sources_of
from practice.forms.topics import TOPICS
from tests.practice.forms.estates import OBJECT, Estate, made, tier

pytestmark = pytest.mark.slow  # makes whole estates; left out of `make fast`, never of `make test`

_SMALL = Settings(seed=9, tier=3, forms=12)


def _digest(directory: Path) -> str:
    found = hashlib.sha256()
    for file in sorted(file for file in directory.rglob("*") if file.is_file()):
        found.update(str(file.relative_to(directory)).encode())
        found.update(file.read_bytes())
    return found.hexdigest()


def test_the_same_seed_makes_the_same_estate(tmp_path: Path) -> None:
    """A measurement could not be repeated by anybody else."""
    first = made(_SMALL)
    make_estate(_SMALL, tmp_path / "estate", tmp_path / "truth")
    assert _digest(tmp_path / "estate") == _digest(first.out)
    assert _digest(tmp_path / "truth") == _digest(first.truth)


def test_another_seed_or_tenant_makes_another_estate() -> None:
    """Estates that count as independent would be one and the same."""
    several = [made(_SMALL), made(replace(_SMALL, seed=10)), made(replace(_SMALL, tenant=1))]
    assert len({_digest(estate.out) for estate in several}) == 3
    tenants = {json.loads((estate.truth / "made.json").read_text())["tenant"] for estate in several}
    assert len(tenants) == 3


@pytest.mark.parametrize(("out", "truth"), [("a", "a/truth"), ("a/estate", "a"), ("a", "a")])
def test_truth_inside_the_estate_is_refused(tmp_path: Path, out: str, truth: str) -> None:
    """Whoever reads the estate would read the answers with it."""
    with pytest.raises(ValueError, match="apart"):
        make_estate(_SMALL, tmp_path / out, tmp_path / truth)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """Two estates would be mixed, and the truth of neither would hold."""
    (tmp_path / "estate").mkdir()
    (tmp_path / "estate/mine.txt").write_text("kept")
    with pytest.raises(FileExistsError):
        make_estate(_SMALL, tmp_path / "estate", tmp_path / "truth")


@pytest.mark.slow
def test_splits_share_no_topic() -> None:
    """A judge tuned on one split would have seen the families of the other."""
    names = [{texts[0] for texts in topics} for topics in TOPICS.values()]
    assert all(not one & other for one in names for other in names if one is not other)
    families: list[set[str]] = []
    for split in TOPICS:
        lines = (
            (tier(3, split=split, forms=30).truth / "notes.ndjson").read_text(encoding="utf-8").splitlines()
        )
        families.append({str(found) for line in lines if (found := OBJECT.validate_json(line).get("family"))})
    assert all(families)
    assert all(not one & other for one in families for other in families if one is not other)


def _with(sources: Sources) -> Estate:
    return made(replace(_SMALL, forms=30, sources=sources))


def test_without_api_there_are_no_forms_and_no_responses() -> None:
    """The hardest case would be measured with the easiest source in hand."""
    estate = _with(Sources(api="none"))
    assert not (estate.out / "forms").exists()
    assert not (estate.out / "responses").exists()
    assert list((estate.out / "audit").iterdir())
    assert all(form.responses.service == 0 for form in estate.document().forms)


def test_without_audit_there_is_no_audit() -> None:
    """The case without audit would be measured with it."""
    estate = _with(Sources(audit_days=0))
    assert not (estate.out / "audit").exists()
    assert list((estate.out / "forms").iterdir())


def test_files_alone_leave_most_forms_without_an_id() -> None:
    """The truth would name forms by ids that nothing shows."""
    estate = _with(Sources(api="none", audit_days=0, references=False))
    assert {block.form is None or block.form.startswith("latent:") for block in estate.document().blocks} == {
        True
    }


def test_partial_api_leaves_out_groups_and_fields() -> None:
    """Group forms, out of reach of app-only access in real tenants, would never be missed in practice."""
    estate = _with(Sources(api="users", dropped=("sdx",)))
    texts = [file.read_text(encoding="utf-8") for file in (estate.out / "forms").rglob("*.json")]
    assert texts
    assert not (estate.out / "forms/groups").exists()
    assert all('"sdx' not in text and '"xlWorkbookId"' in text for text in texts)


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_owners_have_a_unit_of_the_directory(number: int) -> None:
    """The question whose answers these are would have no answer that can be looked up."""
    estate = tier(number)
    text = (estate.out / "directory/units.csv").read_text(encoding="utf-8-sig")
    delimiter = max(";,\t", key=text.splitlines()[0].count)
    units = {(row["unit"], row["sector"]) for row in csv.DictReader(text.splitlines(), delimiter=delimiter)}
    for form in estate.document().forms:
        assert (form.owner.unit, form.owner.sector) in units
        assert (form.owner.person_id is None) != (form.owner.group_id is None)


def test_form_ids_hold_tenant_and_owner() -> None:
    """Links would not tell whose form they lead to, as they do in the real service."""
    tenant, owner = str(uuid.UUID(int=7)), str(uuid.UUID(int=9))
    mine = form_id(tenant, owner, "U" * 26, group=False)
    ours = form_id(tenant, owner, "U" * 26, group=True)
    assert (len(mine), len(ours)) == (80, 88)
    raw = base64.urlsafe_b64decode(ours)
    assert uuid.UUID(bytes_le=raw[:16]) == uuid.UUID(tenant)
    assert uuid.UUID(bytes_le=raw[16:32]) == uuid.UUID(owner)
    assert raw[32:].startswith(b"U" * 26 + b"$%@#t=g")


def test_identity_numbers_can_be_nobodys() -> None:
    """A real person's number could be generated and stored."""
    rng = stream("numbers")
    for _ in range(300):
        number = identity_number(rng)
        digits = [int(digit) for digit in number]
        assert len(digits) == 11
        assert 81 <= int(number[2:4]) <= 92
        assert sum(d * w for d, w in zip(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1), strict=False)) % 11 == 0
        assert sum(d * w for d, w in zip(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True)) % 11 == 0


def test_the_command_makes_an_estate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The generator could not be run as its page says."""
    asked = ["--seed", "4", "--tier", "T4", "--forms", "8", "--without", "api,audit"]
    where = ["--out", str(tmp_path / "e"), "--truth", str(tmp_path / "t")]
    monkeypatch.setattr("sys.argv", ["forms", *asked, *where])
    assert command.main() == 0
    assert json.loads(capsys.readouterr().out)["forms"] == 8
    assert not (tmp_path / "e/audit").exists()
    monkeypatch.setattr("sys.argv", ["forms", *asked[:-1], "apis", *where])
    assert command.main() == 2


def test_decisions_so_far_are_true_ones(tmp_path: Path) -> None:
    """People's earlier decisions would point to wrong forms, and every measurement with them would be off."""
    settings = replace(_SMALL, decisions=10, sources=sources_of(3))
    make_estate(settings, tmp_path / "e", tmp_path / "t")
    document = Estate(settings, tmp_path / "e", tmp_path / "t").document()
    forms = {(b.drive_id, b.item_id, b.sheet, b.range): b.form or "" for b in document.blocks}
    with (tmp_path / "e/decisions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 10
    assert all(
        forms[row["drive_id"], row["item_id"], row["sheet"], row["range"]] == row["form"] for row in rows
    )
