"""Every fault is found, all at once, where it stands, with what was expected and the nearest right word."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flytt.mapping import MappingFaults, load_municipality

Damage = Callable[[str, str, str], list[str]]

SKOLE = "workloads/skole.yaml"
CASES = [
    (SKOLE, "kind: integration", "kind: integrasion", "skole.yaml:5:5: kind:", 'nearest: "integration"'),
    (SKOLE, "name: Ruten", "nmae: Ruten", 'skole.yaml:3:5: "nmae" is not a key here', 'nearest: "name"'),
    (SKOLE, "    name: Ruten\n", "", 'skole.yaml:2:5: "name" is missing', "expected name"),
    (SKOLE, "sector: skole", "sector: skule", 'skole.yaml:4:5: there is no sector "skule"', "skole"),
    (SKOLE, "agreement: felles", "agreement: feles", 'there is no agreement "feles"', 'nearest: "felles"'),
    (SKOLE, "workload: rute", "workload: ruta", 'there is no workload "ruta"', 'nearest: "rute"'),
    (SKOLE, "    agreement: felles\n", "", "skole.yaml:7:5: data_class: personal data without", "agreement:"),
    (SKOLE, "id: boka", "id: rute", 'workload "rute" is here twice, first at', "an id of its own"),
    (SKOLE, "users: { practice: 4711 }", "users: true", "users: true cannot stand here", "whole number"),
    (SKOLE, "users: { practice: 4711 }", "users:", "users: null cannot stand here", "the word unknown"),
    (
        "municipality.yaml",
        "approvers: [",
        'duty: { channel: webhook, address_secret: "https://hooks.example/T0KEN" }\napprovers: [',
        "address_secret: what is written cannot stand here",
        "the name that it is kept under",
    ),
    (SKOLE, "day: 2024-03-06", "day: 20240306", "day: 20240306 cannot", "a day such as"),
    (SKOLE, "day: 2024-03-06", "day: 2024-02-30", 'day: "2024-02-30" cannot', "a day that exists"),
    (SKOLE, '"23:00"', "1600", "start: 1600 cannot stand here", "a time of day such as 16:00"),
    (SKOLE, '"23:00"', '"25:00"', 'start: "25:00" cannot', "a time of day that exists"),
    (SKOLE, "document: hub/rute", "document: Hub", 'document: "Hub" cannot', "a document's name"),
    (
        SKOLE,
        "{ document: hub/rute,",
        "{ dokument: hub/rute,",
        '"dokument" is not a key',
        'nearest: "document"',
    ),
    (SKOLE, "settings: {", "setings: {", "settings are missing for this integration", "or unknown"),
    (SKOLE, "data_class: personal", "data_class: personal\n    affects: [helsa]", '"helsa"', '"helse"'),
    (
        SKOLE,
        "data_class: personal",
        "data_class: personal\n    words: { nn: {} }",
        "words: nb is missing",
        "",
    ),
    (SKOLE, "data_class: personal", "data_class: personal\n    name: B", 'key "name" is here twice', "once"),
    (SKOLE, "name: Ruten", "name: &a Ruten", "an anchor (&) is used", "written out"),
    (SKOLE, "name: Ruten", "name: *a", "an alias (*) is used", "written out"),
    (SKOLE, "name: Ruten", "name: !!binary Ruten", "a tag is used", "a plain value"),
    (SKOLE, "name: Ruten", "name: [Ruten", "is not YAML", "YAML"),
    (SKOLE, "name: Ruten", "\tname: Ruten", "is not YAML", "YAML"),
    (SKOLE, "name: Ruten", "name: Ru\x00ten", "skole.yaml:3:13: character U+0000", "printable"),
    (SKOLE, "name: Ruten", "name: Ru\u202eten", "skole.yaml:3:11: character U+202E", "printable"),
    (SKOLE, "name: Ruten", "? [a]\n    : b", "a list or table is used as a key", "a word"),
    (SKOLE, "name: Ruten", f"name: {'[' * 40}", "the nesting is too deep", "at most 30"),
    ("calendar.yaml", "last: 2024-07-31", "last: 2024-06-30", "last: 2024-06-30 is before", "a later one"),
    ("calendar.yaml", "    per_evening: { practice: 2 }\n", "", '"per_evening" is missing', "or unknown"),
    ("calendar.yaml", "kind: holiday", "kind: holiday, workloads: [bokka]", '"bokka"', 'nearest: "boka"'),
    ("calendar.yaml", "id: vakt", "id: ferie", 'calendar row "ferie" is here twice', ""),
    ("calendar.yaml", "kind: holiday", "kind: holiday, sectors: [x]", 'no sector "x"', "helse, skole"),
    ("municipality.yaml", "id: vik\n", "id: vik\ntime_zone: Europe/Olso\n", '"Europe/Olso"', '"Europe/Oslo"'),
    ("municipality.yaml", "id: helse", "id: skole", 'sector "skole" is here twice', ""),
    ("municipality.yaml", "languages: [nb]", "languages: [no]", 'languages: "no" is not', "one of nb, nn"),
    ("municipality.yaml", "id: vik", "--- x\n--- y\nid: vik", "municipality.yaml", ""),
    (
        "municipality.yaml",
        "approvers:",
        "duty: { address_secret: 'https://x' }\napprovers:",
        "address_secret",
        "",
    ),
    ("practice.yaml", "  rute: {", "  ruta: {", 'there is no workload "ruta"', 'nearest: "rute"'),
    ("practice.yaml", "felles: {", "felle: {", 'there is no agreement "felle"', 'nearest: "felles"'),
    ("practice.yaml", "target: øvingsmål", "targt: øvingsmål", '"targt" is not a key here', '"target"'),
    ("practice.yaml", "target: øvingsmål", "target: [1]", "practice.yaml:4:23: target: [1]", "text"),
]


@pytest.mark.parametrize(("name", "old", "new", "what", "expected"), CASES)
def test_a_fault_is_named(faults_of: Damage, name: str, old: str, new: str, what: str, expected: str) -> None:
    """If this failed, one kind of mistake would be loaded as if it were right, or told without help."""
    said = faults_of(name, old, new)

    assert any(what in line and expected in line for line in said), said
    assert all("\n" not in line for line in said)


def test_the_mapping_that_is_damaged_is_right(folder: Path) -> None:
    """If this failed, the damage tests would find faults that they did not make."""
    assert load_municipality(folder).id == "vik"


def test_a_fault_is_one_line_in_the_agreed_form(faults_of: Damage) -> None:
    """If this failed, editors and scripts that read `file:line:column: …` would stop finding the place."""
    said = faults_of("workloads/skole.yaml", "kind: integration", "kind: server-aplication")

    assert said[0].startswith(
        'workloads/skole.yaml:5:5: kind: "server-aplication" is not a kind; expected one of '
    )
    assert said[0].endswith('; nearest: "server-application"')


def test_fifty_faults_are_fifty_lines(folder: Path) -> None:
    """If this failed, people would mend one fault at a time and never know how many are left."""
    row = (
        "  - {{ id: w{n}, name: N, sector: skole, kind: integrasion, source: {{ document: d }},"
        " settings: unknown }}\n"
    )
    rows = "".join(row.format(n=n) for n in range(50))
    (folder / "workloads/helse.yaml").write_text(f"workloads:\n{rows}", encoding="utf-8")

    with pytest.raises(MappingFaults) as raised:
        load_municipality(folder)

    assert [fault.place.line for fault in raised.value.faults] == list(range(2, 52))
    assert {fault.nearest for fault in raised.value.faults} == {"integration"}


def test_broken_yaml_does_not_hide_other_files(folder: Path) -> None:
    """If this failed, one forgotten bracket would hide every fault of every other file."""
    (folder / "workloads/helse.yaml").write_text("workloads: [\n", encoding="utf-8")
    (folder / "calendar.yaml").write_text("calender: []\n", encoding="utf-8")

    with pytest.raises(MappingFaults) as raised:
        load_municipality(folder)

    said = str(raised.value)
    assert "helse.yaml:2:1: is not YAML" in said
    assert '"calender" is not a key here; expected one of calendar; nearest: "calendar"' in said
    assert "there is no workload" not in said


def test_a_ring_of_dependencies_is_named_whole(faults_of: Damage) -> None:
    """If this failed, the planner would be handed workloads that wait for each other for ever."""
    said = faults_of(
        "workloads/skole.yaml",
        "data_class: personal",
        "data_class: personal\n    depends_on: [{ workload: boka, why: x }]",
    )

    assert [line.split(": ", 1)[1] for line in said] == [
        "workloads wait for each other: boka → rute → boka; expected an order in which each can move"
    ]


def test_missing_and_stray_files_are_named(folder: Path) -> None:
    """If this failed, a misspelt calendar.yaml would count as a year without freezes."""
    (folder / "calendar.yaml").rename(folder / "calender.yaml")

    with pytest.raises(MappingFaults) as raised:
        load_municipality(folder)

    assert "calendar.yaml is missing" in str(raised.value)
    assert "calender.yaml:1:1: this file is not read; expected one of" in str(raised.value)


@pytest.mark.parametrize(
    "content", [b"id: \xff", b"a: b\n" * 2_000_000, b"- " * 200_000, b"", b"\xef\xbb\xbf- 1"]
)
def test_files_that_are_no_mapping_are_faults(folder: Path, content: bytes) -> None:
    """If this failed, a wrong encoding or an enormous file would end in a traceback or a full memory."""
    (folder / "municipality.yaml").write_bytes(content)

    with pytest.raises(MappingFaults):
        load_municipality(folder)


def test_a_place_that_is_no_folder_is_a_fault(tmp_path: Path) -> None:
    """If this failed, a mistyped municipality would end in a traceback."""
    (tmp_path / "file").write_text("", encoding="utf-8")

    for directory in (tmp_path / "not-there", tmp_path / "file", Path("x\0y")):
        with pytest.raises(MappingFaults) as raised:
            load_municipality(directory)
        assert len(raised.value.faults) == 1


def test_a_folder_in_place_of_a_file_is_a_fault(folder: Path) -> None:
    """If this failed, what cannot be opened would be taken for what is not there."""
    (folder / "practice.yaml").unlink()
    (folder / "practice.yaml").mkdir()

    with pytest.raises(MappingFaults) as raised:
        load_municipality(folder)

    assert "practice.yaml:1:1: is not a file" in str(raised.value)


def test_paths_are_relative_to_the_working_directory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If this failed, a fault's place could not be clicked on, or would tell the machine's own paths."""
    monkeypatch.chdir(folder.parent)

    assert load_municipality(folder).workloads[0].place.file == "vik/workloads/skole.yaml"


def test_a_file_name_of_any_bytes_is_told(folder: Path) -> None:
    """If this failed, a file name saved in another encoding would end in a traceback."""
    (folder / "workloads" / "h\udce6.yaml").write_text("workloads: 1", encoding="utf-8")

    with pytest.raises(MappingFaults) as raised:
        load_municipality(folder)

    assert "workloads: 1 cannot stand here; expected a list" in str(raised.value)


def test_one_wrong_language_is_one_fault(folder: Path) -> None:
    """If this failed, one slip in municipality.yaml would hide among a fault for every row with words."""
    for name, old, new in (
        ("municipality.yaml", "languages: [nb]", "languages: [nb, nynorsk]"),
        (SKOLE, "data_class: personal", "data_class: personal\n    words: { nb: {}, nn: {} }"),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(MappingFaults) as raised:
        load_municipality(folder)

    (fault,) = raised.value.faults
    assert 'languages: "nynorsk" is not a language; expected one of nb, nn' in str(fault)
