"""Commands for corrections: correction request|list|approve|refuse|withdraw."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from api.cli.common import DAY_FORMATS, As, Dry, Json, School, Year, actor, command, desk, would_record
from api.flows import corrections as flow
from api.flows.correction_places import change_at
from domain.errors import Misused
from domain.messages import MESSAGES, Language
from domain.report import events as e
from domain.report.corrections import target
from domain.words import said
from projections import reports as report_rows
from projections.runner import school_transaction

MESSAGES.update({"correction.bad_id": ("{found} không phải mã đề nghị.", "{found} is not a request id.")})

correction = typer.Typer(no_args_is_help=True, help="Đề nghị điều chỉnh và quyết định. · Corrections.")

RequestId = Annotated[str, typer.Argument(help="Mã đề nghị. · Request id.")]


@correction.command("request")
def request(
    report: Annotated[str, typer.Option("--report", help="Mã dòng hoặc mã tra cứu học bạ. · Report.")],
    place: Annotated[str, typer.Option("--cell", help="Ví dụ TOAN/1/TX1. · Place.")],
    value: Annotated[str, typer.Option("--value", help="Giá trị mới; số buổi nghỉ viết 3+1. · New value.")],
    reason: Annotated[str, typer.Option("--reason", help="Lí do. · Reason.")],
    paper_number: Annotated[str, typer.Option("--paper-number", help="Số báo cáo bằng văn bản. · Paper number.")],
    paper_date: Annotated[datetime, typer.Option("--paper-date", formats=DAY_FORMATS, help="Ngày báo cáo.")],
    paper: Annotated[Path, typer.Option("--paper", help="Tệp báo cáo: PDF, PNG, JPEG. · Its file.")],
    who: As,
    reason_code: Annotated[e.ReasonCode, typer.Option("--reason-code")] = e.ReasonCode.TYPING_ERROR,
    dry: Dry = False,
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Gửi đề nghị điều chỉnh một giá trị đã ghi sổ. · Ask for a correction."""
    with command(as_json=as_json) as screen, desk(school, year, dry=dry) as (app, opened):
        person = actor(app, opened, who)
        report_id = opened.find_report(report)
        written, blob = flow.read_paper(paper, paper_number, paper_date.date())
        change = change_at(opened.report(report_id), place, value)
        asked = flow.request_correction(opened, report_id, (change,), person, reason_code, reason, written, blob)
        if would_record(screen, opened, as_json=as_json):
            return
        if as_json:
            screen.answer(
                {"request_id": str(asked.request_id), "report_id": str(report_id), "position": asked.position}
            )
        else:
            screen.say(
                f"Đã gửi đề nghị {asked.request_id} (bản ghi {asked.position}). Chờ Hiệu trưởng duyệt.",
                f"Request {asked.request_id} sent (entry {asked.position}). It waits for the principal.",
            )


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
