"""``/api/v1/reports/{report}/…``: choices, exemptions, the conduct of the summer, decisions for one pupil."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as PathParameter
from pydantic import Field

from api.flows.desk import made
from api.flows.pupil_decisions import Recordable, record_for_pupil
from api.routes.writing import AfterToken, TheWriter, Writer, Written
from domain.event import Value
from domain.regulations.records import ExemptionScope
from domain.report import commands as c
from domain.report.events import DecisionKind
from domain.values import Text

router = APIRouter(prefix="/reports/{report}", tags=["reports"], route_class=AfterToken)

#: Four electives, a second language and one of a minority; a report has some twenty subjects.
SUBJECTS_MAX = 20

Report = Annotated[str, PathParameter(max_length=36, description="Stream id or lookup code")]
Subject = Annotated[str, Field(max_length=32)]
Subjects = Annotated[tuple[Subject, ...], Field(max_length=SUBJECTS_MAX)]


class Choice(Value):
    """The subjects and the special topics that a pupil chose; ``document``: the permission, where he changes them."""

    electives: Subjects
    topics: Subjects = ()
    document: Text | None = None


class Exemption(Value):
    """From which subject, or part of it, for how long, by which decision."""

    subject: Subject
    part: Subject | None = None
    scope: ExemptionScope = ExemptionScope.YEAR
    decision: Text


class SummerConduct(Value):
    """The level of conduct after the summer: TOT, KHA, DAT, CHUA_DAT."""

    level: Annotated[str, Field(max_length=8)]


class Decided(Value):
    """What people decide: for or against, by which document, of which subjects."""

    kind: DecisionKind
    decided: bool = True
    document: Text
    subjects: Subjects = ()


@router.post("/programme")
def choose(report: Report, given: Choice, writer: TheWriter) -> Written:
    """Môn lựa chọn và chuyên đề: what a pupil studies of what can be chosen."""
    programme = {"electives": given.electives, "topics": given.topics}
    return _record(writer, report, given, c.ChooseProgramme, programme=programme, document=given.document)


@router.post("/exemptions")
def exempt(report: Report, given: Exemption, writer: TheWriter) -> Written:
    """Miễn học một môn theo quyết định."""
    return _record(writer, report, given, c.Exempt, **dict(given))


@router.post("/summer")
def summer(report: Report, given: SummerConduct, writer: TheWriter) -> Written:
    """Mức rèn luyện trong kì nghỉ hè."""
    return _record(writer, report, given, c.RecordSummerConduct, level=given.level)


@router.post("/decisions")
def decide(report: Report, given: Decided, writer: TheWriter) -> Written:
    """Công nhận tiêu biểu, cho lên lớp, kế hoạch cá nhân."""
    return _record(writer, report, given, c.RecordDecision, **dict(given))


def _record(writer: Writer, report: str, given: Value, model: type[Recordable], /, **values: object) -> Written:
    asked = made(model, **values)
    return writer.once(
        f"report {model.__name__} {report}",
        given.model_dump(mode="json"),
        lambda desk: record_for_pupil(desk, desk.find_report(report), writer.actor, asked),
    )
