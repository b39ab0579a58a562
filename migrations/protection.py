"""
Does the database still refuse change as it was made to? Asked at the start of ``serve`` and by the audit.

An owner can disable a trigger and a superuser can do anything; this finds what was left that way. What was done in
between and put back is found by the audit's hashes and by what outsiders kept, not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import psycopg

from domain.errors import Misused
from domain.ledger.failures import wrapped
from migrations import privileges
from migrations.runner import migrations

Connection = psycopg.Connection[tuple[Any, ...]]

#: Table → its triggers; each must be there, fire ALWAYS, and call a function of ``FUNCTION`` text.
TRIGGERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "heads": ("refuse_change", "refuse_shrinking", "refuse_head_start"),
        "events": ("refuse_change",),
        "commands": ("refuse_change",),
        "blobs": ("refuse_change",),
        "personal": ("refuse_change", "refuse_unrecorded_erasure"),
        "erasures": ("refuse_change",),
        "tiles": ("refuse_change",),
        "checkpoints": ("refuse_change",),
        "timestamps": ("refuse_change",),
        "marks": ("refuse_change",),
    }
)

#: Under forced row-level security; everything that belongs to a school but its head.
APART = ("events", "commands", "blobs", "personal", "erasures", "tiles", "checkpoints", "timestamps")

#: The policy as PostgreSQL prints it (15 to 18).
POLICY = "(school_id = (current_setting('hocba.school_id'::text))::uuid)"

_TRIGGER = re.compile(r"CREATE TRIGGER (\w+) (.*?) ON ledger\.(\w+)(.*?);", re.DOTALL)
_MAKES = re.compile(r"CREATE (TABLE|DOMAIN) ledger\.")
_FUNCTION = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION ledger\.(\w+)\s*\(.*?AS \$\$(.*?)\$\$;", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as ``migrate`` made it; ``what`` names it: ``ledger.events trigger refuse_change``."""

    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.what}: expected {self.expected}, found {self.found}"


def check_protection(connection: Connection, application_role: str | None = None) -> list[Finding]:
    """
    Everything that does not protect the ledger as it should; an empty list is the good answer.

    Args:
        connection: of the application's role, or of the owner.
        application_role: whose rights are looked at; default is the connection's own role.

    Raises:
        Misused: an applied migration was changed, or the schema is missing.
        Unavailable: the database is out of reach.

    """
    with wrapped():
        (role,) = _one(connection, "SELECT coalesce(%s, current_user::text)", [application_role])
        return [
            *_triggers(connection),
            *_rules(connection),
            *_row_security(connection),
            *_functions(connection, role),
            *_constraints(connection),
            *_domains(connection),
            *_rights(connection, role),
            *_role(connection, role),
            *_clock(connection),
        ]


def refuse_owner(connection: Connection) -> None:
    """Raises Misused if this connection's role could change the ledger whatever is granted."""
    with wrapped():
        row = _one(
            connection,
            """
            SELECT r.rolname, r.rolsuper, r.rolbypassrls,
                EXISTS (
                    SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname = 'ledger' AND pg_has_role(r.oid, c.relowner, 'MEMBER')
                )
            FROM pg_roles r WHERE r.rolname = current_user
            """,
        )
    name, superuser, bypasses, owner = row
    for holds, reason in ((superuser, "superuser"), (bypasses, "BYPASSRLS"), (owner, "owner of the ledger")):
        if holds:
            raise Misused("ledger.owner", role=name, reason=reason)


def _one(connection: Connection, query: str, parameters: Iterable[object] = ()) -> tuple[Any, ...]:
    row = connection.execute(query.encode(), list(parameters)).fetchone()
    assert row is not None  # each of these queries has a row for the current role
    return row


