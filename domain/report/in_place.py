"""
In what capacity somebody signs, and the leadership's signature in the place of a teacher who left (ký thay).

QĐ 1789 Điều 14.7: where the teacher in charge has left, and nobody took over, the leadership authenticates the results.
"""

from __future__ import annotations

from uuid import UUID

from domain.context import Context
from domain.errors import Misused, Rejected
from domain.formats.hoc_ba import Stage
from domain.messages import MESSAGES
from domain.report import events as e
from domain.report.editions import DEPUTY_CAPACITY, PRINCIPAL_CAPACITY
from domain.report.state import Report
from domain.school_year.events import DelegationKind, Duty, Role
from domain.school_year.state import SchoolYear, Staff

MESSAGES.update(
    {
        "sign.reason": (
            "Ký thay phải nêu lí do; ký cho mình thì không nêu.",
            "Signing in another's place needs a reason; signing for oneself has none.",
        ),
        "sign.in_place_stage": (
            "Không ký thay được bước {stage:signer}: chỉ ký thay GVBM hoặc GVCN đã nghỉ.",
            "Step {stage:signer} is not signed in another's place: only that of a teacher who left.",
        ),
        "sign.in_place_needless": (
            "Đã có {staff} được phân công; người đó ký. Chỉ ký thay khi không còn ai được phân công.",
            "{staff} is assigned and signs. The leadership signs in place only where nobody is assigned.",
        ),
        "sign.in_place_of_other": (
            "{staff} chưa từng được phân công ở bước này. Hãy nêu mã của giáo viên đã nghỉ.",
            "{staff} was never assigned here. Name the teacher who left.",
        ),
    }
)

#: Capacity lines of those who sign for themselves.
CAPACITIES = {Stage.SUBJECT: "Giáo viên bộ môn", Stage.HOMEROOM: "Giáo viên chủ nhiệm"}


def require_in_place(state: Report, place: e.Place, of: UUID, year: SchoolYear, context: Context) -> Staff:
    """
    The actor, if he leads the school and ``of`` left this place empty; else Rejected naming what stands against it.

    Raises Misused at the stages of the head and of the seal, which nobody signs in another's place.
    """
    stage, subject = place
    if stage not in CAPACITIES:
        raise Misused("sign.in_place_stage", stage=stage.value)
    staff = year.require_role(context.actor, Role.PRINCIPAL, Role.DEPUTY)
    delegation_of(staff, year, context)
    class_id = state.class_on(context.today)
    follows = year.teacher(class_id, subject, context.today) if subject else None
    rights = year.teachers(class_id, subject) if subject else year.homerooms.get(class_id, [])
    if stage is Stage.HOMEROOM:
        follows = year.homeroom_teacher(class_id, context.today)
    if follows:
        raise Rejected("sign.in_place_needless", staff=follows.code, stage=stage.value, subject=subject)
    if not any(right.staff_id == of and right.duty is not Duty.SUBSTITUTE for right in rights):
        code = year.staff[of].code if of in year.staff else of
        raise Rejected("sign.in_place_of_other", staff=code, stage=stage.value, subject=subject)
    return staff


def delegation_of(staff: Staff, year: SchoolYear, context: Context) -> UUID | None:
    """Under which delegation he signs for the school; None for the principal. Raises Rejected where there is none."""
    if Role.PRINCIPAL in staff.roles:
        return None
    return year.require_delegation(staff, DelegationKind.SIGN_REPORTS, context.today).delegation_id


def capacity_of(state: Report, stage: Stage, staff: Staff, *, in_place: bool) -> str:
    """In what capacity he signs at this stage (chức vụ): the line that stands in the signed bytes."""
    if in_place:
        return PRINCIPAL_CAPACITY if Role.PRINCIPAL in staff.roles else DEPUTY_CAPACITY
    if stage is Stage.HEAD and state.edition:
        return state.edition.opened.head_capacity
    return CAPACITIES[stage]
