"""The documents: every command in them is one that Flytt understands, every link leads somewhere."""

import contextlib
import io
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.cli.main import _parser  # pyright: ignore[reportPrivateUsage] - the parser without the running
from tests.system import find_program

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    [
        ROOT / "README.md",
        ROOT / "CHANGELOG.md",
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "runbooks").glob("*.md"),
    ]
)
# A command stands alone in back-quotes, or first on a line of a fenced block.
INLINE = re.compile(r"`(flytt [^`\n]+)`")
LINK = re.compile(r"(?<!`)\[[^\]\n]*\]\(([^)\s]+)\)")
NAMED_FILE = re.compile(
    r"`((?:flytt|flows|tasks|mappings|runbooks|practice|docs|tests|requirements)/[^`\s*…{]+)`"
)
PARSER = _parser()
"""Made once: it holds every command, and keeps nothing of what it reads."""
STAND_INS = {"MUNICIPALITY": "hustadvika", "SECTOR": "oppvekst", "…": "x", "12:9f86d0…": "12:" + "0" * 64}


def fenced(text: str) -> Iterator[str]:
    """Yield the lines of every fenced block, those that end in a backslash joined to the next."""
    within = False
    held = ""
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            within = not within
        elif within:
            held += line.strip().removeprefix("$ ")
            if held.endswith("\\"):
                held = held[:-1]
                continue
            yield held
            held = ""


def commands(document: Path) -> Iterator[str]:
    """Yield every `flytt …` of a document, comments and what follows a pipe taken off."""
    text = document.read_text(encoding="utf-8")
    lines = [line for line in fenced(text) if line.startswith("flytt ")]
    for line in [*INLINE.findall(text), *lines]:
        yield re.split(r"\s+[#|>]|\s+&&", line)[0].strip()


def every_command() -> list[tuple[str, str]]:
    """Return document and command, each pair once."""
    found = [(str(d.relative_to(ROOT)), command) for d in DOCUMENTS for command in commands(d)]
    return list(dict.fromkeys(found))


def words_of(command: str) -> list[str]:
    """Return the words as a shell would hand them over, stand-ins in place of what a reader fills in."""
    bare = re.sub(r"\s*\[[^\]]*\]", "", command)
    return [STAND_INS.get(word, word) for word in shlex.split(bare)[1:]]


def is_name(words: list[str]) -> bool:
    """Return whether these words are the name of a command or of one below it, and no more."""
    shown = io.StringIO()
    nowhere = contextlib.redirect_stderr(io.StringIO())
    with contextlib.redirect_stdout(shown), nowhere, contextlib.suppress(SystemExit):
        PARSER.parse_args([*words, "--help"])
    return shown.getvalue().startswith(f"usage: flytt {' '.join(words)} ")


@pytest.mark.parametrize(("document", "command"), every_command())
def test_command_is_understood(document: str, command: str) -> None:
    """Somebody would type what a document says in the middle of the night, and be refused."""
    said = io.StringIO()
    words = words_of(command)
    if is_name(words):
        return  # a command named in a sentence, without its arguments
    with contextlib.redirect_stderr(said):
        try:
            _, unknown = PARSER.parse_known_args(words)
        except SystemExit as ended:
            unknown = [] if ended.code == 0 else words
    assert not unknown, f"{document}: {command}: {said.getvalue()}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    """A reader would follow a link into nothing."""
    targets = [t.partition("#")[0] for t in LINK.findall(document.read_text(encoding="utf-8"))]
    missing = [t for t in targets if t and "://" not in t and not (document.parent / t).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
def test_named_files_exist(document: Path) -> None:
    """A reader would look for a file that was renamed or never there."""
    text = document.read_text(encoding="utf-8")
    named = {name.rstrip("/.") for name in NAMED_FILE.findall(text)}
    concrete = {name for name in named if not re.search(r"[A-Z]{3,}|<", name)}
    assert sorted(name for name in concrete if not (ROOT / name).exists()) == []


def test_operators_find_help_on_the_first_line() -> None:
    """In an emergency nobody reads past the first line to see whether this is the right page."""
    first = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8").splitlines()[0]
    assert first == "If something is wrong right now"


def test_decisions_are_listed() -> None:
    """A decision that is not in the list is not found."""
    folder = ROOT / "docs" / "decisions"
    listed = set(LINK.findall((folder / "README.md").read_text(encoding="utf-8")))
    assert {p.name for p in folder.glob("[0-9]*.md")} == listed


def test_a_name_is_told_from_a_misspelt_command() -> None:
    """A command that does not exist would be let through as one that is only named."""
    assert is_name(["share", "plan"])
    assert is_name(["rehearse"])
    for words in (["share", "plann"], ["share", "plan", "x"], ["plan", "hustadvika"], ["planlegg"], []):
        assert not is_name(words), words


def test_the_commands_of_the_documents_are_seen() -> None:
    """The tests above would pass on documents in which they find nothing."""
    names = {
        command.split()[1] for document, command in every_command() if document.startswith(("README", "docs"))
    }
    assert {"rehearse", "check", "plan", "move", "resume", "rollback", "approve", "status", "ledger"} <= names


@pytest.mark.optional
@pytest.mark.server("systemd-analyze")
def test_the_units_of_the_guide_are_units(tmp_path: Path) -> None:
    """Somebody would copy a unit at night that systemd does not take."""
    text = (ROOT / "docs" / "production.md").read_text(encoding="utf-8")
    units = [block for block in re.findall(r"```ini\n(.*?)```", text, re.DOTALL) if "[Service]" in block]
    assert units
    for unit in units:
        named = re.match(r"# /etc/systemd/system/(\S+)", unit)
        assert named, "a unit begins with the place of its file"
        file = tmp_path / named.group(1)
        # What is not on this machine: the folder, its programs and its account.
        file.write_text(
            re.sub(r"/srv/flytt(/\S+)?", "/usr/bin/true", unit).replace("User=flytt", "User=root")
        )
        said = subprocess.run(
            [str(find_program("systemd-analyze")), "verify", str(file)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (said.returncode, said.stderr) == (0, "")
