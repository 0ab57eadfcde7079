"""The tables, version by version. An upgrade only adds, so that it is safe while moves are open.

Never edit a version that has been released: append the next one.
"""

from datetime import UTC, datetime

from flytt.adapters.ledger.session import Dialect, Session, Statements
from flytt.migration.errors import BadInput

LOCK = "schema"
_WORDS: dict[Dialect, dict[str, str]] = {
    "sqlite": {"text": "TEXT", "number": "INTEGER", "bytes": "BLOB", "compact": "WITHOUT ROWID"},
    "postgresql": {"text": 'TEXT COLLATE "C"', "number": "BIGINT", "bytes": "BYTEA", "compact": ""},
}

_TABLES = (
    """CREATE TABLE ledger_events (municipality {text} NOT NULL, seq {number} NOT NULL, at {text} NOT NULL,
    kind {text} NOT NULL, workload {text} NOT NULL, actor {text} NOT NULL, fence {number} NOT NULL,
    body {text} NOT NULL, previous {text} NOT NULL, hash {text} NOT NULL, PRIMARY KEY (municipality, seq))""",
    """CREATE TABLE ledger_leases (municipality {text} NOT NULL, workload {text} NOT NULL,
    fence {number} NOT NULL, holder {text} NOT NULL, since {text} NOT NULL, expires {text} NOT NULL,
    released {number} NOT NULL, PRIMARY KEY (municipality, workload))""",
    """CREATE TABLE ledger_documents (municipality {text} NOT NULL, digest {text} NOT NULL,
    content {text} NOT NULL, PRIMARY KEY (municipality, digest))""",
    """CREATE TABLE ledger_secrets (municipality {text} NOT NULL, reference {text} NOT NULL,
    content {bytes} NOT NULL, PRIMARY KEY (municipality, reference))""",
    """CREATE TABLE ledger_items (municipality {text} NOT NULL, workload {text} NOT NULL,
    step {text} NOT NULL, item {text} NOT NULL, state {text} NOT NULL, digest {text} NOT NULL,
    PRIMARY KEY (municipality, workload, step, item)) {compact}""",
    """CREATE TABLE ledger_meta (municipality {text} NOT NULL, name {text} NOT NULL, value {text} NOT NULL,
    PRIMARY KEY (municipality, name))""",
)

# The insert trigger is what also stops INSERT OR REPLACE, which deletes without firing delete triggers.
_APPEND_ONLY: dict[Dialect, tuple[str, ...]] = {
    "sqlite": (
        """CREATE TRIGGER ledger_events_never_updated BEFORE UPDATE ON ledger_events
        BEGIN SELECT RAISE(ABORT, 'events of a ledger are never changed'); END""",
        """CREATE TRIGGER ledger_events_never_deleted BEFORE DELETE ON ledger_events
        BEGIN SELECT RAISE(ABORT, 'events of a ledger are never removed'); END""",
        """CREATE TRIGGER ledger_events_in_order BEFORE INSERT ON ledger_events WHEN NEW.seq <> 1 + COALESCE(
        (SELECT MAX(seq) FROM ledger_events WHERE municipality = NEW.municipality), 0)
        BEGIN SELECT RAISE(ABORT, 'events of a ledger come one after another'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION ledger_events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'events of a ledger are never changed or removed'; END $$""",
        """CREATE TRIGGER ledger_events_never_changed BEFORE UPDATE OR DELETE ON ledger_events
        FOR EACH ROW EXECUTE FUNCTION ledger_events_refuse()""",
        """CREATE TRIGGER ledger_events_never_emptied BEFORE TRUNCATE ON ledger_events
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_events_refuse()""",
        """CREATE FUNCTION ledger_events_next() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.seq <> 1 + COALESCE(
                (SELECT MAX(seq) FROM ledger_events WHERE municipality = NEW.municipality), 0)
            THEN RAISE EXCEPTION 'events of a ledger come one after another'; END IF;
            RETURN NEW;
        END $$""",
        """CREATE TRIGGER ledger_events_in_order BEFORE INSERT ON ledger_events
        FOR EACH ROW EXECUTE FUNCTION ledger_events_next()""",
    ),
}

_SECOND = (
    "ALTER TABLE ledger_leases ADD COLUMN why {text} NOT NULL DEFAULT ''",
    "CREATE INDEX ledger_items_by_state ON ledger_items (municipality, workload, step, state, item)",
)


def versions(dialect: Dialect) -> tuple[tuple[str, ...], ...]:
    """Return the statements of every version, oldest first."""
    words = _WORDS[dialect]
    return (
        tuple(statement.format_map(words) for statement in _TABLES) + _APPEND_ONLY[dialect],
        tuple(statement.format_map(words) for statement in _SECOND),
    )


def upgrade(session: Session, *, to: int | None = None) -> None:
    """Bring the tables up to date, whole or not at all. BadInput when a newer Flytt has been here.

    `to`: stop at that version; for tests of upgrades.
    """
    steps = versions(session.dialect)
    wanted = len(steps) if to is None else to
    if _is_there(session) and _current(session, wanted) == wanted:
        return
    session.write(lambda statements: _build(statements, session, steps[:wanted]), lock=LOCK)


def _build(statements: Statements, session: Session, steps: tuple[tuple[str, ...], ...]) -> None:
    words = _WORDS[session.dialect]
    statements.run(
        "CREATE TABLE IF NOT EXISTS ledger_schema "
        "(version {number} PRIMARY KEY, at {text} NOT NULL)".format_map(words)
    )
    done = _newest(statements)
    _require_known(session, done, len(steps))
    for version, step in enumerate(steps[done:], start=done + 1):
        for statement in step:
            statements.run(statement)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        statements.run("INSERT INTO ledger_schema (version, at) VALUES (?, ?)", (version, at))


def _is_there(session: Session) -> bool:
    catalogue = {
        "sqlite": "SELECT 1 FROM sqlite_master WHERE name = 'ledger_schema'",
        "postgresql": "SELECT 1 WHERE to_regclass('ledger_schema') IS NOT NULL",
    }[session.dialect]
    return bool(session.read(lambda statements: statements.rows(catalogue)))


def _current(session: Session, wanted: int) -> int:
    found = session.read(_newest)
    _require_known(session, found, wanted)
    return found


def _newest(statements: Statements) -> int:
    return int(statements.rows("SELECT COALESCE(MAX(version), 0) FROM ledger_schema")[0][0])


def _require_known(session: Session, found: int, known: int) -> None:
    if found > known:
        raise BadInput(
            f"The ledger in {session.place} has schema {found}; this Flytt knows {known}.",
            still_true="Nothing was changed.",
            next_command="start the newer Flytt that last wrote there, or: git pull && make setup",
        )
