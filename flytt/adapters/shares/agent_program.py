"""The text of a program for a host: its own file, and before it the files of Flytt that it imports."""

import re
from functools import cache
from importlib.resources import files

_FOLDER = "flytt.adapters.shares.agent"
_OWN = re.compile(rf"^from ({re.escape(_FOLDER)}\.(\w+)) import ", re.MULTILINE)
_LOADER = """\
import sys, types
for _name, _text in {parts!r}:
    _module = sys.modules[_name] = types.ModuleType(_name)
    exec(compile(_text, _name, "exec"), _module.__dict__)
exec(compile({text!r}, {name!r}, "exec"))
"""


@cache
def program(name: str) -> bytes:
    """Return what `python3 -I -` on a host reads to become one of the programs in `agent`. ASCII alone."""
    parts: dict[str, str] = {}
    _gather(name, parts)
    text = parts.pop(f"{_FOLDER}.{name}")
    return _LOADER.format(parts=list(parts.items()), text=text, name=f"{name}.py").encode("ascii")


def _gather(name: str, parts: dict[str, str]) -> None:
    """Put a file's imports before it."""
    text = (files(_FOLDER) / f"{name}.py").read_text(encoding="utf-8")
    for full, imported in _OWN.findall(text):
        if full not in parts:
            _gather(imported, parts)
    parts[f"{_FOLDER}.{name}"] = text
