"""Who misses how much, from the rows of ``reports``: one query over a school year, without its marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.report.events import Absences, Half, Session

#: The record is unpacked once in the inner query, and its marks, which are most of it, never.
_MISSED = """
SELECT r.report_id, r.pupil_id, r.class_id, r.number, r.record->'absences', r.record->'sessions'
FROM (SELECT report_id, pupil_id, class_id, number, record - 'marks' AS record FROM read.reports
    WHERE school_id = %s AND generation = (SELECT p.generation FROM read.progress p
        WHERE p.projection = 'reports' AND p.school_id = %s AND p.live)
    AND school_year_id = %s AND record ?| ARRAY['absences', 'sessions'] AND NOT record ? 'left' OFFSET 0) r
ORDER BY r.class_id, r.number
"""


@dataclass(frozen=True, slots=True)
class Missed:
    """A pupil who missed something: a total from elsewhere, or half-days, each with whether it was permitted."""

    report_id: UUID
    pupil_id: UUID
    class_id: UUID
    number: int
    total: Absences | None
    sessions: Mapping[Session, bool]


def of_year(connection: Connection[Any], school_id: UUID, school_year_id: UUID) -> list[Missed]:
    """Every pupil of the year who is still here and missed something, in order of class and class list."""
    found = connection.execute(_MISSED, [school_id, school_id, school_year_id])
    return [
        Missed(report, pupil, class_id, number, Absences(**total) if total else None, _sessions(sessions or {}))
        for report, pupil, class_id, number, total, sessions in found
    ]


def _sessions(written: Mapping[str, list[Any]]) -> dict[Session, bool]:
    return {_session(key): permitted for key, (permitted, _) in written.items()}


def _session(written: str) -> Session:
    day, _, half = written.partition("/")
    return Session(date.fromisoformat(day), Half(half))
