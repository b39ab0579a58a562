"""Drafts as they lie in ``work.drafts``: outside the ledger, each row its owner's. The only place that reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection

from domain.ledger import Pool
from projections.runner import school_transaction


class Key(NamedTuple):
    """Whose drafts of which sheet; ``sheet`` is a subject's code, or GVCN."""

    school_id: UUID
    staff_id: UUID
    class_id: UUID
    sheet: str


class Draft(NamedTuple):
    """One cell: ``place`` as ``api.flows.places.written`` writes it, ``value`` as ``domain.typing`` reads it."""

    report_id: UUID
    place: str
    value: str


@dataclass(frozen=True, slots=True)
class Held:
    """The drafts of a sheet, when each was saved, and by column the day of its assessment."""

    drafts: dict[tuple[UUID, str], str]
    saved_at: dict[tuple[UUID, str], datetime]
    days: dict[str, date]

    def __iter__(self) -> Iterator[Draft]:
        return (Draft(*place, value) for place, value in sorted(self.drafts.items()))


@dataclass(frozen=True, slots=True)
class Pile:
    """How many drafts of a sheet somebody has not touched since a time, and when he saved the first of them."""

    key: Key
    cells: int
    oldest: datetime


class Kept:
    """The drafts of one sheet, inside one transaction."""

    def __init__(self, connection: Connection[Any], key: Key) -> None:
        self._connection = connection
        self._key = list(key)

    def held(self) -> Held:
        """Everything in the sheet."""
        found = self._connection.execute(
            "SELECT report_id, place, value, saved_at FROM work.drafts"
            " WHERE school_id = %s AND staff_id = %s AND class_id = %s AND sheet = %s",
            self._key,
        ).fetchall()
        return Held(
            {(report_id, place): value for report_id, place, value, _ in found},
            {(report_id, place): saved_at for report_id, place, _, saved_at in found},
            dict(
                self._connection.execute(
                    "SELECT place, assessed_on FROM work.draft_days"
                    " WHERE school_id = %s AND staff_id = %s AND class_id = %s AND sheet = %s",
                    self._key,
                )
            ),
        )

    def put_days(self, days: Mapping[str, date]) -> None:
        """Save days of assessments, each in the place of what the column had before."""
        self._connection.execute(
            "INSERT INTO work.draft_days (school_id, staff_id, class_id, sheet, place, assessed_on)"
            " SELECT %s, %s, %s, %s, * FROM unnest(%b::text[], %b::date[])"
            " ON CONFLICT (school_id, staff_id, class_id, sheet, place)"
            " DO UPDATE SET assessed_on = EXCLUDED.assessed_on",
            [*self._key, list(days), list(days.values())],
        )

    def _forget_days(self) -> None:
        """Take away the days of columns in which no draft is left."""
        self._connection.execute(
            "DELETE FROM work.draft_days o"
            " WHERE school_id = %s AND staff_id = %s AND class_id = %s AND sheet = %s AND NOT EXISTS (SELECT FROM"
            " work.drafts d WHERE d.school_id = o.school_id AND d.staff_id = o.staff_id AND d.class_id = o.class_id"
            " AND d.sheet = o.sheet AND d.place = o.place)",
            self._key,
        )

    def put(self, drafts: Sequence[Draft]) -> None:
        """Save, each in the place of what it had before; at the ledger's time."""
        self._connection.execute(
            "INSERT INTO work.drafts (school_id, staff_id, class_id, sheet, report_id, place, value, saved_at)"
            " SELECT %s, %s, %s, %s, *, ledger.now() FROM unnest(%b::uuid[], %b::text[], %b::text[])"
            " ON CONFLICT (school_id, staff_id, class_id, sheet, report_id, place)"
            " DO UPDATE SET value = EXCLUDED.value, saved_at = EXCLUDED.saved_at",
            [*self._key, *_columns(drafts)],
        )

    def forget(self, drafts: Sequence[Draft]) -> None:
        """Take away these, where they still hold these values."""
        self._connection.execute(
            "DELETE FROM work.drafts d USING unnest(%b::uuid[], %b::text[], %b::text[]) AS gone (report, place, text)"
            " WHERE school_id = %s AND staff_id = %s AND class_id = %s AND sheet = %s"
            " AND d.report_id = gone.report AND d.place = gone.place AND d.value = gone.text",
            [*_columns(drafts), *self._key],
        )
        self._forget_days()

    def clear(self, places: Sequence[tuple[UUID, str]] | None = None) -> int:
        """Take away what stands in these places, or in all; how many there were."""
        reports = None if places is None else [report for report, _ in places]
        count = self._connection.execute(
            "DELETE FROM work.drafts"
            " WHERE school_id = %s AND staff_id = %s AND class_id = %s AND sheet = %s"
            " AND (%b::uuid[] IS NULL OR (report_id, place) IN (SELECT * FROM unnest(%b::uuid[], %b::text[])))",
            [*self._key, reports, reports, None if places is None else [place for _, place in places]],
        ).rowcount
        self._forget_days()
        return count


@contextmanager
def kept(pool: Pool, key: Key) -> Iterator[Kept]:
    """A transaction over one sheet's drafts."""
    with school_transaction(pool, key.school_id) as connection:
        yield Kept(connection, key)


def piles(pool: Pool, school_id: UUID, class_ids: Sequence[UUID], before: datetime) -> list[Pile]:
    """What lies untouched since ``before`` in these classes, whoever's; never what stands in it."""
    with school_transaction(pool, school_id) as connection:
        found = connection.execute(
            "SELECT staff_id, class_id, sheet, count(*), min(saved_at) FROM work.drafts"
            " WHERE school_id = %s AND class_id = ANY(%s) AND saved_at < %s"
            " GROUP BY staff_id, class_id, sheet ORDER BY min(saved_at)",
            [school_id, list(class_ids), before],
        ).fetchall()
    return [Pile(Key(school_id, *row[:3]), *row[3:]) for row in found]


def _columns(drafts: Sequence[Draft]) -> list[list[Any]]:
    return [list(column) for column in zip(*drafts, strict=True)] if drafts else [[], [], []]
