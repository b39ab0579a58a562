"""Ký thay: where a teacher left and nobody follows, the leadership signs, with its capacity and the reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.errors import Misused
from domain.formats.hoc_ba import Stage
from domain.report import commands as c
from domain.report import events as e
from domain.report.editions import DEPUTY_CAPACITY, PRINCIPAL_CAPACITY
from domain.report.turns import turns
from domain.school_year.events import DelegationKind, Duty
from domain.school_year.state import SchoolYear
from tests.kit.people import (
    BINH,
    DUNG,
    FIRST_DAY,
    HANG,
    KHOA,
    LAN,
    TODAY,
    VAN,
    assigned,
    ended,
    granted,
    opened,
    sign_command,
    year,
)  # fmt: skip

DAY = timedelta(days=1)
REASON = "Giáo viên đã chuyển trường, chưa có người thay"
LEFT = ended(HANG, "TOAN", TODAY - DAY)


def in_place(owner: UUID, of: UUID = HANG, **changes: Any) -> c.SignReport:
    command = sign_command(Stage.SUBJECT, "TOAN", owner)
    return command.model_copy(update={"in_place_of": of, "reason": REASON, **changes})


def left() -> SchoolYear:
    return year(LEFT, granted(KHOA, DelegationKind.SIGN_REPORTS))


@pytest.mark.parametrize(("actor", "capacity"), [(DUNG, PRINCIPAL_CAPACITY), (KHOA, DEPUTY_CAPACITY)])
def test_the_leadership_signs_in_the_place_of_who_left(actor: UUID, capacity: str) -> None:
    story = opened(left())
    turn = next(turn for turn in turns(story.state, story.year, TODAY) if turn.subject == "TOAN")
    assert turn.staff is None, "nobody is assigned"
    story.when(in_place(actor), actor)
    (signed,) = story.events
    assert isinstance(signed, e.ReportSigned)
    assert (signed.capacity, signed.in_place_of, signed.reason) == (capacity, HANG, REASON)
    assert (signed.delegation_id is None) == (actor == DUNG)


def test_a_deputy_without_a_delegation_to_sign_does_not() -> None:
    opened(left()).when(in_place(VAN), VAN).then_rejected("delegation.missing", kind="SIGN_REPORTS")
    for actor in (LAN, BINH):
        opened(left()).when(in_place(actor), actor).then_rejected("right.role", roles="PRINCIPAL, DEPUTY")


def test_where_somebody_is_assigned_he_signs() -> None:
    opened().when(in_place(DUNG), DUNG).then_rejected("sign.in_place_needless", staff="HANG")
    story = opened(year(LEFT, assigned(BINH, "TOAN", TODAY)))
    story.when(in_place(DUNG), DUNG).then_rejected("sign.in_place_needless", staff="BINH")
    homeroom = in_place(DUNG, LAN, stage=Stage.HOMEROOM, subject=None)
    opened().when(homeroom, DUNG).then_rejected("sign.in_place_needless", staff="LAN")


def test_only_who_answered_for_the_subject_is_signed_for() -> None:
    stood_in = assigned(BINH, "TOAN", FIRST_DAY + DAY, None, Duty.SUBSTITUTE)
    story = opened(year(LEFT, stood_in))
    for other in (LAN, BINH):
        story.when(in_place(DUNG, other), DUNG).then_rejected("sign.in_place_of_other", subject="TOAN")
    story.when(in_place(DUNG), DUNG)
    assert len(story.events) == 1


def test_a_reason_goes_with_it_and_with_nothing_else() -> None:
    story = opened(left())
    for wrong in (in_place(DUNG, reason=None), in_place(HANG, in_place_of=None)):
        with pytest.raises(Misused) as caught:
            story.when(wrong, DUNG if wrong.in_place_of else HANG)
        assert caught.value.code == "sign.reason"
    with pytest.raises(Misused) as caught:
        story.when(in_place(DUNG, stage=Stage.HEAD, subject=None), DUNG)
    assert caught.value.code == "sign.in_place_stage"
