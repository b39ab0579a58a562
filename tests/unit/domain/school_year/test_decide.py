"""Decisions on a running school year: assigning, delegating, registering certificates, locking."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.errors import Rejected
from domain.school_year import commands as c
from domain.school_year import events as y
from domain.values import Term
from tests.kit.people import (
    BINH,
    CLASS_8A,
    DUNG,
    FIRST_DAY,
    HANG,
    KHOA,
    LAN,
    THU,
    TUAN,
    VAN,
    assigned,
    certificate,
    ended,
    granted,
    opened_year,
)  # fmt: skip
from tests.kit.story import MORNING

SIGN = y.DelegationKind.SIGN_REPORTS
LEAVE = date(2026, 3, 15)
DAY = timedelta(days=1)
DELEGATION = UUID(int=301)


def assign(staff_id: UUID, subject: str, since: date, part: str | None = None) -> c.AssignTeaching:
    return c.AssignTeaching(class_id=CLASS_8A, subject=subject, part=part, staff_id=staff_id, since=since)


def end(staff_id: UUID, subject: str, last_day: date) -> c.EndTeaching:
    return c.EndTeaching(class_id=CLASS_8A, subject=subject, staff_id=staff_id, last_day=last_day)


@pytest.mark.parametrize("actor", [DUNG, VAN, TUAN, "operator"])
def test_leadership_it_officer_and_operator_assign_teaching(actor: UUID | str) -> None:
    story = opened_year().when(end(HANG, "TOAN", LEAVE), actor).then(ended(HANG, "TOAN", LEAVE))
    story.when(assign(BINH, "TOAN", LEAVE + DAY), actor).then(assigned(BINH, "TOAN", LEAVE + DAY))


@pytest.mark.parametrize("actor", [HANG, LAN, THU])
def test_nobody_else_assigns_teaching(actor: UUID) -> None:
    opened_year().when(assign(BINH, "TOAN", LEAVE), actor).then_rejected("right.role")
    opened_year().when(end(HANG, "TOAN", LEAVE), actor).then_rejected("right.role")


def test_a_subject_has_one_teacher_at_a_time() -> None:
    story = opened_year()
    story.when(assign(BINH, "TOAN", LEAVE), TUAN).then_rejected("assignment.double", staff="HANG", class_code="8A")
    story.given(ended(HANG, "TOAN", LEAVE))
    story.when(assign(BINH, "TOAN", LEAVE), TUAN).then_rejected("assignment.double")
    story.when(assign(BINH, "TOAN", LEAVE + DAY), TUAN).then(assigned(BINH, "TOAN", LEAVE + DAY))


def test_an_assignment_that_begins_later_is_in_the_way_too() -> None:
    """A new assignment runs without end, so it would overlap the one that is to begin."""
    story = opened_year().given(ended(HANG, "TOAN", LEAVE), assigned(BINH, "TOAN", LEAVE + 30 * DAY))
    story.when(assign(LAN, "TOAN", LEAVE + DAY), TUAN).then_rejected("assignment.double", staff="BINH")


def test_parts_may_have_their_own_teachers_but_not_beside_one_of_the_whole() -> None:
    story = opened_year()
    story.when(assign(BINH, "NGHE_THUAT", LEAVE, "AM_NHAC"), TUAN).then_rejected("assignment.double", staff="LAN")
    story.given(ended(LAN, "NGHE_THUAT", LEAVE - DAY))
    story.when(assign(BINH, "NGHE_THUAT", LEAVE, "AM_NHAC"), TUAN)
    story.then(assigned(BINH, "NGHE_THUAT", LEAVE, "AM_NHAC"))
    story.when(assign(HANG, "NGHE_THUAT", LEAVE, "MI_THUAT"), TUAN)
    story.then(assigned(HANG, "NGHE_THUAT", LEAVE, "MI_THUAT"))
    story.when(assign(HANG, "NGHE_THUAT", LEAVE, "AM_NHAC"), TUAN).then_rejected("assignment.double", staff="BINH")
    story.when(assign(LAN, "NGHE_THUAT", LEAVE), TUAN).then_rejected("assignment.double")


def test_only_what_the_curriculum_has_is_assigned() -> None:
    story = opened_year()
    story.when(assign(BINH, "TOÁN", LEAVE), TUAN).then_rejected("regulation.subject_unknown", subject="TOÁN")
    story.when(assign(BINH, "TOAN", LEAVE, "AM_NHAC"), TUAN).then_rejected("assignment.unknown")
    story.when(assign(UUID(int=999), "TOAN", LEAVE), TUAN).then_rejected("assignment.unknown")
    nowhere = assign(BINH, "TOAN", LEAVE).model_copy(update={"class_id": UUID(int=999)})
    story.when(nowhere, TUAN).then_rejected("assignment.unknown")


def test_only_a_running_assignment_ends() -> None:
    story = opened_year()
    story.when(end(BINH, "TOAN", LEAVE), TUAN).then_rejected("assignment.unknown")
    story.given(ended(HANG, "TOAN", LEAVE))
    story.when(end(HANG, "TOAN", LEAVE + DAY), TUAN).then_rejected("assignment.unknown")


def grant(staff_id: UUID, since: date = date(2026, 5, 1), until: date = date(2026, 6, 20)) -> c.GrantDelegation:
    return c.GrantDelegation(
        delegation_id=DELEGATION, staff_id=staff_id, kind=SIGN, since=since, until=until, document="15/QĐ"
    )


def test_the_principal_alone_delegates_and_only_to_a_deputy() -> None:
    opened_year().when(grant(KHOA), DUNG).then(granted(KHOA, SIGN))
    for actor in (VAN, KHOA, TUAN):
        opened_year().when(grant(KHOA), actor).then_rejected("right.role")
    opened_year().when(grant(KHOA), "operator").then_rejected("right.not_staff")
    for staff_id in (DUNG, LAN, UUID(int=999)):
        opened_year().when(grant(staff_id), DUNG).then_rejected("delegation.not_deputy")


def test_a_delegation_has_its_own_id_and_does_not_end_before_it_begins() -> None:
    story = opened_year()
    story.when(grant(KHOA, until=date(2026, 4, 30)), DUNG).then_rejected("delegation.invalid")
    one_day = grant(KHOA, until=date(2026, 5, 1))
    story.when(one_day, DUNG).then(granted(KHOA, SIGN, until=date(2026, 5, 1)))
    story.when(grant(VAN), DUNG).then_rejected("delegation.invalid")


def revoke(last_day: date) -> c.RevokeDelegation:
    return c.RevokeDelegation(delegation_id=DELEGATION, last_day=last_day)


def test_revoking_ends_a_delegation_early_and_never_prolongs_it() -> None:
    story = opened_year()
    story.when(revoke(LEAVE), DUNG).then_rejected("delegation.invalid")
    story.given(granted(KHOA, SIGN))
    story.when(revoke(date(2026, 6, 1)), KHOA).then_rejected("right.role")
    story.when(revoke(date(2026, 6, 21)), DUNG).then_rejected("delegation.invalid")
    early = y.DelegationRevoked(delegation_id=DELEGATION, last_day=date(2026, 6, 1))
    story.when(revoke(early.last_day), DUNG).then(early)
    story.when(revoke(early.last_day), DUNG).then_nothing_happened()
    story.when(revoke(early.last_day + DAY), DUNG).then_rejected("delegation.invalid")


def register(staff_id: UUID | None, sha256: str) -> c.RegisterCertificate:
    return c.RegisterCertificate(staff_id=staff_id, sha256=sha256, software=True)


def test_the_operator_registers_a_certificate_once_for_one_holder() -> None:
    fresh = "c0" * 32
    story = opened_year()
    story.when(register(BINH, fresh), DUNG).then_rejected("right.operator")
    story.when(register(UUID(int=999), fresh), "operator").then_rejected("assignment.unknown")
    story.when(register(BINH, fresh), "operator")
    story.then(y.CertificateRegistered(staff_id=BINH, sha256=fresh, software=True))
    story.when(register(BINH, fresh), "operator").then_nothing_happened()
    story.when(register(None, fresh), "operator").then_rejected("cert.other_person", sha256=fresh[:16])
    story.when(register(HANG, certificate(None)), "operator").then_rejected("cert.other_person")


def approve(sha256: str, dated: date = date(2026, 5, 12)) -> c.ApproveCertificate:
    return c.ApproveCertificate(sha256=sha256, document="130/SGDĐT-CNTT", dated=dated)


def test_a_certificate_of_the_school_seals_once_the_department_approved_it() -> None:
    fresh, ends = "c0" * 32, date(2028, 6, 14)
    story = opened_year()
    story.when(approve(fresh), DUNG).then_rejected("cert.unknown")
    story.given(y.CertificateRegistered(staff_id=None, sha256=fresh, software=True))
    with pytest.raises(Rejected) as refused:
        story.state.require_seal(fresh, "5ea1", ends)
    assert (refused.value.code, refused.value.facts) == (
        "org.not_approved", {"serial": "5ea1", "last_day": "14/06/2028"},
    )  # fmt: skip
    for actor in (VAN, THU, HANG):
        story.when(approve(fresh), actor).then_rejected("right.role")
    story.when(approve(certificate(HANG)), DUNG).then_rejected("cert.other_person")
    story.when(approve(fresh, MORNING.date() + DAY), DUNG).then_rejected("org.approved_later")
    story.when(approve(fresh), TUAN)
    story.then(y.CertificateApproved(sha256=fresh, document="130/SGDĐT-CNTT", dated=date(2026, 5, 12)))
    story.state.require_seal(fresh, "5ea1", ends)
    story.when(approve(fresh), DUNG).then_nothing_happened()


def test_the_principal_locks_and_reopens_a_term() -> None:
    story = opened_year()
    for actor in (VAN, TUAN, HANG):
        story.when(c.LockTerm(term=Term.ONE), actor).then_rejected("right.role")
        story.when(c.ReopenTerm(term=Term.ONE, reason="Bổ sung"), actor).then_rejected("right.role")
    story.when(c.ReopenTerm(term=Term.ONE, reason="Bổ sung"), DUNG).then_nothing_happened()
    story.when(c.LockTerm(term=Term.ONE), DUNG).then(y.TermLocked(term=Term.ONE)).then_it_is(locked={Term.ONE})
    story.when(c.LockTerm(term=Term.ONE), DUNG).then_nothing_happened()
    story.when(c.ReopenTerm(term=Term.ONE, reason="Bổ sung"), DUNG)
    story.then(y.TermReopened(term=Term.ONE, reason="Bổ sung")).then_it_is(locked=set())


def test_an_assignment_may_begin_on_the_first_day() -> None:
    opened_year().when(end(HANG, "TOAN", FIRST_DAY), TUAN).then(ended(HANG, "TOAN", FIRST_DAY))
