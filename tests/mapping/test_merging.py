"""Municipalities that become one: every collision is found, and every one is decided, once, to some avail."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flytt.mapping import MappingFaults, collisions, load_municipality

MAPPINGS = Path(__file__).parents[2] / "mappings"
Damage = Callable[[str, str, str], list[str]]


@pytest.fixture
def merger(tmp_path: Path) -> Path:
    """Return a copy of Fræna and Eide's merger."""
    shutil.copytree(MAPPINGS / "fraena-eide", tmp_path / "m")
    return tmp_path / "m"


@pytest.fixture
def damage(merger: Path) -> Damage:
    """Return what is said when a piece of one file under merging/ is replaced by another."""

    def damaged(name: str, old: str, new: str) -> list[str]:
        path = merger / "merging" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        try:
            load_municipality(merger)
        except MappingFaults as found:
            return [str(fault) for fault in found.faults]
        return []

    return damaged


def test_fraena_and_eide_collide_where_they_should(merger: Path) -> None:
    """If this failed, two persons, folders or patient lists would be taken for one, or one for two."""
    found = {(c.kind, c.value.casefold()): c.decision.decision for c in collisions(merger) if c.decision}

    assert found == {
        ("user-id", "ov0001"): "rename",
        ("user-id", "ov0002"): "merge",
        ("user-address", "ov0002@hustadvika.example"): "merge",
        ("user-address", "post.lege@hustadvika.example"): "keep-both-as",
        ("group-name", "lærarar"): "keep-both-as",
        ("group-name", "heimetenesta"): "merge",
        ("share-path", "/felles/økonomi"): "rename",
        ("instance-application", "hove total"): "merge",
    }
    assert len(found) == len(collisions(merger))


@pytest.mark.parametrize("name", ["fraena-eide", "fjordvik"])
def test_every_collision_is_decided(name: str) -> None:
    """If this failed, a merger in the repository would have something that nobody has decided."""
    assert all(collision.decision for collision in collisions(MAPPINGS / name))
    assert load_municipality(MAPPINGS / name)


def test_names_are_compared_however_they_are_typed(damage: Damage) -> None:
    """If this failed, æ, ø or å typed on another machine would hide that two folders are one."""
    said = damage("eide/shares.yaml", "path: /felles/eide", "path: /FELLES/fra\u0308na")
    assert said == []

    said = damage("fraena/shares.yaml", "path: /felles/fræna", "path: /felles/fr\u00e4na")
    assert any(
        'share-path "/felles/fr\u00e4na" of fraena/s-fr-2 collides with eide/s-ei-2' in line for line in said
    )


def test_an_undecided_collision_is_a_fault(damage: Damage) -> None:
    """If this failed, two people could end up with one address on the night of the move."""
    said = damage("eide/users.yaml", "id: ei0001,", "id: FR0001,")

    assert len(said) == 1
    assert 'user-id "fr0001" of fraena/fr0001 collides with eide/FR0001' in said[0]
    assert "expected a decision in merging/decisions.yaml" in said[0]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("value: Heimetenesta", "value: Heimtenesta", 'there is no collision group-name "Heimtenesta"'),
        ("to: ei0101", "to: FR0001", 'the new user-id "FR0001" collides: eide/OV0001, fraena/fr0001'),
        ("to: Lærarar Eide", "to: lærarar fræna", "collides: eide/g-ei-1, fraena/g-fr-1"),
        ("id: s-ei-1", "id: s-ei-9", "eide/s-ei-9 is no part of collision"),
        ("decision: rename", "decision: keep-both-as", "keep-both-as leaves out fraena/ov0001"),
        ("decision: rename", "decision: merge", "a merge renames nothing"),
        ("    renamed:\n      - { source: eide, id: OV0001, to: ei0101 }\n", "", "still want"),
        ("value: ov0002\n", "value: OV0001\n", 'user-id "OV0001" is decided twice, first at'),
        ("decided_by: arkivleder", "decided_by: arkivlederen", 'nearest: "arkivleder"'),
        ("why: One service from the first day.\n", 'why: ""\n', "why:"),
        ("decision: rename", "decision: renam", 'nearest: "rename"'),
    ],
)
def test_a_decision_that_does_not_help_is_a_fault(damage: Damage, old: str, new: str, what: str) -> None:
    """If this failed, a decision would be believed that decides nothing, or makes another collision."""
    said = damage("decisions.yaml", old, new)

    assert any(what in line for line in said), said


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("decision: rename", "decision: renam", '"renam" is not a decision'),
        ("why: ", "whi: ", '"whi" is not a key here'),
        ("collision: user-id", "collision: user-idd", '"user-idd" is not a collision'),
    ],
)
def test_a_slip_in_one_decision_hides_no_other_fault(
    merger: Path, damage: Damage, old: str, new: str, what: str
) -> None:
    """If this failed, one slip would be mended only to meet what it had hidden, one after the other."""
    page = merger / "merging/decisions.yaml"
    text = page.read_text(encoding="utf-8").replace("value: Heimetenesta", "value: Heimtenesta")
    page.write_text(text, encoding="utf-8")
    said = damage("decisions.yaml", old, new)

    assert any(what in line for line in said), said
    assert any('there is no collision group-name "Heimtenesta"' in line for line in said), said
    undecided = [line for line in said if "undecided" in line]
    assert len(undecided) == 1, said
    assert "Heimetenesta" in undecided[0]


def test_an_id_used_twice_in_one_source_is_a_fault(damage: Damage) -> None:
    """If this failed, one of two rows would be lost without a word."""
    said = damage("fraena/groups.yaml", "id: g-fr-3", "id: g-fr-2")

    assert any('"g-fr-2" is here twice in fraena, first at' in line for line in said), said


def test_a_stray_file_is_a_fault(merger: Path) -> None:
    """If this failed, a misspelt users.yaml would count as a source without users."""
    (merger / "merging/eide/users.yaml").rename(merger / "merging/eide/user.yaml")

    with pytest.raises(MappingFaults) as raised:
        load_municipality(merger)

    assert "this file is not read; expected one of" in str(raised.value)
    assert 'nearest: "users"' in str(raised.value)
