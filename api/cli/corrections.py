"""Commands for corrections: correction request|list|approve|refuse|withdraw."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from api.cli.common import DAY_FORMATS, As, Dry, Json, School, Year, actor, command, desk, would_record
from api.flows import corrections as flow
from api.flows.correction_places import changes_at
from domain.errors import Misused
from domain.ledger import Blob
from domain.messages import MESSAGES, Language
from domain.report import events as e
from domain.report.corrections import target
from domain.words import said
from projections import reports as report_rows
from projections.runner import school_transaction

MESSAGES.update(
    {
        "correction.bad_id": ("{found} không phải mã đề nghị.", "{found} is not a request id."),
        "correction.pairs": (
            "Có {places} vị trí (--place) nhưng {values} giá trị (--value). Hãy nêu mỗi vị trí một giá trị.",
            "There are {places} places (--place) and {values} values (--value). Give one value for each place.",
        ),
        "correction.paper_parts": (
            "Báo cáo đã có cần đủ --paper, --paper-number và --paper-date; bỏ cả ba để hệ thống lập báo cáo.",
            "A paper that exists needs --paper, --paper-number and --paper-date; leave out all three and the system "
            "makes it.",
        ),
    }
)

correction = typer.Typer(no_args_is_help=True, help="Đề nghị điều chỉnh và quyết định. · Corrections.")

RequestId = Annotated[str, typer.Argument(help="Mã đề nghị. · Request id.")]


@correction.command("request")
def request(
    report: Annotated[str, typer.Option("--report", help="Mã dòng hoặc mã tra cứu học bạ. · Report.")],
    places: Annotated[list[str], typer.Option("--place", "--cell", help="Ví dụ TOAN/1/TX1; lặp lại được. · Place.")],
    values: Annotated[list[str], typer.Option("--value", help="Giá trị mới, mỗi --place một giá trị. · New value.")],
    reason: Annotated[str, typer.Option("--reason", help="Lí do. · Reason.")],
    who: As,
    paper: Annotated[
        Path | None, typer.Option("--paper", help="Báo cáo đã có (PDF, PNG, JPEG); bỏ qua: hệ thống lập. · Its file.")
    ] = None,
    paper_number: Annotated[str | None, typer.Option("--paper-number", help="Số báo cáo đã có. · Its number.")] = None,
    paper_date: Annotated[
        datetime | None, typer.Option("--paper-date", formats=DAY_FORMATS, help="Ngày báo cáo.")
    ] = None,
    attach: Annotated[
        list[Path] | None, typer.Option("--attach", help="Minh chứng: PDF, PNG, JPEG; lặp lại được. · Evidence.")
    ] = None,
    reason_code: Annotated[e.ReasonCode, typer.Option("--reason-code")] = e.ReasonCode.TYPING_ERROR,
    dry: Dry = False,
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Gửi đề nghị điều chỉnh một hay nhiều giá trị đã ghi sổ. · Ask for a correction."""
    with command(as_json=as_json) as screen, desk(school, year, dry=dry) as (app, opened):
        person = actor(app, opened, who)
        report_id = opened.find_report(report)
        written, file = _handed_in(paper, paper_number, paper_date)
        if len(places) != len(values):
            raise Misused("correction.pairs", places=len(places), values=len(values))
        wanted = changes_at(opened, opened.report(report_id), zip(places, values, strict=True))
        asked = flow.request_correction(
            opened,
            report_id,
            wanted.changes,
            person,
            reason_code,
            reason,
            written,
            file,
            key=None if written else app.keys(opened.ledger.school_id).load(opened.year().member(who)),
            attached=flow.read_attachments(attach or ()),
            personal=wanted.personal,
        )
        if would_record(screen, opened, as_json=as_json):
            return
        number = opened.report(report_id).requests[asked.request_id].asked.paper.number
        if as_json:
            screen.answer(
                {
                    "request_id": str(asked.request_id),
                    "report_id": str(report_id),
                    "position": asked.position,
                    "paper_number": number,
                }
            )
        else:
            screen.say(
                f"Đã gửi đề nghị {asked.request_id}, báo cáo số {number} (bản ghi {asked.position}). "
                "Chờ Hiệu trưởng duyệt.",
                f"Request {asked.request_id} sent, paper {number} (entry {asked.position}). The principal decides.",
            )


