"""Trả lại: only a later signer sends back; what had been signed falls by the rule of the chain, and nothing else."""

from __future__ import annotations

from uuid import UUID

import pytest

from domain.errors import Misused
from domain.formats.hoc_ba import Chain, Stage
from domain.report import commands as c
from domain.report import events as e
from domain.report.turns import turns
from domain.school_year.events import DelegationKind
from tests.kit.people import (
    BINH,
    DUNG,
    HANG,
    KHOA,
    LAN,
    LOOKUP,
    TAUGHT,
    THU,
    TODAY,
    VAN,
    complete,
    granted,
    opened,
    sign_command,
    signed,
    year,
)  # fmt: skip

RETURN, NOTE = UUID(int=401), "Nhận xét của học sinh khác"
LATER = [(Stage.HOMEROOM, None), (Stage.HEAD, None), (Stage.SEAL, None)]


def send_back(stage: Stage, subject: str | None = None, return_id: UUID = RETURN) -> c.ReturnReport:
    return c.ReturnReport(return_id=return_id, stage=stage, subject=subject, note=NOTE)


def returned(stage: Stage, subject: str | None = None) -> e.ReportReturned:
    return e.ReportReturned(return_id=RETURN, stage=stage, subject=subject, note=NOTE)


def voided(*places: e.Place) -> e.SignaturesVoided:
    return e.SignaturesVoided(because=e.VoidedBecause.RETURN, reference=RETURN, signatures=places)


def test_before_the_signature_a_return_only_asks() -> None:
    story = opened().when(send_back(Stage.SUBJECT, "TOAN"), LAN).then(returned(Stage.SUBJECT, "TOAN"))
    assert story.state.returned[Stage.SUBJECT, "TOAN"].value.note == NOTE
    story.when(sign_command(Stage.SUBJECT, "TOAN"), HANG)
    assert story.state.returned == {}


def test_the_homeroom_teacher_returns_one_subject_of_one_pupil() -> None:
    """C2.6: its signature is void, the others stay, and it is that teacher's turn."""
    story = signed(opened(), Stage.SUBJECT).when(send_back(Stage.SUBJECT, "TOAN"), LAN)
    story.then(returned(Stage.SUBJECT, "TOAN"), voided((Stage.SUBJECT, "TOAN")))
    assert set(story.state.signatures) == {(Stage.SUBJECT, code) for code in TAUGHT if code != "TOAN"}
    (turn,) = turns(story.state, story.year, TODAY)
    assert (turn.stage, turn.subject, turn.staff and turn.staff.code) == (Stage.SUBJECT, "TOAN", "HANG")
    story.when(sign_command(Stage.HOMEROOM), LAN).then_rejected("sign.not_your_turn", waiting="TOAN")


@pytest.mark.parametrize("subject", ["TOAN", None])
def test_from_a_sealed_report_everything_falls_that_covers_what_is_returned(subject: str | None) -> None:
    stage = Stage.SUBJECT if subject else Stage.HOMEROOM
    story = signed(opened(), *Stage).when(send_back(stage, subject), THU)
    own = [(Stage.SUBJECT, "TOAN")] if subject else []
    story.then(returned(stage, subject), voided(*own, *LATER))
    assert story.state.sealed is None
    assert len(story.state.signatures) == len(TAUGHT) - len(own)


def test_the_clerk_returns_to_the_head() -> None:
    story = signed(opened(), *Stage).when(send_back(Stage.HEAD), THU)
    story.then(returned(Stage.HEAD), voided(*LATER[1:]))


@pytest.mark.parametrize(
    ("actor", "stage", "subject"),
    [
        (LAN, Stage.HOMEROOM, None),  # not to himself
        (DUNG, Stage.HEAD, None),
        (LAN, Stage.HEAD, None),  # not to a later signer
        (HANG, Stage.SUBJECT, "NGU_VAN"),  # a subject teacher is nobody's later signer
    ],
)
def test_nobody_returns_to_himself_or_to_a_later_signer(actor: UUID, stage: Stage, subject: str | None) -> None:
    story = signed(opened(), *Stage).when(send_back(stage, subject), actor)
    story.then_rejected("return.not_later", stage=stage.value)


@pytest.mark.parametrize("actor", [BINH, VAN])
def test_who_signs_nothing_later_returns_nothing(actor: UUID) -> None:
    story = signed(opened(), Stage.SUBJECT).when(send_back(Stage.SUBJECT, "TOAN"), actor)
    story.then_rejected("return.not_later", stage="SUBJECT")


def test_a_deputy_returns_who_signs_reports_for_the_principal() -> None:
    story = signed(opened(year(granted(KHOA, DelegationKind.SIGN_REPORTS))), Stage.SUBJECT, Stage.HOMEROOM)
    story.when(send_back(Stage.HOMEROOM), KHOA).then(returned(Stage.HOMEROOM), voided((Stage.HOMEROOM, None)))


def test_a_report_is_returned_once_until_it_is_signed_again() -> None:
    story = signed(opened(), Stage.SUBJECT).when(send_back(Stage.SUBJECT, "TOAN"), LAN)
    story.when(send_back(Stage.SUBJECT, "TOAN", UUID(int=402)), DUNG).then_rejected("return.exists", note=NOTE)
    story.when(sign_command(Stage.SUBJECT, "TOAN"), HANG).when(send_back(Stage.SUBJECT, "TOAN", UUID(int=402)), DUNG)
    assert len(story.events) == 2


def test_nothing_is_returned_before_the_edition_is_open_or_after_issue() -> None:
    complete().when(send_back(Stage.SUBJECT, "TOAN"), LAN).then_rejected("edition.none", number=7)
    story = signed(opened(), *Stage).when(c.IssueReport(page_sha256="9a" * 32), THU)
    story.when(send_back(Stage.HOMEROOM), THU).then_rejected("return.after_issue", lookup_id=LOOKUP)


def test_where_no_subject_teacher_signs_nothing_is_returned_to_one() -> None:
    story = opened(year(signing_chains={"THCS": Chain.HOMEROOM_FIRST}))
    story.when(send_back(Stage.SUBJECT, "TOAN"), DUNG).then_rejected("sign.no_row", subject="TOAN")
    story.when(send_back(Stage.HOMEROOM), DUNG).then(returned(Stage.HOMEROOM))


@pytest.mark.parametrize(
    ("stage", "subject"), [(Stage.SEAL, None), (Stage.SUBJECT, None), (Stage.HOMEROOM, "TOAN"), (Stage.HEAD, "TOAN")]
)
def test_a_return_names_a_place_of_the_chain(stage: Stage, subject: str | None) -> None:
    with pytest.raises(Misused) as caught:
        signed(opened(), *Stage).when(send_back(stage, subject), THU)
    assert caught.value.code == "return.stage"
