"""What a cross-check still has in the way of a subject teacher's signature, where the school's policy asks for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.flows.desk import Desk
from domain.cross_check.state import CheckStatus
from projections import cross_checks as rows
from projections.cross_checks import CheckRow
from projections.runner import school_transaction


@dataclass(frozen=True, slots=True)
class OpenCheck:
    """A check that is not closed; ``check_id`` is None where none was assigned yet."""

    check_id: UUID | None
    due: date | None
    unanswered: int


def open_checks(desk: Desk, class_id: UUID, subject: str) -> list[OpenCheck]:
    """
    What stands in the way of signing a subject of a class: its open checks, or that nobody has checked it at all.

    Empty once a check of it is closed and none is open. Whether it matters is the policy's to say
    (``cross_check_before_signing``).
    """
    return list(_in_the_way(row for row in class_checks(desk, class_id) if row.subject == subject))


def class_checks(desk: Desk, class_id: UUID | None = None) -> list[CheckRow]:
    """The checks of the desk's year, or of one class of it, as they stand now."""
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        return rows.of_year(connection, desk.ledger.school_id, desk.school_year_id, class_id)


def _in_the_way(found: Iterable[CheckRow]) -> Iterator[OpenCheck]:
    checks = [row for row in found if row.status is not CheckStatus.WITHDRAWN]
    if not checks:
        yield OpenCheck(None, None, 0)
    for row in checks:
        if row.status is CheckStatus.OPEN:
            yield OpenCheck(row.check_id, row.due, row.unanswered)
