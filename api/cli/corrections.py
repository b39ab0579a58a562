"""Commands for corrections: correction request|list|show|approve|refuse|withdraw|export|log|register."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from api.cli.chain import say_turns
from api.cli.common import DAY_FORMATS
from api.cli.console import Exit, error_json
from api.cli.correction_lines import lines
from api.cli.reading import Reader, reads
from api.cli.writing import Writer, writes
from api.flows import correction_exports as exports
from api.flows import correction_views as views
from api.flows import corrections as flow
from api.flows import papers
from api.flows.correction_places import changes_at
from api.flows.desk import made
from domain.errors import Misused, Rejected
from domain.ledger import Blob
from domain.messages import MESSAGES
from domain.register.state import written
from domain.report import events as e

MESSAGES.update(
    {
        "correction.bad_id": ("{found} không phải mã đề nghị.", "{found} is not a request id."),
        "correction.pairs": (
            "Có {places} vị trí (--place) nhưng {values} giá trị (--value). Hãy nêu mỗi vị trí một giá trị.",
            "There are {places} places (--place) and {values} values (--value). Give one value for each place.",
        ),
        "correction.body_parts": (
            "Quyết định của cơ quan quản lý trực tiếp cần đủ --body, --body-paper, --body-number và --body-date.",
            "The supervising body's decision needs --body, --body-paper, --body-number and --body-date.",
        ),
        "correction.paper_parts": (
            "Báo cáo đã có cần đủ --paper, --paper-number và --paper-date; bỏ cả ba để hệ thống lập báo cáo.",
            "A paper that exists needs --paper, --paper-number and --paper-date; leave out all three and the system "
            "makes it.",
        ),
    }
)

correction = typer.Typer(no_args_is_help=True, help="Đề nghị điều chỉnh và quyết định. · Corrections.")

BodyName = Annotated[
    str | None, typer.Option("--body", help="Cơ quan quản lý trực tiếp đã quyết định. · Supervising body.")
]
BodyPaper = Annotated[Path | None, typer.Option("--body-paper", help="Tệp quyết định của cơ quan đó. · Its paper.")]
BodyNumber = Annotated[str | None, typer.Option("--body-number", help="Số quyết định. · Its number.")]
BodyDate = Annotated[
    datetime | None, typer.Option("--body-date", formats=DAY_FORMATS, help="Ngày quyết định. · Its day.")
]
RequestId = Annotated[str, typer.Argument(help="Mã đề nghị. · Request id.")]


@correction.command("request")
@writes
def request(
    by: Writer,
    report: Annotated[str, typer.Option("--report", help="Mã dòng hoặc mã tra cứu học bạ. · Report.")],
    places: Annotated[list[str], typer.Option("--place", "--cell", help="Ví dụ TOAN/1/TX1; lặp lại được. · Place.")],
    values: Annotated[list[str], typer.Option("--value", help="Giá trị mới, mỗi --place một giá trị. · New value.")],
    reason: Annotated[str, typer.Option("--reason", help="Lí do. · Reason.")],
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
) -> None:
    """Gửi đề nghị điều chỉnh một hay nhiều giá trị đã ghi sổ. · Ask for a correction."""
    report_id = by.desk.find_report(report)
    written, file = _handed_in(paper, paper_number, paper_date)
    if len(places) != len(values):
        raise Misused("correction.pairs", places=len(places), values=len(values))
    wanted = changes_at(by.desk, by.desk.report(report_id), zip(places, values, strict=True))
    asked = flow.request_correction(
        by.desk,
        report_id,
        wanted.changes,
        by.person,
        reason_code,
        reason,
        written,
        file,
        key=None if written else by.key(),
        attached=flow.read_attachments(attach or ()),
        personal=wanted.personal,
    )
    if by.would_record():
        return
    number = by.desk.report(report_id).requests[asked.request_id].asked.paper.number
    if by.as_json:
        by.screen.answer(
            {
                "request_id": str(asked.request_id),
                "report_id": str(report_id),
                "position": asked.position,
                "paper_number": number,
            }
        )
    else:
        by.screen.say(
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
@reads
def list_open(here: Reader) -> None:
    """Các đề nghị đang chờ duyệt, với ảnh hưởng của mỗi đề nghị. · Requests that wait for a decision."""
    found = views.waiting(here.desk, here.screen.language)
    if here.answered(found):
        return
    for view in found:
        what = "; ".join(f"{each.what}: {each.before} → {each.after}" for each in view.changes)
        line = f"{view.request_id} · {view.class_code}/{view.number} · {what} · {view.asked_by.code}: {view.reason}"
        here.screen.say(line + (" · VƯỢT NGƯỠNG" if view.rises else ""), line + (" · CROSSES" if view.rises else ""))
    here.screen.note(f"{len(found)} đề nghị chờ duyệt.", f"{len(found)} requests wait.")


@correction.command("show")
@reads
def show(here: Reader, request_id: RequestId) -> None:
    """Một đề nghị: trước và sau, lí do, minh chứng, ảnh hưởng, ai được duyệt. · One request, with its effect."""
    view = views.one(here.desk, _id(request_id), here.screen.language)
    if here.answered(view.model_dump(mode="json")):
        return
    for vi, en in lines(view):
        here.screen.say(vi, en)


@correction.command("approve")
@writes
def approve(
    by: Writer,
    request_ids: Annotated[list[str], typer.Argument(help="Mã một hay nhiều đề nghị. · Request ids.")],
    remark: Annotated[str | None, typer.Option("--remark", help="Ý kiến. · Remark.")] = None,
    body: BodyName = None,
    body_paper: BodyPaper = None,
    body_number: BodyNumber = None,
    body_date: BodyDate = None,
) -> None:
    """Đồng ý, ký số lên từng đề nghị bằng khóa của người duyệt. · Approve and sign, each by itself."""
    wanted = [_id(text) for text in request_ids]
    decision = _body(body, body_paper, body_number, body_date)
    answers: list[dict[str, object]] = []
    refused: list[Rejected] = []
    for request_id in wanted:
        try:
            flow.require_decision(by.desk, request_id, by.person, decision)
            key = by.key()
            decided = flow.approve_correction(by.desk, request_id, by.person, key, remark, decision)
            answers.append({"request_id": str(request_id), "status": decided.status.value})
        except Rejected as error:
            if len(wanted) == 1:
                raise
            refused.append(error)
            answers.append({"request_id": str(request_id), "error": error_json(error, by.screen.language)})
    if by.would_record():
        return
    if by.as_json:
        by.screen.answer(answers if len(wanted) > 1 else answers[0])
    for answer in answers if not by.as_json else ():
        if "status" in answer:
            by.screen.say(f"Đã đồng ý đề nghị {answer['request_id']}.", f"Approved request {answer['request_id']}.")
            say_turns(by.screen, by.desk, [flow.find_request(by.desk, UUID(str(answer["request_id"])))])
    for fault in refused if not by.as_json else ():
        by.screen.warn(fault.text("vi"), fault.text("en"))
    if refused:
        raise typer.Exit(Exit.CONTENT)


@correction.command("refuse")
@writes
def refuse(
    by: Writer,
    request_id: RequestId,
    remark: Annotated[str, typer.Option("--remark", help="Lí do không đồng ý. · Why not.")],
    body: BodyName = None,
    body_paper: BodyPaper = None,
    body_number: BodyNumber = None,
    body_date: BodyDate = None,
) -> None:
    """Không đồng ý, ký số lên đề nghị; giá trị đã ghi sổ giữ nguyên. · Refuse and sign."""
    decision = _body(body, body_paper, body_number, body_date)
    flow.require_decision(by.desk, _id(request_id), by.person, decision)
    key = by.key()
    decided = flow.refuse_correction(by.desk, _id(request_id), by.person, key, remark, decision)
    if by.would_record():
        return
    if by.as_json:
        by.screen.answer({"request_id": request_id, "status": decided.status.value})
    else:
        by.screen.say(f"Không đồng ý đề nghị {request_id}.", f"Refused request {request_id}.")


@correction.command("export")
@reads
def export(
    here: Reader,
    request_id: RequestId,
    out: Annotated[Path, typer.Option("--out", help="Thư mục để ghi các tệp. · Folder for the files.")],
) -> None:
    """Các văn bản và minh chứng của một đề nghị ra tệp. · The papers and files of a request."""
    written = exports.write_papers(here.desk, _id(request_id), out)
    if here.as_json:
        here.screen.answer([str(path) for path in written])
    for path in written if not here.as_json else ():
        here.screen.say(str(path), str(path))


@correction.command("log")
@reads
def log(
    here: Reader,
    month: Annotated[
        datetime, typer.Option("--month", formats=["%Y-%m", "%m/%Y"], help="Tháng, ví dụ 2026-05. · Month.")
    ],
    out: Annotated[Path | None, typer.Option("--out", help="Tệp .pdf hoặc .xlsx để ghi. · File to write.")] = None,
) -> None:
    """Sổ theo dõi điều chỉnh của một tháng. · The month's book of corrections."""
    book = exports.month(here.desk, month.date())
    if out:
        exports.write_month(here.desk, book, out)
    if here.as_json:
        here.screen.answer(book.model_dump(mode="json"))
    elif out:
        here.screen.say(
            f"Đã ghi {len(book.requests)} đề nghị vào {out}.", f"Wrote {len(book.requests)} requests to {out}."
        )
    for view in book.requests if not (here.as_json or out) else ():
        for vi, en in lines(view):
            here.screen.say(vi, en)


