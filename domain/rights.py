"""
Who may do what: the one table of rights, from the type of a command to the rights under which it is done.

``decide`` (of a report, of a school year) judges the case: whose turn it is, which class, which day. Here stands what a
command may be done as at all, and as what it was done in the end: the first right of its row that the actor has on that
day by the roster of the school year. That is recorded with every entry of the command (``Acting``), together with the
delegation that it rests on and the one who gave it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from domain.access import commands as g
from domain.case import commands as a
from domain.case.events import Channel
from domain.context import OPERATOR, PORTAL, Acting, ActingRole, Context
from domain.cross_check import commands as k
from domain.cross_check.events import About
from domain.cross_check.state import CrossCheck
from domain.errors import Rejected
from domain.event import Value
from domain.formats.hoc_ba import Stage
from domain.messages import MESSAGES
from domain.paper_report import commands as p
from domain.report import commands as r
from domain.report.after_issue import STEPS
from domain.report.deciders import subject_named
from domain.report.state import Report
from domain.roll.commands import CallRoll
from domain.school_year import commands as y
from domain.school_year.events import DelegationKind, Role
from domain.school_year.state import SchoolYear, Staff
from domain.school_year.structure import commands as s

MESSAGES.update(
    {
        "right.none": (
            "{staff} không có quyền làm việc này; cần một trong các quyền: {rights:acting}.",
            "{staff} has no right to this; it takes one of: {rights:acting}.",
        ),
    }
)


class Right(StrEnum):
    """What a command may be done as. A deputy leads beside the principal, or acts for him by a delegation of a kind."""

    PRINCIPAL = "PRINCIPAL"
    DEPUTY = "DEPUTY"
    CLERK = "CLERK"
    IT_OFFICER = "IT_OFFICER"
    SIGNING_DEPUTY = "SIGNING_DEPUTY"
    APPROVING_DEPUTY = "APPROVING_DEPUTY"
    SUBJECT_TEACHER = "SUBJECT_TEACHER"
    HOMEROOM_TEACHER = "HOMEROOM_TEACHER"
    REQUESTER = "REQUESTER"
    CHECKER = "CHECKER"
    STAFF = "STAFF"
    FAMILY = "FAMILY"
    OPERATOR = "OPERATOR"


Row = tuple[Right, ...]

_LEADERSHIP: Row = (Right.PRINCIPAL, Right.DEPUTY, Right.IT_OFFICER)
#: Who keeps the class lists.
_OFFICE: Row = (Right.PRINCIPAL, Right.DEPUTY, Right.CLERK, Right.IT_OFFICER)


def _approval(command: r.ApproveCorrection | r.RefuseCorrection | a.AnswerCase) -> Row:
    """The supervising body's decision is entered where nobody in the school may decide."""
    return (Right.CLERK, Right.IT_OFFICER) if command.body else (Right.PRINCIPAL, Right.APPROVING_DEPUTY)


def _signature(command: r.SignReport) -> Row:
    """Each stage its signer; in the place of a teacher who left, the leadership."""
    if command.stage is Stage.HEAD or command.in_place_of:
        return (Right.PRINCIPAL, Right.SIGNING_DEPUTY)
    return (Right.SUBJECT_TEACHER,) if command.stage is Stage.SUBJECT else (Right.HOMEROOM_TEACHER,)


#: Who answers findings in personal data; of marks it is who teaches the subject.
_KEEPERS: Row = (Right.SUBJECT_TEACHER, Right.HOMEROOM_TEACHER, Right.CLERK)