def _handed_in(paper: Path | None, number: str | None, dated: datetime | None) -> tuple[e.Paper | None, Blob | None]:
    """The written report that exists; nothing where the system shall make it. Raises Misused for a part of one."""
    if paper is None and number is None and dated is None:
        return None, None
    if paper is None or number is None or dated is None:
        raise Misused("correction.paper_parts")
    return flow.read_paper(paper, number, dated.date())


@correction.command("list")
def list_open(school: School = None, year: Year = None, as_json: Json = False) -> None:
    """Các đề nghị đang chờ duyệt. · Requests that wait for a decision."""
    with command(as_json=as_json) as screen, desk(school, year) as (_, opened):
        with school_transaction(opened.pool, opened.ledger.school_id) as connection:
            rows = report_rows.with_open_requests(connection, opened.ledger.school_id)
        waiting = [
            {"report_id": str(row.report_id), "number": row.number, **asked}
            for row in rows
            for asked in row.record["requests"].values()
            if asked["status"] == "OPEN"
        ]
        if as_json:
            screen.answer(waiting)
            return
        current = opened.year()
        for row in rows:
            class_code = current.classes[row.class_id].code
            for request in opened.report(row.report_id).open_requests:
                who = current.actor(request.requested_by).code
                asked = request.asked
                what = "; ".join(described(change, screen.language) for change in asked.changes)
                line = f"{asked.request_id} · {class_code}/{row.number} · {what} · {who}: {asked.reason}"
                screen.say(line, line)
        screen.note(f"{len(waiting)} đề nghị chờ duyệt.", f"{len(waiting)} requests wait.")


@correction.command("approve")
def approve(
    request_id: RequestId,
    who: As,
    remark: Annotated[str | None, typer.Option("--remark", help="Ý kiến. · Remark.")] = None,
    dry: Dry = False,
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Đồng ý, ký số lên đề nghị bằng khóa của người duyệt. · Approve and sign."""
    with command(as_json=as_json) as screen, desk(school, year, dry=dry) as (app, opened):
        person = actor(app, opened, who)
        key = app.keys(opened.ledger.school_id).load(opened.year().member(who))
        decided = flow.approve_correction(opened, _id(request_id), person, key, remark)
        if would_record(screen, opened, as_json=as_json):
            return
        if as_json:
            screen.answer({"request_id": request_id, "status": decided.status.value})
        else:
            screen.say(f"Đã đồng ý đề nghị {request_id}.", f"Approved request {request_id}.")


@correction.command("refuse")
def refuse(
    request_id: RequestId,
    who: As,
    remark: Annotated[str, typer.Option("--remark", help="Lí do không đồng ý. · Why not.")],
    dry: Dry = False,
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Không đồng ý, ký số lên đề nghị; giá trị đã ghi sổ giữ nguyên. · Refuse and sign."""
    with command(as_json=as_json) as screen, desk(school, year, dry=dry) as (app, opened):
        person = actor(app, opened, who)
        key = app.keys(opened.ledger.school_id).load(opened.year().member(who))
        decided = flow.refuse_correction(opened, _id(request_id), person, key, remark)
        if would_record(screen, opened, as_json=as_json):
            return
        if as_json:
            screen.answer({"request_id": request_id, "status": decided.status.value})
        else:
            screen.say(f"Không đồng ý đề nghị {request_id}.", f"Refused request {request_id}.")


@correction.command("withdraw")
def withdraw(
    request_id: RequestId,
    who: As,
    remark: Annotated[str | None, typer.Option("--remark", help="Lí do rút. · Why.")] = None,
    dry: Dry = False,
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Rút đề nghị của chính mình khi chưa được quyết định. · Take one's own request back."""
    with command(as_json=as_json) as screen, desk(school, year, dry=dry) as (app, opened):
        person = actor(app, opened, who)
        decided = flow.withdraw_correction(opened, _id(request_id), person, remark)
        if would_record(screen, opened, as_json=as_json):
            return
        if as_json:
            screen.answer({"request_id": request_id, "status": decided.status.value})
        else:
            screen.say(f"Đã rút đề nghị {request_id}.", f"Withdrew request {request_id}.")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Misused("correction.bad_id", found=text) from error


def described(change: e.Change, language: Language) -> str:
    """One line on a change: what, before → after."""
    place, before, after = (said(each, language) for each in (target(change), change.before, change.after))
    return f"{place}: {before} → {after}"
