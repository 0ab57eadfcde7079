"""The package on a drive of the new side: put there file by file, its contents page last, and read back."""

import csv
import hashlib
import io
from collections import defaultdict
from pathlib import Path, PurePosixPath

from flytt.adapters.forms.door import Door, quoted
from flytt.forms.moving.package import CONTENTS
from flytt.migration.errors import NotFound
from flytt.migration.forms_estate import EstateJob
from flytt.migration.record import Json

BY_OTHERS = "endret av andre"
"""In the name of a file that people have changed, when Flytt puts its own there or takes it away."""


class Shelf:
    """The folder of one estate on the new side's drive. Files of others in it are never touched."""

    def __init__(self, new: Door, job: EstateJob) -> None:
        self._new = new
        self._at = (
            f"/v1.0/drives/{quoted(job.target.drive)}/root:/{quoted(f'{job.target.folder}/{job.kept_as}')}"
        )
        self._below = f"{job.target.drive}/{job.target.folder}/{job.kept_as}/"

    def listing(self) -> dict[str, str]:
        """Return the SHA-256 of every file below, by its path there, as the drive counts it."""
        found: dict[str, str] = {}
        for one in self._new.objects(f"{self._at}:/files", "Listing the folder on the new side"):
            path = str(one.get("path", "")).removeprefix(self._below)
            found[path] = _hash(one.get("file"))
        return found

    def writer(self, name: str) -> str:
        """Return the id of whoever wrote a file last."""
        for one in self._new.objects(f"{self._at}:/files", "Listing the folder on the new side"):
            if str(one.get("path", "")).removeprefix(self._below) == name:
                by = one.get("lastModifiedBy")
                user = by.get("user") if isinstance(by, dict) else None
                return str(user.get("id", "")) if isinstance(user, dict) else ""
        return ""

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes; None when it is not there."""
        try:
            return self._new.fetch(f"{self._at}/{quoted(name)}:/content", "Fetching a file from the new side")
        except NotFound:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Put one file there."""
        self._new.put(f"{self._at}/{quoted(name)}:/content", "Writing a file on the new side", content)

    def remove(self, name: str) -> None:
        """Take one file away; gone already is success."""
        self._new.delete(f"{self._at}/{quoted(name)}:/content", "Removing a file on the new side")

    def put(self, package: Path, former: tuple[Path, ...]) -> None:
        """Make what lies there this package: write what differs, remove what only a former one had.

        The contents page goes first and comes last: half a package has none. What others have changed stays,
        under another name.
        """
        wanted = digests(package)
        there = self.listing()
        if all(there.get(name) == digest for name, digest in wanted.items()) and not self._left(
            former, wanted, there
        ):
            return
        self._spare((package, *former), there)
        for name, digest in wanted.items():
            if name != CONTENTS and there.get(name) != digest:
                self.write(name, (package / name).read_bytes())
        for name in self._left(former, wanted, there):
            self.remove(name)
        self.write(CONTENTS, (package / CONTENTS).read_bytes())

    def take(self, packages: tuple[Path, ...]) -> None:
        """Remove what these packages put there, contents page first; what others have changed stays."""
        there = self.listing()
        self._spare(packages, there)
        names = {name for package in packages for name in digests(package)}
        for name in sorted(names & there.keys()):
            self.remove(name)

    def changed(self, packages: tuple[Path, ...], there: dict[str, str]) -> list[str]:
        """Return files of these packages that are no longer as any of them put them there."""
        own: defaultdict[str, set[str]] = defaultdict(set)
        for package in packages:
            for name, digest in digests(package).items():
                own[name].add(digest)
        return sorted(name for name in own.keys() & there.keys() if there[name] not in own[name])

    def _spare(self, packages: tuple[Path, ...], there: dict[str, str]) -> None:
        """Take the contents page away, then give what others have changed another name."""
        changed = self.changed(packages, there)
        if CONTENTS not in changed:
            self.remove(CONTENTS)
        for name in sorted(changed, key=lambda one: one != CONTENTS):
            self._set_aside(name, there)

    def _set_aside(self, name: str, there: dict[str, str]) -> None:
        """Give a file another name beside it: it has something that only people know."""
        at, number = PurePosixPath(name), 1
        while (
            new := at.with_name(f"{at.stem} ({BY_OTHERS}{f' {number}' * (number > 1)}){at.suffix}")
        ).as_posix() in there:
            number += 1
        content = self.read(name)
        if content is not None:
            self.write(new.as_posix(), content)
            there[new.as_posix()] = there.pop(name)
            self.remove(name)

    def fetch(self, into: Path) -> int:
        """Fetch everything below into an empty folder. Returns the number of files."""
        names = self.listing()
        for name in names:
            content = self.read(name)
            if content is not None:
                path = into / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        return len(names)

    @staticmethod
    def _left(former: tuple[Path, ...], wanted: dict[str, str], there: dict[str, str]) -> list[str]:
        return sorted({name for one in former for name in digests(one)} & there.keys() - wanted.keys())


def digests(package: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a package, by its path; nothing when there is no package."""
    return {
        path.relative_to(package).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(package.rglob("*"))
        if path.is_file()
    }


def rows_of(package: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a list in a package."""
    return list(csv.DictReader(io.StringIO((package / name).read_text("utf-8"))))


def _hash(file: Json) -> str:
    hashes = file.get("hashes") if isinstance(file, dict) else None
    return str(hashes.get("sha256Hash", "")) if isinstance(hashes, dict) else ""