def _triggers(connection: Connection) -> Iterator[Finding]:
    rows = connection.execute(
        """
        SELECT c.relname, t.tgname, t.tgenabled::text, pg_get_triggerdef(t.oid)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = to_regnamespace('ledger') AND NOT t.tgisinternal
        """
    ).fetchall()
    found = {(table, name): (enabled, definition) for table, name, enabled, definition in rows}
    wanted = _written_triggers()
    # A trigger that nobody wrote could change an entry on its way in, a rule could drop it.
    for table, name in sorted(found.keys() - {(table, name) for table, names in TRIGGERS.items() for name in names}):
        yield Finding(f"ledger.{table} trigger {name}", "none but those of the migrations", "a stranger")
    for table, names in TRIGGERS.items():
        for name in names:
            what = f"ledger.{table} trigger {name}"
            enabled, definition = found.get((table, name), (None, ""))
            if enabled is None:
                yield Finding(what, "enabled ALWAYS", "missing")
            elif enabled != "A":
                yield Finding(what, "enabled ALWAYS", {"D": "disabled"}.get(enabled, f"mode {enabled}"))
            elif (written := wanted[table, name]) != _plain(definition):
                yield Finding(what, written, _plain(definition))


def _rules(connection: Connection) -> Iterator[Finding]:
    rows = connection.execute(
        """
        SELECT c.relname, r.rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
        WHERE c.relnamespace = to_regnamespace('ledger')
        """
    ).fetchall()
    for table, name in rows:
        yield Finding(f"ledger.{table} rule {name}", "no rules", "a stranger")


def _written_triggers() -> dict[tuple[str, str], str]:
    """(table, name) → the trigger's definition as it stands in the migrations, in the words of pg_get_triggerdef."""
    text = "\n".join(migration.text for migration in migrations())
    return {(match[3], match[1]): _plain(match[0].rstrip(";")) for match in _TRIGGER.finditer(text)}


def _plain(definition: str) -> str:
    """Comparable whatever the brackets, spaces, order of events or letter case."""
    words = re.sub(r"[()\s]+", " ", definition).strip().lower()
    head, _, rest = words.partition(" on ledger.")
    events = " or ".join(sorted(re.findall(r"insert|update|delete|truncate", head.split(" ", 3)[-1])))
    timing = "after" if " after " in head else "before"
    return f"{timing} {events} on {rest}"


def _row_security(connection: Connection) -> Iterator[Finding]:
    rows = connection.execute(
        """
        SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
            array_agg(
                concat_ws(' ', p.polcmd::text, p.polroles::text, pg_get_expr(p.polqual, p.polrelid),
                    pg_get_expr(p.polwithcheck, p.polrelid))
            ) FILTER (WHERE p.oid IS NOT NULL)
        FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
        WHERE c.relnamespace = to_regnamespace('ledger') GROUP BY c.oid
        """
    ).fetchall()
    found = {table: (enabled, forced, policies) for table, enabled, forced, policies in rows}
    for table in APART:
        enabled, forced, policies = found.get(table, (False, False, None))
        if not (enabled and forced):
            yield Finding(f"ledger.{table} row-level security", "enabled and forced", f"{enabled=}, {forced=}")
        if policies != [f"* {{0}} {POLICY}"]:
            yield Finding(f"ledger.{table} policies", f"one for all: {POLICY}", "; ".join(policies or ["none"]))


def _functions(connection: Connection, role: str) -> Iterator[Finding]:
    text = "\n".join(migration.text for migration in migrations())
    written = {match[1]: match[2] for match in _FUNCTION.finditer(text)}
    rows = connection.execute(
        """
        SELECT p.proname, p.prosrc, p.prosecdef, coalesce(p.proconfig, '{}'), p.proowner = n.nspowner,
            coalesce(
                (SELECT array_agg(CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END::text)
                 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee <> p.proowner),
                '{}')
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'ledger'
        """
    ).fetchall()
    found = {row[0]: row[1:] for row in rows}
    for name in found.keys() | written.keys():
        what = f"function ledger.{name}"
        if name not in found or name not in written:
            yield Finding(what, "as in migrations", "missing" if name not in found else "a stranger")
            continue
        source, definer, settings, owned, grantees = found[name]
        if source != written[name]:
            yield Finding(what, "the text of its migration", "another text")
        if definer != (name in privileges.FUNCTIONS and not name.startswith("read_")) or not owned:
            yield Finding(what, "rights as in its migration", f"{definer=}, {owned=}")
        if "search_path=pg_catalog, pg_temp" not in settings:
            yield Finding(what, "search_path=pg_catalog, pg_temp", ", ".join(settings) or "none")
        wanted = {role} if name in privileges.FUNCTIONS else set()
        if set(grantees) != wanted:
            yield Finding(what, f"executed by {sorted(wanted)}", f"{sorted(grantees)}")


