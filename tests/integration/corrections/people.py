"""Who else decides in the class of ``tests.kit.stages``: a deputy with key, clause and delegation."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from uuid import UUID, uuid4

from api.flows import corrections, keys
from api.flows.desk import Member, command
from domain.errors import Misused
from domain.ledger import NewEvents
from domain.report import events as e
from domain.school_year import commands as y
from domain.school_year.decide import decide
from domain.school_year.events import DelegationKind, Role
from domain.school_year.state import Staff
from domain.values import Column
from tests.integration.flows.asking import change
from tests.kit.stages import School

CLAUSE, DOCUMENT = "Quy chế học bạ số, Điều 7 khoản 2", "Quyết định số 15/QĐ-THCSSL"
REASON = "Bài kiểm tra ghi khác; tôi gõ đảo chữ số khi nhập sổ."


def with_key(school: School, role: Role) -> Staff:
    """The first member of staff with this role, given a registered key of his own."""
    staff = school.staff(role)
    with suppress(Misused):  # the folder is that of all copies of the school
        school.cast.folder.create(school.cast.year, school.desk, staff)
    keys.register(school.desk, staff, school.cast.key(staff).certificate, software=True)
    school.cast.year = school.desk.year()
    return staff


def delegate(school: School, deputy: Staff, kind: DelegationKind) -> None:
    """From yesterday for a month."""
    today = school.desk.today
    year_command(
        school,
        y.GrantDelegation(
            delegation_id=uuid4(),
            staff_id=deputy.staff_id,
            kind=kind,
            since=today - timedelta(days=1),
            until=today + timedelta(days=30),
            document=DOCUMENT,
        ),
    )


def allow_deputies(school: School) -> None:
    """The principal puts the clause in force."""
    set_ = y.SetPolicy(
        policy="deputies_approve_corrections",
        value=CLAUSE,
        clause="Điều 7 khoản 2",
        document="QĐ 3/QĐ-THCSSL",
        since=school.desk.year().calendar.starts,
    )
    year_command(school, set_)


def year_command(school: School, asked: y.Command) -> None:
    """The principal says so."""
    desk, actor = school.desk, str(school.cast.principal.staff_id)
    year = desk.year()
    events = tuple(decide(year, asked, desk.context(actor)))
    order = command(actor, "year", asked.model_dump(mode="json"))
    desk.append([NewEvents(desk.school_year_id, year.version, events)], order)
    school.cast.year = desk.year()


def ask(school: School, member: Member, subject: str, *columns: Column, who: Staff | None = None) -> UUID:
    """The teacher asks; the system makes the report."""
    teacher = who or school.cast.teacher(school.found, subject)
    return corrections.request_correction(
        school.desk,
        member.report_id,
        tuple(change(school.desk, member, subject, column) for column in columns or (Column.TX1,)),
        str(teacher.staff_id),
        e.ReasonCode.TYPING_ERROR,
        REASON,
        key=school.cast.key(teacher),
    ).request_id
