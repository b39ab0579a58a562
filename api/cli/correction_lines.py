"""A correction request on a person's screen: lines in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from api.flows.correction_views import PaperView, RequestView
from domain.context import VIETNAM
from domain.report.deciders import SUPERVISING_BODY
from domain.words import said

Line = tuple[str, str]


def lines(view: RequestView) -> Iterator[Line]:
    """The request from its number to who decides, or who decided; the effect on results is flagged where it rises."""
    yield (
        f"Đề nghị {view.request_id}: {said(view.status.value, 'vi', 'request')}",
        f"Request {view.request_id}: {said(view.status.value, 'en', 'request')}",
    )
    yield (
        f"Học sinh: {view.pupil}, lớp {view.class_code}, số {view.number}",
        f"Pupil: {view.pupil}, class {view.class_code}, number {view.number}",
    )
    yield (
        f"Người đề nghị: {view.asked_by.name} ({view.asked_by.code}), {_at(view.asked_at)}",
        f"Asked by: {view.asked_by.name} ({view.asked_by.code}), {_at(view.asked_at)}",
    )
    yield (
        f"Báo cáo: {_paper(view.paper, 'hệ thống lập')}",
        f"Written report: {_paper(view.paper, 'made by the system')}",
    )
    yield (
        f"Lí do: {said(view.reason_code.value, 'vi', 'reason')}. {view.reason}",
        f"Reason: {said(view.reason_code.value, 'en', 'reason')}. {view.reason}",
    )
    for file in view.attachments:
        yield f"Minh chứng: {file.name} ({file.sha256})", f"Evidence: {file.name} ({file.sha256})"
    yield "Nội dung:", "Changes:"
    for change in view.changes:
        line = f"  {change.what}: {change.before} → {change.after}"
        yield line, line
    yield from _effect(view)
    if view.voids:
        names = ", ".join(view.voids)
        yield f"Chữ ký sẽ không còn hiệu lực: {names}", f"Signatures that will be void: {names}"
    yield from _decision(view)


def _effect(view: RequestView) -> Iterator[Line]:
    if not view.effects:
        yield (
            "Không làm thay đổi điểm trung bình, mức đánh giá, lên lớp, danh hiệu.",
            "No average, level, promotion or title would be another one.",
        )
        return
    yield "Ảnh hưởng:", "Effect:"
    for one in view.effects:
        line = f"  {one.place}: {one.before} → {one.after}"
        yield line + ("  ⚠ VƯỢT NGƯỠNG" if one.rises else ""), line + ("  ⚠ CROSSES A THRESHOLD" if one.rises else "")


def _decision(view: RequestView) -> Iterator[Line]:
    if view.decided_by and view.decided_at:
        how = [view.remark, view.delegation, view.body, view.answer.number if view.answer else None]
        told = " · ".join(each for each in how if each)
        by = f"{view.decided_by.name} ({view.decided_by.code}), {_at(view.decided_at)}"
        yield f"Kết quả: {by}{f': {told}' if told else ''}", f"Decided by: {by}{f': {told}' if told else ''}"
        return
    people = ", ".join(f"{one.name} ({one.code})" for one in view.decides)
    yield (
        f"Người duyệt: {people or said(SUPERVISING_BODY, 'vi', 'body')}",
        f"Who decides: {people or said(SUPERVISING_BODY, 'en', 'body')}",
    )


def _paper(paper: PaperView, made: str) -> str:
    return f"{paper.number}, {paper.dated:%d/%m/%Y}{f' ({made})' if paper.made else ''}"


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