def _constraints(connection: Connection) -> Iterator[Finding]:
    texts = [migration.text for migration in migrations()]
    made = {name for text in texts if _MAKES.search(text) for name in re.findall(r"CONSTRAINT (\w+)", text)}
    dropped = set(re.findall(r"DROP CONSTRAINT (\w+)", "\n".join(texts)))
    rows = connection.execute(
        """
        SELECT conname FROM pg_constraint
        WHERE connamespace = to_regnamespace('ledger') AND convalidated AND contype IN ('p', 'u', 'c')
        """
    ).fetchall()
    for name in sorted(made - dropped - {name for (name,) in rows}):
        yield Finding(f"constraint {name}", "there and validated", "missing")


def _domains(connection: Connection) -> Iterator[Finding]:
    """What a value must be is said by the column's type (0015)."""
    wanted = {
        (table, column): domain
        for migration in migrations()
        for table, changes in re.findall(r"ALTER TABLE ledger\.(\w+)([^;]*);", migration.text)
        for column, domain in re.findall(r"ALTER COLUMN (\w+) TYPE (ledger\.\w+)", changes)
    }
    rows = connection.execute(
        """
        SELECT c.relname, a.attname, a.atttypid::regtype::text
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = to_regnamespace('ledger') AND a.attnum > 0 AND NOT a.attisdropped
        """
    ).fetchall()
    found = {(table, column): kind for table, column, kind in rows}
    for (table, column), domain in wanted.items():
        if (kind := found.get((table, column), "missing")) != domain:
            yield Finding(f"ledger.{table}.{column} type", domain, kind)


def _rights(connection: Connection, role: str) -> Iterator[Finding]:
    rows = connection.execute(
        """
        SELECT c.relname, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END, a.privilege_type
        FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.relnamespace = to_regnamespace('ledger') AND a.grantee <> c.relowner
        UNION ALL
        SELECT c.relname || '.' || t.attname, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END,
            a.privilege_type
        FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
        WHERE c.relnamespace = to_regnamespace('ledger') AND a.grantee <> c.relowner
        """
    ).fetchall()
    allowed = {(table, role, "SELECT") for table in privileges.TABLES}
    allowed |= {(table, privileges.READER, "SELECT") for table in privileges.READER_TABLES}
    for table, grantee, right in sorted(set(rows) - allowed):
        yield Finding(f"ledger.{table} rights", "SELECT for the application role only", f"{right} for {grantee}")
    for table, grantee, right in sorted(allowed - set(rows)):
        yield Finding(f"ledger.{table} rights", f"{right} for {grantee}", "missing")


def _role(connection: Connection, role: str) -> Iterator[Finding]:
    row = connection.execute(
        """
        SELECT r.rolsuper, r.rolbypassrls, pg_has_role(r.oid, n.nspowner, 'MEMBER')
        FROM pg_roles r, pg_namespace n WHERE r.rolname = %s AND n.nspname = 'ledger'
        """,
        [role],
    ).fetchone()
    if row is None:
        yield Finding(f"role {role}", "there", "missing")
    elif any(row):
        yield Finding(f"role {role}", "no superuser, no BYPASSRLS, not the owner", f"{row}")


def _clock(connection: Connection) -> Iterator[Finding]:
    (odd,) = _one(
        connection,
        "SELECT EXISTS (SELECT FROM ledger.clock) AND NOT EXISTS (SELECT FROM ledger.marks WHERE name = 'test-clock')",
    )
    if odd:
        yield Finding("ledger.clock", "not set in a database without the test-clock mark", "set")
