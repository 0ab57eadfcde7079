"""Nothing in an estate's folder is passed in silence: unread pages, strange files, links out of it."""

from pathlib import Path

import pytest

from flytt.forms.faults import EstateFaults
from tests.forms.estates import FORM, OWNER, Folder
from tests.forms.moved import Moved, small_estate

PAGE = f"responses/{FORM}/page-2.json"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (PAGE, '{"value": [{"id": 7, "answers": "[{'),
        (PAGE, '{"value": [{"id": 7, "startDate": "2026-01-01", "answers": "[{\\"quest"}]}'),
        (f"responses/{FORM}/page-2.JSON", '{"value": []}'),
        (f"responses/{FORM}/opptak.har", "{}"),
        ("forms/two.json", '{"id": "'),
    ],
)
def test_a_page_that_cannot_be_read_is_kept_whole_and_counted(
    tmp_path: Path, path: str, content: str
) -> None:
    """If this failed, answers that a better reader would find would be away for good."""
    small_estate(tmp_path / "e").write(path, content)
    moved = Moved(tmp_path / "e", tmp_path / "t")
    (kept,) = moved.packed.package.quarantine
    assert (tmp_path / "t" / kept.path).read_bytes() == content.encode()
    assert kept.owner
    proof = moved.prove()
    assert (proof.files.quarantined, proof.because) == (1, ())
    assert proof.outcome == "proved except listed"
    (tmp_path / "t" / kept.path).write_text("noe annet")
    assert moved.prove().files.missing == 1
    (tmp_path / "t" / kept.path).unlink()
    assert moved.prove().outcome == "cannot be proved, because"


@pytest.mark.parametrize(
    "name",
    [
        "forms/two.JSON",
        "forms/nett.har",
        f"responses/{FORM}/side.txt",
        "earlier/responses/x/side.JSON",
        "audit/logg.xlsx",
        "directory/brukere.csv",
    ],
)
def test_a_file_that_no_reader_takes_is_listed_by_name(tmp_path: Path, name: str) -> None:
    """If this failed, what somebody laid there to be read would be missed by nobody."""
    folder = small_estate(tmp_path / "e")
    assert folder.read().unreadable == ()
    folder.write(name, "{}")
    assert [(one.path, one.why.partition(":")[0]) for one in folder.read().unreadable] == [
        (name, "unknown format")
    ]


def test_links_out_of_the_estate_are_refused_all_at_once(tmp_path: Path) -> None:
    """If this failed, any file of this machine could be packed and handed over as somebody's answers."""
    folder = small_estate(tmp_path / "e")
    outside = tmp_path / "utenfor"
    outside.mkdir()
    (outside / "hemmelig.json").write_text("{}")
    (folder.root / "drive/content/b!drive/01LENKE").symlink_to(outside / "hemmelig.json")
    (folder.root / "responses" / "mappe").symlink_to(outside)
    (folder.root / "forms" / "innenfor.json").symlink_to(folder.root / "forms" / "one.json")
    with pytest.raises(EstateFaults) as refused:
        folder.read()
    assert [one.partition(":")[0] for one in refused.value.faults] == [
        "drive/content/b!drive/01LENKE",
        "responses/mappe",
    ]
    (folder.root / "drive/content/b!drive/01LENKE").unlink()
    (folder.root / "responses" / "mappe").unlink()
    assert folder.read().unreadable == ()


def test_an_estate_that_is_reached_through_a_link_is_read(tmp_path: Path) -> None:
    """If this failed, a folder on another disk could not be read by the name that people gave it."""
    small_estate(tmp_path / "e")
    (tmp_path / "lenke").symlink_to(tmp_path / "e")
    assert Folder(tmp_path / "lenke").read().forms


def test_a_name_behind_an_id_is_no_member(tmp_path: Path) -> None:
    """If this failed, a unit would have members that are words of a name, and its own be fewer of all."""
    folder = small_estate(tmp_path / "e")
    folder.write(
        "directory/units.csv", f"unit,sector,members\nSkole,Oppvekst,{OWNER} (Kari Fiktiv); b-2 (Ola)\n"
    )
    (unit,) = folder.read().directory.units
    assert unit.members == (OWNER, "b-2")
