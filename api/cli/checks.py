"""Commands for cross-checks: check assign|sample|find|answer|close|withdraw|list|show."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import typer

from api.cli.common import DAY_FORMATS
from api.cli.console import Screen
from api.cli.reading import Reader, reads
from api.cli.writing import Writer, writes
from api.flows.cross_checks import acting as flow
from api.flows.cross_checks import views
from api.flows.cross_checks.views import CheckLine, CheckView
from api.flows.structure import uncited_text
from domain.cross_check.events import FindingKind
from domain.ledger import Appended
from domain.telling import mark_told
from domain.words import Language, said

check = typer.Typer(no_args_is_help=True, help="Kiểm tra chéo, rà soát thông tin nhân thân. · Cross-checks.")

CheckId = Annotated[UUID, typer.Argument(help="Mã lần kiểm tra, như check list nêu. · The check.")]


@check.command("assign")
@writes
def assign(
    by: Writer,
    class_codes: Annotated[list[str], typer.Option("--class", help="Lớp; có thể nhiều. · Classes.")],
    document: Annotated[str, typer.Option("--document", help="Kế hoạch: số, ngày. · The plan.")],
    subjects: Annotated[
        list[str] | None, typer.Option("--subject", help="Mã môn; bỏ qua: thông tin nhân thân. · None: personal data.")
    ] = None,
    checkers: Annotated[list[str] | None, typer.Option("--checker", help="Mã người kiểm tra. · Staff codes.")] = None,
    team: Annotated[str | None, typer.Option("--team", help="Hoặc một tổ: mọi thành viên. · Or a whole team.")] = None,
    sample: Annotated[int | None, typer.Option("--sample", help="Mẫu ngẫu nhiên n mục; bỏ qua: toàn bộ.")] = None,
    seed: Annotated[str | None, typer.Option("--seed", help="Mã rút mẫu; bỏ qua: máy chọn. · Seed.")] = None,
    due: Annotated[datetime | None, typer.Option("--due", formats=DAY_FORMATS, help="Đến hết ngày. · By when.")] = None,
) -> None:
    """Lãnh đạo giao kiểm tra chéo: mỗi lớp, mỗi môn một lần kiểm tra. · One check for each class and subject."""
    year = by.desk.year()
    chosen: list[str | None] = [*subjects] if subjects else [None]
    classes = [year.school_class(code).class_id for code in class_codes]
    ids = flow.assign_checks(
        by.desk,
        by.person,
        [(class_id, subject) for class_id in classes for subject in chosen],
        [year.member(code).staff_id for code in checkers or ()],
        flow.seeded(sample, seed),
        document,
        team_id=year.team(team).team_id if team else None,
        due=due.date() if due else None,
    )
    notices = uncited_text(year, document)
    for notice in notices if not by.as_json else ():
        by.screen.warn(notice.text("vi"), notice.text("en"))
    if by.would_record():
        return
    if by.as_json:
        told = [notice.text(by.screen.language) for notice in notices]
        by.screen.answer({"check_ids": [str(each) for each in ids], "notices": told})
        return
    for each in ids:
        by.screen.say(f"Đã giao kiểm tra {each}.", f"Check {each} assigned.")


@check.command("sample")
@writes
def sample(by: Writer, check_id: CheckId) -> None:
    """Rút mẫu theo mã rút, rồi cho xem các ô cần đối chiếu. · Draw the sample and show it."""
    if flow.check_of(by.desk, check_id).drawn is None:
        flow.draw_sample(by.desk, check_id, by.person)
    if not by.would_record():
        _show(by.screen, views.show(by.desk, check_id), as_json=by.as_json)


@check.command("find")
@writes
def find(
    by: Writer,
    check_id: CheckId,
    number: Annotated[int, typer.Option("--number", help="Số thứ tự học sinh. · The pupil's list number.")],
    place: Annotated[str, typer.Option("--place", help="TOAN/1/TX1, TOAN/nhan-xet, nhan-than/birth_place. · Place.")],
    comment: Annotated[str, typer.Option("--comment", help="Nhận xét của người kiểm tra. · Comment.")],
    seen: Annotated[str | None, typer.Option("--seen", help="Giá trị trên minh chứng. · What the source says.")] = None,
    kind: Annotated[
        FindingKind, typer.Option("--kind", help="DIFFERS, BLANK, NO_SOURCE, MISPLACED, OTHER.")
    ] = FindingKind.DIFFERS,
) -> None:
    """Ghi nhận một chỗ chưa khớp với minh chứng. · Note what was found."""
    _tell(by, flow.note_finding(by.desk, check_id, by.person, number, place, kind, seen, comment))


@check.command("answer")
@writes
def answer(
    by: Writer,
    check_id: CheckId,
    finding: Annotated[UUID, typer.Option("--finding", help="Mã ghi nhận, như check show nêu. · The finding.")],
    request: Annotated[UUID | None, typer.Option("--request", help="Sai: mã đề nghị điều chỉnh. · Request.")] = None,
    explanation: Annotated[str | None, typer.Option("--explain", help="Đúng: giải trình. · Explanation.")] = None,
) -> None:
    """Người phụ trách trả lời: sai thì điều chỉnh, đúng thì giải trình. · The owner's answer."""
    answered = flow.answer_finding(by.desk, check_id, by.person, finding, request_id=request, explanation=explanation)
    _tell(by, answered)