#: Command → the rights under which it can be done, in the order in which they are looked for.
RIGHTS: Mapping[type[Value], Row | Callable[[Any], Row]] = {
    # The school year.
    y.AssignTeaching: (*_LEADERSHIP, Right.OPERATOR),
    y.EndTeaching: (*_LEADERSHIP, Right.OPERATOR),
    y.GrantDelegation: (Right.PRINCIPAL,),
    y.RevokeDelegation: (Right.PRINCIPAL,),
    y.RegisterCertificate: (Right.OPERATOR,),
    y.ApproveCertificate: (Right.PRINCIPAL, Right.IT_OFFICER, Right.OPERATOR),
    y.LockTerm: (Right.PRINCIPAL,),
    y.ReopenTerm: (Right.PRINCIPAL,),
    y.SetDeadline: (Right.PRINCIPAL,),
    y.ExtendDeadline: (Right.PRINCIPAL,),
    y.SetPolicy: (Right.PRINCIPAL,),
    y.FixChain: (Right.STAFF,),  # follows from the first signature, whosever it is
    s.FormTeam: (*_LEADERSHIP, Right.OPERATOR),
    s.JoinTeam: (*_LEADERSHIP, Right.OPERATOR),
    s.LeaveTeam: (*_LEADERSHIP, Right.OPERATOR),
    s.JoinStaff: (Right.PRINCIPAL, Right.OPERATOR),
    s.GiveRole: (Right.PRINCIPAL, Right.OPERATOR),
    s.EndRole: (Right.PRINCIPAL, Right.OPERATOR),
    s.RegisterDocument: (Right.PRINCIPAL, Right.DEPUTY, Right.CLERK, Right.OPERATOR),
    s.SetSupervisingBody: (Right.PRINCIPAL, Right.OPERATOR),
    s.RenameSchool: (Right.PRINCIPAL, Right.OPERATOR),
    s.SetMedium: (Right.PRINCIPAL, Right.OPERATOR),
    s.HandOverArchive: (Right.PRINCIPAL, Right.CLERK),
    y.ListPupil: (*_OFFICE, Right.OPERATOR),
    y.OpenClass: (*_LEADERSHIP, Right.OPERATOR),
    y.AssignHomeroom: (*_LEADERSHIP, Right.OPERATOR),
    y.CloseYear: (Right.PRINCIPAL,),
    y.ContinueYear: (*_LEADERSHIP, Right.OPERATOR),
    # Where a pupil is.
    r.StartReport: (*_OFFICE, Right.OPERATOR),
    r.MovePupil: _OFFICE,
    r.LeaveSchool: (*_OFFICE, Right.HOMEROOM_TEACHER),
    r.RejoinSchool: _OFFICE,
    r.AttestResults: (Right.PRINCIPAL, Right.SIGNING_DEPUTY),
    # Recording, and what is decided for one pupil.
    r.RecordSubject: (Right.SUBJECT_TEACHER,),
    r.RecordHomeroom: (Right.HOMEROOM_TEACHER,),
    CallRoll: (Right.HOMEROOM_TEACHER,),
    r.ChooseProgramme: (*_LEADERSHIP, Right.OPERATOR),
    r.Exempt: (Right.PRINCIPAL,),
    r.RecordSummerConduct: (Right.PRINCIPAL,),
    r.RecordDecision: (Right.PRINCIPAL,),
    # Corrections.
    r.RequestCorrection: (Right.SUBJECT_TEACHER, Right.HOMEROOM_TEACHER, Right.CLERK),
    r.ApproveCorrection: _approval,
    r.RefuseCorrection: _approval,
    r.WithdrawCorrection: (Right.REQUESTER,),
    # The pupil's identity.
    r.Reconcile: (Right.HOMEROOM_TEACHER, Right.CLERK),
    r.ReturnSlip: (Right.HOMEROOM_TEACHER, Right.CLERK),
    r.CompleteIdentity: (Right.HOMEROOM_TEACHER, Right.CLERK),
    r.KeepDifference: (Right.PRINCIPAL, Right.APPROVING_DEPUTY),
    # Signing and issuing.
    r.OpenEdition: (Right.HOMEROOM_TEACHER, Right.CLERK, Right.PRINCIPAL, Right.DEPUTY, Right.IT_OFFICER),
    r.ConfirmPart: (Right.SUBJECT_TEACHER,),
    r.ReturnReport: (Right.HOMEROOM_TEACHER, Right.PRINCIPAL, Right.SIGNING_DEPUTY, Right.CLERK),
    r.SignReport: _signature,
    r.SealReport: (Right.CLERK,),
    r.IssueReport: (Right.CLERK,),
    r.SealDocument: (Right.CLERK,),
    # Cross-checks.
    k.AssignCheck: (Right.PRINCIPAL, Right.DEPUTY),
    k.WithdrawCheck: (Right.PRINCIPAL, Right.DEPUTY),
    k.DrawSample: (Right.CHECKER,),
    k.NoteFinding: (Right.CHECKER,),
    k.AnswerFinding: _KEEPERS,
    k.CloseCheck: (Right.CHECKER,),
    # What families ask for.
    a.OpenCase: lambda command: (Right.FAMILY,) if command.channel is Channel.PORTAL else (Right.CLERK,),
    a.AdviseCase: lambda command: (Right.SUBJECT_TEACHER,) if command.subject else (Right.HOMEROOM_TEACHER,),
    a.AnswerCase: _approval,
    a.CloseCase: (Right.CLERK,),
    a.WithdrawCase: (Right.CLERK,),
    # Reports on paper that were digitised.
    p.DigitisePaper: (Right.CLERK,),
    p.ConfirmPaper: (Right.PRINCIPAL, Right.SIGNING_DEPUTY),
    p.SealPaper: (Right.CLERK,),
    p.SealPaperDocument: (Right.CLERK,),
    p.WithdrawPaper: (Right.PRINCIPAL, Right.CLERK),
    # Who may open reports.
    g.RestrictAccess: (Right.PRINCIPAL,),
    g.RestoreAccess: (Right.PRINCIPAL,),
    g.IssueAccessCode: (Right.CLERK,),
    g.RevokeAccessCode: (Right.CLERK, Right.PRINCIPAL),
    g.GiveGrant: (Right.PRINCIPAL,),
    g.RevokeGrant: (Right.PRINCIPAL,),
    # After issue: each step's own role.
    **{step: (Right(taken.role.value),) for step, taken in STEPS.items()},
}

