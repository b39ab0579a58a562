"""*Đề nghị xem lại*: what somebody who has opened a report on the portal asks about a value of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID, uuid5

from pydantic import Field
from starlette.concurrency import run_in_threadpool

from api.flows import desk as desks
from api.flows.cases import acting as flow
from api.flows.desk import made
from api.routes.deps import Address, ThePortal
from api.routes.doors import Key
from api.routes.portal import Found, Portal
from api.routes.writing import DryRun, IdempotencyKey
from domain.case.events import Capacity, CaseKind, Channel, Disputed
from domain.case.telling import disputed_told
from domain.context import PORTAL
from domain.errors import HocbaError, Rejected
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.messages import MESSAGES, Language
from domain.values import Text

MESSAGES.update(
    {
        "case.paper_report": (
            "Đây là bản số hoá từ bản giấy, kết quả do trường khác ghi. Nếu bản số hoá khác học bạ giấy, hãy mang học "
            "bạ giấy đến gặp văn thư.",
            "This is a digitised paper report, whose results another school wrote. If it differs from the paper, bring "
            "that to the clerk.",
        ),
        "case.ended": (
            "Bản học bạ này không còn hiệu lực, nên không gửi đề nghị về nó được. Hãy mở bản đã thay thế.",
            "This edition has ended, so nothing is asked about it. Open the one that took its place.",
        ),
        "case.too_often": (
            "Đã gửi nhiều đề nghị trong một ngày. Hãy thử lại sau {minutes} phút, hoặc liên hệ nhà trường.",
            "Many requests were sent in one day. Try again in {minutes} minutes, or ask the school.",
        ),
    }
)


class NewReview(Value):
    """What is asked: of which value, by whom, in which words; ``wanted`` is the value that the family thinks right."""

    disputed: Disputed
    capacity: Capacity
    applicant: Annotated[Text, Field(max_length=100)]
    request: Text
    wanted: Annotated[Text, Field(max_length=20)] | None = None


class AskedReview(NewReview, Key):
    """The same with what opens the report: in the body, as for a look-up."""


class ReviewSent(Value):
    """The receipt (phiếu tiếp nhận): the number in the school's register, and the last day of the answer."""

    number: int
    about: str
    received_at: datetime
    due: date
    repeated: bool


async def ask(
    code: str, asked: AskedReview, key: IdempotencyKey, portal: ThePortal, address: Address, dry_run: DryRun = False
) -> ReviewSent:
    """Ask the school to look at a value again; nothing in the report changes by it."""
    found = await portal.open(code, asked.given, address)
    review = NewReview(**{name: getattr(asked, name) for name in NewReview.model_fields})
    language = portal.program.settings.lang
    return await run_in_threadpool(send, portal, found, review, key, address, language, dry=dry_run)


def send(
    portal: Portal, found: Found, asked: NewReview, key: UUID, address: str, language: Language, *, dry: bool = False
) -> ReviewSent:
    """
    Enter it, once for this key: sent again, the first receipt is the answer.

    Raises Rejected ``case.…``: the edition has ended, the value waits for an answer already, too many in a day.
    """
    about, school_id = disputed_told(asked.disputed).said(language), found.row.school_id
    # What was written is personal and stays out of the digest, which no erasure reaches.
    content = [str(found.row.lookup_id), asked.disputed.model_dump(mode="json"), asked.capacity]
    order, case_id = desks.command(PORTAL, "case review", content, key), uuid5(key, "case")
    with wrapped():
        desk = portal.program.desk(school_id, dry=dry)
        if desk.ledger.answered(order):
            case = flow.case_of(desk, case_id)
            return _sent(case.opened.number, about, case.opened_at, case.opened.due, repeated=True)
        if found.row.paper:
            raise Rejected("case.paper_report")
        if found.row.ended:
            raise Rejected("case.ended")
        asking = flow.Asking(
            CaseKind.REVIEW,
            Channel.PORTAL,
            asked.capacity,
            made(flow.Said, applicant=asked.applicant, request=asked.request, wanted=asked.wanted),
            asked.disputed,
        )
        portal.attempts.take_review(str(found.row.lookup_id), address)
        desk.order = order
        try:
            entered = flow.enter_case(desk, found.row.report_id, PORTAL, asking, case_id)
        except HocbaError:
            portal.attempts.give_back_review(str(found.row.lookup_id), address)
            raise
        desk.runner.catch_up(desk.ledger)  # so that who goes back to his report finds it there
        if dry:
            portal.attempts.give_back_review(str(found.row.lookup_id), address)
        return _sent(entered.opened.number, about, desk.ledger.now(), entered.due, repeated=False)


def _sent(number: int, about: str, at: datetime, due: date, *, repeated: bool) -> ReviewSent:
    return ReviewSent(number=number, about=about, received_at=at, due=due, repeated=repeated)
