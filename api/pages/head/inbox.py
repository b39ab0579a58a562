"""``/duyet``: every correction that waits, with its effect and its papers; decided on one by one, or many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID, uuid5

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import Response

from api.flows import correction_views as views
from api.flows import corrections as flow
from api.flows import paper_reports
from api.flows.desk import made
from api.pages.fields import Day
from api.pages.forms import CommandId, base64_of
from api.pages.shell import AfterSignIn, Person, ThePerson, ThePost, back, show
from api.routes import corrections as routes
from api.routes.correction_views import READERS, Sha256, file_of_request, month_book_file, read_request
from api.routes.writing import Writer
from api.web_words import web_text
from domain.errors import Misused, Rejected
from domain.ledger.failures import wrapped
from domain.messages import MESSAGES
from domain.paper_report.state import PaperStatus
from domain.school_year.deadlines import until
from domain.school_year.events import Role, Step
from domain.values import Text

MESSAGES.update(
    {
        "request.none_chosen": (
            "Chưa chọn đề nghị nào. Hãy đánh dấu ít nhất một đề nghị.",
            "No request is ticked. Tick at least one.",
        ),
        "request.reason": (
            "Không đồng ý phải nêu lí do: người đề nghị sẽ đọc lí do đó.",
            "A refusal needs its reason: who asked will read it.",
        ),
    }
)

router = APIRouter(prefix="/duyet", include_in_schema=False, route_class=AfterSignIn)

#: A page has fewer; each takes a part of a second.
CHOSEN_MAX = 200
MONTHS_SHOWN = 12

Ending = Annotated[Literal["pdf", "xlsx"], Query(alias="dang")]
Chosen = Annotated[tuple[UUID, ...], Form(alias="chon", max_length=CHOSEN_MAX)]
Remark = Annotated[Text | None, Form(alias="y_kien")]
Month = Annotated[str, Query(alias="thang", pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


@router.get("")
def waiting(who: ThePerson) -> Response:
    """What waits: first what is this person's to decide, then whose the others are and why."""
    with wrapped():
        who.year.require_role(who.staff_id, *READERS)
        found = views.inbox(who.desk, who.staff_id, who.language)
        last = {view.request_id: _last_day(who, view) for view, _ in found}
        papers = [each for each in paper_reports.listed(who.desk) if each.status is PaperStatus.DIGITISED]
        names = who.desk.identities({each.digitised.pupil_id for each in papers})
    # What crosses a threshold deserves the first look; the others stay in their order.
    mine = sorted((view for view, kept in found if kept is None), key=lambda view: not view.rises)
    others = [(view, kept) for view, kept in found if kept]
    enters = bool(who.staff.roles & {Role.CLERK, Role.IT_OFFICER})
    months = _months(who.desk.today)
    return show(
        who, "head/inbox.html", mine=mine, others=others, last=last, enters=enters, months=months, papers=papers,
        names=names,
    )  # fmt: skip


def _last_day(who: Person, view: views.RequestView) -> tuple[date | None, int | None]:
    """Until when the head signs the class, and how many days are left."""
    found = who.year.school_class(view.class_code)
    last = until(who.year, Step.HEAD, found.grade, found.class_id)
    return last, (last - who.desk.today).days if last else None


def _months(today: date) -> list[str]:
    """The present month and those before it, the newest first: ``2026-05``."""
    first = today.year * 12 + today.month - 1
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(first, first - MONTHS_SHOWN, -1)]


@router.post("/dong-y")
def approve(who: ThePost, key: CommandId, chosen: Chosen = (), remark: Remark = None) -> Response:
    """Agree to each by itself, signed over its entry; what cannot be is told, the others stand."""

    def agree(request_id: UUID, writer: Writer) -> None:
        routes.approve_correction(request_id, routes.Agreed(remark=remark), writer)

    return _each(who, key, chosen, agree, ("Đã đồng ý", "Approved"))


