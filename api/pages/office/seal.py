"""``/van-thu/con-dau``: the certificates of the school's seal, and the Department's approval of each."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from api.flows import office
from api.flows.desk import made
from api.pages.forms import Filled, TheForm, done_or_told
from api.pages.menu import READERS
from api.pages.shell import AfterSignIn, Person, ThePerson, back, show
from api.routes import year as api
from domain.errors import HocbaError
from domain.ledger.failures import wrapped
from domain.school_year.events import Role

PATH = "/van-thu/con-dau"
router = APIRouter(prefix=PATH, include_in_schema=False, route_class=AfterSignIn)


@router.get("")
def certificates(who: ThePerson) -> Response:
    """Until when each may seal, by which document it was approved; the form for those that wait for the Department."""
    return _certificates(who)


@router.post("")
def approve(form: TheForm) -> Response:
    """Enter the Department's approval."""

    def act() -> Response:
        given = {"sha256": form["sha256"], "document": form["document"], "dated": form.day("dated")}
        api.approve_seal(made(api.SealApproval, **given), form.writer())
        note = form.who.t(
            "Đã ghi nhận Sở phê duyệt. Từ bây giờ đóng dấu được bằng chứng thư số này.",
            "The approval is entered. The seal can be set with this certificate now.",
        )
        return back(form.who, PATH, note)

    return done_or_told(act, lambda error: _certificates(form.who, error, form))


def _certificates(who: Person, fault: HocbaError | None = None, given: Filled | None = None) -> Response:
    with wrapped():
        who.year.require_role(who.staff_id, *READERS)
        seals = office.seal_certificates(who.desk)
    enters = bool({Role.PRINCIPAL, Role.IT_OFFICER} & who.staff.roles)
    waiting = [each for each in seals if each.document is None and each.days_left >= 0]
    return show(who, "office/seal.html", fault, seals=seals, waiting=waiting, enters=enters, given=given)
