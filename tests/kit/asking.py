"""Hằng recorded 5.8 where 8.5 was meant: the commands and events of asking for that correction and deciding on it."""

from __future__ import annotations

from uuid import UUID

from domain.report import commands as c
from domain.report import events as e
from domain.school_year.state import SchoolYear
from domain.values import Score
from tests.kit.people import DUNG, HANG, PAPER, REQUEST, TX1, certificate, report
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
