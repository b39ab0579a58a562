"""
Sao y at the counter: the pages of an issued report with the sheet that certifies them, numbered, kept, the case closed.

Number, file and the end of the case are one transaction: no number is given for a copy that is not there.
"""

from __future__ import annotations

from uuid import UUID

from api.flows.cases.acting import case_of, closed
from api.flows.desk import Desk, attempt, command
from api.flows.papers import PDF_TYPE, SUBJECTS, pupil_line, register
from domain.case import commands as c
from domain.case.events import CaseKind
from domain.case.state import Case
from domain.context import Context
from domain.errors import Rejected
from domain.ledger import Blob, Guard, NewEvents
from domain.messages import MESSAGES
from domain.register import state as registers
from domain.register.events import DocumentEntered, DocumentKind
from domain.report.state import Report
from domain.rights import acting
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear, Staff
from projections.documents.administrative import Head
from projections.documents.certified_copy import CertifiedCopy, certified_copy_pdf

MESSAGES.update(
    {
        "copy.other_case": (
            "Yêu cầu số {number} không phải yêu cầu sao y.",
            "Case no. {number} asks for no certified copy.",
        ),
        "copy.not_issued": (
            "Chưa sao y được: học bạ hiện không có bản đã phát hành, đủ tệp PDF.",
            "No copy yet: no edition of the report stands issued with its PDF.",
        ),
        "copy.signer": (
            "{staff} không ký sao y được: bản sao do Hiệu trưởng hoặc Phó Hiệu trưởng ký.",
            "{staff} cannot sign the copy: it takes the principal or a deputy.",
        ),
        "copy.none": (
            "Yêu cầu số {number} chưa có bản sao y.",
            "No certified copy was made for case no. {number}.",
        ),
    }
)


def signers(year: SchoolYear) -> list[Staff]:
    """Who may sign a copy by hand, the principal first."""
    leading = [each for each in year.staff.values() if each.roles & {Role.PRINCIPAL, Role.DEPUTY}]
    return sorted(leading, key=lambda each: (Role.PRINCIPAL not in each.roles, each.code))


def certify(desk: Desk, case_id: UUID, actor: str, signer: Staff, public_url: str) -> str:
    """
    Make the copy and close the case with it: the copy's number. ``signer`` will sign the print by hand.

    Raises Rejected ``copy.other_case``, ``copy.not_issued``, ``copy.signer``, ``paper.pages``, and as ``closed``.
    """

    def once() -> str:
        case, year, context = case_of(desk, case_id), desk.year(), desk.context(actor)
        report, kept = desk.report(case.opened.report_id), register(desk)
        symbol = registers.symbol(DocumentKind.CERTIFIED_COPY, year.school.name)
        number = registers.written(kept.next_number, symbol)
        done = c.CloseCase(result=f"Bản sao y số {number}")
        right = acting(done, year, context, report)
        if case.opened.kind is not CaseKind.CERTIFIED_COPY:
            raise Rejected("copy.other_case", number=case.opened.number)
        end = closed(case, done, year, context, report)
        file = Blob(_print(desk, year, report, context, number, signer, public_url), PDF_TYPE)
        entry = DocumentEntered(
            number=kept.next_number,
            symbol=symbol,
            dated=context.today,
            kind=DocumentKind.CERTIFIED_COPY,
            subject=SUBJECTS[DocumentKind.CERTIFIED_COPY],
            report_id=report.report_id,
            request_id=case_id,
            sha256=file.sha256,
            media_type=PDF_TYPE,
        )
        content = [str(case_id), done.model_dump(mode="json"), signer.code]
        order = command(actor, "CertifiedCopy", content, acting=right)
        new = [NewEvents(kept.register_id, kept.version, (entry,)), end]
        desk.append(new, order, guards=[desk.guard(year), Guard(report.report_id, report.version)], blobs=[file])
        return number

    return attempt(desk.ledger, once)


def copy_of(desk: Desk, case: Case) -> bytes:
    """The print that was made for a case, as it lies in the ledger. Raises Rejected ``copy.none``."""
    for each in register(desk).documents:
        if each.kind is DocumentKind.CERTIFIED_COPY and each.request_id == case.case_id:
            return desk.ledger.blob(each.sha256)
    raise Rejected("copy.none", number=case.opened.number)


def _print(
    desk: Desk, year: SchoolYear, report: Report, context: Context, number: str, signer: Staff, public_url: str
) -> bytes:
    from anchors.signing.pdf_print import joined, page_count  # loads the PDF libraries, 0.7 s

    if report.issued is None or report.document is None:
        raise Rejected("copy.not_issued")
    if not signer.roles & {Role.PRINCIPAL, Role.DEPUTY}:
        raise Rejected("copy.signer", staff=signer.code)
    issued, pdf = report.issued.value, desk.ledger.blob(report.document.pdf_sha256)
    sheet = CertifiedCopy(
        head=Head(year.school, number, year.place_of_issue, context.today, desk.demo),
        pupil=pupil_line(desk, year, report),
        lookup_id=issued.lookup_id,
        lookup_url=f"{public_url.rstrip('/')}/t/{issued.lookup_id}",
        edition=issued.edition,
        effective_date=issued.effective_date,
        pages=page_count(pdf),
        capacity="Hiệu trưởng" if Role.PRINCIPAL in signer.roles else "KT. Hiệu trưởng\nPhó Hiệu trưởng",
        name=desk.signatory(signer).full_name,
    )
    return joined([pdf, certified_copy_pdf(sheet)])
