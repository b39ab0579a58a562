"""A report on paper as it comes to the school: its scan, and what the clerk types of it."""

from __future__ import annotations

import functools

import typst

from api.flows.paper_reports import Typed
from domain.paper_report.events import PaperOrigin, PaperRow, PaperYear
from domain.regulations.curriculum import subjects
from domain.values import CommentResult, Kind, Level, Score

ORIGIN = PaperOrigin(school="Trường THCS Vĩnh Tường", place="Xã Vĩnh Tường, tỉnh Phú Thọ", number="112/HB-2023")

_SOURCE = """
#set page(paper: "a5", fill: rgb("#f6f1e3"))
#set text(lang: "vi", size: 12pt)
= HỌC BẠ TRUNG HỌC CƠ SỞ
Trường THCS Vĩnh Tường
#pagebreak()
Năm học 2023-2024, lớp 6B
"""


@functools.cache
def scan() -> bytes:
    """Two pages."""
    made = typst.compile(_SOURCE.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def year(name: str = "2023-2024", grade: int = 6, class_code: str = "6B") -> PaperYear:
    """What the paper says of a year of lower secondary; nothing of the last subject."""
    rows = []
    for subject in subjects(grade, name)[:-1]:
        scored = subject.kind is Kind.SCORED
        marks = [Score("7.8"), Score("8.4"), Score("8.2")] if scored else [CommentResult.D] * 3
        rows.append(PaperRow(subject=subject.code, term_1=marks[0], term_2=marks[1], year=marks[2]))
    rows.append(PaperRow(subject=subjects(grade, name)[-1].code))
    return PaperYear(
        school_year=name,
        grade=grade,
        class_code=class_code,
        school=ORIGIN.school,
        rows=tuple(rows),
        academic=(Level.KHA, Level.TOT, Level.TOT),
        conduct=(Level.TOT, Level.TOT, Level.TOT),
        absences=3,
        promotion="PROMOTED",
        title="GIOI",
    )


def typed(*years: PaperYear) -> Typed:
    """Grades 6 and 7, unless other years are given."""
    return Typed(ORIGIN, years or (year(), year("2024-2025", 7, "7B")), scan())
