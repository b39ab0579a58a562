"""How far each report of a school year has come, from the read models ``reports`` and ``gradebook``: for reminders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.formats.hoc_ba import Chain
from domain.regulations.curriculum import Programme

#: Subject, part or "", term.
Sheet = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Progress:
    """
    One report. ``marks``: recorded cells of each sheet, re-assessments aside, until an edition is opened.

    Of the open edition: the day on which it was opened, its rows, its head, and when each place ("SUBJECT/TOAN",
    "HOMEROOM/") was signed; ``rows`` is empty while none is open.
    """

    report_id: UUID
    class_id: UUID
    status: str
    programme: Programme
    exempt: frozenset[tuple[str, str, str]]
    on_plan: frozenset[str]
    comments: frozenset[str]
    conduct: frozenset[int]
    of_year: bool
    of_summer: bool
    waiting: bool
    opened: date | None
    chain: Chain | None
    head: UUID | None
    rows: tuple[str, ...]
    signed: Mapping[str, datetime]
    sealed: datetime | None
    marks: Mapping[Sheet, int]


def of_year(connection: Connection[Any], school_id: UUID, school_year_id: UUID) -> list[Progress]:
    """Every report of the year whose pupil is here, in order of class and class list."""
    found = connection.execute(_REPORTS, [school_id, school_id, school_year_id]).fetchall()
    marks: defaultdict[UUID, dict[Sheet, int]] = defaultdict(dict)
    unopened = [row[0] for row in found if row[_OPENED] is None] or None
    for report_id, *sheet, count in connection.execute(_MARKS, [school_id, school_id, unopened]):
        marks[report_id][sheet[0], sheet[1], sheet[2]] = count
    again = {row[0] for row in connection.execute(_REASSESSED, [school_id, school_id])}
    return [_progress(row, marks[row[0]], row[0] in again) for row in found]


#: Only what is counted: the marks of a report are most of its record, and they stand in the gradebook. Without them the
#: record is unpacked once in the inner query, and not again for each of its parts.
_REPORTS = """
SELECT r.report_id, r.class_id, r.status, r.record->'programme',
    (SELECT array_agg(ARRAY[x->>'subject', coalesce(x->>'part', ''), x->>'scope'])
       FROM jsonb_array_elements(r.record->'exemptions') x),
    r.record->'decisions'->'INDIVIDUAL_PLAN'->'subjects',
    (SELECT array_agg(k) FROM jsonb_object_keys(r.record->'comments') k),
    (SELECT array_agg(k::integer) FROM jsonb_object_keys(r.record->'conduct') k),
    r.record ? 'absences' AND r.record ? 'homeroom_comment', r.record ? 'summer_conduct',
    jsonb_path_exists(r.record->'requests', '$.*.status ? (@ == "OPEN")'),
    (r.record->'edition'->>'created_on')::date, r.record->'edition'->>'chain', (r.record->'edition'->>'head')::uuid,
    jsonb_path_query_array(r.record, '$.edition.result.subjects[*].subject'),
    (SELECT jsonb_object_agg(s.key, s.value->'signed_at') FROM jsonb_each(r.record->'signatures') s),
    (r.record->'sealed'->>'signed_at')::timestamptz
FROM (SELECT report_id, class_id, number, status, record - 'marks' AS record FROM read.reports
    WHERE school_id = %s AND generation = (SELECT p.generation FROM read.progress p
        WHERE p.projection = 'reports' AND p.school_id = %s AND p.live) AND school_year_id = %s
        AND NOT record ? 'left' OFFSET 0) r
ORDER BY r.class_id, r.number
"""

#: Where in a row of ``_REPORTS`` the day stands on which the edition was opened.
_OPENED = 11

_MARKS = """
SELECT g.report_id, g.subject, g.part, g.term, count(*) FROM read.gradebook g
WHERE g.school_id = %s AND g.generation = (SELECT p.generation FROM read.progress p
    WHERE p.projection = 'gradebook' AND p.school_id = %s AND p.live)
    AND g.report_id = ANY (%b::uuid[]) AND g."column" <> 'DGL'
GROUP BY g.report_id, g.subject, g.part, g.term
"""

_REASSESSED = """
SELECT DISTINCT g.report_id FROM read.gradebook g
WHERE g.school_id = %s AND g.generation = (SELECT p.generation FROM read.progress p
    WHERE p.projection = 'gradebook' AND p.school_id = %s AND p.live) AND g."column" = 'DGL'
"""


def _progress(row: tuple[Any, ...], marks: Mapping[Sheet, int], reassessed: bool) -> Progress:
    (report_id, class_id, status, programme, exempt, on_plan, comments, conduct, of_year, summer, waiting, opened,
     chain, head, rows, signed, sealed) = row  # fmt: skip
    return Progress(
        report_id=report_id,
        class_id=class_id,
        status=status,
        programme=Programme.model_validate(programme or {}),
        exempt=frozenset(tuple(each) for each in exempt or ()),
        on_plan=frozenset(on_plan or ()),
        comments=frozenset(comments or ()),
        conduct=frozenset(conduct or ()),
        of_year=of_year,
        of_summer=summer or reassessed,
        waiting=waiting,
        opened=opened,
        chain=Chain(chain) if chain else None,
        head=head,
        rows=tuple(rows or ()),
        signed={place: datetime.fromisoformat(at) for place, at in (signed or {}).items()},
        sealed=sealed,
        marks=marks,
    )
