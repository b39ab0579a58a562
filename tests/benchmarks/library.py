"""
A gradebook as one would write it with the ``eventsourcing`` library alone: aggregates, application, projection, view.

Everything is the library's own and as it comes, on its PostgreSQL infrastructure.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection
from psycopg.sql import SQL


class PupilReport(Aggregate):
    """One pupil's marks."""

    @event("Started")
    def __init__(self, number: int) -> None:
        self.number = number
        self.marks: dict[str, str] = {}

    @event("MarkRecorded")
    def record(self, subject: str, term: int, column: str, mark: str) -> None:
        """One mark, once."""
        place = f"{subject}/{term}/{column}"
        if place in self.marks:
            raise ValueError(place)
        self.marks[place] = mark


class Marks(Application[UUID]):
    """The reports of a school."""

    def start(self, count: int) -> list[UUID]:
        """New reports."""
        reports = [PupilReport(number) for number in range(1, count + 1)]
        self.save(*reports)
        return [report.id for report in reports]

    def record_column(self, reports: list[UUID], subject: str, term: int, column: str, mark: str) -> int | None:
        """A column of marks: load, record, save together. Returns the last notification id."""
        loaded: list[PupilReport] = [self.repository.get(report) for report in reports]
        for report in loaded:
            report.record(subject, term, column, mark)
        return self.save(*loaded)[-1].notification.id


class MarkView(PostgresTrackingRecorder):
    """One row for each mark, recorded together with the position."""

    def __init__(self, datastore: PostgresDatastore, **options: Any) -> None:
        super().__init__(datastore, **options)
        self.sql_create_statements.append(
            SQL(
                "CREATE TABLE IF NOT EXISTS mark_view (report uuid, place text, mark text, PRIMARY KEY (report, place))"
            )
        )

    def put(self, report: UUID, place: str, mark: str, tracking: Tracking) -> None:
        """The row and the position, or neither."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                "INSERT INTO mark_view VALUES (%s, %s, %s)"
                " ON CONFLICT (report, place) DO UPDATE SET mark = EXCLUDED.mark",
                [report, place, mark],
            )

    def skip(self, tracking: Tracking) -> None:
        """The position alone."""
        self.insert_tracking(tracking)


class MarkProjection(Projection[MarkView]):
    """Keeps ``MarkView``."""

    name = "markview"

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Whatever is no mark."""
        self.view.skip(tracking)

    @process_event.register
    def _(self, domain_event: PupilReport.MarkRecorded, tracking: Tracking) -> None:
        place = f"{domain_event.subject}/{domain_event.term}/{domain_event.column}"
        self.view.put(domain_event.originator_id, place, domain_event.mark, tracking)
