"""``/duyet/uy-quyen``: delegations of the principal: given, ended, and all there ever were."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.flows.delegations import delegations
from api.pages.fields import Day, DayOrNone
from api.pages.forms import CommandId
from api.pages.head.policies import history_of
from api.pages.shell import ThePerson, ThePost, back, show
from api.routes import year as routes
from api.routes.deciding import decided
from domain.ledger.failures import wrapped
from domain.school_year import commands as c
from domain.school_year.events import DelegationKind, Role
from domain.values import Text

router = APIRouter(prefix="/duyet/uy-quyen", include_in_schema=False)


@router.get("")
def all_of_them(who: ThePerson) -> Response:
    """What holds today, what ended, and the form to give another one."""
    with wrapped():
        who.year.require_role(who.staff_id, *routes.DELEGATIONS_READERS)
        found = delegations(who.desk)
        deputies = [staff for staff in who.year.staff.values() if Role.DEPUTY in staff.roles]
        names = who.desk.signatories(deputies)
        history = history_of(who, "delegation")
    return show(
        who,
        "head/delegations.html",
        found=found,
        people=[(staff.code, names[staff.staff_id].full_name) for staff in deputies],
        clause=who.year.policies.deputies_approve_corrections,
        gives=Role.PRINCIPAL in who.staff.roles,
        kinds=list(DelegationKind),
        history=history,
        today=who.desk.today,
    )


@router.post("")
def give(
    who: ThePost,
    key: CommandId,
    staff: Annotated[str, Form(alias="nguoi", max_length=16)],
    kind: Annotated[DelegationKind, Form(alias="loai")],
    since: Annotated[Day, Form(alias="tu")],
    until: Annotated[Day, Form(alias="den")],
    document: Annotated[Text, Form(alias="van_ban")],
) -> Response:
    """The principal delegates. Raises Rejected for anybody else, and for what cannot be."""
    routes.delegate(
        routes.Delegation(staff=staff, kind=kind, since=since, until=until, document=document), who.writer(key)
    )
    return back(who, "/duyet/uy-quyen", who.t("Đã ghi ủy quyền.", "The delegation is recorded."))


@router.post("/{delegation_id}/thu-hoi")
def revoke(
    who: ThePost, key: CommandId, delegation_id: UUID, last_day: Annotated[DayOrNone, Form(alias="ngay_cuoi")] = None
) -> Response:
    """It ends with this day, or today."""
    asked = c.RevokeDelegation(delegation_id=delegation_id, last_day=last_day or who.desk.today)
    decided(who.writer(key), "year revoke", asked, asked)
    return back(who, "/duyet/uy-quyen", who.t("Đã thu hồi ủy quyền.", "The delegation is revoked."))
