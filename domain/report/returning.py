"""
Trả lại: any later signer sends a report back to an earlier one, with a note on what to look at.

It asks, and changes nothing that is recorded: what is wrong is set right by a correction. Where the report had been
signed, that signature and every later one fall, by the rule of the chain.
"""

from __future__ import annotations

from uuid import UUID

from domain.context import Context
from domain.errors import Misused, Rejected
from domain.event import Event
from domain.formats.hoc_ba import Stage
from domain.messages import MESSAGES
from domain.report import commands as c
from domain.report import events as e
from domain.report.state import Report
from domain.report.turns import signed_subjects
from domain.report.voiding import covering, voided
from domain.school_year.events import DelegationKind, Role
from domain.school_year.state import SchoolYear, Staff

MESSAGES.update(
    {
        "return.stage": (
            "Không trả lại được bước {stage:signer} với môn {subject:subject}: chỉ GVBM nêu môn học, và dấu của nhà "
            "trường không trả lại.",
            "Nothing is returned to step {stage:signer} with subject {subject:subject}: only a subject teacher's step "
            "names a subject, and nothing is returned to the seal.",
        ),
        "return.after_issue": (
            "Học bạ {lookup_id} đã phát hành; không trả lại được. Hiệu trưởng hủy bỏ hoặc đề nghị thu hồi.",
            "Report {lookup_id} has been issued and cannot be returned. The principal cancels it, or asks for its "
            "recall.",
        ),
        "return.not_later": (
            "{staff} không ký ở bước nào sau bước {stage:signer}; chỉ người ký sau mới trả lại được.",
            "{staff} signs at no step after {stage:signer}; only a later signer sends back.",
        ),
        "return.exists": (
            "Số thứ tự {number}: đã trả lại với lời nhắn: {note}",
            "Number {number}: it has been sent back already, with the note: {note}",
        ),
    }
)

_ORDER = list(Stage)


def return_report(state: Report, command: c.ReturnReport, year: SchoolYear, context: Context) -> list[Event]:
    """The return, and the signatures that fall with it. Raises Rejected naming what stands against it; Misused."""
    place = (command.stage, command.subject)
    if command.stage is Stage.SEAL or (command.stage is Stage.SUBJECT) != (command.subject is not None):
        raise Misused("return.stage", stage=command.stage.value, subject=command.subject)
    staff = year.actor(context.actor)
    number = state.number
    if state.edition is None:
        raise Rejected("edition.none", number=number)
    if state.issued:
        raise Rejected("return.after_issue", lookup_id=state.issued.value.lookup_id)
    if command.subject is not None and command.subject not in signed_subjects(state):
        raise Rejected("sign.no_row", number=number, subject=command.subject)
    if _last_stage(state, staff, year, context) <= _ORDER.index(command.stage):
        raise Rejected("return.not_later", staff=staff.code, stage=command.stage.value)
    if place in state.returned:
        raise Rejected("return.exists", number=number, note=state.returned[place].value.note)
    own = [command.subject] if command.subject else []
    later = _ORDER[_ORDER.index(command.stage) + 1] if own else command.stage
    returned = e.ReportReturned(
        return_id=command.return_id, stage=command.stage, subject=command.subject, note=command.note
    )
    fallen = covering(state, later, own)
    return [returned, *voided(e.VoidedBecause.RETURN, command.return_id, fallen)]


def _may_approve(head: UUID, staff: Staff, year: SchoolYear, context: Context) -> bool:
    """The head of this edition, the principal, and a deputy who signs reports for him."""
    delegation = year.delegation(staff.staff_id, DelegationKind.SIGN_REPORTS, context.today)
    return staff.staff_id == head or Role.PRINCIPAL in staff.roles or delegation is not None


def _last_stage(state: Report, staff: Staff, year: SchoolYear, context: Context) -> int:
    """The latest stage, by its place in the order, at which he may sign this report; -1 where there is none."""
    assert state.edition is not None
    stages = {
        Stage.HOMEROOM: year.homeroom_teacher(state.class_on(context.today), context.today) == staff,
        Stage.HEAD: _may_approve(state.edition.opened.head, staff, year, context),
        Stage.SEAL: Role.CLERK in staff.roles,
    }
    return max((_ORDER.index(stage) for stage, his in stages.items() if his), default=-1)
