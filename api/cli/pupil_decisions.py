"""Commands for what is decided for one pupil: report choose|exempt|summer|decide."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import typer

from api.cli.common import As, Json, School, Year, actor, command, desk
from api.flows.desk import made
from api.flows.pupil_decisions import Recordable, record_for_pupil
from domain.regulations.curriculum import Programme
from domain.regulations.records import ExemptionScope
from domain.report import commands as c
from domain.report.events import DecisionKind

Report = Annotated[str, typer.Option("--report", help="Mã dòng hoặc mã tra cứu học bạ. · Report.")]
Document = Annotated[str, typer.Option("--document", help="Số, ngày của văn bản. · The document.")]
Subjects = Annotated[list[str] | None, typer.Option("--subject", help="Mã môn học; có thể nhiều. · Subject codes.")]


def choose(
    report: Report,
    who: As,
    elective: Annotated[list[str], typer.Option("--elective", help="Môn lựa chọn; có thể nhiều. · Chosen subjects.")],
    topics: Annotated[
        list[str] | None, typer.Option("--topics", help="Môn có chuyên đề; có thể nhiều. · Subjects with topics.")
    ] = None,
    document: Annotated[
        str | None, typer.Option("--document", help="Văn bản đồng ý, khi đổi lựa chọn. · Permission to change.")
    ] = None,
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Môn lựa chọn và chuyên đề của một học sinh. · What a pupil studies of what can be chosen."""
    programme = Programme(electives=tuple(elective), topics=tuple(topics or ()))
    _record(Asked(report, who, school, year, as_json), c.ChooseProgramme, programme=programme, document=document)


def exempt(
    report: Report,
    who: As,
    subject: Annotated[str, typer.Option("--subject", help="Mã môn học. · Subject code.")],
    document: Document,
    scope: Annotated[ExemptionScope, typer.Option("--scope", help="YEAR, TERM_1, TERM_2.")] = ExemptionScope.YEAR,
    part: Annotated[str | None, typer.Option("--part", help="Phần của môn, ví dụ AM_NHAC. · Part.")] = None,
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Miễn học một môn theo quyết định. · Exempt a pupil from a subject."""
    values = {"subject": subject, "part": part, "scope": scope, "decision": document}
    _record(Asked(report, who, school, year, as_json), c.Exempt, **values)


def summer(
    report: Report,
    who: As,
    level: Annotated[str, typer.Option("--level", help="TOT, KHA, DAT, CHUA_DAT.")],
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Mức rèn luyện sau kì nghỉ hè. · Conduct after the summer."""
    _record(Asked(report, who, school, year, as_json), c.RecordSummerConduct, level=level)


def decide(
    report: Report,
    who: As,
    kind: Annotated[DecisionKind, typer.Option("--kind", help="Loại quyết định. · Kind of decision.")],
    document: Document,
    decided: Annotated[bool, typer.Option("--yes/--no", help="Có hay không. · Decided for or against.")] = True,
    subject: Subjects = None,
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Quyết định của con người: công nhận tiêu biểu, cho lên lớp, kế hoạch cá nhân. · What people decide."""
    values = {"kind": kind, "decided": decided, "document": document, "subjects": tuple(subject or ())}
    _record(Asked(report, who, school, year, as_json), c.RecordDecision, **values)


class Asked(NamedTuple):
    """Whose report, who acts, where; what every one of these commands is given."""

    report: str
    who: str
    school: str | None
    year: str | None
    as_json: bool


def _record(asked: Asked, model: type[Recordable], /, **values: object) -> None:
    with command(as_json=asked.as_json) as screen, desk(asked.school, asked.year) as (app, opened):
        person = actor(app, opened, asked.who)
        report_id = opened.find_report(asked.report)
        position = record_for_pupil(opened, report_id, person, made(model, **values))
        if asked.as_json:
            screen.answer({"report_id": str(report_id), "position": position})
        elif position is None:
            screen.say("Đã ghi trước đây; không có gì thay đổi.", "It stands already; nothing changed.")
        else:
            screen.say(f"Đã ghi vào sổ cái, bản ghi {position}.", f"Recorded, entry {position}.")
