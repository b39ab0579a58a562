"""Hằng recorded 5.8 where 8.5 was meant: the commands and events of asking for that correction and deciding on it."""

from __future__ import annotations

from uuid import UUID

from domain.report import commands as c
from domain.report import events as e
from domain.report.corrections import corrected
from domain.report.editions import freeze
from domain.school_year.state import SchoolYear
from domain.values import Score
from tests.kit.people import DUNG, HANG, PAPER, REQUEST, TX1, certificate, frozen, report
from tests.kit.story import ReportStory

MARK = e.MarkChange(cell=TX1, before=Score("5.8"), after=Score("8.5"))


def ask(*changes: e.Change, request_id: UUID = REQUEST) -> c.RequestCorrection:
    return c.RequestCorrection(
        request_id=request_id, changes=changes, reason_code=e.ReasonCode.TYPING_ERROR, reason="Nhập nhầm", paper=PAPER
    )


def asked(*changes: e.Change, request_id: UUID = REQUEST) -> e.CorrectionRequested:
    return e.CorrectionRequested(
        request_id=request_id, changes=changes, reason_code=e.ReasonCode.TYPING_ERROR, reason="Nhập nhầm", paper=PAPER
    )


def approve(owner: UUID = DUNG, request_id: UUID = REQUEST, refrozen: c.Frozen | None = None) -> c.ApproveCorrection:
    return c.ApproveCorrection(
        request_id=request_id,
        request_sha256="ae" * 32,
        signature="c5" * 32,
        certificate=certificate(owner),
        refrozen=refrozen,
    )


def approved(owner: UUID = DUNG, request_id: UUID = REQUEST, delegation_id: UUID | None = None) -> e.CorrectionApproved:
    return e.CorrectionApproved(
        request_id=request_id,
        request_sha256="ae" * 32,
        signature="c5" * 32,
        certificate=certificate(owner),
        delegation_id=delegation_id,
    )


def refuse(owner: UUID = DUNG, request_id: UUID = REQUEST) -> c.RefuseCorrection:
    return c.RefuseCorrection(
        request_id=request_id,
        request_sha256="ae" * 32,
        signature="c5" * 32,
        certificate=certificate(owner),
        remark="Không có căn cứ",
    )


def refused(owner: UUID = DUNG, request_id: UUID = REQUEST, delegation_id: UUID | None = None) -> e.CorrectionRefused:
    return e.CorrectionRefused(**dict(refuse(owner, request_id)), delegation_id=delegation_id)


def recorded(school_year: SchoolYear | None = None) -> ReportStory:
    """Hằng recorded 5.8 where 8.5 was meant."""
    return report(school_year).given(e.ScoreRecorded(cell=TX1, mark=Score("5.8")), actor=HANG)


def requested(school_year: SchoolYear | None = None) -> ReportStory:
    """…and asked for the correction."""
    return recorded(school_year).given(asked(MARK), actor=HANG)


def approval(story: ReportStory, owner: UUID = DUNG, request_id: UUID = REQUEST) -> c.ApproveCorrection:
    """The approval of a request on an open edition, with what it freezes anew."""
    after = corrected(story.state, story.state.requests[request_id])
    refrozen = frozen(story, freeze(after, story.year), digest="db" * 32)
    return approve(owner, request_id, refrozen)


def decided(story: ReportStory, *changes: e.Change, actor: UUID = HANG, request_id: UUID = REQUEST) -> ReportStory:
    """Asked for and approved while an edition is open; ``story.events`` are the approval's."""
    story.when(ask(*changes, request_id=request_id), actor)
    assert story.error is None, story.error
    return story.when(approval(story, request_id=request_id), DUNG)
