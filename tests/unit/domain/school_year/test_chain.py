"""The chain is the school's until the year's first signature; duties say who signs, teaches a part, or stands in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.formats.hoc_ba import OWN_CHAINS, Chain
from domain.ledger.topics import REGISTRY
from domain.school_year import commands as c
from domain.school_year import events as y
from domain.school_year.events import Duty
from domain.school_year.policies import SchoolPolicies
from tests.kit.people import (
    BINH,
    CLASS_8A,
    DUNG,
    FIRST_DAY,
    HANG,
    KHOA,
    LAN,
    TUAN,
    assigned,
    ended,
    opened_year,
    year,
)  # fmt: skip

DAY, LEAVE_DAY = timedelta(days=1), date(2026, 3, 15)
FIRST = {"THCS": Chain.HOMEROOM_FIRST}


def policy(level: str, chain: Chain) -> c.SetPolicy:
    return c.SetPolicy(
        policy=f"signing_chains.{level}", value=chain.value, clause="Điều 5", document="12/QC", since=FIRST_DAY
    )


def assign(staff_id: UUID, subject: str, part: str | None = None, duty: Duty | None = None) -> c.AssignTeaching:
    return c.AssignTeaching(
        class_id=CLASS_8A, subject=subject, part=part, staff_id=staff_id, since=LEAVE_DAY + DAY, duty=duty
    )


def test_a_level_has_its_own_chain_where_the_school_says_nothing() -> None:
    assert year().chains == OWN_CHAINS
    assert [year().chain(grade) for grade in (5, 6, 12)] == [
        Chain.HOMEROOM_FIRST, Chain.SUBJECT_TEACHERS_FIRST, Chain.SUBJECT_TEACHERS_FIRST,
    ]  # fmt: skip
    own = year(signing_chains=FIRST)
    assert [own.chain(grade) for grade in (5, 6, 12)] == [
        Chain.HOMEROOM_FIRST, Chain.HOMEROOM_FIRST, Chain.SUBJECT_TEACHERS_FIRST,
    ]  # fmt: skip
    with pytest.raises(ValidationError):
        SchoolPolicies(signing_chains={"MAM_NON": Chain.HOMEROOM_FIRST})


def test_the_first_signature_fixes_it_once_and_for_the_year() -> None:
    story = opened_year().when(policy("THCS", Chain.HOMEROOM_FIRST), DUNG)
    assert story.state.chain(8) is Chain.HOMEROOM_FIRST
    fixed = OWN_CHAINS | FIRST
    story.when(c.FixChain(), HANG).then(y.ChainFixed(chains=fixed)).then_it_is(chains_fixed=fixed)
    story.when(c.FixChain(), LAN).then_nothing_happened()
    for level in OWN_CHAINS:
        story.when(policy(level, Chain.SUBJECT_TEACHERS_FIRST), DUNG).then_rejected("policy.chain_fixed")


def test_only_the_staff_of_the_year_sign_and_so_fix_it() -> None:
    opened_year().when(c.FixChain(), UUID(int=99)).then_rejected("right.not_staff")


def test_one_answers_for_a_subject_beside_who_teaches_its_parts() -> None:
    story = opened_year().given(ended(LAN, "KHTN", LEAVE_DAY))
    story.when(assign(LAN, "KHTN", "VAT_LI", Duty.RESPONSIBLE), TUAN)
    story.then(assigned(LAN, "KHTN", LEAVE_DAY + DAY, "VAT_LI", Duty.RESPONSIBLE))
    story.when(assign(BINH, "KHTN", "HOA_HOC"), TUAN).then(assigned(BINH, "KHTN", LEAVE_DAY + DAY, "HOA_HOC"))
    story.when(assign(HANG, "KHTN", "SINH_HOC", Duty.RESPONSIBLE), TUAN)
    story.then_rejected("assignment.double", staff="LAN")
    story.when(assign(HANG, "KHTN", "HOA_HOC"), TUAN).then_rejected("assignment.double", staff="BINH")
    answers = story.state.teacher(CLASS_8A, "KHTN", LEAVE_DAY + DAY)
    assert answers
    assert answers.code == "LAN"


def test_who_stands_in_is_in_nobodys_way_but_his_own() -> None:
    stands_in = assign(BINH, "TOAN", None, Duty.SUBSTITUTE)
    story = opened_year().when(stands_in, TUAN).then(assigned(BINH, "TOAN", LEAVE_DAY + DAY, None, Duty.SUBSTITUTE))
    story.when(stands_in, TUAN).then_rejected("assignment.double", staff="BINH")
    story.when(assign(KHOA, "TOAN", None, Duty.SUBSTITUTE), TUAN)
    assert len(story.events) == 1
    answers = story.state.teacher(CLASS_8A, "TOAN", LEAVE_DAY + DAY)
    assert answers
    assert answers.code == "HANG"


@pytest.mark.parametrize(("part", "duty"), [(None, Duty.PART), ("HOA_HOC", None), ("AM_NHAC", Duty.RESPONSIBLE)])
def test_a_part_is_one_of_the_subject(part: str | None, duty: Duty | None) -> None:
    story = opened_year().given(ended(HANG, "TOAN", LEAVE_DAY))
    story.when(assign(BINH, "TOAN", part, duty), TUAN).then_rejected("assignment.unknown")


def upcast(topic: str, **data: Any) -> dict[str, Any]:
    return REGISTRY.upcast(topic, data)


def test_an_older_assignment_of_a_part_answers_where_nobody_was_named() -> None:
    topic = "hocba.school_year.teaching_assigned.v1"
    assert upcast(topic, part=None)["duty"] == "RESPONSIBLE"
    assert upcast(topic, part="AM_NHAC")["duty"] == "PART"
    parts = (assigned(BINH, "NGHE_THUAT", LEAVE_DAY, "AM_NHAC"), assigned(HANG, "NGHE_THUAT", LEAVE_DAY, "MI_THUAT"))
    answers = year(ended(LAN, "NGHE_THUAT", LEAVE_DAY - DAY), *parts).teacher(CLASS_8A, "NGHE_THUAT", LEAVE_DAY)
    assert answers
    assert answers.code == "BINH"


@pytest.mark.parametrize(
    ("stage", "delegation_id", "capacity"),
    [
        ("SUBJECT", None, "Giáo viên bộ môn"),
        ("HOMEROOM", None, "Giáo viên chủ nhiệm"),
        ("HEAD", None, "HIỆU TRƯỞNG"),
        ("HEAD", "5b8e2a52-0d0a-4a53-9f8e-1f6a1c7b9d10", "KT. HIỆU TRƯỞNG – PHÓ HIỆU TRƯỞNG"),
    ],
)
def test_an_older_signature_has_the_capacity_that_the_pages_showed(
    stage: str, delegation_id: str | None, capacity: str
) -> None:
    read = upcast("hocba.report.signed.v1", stage=stage, delegation_id=delegation_id)
    assert (read["capacity"], read["in_place_of"], read["late"]) == (capacity, None, False)


@pytest.mark.parametrize(("stage", "chain"), [("PRIMARY", "HOMEROOM_FIRST"), ("SECONDARY", "SUBJECT_TEACHERS_FIRST")])
def test_an_older_edition_has_the_chain_of_its_level_and_the_first_release(stage: str, chain: str) -> None:
    read = upcast("hocba.report.edition_opened.v2", result={"stage": stage})
    assert (read["chain"], read["release"], read["replaces"]) == (chain, "1.0", None)
