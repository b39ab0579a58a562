"""
Who has looked at an issued report: every opening, every download, every look by code alone (migration 0030).

Kept of a visitor is the network that his address lies in, nothing else; the family reads the list on the report's page.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from api.routes.limits import network
from domain.ledger import Pool
from domain.ledger.database import rows, rows_of_school
from projections.lookup import Seen, seen

#: So many bits of an address are kept: of IPv4 a neighbourhood of 256, of IPv6 what one customer gets at the most.
BITS_4, BITS_6 = 24, 48

#: Long enough for a family that finds out late; no longer, because networks say something of people.
KEPT = timedelta(days=2 * 365)

#: A family looks for what it does not know, not for a year's list.
LATEST_MAX = 30
#: And a principal the last of what organisations have looked up.
GRANTED_MAX = 200

_LOOK_UP = """
SELECT found.*, CASE WHEN found.lookup_id IS NOT NULL THEN
    work.accessed(found.school_id, found.lookup_id, 'FACTS', %b::text) END
FROM read.look_up(%b) found
"""


class Looked(StrEnum):
    """
    What somebody looked at: the facts of a code; the whole report, by birth date, personal access code or grant, or in
    vain; its files.
    """

    FACTS = "FACTS"
    REPORT = "REPORT"
    CODE = "CODE"
    GRANT = "GRANT"
    REFUSED = "REFUSED"
    FILE = "FILE"
    PDF = "PDF"
    XML = "XML"
    RECEIPT = "RECEIPT"


def look_up(pool: Pool, lookup_id: UUID, address: str) -> Seen | None:
    """The edition with this code, and the look noted, in one statement. Raises Unavailable."""
    (row,) = rows(pool, _LOOK_UP, [_place(address), lookup_id])
    return None if row[0] is None else seen(row)


def note(pool: Pool, school_id: UUID, lookup_id: UUID, kind: Looked, address: str, grant_id: UUID | None) -> None:
    """What shows more than the facts is noted before it is shown; what is too old goes. Raises Unavailable."""
    values = [school_id, lookup_id, kind.value, _place(address), grant_id]
    rows(pool, "SELECT work.accessed(%b, %b, %b::text, %b::text, %b::uuid)", values)
    rows_of_school(
        pool,
        school_id,
        "WITH gone AS (DELETE FROM work.accesses WHERE school_id = %s AND since < now() - %s RETURNING 1)"
        " SELECT count(*) FROM gone",
        [school_id, KEPT],
    )


def latest(pool: Pool, school_id: UUID, lookup_id: UUID) -> list[tuple[datetime, Looked, str, int, UUID | None]]:
    """Since when, what, from which network, how often, under which grant; the latest first."""
    found = rows_of_school(
        pool,
        school_id,
        "SELECT since, kind, network, times, grant_id FROM work.accesses WHERE school_id = %s AND lookup_id = %s"
        " ORDER BY since DESC, kind LIMIT %s",
        [school_id, lookup_id, LATEST_MAX],
    )
    return [(since, Looked(kind), *rest) for since, kind, *rest in found]


def under_grants(pool: Pool, school_id: UUID) -> list[tuple[UUID, datetime, Looked, UUID, int]]:
    """Under which grant, since when, opened or refused, which code, how often; the latest first."""
    found = rows_of_school(
        pool,
        school_id,
        "SELECT grant_id, since, kind, lookup_id, times FROM work.accesses WHERE school_id = %s"
        " AND grant_id IS NOT NULL ORDER BY since DESC LIMIT %s",
        [school_id, GRANTED_MAX],
    )
    return [(grant_id, since, Looked(kind), *rest) for grant_id, since, kind, *rest in found]


def _place(address: str) -> str:
    return network(address, BITS_4, BITS_6)
