"""The chain: subject teachers side by side, homeroom teacher, head, seal, issue, document; each once, in order."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from domain.errors import Misused
from domain.formats.hoc_ba import Stage
from domain.report import commands as c
from domain.report import events as e
from domain.report.editions import DEPUTY_CAPACITY, PRINCIPAL_CAPACITY
from domain.report.signing import SIGNING_TIME_TOLERANCE, check_seal_day
from domain.report.state import Status
from domain.report.turns import awaited
from domain.school_year import events as y
from domain.values import Score
from tests.kit.asking import refuse
from tests.kit.people import (
    BINH,
    CLASS_8A,
    DUNG,
    HANG,
    KHOA,
    LAN,
    LOOKUP,
    PAPER,
    REQUEST,
    TAUGHT,
    THU,
    TODAY,
    TX1,
    VAN,
    assigned,
    certificate,
    complete,
    ended,
    granted,
    opened,
    seal_command,
    sign_command,
    signed,
    teacher,
    year,
)  # fmt: skip
from tests.kit.story import MORNING, ReportStory, moment, rejected

SIGN, APPROVE = y.DelegationKind.SIGN_REPORTS, y.DelegationKind.APPROVE_CORRECTIONS
ISSUE = c.IssueReport(page_sha256="9a" * 32)
DAY = timedelta(days=1)


def signature(
    stage: Stage, subject: str | None, owner: UUID, at: datetime = MORNING, delegation_id: UUID | None = None
) -> e.ReportSigned:
    head = DEPUTY_CAPACITY if delegation_id else PRINCIPAL_CAPACITY
    return e.ReportSigned(
        stage=stage,
        subject=subject,
        signed_at=at,
        certificate=certificate(owner),
        signer="51" * 32,
        delegation_id=delegation_id,
        capacity={Stage.SUBJECT: "Giáo viên bộ môn", Stage.HOMEROOM: "Giáo viên chủ nhiệm"}.get(stage, head),
    )


def test_the_chain_goes_by_stages_to_the_document() -> None:
    story = opened()
    for stage, status in zip(
        Stage, (Status.SUBJECT_SIGNED, Status.HOMEROOM_SIGNED, Status.APPROVED, Status.SEALED), strict=True
    ):
        signed(story, stage).then_it_is(status=status)
    story.when(ISSUE, THU)
    story.then(
        e.ReportIssued(edition=1, lookup_id=LOOKUP, effective_date=TODAY, xml_sha256="e1" * 32, page_sha256="9a" * 32)
    ).then_it_is(status=Status.ISSUED)
    covered = len(story.history)
    story.when(c.SealDocument(pdf_sha256="df" * 32, checkpoint_size=covered), THU)
    story.then(e.DocumentSealed(edition=1, pdf_sha256="df" * 32, checkpoint_size=covered))


def test_nothing_is_signed_before_the_edition_is_open() -> None:
    story = complete()
    for command, actor in ((sign_command(Stage.SUBJECT, "TOAN"), HANG), (sign_command(Stage.HOMEROOM), LAN)):
        story.when(command, actor).then_rejected("edition.none", number=7)
    story.when(seal_command(), THU).then_rejected("edition.none")
    rejected("edition.none", check_seal_day, story.state, MORNING)


def test_subject_teachers_sign_side_by_side_in_any_order() -> None:
    story = opened()
    for subject in reversed(TAUGHT):
        story.when(sign_command(Stage.SUBJECT, subject), teacher(subject))
        story.then(signature(Stage.SUBJECT, subject, teacher(subject)))
    assert awaited(story.state, Stage.HOMEROOM) == []


def test_each_stage_waits_for_all_earlier_ones_and_names_them() -> None:
    story = opened()
    for subject in TAUGHT[2:]:
        story.when(sign_command(Stage.SUBJECT, subject), teacher(subject))
    story.when(sign_command(Stage.HOMEROOM), LAN).then_rejected("sign.not_your_turn", waiting="TOAN, NGU_VAN")
    story.when(sign_command(Stage.HEAD, owner=DUNG), DUNG)
    story.then_rejected("sign.not_your_turn", waiting="TOAN, NGU_VAN, HOMEROOM")
    story.when(seal_command(), THU).then_rejected("sign.not_your_turn", waiting="TOAN, NGU_VAN, HOMEROOM, HEAD")
    story.when(sign_command(Stage.SUBJECT, "TOAN"), HANG)
    story.when(sign_command(Stage.SUBJECT, "NGU_VAN"), LAN)
    story.when(sign_command(Stage.HEAD, owner=DUNG), DUNG).then_rejected("sign.not_your_turn", waiting="HOMEROOM")
    signed(story, Stage.HOMEROOM)
    story.when(seal_command(), THU).then_rejected("sign.not_your_turn", waiting="HEAD")


def test_each_step_is_signed_once() -> None:
    story = opened()
    story.when(sign_command(Stage.SUBJECT, "TOAN"), HANG)
    story.when(sign_command(Stage.SUBJECT, "TOAN"), HANG).then_rejected("sign.already")
    for subject in TAUGHT[1:]:
        story.when(sign_command(Stage.SUBJECT, subject), teacher(subject))
    signed(story, Stage.HOMEROOM).when(sign_command(Stage.HOMEROOM), LAN).then_rejected("sign.already")
    signed(story, Stage.HEAD).when(sign_command(Stage.HEAD, owner=DUNG), DUNG).then_rejected("sign.already")
    signed(story, Stage.SEAL).when(seal_command(), THU).then_rejected("sign.already")


def test_nobody_signs_for_another() -> None:
    story = opened()
    story.when(sign_command(Stage.SUBJECT, "TOAN", LAN), LAN).then_rejected("right.missing", what="TOAN")
    story.when(sign_command(Stage.HOMEROOM, owner=HANG), HANG).then_rejected("right.missing", what="GVCN")
    signed(story, Stage.SUBJECT, Stage.HOMEROOM)
    story.when(sign_command(Stage.HEAD, owner=VAN), VAN).then_rejected("sign.other_head", head="DUNG", staff="VAN")
    story.when(sign_command(Stage.HEAD, owner=DUNG), "operator").then_rejected("right.not_staff")
    signed(story, Stage.HEAD)
    for actor in (DUNG, VAN, LAN):
        story.when(seal_command(), actor).then_rejected("right.role", roles="CLERK")


def test_the_successor_signs_what_the_predecessor_recorded() -> None:
    story = opened(year(ended(HANG, "TOAN", TODAY), assigned(BINH, "TOAN", TODAY + DAY)))
    tomorrow = MORNING + DAY
    late = sign_command(Stage.SUBJECT, "TOAN", HANG, tomorrow)
    story.when(late, HANG, tomorrow).then_rejected("right.ended")
    story.when(sign_command(Stage.SUBJECT, "TOAN", BINH, tomorrow), BINH, tomorrow)
    story.then(signature(Stage.SUBJECT, "TOAN", BINH, tomorrow))


def test_a_divided_subject_is_signed_by_the_one_who_answers_for_it() -> None:
    school_year = year(
        ended(LAN, "NGHE_THUAT", date(2025, 12, 31)),
        *(assigned(who, "NGHE_THUAT", date(2026, 1, 1), part) for who, part in ((BINH, "AM_NHAC"), (HANG, "MI_THUAT"))),
    )
    story = opened(school_year)
    story.when(sign_command(Stage.SUBJECT, "NGHE_THUAT", HANG), HANG)
    story.then_rejected("sign.other_teacher", staff="HANG", teacher="BINH")
    story.when(c.ConfirmPart(subject="NGHE_THUAT", part="MI_THUAT"), HANG)
    story.when(sign_command(Stage.SUBJECT, "NGHE_THUAT", BINH), BINH)
    story.then(signature(Stage.SUBJECT, "NGHE_THUAT", BINH))


def test_the_new_homeroom_teacher_signs() -> None:
    story = opened(year(y.HomeroomAssigned(class_id=CLASS_8A, staff_id=BINH, since=TODAY + DAY)))
    signed(story, Stage.SUBJECT)
    tomorrow = MORNING + DAY
    story.when(sign_command(Stage.HOMEROOM, at=tomorrow), LAN, tomorrow).then_rejected("right.ended")
    story.when(sign_command(Stage.HOMEROOM, owner=BINH, at=tomorrow), BINH, tomorrow)
    story.then(signature(Stage.HOMEROOM, None, BINH, tomorrow))


@pytest.mark.parametrize("stage", [Stage.HOMEROOM, Stage.HEAD])
def test_only_a_subjects_signature_names_a_subject(stage: Stage) -> None:
    """A second signature of the homeroom teacher under a subject's name would count as another one."""
    story = signed(opened(), Stage.SUBJECT, *([Stage.HOMEROOM] if stage is Stage.HEAD else []))
    actor = LAN if stage is Stage.HOMEROOM else DUNG
    with pytest.raises(Misused) as caught:
        story.when(sign_command(stage, "TOAN", actor), actor)
    assert caught.value.code == "sign.stage"


