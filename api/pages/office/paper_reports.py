"""
``/van-thu/hoc-ba-giay``: reports on paper. The clerk digitises and seals them, the head confirms, whoever reads the
whole school sees how far each has come.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.flows import paper_reports as flow
from api.flows.desk import made
from api.flows.rosters import class_list
from api.pages.forms import Filled, TheForm, done_or_told
from api.pages.office.paper_form import Block, blocks, typed
from api.pages.shell import AfterSignIn, Person, ThePerson, back, show
from api.routes import paper_reports as api
from api.routes.paper_reports import READERS, NewPaper, PaperShown, PaperTaken, paper_shown
from domain.errors import HocbaError, Misused
from domain.ledger.failures import wrapped
from domain.paper_report.events import PaperReportDigitised
from domain.paper_report.state import PaperStatus
from domain.report.state import Report
from domain.school_year.events import Role

router = APIRouter(prefix="/van-thu/hoc-ba-giay", include_in_schema=False, route_class=AfterSignIn)

HERE = "/van-thu/hoc-ba-giay"


@router.get("")
def listed(who: ThePerson) -> Response:
    """All of them, the newest first; and whose paper report comes next."""
    return _listed(who)


def _listed(who: Person, fault: HocbaError | None = None) -> Response:
    with wrapped():
        who.year.require_role(who.staff_id, *READERS)
        found = [paper_shown(who.desk, each) for each in flow.listed(who.desk)]
        names = _names(who, found)
    classes = sorted(each.code for each in who.year.classes.values())
    enters = Role.CLERK in who.staff.roles
    return show(who, "office/papers.html", fault, papers=found, names=names, classes=classes, enters=enters)


def _names(who: Person, papers: list[PaperShown]) -> dict[UUID, tuple[str, str]]:
    """The pupil's name and class, by report."""
    reports = who.desk.reports({each.report_id for each in papers})
    known = who.desk.identities({report.started.pupil_id for report in reports.values()})
    return {
        report_id: (known[report.started.pupil_id]["full_name"], _class(who, report))
        for report_id, report in reports.items()
    }


def _class(who: Person, report: Report) -> str:
    found = who.year.classes.get(report.class_id)
    return found.code if found else ""


@router.get("/tim")
def find(
    who: ThePerson, lop: Annotated[str, Query(max_length=8)] = "", stt: Annotated[str, Query(max_length=4)] = ""
) -> Response:
    """From class and number to the form."""
    with wrapped():
        who.year.require_role(who.staff_id, *READERS)
        line = next((each for each in class_list(who.desk, lop) if str(each.number) == stt.strip()), None)
    if line is None:
        return _listed(who, Misused("list.no_number", class_code=lop, number=stt or "–"))
    return RedirectResponse(f"{HERE}/them/{line.report_id}", 303)


@router.get("/them/{report_id}")
def form(report_id: UUID, who: ThePerson, thay: Annotated[UUID | None, Query()] = None) -> Response:
    """What the paper says, to be typed; in place of one that was withdrawn, with what stood there."""
    return _form(who, report_id, replaces=thay)


@router.post("/them/{report_id}")
def digitise(report_id: UUID, sent: TheForm) -> Response:
    """Digitise it; refused, the form comes back with everything that was typed."""
    replaces = sent.id("thay") if sent["thay"] else None

    def act() -> Response:
        with wrapped():
            report = sent.who.desk.report(report_id)
        scan = b64decode(sent.file("ban_chup") or b"")
        given = typed(sent, blocks(report, sent.who.year.name), scan)
        body = made(
            NewPaper, report=str(report_id), origin=given.origin, years=given.years, scan=b64encode(scan),
            replaces=replaces,
        )  # fmt: skip
        written = api.digitise(body, sent.writer())
        note = sent.who.t("Đã số hoá. Chờ Hiệu trưởng xác nhận.", "Digitised. It waits for the principal.")
        return back(sent.who, f"{HERE}/{written.entries[-1].stream}", note)

    return done_or_told(act, lambda error: _form(sent.who, report_id, error, sent, replaces=replaces))


def _form(
    who: Person,
    report_id: UUID,
    fault: HocbaError | None = None,
    given: Filled | None = None,
    *,
    replaces: UUID | None = None,
) -> Response:
    with wrapped():
        who.year.require_role(who.staff_id, *READERS)
        report = who.desk.report(report_id)
        name = who.desk.identities([report.started.pupil_id])[report.started.pupil_id]["full_name"]
        before = flow.paper_of(who.desk, replaces).digitised if replaces else None
    shown: list[Block] = blocks(report, who.year.name)
    values = {key: given[key] or "" for key in given.fields} if given else _before(before)
    return show(
        who, "office/paper_form.html", fault, report_id=report_id, name=name, code=_class(who, report),
        blocks=shown, values=values, replaces=replaces, enters=Role.CLERK in who.staff.roles,
    )  # fmt: skip


