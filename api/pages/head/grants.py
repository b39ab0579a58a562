"""``/quy-che/to-chuc``: which organisations may look up which reports, and what they have looked at."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.flows.access_views import grants_shown
from api.flows.desk import made
from api.pages.forms import Filled, TheForm, done_or_told
from api.pages.shell import AfterSignIn, Person, ThePerson, back, show
from api.routes import access as api
from domain.access.telling import scope_told
from domain.errors import HocbaError, Rejected
from domain.ledger.failures import wrapped
from domain.school_year.events import Role

router = APIRouter(prefix="/quy-che/to-chuc", include_in_schema=False, route_class=AfterSignIn)


@router.get("")
def grants(who: ThePerson) -> Response:
    """The grants, the looks under them, and the form for a new one."""
    return _shown(who)


@router.post("")
def give(form: TheForm) -> Response:
    """A new grant; the page shows the organisation's code, this once."""

    def act() -> Response:
        given: dict[str, object] = {name: form[name] for name in ("organisation", "purpose", "document")}
        given |= {name: form.day(name) for name in ("starts", "ends")}
        given |= {"grades": form.many("grades"), "classes": form.many("classes")}
        answer = api.give(made(api.NewGrant, **given), form.writer())
        if answer.code is None:
            raise Rejected("access.told_once")
        return _shown(form.who, code=answer.code)

    return done_or_told(act, lambda error: _shown(form.who, error, form))


@router.post("/{grant_id}/thu-hoi")
def revoke(grant_id: UUID, form: TheForm) -> Response:
    """Taken back, with a reason."""

    def act() -> Response:
        api.revoke(grant_id, made(api.GrantTaken, reason=form["reason"]), form.writer())
        return back(form.who, "/quy-che/to-chuc", form.who.t("Đã thu hồi.", "Taken back."))

    return done_or_told(act, lambda error: _shown(form.who, error))


def _shown(
    who: Person, fault: HocbaError | None = None, given: Filled | None = None, code: str | None = None
) -> Response:
    with wrapped():
        who.year.require_role(who.staff_id, *api.GRANT_READERS)
        found = grants_shown(who.desk)
        looks = api.looks(who.reader)
    classes = sorted(who.year.classes.values(), key=lambda each: (each.grade, each.code))
    return show(
        who, "head/grants.html", fault, found=found, looks=looks, classes=[each.code for each in classes],
        grades=sorted({each.grade for each in classes}), gives=Role.PRINCIPAL in who.staff.roles, given=given,
        organisations={each.grant_id: each.organisation for each in found},
        scope=lambda grant: scope_told(grant.grades, grant.classes).said(who.language), code=code,
    )  # fmt: skip
