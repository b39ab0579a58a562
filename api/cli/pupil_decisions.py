"""Commands for what is decided for one pupil: report choose|exempt|summer|decide."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.writing import Writer, writes
from api.flows.desk import made
from api.flows.pupil_decisions import Recordable, record_for_pupil
from domain.regulations.curriculum import Programme
from domain.regulations.records import ExemptionScope
from domain.report import commands as c
from domain.report.events import DecisionKind

Report = Annotated[str, typer.Option("--report", help="Mã dòng hoặc mã tra cứu học bạ. · Report.")]
Document = Annotated[str, typer.Option("--document", help="Số, ngày của văn bản. · The document.")]
Subjects = Annotated[list[str] | None, typer.Option("--subject", help="Mã môn học; có thể nhiều. · Subject codes.")]


@writes
def choose(
    by: Writer,
    report: Report,
    elective: Annotated[list[str], typer.Option("--elective", help="Môn lựa chọn; có thể nhiều. · Chosen subjects.")],
    topics: Annotated[
        list[str] | None, typer.Option("--topics", help="Môn có chuyên đề; có thể nhiều. · Subjects with topics.")
    ] = None,
    document: Annotated[
        str | None, typer.Option("--document", help="Văn bản đồng ý, khi đổi lựa chọn. · Permission to change.")
    ] = None,
) -> None:
    """Môn lựa chọn và chuyên đề của một học sinh. · What a pupil studies of what can be chosen."""
    programme = Programme(electives=tuple(elective), topics=tuple(topics or ()))
    _record(by, report, c.ChooseProgramme, programme=programme, document=document)


@writes
def exempt(
    by: Writer,
    report: Report,
    subject: Annotated[str, typer.Option("--subject", help="Mã môn học. · Subject code.")],
    document: Document,
    scope: Annotated[ExemptionScope, typer.Option("--scope", help="YEAR, TERM_1, TERM_2.")] = ExemptionScope.YEAR,
    part: Annotated[str | None, typer.Option("--part", help="Phần của môn, ví dụ AM_NHAC. · Part.")] = None,
) -> None:
    """Miễn học một môn theo quyết định. · Exempt a pupil from a subject."""
    values = {"subject": subject, "part": part, "scope": scope, "decision": document}
    _record(by, report, c.Exempt, **values)


@writes
def summer(
    by: Writer,
    report: Report,
    level: Annotated[str, typer.Option("--level", help="TOT, KHA, DAT, CHUA_DAT.")],
) -> None:
    """Mức rèn luyện trong kì nghỉ hè. · Conduct after the summer."""
    _record(by, report, c.RecordSummerConduct, level=level)


@writes
def decide(
    by: Writer,
    report: Report,
    kind: Annotated[DecisionKind, typer.Option("--kind", help="Loại quyết định. · Kind of decision.")],
    document: Document,
    decided: Annotated[bool, typer.Option("--yes/--no", help="Có hay không. · Decided for or against.")] = True,
    subject: Subjects = None,
) -> None:
    """Quyết định của con người: công nhận tiêu biểu, cho lên lớp, kế hoạch cá nhân. · What people decide."""
    values = {"kind": kind, "decided": decided, "document": document, "subjects": tuple(subject or ())}
    _record(by, report, c.RecordDecision, **values)


def _record(by: Writer, report: str, model: type[Recordable], /, **values: object) -> None:
    report_id = by.desk.find_report(report)
    position = record_for_pupil(by.desk, report_id, by.person, made(model, **values))
    if by.would_record():
        return
    if by.as_json:
        by.screen.answer({"report_id": str(report_id), "position": position})
    elif position is None:
        by.screen.say("Đã ghi trước đây; không có gì thay đổi.", "It stands already; nothing changed.")
    else:
        by.screen.say(f"Đã ghi vào sổ cái, bản ghi {position}.", f"Recorded, entry {position}.")
