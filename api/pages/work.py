"""``/viec``: what waits for somebody today, what is due first at the top, and the reminders that he was sent."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.flows.board import inbox
from api.flows.board.counting import Work
from api.flows.board.work import Duties, Item, my_work
from api.pages.shell import ThePerson, ThePost, back, show
from domain.ledger.failures import wrapped

router = APIRouter(include_in_schema=False)

#: Where each kind of work is done.
_PLACES: dict[Work | Duties, str] = {
    Work.RECORD_TERM_1: "/lop/{class_code}/so-diem/{subject}",
    Work.RECORD_TERM_2: "/lop/{class_code}/so-diem/{subject}",
    Work.COMMENTS: "/lop/{class_code}/so-diem/{subject}",
    Work.SUBJECT_TEACHERS: "/lop/{class_code}/so-diem/{subject}",
    Duties.CONFIRM_PART: "/lop/{class_code}/so-diem/{subject}",
    Duties.RECORD_DRAFTS: "/lop/{class_code}/so-diem/{subject}",
    Work.RECONCILE: "/lop/{class_code}/ho-so",
    Work.HOMEROOM: "/lop/{class_code}/ky",
    Work.CROSS_CHECK: "/kiem-tra-cheo",
    Duties.ANSWER_FINDINGS: "/kiem-tra-cheo",
    Work.HEAD: "/duyet/hoc-ba",
    Duties.DECIDE: "/duyet",
    Duties.ADVISE_CASE: "/yeu-cau",
    Duties.ANSWER_CASE: "/yeu-cau",
    Duties.CLOSE_CASE: "/van-thu/tiep-nhan",
    Work.SEAL: "/van-thu",
    Work.SUBMIT: "/van-thu",
}


@router.get("/viec")
def work(who: ThePerson) -> Response:
    """My work today."""
    with wrapped():
        items = my_work(who.desk, who.staff)
        messages = inbox.messages(who.desk, who.staff, unread=True)
    return show(who, "work.html", items=[(item, place(item)) for item in items], messages=messages)


@router.post("/viec/da-doc/{message_id}")
def read(message_id: UUID, who: ThePost) -> Response:
    """I have read this reminder."""
    with wrapped():
        inbox.read(who.desk, who.staff, message_id)
    return back(who, "/viec")


def place(item: Item) -> str:
    """The page where it is done; what the homeroom teacher records stands on a sheet of his class."""
    pattern = _PLACES.get(item.what, "/lop/{class_code}")
    if "{subject}" in pattern and (item.subject is None or item.subject == "GVCN"):
        pattern = "/lop/{class_code}/so-chu-nhiem"
    return pattern.format(class_code=item.class_code, subject=item.subject)
