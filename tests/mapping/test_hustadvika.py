"""Hustadvika's rows: all that the documents name is there, and nothing that they do not say."""

from datetime import date
from pathlib import Path

import pytest

from flytt.mapping import load_municipality
from flytt.migration.criteria import freezes
from flytt.migration.settings import SETTINGS
from flytt.migration.workload import Municipality

MAPPING = Path(__file__).parents[2] / "mappings" / "hustadvika"

WORKLOADS = {
    "oppvekst": [
        "Visma Flykning",
        "Visma Voksenopplæring",
        "Visma Flyt Barnehage",
        "Visma Flyt Skole",
        "Historisk arkiv, Flykning",
        "Historisk arkiv, Voksenopplæring",
        "Intune skole",
        "Elev-PC-er",
        "Eksamensnett",
    ],
    "helse": [
        "Hove Total",
        "Pasientvarsling, Lundhaugen OMS",
        "Digisos",
        "KS Bekymringsmelding",
        "KS Fiks folkeregister",
        "Sikkerhetsnøkkel (YubiKey)",
    ],
    "teknisk": ["eByggesak 360", "Norkart-porteføljen", "Driftskontroll"],
    "dokument": ["Public 360 (P360)", "Historisk arkiv", "Teknisk arkiv", "SvarUt", "SvarInn", "eDialog"],
    "okonomi": ["Visma Enterprise (lønn, økonomi, HRM)", "Visma HRM, kilde for ansatte", "EasyCruit"],
    "portal": ["Nettsted", "Intranett", "Chatbot (Rakel, Kommune-Kari før)", "First Agenda Prepare"],
    "m365": [
        "Brukere, grupper og lisenser i Microsoft 365",
        "E-post",
        "Teams",
        "Chat i Teams",
        "Planner",
        "OneDrive",
        "Filer i Microsoft 365",
        "Forms",
        "Domenet for e-post og innlogging",
    ],
    "infrastruktur": [
        "Serverrom",
        "Filområder",
        "AD",
        "IDweb",
        "Tilgangsstyring",
        "Linjesamband",
        "Sikker sone",
        "Zero-trust-nettverk",
    ],
}
CALENDAR = {
    "eksamen": (date(2023, 5, 1), date(2023, 6, 30)),
    "valg": (date(2023, 9, 11), date(2023, 9, 12)),
    "helseplattformen-utstyrspilot": (date(2023, 8, 14), date(2023, 8, 20)),
    "helseplattformen-generalprove": (date(2023, 9, 11), date(2023, 10, 6)),
    "helseplattformen-oppstart": (date(2023, 11, 4), date(2023, 11, 4)),
    "juliferie": (date(2023, 7, 1), date(2023, 7, 31)),
}
REGIONAL = {
    "visma-flyt-skole",
    "historisk-arkiv-flykning",
    "historisk-arkiv-voksenopplaering",
    "ebyggesak-360",
    "norkart",
    "driftskontroll",
    "public-360",
    "easycruit",
    "first-agenda-prepare",
}
FIRST = ("visma-flykning", "visma-voksenopplaering", "visma-flyt-barnehage")


@pytest.fixture(scope="module")
def real() -> Municipality:
    """Load what is known."""
    return load_municipality(MAPPING)


@pytest.fixture(scope="module")
def practice() -> Municipality:
    """Load what is rehearsed."""
    return load_municipality(MAPPING, practice=True)


def test_every_system_of_the_documents_is_a_workload(real: Municipality) -> None:
    """If this failed, a system that the documents name would be left behind without anybody noticing."""
    found = {
        sector.id: sorted(w.name for w in real.workloads if w.sector == sector.id) for sector in real.sectors
    }

    assert found == {sector: sorted(names) for sector, names in WORKLOADS.items()}


def test_every_date_of_the_documents_is_a_calendar_row(real: Municipality) -> None:
    """If this failed, a freeze that the documents name would hold nothing back."""
    rows = {row.id: (row.first, row.last) for row in real.calendar}

    assert {row: rows[row] for row in CALENDAR} == CALENDAR
    assert {"skolestart", "lonn-2023-06", "produksjonsmiljo", "drift", "helseplattformen-frys"} <= set(rows)


