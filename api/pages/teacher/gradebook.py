"""``/lop/{class}/so-diem/{subject}``: the gradebook as a table that is typed into, and what came of a list or file."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.flows.cases import views as cases
from api.flows.data.twins import number_ends
from api.flows.drafts import showing
from api.flows.drafts.pasting import Pasted
from api.flows.drafts.waiting import page_key, page_name
from api.pages.shell import Person, ThePerson, show
from api.pages.teacher.place import ClassCode, Opened, Subject, opened
from api.pages.teacher.table import table
from domain.errors import Faults, HocbaError
from domain.ledger.failures import wrapped

router = APIRouter(include_in_schema=False)

#: The column that a phone shows, by its place among the columns.
Shown = Annotated[int | None, Query(alias="cot", ge=0, le=60)]


@dataclass(frozen=True, slots=True)
class Came:
    """
    What came of a list or a file: ``pasted``, or why not.

    ``again`` are the fields of the form, to be sent once more: converted (``legacy``), or to the class ``other``.
    """

    pasted: Pasted | None = None
    error: HocbaError | None = None
    again: dict[str, str] | None = None

    @property
    def faults(self) -> tuple[HocbaError, ...]:
        """Each of several, or the one."""
        if isinstance(self.error, Faults):
            return self.error.faults
        return (self.error,) if self.error else ()

    @property
    def other(self) -> str | None:
        """The class that the list is more like."""
        is_other = self.error is not None and self.error.code == "paste.other_class"
        return str(self.error.facts["other"]) if self.error and is_other else None

    @property
    def legacy(self) -> bool:
        """Whether the text is of an old font, and may be converted."""
        return self.error is not None and self.error.code == "paste.legacy"


@router.get("/lop/{code}/so-diem/{subject}")
def gradebook(code: ClassCode, subject: Subject, who: ThePerson, column: Shown = None) -> Response:
    """The gradebook: typed into by who may record there, read by who may read it."""
    with wrapped():
        return page(who, opened(who, code, subject), column)


def page(
    who: Person, found: Opened, column: int | None = None, came: Came | None = None, fault: HocbaError | None = None
) -> Response:
    """The page of a sheet, above it what came of a form."""
    desk, sheet = who.desk, found.sheet
    shown = showing.shown(desk, who.staff_id, sheet) if found.writes else showing.recorded(desk, sheet)
    members = [member for member, _ in sheet.rows]
    of_pupils = number_ends(desk, members)
    ends = {str(member.report_id): of_pupils[member.pupil_id] for member in members if member.pupil_id in of_pupils}
    disputed = cases.disputed(desk, [member.report_id for member in members], sheet.name, who.language)
    marked = {(line.report_id, line.place): line.number for line in disputed if line.place}
    made = table(sheet, shown, ends, who.staff.code, who.language, marked)
    return show(
        who,
        "teacher/gradebook.html",
        fault,
        found=found,
        disputed=disputed,
        table=made,
        here=made.first_open if column is None or column >= len(made.headings) else column,
        came=came,
        keep_key=base64.b64encode(page_key(desk, who.staff_id)).decode() if found.writes else "",
        keep_name=page_name(desk, who.staff_id, sheet) if found.writes else "",
    )
