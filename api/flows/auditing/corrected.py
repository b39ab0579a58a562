"""An approved correction as an auditor asks about it: what it changed, who had recorded that, and what followed."""

from __future__ import annotations

from datetime import datetime

from api.flows.auditing.chronicle import Chronicle, Person
from api.flows.correction_words import Worded, identity_values, worded
from domain.context import local_day
from domain.event import Value
from domain.ledger import Ledger, Recorded
from domain.report import events as e
from domain.report import state as reports
from domain.report.corrections import standing
from domain.report.effect import effects
from domain.report.state import Standing
from domain.words import Language


class Corrected(Value):
    """A value before and after, and the entry on which the one before stood."""

    label: str
    before: str
    after: str
    recorded_by: Person | None
    recorded_at: datetime | None
    recorded_position: int | None


class Result(Value):
    """A result of the rules before and after, in words."""

    place: str
    before: str
    after: str


def corrected(
    ledger: Ledger, approval: Recorded, chronicle: Chronicle, language: Language
) -> tuple[tuple[Corrected, ...], tuple[Result, ...]]:
    """What an approval changed, and its effect; the chronicle has followed up to it."""
    data = approval.data
    assert isinstance(data, e.CorrectionApproved)
    then = [one for one in ledger.stream(approval.stream_id) if one.position < approval.position]
    before = reports.fold(approval.stream_id, then)
    changes = before.requests[data.request_id].asked.changes
    year = chronicle.years[before.started.school_year_id].on(local_day(approval.at))
    values = identity_values(ledger, changes)
    changed = tuple(
        _change(worded(change, language, values), standing(before, change), chronicle) for change in changes
    )
    results = tuple(
        Result(
            place=each.place(language),
            before=each.value(each.before, language),
            after=each.value(each.after, language),
        )
        for each in effects(before, changes, year)
    )
    return changed, results


def _change(change: Worded, stood: Standing[object] | None, chronicle: Chronicle) -> Corrected:
    return Corrected(
        label=change.what,
        before=change.before,
        after=change.after,
        recorded_by=chronicle.by(stood.actor) if stood else None,
        recorded_at=stood.at if stood else None,
        recorded_position=stood.position if stood else None,
    )
