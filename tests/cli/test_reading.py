"""Commands that only look: check, plan, status, report, notices, ledger verify."""

import hashlib
import json
import os
import socket
import sqlite3
import subprocess
from pathlib import Path

import pytest

from flows.__main__ import only_one
from flytt.cli.working import working
from flytt.migration.chain import chain_hash
from flytt.migration.ports import StoredRow
from flytt.wiring import open_journal, where
from tests.cli.conftest import Flytt, everything_in
from tests.cli.ledgers import asking, in_file, opened
from tests.driving import set_goal
from tests.worlds import plan_of, twins


def test_check_shows_all_faults_at_once(flytt: Flytt, tmp_path: Path) -> None:
    """A team would mend one fault, run again, and meet the next."""
    folder = tmp_path / "maps" / "bygd"
    (folder / "workloads").mkdir(parents=True)
    (folder / "municipality.yaml").write_text("id: bygd\nnam: Bygd\n")
    (folder / "workloads" / "skole.yaml").write_text("- id: x\n  kind: rocket\n")
    (tmp_path / "runbooks").mkdir()
    ran = flytt("check", "bygd", "--mappings", tmp_path / "maps")
    assert ran.code == 2
    faults = [line for line in ran.err.splitlines() if ".yaml:" in line]
    assert any("municipality.yaml:2:1" in fault for fault in faults), ran.err
    assert any("skole.yaml:" in fault for fault in faults), ran.err
    assert "Nothing was touched" in ran.err
    assert ran.out == ""


PAGES = {
    "sending.yaml": "quiet: { begins: '25:00' }\noutlets:\n  - { id: a, channel: team, audience: staff }\n"
    "smtp:\n  host: a\n  sender: a@bygd.example\n  password_secret: Hemmelig!\n",
    "board.yaml": "reading: opn\n",
    "reach.yaml": "hosts:\n  app01:\n    adress: app01.example.no\n",
}


def test_check_reads_the_pages_that_are_no_part_of_the_plan(flytt: Flytt, tmp_path: Path) -> None:
    """Faults would come one by one, when the board starts and when the first mail should go, at night."""
    folder = tmp_path / "maps" / "bygd"
    folder.mkdir(parents=True)
    (tmp_path / "runbooks").mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text)
    ran = flytt("check", "bygd", "--mappings", tmp_path / "maps")
    assert ran.code == 2
    for fault in (
        "municipality.yaml is missing",
        'sending.yaml:1:10: begins: "25:00" cannot stand here; expected a time of day that exists',
        'sending.yaml:3:14: channel: "team" is not a channel; expected one of folder, graph-mail, ',
        'nearest: "teams"',
        "sending.yaml:7:3: password_secret: what is written cannot stand here",
        'board.yaml:1:1: reading: "opn" is not a reading; expected one of open, token; nearest: "open"',
        'reach.yaml:3:5: "adress" is not a key here',
    ):
        assert fault in ran.err
    assert "Hemmelig" not in ran.err


@pytest.mark.parametrize("words", [["send", "--dry-run"], ["serve"], ["board"]])
def test_what_begins_with_pages_names_all_their_faults_first(
    flytt: Flytt, tmp_path: Path, launched: list[list[str]], words: list[str]
) -> None:
    """A server would be started, or a post opened, to tell of the first fault alone."""
    ledger, folder = in_file(asking(), tmp_path), tmp_path / "maps" / "fjordvik"
    folder.mkdir(parents=True)
    for name, text in PAGES.items():
        (folder / name).write_text(text)
    given = ("--mappings", tmp_path / "maps", "--ledger", ledger)
    ran = flytt(words[0], "fjordvik", *words[1:], *given)
    assert ran.code == 2
    named = ("sending.yaml:1:10", "sending.yaml:3:14", "sending.yaml:7:3", "board.yaml:1:1", "reach.yaml:3:5")
    assert [place for place in named if place not in ran.err] == []
    assert "Next: mend what is named" in ran.err
    unsafe = "reading: token\nsign_in:\n  issuer: http://login.example.no\n  client_id: a\n"
    (folder / "board.yaml").write_text(unsafe)
    (folder / "sending.yaml").write_text("# Nothing is sent yet.\n")
    ran = flytt(words[0], "fjordvik", *words[1:], *given)
    assert [word for word in ("token_secret", "sign_in.issuer", "base_url") if word not in ran.err] == []
    assert "sending.yaml" not in ran.err
    assert launched == []