def test_regional_rows_are_unconfirmed(real: Municipality) -> None:
    """If this failed, a neighbour's system would be presented as Hustadvika's."""
    assert {w.id for w in real.workloads if w.standing == "unconfirmed"} == REGIONAL


def test_the_first_applications_move_on_7_june(real: Municipality) -> None:
    """If this failed, the one date that the documents give would be lost, or refused by a calendar row."""
    first = [w for w in real.workloads if w.id in FIRST]

    assert {w.window.day for w in first} == {date(2023, 6, 7)}
    assert {(w.window.start, w.window.minutes) for w in first} == {(None, None)}
    assert not [
        row.id
        for row in real.calendar
        for w in first
        if freezes(row, w.id, w.sector, (date(2023, 6, 7), date(2023, 6, 7)))
    ]


def test_exams_freeze_the_exam_network_alone(real: Municipality) -> None:
    """If this failed, the exams would hold back what they never touched, or let their network be moved."""
    row = next(row for row in real.calendar if row.id == "eksamen")

    assert (row.workloads, row.sectors) == (("eksamensnett",), ())


def test_no_agreement_is_claimed(real: Municipality) -> None:
    """If this failed, personal data could move under an agreement that was disputed."""
    assert [(a.id, a.in_force_from) for a in real.agreements] == [("ror-ikt", None)]
    assert all(w.agreement for w in real.workloads if w.data_class in {"personal", "sensitive", "unknown"})


def test_no_setting_is_claimed(real: Municipality) -> None:
    """If this failed, an invented host or path would be presented as Hustadvika's."""
    assert {w.owner_role for w in real.workloads} == {"unknown"}
    assert {w.users for w in real.workloads} == {None}
    assert all(w.settings == {} for w in real.workloads)
    assert all(w.unknown_settings for w in real.workloads if w.kind in SETTINGS)


def test_what_waits_for_what(real: Municipality) -> None:
    """If this failed, Rakel would come before M365, or the domain before the mail."""
    waits = {w.id: {d.workload for d in w.depends_on} for w in real.workloads}

    assert {"m365-epost", "m365-teams", "m365-onedrive", "m365-filer", "intranett"} <= waits["rakel"]
    assert "m365-onedrive" in waits["m365-teams-chat"]
    assert {"m365-epost", "m365-forms", "m365-teams", "m365-teams-chat", "intranett"} <= waits["m365-domene"]
    assert "visma-hrm" in waits["tilgangsstyring"] & waits["sikkerhetsnokkel"]


def test_practice_has_everything_that_is_moved(practice: Municipality) -> None:
    """If this failed, the rehearsal would leave out a workload for want of a setting."""
    for workload in practice.workloads:
        if workload.kind in SETTINGS:
            assert workload.unknown_settings == ()
            assert workload.practice_settings
            SETTINGS[workload.kind].model_validate(workload.settings)


def test_no_two_practice_installations_share_a_file(practice: Municipality) -> None:
    """If this failed, two workloads of the rehearsal would write over each other."""
    places: list[tuple[str, str]] = []
    for workload in practice.workloads:
        for side in ("source", "target", "first", "second"):
            home = workload.settings.get(side)
            if isinstance(home, dict) and "host" in home:
                database = home.get("database", {"name": home.get("path")})
                assert isinstance(database, dict)
                assert database["name"], workload.id
                places.append((str(home["host"]), str(database["name"])))

    assert len(places) == len(set(places))


@pytest.mark.parametrize("word", ["server", "database", "migrer", "cutover", "rollback", "autentis"])
def test_notices_use_words_that_people_know(real: Municipality, word: str) -> None:
    """If this failed, a notice to teachers and parents would speak of servers."""
    texts = [
        text
        for w in real.workloads
        for said in w.words.values()
        for part in (said, said.public)
        if part is not None
        for text in part.model_dump(exclude={"public"}).values()
    ]

    assert texts
    assert not [text for text in texts if word in text.lower()]
