"""
A workbook becomes drafts: one of ours by its cells, any other as the list in its first sheet.

What stands recorded with the same value changes nothing; another value over it is refused cell by cell, as typed.
"""

from __future__ import annotations

from api.flows.desk import Desk
from api.flows.drafts.entering import Entered, save
from api.flows.drafts.lists import of_workbook
from api.flows.drafts.pasting import Choice, Pasted, paste
from api.flows.drafts.sheet import Sheet, Typed
from api.flows.other_class import of_another_class
from api.flows.places import written
from api.flows.templates import gradebook_form
from api.flows.workbooks import Workbook, read_gradebook
from api.flows.workbooks.layout import IDENTITY_SHEET
from domain.errors import Faults, Rejected
from domain.messages import Language
from domain.report.places import Place


def upload(desk: Desk, actor: str, sheet: Sheet, content: bytes, choice: Choice, language: Language) -> Pasted:
    """
    Keep what a file of a subject's gradebook holds as drafts; ``choice`` says how a list is meant that is none of ours.

    Raises Faults with every bad cell of a workbook of ours, by sheet and cell, Rejected ``paste.…``; then nothing is
    kept. Misused for a file that is no workbook, or beyond the limits.
    """
    sheet.require(actor, desk.today)
    if sheet.subject is None:
        raise Rejected("workbook.other_kind", found="homeroom", expected="gradebook")
    workbook = Workbook(content)
    if workbook.sheet(IDENTITY_SHEET) is None:
        return paste(desk, actor, sheet, of_workbook(workbook), choice, language)
    form = gradebook_form(sheet.year, sheet.found, sheet.subject, sheet.rows)
    try:
        read = read_gradebook(workbook, form, round_half_up=False)
    except Faults as faults:
        raise of_another_class(desk, sheet.year, sheet.found, len(sheet.rows), faults) from faults
    reports = {member.pupil_id: report.report_id for member, report in sheet.rows}
    typed = [
        Entered(
            report_id=reports[pupil_id], place=written(cell), value=Typed(mark, (pupil_id, cell) in read.by_rule).text
        )
        for (pupil_id, cell), mark in read.marks.items()
    ]
    comment = written(Place("comment", sheet.subject))
    typed += [
        Entered(report_id=reports[pupil_id], place=comment, value=text) for pupil_id, text in read.comments.items()
    ]
    kept = save(desk, actor, sheet, typed, language)
    return Pasted(**dict(kept), passed_over=(), ignored=())