def test_a_subjects_signature_names_a_subject_of_this_grade() -> None:
    story = opened()
    with pytest.raises(Misused) as caught:
        story.when(sign_command(Stage.SUBJECT, None, HANG), HANG)
    assert caught.value.code == "sign.stage"
    for unknown in ("", "VAT_LI"):
        story.when(sign_command(Stage.SUBJECT, unknown, HANG), HANG).then_rejected("right.missing")


def test_the_seal_is_not_put_on_as_a_persons_signature() -> None:
    """The clerk's own certificate would stand where the school's belongs, and nothing could be sealed any more."""
    story = signed(opened(), Stage.SUBJECT, Stage.HOMEROOM, Stage.HEAD)
    with pytest.raises(Misused) as caught:
        story.when(sign_command(Stage.SEAL, owner=THU), THU)
    assert caught.value.code == "sign.stage"
    signed(story, Stage.SEAL).then_it_is(status=Status.SEALED)


def test_a_signer_uses_his_own_registered_certificate() -> None:
    story = opened()
    unknown = sign_command(Stage.SUBJECT, "TOAN").model_copy(update={"certificate": "ff" * 32})
    story.when(unknown, HANG).then_rejected("cert.unknown", sha256="ff" * 8)
    for owner in (LAN, None):
        other = unknown.model_copy(update={"certificate": certificate(owner)})
        story.when(other, HANG).then_rejected("cert.other_person")


