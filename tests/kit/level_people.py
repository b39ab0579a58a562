"""The people of ``people`` in an upper class 10A and a primary class 4A: Hằng teaches Toán, Lan all the rest."""

from __future__ import annotations

from uuid import UUID

from domain.regulations.curriculum import NO_CHOICE, Programme, studied, subjects, traits
from domain.report import events as e
from domain.school_year import events as y
from domain.school_year.state import SchoolYear
from domain.values import Attainment, CommentResult, Kind, Level, Mark, Rating, Score, Term
from domain.words import TRAIT_GROUP_NAMES
from tests.kit.people import FIRST_DAY, HANG, LAN, PUPIL, REPORT, YEAR_ID, opened_year
from tests.kit.regulations import YEAR
from tests.kit.story import ReportStory

CLASS_10A, CLASS_4A = UUID(int=410), UUID(int=404)
SCIENCES = Programme(electives=("VAT_LI", "HOA_HOC", "SINH_HOC", "TIN_HOC"), topics=("TOAN", "VAT_LI", "HOA_HOC"))
ARTS = Programme(electives=("DIA_LI", "GDKTPL", "TIN_HOC", "AM_NHAC"), topics=("NGU_VAN",))


def level_year(grade: int, **policies: object) -> SchoolYear:
    """The year with one class of this grade more, in which everything that the grade offers has a teacher."""
    class_id = CLASS_10A if grade == 10 else CLASS_4A
    story = opened_year(**policies).given(
        y.ClassOpened(class_id=class_id, code=f"{grade}A", grade=grade),
        y.HomeroomAssigned(class_id=class_id, staff_id=LAN, since=FIRST_DAY),
    )
    for one in subjects(grade, YEAR):
        staff_id = HANG if one.code == "TOAN" else LAN
        story.given(
            y.TeachingAssigned(
                class_id=class_id,
                subject=one.code,
                part=None,
                staff_id=staff_id,
                since=FIRST_DAY,
                duty=y.Duty.RESPONSIBLE,
            )
        )
    return story.state


def started(grade: int, programme: Programme = NO_CHOICE, **policies: object) -> ReportStory:
    """A report of this grade, with the choice that its pupil made."""
    class_id = CLASS_10A if grade == 10 else CLASS_4A
    first = e.ReportStarted(pupil_id=PUPIL, school_year_id=YEAR_ID, class_id=class_id, grade=grade, number=7)
    story = ReportStory(level_year(grade, **policies), REPORT, first)
    return story if programme == NO_CHOICE else story.given(e.ProgrammeChosen(programme=programme))


def mark_for(kind: Kind, column: str) -> Mark:
    """A good mark for a column of a subject of this kind."""
    if kind is Kind.LEVEL:
        return Score(9) if column.startswith("KT_") else Attainment.HOAN_THANH_TOT
    return Score("8.0") if kind is Kind.SCORED else CommentResult.D


def whole(grade: int, programme: Programme = NO_CHOICE) -> ReportStory:
    """Everything recorded, and well done, by those whose right it is."""
    story = started(grade, programme)
    for one in studied(grade, YEAR, programme):
        teacher = HANG if one.code == "TOAN" else LAN
        marks = (e.ScoreRecorded(cell=cell, mark=mark_for(one.kind, cell.column)) for cell in one.cells())
        story.given(*marks, e.CommentRecorded(subject=one.code, text="Chăm học"), actor=teacher)
    for trait in traits(grade):
        story.given(*(e.ScoreRecorded(cell=cell, mark=Rating.TOT) for cell in trait.cells()), actor=LAN)
    if grade == 4:
        story.given(*(e.CommentRecorded(subject=code, text="Ngoan") for code in TRAIT_GROUP_NAMES), actor=LAN)
    else:
        story.given(*(e.ConductRecorded(term=term, level=Level.TOT) for term in Term), actor=LAN)
    return story.given(
        e.AbsencesRecorded(absences=e.Absences(permitted=3, unpermitted=1)),
        e.HomeroomCommentRecorded(text="Ngoan, có cố gắng"),
        actor=LAN,
    )
