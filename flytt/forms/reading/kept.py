"""Read results kept in a folder by content and key, so that an interrupted reading goes on where it was.

What is kept is what is in memory: keyed hashes, counts, headings. The folder's own key is in it, readable by
its owner only; whoever has both can test guesses against the hashes: it belongs where the estate is.
"""

import io
import json
import os
import secrets
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from flytt.forms.block import Block, Column, Content, Rows, Upload

VERSION = "6"
"""Raised whenever reading changes, so that older results are not believed."""

_TEXTS = ("heading", "key", "role", "of", "kind")
_ARRAYS = ("ids", "started", "completed", "respondents", "cells", "longs")


def key_in(folder: Path) -> bytes:
    """Return the key of a folder of kept results; made at random the first time."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
    except FileExistsError:
        pass
    return path.read_bytes()


def place(folder: Path, sha256: str, named: str, key_name: str) -> Path:
    """Return where the result for one content is kept. `named` is the file's ending: it says how to read."""
    return folder / sha256[:2] / f"{sha256}-{named or 'x'}-{key_name}-{VERSION}.npz"


def keep(path: Path, content: Content) -> None:
    """Write one result; whole or not at all."""
    arrays: dict[str, NDArray[np.generic]] = {}
    blocks: list[dict[str, object]] = []
    for n, block in enumerate(content.blocks):
        for name in _ARRAYS:
            arrays[f"{n}.{name}"] = getattr(block.rows, name)
        blocks.append(
            {
                "sheet": block.sheet,
                "range": block.range,
                "columns": [asdict(column) for column in block.columns],
                "titles": block.titles,
                "table": block.table,
                "visible": block.visible,
                "form_ids": block.form_ids,
                "uploads": [asdict(upload) for upload in block.uploads],
            }
        )
    said = {
        "sha256": content.sha256,
        "size_bytes": content.size_bytes,
        "format": content.format,
        "form_ids": content.form_ids,
        "creator": content.creator,
        "last_modified_by": content.last_modified_by,
        "why": content.why,
        "remarks": content.remarks,
        "blocks": blocks,
    }
    arrays["said"] = np.frombuffer(json.dumps(said).encode(), dtype=np.uint8)
    packed = io.BytesIO()
    np.savez(packed, allow_pickle=False, **arrays)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(f".{os.getpid()}.new")
    new.write_bytes(packed.getbuffer())
    new.replace(path)


def kept(path: Path, drive_id: str, item_id: str) -> Content | None:
    """Return a kept result for a file; None when there is none, or it cannot be believed."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return _content(cast("dict[str, NDArray[np.generic]]", arrays), drive_id, item_id)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _content(arrays: dict[str, NDArray[np.generic]], drive_id: str, item_id: str) -> Content:
    said = json.loads(arrays["said"].tobytes())
    blocks = [
        Block(
            drive_id=drive_id,
            item_id=item_id,
            sheet=one["sheet"],
            range=one["range"],
            columns=tuple(map(_column, one["columns"])),
            rows=Rows(**{name: cast("Any", arrays[f"{n}.{name}"]) for name in _ARRAYS}),
            titles=tuple(one["titles"]),
            table=one["table"],
            visible=one["visible"],
            form_ids=tuple(one["form_ids"]),
            uploads=tuple(Upload(**upload) for upload in one["uploads"]),
        )
        for n, one in enumerate(said["blocks"])
    ]
    return Content(
        drive_id=drive_id,
        item_id=item_id,
        sha256=said["sha256"],
        size_bytes=said["size_bytes"],
        format=said["format"],
        blocks=tuple(blocks),
        form_ids=tuple(said["form_ids"]),
        creator=said["creator"],
        last_modified_by=said["last_modified_by"],
        why=said["why"],
        remarks=tuple((kind, count) for kind, count in said["remarks"]),
    )


def _column(said: dict[str, Any]) -> Column:
    """Headings stand in many files: each text is held once."""
    for name in _TEXTS:
        said[name] = sys.intern(said[name])
    said["values"] = tuple(said["values"])
    return Column(**said)