def test_outlets_that_contradict_each_other_are_named(flytt: Flytt, tmp_path: Path) -> None:
    """What is wrong between two rows would be told without a file, or quoted as a row that cannot stand."""
    folder = tmp_path / "maps" / "bygd"
    folder.mkdir(parents=True)
    outlets = "outlets: [{ id: a, channel: sharepoint, audience: staff, site: s }]\n"
    (folder / "sending.yaml").write_text(outlets)
    ran = flytt("check", "bygd", "--mappings", tmp_path / "maps")
    assert "sending.yaml:1:1: the file: outlets in Microsoft 365 need `graph`" in ran.err


def test_check_of_a_good_mapping(flytt: Flytt) -> None:
    """A good mapping would be refused, or what stays would not be counted."""
    ran = flytt("check", "hustadvika", "--json")
    found = json.loads(ran.out)
    assert (ran.code, found["faults"]) == (0, [])
    assert found["practice"]["moves"] > found["plan"]["moves"]


def test_faults_are_json_too(flytt: Flytt, tmp_path: Path) -> None:
    """A script that asked for JSON would have to parse sentences when something is wrong."""
    (tmp_path / "maps" / "bygd").mkdir(parents=True)
    ran = flytt("check", "bygd", "--json", "--mappings", tmp_path / "maps")
    error = json.loads(ran.out)
    assert (ran.code, error["exit_code"]) == (2, 2)
    assert error["error"]["faults"]


def test_a_wrong_word_is_json_too(flytt: Flytt) -> None:
    """A script that mistyped a flag would get nothing where it reads one document."""
    ran = flytt("status", "hustadvika", "--json", "--sectr", "helse")
    assert (ran.code, json.loads(ran.out)["exit_code"]) == (2, 2)
    assert "Nearest: --sector" in ran.err


def test_a_name_in_capitals_is_near(flytt: Flytt) -> None:
    """Somebody with caps lock on would be told that nothing is like what they typed."""
    assert "Nearest: hustadvika" in flytt("check", "HUSTADVIKA").err


def test_a_ledger_elsewhere_than_flytt_can_go_is_said(flytt: Flytt) -> None:
    """A wrong kind of address would be called a ledger that nobody has begun, or show a password."""
    assert "names no place" in flytt("status", "hustadvika", "--ledger", "ftp://x").err
    ran = flytt("status", "hustadvika", "--ledger", "postgresql://u:hemmelig@127.0.0.1:1/x")
    assert ran.code == 1
    assert "hemmelig" not in ran.err


def test_a_plan_is_one_document(flytt: Flytt) -> None:
    """A script could not read the plan and its hash."""
    ran = flytt("plan", "hustadvika", "--practice", "--sector", "helse", "--json")
    found = json.loads(ran.out)
    assert ran.code == 0
    assert found["adopted"] is False
    assert len(found["hash"]) == 64
    assert {w["sector"] for w in found["plan"]["workloads"]} == {"helse"}


def test_planning_leaves_nothing_behind(flytt: Flytt, tmp_path: Path) -> None:
    """Looking at a plan would make a ledger, and the next look would find one without a plan."""
    before = everything_in(tmp_path)
    assert flytt("plan", "hustadvika", "--practice").code == 0
    assert everything_in(tmp_path) == before


def test_adopting_makes_the_ledger_follow_the_plan(flytt: Flytt, tmp_path: Path) -> None:
    """An adopted plan would not be the one that status shows, or its time would be today's."""
    ledger = tmp_path / "l.db"
    adopted = flytt("plan", "hustadvika", "--practice", "--adopt", "--json", "--ledger", ledger)
    shown = json.loads(flytt("status", "hustadvika", "--json", "--ledger", ledger).out)
    assert shown["plan_hash"] == json.loads(adopted.out)["hash"]
    assert shown["as_of"] < min(w["window_start"] for w in shown["workloads"])


