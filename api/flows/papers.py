"""
The papers of a correction that the system makes: numbered from the school's register, signed by their author.

A paper is made of what the decision rests on, in the transaction that records it: if somebody else takes the number
first, the append conflicts, and all of it is done again with the next one. So numbers have no gap, and no paper is
there that the ledger does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

from anchors.signing.port import SigningKey
from api.flows.correction_words import identity_values, official
from api.flows.desk import ERASED, Desk
from api.flows.results_in_words import NOTHING_YET, absences_in_words, results_in_words
from domain.context import Context
from domain.event import Value
from domain.ledger import Blob, NewEvents
from domain.register import state as registers
from domain.register.events import DocumentEntered, DocumentKind
from domain.report import commands as c
from domain.report import events as e
from domain.report.attesting import transferred
from domain.report.deciders import subject_named
from domain.report.effect import effects
from domain.report.state import Report, Request
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear, Staff
from domain.values import Personal, Term
from domain.words import said
from projections.documents.administrative import (
    ChangeRow,
    CorrectionAnswer,
    CorrectionReport,
    EffectRow,
    Head,
    PupilLine,
    ResultsToDate,
    Signature,
    answer_pdf,
    report_pdf,
    results_pdf,
)

PDF_TYPE = "application/pdf"
#: Trích yếu: what a paper is about, as the register says it; no pupil is named in it.
SUBJECTS = {
    DocumentKind.RESULTS_TO_DATE: "Kết quả học tập, rèn luyện đến ngày chuyển trường",
    DocumentKind.CORRECTION_REPORT: "Báo cáo đề nghị điều chỉnh thông tin học bạ số",
    DocumentKind.CORRECTION_ANSWER: "Thông báo kết quả giải quyết đề nghị điều chỉnh thông tin học bạ số",
    DocumentKind.CERTIFIED_COPY: "Sao y học bạ số",
}
#: The name of the signature in the file.
FIELD_NAME = "NGUOI_KY"


@dataclass(frozen=True, slots=True)
class Made:
    """A paper with its file, and its line in the register, to be appended with what it is about."""

    paper: e.Paper
    file: Blob
    entry: NewEvents


@dataclass(frozen=True, slots=True)
class _Sitting:
    """What one paper is made from."""

    desk: Desk
    year: SchoolYear
    report: Report
    staff: Staff
    context: Context

    def head(self, number: str) -> Head:
        return Head(self.year.school, number, self.year.place_of_issue, self.context.today, self.desk.demo)

    def pupil(self) -> PupilLine:
        return pupil_line(self.desk, self.year, self.report)

    def changes(self, changes: Sequence[e.Change]) -> tuple[ChangeRow, ...]:
        values = identity_values(self.desk.ledger, changes)
        return tuple(ChangeRow(*official(change, values)) for change in changes)

    def name(self, staff: Staff) -> str:
        return self.desk.signatory(staff).full_name


def pupil_line(desk: Desk, year: SchoolYear, report: Report) -> PupilLine:
    """Whose report it is, as papers say it."""
    pupil_id = report.started.pupil_id
    known = desk.identities([pupil_id])[pupil_id]
    born = known["birth_date"]
    return PupilLine(
        full_name=known["full_name"],
        birth_date=born if born == ERASED else "/".join(reversed(born.split("-"))),
        pupil_code=known["pupil_code"],
        class_code=year.classes[report.class_id].code,
        number=report.number,
        school_year=year.name,
    )


def correction_report(
    desk: Desk,
    year: SchoolYear,
    report: Report,
    asked: c.RequestCorrection,
    key: SigningKey,
    context: Context,
    new_values: Sequence[Personal] = (),
) -> Made:
    """
    *Báo cáo đề nghị điều chỉnh thông tin học bạ số*, signed by who asks.

    ``new_values`` are identity values that are not in the ledger yet. Raises Rejected
    ``cert.unknown``, ``cert.other_person``, ``paper.pages``.
    """
    staff = year.actor(context.actor)
    sitting = _Sitting(desk, year, report, staff, context)
    values = identity_values(desk.ledger, asked.changes) | {value.commitment: value.value for value in new_values}

    def pages(number: str) -> bytes:
        return report_pdf(
            CorrectionReport(
                head=sitting.head(number),
                pupil=sitting.pupil(),
                changes=tuple(ChangeRow(*official(change, values)) for change in asked.changes),
                reason_code=said(asked.reason_code.value, "vi", "reason"),
                reason=asked.reason,
                evidence=tuple(each.name for each in asked.attachments),
                effects=tuple(
                    EffectRow(one.place("vi"), one.value(one.before, "vi"), one.value(one.after, "vi"), one.rises)
                    for one in effects(report, asked.changes, year)
                ),
                role=role_of(year, report, staff, asked.changes),
                signature=Signature("Người đề nghị", sitting.name(staff), context.at),
            )
        )

    return _made(sitting, DocumentKind.CORRECTION_REPORT, asked.request_id, pages, key)


def correction_answer(
    desk: Desk,
    year: SchoolYear,
    report: Report,
    request: Request,
    key: SigningKey,
    context: Context,
    *,
    agreed: bool,
    remark: str | None,
    delegation_id: UUID | None,
) -> Made:
    """*Thông báo kết quả giải quyết*, signed by who decides. Raises as ``correction_report``."""
    staff = year.actor(context.actor)
    sitting = _Sitting(desk, year, report, staff, context)
    asked, asker = request.asked, year.actor(request.requested_by)
    delegation = year.delegations[delegation_id] if delegation_id else None
    clause = year.policies.deputies_approve_corrections
    grounds = f"{clause} và ủy quyền duyệt điều chỉnh theo {delegation.document}" if delegation else None
    capacity = "KT. Hiệu trưởng\nPhó Hiệu trưởng" if delegation else "Hiệu trưởng"

    def pages(number: str) -> bytes:
        return answer_pdf(
            CorrectionAnswer(
                head=sitting.head(number),
                pupil=sitting.pupil(),
                changes=sitting.changes(asked.changes),
                agreed=agreed,
                remark=remark,
                asked=(asked.paper.number, asked.paper.dated),
                asked_by=f"{sitting.name(asker)}, {role_of(year, report, asker, asked.changes)},",
                grounds=grounds,
                signature=Signature(capacity, sitting.name(staff), context.at),
            )
        )

    return _made(sitting, DocumentKind.CORRECTION_ANSWER, asked.request_id, pages, key)


def results_to_date(desk: Desk, year: SchoolYear, report: Report, key: SigningKey, context: Context) -> Made:
    """
    *Kết quả học tập, rèn luyện đến ngày chuyển trường*, signed by the leadership.

    Raises as ``correction_report``, and ``attest.not_transferred``.
    """
    left, staff = transferred(report), year.actor(context.actor)
    sitting = _Sitting(desk, year, report, staff, context)
    capacity = "Hiệu trưởng" if Role.PRINCIPAL in staff.roles else "KT. Hiệu trưởng\nPhó Hiệu trưởng"
    conduct = [report.conduct.get(term) for term in Term]

    def pages(number: str) -> bytes:
        return results_pdf(
            ResultsToDate(
                head=sitting.head(number),
                pupil=sitting.pupil(),
                last_day=left.last_day,
                destination=left.destination,
                document=left.document,
                rows=results_in_words(report, year),
                conduct=tuple(str(each.value) if each else NOTHING_YET for each in conduct),
                absences=absences_in_words(report, year),
                signature=Signature(capacity, sitting.name(staff), context.at),
            )
        )

    return _made(sitting, DocumentKind.RESULTS_TO_DATE, uuid4(), pages, key)


def role_of(year: SchoolYear, report: Report, staff: Staff, changes: Sequence[e.Change]) -> str:
    """As what he asks: ``giáo viên bộ môn Toán lớp 8A``, ``giáo viên chủ nhiệm lớp 8A``, ``văn thư``."""
    class_code = year.classes[report.class_id].code
    subjects = dict.fromkeys(code for change in changes if (code := subject_named(change)))
    if subjects:
        return f"giáo viên bộ môn {', '.join(said(code, 'vi', 'subject') for code in subjects)} lớp {class_code}"
    rights = year.homerooms.get(report.class_id, ())
    if Role.CLERK in staff.roles and not any(right.staff_id == staff.staff_id for right in rights):
        return "văn thư"
    return f"giáo viên chủ nhiệm lớp {class_code}"


def register(desk: Desk) -> registers.Register:
    """The register (sổ văn bản) of the desk's school year."""
    register_id = registers.register_id(desk.school_year_id)
    return registers.fold(register_id, desk.ledger.streams([register_id])[register_id])


