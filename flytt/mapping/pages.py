"""A page of a municipality's folder that is no part of a plan, held against the model of whoever reads it."""

from pathlib import Path

from pydantic import BaseModel

from flytt.mapping.faults import Fault
from flytt.mapping.nodes import Scalar
from flytt.mapping.parse import parse
from flytt.mapping.shape import validated
from flytt.mapping.text import read_text


def page_faults(page: Path, model: type[BaseModel]) -> tuple[Fault, ...]:
    """Return everything that keeps a page from being such a record; nothing where there is no page."""
    if not page.exists():
        return ()
    text = read_text(page)
    if isinstance(text, Fault):
        return (text,)
    node, found = parse(text)
    if node is None or (isinstance(node, Scalar) and node.value is None):
        return found  # an empty page states nothing
    return (*found, *validated(model, node)[1])