@pytest.mark.parametrize("sign", [-1, 1])
def test_a_signing_time_lies_within_the_tolerance_of_the_ledgers_clock(sign: int) -> None:
    edge = MORNING + sign * SIGNING_TIME_TOLERANCE
    opened().when(sign_command(Stage.SUBJECT, "TOAN", at=edge), HANG).then(signature(Stage.SUBJECT, "TOAN", HANG, edge))
    beyond = edge + sign * timedelta(seconds=1)
    opened().when(sign_command(Stage.SUBJECT, "TOAN", at=beyond), HANG).then_rejected("sign.clock")
    story = signed(opened(), Stage.SUBJECT, Stage.HOMEROOM, Stage.HEAD)
    story.when(seal_command(beyond), THU).then_rejected("sign.clock")


def test_a_signing_time_without_a_zone_is_refused() -> None:
    naive = MORNING.replace(tzinfo=None)
    opened().when(sign_command(Stage.SUBJECT, "TOAN", at=naive), HANG).then_rejected("sign.clock")


def with_open_request(story: ReportStory) -> ReportStory:
    change = e.MarkChange(cell=TX1, before=Score("8.0"), after=Score("9.0"))
    return story.given(
        e.CorrectionRequested(
            request_id=REQUEST, changes=(change,), reason_code=e.ReasonCode.OTHER, reason="Chấm lại", paper=PAPER
        ),
        actor=HANG,
    )


def test_nothing_is_signed_while_a_correction_waits() -> None:
    story = with_open_request(opened())
    story.when(sign_command(Stage.SUBJECT, "TOAN"), HANG).then_rejected("edition.request_open", request=REQUEST)
    story.when(refuse(), DUNG)
    story.when(sign_command(Stage.SUBJECT, "TOAN"), HANG).then(signature(Stage.SUBJECT, "TOAN", HANG))


def test_a_delegated_deputy_signs_under_his_delegation() -> None:
    given = granted(KHOA, SIGN)
    story = signed(opened(year(given), head=KHOA), Stage.SUBJECT, Stage.HOMEROOM)
    story.when(sign_command(Stage.HEAD, owner=DUNG), DUNG).then_rejected("sign.other_head", head="KHOA")
    story.when(sign_command(Stage.HEAD, owner=KHOA), KHOA)
    story.then(signature(Stage.HEAD, None, KHOA, delegation_id=given.delegation_id))


