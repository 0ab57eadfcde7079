"""Where a tenant's Forms, drives and exports are reached. Tokens are named, never written here."""

from flytt.migration.record import Record


class FormsAddress(Record):
    """One tenant. `token_secret` is a secret's name, or an absolute path to a file that holds it."""

    base: str
    token_secret: str