def test_a_plan_that_moves_nothing_is_not_adopted(flytt: Flytt, tmp_path: Path) -> None:
    """A ledger would follow a plan in which nothing can ever happen."""
    before = everything_in(tmp_path)
    ran = flytt("plan", "hustadvika", "--adopt")
    assert (ran.code, "moves nothing" in ran.err) == (2, True)
    assert everything_in(tmp_path) == before


def test_status_without_a_ledger_creates_none(flytt: Flytt, tmp_path: Path) -> None:
    """Looking would leave an empty ledger behind, which then looks like one."""
    before = everything_in(tmp_path)
    ran = flytt("status", "hustadvika")
    assert ran.code == 2
    assert "flytt plan hustadvika" in ran.err
    assert everything_in(tmp_path) == before


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0 not quite", b"a diary"])
def test_status_of_a_foreign_file_leaves_it_alone(flytt: Flytt, tmp_path: Path, content: bytes) -> None:
    """A mistyped path would turn somebody's file into a ledger."""
    ledger = tmp_path / "other.db"
    ledger.write_bytes(content)
    assert flytt("status", "hustadvika", "--ledger", ledger).code == 2
    assert ledger.read_bytes() == content


def test_status_needs_no_mapping(flytt: Flytt, tmp_path: Path) -> None:
    """With the mappings away, nobody could see how the move stands."""
    ledger = in_file(opened(), tmp_path)
    ran = flytt("status", "fjordvik", "--ledger", ledger, "--mappings", tmp_path / "nowhere")
    assert ran.code == 0
    assert "server-application  open" in ran.out


def test_status_says_3_and_how_to_answer(flytt: Flytt, tmp_path: Path) -> None:
    """A script would think that all is well, or an operator would not know what to type."""
    ledger = in_file(asking(), tmp_path)
    ran = flytt("status", "fjordvik", "--ledger", ledger)
    assert ran.code == 3
    assert "flytt approve fjordvik oppvekst go --as WHO" in ran.out
    shown = json.loads(flytt("status", "fjordvik", "--ledger", ledger, "--json").out)
    assert (shown["exit_code"], len(shown["gates"])) == (3, 1)


def test_status_shows_who_works_since_when_and_why(flytt: Flytt, tmp_path: Path) -> None:
    """Two operators could not tell which of them holds a workload."""
    ledger = in_file(asking(), tmp_path)
    journal = open_journal(where("fjordvik", ledger=str(ledger)))
    journal.take_lease("server-application", "vm1/77", "moving Oppvekst")
    ran = flytt("status", "fjordvik", "--ledger", ledger)
    assert "vm1/77 works on it since" in ran.out
    assert "moving Oppvekst" in ran.out


def test_a_program_that_was_killed_here_is_not_waited_for(flytt: Flytt, tmp_path: Path) -> None:
    """Whoever looks in the minute after a kill would be told that the dead program works."""
    ledger = in_file(asking(), tmp_path)
    journal = open_journal(where("fjordvik", ledger=str(ledger)))
    with subprocess.Popen(["true"]) as gone:
        gone.wait()
    journal.take_lease("server-application", f"{socket.gethostname()}/{gone.pid}", "moving Oppvekst")
    ran = flytt("status", "fjordvik", "--ledger", ledger)
    assert "whoever resumes takes it over" in " ".join(ran.out.split())
    shown = json.loads(flytt("status", "fjordvik", "--ledger", ledger, "--json").out)
    assert [w["holder"]["alive"] for w in shown["workloads"] if w["holder"]] == [False]


def test_a_running_program_is_seen(flytt: Flytt, tmp_path: Path) -> None:
    """Status would send people to resume beside a rehearsal, or believe a dead one's lock file."""
    ledger = in_file(asking(), tmp_path)
    with only_one(where("fjordvik", ledger=str(ledger))):
        assert working(tmp_path) == f"process {os.getpid()}"
        (tmp_path / "served").write_text(str(os.getpid()))
        assert working(tmp_path) == ""
    (tmp_path / "served").unlink()
    assert working(tmp_path) == working(tmp_path / "nowhere") == ""
    assert flytt("status", "fjordvik", "--ledger", ledger).code == 3


