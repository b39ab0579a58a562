"""``/yeu-cau/{case}``: one case, for the clerk, for who answers for the value, for the principal who answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.flows.cases import views
from api.flows.cases.copying import signers
from api.flows.cases.views import READERS, CaseShown
from api.flows.desk import made
from api.flows.places import written
from api.pages.forms import Filled, TheForm, done_or_told
from api.pages.shell import AfterSignIn, Person, ThePerson, back, show
from api.routes import cases as api
from domain.case.events import Answer, CaseKind, Opinion
from domain.case.kinds import KINDS
from domain.case.state import CaseStatus
from domain.errors import HocbaError
from domain.ledger.failures import wrapped
from domain.report.state import Report, Status
from domain.school_year.events import Role

router = APIRouter(prefix="/yeu-cau", include_in_schema=False, route_class=AfterSignIn)


class Step(NamedTuple):
    """What has to be done after the school agreed: whether it is, where it is done, and whose it is."""

    done: bool
    vi: str
    en: str
    path: str


@router.get("")
def waiting(who: ThePerson) -> Response:
    """What waits for this person's opinion or answer."""
    with wrapped():
        lines = views.mine(who.desk, who.staff, who.language)
    return show(who, "cases/mine.html", lines=lines)


@router.get("/{case_id}")
def case(request: Request, case_id: UUID, who: ThePerson) -> Response:
    """What was asked, what was thought and answered, and what this person can do about it."""
    return _show(request, who, case_id)


@router.get("/{case_id}/phieu")
def slip(request: Request, case_id: UUID, who: ThePerson) -> Response:
    """The receipt (phiếu tiếp nhận) for who asked at the counter, to be printed."""
    with wrapped():
        found = api.read_case(request, who.desk, who.reader, case_id, who.language)
    return show(who, "cases/slip.html", case=found, school=who.year.school)


@router.post("/{case_id}/y-kien")
def advise(request: Request, case_id: UUID, form: TheForm) -> Response:
    """The teacher's opinion."""
    given = {"opinion": form["opinion"], "reason": form["reason"]}
    return _done(request, form, case_id, lambda: api.advise(case_id, made(api.Advice, **given), form.writer()))


@router.post("/{case_id}/tra-loi")
def answer(request: Request, case_id: UUID, form: TheForm) -> Response:
    """The school's answer."""
    given = {name: form[name] for name in ("answer", "reason", "document", "body")}
    return _done(request, form, case_id, lambda: api.answer(case_id, made(api.CaseAnswer, **given), form.writer()))


@router.post("/{case_id}/dong")
def close(request: Request, case_id: UUID, form: TheForm) -> Response:
    """It is done."""
    given = {name: form[name] for name in ("request_id", "lookup_id", "result")}
    return _done(request, form, case_id, lambda: api.close(case_id, made(api.CaseClosing, **given), form.writer()))


@router.post("/{case_id}/sao-y")
def certify(request: Request, case_id: UUID, form: TheForm) -> Response:
    """The certified copy is made, and the case closed."""
    given = {"signer": form["signer"]}
    return _done(request, form, case_id, lambda: api.certify(case_id, made(api.CopySigner, **given), form.writer()))


@router.get("/{case_id}/sao-y.pdf")
def copy(request: Request, case_id: UUID, who: ThePerson) -> Response:
    """The certified copy, to be printed."""
    with wrapped():
        return api.copy_answer(request, who.desk, who.reader, case_id)


@router.post("/{case_id}/rut")
def withdraw(request: Request, case_id: UUID, form: TheForm) -> Response:
    """It is taken back."""
    given = {"reason": form["reason"]}
    return _done(request, form, case_id, lambda: api.withdraw(case_id, made(api.CaseTakenBack, **given), form.writer()))


def _done(request: Request, form: Filled, case_id: UUID, act: Callable[[], object]) -> Response:
    def done() -> Response:
        act()
        note = form.who.t("Đã ghi vào sổ cái.", "Recorded in the ledger.")
        return back(form.who, f"/yeu-cau/{case_id}", note)

    return done_or_told(done, lambda error: _show(request, form.who, case_id, error, form))


def _show(
    request: Request, who: Person, case_id: UUID, fault: HocbaError | None = None, given: Filled | None = None
) -> Response:
    with wrapped():
        found = api.read_case(request, who.desk, who.reader, case_id, who.language)
        report = who.desk.report(found.line.report_id)
    code, status, clerk = who.staff.code, found.line.status, Role.CLERK in who.staff.roles
    agreed = status is CaseStatus.AGREED
    by_body = status is CaseStatus.OPEN and KINDS[found.line.kind].decided and not found.answers
    copied = found.line.kind is CaseKind.CERTIFIED_COPY
    may = {
        "advise": found.advises == code,
        "answer": code in found.answers,
        "enter_body": by_body and bool(who.staff.roles & {Role.CLERK, Role.IT_OFFICER}),
        "close": clerk and (agreed or (status is CaseStatus.OPEN and not KINDS[found.line.kind].decided)),
        "withdraw": clerk and not status.over,
        "certify": clerk and copied and status is CaseStatus.OPEN,
        "print": copied and status is CaseStatus.DONE,
    }
    return show(
        who, "cases/case.html", fault, case=found, may=may, given=given, steps=_steps(found, report) if agreed else (),
        recorded=_recorded(found, report), opinions=list(Opinion), answers=list(Answer), names=who.names,
        office=bool(who.staff.roles & set(READERS)), signers=signers(who.year) if may["certify"] else (),
    )  # fmt: skip


def _recorded(case: CaseShown, report: Report) -> str | None:
    """The mark that stands now where the case is about one."""
    cell = case.disputed.cell if case.disputed else None
    stands = report.marks.get(cell) if cell else None
    return str(stands.value) if stands else None


def _steps(case: CaseShown, report: Report) -> tuple[Step, ...]:
    """From the answer to the new edition; each is a step that the school takes for other reasons, too."""
    office = f"/van-thu/lop/{case.line.class_code}"
    held = report.status in (Status.SUBMITTED, Status.ACCEPTED, Status.RECALL_REQUESTED)
    ended = report.issued is None or report.issued.value.edition > case.edition
    renewed, corrected = report.issued is not None and ended, bool(case.corrections)
    return (
        Step(ended, "Thu hồi bản đã nộp", "Recall what was submitted", f"{office}/de-nghi-thu-hoi")
        if held
        else Step(ended, "Hủy bỏ bản cũ (Hiệu trưởng)", "Cancel the old edition (principal)", f"{office}/huy-bo"),
        Step(corrected, "Đề nghị điều chỉnh và duyệt", "Ask for the correction and approve it", _correcting(case)),
        Step(renewed, "Ký lại và phát hành bản mới", "Sign again and issue the new edition", office),
    )


def _correcting(case: CaseShown) -> str:
    """Where the correction is asked for: of a mark or of the identity its own page, else the sheet that holds it."""
    disputed, of_class = case.disputed, f"/lop/{case.line.class_code}"
    if disputed is None:
        return f"/dieu-chinh/{case.line.report_id}"
    if disputed.cell:
        return f"/dieu-chinh/{case.line.report_id}?o={written(disputed.cell)}"
    return (
        f"{of_class}/so-diem/{disputed.subject}" if disputed.subject else f"{of_class}/hoc-sinh/{case.line.report_id}"
    )
