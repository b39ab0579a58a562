"""Commands after the issue: report cancel|submit|accept|reject|close, report recall|amend request|grant|refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from api.cli.common import DAY_FORMATS, As, Dry, Json, School, Year, actor, command, desk
from api.cli.outcomes import finish
from api.flows.after_issue import chosen, take_step
from api.flows.corrections import read_paper
from api.flows.desk import Desk, made
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

#: A command's step with the files that it names, made once the desk is open.
Making = Callable[[Desk], tuple[c.AfterIssue, list[Blob]]]


class _Common(NamedTuple):
    """What every one of these commands takes, in this order."""

    who: str
    reports: list[str] | None
    class_code: str | None
    dry: bool
    school: str | None
    year: str | None
    as_json: bool


def _take(common: _Common, making: Making) -> None:
    with (
        command(as_json=common.as_json) as screen,
        desk(common.school, common.year, dry=common.dry) as (app, opened),
    ):
        person = actor(app, opened, common.who)
        members = chosen(opened, common.class_code, common.reports or [])
        step, files = making(opened)
        with screen.progress("Học bạ", "Reports", len(members)) as done:
            outcome = take_step(opened, members, person, step, files, done)
        finish(screen, opened, outcome, as_json=common.as_json)


def _asking(step: type[c.CancelEdition | c.RequestRecall | c.RequestAmendment]) -> Callable[..., None]:
    """The command of a step in which the principal says why an edition shall end, by a document of the school."""

    def act(
        who: As,
        reason: Reason,
        paper_number: Number,
        paper_date: Dated,
        paper: File,
        reports: Reports = None,
        class_code: OfClass = None,
        dry: Dry = False,
        school: School = None,
        year: Year = None,
        as_json: Json = False,
    ) -> None:
        def making(_: Desk) -> tuple[c.AfterIssue, list[Blob]]:
            written, blob = read_paper(paper, paper_number, paper_date.date())
            return made(step, reason=reason, paper=written), [blob]

        _take(_Common(who, reports, class_code, dry, school, year, as_json), making)

    return act


def _answering(
    step: type[c.GrantRecall | c.RefuseRecall | c.GrantAmendment | c.RefuseAmendment],
) -> Callable[..., None]:
    """The command of a step in which the clerk enters what the Department answered, with its document."""

    def act(
        who: As,
        paper_number: Number,
        paper_date: Dated,
        paper: File,
        remark: Remark = None,
        reports: Reports = None,
        class_code: OfClass = None,
        dry: Dry = False,
        school: School = None,
        year: Year = None,
        as_json: Json = False,
    ) -> None:
        def making(_: Desk) -> tuple[c.AfterIssue, list[Blob]]:
            written, blob = read_paper(paper, paper_number, paper_date.date())
            return made(step, document=written, remark=remark), [blob]

        _take(_Common(who, reports, class_code, dry, school, year, as_json), making)

    return act


def submit(
    who: As,
    reference: Reference,
    reports: Reports = None,
    class_code: OfClass = None,
    dry: Dry = False,
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Ghi nhận đã nộp lên Sở. · Enter that the reports were sent to the Department."""
    common = _Common(who, reports, class_code, dry, school, year, as_json)
    _take(common, lambda _: (made(c.SubmitReport, reference=reference), []))


def accept(
    who: As,
    reference: Reference,
    on: Day = None,
    reports: Reports = None,
    class_code: OfClass = None,
    dry: Dry = False,
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Ghi nhận Sở tiếp nhận. · Enter that the Department accepted them."""
    common = _Common(who, reports, class_code, dry, school, year, as_json)
    _take(common, lambda opened: (made(c.AcceptSubmission, reference=reference, on=_day(opened, on)), []))


def reject(
    who: As,
    reason: Reason,
    reports: Reports = None,
    class_code: OfClass = None,
    dry: Dry = False,
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Ghi nhận Sở từ chối tiếp nhận. · Enter that the Department did not accept them."""
    common = _Common(who, reports, class_code, dry, school, year, as_json)
    _take(common, lambda _: (made(c.RejectSubmission, reason=reason), []))


def close(
    who: As,
    on: Day = None,
    reports: Reports = None,
    class_code: OfClass = None,
    dry: Dry = False,
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Ghi nhận Sở đã chốt; từ đó chỉ còn chỉnh lý. · Enter that the Department closed them."""
    common = _Common(who, reports, class_code, dry, school, year, as_json)
    _take(common, lambda opened: (made(c.CloseReport, on=_day(opened, on)), []))


def _day(opened: Desk, on: datetime | None) -> object:
    return on.date() if on else opened.today


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
