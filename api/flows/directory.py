"""Everybody on the school's lists of a year now, by name: for who looks for a pupil, and for twins by paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.flows.desk import ERASED, Desk
from projections import roster
from projections.runner import school_transaction

_NAME, _BORN = "full_name", "birth_date"


@dataclass(frozen=True, slots=True)
class Entry:
    """A pupil who is on a list now; no birth date: erased."""

    pupil_id: UUID
    report_id: UUID
    class_code: str
    number: int
    full_name: str
    birth_date: date | None


def directory(desk: Desk) -> list[Entry]:
    """By class and number. Reads two values of each pupil, all in one query of each kind."""
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        rows = roster.of_year(connection, desk.ledger.school_id, desk.school_year_id)
    classes, states = desk.year().classes, desk.pupils([row.pupil_id for row in rows])
    wanted = {state.identity[name] for state in states.values() for name in (_NAME, _BORN)}
    values = desk.ledger.personal_values(wanted)

    def entry(row: roster.RosterRow) -> Entry:
        identity = states[row.pupil_id].identity
        born = values.get(identity[_BORN])
        return Entry(
            pupil_id=row.pupil_id,
            report_id=row.report_id,
            class_code=classes[row.class_id].code,
            number=row.number,
            full_name=values.get(identity[_NAME], ERASED),
            birth_date=date.fromisoformat(born) if born else None,
        )

    return sorted(map(entry, rows), key=lambda each: (each.class_code, each.number))
