"""Corrections after signatures: exactly what covered the change falls and is signed again; nothing after issue."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.formats.hoc_ba import Chain, Stage
from domain.report import commands as c
from domain.report import events as e
from domain.report.state import Status
from domain.report.turns import turns
from domain.school_year.state import SchoolYear
from domain.values import Level, Score, Term
from tests.kit.asking import approval, ask, decided, refuse
from tests.kit.people import (
    BINH,
    DUNG,
    HANG,
    LAN,
    LOOKUP,
    REQUEST,
    TAUGHT,
    THU,
    TODAY,
    TX1,
    assigned,
    ended,
    opened,
    sign_command,
    signed,
    teacher,
    year,
)  # fmt: skip
from tests.kit.story import MORNING, ReportStory

TOAN = e.MarkChange(cell=TX1, before=Score("8.0"), after=Score("9.0"))
CONDUCT = e.ConductChange(term=Term.TWO, before=Level.TOT, after=Level.KHA)
LATER = [(Stage.HOMEROOM, None), (Stage.HEAD, None), (Stage.SEAL, None)]


def fallen(story: ReportStory) -> tuple[e.Place, ...]:
    """What the last approval voided."""
    approved, refrozen, *voided = story.events
    assert isinstance(approved, e.CorrectionApproved)
    assert isinstance(refrozen, e.EditionRefrozen)
    if not voided:
        return ()
    (event,) = voided
    assert isinstance(event, e.SignaturesVoided)
    assert (event.because, event.reference) == (e.VoidedBecause.CORRECTION, REQUEST)
    return event.signatures


def waiting(story: ReportStory) -> list[tuple[Stage, str | None, str | None]]:
    """Whose turn it is: stage, subject, staff code."""
    found = turns(story.state, story.year, TODAY)
    return [(turn.stage, turn.subject, turn.staff and turn.staff.code) for turn in found]


@pytest.mark.parametrize("stages", range(5))
def test_a_mark_voids_its_subject_and_every_later_stage_reached_so_far(stages: int) -> None:
    story = decided(signed(opened(), *list(Stage)[:stages]), TOAN)
    assert fallen(story) == ((Stage.SUBJECT, "TOAN"), *LATER)[:stages]
    assert set(story.state.signatures) == {(Stage.SUBJECT, code) for code in TAUGHT if stages and code != "TOAN"}
    assert (story.state.sealed, [voided.place for voided in story.state.voided]) == (None, list(fallen(story)))


@pytest.mark.parametrize(
    ("change", "actor"),
    [
        (CONDUCT, LAN),
        (e.HomeroomCommentChange(before="Ngoan, có cố gắng", after="Ngoan"), LAN),
        (e.AbsencesChange(before={"permitted": 3, "unpermitted": 1}, after={"permitted": 4, "unpermitted": 0}), LAN),
    ],
)
def test_what_belongs_to_no_subject_voids_from_the_homeroom_teacher_upward(change: e.Change, actor: object) -> None:
    story = decided(signed(opened(), *Stage), change, actor=LAN)
    assert fallen(story) == tuple(LATER)
    assert len(story.state.signatures) == len(TAUGHT)
    assert waiting(story) == [(Stage.HOMEROOM, None, "LAN")]


def test_a_birth_date_voids_from_the_homeroom_teacher_upward() -> None:
    """C2.7, second half; what is not the report's (a phone number) has no change of its own, and voids nothing."""
    change = e.IdentityChange(field="birth_date", before="b1" * 32, after="b2" * 32)
    proof = e.Attachment(name="trich-luc.pdf", sha256="e1" * 32, media_type="application/pdf")
    identity = {"birth_date": "b1" * 32}
    story = signed(opened(), *Stage)
    story.when(ask(change).model_copy(update={"identity": identity, "attachments": (proof,)}), LAN)
    story.when(approval(story).model_copy(update={"identity": identity}), DUNG)
    assert fallen(story) == tuple(LATER)
    assert len(story.state.signatures) == len(TAUGHT)
    elsewhere = e.IdentityChange(field="phone", before="b1" * 32, after="b2" * 32)
    story.when(ask(elsewhere, request_id=UUID(int=500)).model_copy(
        update={"identity": {"phone": "b1" * 32}, "attachments": (proof,)}), LAN)  # fmt: skip
    story.then_rejected("correction.field_unknown", field="phone")


def test_a_comment_voids_its_own_subject_only() -> None:
    """C2.6, second half: the teacher corrects the comment of the wrong pupil; others stay."""
    change = e.CommentChange(subject="TOAN", before="Chăm học", after="Có tiến bộ")
    story = decided(signed(opened(), Stage.SUBJECT), change)
    assert fallen(story) == ((Stage.SUBJECT, "TOAN"),)
    assert waiting(story) == [(Stage.SUBJECT, "TOAN", "HANG")]


