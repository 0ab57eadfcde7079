"""Reading of what exists of an estate: every source optional, nothing unreadable skipped."""
