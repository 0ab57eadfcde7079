"""A municipality's folder read into nodes: one broken file does not hide the others' faults."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from flytt.mapping.faults import Fault, nearest, one_of
from flytt.mapping.nodes import Node
from flytt.mapping.parse import parse
from flytt.mapping.text import printable, read_text, shown_path, yaml_files
from flytt.migration.workload import Place

REQUIRED = ("agreements.yaml", "calendar.yaml", "municipality.yaml")
PRACTICE = "practice.yaml"
REACH = "reach.yaml"
"""Where the world is reached: read by whoever reaches for it, counted in the hash like every file."""
BOARD = "board.yaml"
"""How the board is reached and who signs in: read by the board alone, and no part of any plan."""
SENDING = "sending.yaml"
"""Where notices go out: read by what sends them, and no part of any plan."""
APART = frozenset({BOARD, SENDING})

MERGING = "merging"
WORKLOADS = "workloads"


@dataclass(frozen=True, slots=True)
class Folder:
    """What was read: nodes and digests by the file's name within the folder, and the faults met on the way.

    `broken` names the files that could not be read at all; what refers to them cannot be judged.
    """

    place: Place
    nodes: dict[str, Node]
    digests: dict[str, str]
    broken: frozenset[str]
    faults: tuple[Fault, ...]

    def content_hash(self, *, practice: bool) -> str:
        """Return one SHA-256 over every file's name and content; practice.yaml counts in practice only."""
        total = hashlib.sha256()
        for name in sorted(self.digests):
            if name not in APART and (practice or name != PRACTICE):
                total.update(f"{name}\0{self.digests[name]}\n".encode())
        return total.hexdigest()

    def under(self, part: str) -> dict[str, Node]:
        """Return the nodes of the files in a part of the folder, by name."""
        return {name: node for name, node in self.nodes.items() if name.startswith(f"{part}/")}


def read_folder(directory: Path) -> Folder:
    """Read every YAML file of a folder; nothing is raised."""
    place = Place(file=shown_path(directory), line=1)
    paths, listing = yaml_files(directory)
    faults: list[Fault] = list(listing)
    nodes: dict[str, Node] = {}
    digests: dict[str, str] = {}
    broken: set[str] = set()
    for path in paths:
        name = printable(path.relative_to(directory))
        text = read_text(path)
        if isinstance(text, Fault):
            faults.append(text)
            broken.add(name)
            continue
        digests[name] = text.digest
        node, found = parse(text)
        faults.extend(found)
        if node is None:
            broken.add(name)
        else:
            nodes[name] = node
    return Folder(place, nodes, digests, frozenset(broken), tuple(faults))


def layout(folder: Folder, directory: Path) -> tuple[Fault, ...]:
    """Return what is missing from a municipality's folder, and what does not belong there."""
    if folder.faults and not folder.nodes and not folder.broken:
        return ()
    names = {*folder.nodes, *folder.broken}
    here = shown_path(directory)
    missing = [
        Fault(place=folder.place, what=f"{name} is missing", expected=name)
        for name in REQUIRED
        if name not in names
    ]
    if not any(name.startswith(f"{WORKLOADS}/") for name in names):
        missing.append(
            Fault(place=folder.place, what="there are no workloads", expected=f"{WORKLOADS}/SECTOR.yaml")
        )
    return (*missing, *(_stray(here, name) for name in sorted(names) if not _belongs(name)))


def _belongs(name: str) -> bool:
    top, _, rest = name.partition("/")
    if not rest:
        return name in {*REQUIRED, PRACTICE, REACH, *APART}
    return top == MERGING or (top == WORKLOADS and "/" not in rest and name.endswith(".yaml"))


def _stray(here: str, name: str) -> Fault:
    tops = (*REQUIRED, PRACTICE, REACH, *sorted(APART))
    known = (*tops, f"{WORKLOADS}/SECTOR.yaml", f"{MERGING}/SOURCE/users.yaml")
    place = Place(file=f"{here}/{name}", line=1)
    return Fault(
        place=place,
        what="this file is not read",
        expected=one_of(known),
        nearest=nearest(name, tops),
    )
