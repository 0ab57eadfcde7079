"""The practice municipality's people and vendors: asked over HTTP to do with their hands what a gate asks."""

import json
import urllib.error
import urllib.request
from pathlib import Path

from flytt.migration.errors import NotFound, Unreachable


class PracticePeople:
    """Reached at the practice municipality's own address, with its token."""

    def __init__(self, directory: Path) -> None:
        page = json.loads((directory / "addresses.json").read_bytes())
        self._base = str(page["http"]["base"])
        self._token = Path(str(page["http"]["token_file"])).read_text(encoding="ascii").strip()

    def ask(self, workload: str, *, undo: bool) -> None:
        """Have it done, or taken back. NotFound when nobody there answers for this workload."""
        direction = "undo" if undo else "do"
        request = urllib.request.Request(  # noqa: S310 - the practice municipality's own address on loopback
            f"{self._base}/hands/{workload}/{direction}",
            method="POST",
            headers={"Authorization": f"Bearer {self._token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60):  # noqa: S310 - as above
                return
        except urllib.error.HTTPError as error:
            attempted = f"Nobody in the practice municipality can {direction} {workload} ({error.code})."
            raise NotFound(attempted) from error
        except OSError as error:
            attempted = f"The practice municipality's people were asked to {direction} {workload}."
            raise Unreachable(attempted, next_command="flytt practice status") from error
