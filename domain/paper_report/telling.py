"""What the sentences of digitised paper reports say beyond their fields: of which school, years and decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.event import Event
from domain.paper_report import events as e
from domain.words import NOTHING, Words


def _digitised(event: e.PaperReportDigitised) -> dict[str, object]:
    names = ", ".join(year.school_year for year in event.years)
    return {
        "school": event.origin.school,
        "years_told": Words(f"năm học {names}", f"school years {names}"),
        "pages": event.scan.pages,
    }


def _withdrawn(event: e.PaperReportWithdrawn) -> dict[str, object]:
    if not event.document or not event.dated:
        return {"by_decision": NOTHING}
    on = f"{event.dated:%d/%m/%Y}"
    return {"by_decision": Words(f"; quyết định {event.document} ngày {on}", f"; by {event.document} of {on}")}


FACTS: Mapping[type[Event], Callable[[Any], dict[str, object]]] = {
    e.PaperReportDigitised: _digitised,
    e.PaperReportWithdrawn: _withdrawn,
}
