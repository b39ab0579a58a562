"""``/quy-che``: the policies in force, each with its clause: read by everybody, changed by the principal."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.flows.auditing.timeline import Wanted, timeline
from api.flows.desk import made
from api.flows.year_decisions import policies_in_force, policy_value
from api.pages.fields import DayOrNone
from api.pages.forms import CommandId
from api.pages.shell import Person, ThePerson, ThePost, back, show
from api.routes import year as routes
from api.routes.access import GRANT_READERS
from domain.formats.hoc_ba import Chain
from domain.ledger.failures import wrapped
from domain.school_year.events import Role
from domain.school_year.in_force import CHAINS
from domain.school_year.policies import SchoolPolicies
from domain.values import TEXT_CHARACTERS_MAX, Text

router = APIRouter(prefix="/quy-che", include_in_schema=False)


@router.get("")
def in_force(who: ThePerson) -> Response:
    """Every policy: its value, where it comes from, and what was changed this year."""
    with wrapped():
        lines = policies_in_force(who.year)
        history = list(history_of(who, "policy_set"))
    groups = [
        (who.t("Ký, ghi sổ, điểm danh", "Signing, recording"), [each for each in lines if "." not in each.policy]),
        (who.t("Thứ tự ký", "Order of signing"), [each for each in lines if each.policy.startswith(CHAINS)]),
        (who.t("Đánh giá học sinh", "Assessment"), [each for each in lines if each.policy.startswith("assessment")]),
    ]
    return show(
        who,
        "head/policies.html",
        groups=groups,
        history=history,
        choices=choices,
        changes=Role.PRINCIPAL in who.staff.roles,
        sees_grants=who.staff.roles & {*GRANT_READERS},
        today=who.desk.today,
    )


def history_of(who: Person, *kinds: str) -> list[Any]:
    """What the ledger tells of such decisions, the newest first."""
    ledger = who.desk.ledger
    found = [line for kind in kinds for line in timeline(ledger, Wanted(kind=kind), 0, ledger.size(), who.language)]
    return sorted(found, key=lambda line: -line.source.position)


def choices(policy: str) -> list[str] | None:
    """The values of a policy as a form sends them, where there are some to choose from; None: it is typed."""
    outer, _, inner = policy.partition(".")
    if outer == CHAINS:
        return [chain.value for chain in Chain]
    model = SchoolPolicies.model_fields[outer].annotation if inner else SchoolPolicies
    kind = getattr(model, "model_fields", {})[inner or outer].annotation
    if kind is bool or bool in get_args(kind):
        return ["true", "false"]
    return [each.value for each in kind] if isinstance(kind, type) and issubclass(kind, Enum) else None


@router.post("")
def change(
    who: ThePost,
    key: CommandId,
    policy: Annotated[str, Form(alias="quy_dinh", max_length=100)],
    clause: Annotated[Text, Form(alias="dieu_khoan")],
    document: Annotated[Text, Form(alias="van_ban")],
    value: Annotated[str, Form(alias="gia_tri", max_length=TEXT_CHARACTERS_MAX)] = "null",
    since: Annotated[DayOrNone, Form(alias="tu")] = None,
) -> Response:
    """The principal sets one by a clause of a document. Raises Rejected for anybody else."""
    values = {"policy": policy, "value": policy_value(value.strip()), "clause": clause, "document": document}
    routes.set_policy(made(routes.NewPolicy, since=since, **values), who.writer(key))
    return back(who, "/quy-che", who.t("Đã ghi quy định mới.", "The policy is recorded."))
