"""Rules of the whole repository, kept by looking at every file of it."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.scheduling import PREFECT_SERVERS

ROOT = Path(__file__).parent.parent
LONGEST_FILE_LINES = 400
UNMEASURED = {"tests", "bench"}

# None of these patterns matches its own text.
FORBIDDEN = {
    "a registry address": re.compile(
        r"p[y]pi\.\w+|pythonhoste[d]|registry\.n[p]m|proxy\.gola[n]g|--(?:extra-)?inde[x]-url"
    ),
    "a path of one machine": re.compile(r"(?<![\w.])/(?:work|farm|opt/pypi|root)/"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*[P]RIVATE KEY-----"),
}
ADDRESS = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[a-zæøå]{2,})", re.IGNORECASE)
INVENTED = ("example", "practice", "invalid", "test", "localhost", "local")
PROTOCOLS = ("openssh.com",)
"""Domains behind which SSH names its ciphers and extensions (RFC 4251): no mailbox is meant."""
INVENTED_DOMAINS = ("example.com", "example.org", "example.net", "example.no")


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return what git tracks, or would if it were added; a file deleted but not yet committed is left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


@cache
def tracked_texts() -> tuple[tuple[str, str], ...]:
    """Return name and text of every file that is text."""
    read = ((str(path.relative_to(ROOT)), path.read_bytes()) for path in tracked_files())
    return tuple((name, content.decode(errors="replace")) for name, content in read if b"\0" not in content)


def tracked_python() -> Iterator[tuple[str, str]]:
    """Yield name and text of every Python file."""
    return ((name, text) for name, text in tracked_texts() if name.endswith(".py"))


def is_invented(domain: str) -> bool:
    """Tell whether a mail domain can belong to nobody."""
    domain = domain.lower()
    return (
        domain in PROTOCOLS
        or domain.split(".")[-1] in INVENTED
        or any(domain == owned or domain.endswith(f".{owned}") for owned in INVENTED_DOMAINS)
    )


def is_pinned(requirement: str) -> bool:
    """Tell whether one requirement names one version and at least one hash."""
    return bool(re.match(r"[\w.\[\], -]+==[^\s;]+", requirement)) and "--hash=sha256:" in requirement


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    """A clone would fetch from, or look on, somebody else's machine, or a secret would be public."""
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in tracked_texts()
        for number, line in enumerate(text.splitlines(), 1)
        if FORBIDDEN[what].search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a registry address", "see https://py~pi.org/simple"),
        ("a path of one machine", 'open("/wo~rk/main/x")'),
        ("a private key", "-----BEGIN OPENSSH PRI~VATE KEY-----"),
    ],
)
def test_forbidden_texts_are_recognised(what: str, text: str) -> None:
    """The rule above would let everything pass without anyone seeing it."""
    assert FORBIDDEN[what].search(text.replace("~", ""))


def test_mail_addresses_are_invented() -> None:
    """A real person's address would be in the history for good, and might be written to."""
    found = [
        f"{name}: {match.group()}"
        for name, text in tracked_texts()
        for line in text.splitlines()
        if "@" in line
        for match in ADDRESS.finditer(line)
        if not is_invented(match.group(1))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("domain", "invented"),
    [
        ("hustadvika.example", True),
        ("mail.example.no", True),
        ("practice.invalid", True),
        ("kommune.no", False),
    ],
)
def test_invented_domains_are_told_from_real_ones(domain: str, *, invented: bool) -> None:
    """Real addresses would pass as invented, or every practice address would be reported."""
    assert is_invented(domain) is invented


def test_every_test_says_what_would_be_broken() -> None:
    """A failing test would leave its reader guessing what it means for a move."""
    silent = [
        f"{name}:{node.lineno} {node.name}"
        for name, text in tracked_python()
        if name.startswith("tests/")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_file_has_grown_too_long() -> None:
    """Files would grow into several things at once, and readers could no longer guess the path."""
    long = {
        name: lines
        for name, text in tracked_python()
        if name.split("/")[0] not in UNMEASURED and (lines := text.count("\n")) > LONGEST_FILE_LINES
    }
    assert long == {}


def test_no_record_is_copied_deep() -> None:
    """A record is its own deep copy: pydantic would write a copy's changed fields into the original."""
    deep = re.compile(r"deep=[T]rue")
    assert [
        name for name, text in tracked_python() if deep.search(text) and name != "flytt/migration/record.py"
    ] == []


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_requirements_are_pinned_with_hashes(name: str) -> None:
    """An installation next year would bring other code than the one that was tested."""
    text = (ROOT / "requirements" / name).read_text().replace("\\\n", " ")
    requirements = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert len(requirements) > 20
    assert [line[:80] for line in requirements if not is_pinned(line)] == []


@pytest.mark.parametrize(
    "loose", ["prefect", "prefect>=3 --hash=sha256:00", "prefect==3.8.8", "-r other.txt --hash=sha256:00"]
)
def test_a_loose_requirement_is_recognised(loose: str) -> None:
    """The rule above would let an unpinned requirement pass."""
    assert not is_pinned(loose)


def test_tests_run_with_what_a_move_runs_with() -> None:
    """The suite would prove other versions than those a move is run with."""
    run, dev = (
        set(re.findall(r"^([\w.-]+).*?(==[^\s;]+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("run.txt", "dev.txt")
    )
    assert run
    assert run - dev == set()


@pytest.mark.slow  # `make fast` asks lint-imports itself
def test_import_rules_hold() -> None:
    """A step could reach past its port, or the status command would need Prefect to be up."""
    checked = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_who_starts_a_prefect_server_is_dealt_to_one_worker() -> None:
    """Otherwise a new file with the marker runs beside the others, and two servers starve each other."""
    marked = {name for name, text in tracked_python() if re.search(r"mark\.[p]refect\b", text)}
    assert marked
    assert not {name for name in marked if not name.startswith(PREFECT_SERVERS)}
