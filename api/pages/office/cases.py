"""``/van-thu/tiep-nhan``: the register of what families ask for, and the form for what is asked at the counter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.flows.cases import views
from api.flows.cases.views import CaseLine
from api.flows.desk import made
from api.pages.forms import Filled, TheForm, done_or_told
from api.pages.menu import READERS
from api.pages.shell import AfterSignIn, Person, ThePerson, back, show
from api.routes import cases as api
from domain.case.events import Capacity, CaseKind, Disputed
from domain.case.telling import COLUMNS
from domain.errors import HocbaError, Rejected
from domain.ledger.failures import wrapped
from domain.school_year.events import Role

router = APIRouter(prefix="/van-thu/tiep-nhan", include_in_schema=False, route_class=AfterSignIn)

#: What of the register is shown: what waits, what is late, everything.
SHOWN: Mapping[str, Callable[[CaseLine], bool]] = {
    "cho": lambda line: not line.status.over,
    "tre": lambda line: line.late,
    "": lambda line: True,
}
#: Lines of a page; who looks for an older one filters by its kind.
LINES_MAX = 200

ClassCode = Annotated[str, Query(alias="lop", max_length=8)]


@router.get("")
def register(
    who: ThePerson,
    chosen: Annotated[str, Query(alias="xem", pattern="^(cho|tre|)$")] = "cho",
    kind: Annotated[CaseKind | Literal[""], Query(alias="loai")] = "",
) -> Response:
    """The register: what is due first at the top."""
    with wrapped():
        who.year.require_role(who.staff_id, *READERS)
        lines = views.register(who.desk, who.language)
    found = [line for line in lines if SHOWN[chosen](line) and kind in ("", line.kind)]
    counts = {name: sum(map(keeps, lines)) for name, keeps in SHOWN.items()}
    return show(
        who, "cases/register.html", lines=found[:LINES_MAX], more=len(found) > LINES_MAX, counts=counts, chosen=chosen,
        kind=kind, kinds=list(CaseKind), enters=Role.CLERK in who.staff.roles,
    )  # fmt: skip


@router.get("/moi")
def form(who: ThePerson, code: ClassCode = "") -> Response:
    """Something is asked at the counter: first the class, then the pupil and the rest."""
    return _form(who, code)


@router.post("/moi")
def enter(form: TheForm) -> Response:
    """Into the register, with a number and a due day."""

    def act() -> Response:
        file, subject = form.file("file"), form["subject"]
        kind = form["kind"]
        disputed = made(Disputed, subject=subject, term=form["term"], column=form["column"])
        given = {name: form[name] for name in ("report", "kind", "capacity", "applicant", "request", "wanted", "shown")}
        attached = ({"name": form["document"] or "giay-to", "content": file},) if file else ()
        asked = made(api.NewCase, **given, disputed=disputed if kind == CaseKind.REVIEW else None, attachments=attached)
        answer = api.enter(asked, form.writer())
        case_id = api.case_id_of(answer.command_id)
        return back(form.who, f"/yeu-cau/{case_id}", form.who.t("Đã vào Sổ tiếp nhận.", "It is in the register."))

    return done_or_told(act, lambda error: _form(form.who, form["class_code"] or "", error, form))


def _form(who: Person, code: str, fault: HocbaError | None = None, given: Filled | None = None) -> Response:
    with wrapped():
        who.year.require_role(who.staff_id, Role.CLERK)
        classes = sorted(each.code for each in who.year.classes.values())
        if code and code not in classes:
            raise Rejected("route.unknown")
        found = who.year.school_class(code) if code else None
        members = who.desk.members(found) if found else []
    issued = [each for each in members if "issued" in each.report.record or each.report.record.get("past")]
    subjects = sorted({subject for class_id, subject in who.year.teaching if found and class_id == found.class_id})
    return show(
        who, "cases/new.html", fault, classes=classes, code=code, members=issued, subjects=subjects, given=given,
        kinds=list(CaseKind), capacities=list(Capacity), columns=COLUMNS,
    )  # fmt: skip