@router.post("/khong-dong-y")
def refuse(who: ThePost, key: CommandId, chosen: Chosen = (), remark: Remark = None) -> Response:
    """Do not agree, each signed as an agreement is. Raises Misused without a reason."""
    if not remark:
        raise Misused("request.reason")

    def disagree(request_id: UUID, writer: Writer) -> None:
        routes.refuse_correction(request_id, routes.NotAgreed(remark=remark), writer)

    return _each(who, key, chosen, disagree, ("Không đồng ý", "Refused"))


def _each(
    who: Person, key: UUID, chosen: Sequence[UUID], act: Callable[[UUID, Writer], None], words: tuple[str, str]
) -> Response:
    if not chosen:
        raise Misused("request.none_chosen")
    faults = []
    for request_id in dict.fromkeys(chosen):
        try:
            act(request_id, who.writer(uuid5(key, str(request_id))))
        except Rejected as error:  # somebody else was faster, or it is not his to decide
            faults.append(who.named(web_text(error, who.language)))
    done = len(set(chosen)) - len(faults)
    told = who.t(f"{words[0]}: {done} đề nghị.", f"{words[1]}: {done} requests.")
    return back(who, "/duyet", "\n".join([told, *faults]))


@router.get("/de-nghi/{request_id}")
def one(request: Request, who: ThePerson, request_id: UUID) -> Response:
    """One request, waiting or decided: for the leadership, the office, who asked, and the class's homeroom teacher."""
    with wrapped():
        view = read_request(request, who.desk, who.reader, request_id, on_paper=who.language == "vi")
        kept = _kept_from(who, request_id)
    enters = bool(who.staff.roles & {Role.CLERK, Role.IT_OFFICER})
    decides = bool(who.staff.roles.intersection(READERS))
    last = _last_day(who, view)
    return show(who, "head/request.html", view=view, kept=kept, last=last, enters=enters, decides=decides)


def _kept_from(who: Person, request_id: UUID) -> Rejected | None:
    try:
        flow.require_decision(who.desk, request_id, who.staff_id)
    except Rejected as error:
        return error
    return None


@router.get("/de-nghi/{request_id}/tep/{sha256}")
def file(request: Request, who: ThePerson, request_id: UUID, sha256: Sha256) -> Response:
    """A paper of the request, shown by the browser itself."""
    answer = file_of_request(request, request_id, sha256, who.reader, who.year_name)
    answer.headers["Content-Disposition"] = answer.headers["Content-Disposition"].replace("attachment", "inline")
    return answer


@router.post("/de-nghi/{request_id}/co-quan")
def enter(
    who: ThePost,
    key: CommandId,
    request_id: UUID,
    name: Annotated[Text, Form(alias="co_quan")],
    number: Annotated[Text, Form(alias="so")],
    dated: Annotated[Day, Form(alias="ngay")],
    sent: Annotated[UploadFile, File(alias="tep")],
    result: Annotated[Literal["dong-y", "khong-dong-y"], Form(alias="ket_qua")],
    remark: Remark = None,
) -> Response:
    """Clerk or IT officer enter what the supervising body decided, where nobody in the school may decide."""
    body = made(routes.DecidedByBody, name=name, number=number, dated=dated, content=base64_of(sent) or b"")
    if result == "dong-y":
        routes.approve_correction(request_id, routes.Agreed(remark=remark, body=body), who.writer(key))
    elif remark:
        routes.refuse_correction(request_id, routes.NotAgreed(remark=remark, body=body), who.writer(key))
    else:
        raise Misused("request.reason")
    return back(who, f"/duyet/de-nghi/{request_id}", who.t("Đã ghi quyết định.", "The decision is entered."))


@router.get("/so-theo-doi")
def month_book(who: ThePerson, month: Month, ending: Ending = "pdf") -> Response:
    """The month's book (sổ theo dõi điều chỉnh) as PDF or workbook, for the leadership and the office."""
    return month_book_file(who.reader, month, ending, who.year_name)