@correction.command("register")
@reads
def register(here: Reader) -> None:
    """Sổ văn bản của năm học: các văn bản hệ thống đã lập. · The register of papers that the system made."""
    documents = papers.register(here.desk).documents
    if here.as_json:
        here.screen.answer(documents)
    for one in documents if not here.as_json else ():
        line = f"{written(one.number, one.symbol)} · {one.dated:%d/%m/%Y} · {one.subject} · {one.request_id}"
        here.screen.say(line, line)


@correction.command("withdraw")
@writes
def withdraw(
    by: Writer,
    request_id: RequestId,
    remark: Annotated[str | None, typer.Option("--remark", help="Lí do rút. · Why.")] = None,
) -> None:
    """Rút đề nghị của chính mình khi chưa được quyết định. · Take one's own request back."""
    decided = flow.withdraw_correction(by.desk, _id(request_id), by.person, remark)
    if by.would_record():
        return
    if by.as_json:
        by.screen.answer({"request_id": request_id, "status": decided.status.value})
    else:
        by.screen.say(f"Đã rút đề nghị {request_id}.", f"Withdrew request {request_id}.")


def _body(name: str | None, paper: Path | None, number: str | None, dated: datetime | None) -> flow.Body | None:
    """The decision of the supervising body, where one was given. Raises Misused for a part of one."""
    if name is None and paper is None and number is None and dated is None:
        return None
    if name is None or paper is None or number is None or dated is None:
        raise Misused("correction.body_parts")
    written, file = flow.read_paper(paper, number, dated.date())
    return flow.Body(made(e.BodyDecision, name=name, paper=written), file)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Misused("correction.bad_id", found=text) from error
