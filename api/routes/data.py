"""``/api/v1/data``: the pupils' identity, complete, compared with other sources, confirmed by the parents."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Base64Bytes, Field

from api.flows import corrections
from api.flows.data import checking, recording
from api.flows.data.checking import FieldData, PupilData
from api.flows.data.numbers import Number, numbers
from api.flows.desk import Desk, made
from api.routes.classes import YearName
from api.routes.corrections import AttachedFile
from api.routes.deps import TheReader
from api.routes.writing import AfterToken, TheWriter, Written, said
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.report import events as e
from domain.school_year.events import Role
from domain.values import Text

router = APIRouter(prefix="/data", tags=["data"], route_class=AfterToken)

PDF_TYPE = "application/pdf"

#: Who reads personal data of every class; anybody else those of the class that he heads.
READERS = (Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.SUPERVISOR)

ClassCode = Annotated[str, Query(max_length=8, description="8A")]
Code = Annotated[str, Field(max_length=36)]
FieldName = Annotated[str, Field(max_length=40)]


class OfReport(Value):
    """Whose: a report by stream id or lookup code."""

    report: Code


class Evidence(Value):
    """What was looked at: kind, number, day, and the staff code of who saw it if not who records it."""

    kind: Text
    number: Text
    dated: date
    seen_by: Annotated[str | None, Field(max_length=16)] = None


class Reconciled(OfReport):
    """What a source shows: fields that are the same, those that differ with the source's value, those blank there."""

    source: e.Source
    matches: Annotated[tuple[FieldName, ...], Field(max_length=16)] = ()
    differs: Annotated[dict[FieldName, Text], Field(max_length=16, default_factory=dict)]
    blank: Annotated[tuple[FieldName, ...], Field(max_length=16)] = ()
    evidence: Evidence


class Kept(OfReport):
    """The principal's decision that our record stands."""

    source: e.Source
    field: FieldName
    reason: Text
    document: Text


class Proposed(OfReport):
    """A correction asked for to what a source shows, with the files that prove it."""

    source: e.Source
    field: FieldName
    attachments: Annotated[tuple[AttachedFile, ...], Field(min_length=1, max_length=10)]


class Completed(OfReport):
    """Values of fields that were blank, and the document that they are taken from."""

    values: Annotated[dict[FieldName, Text], Field(min_length=1, max_length=16)]
    document: Text


class Slip(OfReport):
    """The parents' signed slip: its day, and its file (PDF, PNG or JPEG) in base64."""

    dated: date
    content: Base64Bytes


@router.get("/numbers")
def four_numbers(reader: TheReader, year: YearName = None) -> list[Number]:
    """Đúng, đủ, sạch, sống, and where the rest is; for who reads every class, and the IT officer."""
    with wrapped():
        desk = reader.desk(year)
        desk.year().require_role(str(reader.staff_id), *READERS, Role.IT_OFFICER)
        return numbers(desk)


@router.get("/check")
def check(reader: TheReader, class_code: ClassCode, year: YearName = None) -> list[PupilData]:
    """What is wrong with the data of a class; for its homeroom teacher, the leadership and the clerk."""
    with wrapped():
        desk = reader.desk(year)
        return checking.check(desk, reader.class_of(desk, class_code, *READERS))


@router.get("/pupils/{report}")
def beside(report: str, reader: TheReader, year: YearName = None) -> list[FieldData]:
    """One pupil's data, field by field, beside every source; for the same people."""
    with wrapped():
        desk = reader.desk(year)
        report_id = desk.find_report(report)
        reader.class_of(desk, desk.year().classes[desk.report(report_id).class_id].code, *READERS)
        return checking.beside(desk, report_id)


@router.get("/slips", response_class=Response, responses={200: {"content": {PDF_TYPE: {}}}})
def slips(reader: TheReader, class_code: ClassCode, year: YearName = None) -> Response:
    """The parents' confirmation slips of a class as PDF, two on a page; for the same people."""
    from api.flows.data.slips import write_slips  # loads typst

    with wrapped():
        desk = reader.desk(year)
        pages = write_slips(desk, reader.class_of(desk, class_code, *READERS))
    return Response(pages, media_type=PDF_TYPE)


@router.post("/reconcile")
def reconcile(asked: Reconciled, writer: TheWriter) -> Written:
    """Record what a source shows of a pupil; homeroom teacher or clerk."""

    def act(desk: Desk) -> None:
        seen_by = desk.year().member(asked.evidence.seen_by).staff_id if asked.evidence.seen_by else None
        proof = made(e.Evidence, **{**asked.evidence.model_dump(), "seen_by": seen_by})
        seen = recording.Seen(asked.matches, asked.differs, asked.blank)
        recording.reconcile(desk, desk.find_report(asked.report), writer.actor, asked.source, seen, proof)

    return writer.once("data reconcile", said(asked, "differs") | {"differs": sorted(asked.differs)}, act)


@router.post("/keep")
def keep(asked: Kept, writer: TheWriter) -> Written:
    """Decide that our record stands where a source differs; the principal."""

    def act(desk: Desk) -> None:
        said = asked.model_dump(exclude={"report", "field"})
        recording.keep_difference(desk, desk.find_report(asked.report), writer.actor, name=asked.field, **said)

    return writer.once("data keep", asked.model_dump(mode="json"), act)


@router.post("/propose")
def propose(asked: Proposed, writer: TheWriter) -> Written:
    """Ask for a correction to what a source shows; the request's id is the ``Idempotency-Key``."""

    def act(desk: Desk) -> None:
        attached = corrections.attachments(corrections.attachment(one.content, one.name) for one in asked.attachments)
        report_id, key = desk.find_report(asked.report), writer.key()
        recording.propose(desk, report_id, writer.actor, asked.source, asked.field, key, attached, writer.command_id)

    return writer.once("data propose", asked.model_dump(mode="json"), act)


@router.post("/complete")
def complete(asked: Completed, writer: TheWriter) -> Written:
    """Fill in what is blank; homeroom teacher or clerk."""

    def act(desk: Desk) -> None:
        recording.complete(desk, desk.find_report(asked.report), writer.actor, asked.values, asked.document)

    return writer.once("data complete", said(asked, "values") | {"values": sorted(asked.values)}, act)


@router.post("/slip")
def slip(asked: Slip, writer: TheWriter) -> Written:
    """Take a slip that came back signed; homeroom teacher or clerk."""

    def act(desk: Desk) -> None:
        file = corrections.paper_file(asked.content, "slip")
        recording.return_slip(desk, desk.find_report(asked.report), writer.actor, asked.dated, file)

    return writer.once("data slip", asked.model_dump(mode="json"), act)
