"""What users are told, in words: one door, `render`, and a table of forms."""

from flytt.notices.render import render

__all__ = ["render"]
