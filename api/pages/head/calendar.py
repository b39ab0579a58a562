"""``/lich``: the school year's calendar, last days and locks: read by everybody, decided by the principal."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response

from api.flows.year_decisions import DeadlineLine, deadlines
from api.pages.fields import Day
from api.pages.forms import CommandId
from api.pages.head.policies import history_of
from api.pages.shell import ThePerson, ThePost, back, show
from api.routes import year as routes
from domain.ledger.failures import wrapped
from domain.school_year.events import Role, Step
from domain.values import Term, Text
from domain.words import said

router = APIRouter(prefix="/lich", include_in_schema=False)

#: A school has fewer classes.
CLASSES_MAX = 100

StepField = Annotated[Step, Form(alias="buoc")]
GradeField = Annotated[int | None, Form(alias="khoi")]
UntilField = Annotated[Day, Form(alias="den")]
#: For which step and classes more time is to be given: the board leads here with them.
LateStep = Annotated[Step | None, Query(alias="buoc")]
LateClasses = Annotated[tuple[Annotated[str, Query(max_length=8)], ...], Query(alias="lop", max_length=CLASSES_MAX)]
ClassCodes = Annotated[tuple[Annotated[str, Form(max_length=8)], ...], Form(alias="lop", max_length=CLASSES_MAX)]


@router.get("")
def calendar(who: ThePerson, late_step: LateStep = None, late_classes: LateClasses = ()) -> Response:
    """First and last days, what is locked, and what was decided about them."""
    with wrapped():
        year = who.year
        lines = together(deadlines(year))
        history = history_of(who, "deadline", "term_")
    return show(
        who,
        "head/calendar.html",
        lines=lines,
        history=history,
        late_step=late_step,
        late_classes=late_classes,
        decides=Role.PRINCIPAL in who.staff.roles,
        steps=list(Step),
        terms=list(Term),
        grades=sorted({each.grade for each in year.classes.values()}),
        classes=sorted(each.code for each in year.classes.values()),
        today=who.desk.today,
    )


def together(lines: list[DeadlineLine]) -> list[tuple[DeadlineLine, str, list[str]]]:
    """Those of several grades or classes with one last day in one line: the line, the grades, the classes."""
    same: dict[tuple[object, ...], list[DeadlineLine]] = {}
    for line in lines:
        place = (list(Step).index(line.step), line.class_code is not None, line.until, line.source, line.document)
        same.setdefault(place, []).append(line)
    found = []
    for _, each in sorted(same.items(), key=lambda item: item[0][:3]):
        grades = ", ".join(str(grade) for grade in dict.fromkeys(line.grade for line in each))
        found.append((each[0], grades, [line.class_code for line in each if line.class_code]))
    return found


@router.post("/thoi-han")
def set_deadline(
    who: ThePost,
    key: CommandId,
    step: StepField,
    until: UntilField,
    document: Annotated[Text, Form(alias="van_ban")],
    grade: GradeField = None,
) -> Response:
    """The principal sets a last day. Raises Rejected for anybody else."""
    given = routes.NewDeadline(step=step, grade=grade, until=until, document=document)
    routes.set_deadline(given, who.writer(key))
    return back(who, "/lich", who.t("Đã đặt thời hạn.", "The last day is set."))


@router.post("/gia-han")
def extend(
    who: ThePost,
    key: CommandId,
    step: StepField,
    until: UntilField,
    reason: Annotated[Text, Form(alias="li_do")],
    grade: GradeField = None,
    codes: ClassCodes = (),
) -> Response:
    """The principal gives more time. Raises Rejected for anybody else, and for a day that is not later."""
    given = routes.Extension(step=step, grade=grade, class_codes=codes, until=until, reason=reason)
    routes.extend(given, who.writer(key))
    return back(who, "/lich", who.t("Đã gia hạn.", "More time is given."))


def _said(term: Term) -> str:
    return said(f"TERM_{term:d}", "vi", "exempted")


@router.post("/khoa/{term}")
def lock(who: ThePost, key: CommandId, term: Term) -> Response:
    """Khóa sổ. Raises Rejected for anybody but the principal."""
    routes.lock(routes.Lock(term=term), who.writer(key))
    return back(who, "/lich", who.t(f"Đã khóa sổ {_said(term)}.", f"Term {term:d} is locked."))


@router.post("/mo-lai/{term}")
def reopen(who: ThePost, key: CommandId, term: Term, reason: Annotated[Text, Form(alias="li_do")]) -> Response:
    """Lift the lock, with the reason."""
    routes.reopen(routes.Reopening(term=term, reason=reason), who.writer(key))
    return back(who, "/lich", who.t(f"Đã mở lại sổ {_said(term)}.", f"Term {term:d} is open again."))
