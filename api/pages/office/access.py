"""``/van-thu/truy-cap/{report}``: who may open a pupil's reports; a personal access code given at the counter."""

from __future__ import annotations

import segno
from fastapi import APIRouter
from fastapi.responses import Response

from api.flows.access_views import access_shown
from api.flows.desk import made
from api.pages.forms import TheForm, done_or_told
from api.pages.shell import AfterSignIn, Person, ThePerson, back, show
from api.routes import access as api
from domain.access.commands import RevokeAccessCode
from domain.case.events import Capacity
from domain.errors import HocbaError, Rejected
from domain.ledger.failures import wrapped
from domain.school_year.events import Role

router = APIRouter(prefix="/van-thu/truy-cap/{report}", include_in_schema=False, route_class=AfterSignIn)


@router.get("")
def access(report: str, who: ThePerson) -> Response:
    """Whether the birth date opens the reports, and who has a personal access code."""
    return _shown(who, report)


@router.post("/cap")
def issue(report: str, form: TheForm) -> Response:
    """A personal access code on a slip, which is shown and printed this once."""

    def act() -> Response:
        given = {name: form[name] for name in ("capacity", "holder", "shown")}
        answer = api.issue_code(report, made(api.CodeFor, **given), form.writer())
        if answer.code is None:
            raise Rejected("access.told_once")
        return _slip(form.who, report, answer.code)

    return done_or_told(act, lambda error: _shown(form.who, report, error))


@router.post("/thu-hoi")
def revoke(report: str, form: TheForm) -> Response:
    """A code opens nothing any more."""

    def act() -> Response:
        code_id = made(RevokeAccessCode, code_id=form["code_id"]).code_id
        api.revoke_code(report, code_id, form.writer())
        return back(form.who, form.who.path.removesuffix("/thu-hoi"), form.who.t("Đã thu hồi mã.", "Revoked."))

    return done_or_told(act, lambda error: _shown(form.who, report, error))


@router.post("/ngay-sinh")
def restrict(report: str, form: TheForm) -> Response:
    """The principal's decision on the birth date as a key."""

    def act() -> Response:
        given = {"document": form["document"], "reason": form["reason"], "dated": form.day("dated")}
        decided = made(api.Restricting, restricted=form["restricted"] == "true", **given)
        api.restrict(report, decided, form.writer())
        return back(form.who, form.who.path.removesuffix("/ngay-sinh"), form.who.t("Đã ghi quyết định.", "Recorded."))

    return done_or_told(act, lambda error: _shown(form.who, report, error))


def _shown(who: Person, report: str, fault: HocbaError | None = None) -> Response:
    with wrapped():
        who.year.require_role(who.staff_id, *api.READERS)
        report_id = who.desk.find_report(report)
        (member,) = who.desk.members_of([report_id])
        found = access_shown(who.desk, report_id)
        names = {str(staff.staff_id): who.names[staff.code] for staff in who.year.staff.values()}
    roles, found_class = who.staff.roles, who.year.classes.get(member.report.class_id)
    return show(
        who, "office/access.html", fault, member=member, found=found, names=names, capacities=list(Capacity),
        class_code=found_class.code if found_class else None,
        clerk=Role.CLERK in roles, principal=Role.PRINCIPAL in roles, revokes=roles & {Role.CLERK, Role.PRINCIPAL},
    )  # fmt: skip


def _slip(who: Person, report: str, code: str) -> Response:
    with wrapped():
        report_id = who.desk.find_report(report)
        (member,) = who.desk.members_of([report_id])
        state = who.desk.report(report_id)
    issued = state.issued or state.past[-1].issued
    base = who.program.settings.public_url.rstrip("/")
    # Behind "#": a browser sends it to no server, so it stands in no log.
    address = f"{base}/mo/{issued.value.lookup_id}"
    qr = segno.make(f"{address}#{code}", error="m", micro=False).svg_inline(scale=4, border=2)
    return show(
        who, "office/access_slip.html", member=member, code=code, qr=qr, address=address, school=who.year.school,
        lookup_id=issued.value.lookup_id, today=who.desk.today,
    )  # fmt: skip
