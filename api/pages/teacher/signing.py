"""``/ky``: sign what I answer for, one class or all of them, told pupil by pupil what is still missing."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from api.flows.after_issue import chosen
from api.flows.before_signing import check_reports
from api.flows.my_classes import taught
from api.flows.signers import Wanted
from api.pages.forms import CommandId
from api.pages.shell import ThePerson, ThePost, back, show
from api.pages.teacher.place import ClassCode, Subject, opened
from api.routes.signing import Signature
from api.routes.signing import sign as sign_reports
from api.web_words import beside_name
from domain.formats.hoc_ba import Stage
from domain.ledger.failures import wrapped
from domain.school_year.events import Duty

router = APIRouter(include_in_schema=False)


@router.get("/ky")
def every_class(who: ThePerson) -> Response:
    """All that I answer for; the page's script asks class by class what is in the way, and signs."""
    with wrapped():
        mine = [each for each in taught(who.desk, who.staff) if each.duty is Duty.RESPONSIBLE]
    return show(who, "teacher/sign_all.html", taught=mine)


@router.get("/ky/{code}/{subject}")
def one_class(code: ClassCode, subject: Subject, who: ThePerson) -> Response:
    """One class: who can be signed for, who is signed, what is missing of whom."""
    with wrapped():
        found = opened(who, code, subject)
        checked = check_reports(
            who.desk, chosen(who.desk, code, ()), who.staff_id, Wanted(Stage.SUBJECT, found.sheet.name)
        )
    return show(who, "teacher/sign.html", found=found, checked=checked, beside=beside_name)


@router.post("/ky/{code}/{subject}")
def sign(code: ClassCode, subject: Subject, who: ThePost, command_id: CommandId) -> Response:
    """Sign the class; what is in the way of a pupil keeps nobody else out, and who is signed is passed over."""
    wanted = Signature(class_code=code, stage=Stage.SUBJECT, subject=subject)
    taken = sign_reports(wanted, who.writer(command_id))
    done, left = taken.count, len(taken.refused)
    note = who.t(f"Đã ký {done} học bạ lớp {code}.", f"{done} reports of {code} are signed.")
    if left:
        note += who.t(f" Còn {left} học bạ chưa ký được.", f" {left} cannot be signed yet.")
    return back(who, f"/ky/{code}/{subject}", note)
