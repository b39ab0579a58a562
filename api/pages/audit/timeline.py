"""
``/nhat-ky``: who did what, filtered.

What may stand in an address (class, subject, kind, staff code, days) is asked for by GET, so that a question can be
kept and passed on; a pupil and a searched text are a form that is sent, and stand in no address and no log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import AfterValidator, BaseModel

from api.flows.auditing import texts
from api.flows.auditing.moments import span
from api.flows.auditing.timeline import Line, Wanted, lines_after
from api.flows.desk import Member
from api.flows.visits import Opened
from api.pages.audit.people import InspectorPost, TheInspector
from api.pages.shell import Person, show
from domain.ledger.failures import wrapped
from domain.words import Language, said
from projections.reports import of_pupil
from projections.runner import school_transaction

router = APIRouter(include_in_schema=False)

#: Lines of a page; without any question the newest ones.
LINES = 100

#: What may be asked for by kind, in the words of a school.
KINDS: tuple[tuple[str, str, str], ...] = (
    ("score_recorded", "Ghi điểm", "Marks recorded"),
    ("comment_recorded", "Ghi nhận xét môn học", "Comments recorded"),
    ("conduct_recorded", "Ghi rèn luyện", "Conduct recorded"),
    ("absen", "Điểm danh, số buổi nghỉ", "Attendance"),
    ("correction", "Điều chỉnh: đề nghị và quyết định", "Corrections: asked for and decided"),
    ("signed", "Ký số", "Signatures"),
    ("signatures_voided", "Chữ ký hết hiệu lực", "Signatures that fell"),
    ("edition", "Khởi tạo, hủy bỏ bản học bạ", "Editions opened, cancelled"),
    ("issued", "Phát hành", "Issued"),
    ("recall", "Thu hồi", "Recalls"),
    ("identity", "Sửa thông tin học sinh", "Pupils' data changed"),
    ("pupil", "Hồ sơ học sinh", "Pupils"),
    ("delegation", "Ủy quyền", "Delegations"),
    ("policy_set", "Quy chế", "Policies"),
    ("deadline", "Thời hạn", "Last days"),
    ("term_", "Khóa sổ, mở sổ", "Terms locked, opened"),
    ("teaching", "Phân công giảng dạy", "Teaching assignments"),
    ("school_year", "Mọi việc của năm học", "Everything of the school year"),
)


def _given(text: str | None) -> str | None:
    return (text or "").strip() or None


#: A field that was left empty in the form is not asked for.
Short = Annotated[str | None, AfterValidator(_given)]


class Question(BaseModel):
    """What a form asks for, by the names that stand in addresses; ``hoc_sinh`` and ``chu`` stand in none."""

    lop: Short = None
    mon: Short = None
    ai: Short = None
    loai: Short = None
    tu: Short = None
    den: Short = None
    hoc_sinh: UUID | None = None
    chu: Short = None

    @property
    def personal(self) -> bool:
        """Whether it names a pupil, or may."""
        return bool(self.hoc_sinh or self.chu)

    @property
    def empty(self) -> bool:
        """Nothing is asked for."""
        return not any(self.model_dump().values())

    def address(self, **more: object) -> str:
        """The address that asks this; only of what may stand in one."""
        said = {name: value for name, value in self.model_dump(exclude={"hoc_sinh", "chu"}).items() if value}
        query = urlencode({**said, **{name: value for name, value in more.items() if value is not None}})
        return f"/nhat-ky?{query}" if query else "/nhat-ky"

    def wanted(self) -> Wanted:
        """As the flow takes it."""
        return Wanted(
            person=self.ai, class_code=self.lop, subject=self.mon, kind=self.loai, pupil=self.hoc_sinh, text=self.chu
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as the page shows it: what, whose report, and who did it by which right."""

    position: int
    at: datetime
    told: str
    pupil: str | None
    report_id: UUID | None
    details: tuple[str, ...]


Class = Annotated[str | None, Query(max_length=10)]
Word = Annotated[str | None, Query(max_length=40)]
After = Annotated[int | None, Query(alias="sau", ge=0)]


