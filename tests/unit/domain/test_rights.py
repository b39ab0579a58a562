"""The table of rights: as what each command is done, and who is told which right he lacks (people.md C3.4, C3.5)."""

from __future__ import annotations

from datetime import date
from typing import get_args
from uuid import UUID

import pytest

from domain.access import commands as g
from domain.case import commands as a
from domain.context import OPERATOR, Acting, ActingRole, Context
from domain.cross_check import commands as k
from domain.errors import Rejected
from domain.event import Value
from domain.formats.hoc_ba import Stage
from domain.paper_report import commands as p
from domain.report import commands as r
from domain.report import events as e
from domain.rights import RIGHTS, Right, acting
from domain.roll.commands import CallRoll
from domain.school_year import commands as y
from domain.school_year.events import DelegationKind
from domain.values import Level, Score, Term
from domain.words import TABLES
from tests.kit import people
from tests.kit.people import BINH, CODES, DUNG, HANG, KHOA, LAN, PAPER, REQUEST, THU, TUAN, TX1, VAN
from tests.kit.story import MORNING, moment, rejected

GRANTED = people.granted(KHOA, DelegationKind.SIGN_REPORTS)
APPROVING = people.granted(VAN, DelegationKind.APPROVE_CORRECTIONS, delegation_id=UUID(int=302))


def commands(union: object) -> set[type[Value]]:
    """The members of a union of commands, those of unions inside of it among them."""
    return {kind for one in get_args(union) for kind in (commands(one) if get_args(one) else {one})}


def test_every_command_has_its_row_and_no_row_is_left_over() -> None:
    of_streams = (r.Command, y.Command, k.Command, a.Command, g.Command, p.Command)
    assert set(RIGHTS) == {CallRoll}.union(*map(commands, of_streams))


def test_every_right_and_role_has_its_words() -> None:
    assert set(TABLES["acting"]) == {*Right, *ActingRole}


def sign(stage: Stage, subject: str | None = None) -> r.SignReport:
    return people.sign_command(stage, subject)


def request(*changes: e.Change) -> r.RequestCorrection:
    return r.RequestCorrection(
        request_id=REQUEST, changes=changes, reason_code=e.ReasonCode.TYPING_ERROR, reason="nhập nhầm", paper=PAPER
    )


def refusal(body: e.BodyDecision | None = None) -> r.RefuseCorrection:
    return r.RefuseCorrection(
        request_id=REQUEST,
        request_sha256="e0" * 32,
        signature="51" * 32,
        certificate="ce" * 32,
        remark="Không có căn cứ",
        body=body,
    )


MARK = e.MarkChange(cell=TX1, before=Score("5.8"), after=Score("8.5"))
CONDUCT = e.ConductChange(term=Term.ONE, before=Level.KHA, after=Level.TOT)
OPEN = people.open_command(people.complete())
LOCK = y.LockTerm(term=Term.ONE)
ASSIGN = y.EndTeaching(class_id=people.CLASS_8A, subject="TOAN", staff_id=HANG, last_day=date(2026, 5, 25))


@pytest.mark.parametrize(
    ("command", "actor", "role"),
    [
        (r.RecordSubject(subject="TOAN"), HANG, ActingRole.SUBJECT_TEACHER),
        (r.RecordSubject(subject="GDCD"), DUNG, ActingRole.SUBJECT_TEACHER),
        (r.RecordHomeroom(), LAN, ActingRole.HOMEROOM_TEACHER),
        (request(MARK), HANG, ActingRole.SUBJECT_TEACHER),
        (request(CONDUCT), LAN, ActingRole.HOMEROOM_TEACHER),
        (OPEN, LAN, ActingRole.HOMEROOM_TEACHER),
        (OPEN, THU, ActingRole.CLERK),
        (OPEN, TUAN, ActingRole.IT_OFFICER),
        (OPEN, DUNG, ActingRole.PRINCIPAL),
        (OPEN, VAN, ActingRole.DEPUTY),
        (sign(Stage.SUBJECT, "TOAN"), HANG, ActingRole.SUBJECT_TEACHER),
        (sign(Stage.HOMEROOM), LAN, ActingRole.HOMEROOM_TEACHER),
        (sign(Stage.HEAD), DUNG, ActingRole.PRINCIPAL),
        (people.seal_command(), THU, ActingRole.CLERK),
        (LOCK, DUNG, ActingRole.PRINCIPAL),
        (ASSIGN, TUAN, ActingRole.IT_OFFICER),
        (ASSIGN, OPERATOR, ActingRole.OPERATOR),
    ],
    ids=lambda value: type(value).__name__,
)
def test_as_what_it_was_done(command: Value, actor: UUID | str, role: ActingRole) -> None:
    found = acting(command, people.year(), Context(str(actor), MORNING), people.report().state)
    assert found == Acting(role)