def test_a_mark_that_leaves_the_average_as_it_was_still_voids_the_signature_of_its_teacher() -> None:
    change = e.MarkChange(cell=TX1, before=Score("8.0"), after=Score("8.1"))
    story = signed(opened(), *Stage)
    before = story.state.edition and story.state.edition.result.subjects
    assert fallen(decided(story, change)) == ((Stage.SUBJECT, "TOAN"), *LATER)
    assert story.state.edition
    assert story.state.edition.result.subjects == before


def test_a_mistake_found_after_approval_goes_back_to_the_teacher() -> None:
    """C3.8: after the principal's signature, before the seal; and all of it again, under the same lookup code."""
    story = decided(signed(opened(), Stage.SUBJECT, Stage.HOMEROOM, Stage.HEAD), TOAN)
    assert fallen(story) == ((Stage.SUBJECT, "TOAN"), *LATER[:2])
    assert story.state.status is Status.SUBJECT_SIGNED
    assert waiting(story) == [(Stage.SUBJECT, "TOAN", "HANG")]
    story.when(sign_command(Stage.HOMEROOM), LAN).then_rejected("sign.not_your_turn", waiting="TOAN")
    story.when(sign_command(Stage.SUBJECT, "TOAN"), HANG)
    signed(story, Stage.HOMEROOM, Stage.HEAD, Stage.SEAL)
    assert story.state.edition
    assert (story.state.edition.opened.lookup_id, story.state.edition.data_sha256) == (LOOKUP, "db" * 32)
    assert story.state.status is Status.SEALED


def test_the_successor_signs_anew_what_the_predecessor_had_signed() -> None:
    story = signed(opened(), *Stage)
    tomorrow = MORNING + timedelta(days=1)
    story.year = year(ended(HANG, "TOAN", TODAY), assigned(BINH, "TOAN", tomorrow.date()))
    story.when(ask(TOAN), BINH, tomorrow).when(approval(story), DUNG, tomorrow)
    assert fallen(story)[0] == (Stage.SUBJECT, "TOAN")
    story.when(sign_command(Stage.SUBJECT, "TOAN", BINH, tomorrow), BINH, tomorrow)
    assert isinstance(story.events[0], e.ReportSigned)


def test_a_sealed_report_that_was_not_issued_is_sealed_again() -> None:
    story = decided(signed(opened(), *Stage), CONDUCT, actor=LAN)
    story.when(c.IssueReport(page_sha256="9a" * 32), THU).then_rejected("issue.not_sealed")
    signed(story, Stage.HOMEROOM, Stage.HEAD, Stage.SEAL)
    story.when(c.IssueReport(page_sha256="9a" * 32), THU).then_it_is(status=Status.ISSUED)


def test_after_issue_nothing_is_corrected() -> None:
    story = signed(opened(), *Stage).when(c.IssueReport(page_sha256="9a" * 32), THU)
    story.when(ask(TOAN), HANG).then_rejected("correction.after_issue", status="ISSUED")


def test_an_open_request_holds_signatures_up_and_a_refusal_lets_them_go_on() -> None:
    story = signed(opened(), Stage.SUBJECT).when(ask(TOAN), HANG)
    assert waiting(story) == []
    story.when(sign_command(Stage.HOMEROOM), LAN).then_rejected("edition.request_open")
    story.when(refuse(), DUNG)
    assert len(story.state.signatures) == len(TAUGHT)
    signed(story, Stage.HOMEROOM)


def homeroom_first() -> SchoolYear:
    return year(signing_chains={"THCS": Chain.HOMEROOM_FIRST})


def test_where_the_homeroom_teacher_signs_first_a_mark_voids_from_there() -> None:
    story = signed(opened(homeroom_first()), Stage.HOMEROOM, Stage.HEAD, Stage.SEAL)
    assert fallen(decided(story, TOAN)) == tuple(LATER)
    assert waiting(story) == [(Stage.HOMEROOM, None, "LAN")]


@given(
    subjects=st.sets(st.sampled_from([code for code in TAUGHT if code not in ("GDCD", "NGHE_THUAT")]), min_size=1),
    stages=st.integers(0, 4),
)
def test_what_falls_is_what_covers_a_change_and_nothing_else(subjects: set[str], stages: int) -> None:
    """Comments of any subjects, at any stage: the signatures of these and all later ones fall; every other stands."""
    story = signed(opened(), *list(Stage)[:stages])
    for count, code in enumerate(sorted(subjects)):
        change = e.CommentChange(subject=code, before="Chăm học", after="Có tiến bộ")
        request_id = UUID(int=500 + count)
        decided(story, change, actor=teacher(code), request_id=request_id)
    standing = {(Stage.SUBJECT, code) for code in TAUGHT if stages and code not in subjects}
    assert set(story.state.signatures) == standing
    expected = {(Stage.SUBJECT, code) for code in subjects} | set(LATER[: stages - 1]) if stages else set()
    assert {voided.place for voided in story.state.voided} == expected