class NumberedPaper(Value):
    """A paper of the register: its number as it is written (``12/BC-THCSSL``), its day, kind and subject."""

    number: str
    dated: date
    kind: DocumentKind
    subject: str
    report_id: UUID
    sha256: str
    media_type: str


def numbered(desk: Desk) -> list[NumberedPaper]:
    """The papers of the register, the newest first."""
    return [
        NumberedPaper(
            number=registers.written(each.number, each.symbol),
            **each.model_dump(include=set(NumberedPaper.model_fields) - {"number"}),
        )
        for each in reversed(register(desk).documents)
    ]


def _made(
    sitting: _Sitting, kind: DocumentKind, request_id: UUID, pages: Callable[[str], bytes], key: SigningKey
) -> Made:
    from anchors.signing import pdf  # loads the signing libraries, 0.7 s, which a paper that was handed in need not

    sitting.year.require_certificate(sha256(key.certificate).hexdigest(), sitting.staff)
    desk, context = sitting.desk, sitting.context
    kept = register(desk)
    symbol = registers.symbol(kind, sitting.year.school.name)
    number = registers.written(kept.next_number, symbol)
    signed = pdf.seal(
        pages(number),
        key,
        signed_at=context.at,
        reason=SUBJECTS[kind],
        location=sitting.year.place_of_issue,
        field_name=FIELD_NAME,
    )
    file = Blob(signed, PDF_TYPE)
    entered = DocumentEntered(
        number=kept.next_number,
        symbol=symbol,
        dated=context.today,
        kind=kind,
        subject=SUBJECTS[kind],
        report_id=sitting.report.report_id,
        request_id=request_id,
        sha256=file.sha256,
        media_type=PDF_TYPE,
    )
    paper = e.Paper(number=number, dated=context.today, sha256=file.sha256, media_type=PDF_TYPE, made=True)
    return Made(paper, file, NewEvents(kept.register_id, kept.version, (entered,)))