@router.get("/nhat-ky")
def asked(
    who: TheInspector,
    lop: Class = None,
    mon: Word = None,
    ai: Word = None,
    loai: Word = None,
    tu: Word = None,
    den: Word = None,
    after: After = None,
) -> Response:
    """The timeline; without a question its newest entries."""
    return _page(who, Question(lop=lop, mon=mon, ai=ai, loai=loai, tu=tu, den=den), after)


@router.post("/nhat-ky")
def sent(
    request: Request,
    who: InspectorPost,
    lop: Annotated[str | None, Form(max_length=10)] = None,
    mon: Annotated[str | None, Form(max_length=40)] = None,
    ai: Annotated[str | None, Form(max_length=40)] = None,
    loai: Annotated[str | None, Form(max_length=40)] = None,
    tu: Annotated[str | None, Form(max_length=40)] = None,
    den: Annotated[str | None, Form(max_length=40)] = None,
    hoc_sinh: Annotated[str, Form(pattern="^([0-9a-f-]{36})?$")] = "",
    chu: Annotated[str | None, Form(max_length=100)] = None,
    sau: Annotated[int | None, Form(ge=0)] = None,
) -> Response:
    """The form: on to an address where nobody is named in it, else the answer itself."""
    pupil = UUID(hoc_sinh) if hoc_sinh else None
    question = Question(lop=lop, mon=mon, ai=ai, loai=loai, tu=tu, den=den, hoc_sinh=pupil, chu=chu)
    if not question.personal:
        return RedirectResponse(question.address(), 303)
    request.state.opened = Opened("/nhat-ky", _report_of(who, question), question.lop)
    return _page(who, question, sau)


def _report_of(who: Person, question: Question) -> UUID | None:
    """The report of the pupil that the form names, for the book of visits; whatever class it names, or none."""
    if question.hoc_sinh is None:
        return None
    with school_transaction(who.desk.pool, who.desk.ledger.school_id) as connection:
        found = of_pupil(connection, who.desk.ledger.school_id, question.hoc_sinh)
    return next((row.report_id for row in found if row.class_id in who.year.classes), None)


def _page(who: Person, question: Question, after: int | None) -> Response:
    ledger, year = who.desk.ledger, who.year
    with wrapped():
        beginning, end = span(ledger, question.tu, question.den)
        newest = max(0, end.position - LINES) if question.empty else 0
        start = max(beginning.position, newest if after is None else after)
        lines, following = lines_after(ledger, question.wanted(), start, end.position, LINES, who.language)
        found = year.school_class(question.lop) if question.lop else None
        pupils = who.desk.members(found) if found else []
        names = who.desk.signatories(year.staff.values())
    days = [(day, list(of_day)) for day, of_day in groupby(shown(lines, who.language), _day)]
    return show(
        who,
        "audit/timeline.html",
        question=question,
        days=days,
        start=start,
        end=end.position,
        following=following,
        before=max(beginning.position, start - LINES) if start > beginning.position and question.empty else None,
        classes=sorted(found.code for found in year.classes.values()),
        pupils=pupils,
        subjects=sorted({subject for _, subject in year.teaching}),
        staff=sorted((one.code, names[one.staff_id].full_name) for one in year.staff.values()),
        kinds=KINDS,
        asked=_told(question, pupils, who.language),
    )


def _told(question: Question, pupils: Iterable[Member], language: Language) -> str:
    """What was asked for, in a line."""
    kind = next(((vi, en) for code, vi, en in KINDS if code == question.loai), None)
    words = [
        question.lop,
        next((one.full_name for one in pupils if one.pupil_id == question.hoc_sinh), None),
        said(question.mon, language, "subject") if question.mon else None,
        kind[0 if language == "vi" else 1] if kind else None,
        question.ai,
        question.tu,
        question.den,
        question.chu,
    ]
    return " · ".join(word for word in words if word)


def _day(line: Shown) -> str:
    return texts.day_of(line.at)


def shown(lines: Iterable[Line], language: Language) -> list[Shown]:
    """Lines for a page; the report is linked where the entry stands in one."""
    return [
        Shown(
            position=line.source.position,
            at=line.source.at,
            told=line.told,
            pupil=texts.pupil(line.pupil, language) if line.pupil else None,
            report_id=line.stream_id if line.pupil and line.topic.startswith("hocba.report.") else None,
            details=tuple(text.strip() for text in list(texts.line(line, language))[1:]),
        )
        for line in lines
    ]
