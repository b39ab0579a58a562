"""``/tim-hoc-sinh``: a pupil looked for by name; what is typed is sent by POST, for it names somebody."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from api.flows.directory import Entry
from api.flows.paper_reports import of_pupil
from api.flows.searching import PAGE, Found, Sought, require_classes, search
from api.flows.visits import Opened
from api.pages.fields import DayOrNone
from api.pages.shell import Person, ThePerson, ThePost, show
from api.routes.auditing import READERS as AUDITORS
from api.routes.paper_reports import READERS as PAPER_READERS
from domain.errors import Rejected
from domain.ledger.failures import wrapped
from domain.school_year.events import Role
from domain.words import said

router = APIRouter(prefix=PAGE, include_in_schema=False)

Typed = Annotated[str, Form(max_length=100)]


@router.get("")
def form(who: ThePerson) -> Response:
    """The form. Raises Rejected ``right.role`` for who has no class."""
    require_classes(who.year, who.staff, who.desk.today)
    return _page(who, Sought(), None)


@router.post("")
def look(
    request: Request,
    who: ThePost,
    name: Typed = "",
    born: Annotated[DayOrNone, Form(alias="birth_date")] = None,
    number: Typed = "",
) -> Response:
    """Who was found. The visit is written down: whom somebody opened where there is one, else that he looked."""
    sought = Sought(name.strip(), born, number.strip())
    with wrapped():
        found = search(who.desk, require_classes(who.year, who.staff, who.desk.today), sought)
    request.state.opened = Opened(PAGE, found.only)
    return _page(who, sought, found)


def _page(who: Person, sought: Sought, found: Found | None) -> Response:
    ambiguous = (
        [Rejected("pupil.ambiguous", count=each.count, name=each.full_name) for each in found.alike] if found else []
    )
    rows = [(each, [*_ways(who, each), *_papers(who, each)]) for each in found.entries] if found else []
    return show(who, "search.html", sought=sought, found=found, rows=rows, ambiguous=ambiguous)


def _papers(who: Person, entry: Entry) -> list[tuple[str, str]]:
    """His reports on paper, for whoever reads them."""
    if not who.staff.roles.intersection(PAPER_READERS):
        return []
    words = who.t("học bạ giấy", "paper report")
    return [(f"/van-thu/hoc-ba-giay/{each.paper_id}", words) for each in of_pupil(who.desk, entry.pupil_id)]


def _ways(who: Person, entry: Entry) -> list[tuple[str, str]]:
    """Where this person may go on from a pupil: address and words."""
    year, code = who.year, entry.class_code
    found = year.school_class(code)
    ways = []
    if year.homeroom_teacher(found.class_id, who.desk.today) == who.staff:
        ways += [
            (f"/lop/{code}", who.t("lớp", "class")),
            (f"/lop/{code}/ho-so/{entry.report_id}", who.t("hồ sơ", "data")),
        ]
    ways += [
        (f"/lop/{code}/so-diem/{subject}", said(subject, who.language, "subject"))
        for (class_id, subject), rights in year.teaching.items()
        if class_id == found.class_id
        and any(right.staff_id == who.staff.staff_id and right.covers(who.desk.today) for right in rights)
    ]
    if who.staff.roles.intersection(AUDITORS):
        ways.append((f"/nhat-ky/hoc-ba/{entry.report_id}", who.t("lịch sử học bạ", "history")))
    if Role.CLERK in who.staff.roles:
        ways.append((f"/van-thu/hoc-sinh/{code}", who.t("danh sách lớp", "class list")))
    return ways