#: What is told where the right rests on no delegation; made once, for decide asks for each pupil of a class.
_PLAINLY = {right: Acting(ActingRole(right.value)) for right in Right if right.value in ActingRole.__members__}

#: Actors who are nobody of the staff, and the one right of each.
_OUTSIDE = {OPERATOR: Right.OPERATOR, PORTAL: Right.FAMILY}

#: The kinds of delegation that a right rests on.
_DELEGATED = {
    Right.SIGNING_DEPUTY: DelegationKind.SIGN_REPORTS,
    Right.APPROVING_DEPUTY: DelegationKind.APPROVE_CORRECTIONS,
}


def allowed(command: Value) -> Row:
    """The rights under which this command can be done."""
    row = RIGHTS[type(command)]
    return row if isinstance(row, tuple) else row(command)


def acting(
    command: Value, year: SchoolYear, context: Context, report: Report | None = None, check: CrossCheck | None = None
) -> Acting:
    """
    Under which right the actor does it today; ``report`` or ``check`` is what the command is about, if it is about one.

    Raises Rejected ``right.none`` naming the rights, one of which it takes; ``right.not_staff`` for a stranger.
    """
    row = allowed(command)
    if outside := _OUTSIDE.get(context.actor):
        if outside in row:
            return _PLAINLY[outside]
        raise Rejected("right.none", staff=context.actor, rights=", ".join(row))
    staff = year.actor(context.actor)
    for right in row:
        if found := _held(right, staff, command, year, context, report, check):
            return found
    raise Rejected("right.none", staff=staff.code, rights=", ".join(row))


def _held(
    right: Right,
    staff: Staff,
    command: Value,
    year: SchoolYear,
    context: Context,
    report: Report | None,
    check: CrossCheck | None,
) -> Acting | None:
    if kind := _DELEGATED.get(right):
        delegation = year.delegation(staff.staff_id, kind, context.today)
        if delegation is None or Role.DEPUTY not in staff.roles:
            return None
        return Acting(ActingRole.DEPUTY, delegation.delegation_id, delegation.granted_by)
    if check is not None and right in _OF_A_CHECK:
        has = _OF_A_CHECK[right](staff, year, context, check)
    elif right in _OF_A_REPORT:
        has = report is not None and _OF_A_REPORT[right](staff, command, year, context, report)
    else:
        has = right is Right.STAFF or (right not in _OUTSIDE.values() and Role(right.value) in staff.roles)
    return _PLAINLY[right] if has else None


def _teaches(staff: Staff, command: Value, year: SchoolYear, context: Context, report: Report) -> bool:
    for subject in _subjects(command):
        for right in year.teachers(report.class_on(context.today), subject):
            if right.staff_id == staff.staff_id and right.covers(context.today):
                return True
    return False


def _subjects(command: Value) -> list[str]:
    """The subjects that a command names, as one who teaches them does it."""
    if isinstance(command, r.RequestCorrection):
        return [named for change in command.changes if (named := subject_named(change))]
    subject: str | None = getattr(command, "subject", None)
    return [subject] if subject else []


def _leads_class(staff: Staff, command: Value, year: SchoolYear, context: Context, report: Report) -> bool:
    class_id = command.class_id if isinstance(command, CallRoll) else report.class_on(context.today)
    return year.homeroom_teacher(class_id, context.today) == staff


def _asked(staff: Staff, command: Value, year: SchoolYear, context: Context, report: Report) -> bool:
    request = report.requests.get(command.request_id) if isinstance(command, r.WithdrawCorrection) else None
    return request is not None and request.requested_by == str(staff.staff_id)


_OF_A_REPORT: Mapping[Right, Callable[[Staff, Value, SchoolYear, Context, Report], bool]] = {
    Right.SUBJECT_TEACHER: _teaches,
    Right.HOMEROOM_TEACHER: _leads_class,
    Right.REQUESTER: _asked,
}


def _answers(staff: Staff, year: SchoolYear, context: Context, check: CrossCheck) -> bool:
    """Who teaches the subject that was checked, or a part of it."""
    rights = year.teachers(check.assigned.class_id, check.assigned.subject or "")
    return any(right.staff_id == staff.staff_id and right.covers(context.today) for right in rights)


def _keeps(staff: Staff, year: SchoolYear, context: Context, check: CrossCheck) -> bool:
    """Personal data are the homeroom teacher's and the clerk's to answer for; marks are not."""
    heads = year.homeroom_teacher(check.assigned.class_id, context.today) == staff
    return check.assigned.about is About.IDENTITY and heads


_OF_A_CHECK: Mapping[Right, Callable[[Staff, SchoolYear, Context, CrossCheck], bool]] = {
    Right.CHECKER: lambda staff, year, context, check: staff.staff_id in check.assigned.checkers,
    Right.SUBJECT_TEACHER: _answers,
    Right.HOMEROOM_TEACHER: _keeps,
    Right.CLERK: lambda staff, year, context, check: (
        check.assigned.about is About.IDENTITY and Role.CLERK in staff.roles
    ),
}