def test_what_to_type_next_finds_the_same_ledger(flytt: Flytt, tmp_path: Path) -> None:
    """An operator would type what they were told and be told that there is no ledger."""
    ledger = in_file(asking(), tmp_path)
    shown = flytt("status", "fjordvik", "--ledger", ledger).out
    (answer,) = [line for line in shown.splitlines() if "flytt approve" in line]
    assert answer.endswith(f"--ledger {ledger}")
    refused = flytt("approve", "fjordvik", "oppvekst", "x", "--as", "leder", "--ledger", ledger).err
    assert refused.rstrip().endswith(f"--ledger {ledger}")
    kept, again = tmp_path / "kept", tmp_path / "again.db"
    flytt("ledger", "backup", "fjordvik", kept, "--ledger", ledger)
    told = flytt("ledger", "restore", "fjordvik", kept, "--ledger", again).out
    assert told.count(f"--ledger {again}") == 2


def test_status_of_a_sector_that_is_not_there(flytt: Flytt, tmp_path: Path) -> None:
    """A mistyped sector would show an empty, reassuring table."""
    ran = flytt("status", "fjordvik", "--sector", "opvekst", "--ledger", in_file(opened(), tmp_path))
    assert ran.code == 2
    assert "Nearest: oppvekst" in ran.err