@check.command("close")
@writes
def close(
    by: Writer,
    check_id: CheckId,
    remark: Annotated[str | None, typer.Option("--remark", help="Nhận xét chung. · Remark.")] = None,
) -> None:
    """Người kiểm tra kết thúc, khi mọi ghi nhận đã được trả lời. · Close the check."""
    _tell(by, flow.close_check(by.desk, check_id, by.person, remark))


@check.command("withdraw")
@writes
def withdraw(
    by: Writer, check_id: CheckId, reason: Annotated[str, typer.Option("--reason", help="Lí do. · Reason.")]
) -> None:
    """Lãnh đạo thu hồi việc kiểm tra đã giao. · Take the check back."""
    _tell(by, flow.withdraw_check(by.desk, check_id, by.person, reason))


@check.command("list")
@reads
def list_(
    here: Reader,
    class_code: Annotated[str | None, typer.Option("--class", help="Chỉ một lớp. · One class.")] = None,
) -> None:
    """Các lần kiểm tra, theo hạn. · The checks by their last days."""
    class_id = here.desk.year().school_class(class_code).class_id if class_code else None
    lines = views.list_checks(here.desk, class_id=class_id)
    if here.answered(lines):
        return
    for line in lines:
        here.screen.say(_line(line, "vi"), _line(line, "en"))


@check.command("show")
@reads
def show(here: Reader, check_id: CheckId) -> None:
    """Một lần kiểm tra: mẫu, ghi nhận, trả lời. · One check with its sample and findings."""
    _show(here.screen, views.show(here.desk, check_id), as_json=here.as_json)


def _line(line: CheckLine, language: Language) -> str:
    what = said(line.about, language, "check")
    subject = f" {said(line.subject, language, 'subject')}" if line.subject else ""
    vi = language == "vi"
    due = f" · {'hạn' if vi else 'until'} {line.due:%d/%m/%Y}" if line.due else ""
    late = (" (quá hạn)" if vi else " (late)") if line.late else ""
    counted = (
        f"{line.findings} ghi nhận, {line.unanswered} chờ trả lời"
        if vi
        else f"{line.findings} findings, {line.unanswered} unanswered"
    )
    status = said(line.status, language, "check")
    who = ", ".join(line.checkers)
    return f"{line.check_id} · {what}{subject} · {line.class_code} · {who} · {status}{due}{late} · {counted}"


def _lines(shown: CheckView, language: Language) -> list[str]:
    lines = [_line(shown, language)]
    lines += [
        f"  {item.number:>3}  {item.full_name} · {item.place or ''} · {_value(item.recorded, language)}"
        for item in shown.items
    ]
    for each in shown.found:
        kind = said(each.kind, language, "finding")
        values = f"{_value(each.recorded, language)} → {_value(each.seen, language)}"
        answer_ = each.explanation or (str(each.request_id) if each.request_id else "…")
        lines.append(
            f"  {each.finding_id} · {each.number} {each.full_name} · {each.place} · {kind} · {values} · {each.comment}"
            f" ({each.by}) · {answer_}"
        )
    return lines


def _value(text: str | None, language: Language) -> str:
    return "–" if text is None else mark_told(text, language)


def _show(screen: Screen, shown: CheckView | None, *, as_json: bool) -> None:
    assert shown is not None, "nobody's right to read was asked for"
    if as_json:
        screen.answer(shown.model_dump(mode="json"))
        return
    for vi, en in zip(_lines(shown, "vi"), _lines(shown, "en"), strict=True):
        screen.say(vi, en)


def _tell(by: Writer, appended: Appended | None) -> None:
    if by.would_record():
        return
    position: Any = appended.last_position if appended else None
    if by.as_json:
        by.screen.answer({"position": position})
    else:
        by.screen.say(f"Đã ghi vào sổ cái, bản ghi {position}.", f"Recorded, entry {position}.")
