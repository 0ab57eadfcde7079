"""The programs that write files into a folder answer as other programs do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flytt.mapping import runbook_page, schema


@pytest.mark.parametrize("main", [schema.main, runbook_page.main], ids=["schema", "runbook_page"])
@pytest.mark.parametrize(("word", "code"), [("--help", 0), ("--hjelp", 2)])
def test_a_question_writes_nothing(
    main: Callable[[], None], word: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who asks what it does would find a folder named `--help`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["program", word])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_schemas_are_written_where_they_are_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Editors would go on with the old ones, which lie in another folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["program", "wanted/schema"])
    schema.main()
    assert {path.name for path in (tmp_path / "wanted/schema").iterdir()} == set(schema.schemas())