def test_report_writes_a_pack_that_checks_itself(flytt: Flytt, tmp_path: Path) -> None:
    """An auditor could not follow the chain, or would hold files whose sums are wrong."""
    out = tmp_path / "pack"
    ran = flytt("report", "fjordvik", "--ledger", in_file(opened(), tmp_path), "--out", out)
    assert ran.code == 0
    for line in (out / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    rows = [StoredRow.model_validate_json(line) for line in (out / "ledger.jsonl").read_text().splitlines()]
    assert [row.previous for row in rows[1:]] == [row.hash for row in rows[:-1]]
    assert all(chain_hash(row) == row.hash for row in rows)
    report = json.loads((out / "report.json").read_text())
    assert report["ledger"]["hash"] == rows[-1].hash
    assert rows[-1].hash in (out / "report.md").read_text()
    assert report["reconciliation"]["workloads"][0]["outcome"] == "matches"


def test_report_on_standard_output(flytt: Flytt, tmp_path: Path) -> None:
    """The account could not be read without a folder, or its JSON would hold other numbers."""
    ledger = in_file(opened(), tmp_path)
    found = json.loads(flytt("report", "fjordvik", "--ledger", ledger, "--json").out)
    verified = found["reconciliation"]["workloads"][0]["items"]["verified"]
    assert verified > 0
    page = flytt("report", "fjordvik", "--ledger", ledger).out
    assert f"| Server application | **stemmer** | {verified} |" in page


def test_notices_are_printed(flytt: Flytt, tmp_path: Path) -> None:
    """Users could not be told from the command line."""
    ran = flytt("notices", "fjordvik", "--ledger", in_file(opened(), tmp_path), "--lang", "nn")
    assert ran.code == 0
    assert "Server application" in ran.out


def test_notices_are_in_the_municipalitys_own_language(flytt: Flytt, tmp_path: Path) -> None:
    """Whoever forgets --lang would publish a draft in a language that the municipality does not write."""
    scene = twins("server-application", plan=plan_of("server-application").changed(languages=("nn",)))
    set_goal(scene, "open")
    ledger = in_file(scene, tmp_path)
    own = flytt("notices", "fjordvik", "--ledger", ledger, "--lang", "nn").out
    assert own
    for words in ((), ("--lang", "nb"), ("--lang", "both")):
        assert flytt("notices", "fjordvik", "--ledger", ledger, *words).out == own


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--notice", "fjordvik.barn"), "There is no notice 'fjordvik.barn'. There are: fjordvik."),
        (("--base-url", "javascript:alert(1)"), "is no address of a web page"),
    ],
)
def test_a_notice_or_an_address_that_is_none_is_refused(
    flytt: Flytt, tmp_path: Path, words: tuple[str, str], says: str
) -> None:
    """A script would publish an empty page, or a link that runs something, and believe that all went well."""
    ran = flytt("notices", "fjordvik", "--ledger", in_file(opened(), tmp_path), *words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


@pytest.mark.parametrize("form", ["text", "md", "html", "ics", "atom", "json", "card", "eml", "sharepoint"])
def test_notices_come_in_every_form(flytt: Flytt, tmp_path: Path, form: str) -> None:
    """A channel would have to be filled by hand."""
    ledger = in_file(opened(), tmp_path)
    ran = flytt(
        "notices", "fjordvik", "--ledger", ledger, "--format", form, "--base-url", "https://v.example.no"
    )
    assert ran.code == 0
    assert ran.out
    assert "drafts" in ran.err


def test_words_are_listed_and_approved(flytt: Flytt, tmp_path: Path) -> None:
    """Nobody could let a notice be published from the command line."""
    ledger = in_file(opened(), tmp_path)
    before = json.loads(flytt("wording", "fjordvik", "--ledger", ledger, "--json").out)["wordings"]
    assert {page["approval"] for page in before} == {"never"}
    ran = flytt("wording", "fjordvik", "--ledger", ledger, "--approve", "--as", "leder")
    assert ran.code == 0, ran.err
    assert "all approved" in ran.out
    assert "drafts" not in flytt("notices", "fjordvik", "--ledger", ledger).err
    refused = flytt("wording", "fjordvik", "--ledger", ledger, "--approve", "--as", "leder", "--hash", "ffff")
    assert (refused.code, "have changed" in refused.err) == (2, True)


def test_leads_see_promises_and_who_owes_a_word(flytt: Flytt, tmp_path: Path) -> None:
    """A lead would have to add up the minutes, or ask around whose turn it is."""
    ledger = in_file(opened(), tmp_path)
    kept = json.loads(flytt("notices", "fjordvik", "--ledger", ledger, "--promises", "--format", "json").out)
    assert kept["windows"][0]["promised_minutes"] > 0
    assert kept["sectors"][0]["tested"] >= 1
    assert flytt("notices", "fjordvik", "--ledger", ledger, "--promises").code == 0
    owing = json.loads(flytt("notices", "fjordvik", "--ledger", ledger, "--owed", "--format", "json").out)
    assert isinstance(owing["owed"], list)
    assert flytt("notices", "fjordvik", "--ledger", ledger, "--owed").code == 0


def test_altered_ledgers_are_told_of(flytt: Flytt, tmp_path: Path) -> None:
    """Somebody could rewrite history and status would show it as the truth."""
    ledger = in_file(opened(), tmp_path)
    whole = flytt("ledger", "verify", "fjordvik", "--ledger", ledger, "--json")
    assert (whole.code, json.loads(whole.out)["intact"]) == (0, True)
    with sqlite3.connect(ledger) as raw:
        raw.execute("DROP TRIGGER ledger_events_never_updated")
        raw.execute("UPDATE ledger_events SET actor = 'somebody' WHERE seq = 7")
    raw.close()
    for command in ("status", "report"):
        ran = flytt(command, "fjordvik", "--ledger", ledger)
        assert (ran.code, "altered" in ran.err) == (4, True), ran.err


def test_a_noted_head_shows_what_was_cut_off(flytt: Flytt, tmp_path: Path) -> None:
    """A ledger whose newest events were removed would pass, though somebody had noted its head."""
    ledger = in_file(asking(), tmp_path)
    noted = flytt("ledger", "verify", "fjordvik", "--ledger", ledger).out.splitlines()[-1]
    assert flytt("ledger", "verify", "fjordvik", "--ledger", ledger, "--noted", noted).code == 0
    seq, _, head = noted.partition(":")
    for other in (f"{int(seq) + 3}:{head}", f"{seq}:{'0' * 64}"):
        assert flytt("ledger", "verify", "fjordvik", "--ledger", ledger, "--noted", other).code == 4
