"""Which sheet a page is about, and who reads it and who writes there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Path

from api.flows.desk import Member
from api.flows.drafts.sheet import Sheet, open_sheet
from api.pages.shell import Person
from api.routes.classes import require_reader
from domain.errors import Rejected
from domain.regulations.curriculum import subject as curriculum_subject
from domain.report.state import Report

ClassCode = Annotated[str, Path(max_length=8)]
Subject = Annotated[str, Path(max_length=32)]


@dataclass(frozen=True, slots=True)
class Opened:
    """A subject's sheet, and whether the person may record there today."""

    sheet: Sheet
    writes: bool

    @property
    def path(self) -> str:
        """The page's own address."""
        return f"/lop/{self.sheet.found.code}/so-diem/{self.sheet.name}"

    def row(self, report_id: UUID) -> tuple[Member, Report]:
        """A pupil of the class. Raises Rejected ``draft.pupil``."""
        for member, report in self.sheet.rows:
            if report.report_id == report_id:
                return member, report
        raise Rejected("draft.pupil", report=report_id, where=self.sheet.found.code)


def opened(who: Person, code: str, subject: str) -> Opened:
    """The sheet, for who may record there or read the gradebook. Raises Rejected for anybody else, Misused."""
    curriculum_subject(subject, who.year.school_class(code).grade, who.year.name)  # the homeroom teacher's is elsewhere
    sheet = open_sheet(who.desk, code, subject)
    try:
        sheet.require(who.staff_id, who.desk.today)
    except Rejected:
        require_reader(who.desk, sheet.year, who.staff_id, sheet.found, subject)
        return Opened(sheet, writes=False)
    return Opened(sheet, writes=True)