@pytest.mark.parametrize(
    ("command", "actor", "rights"),
    [
        (r.RecordSubject(subject="TOAN"), BINH, "SUBJECT_TEACHER"),
        (r.RecordSubject(subject="TOAN"), LAN, "SUBJECT_TEACHER"),
        (r.RecordHomeroom(), HANG, "HOMEROOM_TEACHER"),
        (sign(Stage.HEAD), KHOA, "PRINCIPAL, SIGNING_DEPUTY"),
        (people.seal_command(), DUNG, "CLERK"),
        (LOCK, VAN, "PRINCIPAL"),
        (LOCK, OPERATOR, "PRINCIPAL"),
        (ASSIGN, HANG, "PRINCIPAL, DEPUTY, IT_OFFICER, OPERATOR"),
        (r.WithdrawCorrection(request_id=REQUEST), HANG, "REQUESTER"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_who_has_no_right_reads_which_one_it_takes(command: Value, actor: UUID | str, rights: str) -> None:
    asked = (command, people.year(), Context(str(actor), MORNING), people.report().state)
    refused = rejected("right.none", acting, *asked)
    assert refused.facts == {"staff": CODES[actor] if isinstance(actor, UUID) else actor, "rights": rights}
    for right in rights.split(", "):
        assert TABLES["acting"][right][0] in refused.text("vi")


def test_who_acts_by_a_delegation_acts_on_behalf_of_who_gave_it() -> None:
    """The two kinds are two rights (people.md C3.4), each to the end of its last day (C3.5)."""
    story = people.opened_year().given(GRANTED, APPROVING, actor=DUNG)
    head, report = sign(Stage.HEAD), people.report().state
    approval = refusal()
    deputy = Acting(ActingRole.DEPUTY, GRANTED.delegation_id, str(DUNG))
    at_night = Context(str(KHOA), moment("2026-06-20 23:59"))
    assert acting(head, story.state, at_night, report) == deputy
    assert acting(approval, story.state, Context(str(VAN), MORNING), report) == Acting(
        ActingRole.DEPUTY, APPROVING.delegation_id, str(DUNG)
    )
    for command, actor, at in (
        (head, KHOA, moment("2026-06-21 00:00")),
        (head, VAN, MORNING),
        (approval, KHOA, MORNING),
    ):
        rejected("right.none", acting, command, story.state, Context(str(actor), at), report)


def test_the_supervising_bodys_decision_is_entered_by_clerk_or_it_officer() -> None:
    command = refusal(e.BodyDecision(name="UBND xã Sông Lam", paper=PAPER))
    for actor, role in ((THU, ActingRole.CLERK), (TUAN, ActingRole.IT_OFFICER)):
        assert acting(command, people.year(), Context(str(actor), MORNING), people.report().state) == Acting(role)
    rejected("right.none", acting, command, people.year(), Context(str(DUNG), MORNING), people.report().state)


def test_a_stranger_is_no_member_of_staff() -> None:
    with pytest.raises(Rejected, match="not on the staff"):
        acting(LOCK, people.year(), Context(str(UUID(int=999)), MORNING))
