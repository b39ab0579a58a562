"""Cross-checks on the board: each is one thing to do for who checks, and its findings for who answers them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from api.flows.board.counting import Count, Place, Work
from domain.cross_check import events as e
from domain.cross_check import state as checks
from domain.cross_check.state import CheckStatus
from domain.ledger import Recorded
from domain.school_year.deadlines import until
from domain.school_year.state import SchoolYear, Staff
from projections.cross_checks import CheckRow


def counted_checks(year: SchoolYear, rows: Iterable[CheckRow]) -> dict[Place, Count]:
    """The checks of a year that were not withdrawn, done or open; of several checkers the first answers for it."""
    found: defaultdict[Place, Count] = defaultdict(Count)
    for row in rows:
        if row.status is not CheckStatus.WITHDRAWN:
            still = int(row.status is CheckStatus.OPEN)
            place = Place(Work.CROSS_CHECK, row.checkers[0], row.class_id, row.subject, last_day(year, row))
            found[place].add(Count(1, still, still))
    return found


def last_day(year: SchoolYear, row: CheckRow) -> date | None:
    """Its own, or that of the signatures which it goes before."""
    return row.due or until(year, Work.CROSS_CHECK.timed, year.classes[row.class_id].grade, row.class_id)


def answering(year: SchoolYear, row: CheckRow, day: date) -> Staff | None:
    """Who answers what was found: who answers for the subject, or the homeroom teacher."""
    if row.subject:
        return year.teacher(row.class_id, row.subject, day)
    return year.homeroom_teacher(row.class_id, day)


def replayed(entries: Iterable[Recorded], school_year_id: UUID) -> Iterator[CheckRow]:
    """The rows that these entries give, without the database."""
    streams: defaultdict[UUID, list[Recorded]] = defaultdict(list)
    for entry in entries:
        if isinstance(entry.data, e.EVENTS):
            streams[entry.stream_id].append(entry)
    for check_id, happened in streams.items():
        state = checks.fold(check_id, happened)
        given = state.assigned
        if given.school_year_id == school_year_id:
            yield CheckRow(
                check_id=check_id,
                school_year_id=given.school_year_id,
                class_id=given.class_id,
                about=given.about,
                subject=given.subject,
                checkers=given.checkers,
                status=state.status,
                due=given.due,
                findings=len(state.findings),
                unanswered=len(state.unanswered),
                position=happened[-1].position,
            )
