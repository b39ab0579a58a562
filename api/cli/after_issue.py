"""Commands after the issue: report cancel|submit|accept|reject|close, report recall|amend request|grant|refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli.common import DAY_FORMATS
from api.cli.outcomes import finish
from api.cli.writing import Writer, writes
from api.flows.after_issue import chosen, take_step
from api.flows.corrections import read_paper
from api.flows.desk import made
from domain.ledger import Blob
from domain.report import commands as c

Reports = Annotated[
    list[str] | None, typer.Argument(metavar="[REPORT…]", help="Mã dòng hoặc mã tra cứu; hoặc dùng --class. · Reports.")
]
OfClass = Annotated[str | None, typer.Option("--class", help="Cả lớp, ví dụ 8A. · A whole class.")]
Reason = Annotated[str, typer.Option("--reason", help="Lí do. · Reason.")]
Remark = Annotated[str | None, typer.Option("--remark", help="Ý kiến của Sở. · The Department's remark.")]
Reference = Annotated[str, typer.Option("--reference", help="Số giao dịch, biên nhận. · Number of the transaction.")]
Day = Annotated[datetime | None, typer.Option("--on", formats=DAY_FORMATS, help="Ngày; mặc định hôm nay. · Day.")]
Number = Annotated[str, typer.Option("--paper-number", help="Số văn bản. · Number of the document.")]
Dated = Annotated[datetime, typer.Option("--paper-date", formats=DAY_FORMATS, help="Ngày văn bản. · Its date.")]
File = Annotated[Path, typer.Option("--paper", help="Tệp văn bản: PDF, PNG, JPEG. · Its file.")]


def _take(by: Writer, reports: list[str] | None, class_code: str | None, step: c.AfterIssue, *files: Blob) -> None:
    members = chosen(by.desk, class_code, reports or [])
    with by.screen.progress("Học bạ", "Reports", len(members)) as done:
        outcome = take_step(by.desk, members, by.person, step, files, done)
    finish(by, outcome)


def _asking(step: type[c.CancelEdition | c.RequestRecall | c.RequestAmendment]) -> Callable[..., None]:
    """The command of a step in which the principal says why an edition shall end, by a document of the school."""

    @writes
    def act(
        by: Writer,
        reason: Reason,
        paper_number: Number,
        paper_date: Dated,
        paper: File,
        reports: Reports = None,
        class_code: OfClass = None,
    ) -> None:
        written, blob = read_paper(paper, paper_number, paper_date.date())
        _take(by, reports, class_code, made(step, reason=reason, paper=written), blob)

    return act


def _answering(
    step: type[c.GrantRecall | c.RefuseRecall | c.GrantAmendment | c.RefuseAmendment],
) -> Callable[..., None]:
    """The command of a step in which the clerk enters what the Department answered, with its document."""

    @writes
    def act(
        by: Writer,
        paper_number: Number,
        paper_date: Dated,
        paper: File,
        remark: Remark = None,
        reports: Reports = None,
        class_code: OfClass = None,
    ) -> None:
        written, blob = read_paper(paper, paper_number, paper_date.date())
        _take(by, reports, class_code, made(step, document=written, remark=remark), blob)

    return act


@writes
def submit(by: Writer, reference: Reference, reports: Reports = None, class_code: OfClass = None) -> None:
    """Ghi nhận đã nộp lên Sở. · Enter that the reports were sent to the Department."""
    _take(by, reports, class_code, made(c.SubmitReport, reference=reference))


@writes
def accept(
    by: Writer,
    reference: Reference,
    on: Day = None,
    reports: Reports = None,
    class_code: OfClass = None,
) -> None:
    """Ghi nhận Sở tiếp nhận. · Enter that the Department accepted them."""
    _take(by, reports, class_code, made(c.AcceptSubmission, reference=reference, on=_day(by, on)))


@writes
def reject(by: Writer, reason: Reason, reports: Reports = None, class_code: OfClass = None) -> None:
    """Ghi nhận Sở từ chối tiếp nhận. · Enter that the Department did not accept them."""
    _take(by, reports, class_code, made(c.RejectSubmission, reason=reason))


@writes
def close(by: Writer, on: Day = None, reports: Reports = None, class_code: OfClass = None) -> None:
    """Ghi nhận Sở đã chốt; từ đó chỉ còn chỉnh lý. · Enter that the Department closed them."""
    _take(by, reports, class_code, made(c.CloseReport, on=_day(by, on)))


def _day(by: Writer, on: datetime | None) -> date:
    return on.date() if on else by.desk.today


def add_to(report: typer.Typer) -> None:
    """These commands, in the order of the work."""
    for step in (submit, accept, reject):
        report.command(step.__name__)(step)
    line = "Hủy bỏ bản đã phát hành, chưa nộp, theo quyết định của Hiệu trưởng. · Cancel what was not submitted."
    report.command("cancel", help=line)(_asking(c.CancelEdition))
    report.add_typer(recall, name="recall")
    report.command("close")(close)
    report.add_typer(amend, name="amend")


recall = typer.Typer(no_args_is_help=True, help="Thu hồi bản đã nộp: đề nghị, trả lời của Sở. · Recall.")
recall.command("request", help="Hiệu trưởng đề nghị Sở cho thu hồi. · Ask the Department.")(_asking(c.RequestRecall))
recall.command("grant", help="Ghi nhận Sở đồng ý. · Enter that it agrees.")(_answering(c.GrantRecall))
recall.command("refuse", help="Ghi nhận Sở không đồng ý. · Enter that it does not.")(_answering(c.RefuseRecall))
amend = typer.Typer(no_args_is_help=True, help="Chỉnh lý bản đã chốt: đề nghị, trả lời của Sở. · Amendment.")
amend.command("request", help="Hiệu trưởng đề nghị Sở cho chỉnh lý. · Ask the Department.")(_asking(c.RequestAmendment))
amend.command("grant", help="Ghi nhận Sở đồng ý. · Enter that it agrees.")(_answering(c.GrantAmendment))
amend.command("refuse", help="Ghi nhận Sở không đồng ý. · Enter that it does not.")(_answering(c.RefuseAmendment))
