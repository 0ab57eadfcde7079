"""Whatever is typed, a sentence and an exit code come back."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flytt.cli import launch
from flytt.cli.main import COMMANDS, main
from tests.cli.conftest import ROOT

pytestmark = pytest.mark.slow  # left out of `make fast`, never of `make test`

FLAGS = [
    "--json",
    "--sector",
    "--adopt",
    "--practice",
    "--to",
    "--yes",
    "--workload",
    "--as",
    "--why",
    "--no-go",
    "--key",
    "--print",
    "--port",
    "--detach",
    "--fresh",
    "--lang",
    "--format",
    "--audience",
    "--noted",
    "--dir",
    "--help",
    "--mappings",
    "--ledger",
    "-h",
    "--",
]
WORDS = [
    *(command.name for command in COMMANDS),
    *(
        "hustadvika",
        "fjordvik",
        "fraena-eide",
        "oppvekst",
        "helse",
        "go",
        "leder",
        "verify",
        "backup",
        "restore",
    ),
    *("start", "stop", "nb", "md", "staff", "before", "nb", "4200", str(ROOT / "mappings"), "", ".", "-1"),
]
TYPED = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(FLAGS),
    st.text(st.characters(exclude_characters="/"), max_size=12),
)


def quiet(_words: list[str]) -> int:
    """Stand in for a flow that is done."""
    return 0


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(command=st.sampled_from([c.name for c in COMMANDS]), words=st.lists(TYPED, max_size=6))
def test_no_words_end_in_a_traceback(
    command: str,
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Somebody under stress would get a page of Python instead of what to type."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(launch, "child", quiet)
    code = main(["--mappings", str(ROOT / "mappings"), command, *words])
    shown = capsys.readouterr()
    assert code in range(5)
    assert "nobody foresaw" not in shown.err
    assert code == 0 or shown.err


def test_what_nobody_foresaw_is_a_sentence_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault of ours would show its insides, and perhaps data, to whoever typed."""

    def broken(_words: list[str]) -> int:
        raise ZeroDivisionError("hemmelig")

    monkeypatch.setattr(launch, "child", broken)
    words = ["--mappings", str(ROOT / "mappings"), "rehearse", "hustadvika"]
    assert main(words) == 1
    shown = capsys.readouterr().err
    assert "ZeroDivisionError at test_garbage.py" in shown
    assert "hemmelig" not in shown
    monkeypatch.setenv("FLYTT_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(words)