def _before(paper: PaperReportDigitised | None) -> dict[str, str]:
    """What stood on a withdrawn one, by the form's fields."""
    if paper is None:
        return {}
    values = {"truong": paper.origin.school, "noi": paper.origin.place, "so": paper.origin.number or ""}
    for year in paper.years:
        own = {"lop": year.class_code, "truong": year.school, "nghi": year.absences}
        own |= {field: getattr(year, field) for field in ("result", "promotion", "title")}
        for row in year.rows:
            own |= {
                f"{row.subject}.{place}": mark.said("vi")
                for place in ("term_1", "term_2", "year", "test")
                if (mark := getattr(row, place)) is not None
            }
        own |= {f"{code}.year": rating.said("vi") for code, rating in year.traits}
        for field, levels in (("academic", year.academic), ("conduct", year.conduct)):
            own |= {
                f"{field}.{place}": level.name
                for place, level in zip(("term_1", "term_2", "year"), levels, strict=True)
                if level is not None
            }
        values |= {f"{year.grade}.{name}": str(value) for name, value in own.items() if value is not None}
    return values


@router.get("/{paper_id}")
def one(paper_id: UUID, who: ThePerson, request: Request) -> Response:
    """One of them: what was typed, beside the scan; what comes next, and whose it is."""
    with wrapped():
        api.looked_at(request, who.desk, paper_id)
    return _one(who, paper_id)


def _one(who: Person, paper_id: UUID, fault: HocbaError | None = None) -> Response:
    with wrapped():
        who.year.require_role(who.staff_id, *READERS)
        paper = flow.paper_of(who.desk, paper_id)
        shown = paper_shown(who.desk, paper)
        name, code = _names(who, [shown])[shown.report_id]
    roles = who.staff.roles
    confirms = paper.status is PaperStatus.DIGITISED and bool(roles & {Role.PRINCIPAL, Role.DEPUTY})
    seals = Role.CLERK in roles and (paper.status is PaperStatus.CONFIRMED or bool(paper.sealed and not paper.document))
    withdraws = paper.status is not PaperStatus.WITHDRAWN and bool(
        roles & ({Role.PRINCIPAL} if paper.sealed else {Role.PRINCIPAL, Role.CLERK})
    )
    return show(
        who, "office/paper.html", fault, paper=shown, state=paper, name=name, code=code, confirms=confirms,
        seals=seals, withdraws=withdraws, enters=Role.CLERK in roles,
        years=[flow.in_words(each) for each in shown.years],
    )  # fmt: skip


@router.get("/{paper_id}/ban-chup")
def scan(paper_id: UUID, who: ThePerson, request: Request) -> Response:
    """The scan, shown by the browser itself."""
    return _inline(api.scan(paper_id, who.reader, request))


@router.get("/{paper_id}/ban-so-hoa")
def document(paper_id: UUID, who: ThePerson, request: Request) -> Response:
    """The sealed PDF, or its pages before that."""
    return _inline(api.document(paper_id, who.reader, request))


def _inline(answer: Response) -> Response:
    answer.headers["Content-Disposition"] = answer.headers["Content-Disposition"].replace("attachment", "inline")
    return answer


@router.post("/{paper_id}/xac-nhan")
def confirm(paper_id: UUID, sent: TheForm) -> Response:
    """The head confirms and signs."""

    def act() -> Response:
        api.confirm(paper_id, sent.writer())
        note = sent.who.t("Đã ký xác nhận phù hợp với bản giấy.", "Confirmed as consistent with the paper.")
        return back(sent.who, f"{HERE}/{paper_id}", note)

    return done_or_told(act, lambda error: _one(sent.who, paper_id, error))


@router.post("/{paper_id}/dong-dau")
def seal(paper_id: UUID, sent: TheForm) -> Response:
    """The clerk seals it."""

    def act() -> Response:
        api.seal(paper_id, sent.writer())
        note = sent.who.t("Đã đóng dấu. Bản số hoá có hiệu lực.", "Sealed. The copy is in force.")
        return back(sent.who, f"{HERE}/{paper_id}", note)

    return done_or_told(act, lambda error: _one(sent.who, paper_id, error))


@router.post("/{paper_id}/thu-hoi")
def withdraw(paper_id: UUID, sent: TheForm) -> Response:
    """Take it back."""

    def act() -> Response:
        taken = made(PaperTaken, reason=sent["ly_do"], document=sent["van_ban"], dated=sent.day("ngay"))
        api.withdraw(paper_id, taken, sent.writer())
        return back(sent.who, f"{HERE}/{paper_id}", sent.who.t("Đã thu hồi.", "Withdrawn."))

    return done_or_told(act, lambda error: _one(sent.who, paper_id, error))
