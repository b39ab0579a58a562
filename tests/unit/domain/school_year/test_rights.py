"""Who may do what on which day: assignments, homeroom, roles, delegations, certificates."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.errors import Misused
from domain.school_year import events as y
from domain.school_year.state import fold
from domain.values import Term
from tests.kit.people import (
    BINH,
    CLASS_8A,
    DUNG,
    FIRST_DAY,
    HANG,
    KHOA,
    LAN,
    TAUGHT,
    THU,
    VAN,
    YEAR_ID,
    assigned,
    certificate,
    ended,
    granted,
    opened_year,
    teacher,
    year,
)  # fmt: skip
from tests.kit.story import rejected

SIGN, APPROVE = y.DelegationKind.SIGN_REPORTS, y.DelegationKind.APPROVE_CORRECTIONS
LEAVE = date(2026, 3, 15)
DAY = timedelta(days=1)


def test_a_teacher_has_the_right_from_the_first_to_the_last_day() -> None:
    state = year(ended(HANG, "TOAN", LEAVE))
    for day in (FIRST_DAY, LEAVE):
        assert state.require_teacher(str(HANG), CLASS_8A, "TOAN", day).code == "HANG"
    early = rejected("right.missing", state.require_teacher, str(HANG), CLASS_8A, "TOAN", FIRST_DAY - DAY)
    assert early.facts == {"staff": "HANG", "what": "TOAN", "where": "8A"}
    late = rejected("right.ended", state.require_teacher, str(HANG), CLASS_8A, "TOAN", LEAVE + DAY)
    assert late.facts["last_day"] == "15/03/2026"
    assert "HANG chưa được phân công môn Toán lớp 8A" in early.text("vi")
    assert "HANG is not assigned to TOAN of class 8A" in early.text("en")


def test_the_successor_takes_over_on_his_first_day() -> None:
    state = year(ended(HANG, "TOAN", LEAVE), assigned(BINH, "TOAN", LEAVE + DAY))
    rejected("right.missing", state.require_teacher, str(BINH), CLASS_8A, "TOAN", LEAVE)
    assert state.require_teacher(str(BINH), CLASS_8A, "TOAN", LEAVE + DAY).code == "BINH"
    before, after = (state.teacher(CLASS_8A, "TOAN", day) for day in (LEAVE, LEAVE + DAY))
    assert (before and before.code, after and after.code) == ("HANG", "BINH")
    assert state.teacher(CLASS_8A, "TOAN", FIRST_DAY - DAY) is None


def test_a_right_that_ended_and_was_given_again_holds_again() -> None:
    state = year(ended(HANG, "TOAN", LEAVE), assigned(HANG, "TOAN", LEAVE + 10 * DAY))
    rejected("right.ended", state.require_teacher, str(HANG), CLASS_8A, "TOAN", LEAVE + DAY)
    state.require_teacher(str(HANG), CLASS_8A, "TOAN", LEAVE + 10 * DAY)


def test_the_right_of_one_subject_is_not_that_of_another() -> None:
    rejected("right.missing", year().require_teacher, str(HANG), CLASS_8A, "KHTN", FIRST_DAY)


def test_the_right_to_one_part_is_not_that_to_the_other() -> None:
    story = opened_year()
    story.given(ended(LAN, "NGHE_THUAT", LEAVE), assigned(BINH, "NGHE_THUAT", LEAVE + DAY, "AM_NHAC"))
    state, day = story.state, LEAVE + DAY
    state.require_teacher(str(BINH), CLASS_8A, "NGHE_THUAT", day, "AM_NHAC")
    rejected("right.missing", state.require_teacher, str(BINH), CLASS_8A, "NGHE_THUAT", day, "MI_THUAT")
    rejected("right.ended", state.require_teacher, str(LAN), CLASS_8A, "NGHE_THUAT", day, "AM_NHAC")


def test_a_new_homeroom_teacher_ends_the_one_before() -> None:
    state = year(y.HomeroomAssigned(class_id=CLASS_8A, staff_id=BINH, since=LEAVE + DAY))
    state.require_homeroom(str(LAN), CLASS_8A, LEAVE)
    state.require_homeroom(str(BINH), CLASS_8A, LEAVE + DAY)
    rejected("right.ended", state.require_homeroom, str(LAN), CLASS_8A, LEAVE + DAY)
    rejected("right.missing", state.require_homeroom, str(HANG), CLASS_8A, LEAVE)
    found = state.homeroom_teacher(CLASS_8A, LEAVE + DAY)
    assert found
    assert found.code == "BINH"
    assert state.homeroom_teacher(UUID(int=9), LEAVE) is None


def test_a_role_is_named_where_it_is_missing() -> None:
    state = year()
    assert state.require_role(str(THU), y.Role.CLERK, y.Role.PRINCIPAL).code == "THU"
    refused = rejected("right.role", state.require_role, str(HANG), y.Role.CLERK, y.Role.PRINCIPAL)
    assert refused.facts == {"staff": "HANG", "roles": "CLERK, PRINCIPAL"}
    assert refused.text("vi").endswith("cần một trong các vai trò: Văn thư, Hiệu trưởng.")


@pytest.mark.parametrize("stranger", ["operator", "", str(UUID(int=999)), "HANG"])
def test_who_is_not_on_the_staff_has_no_rights(stranger: str) -> None:
    state = year()
    for call in (state.actor, lambda actor: state.require_role(actor, y.Role.CLERK)):
        rejected("right.not_staff", call, stranger)
    rejected("right.not_staff", state.require_teacher, stranger, CLASS_8A, "TOAN", FIRST_DAY)


def test_a_delegation_is_of_one_kind_for_one_deputy_from_day_to_day() -> None:
    given = granted(VAN, SIGN)
    state = year(given)
    assert state.delegation(VAN, SIGN, given.since)
    assert state.delegation(VAN, SIGN, given.until)
    assert state.delegation(VAN, SIGN, given.since - DAY) is None
    assert state.delegation(VAN, SIGN, given.until + DAY) is None
    assert state.delegation(VAN, APPROVE, given.since) is None
    assert state.delegation(KHOA, SIGN, given.since) is None


def test_a_revoked_delegation_ends_early() -> None:
    given = granted(VAN, SIGN)
    last = given.since + DAY
    state = year(given, y.DelegationRevoked(delegation_id=given.delegation_id, last_day=last))
    assert state.delegation(VAN, SIGN, last)
    assert state.delegation(VAN, SIGN, last + DAY) is None


def test_a_certificate_serves_its_holder_alone() -> None:
    state = year()
    hang = state.actor(str(HANG))
    state.require_certificate(certificate(HANG), hang)
    state.require_certificate(certificate(None), None)
    rejected("cert.unknown", state.require_certificate, "ff" * 32, hang)
    for other in (certificate(LAN), certificate(None)):
        rejected("cert.other_person", state.require_certificate, other, hang)
    rejected("cert.other_person", state.require_certificate, certificate(THU), None)


def test_people_and_classes_are_found_by_code() -> None:
    state = year()
    assert state.member("DUNG").staff_id == DUNG
    assert state.school_class("8A").class_id == CLASS_8A
    for code, call in (("staff.unknown", state.member), ("class.unknown", state.school_class)):
        with pytest.raises(Misused) as caught:
            call("8Z")
        assert caught.value.code == code


def test_the_fold_keeps_every_assignment_and_counts_every_event() -> None:
    story = opened_year().given(y.TermLocked(term=Term.ONE), y.TermReopened(term=Term.ONE, reason="Bổ sung"))
    assert story.state.version == len(story.history)
    assert story.state == fold(YEAR_ID, story.history)
    assert {subject: story.state.teachers(CLASS_8A, subject)[0].staff_id for subject in TAUGHT} == {
        subject: teacher(subject) for subject in TAUGHT
    }


def test_a_stream_that_does_not_begin_with_the_opening_is_no_school_year() -> None:
    for steps in ([], opened_year().history[1:]):
        with pytest.raises(Misused) as caught:
            fold(YEAR_ID, steps)
        assert caught.value.code == "school_year.unknown"
