"""The SQL by which a PostgreSQL database is made read-only, asked about, and given back."""

from collections.abc import Iterator, Sequence

from flytt.adapters.ssh.words import identifier, literal
from flytt.migration.ports import Protection, Right

SETTING = "default_transaction_read_only"
WRITABLE_SESSION = f"SET {SETTING} = off"
"""Flytt's own session must be able to give the rights back in a database that is read-only."""
STATED = (
    "SELECT substr(stated, length(name) + 2) FROM pg_db_role_setting s "  # noqa: S608 - our own words
    f"CROSS JOIN (SELECT '{SETTING}'::text AS name) n, unnest(s.setconfig) AS stated "
    "WHERE s.setrole = 0 AND s.setdatabase = "
    "(SELECT oid FROM pg_database WHERE datname = current_database()) AND starts_with(stated, name || '=')"
)
_OURS = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
_SOURCES = (
    (
        "database",
        "json_build_array(d.datname)",
        "pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a",
        "d.datname = current_database() AND a.privilege_type = 'CREATE'",
        "d.datdba",
    ),
    (
        "schema",
        "json_build_array(n.nspname)",
        "pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a",
        f"{_OURS} AND a.privilege_type = 'CREATE'",
        "n.nspowner",
    ),
    (
        "table",
        "json_build_array(n.nspname, c.relname)",
        (
            "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, "
            "aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a"
        ),
        (
            f"{_OURS} AND c.relkind IN ('r', 'p', 'v', 'f') "
            "AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')"
        ),
        "c.relowner",
    ),
    (
        "column",
        "json_build_array(n.nspname, c.relname, t.attname)",
        (
            "pg_attribute t JOIN pg_class c ON c.oid = t.attrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(t.attacl) a"
        ),
        f"{_OURS} AND NOT t.attisdropped AND a.privilege_type IN ('INSERT', 'UPDATE')",
        "c.relowner",
    ),
    (
        "sequence",
        "json_build_array(n.nspname, c.relname)",
        (
            "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, "
            "aclexplode(coalesce(c.relacl, acldefault('s', c.relowner))) a"
        ),
        f"{_OURS} AND c.relkind = 'S' AND a.privilege_type IN ('USAGE', 'UPDATE')",
        "c.relowner",
    ),
)
RIGHTS = " UNION ALL ".join(
    f"SELECT json_build_array('{on}', {name}, coalesce(r.rolname, ''), a.privilege_type, a.is_grantable, "  # noqa: S608
    f"a.grantor = {owner})::text FROM {source} LEFT JOIN pg_roles r ON r.oid = a.grantee "
    f"WHERE {where} AND NOT coalesce(r.rolsuper, false)"
    for on, name, source, where, owner in _SOURCES
)
"""One line of JSON for each right to write that is in force, superusers' left out: no right binds them."""

ATTEMPT = ("BEGIN", "CREATE TABLE public.flytt_probe ()", "ROLLBACK")
REFUSED = "25006"
"""What PostgreSQL answers to one who would write in a read-only transaction, in any language."""
_RELATIONS = (
    "FROM pg_roles r CROSS JOIN pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    f"WHERE NOT r.rolsuper AND r.rolname NOT LIKE 'pg\\_%' AND {_OURS} AND"
)
_MAY = "has_table_privilege(r.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')"
WRITERS = (
    "SELECT encode(convert_to(name, 'UTF8'), 'hex') FROM ("  # noqa: S608 - our own words
    f"SELECT r.rolname::text AS name {_RELATIONS} c.relkind IN ('r', 'p', 'v', 'f') "
    f"AND ({_MAY} OR has_any_column_privilege(r.oid, c.oid, 'INSERT, UPDATE')) "
    f"UNION SELECT r.rolname::text {_RELATIONS} c.relkind = 'S' "
    "AND has_sequence_privilege(r.oid, c.oid, 'USAGE, UPDATE') "
    "UNION SELECT r.rolname::text FROM pg_roles r CROSS JOIN pg_namespace n WHERE NOT r.rolsuper "
    f"AND r.rolname NOT LIKE 'pg\\_%' AND {_OURS} AND has_schema_privilege(r.oid, n.oid, 'CREATE') "
    "UNION SELECT r.rolname::text FROM pg_roles r WHERE NOT r.rolsuper AND r.rolname NOT LIKE 'pg\\_%' "
    "AND has_database_privilege(r.oid, current_database(), 'CREATE')) AS found ORDER BY name"
)


def protecting(name: str, rights: Sequence[Right]) -> Iterator[str]:
    """Yield what takes these rights, and says that every new connection only reads."""
    yield from (f"REVOKE {_what(right)} FROM {_role(right)}" for right in rights)
    yield f"ALTER DATABASE {identifier(name)} SET {SETTING} = on"


def giving_back(name: str, was: Protection, now: Protection) -> Iterator[str]:
    """Yield what gives back the rights that are not there, and the setting that was."""
    if was.setting is None:
        yield f"ALTER DATABASE {identifier(name)} RESET {SETTING}"
    else:
        yield f"ALTER DATABASE {identifier(name)} SET {SETTING} = {literal(was.setting)}"
    there = {(right.on, right.name, right.role, right.privilege) for right in now.rights}
    for right in was.rights:
        if (right.on, right.name, right.role, right.privilege) not in there:
            option = " WITH GRANT OPTION" if right.grantable else ""
            yield f"GRANT {_what(right)} TO {_role(right)}{option}"


def _what(right: Right) -> str:
    kind = "table" if right.on == "column" else right.on
    column = f" ({identifier(right.name[2])})" if right.on == "column" else ""
    name = ".".join(map(identifier, right.name[:2]))
    return f"{right.privilege}{column} ON {kind.upper()} {name}"


def _role(right: Right) -> str:
    return identifier(right.role) if right.role else "PUBLIC"
