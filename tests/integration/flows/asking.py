"""Correction requests of the class of ``tests.kit.stages``."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from api.flows import corrections
from api.flows.desk import Desk, Member
from domain.report import events as e
from domain.values import Cell, Column, Score, Term
from tests.kit.stages import School

PAPER = b"%PDF-1.4\n%%EOF\n"


def change(desk: Desk, member: Member, subject: str, column: Column = Column.TX1) -> e.MarkChange:
    """A mark up or down by one."""
    cell = Cell(subject=subject, term=Term.ONE, column=column)
    before = desk.report(member.report_id).marks[cell].value
    assert isinstance(before, Score)
    return e.MarkChange(cell=cell, before=before, after=Score(before.value + (-1 if before.value >= 9 else 1)))


def ask(school: School, member: Member, subject: str, column: Column = Column.TX1, actor: str | None = None) -> UUID:
    """The subject's teacher asks for it; the id of the request."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bao-cao.pdf"
        path.write_bytes(PAPER)
        paper, blob = corrections.read_paper(path, "12/BC", school.desk.today)
    asked = corrections.request_correction(
        school.desk,
        member.report_id,
        (change(school.desk, member, subject, column),),
        actor or school.teacher(subject),
        e.ReasonCode.TYPING_ERROR,
        "Nhập nhầm.",
        paper,
        blob,
    )
    return asked.request_id
