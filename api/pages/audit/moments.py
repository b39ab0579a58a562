"""``/nhat-ky/so-sanh``: what really changed between two moments, of a report, a class or the whole school."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.flows.auditing import texts
from api.flows.auditing.diff import Changed, chosen, diff, year_changes
from api.flows.auditing.moments import span
from api.pages.audit.people import TheInspector
from api.pages.shell import show
from domain.ledger.failures import wrapped
from domain.words import Language

router = APIRouter(include_in_schema=False)

#: Reports gone through for one page: about a class.
REPORTS = 50

Moment = Annotated[str | None, Query(max_length=40)]


@dataclass(frozen=True, slots=True)
class Row:
    """A change as the page shows it; ``after`` empty: nothing stands there any more."""

    label: str
    before: str
    after: str
    details: tuple[str, ...]


@router.get("/nhat-ky/so-sanh")
def compared(
    who: TheInspector,
    tu: Moment = None,
    den: Moment = None,
    lop: Annotated[str | None, Query(max_length=10)] = None,
    report: Annotated[UUID | None, Query(alias="hoc-ba")] = None,
    after: Annotated[int, Query(alias="sau", ge=0)] = 0,
) -> Response:
    """The differences; the form alone while nothing is asked for."""
    desk, language = who.desk, who.language
    classes = sorted(found.code for found in who.year.classes.values())
    asked = {"tu": tu or "", "den": den or "", "lop": lop or "", "report": report}
    if not (tu or "").strip():
        return show(who, "audit/diff.html", asked=asked, classes=classes, found=None)
    with wrapped():
        first, last = span(desk.ledger, (tu or "").strip(), (den or "").strip() or None)
        ids = chosen(desk, str(report) if report else None, lop or None)
        whole = not (report or lop or after)
        year = list(year_changes(desk.ledger, desk.school_year_id, first, last, language)) if whole else []
        page = ids[after : after + REPORTS]
        reports = [
            (each, texts.pupil(each.pupil, language), list(_rows(each.changes, language)))
            for each in diff(desk.ledger, page, first, last, language)
        ]
    found = {
        "first": first,
        "last": last,
        "gone_through": min(after + REPORTS, len(ids)),
        "of": len(ids),
        "following": after + REPORTS if after + REPORTS < len(ids) else None,
        "year": [(change.told, texts.circumstances(change.source, language), change.source.at) for change in year],
        "reports": reports,
    }
    return show(who, "audit/diff.html", asked=asked, classes=classes, found=found)


def _rows(changes: tuple[Changed, ...], language: Language) -> Iterator[Row]:
    for change in changes:
        details = []
        if change.source:
            details = [
                texts.circumstances(change.source, language),
                *texts.request_lines(change.source.request, language),
            ]
        elif change.follows_from:
            entries = texts.ranges(change.follows_from)
            details = [f"theo bản ghi {entries}" if language == "vi" else f"by entries {entries}"]
        yield Row(change.label, change.before_said or "–", change.after_said or "–", tuple(details))