def test_a_delegation_that_ended_at_midnight_signs_no_more() -> None:
    story = signed(opened(year(granted(KHOA, SIGN)), head=KHOA), Stage.SUBJECT, Stage.HOMEROOM)
    after = moment("2026-06-21 00:05")
    story.when(sign_command(Stage.HEAD, owner=KHOA, at=after), KHOA, after)
    story.then_rejected("delegation.ended", staff="KHOA", last_day="20/06/2026")
    before = moment("2026-06-20 23:55")
    story.when(sign_command(Stage.HEAD, owner=KHOA, at=before), KHOA, before)
    assert len(story.events) == 1


def test_a_revoked_delegation_signs_no_more() -> None:
    story = signed(opened(year(granted(KHOA, SIGN)), head=KHOA), Stage.SUBJECT, Stage.HOMEROOM)
    story.year = year(
        granted(KHOA, SIGN), y.DelegationRevoked(delegation_id=UUID(int=301), last_day=TODAY - DAY), granted(
            KHOA, APPROVE, delegation_id=UUID(int=302)
        )
    )  # fmt: skip
    story.when(sign_command(Stage.HEAD, owner=KHOA), KHOA).then_rejected("delegation.ended", kind="SIGN_REPORTS")


def test_sealing_before_the_planned_day_is_refused() -> None:
    planned = date(2026, 5, 31)
    story = signed(opened(planned=planned), Stage.SUBJECT, Stage.HOMEROOM, Stage.HEAD)
    eve, day = moment("2026-05-30 23:59"), moment("2026-05-31 00:00")
    story.when(seal_command(eve), THU, eve).then_rejected("seal.too_early", planned="31/05/2026", today="30/05/2026")
    story.when(seal_command(day), THU, day)
    assert isinstance(story.events[0], e.ReportSealed)
    assert story.events[0].effective_date == planned


def test_a_clock_ahead_within_the_tolerance_does_not_seal_before_the_planned_day() -> None:
    planned = date(2026, 5, 31)
    story = signed(opened(planned=planned), Stage.SUBJECT, Stage.HOMEROOM, Stage.HEAD)
    story.when(seal_command(moment("2026-05-31 00:01")), THU, moment("2026-05-30 23:59"))
    story.then_rejected("seal.too_early", today="30/05/2026")


def test_the_effective_date_is_the_later_of_planned_day_and_day_of_sealing() -> None:
    story = signed(opened(), Stage.SUBJECT, Stage.HOMEROOM, Stage.HEAD)
    later = MORNING + 3 * DAY
    story.when(seal_command(later), THU, later)
    story.then(
        e.ReportSealed(
            signed_at=later,
            certificate=certificate(None),
            signer="5e" * 32,
            effective_date=TODAY + 3 * DAY,
            xml_sha256="e1" * 32,
        )
    )


def test_the_seal_is_the_schools_certificate() -> None:
    story = signed(opened(), Stage.SUBJECT, Stage.HOMEROOM, Stage.HEAD)
    for owner in (THU, DUNG):
        story.when(seal_command(owner=owner), THU).then_rejected("cert.other_person")


def test_only_what_is_sealed_is_issued_once_and_by_the_clerk() -> None:
    story = signed(opened(), Stage.SUBJECT, Stage.HOMEROOM, Stage.HEAD)
    story.when(ISSUE, THU).then_rejected("issue.not_sealed", number=7)
    signed(story, Stage.SEAL)
    for actor in (DUNG, LAN, VAN):
        story.when(ISSUE, actor).then_rejected("right.role")
    story.when(ISSUE, THU)
    story.when(ISSUE, THU).then_rejected("issue.already", lookup_id=LOOKUP)


def test_the_document_covers_the_issue_is_sealed_once_and_by_the_clerk() -> None:
    story = signed(opened(), *Stage)
    story.when(c.SealDocument(pdf_sha256="df" * 32, checkpoint_size=10**6), THU).then_rejected("issue.not_sealed")
    story.when(ISSUE, THU)
    assert story.state.issued
    position = story.state.issued.position
    short = c.SealDocument(pdf_sha256="df" * 32, checkpoint_size=position - 1)
    story.when(short, THU).then_rejected("document.not_covered", position=position, size=position - 1)
    enough = short.model_copy(update={"checkpoint_size": position})
    story.when(enough, DUNG).then_rejected("right.role")
    story.when(enough, THU)
    assert len(story.events) == 1
    story.when(enough, THU).then_rejected("document.already", lookup_id=LOOKUP)
