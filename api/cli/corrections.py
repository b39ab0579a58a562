"""Commands for corrections: correction request|list|approve|refuse."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from api.cli.common import DAY_FORMATS, As, Json, School, Year, actor, command, desk
from api.flows import corrections as flow
from domain.errors import Misused
from domain.messages import MESSAGES, Language
from domain.report import events as e
from domain.report.corrections import target
from domain.report.state import Report
from domain.values import Attainment, Cell, Column, CommentResult, Level, Rating, Score, Term
from domain.words import said
from projections import reports as report_rows
from projections.runner import school_transaction

MESSAGES.update(
    {
        "correction.place": (
            "Không hiểu vị trí {found}. Viết: TOAN/1/TX1, NGHE_THUAT/AM_NHAC/2/CK, TOAN/nhan-xet, ren-luyen/1, nghi, "
            "nhan-xet.",
            "Cannot read the place {found}. Write TOAN/1/TX1, NGHE_THUAT/AM_NHAC/2/CK, TOAN/comment, conduct/1, "
            "absences, comment.",
        ),
        "correction.value": (
            "Giá trị “{found}” không dùng được ở {place}. Điểm viết 7,5; kết quả Đ hoặc CĐ; ở tiểu học T, H, C (môn "
            "học) hoặc T, Đ, C (phẩm chất, năng lực); mức rèn luyện Tốt, Khá, Đạt, Chưa đạt; số buổi nghỉ 3+1 (có "
            "phép + không phép).",
            "Value “{found}” cannot stand at {place}. Write a mark as 7.5, a result as Đ or CĐ, in primary school T, "
            "H, C (subjects) or T, Đ, C (qualities, competencies), a level as Tốt, Khá, Đạt, Chưa đạt, absences as 3+1 "
            "(with + without permission).",
        ),
        "correction.bad_id": ("{found} không phải mã đề nghị.", "{found} is not a request id."),
    }
)

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
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Gửi đề nghị điều chỉnh một giá trị đã ghi sổ. · Ask for a correction."""
    with command(as_json=as_json) as screen, desk(school, year) as (app, opened):
        person = actor(app, opened, who)
        report_id = opened.find_report(report)
        written, blob = flow.read_paper(paper, paper_number, paper_date.date())
        change = change_at(opened.report(report_id), place, value)
        asked = flow.request_correction(opened, report_id, (change,), person, reason_code, reason, written, blob)
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
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Đồng ý, ký số lên đề nghị bằng khóa của người duyệt. · Approve and sign."""
    with command(as_json=as_json) as screen, desk(school, year) as (app, opened):
        person = actor(app, opened, who)
        key = app.keys(opened.ledger.school_id).load(opened.year().member(who))
        decided = flow.approve_correction(opened, _id(request_id), person, key, remark)
        if as_json:
            screen.answer({"request_id": request_id, "status": decided.status.value})
        else:
            screen.say(f"Đã đồng ý đề nghị {request_id}.", f"Approved request {request_id}.")


@correction.command("refuse")
def refuse(
    request_id: RequestId,
    who: As,
    remark: Annotated[str, typer.Option("--remark", help="Lí do không đồng ý. · Why not.")],
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Không đồng ý; giá trị đã ghi sổ giữ nguyên. · Refuse."""
    with command(as_json=as_json) as screen, desk(school, year) as (app, opened):
        person = actor(app, opened, who)
        decided = flow.refuse_correction(opened, _id(request_id), person, remark)
        if as_json:
            screen.answer({"request_id": request_id, "status": decided.status.value})
        else:
            screen.say(f"Không đồng ý đề nghị {request_id}.", f"Refused request {request_id}.")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Misused("correction.bad_id", found=text) from error


def change_at(report: Report, place: str, value: str) -> e.Change:
    """
    The change that a place and a new value mean, with the value that stands now as the one before.

    Places: ``TOAN/1/TX1``, ``NGHE_THUAT/AM_NHAC/2/CK``, ``TOAN/comment``, ``conduct/1``, ``absences``, ``comment``
    (``nhan-xet``, ``ren-luyen/1``, ``nghi`` in Vietnamese). Raises Misused for others, or a value that cannot stand.
    """
    change = _place(place)
    before = flow.current_value(report, change)
    try:
        after = _value(change, before, unicodedata.normalize("NFC", value.strip()))
    except (ValueError, KeyError) as error:
        raise Misused("correction.value", found=value, place=place) from error
    return change.model_copy(update={"before": before, "after": after})


def _place(place: str) -> e.Change:
    """A change that points there; its values mean nothing yet."""
    none = e.Absences(permitted=0, unpermitted=0)
    try:
        match place.strip().split("/"):
            case [("comment" | "nhan-xet")]:
                return e.HomeroomCommentChange(before="-", after="-")
            case [("absences" | "nghi")]:
                return e.AbsencesChange(before=none, after=none)
            case [("conduct" | "ren-luyen"), term]:
                return e.ConductChange(term=Term(int(term)), before=Level.DAT, after=Level.DAT)
            case [subject, ("comment" | "nhan-xet")]:
                return e.CommentChange(subject=subject.upper(), before="-", after="-")
            case [subject, *part, term, column] if len(part) <= 1:
                found = Cell(
                    subject=subject.upper(),
                    part=part[0].upper() if part else None,
                    term=Term(int(term)),
                    column=Column(column.upper()),
                )
                return e.MarkChange(cell=found, before=Score(0), after=Score(0))
    except ValueError as error:
        raise Misused("correction.place", found=place) from error
    raise Misused("correction.place", found=place)


def _value(change: e.Change, before: object, text: str) -> object:
    """What the text means there, in the scale of the value before. Raises ValueError or KeyError."""
    match change:
        case e.MarkChange() if isinstance(before, (Attainment, Rating)):
            letter = text.upper().replace("D", "Đ") if len(text) == 1 else text.upper()
            return {key: each for each in type(before) for key in (each.letter, each.value)}[letter]
        case e.MarkChange():
            mark = text.replace(",", ".").upper().replace("Đ", "D")
            return CommentResult(mark) if mark in ("D", "CD") else Score(mark)
        case e.ConductChange():
            return {name.casefold(): level for level in Level for name in (str(level), level.name)}[text.casefold()]
        case e.AbsencesChange():
            permitted, _, unpermitted = text.partition("+")
            return e.Absences(permitted=int(permitted), unpermitted=int(unpermitted))
    return type(change).model_validate(change.model_dump() | {"after": text}).after


def described(change: e.Change, language: Language) -> str:
    """One line on a change: what, before → after."""
    place, before, after = (said(each, language) for each in (target(change), change.before, change.after))
    return f"{place}: {before} → {after}"
