"""A check of the whole ledger as a paper, which says what was and what was not checked (people.md C6.6)."""

from __future__ import annotations

from anchors.audit import Report
from anchors.audit.findings import Severity
from api.flows.auditing.ledger_checks import Check
from api.flows.desk import Desk
from domain.context import VIETNAM, local_day
from projections.documents.audit_report import AuditPaper, paper_pdf

#: Headings of the findings, the gravest first.
SECTIONS = (
    (Severity.FAULT, "Sai khác"),
    (Severity.WARNING, "Điều lạ, chưa phải sai khác"),
    (Severity.NOTE, "Chưa kiểm tra, và kết luận dựa vào lời của ai"),
)

#: What no check from inside can tell; it stands in every report.
NOT_TOLD = (
    "Kiểm tra này không cho biết nội dung ghi vào sổ có đúng sự thật hay không.",
    "Trường giữ khóa của sổ cái: chỉ mốc niêm phong do người ngoài giữ mới cho thấy sổ có bị lập lại toàn bộ không.",
)


def audit_pdf(desk: Desk, made: Check, report: Report) -> bytes:
    """The pages, in Vietnamese. Raises Rejected ``paper.pages``."""
    year = desk.year()
    asked_by = next(
        (one for one in desk.signatories(year.staff.values()).values() if one.staff_id == made.asked_by), None
    )
    begun = f"{made.begun_at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"
    who = f"{asked_by.full_name}, " if asked_by else ""
    verdict = (
        f"Không thấy sai khác. Được niêm phong đến bản ghi {report.covered} trong {report.size} bản ghi."
        if report.ok
        else f"Thấy {report.faults} sai khác."
        + (f" Vị trí đầu tiên: {report.first.place}. {report.first.text('vi')}" if report.first else "")
    )
    sections = [(heading, [each.text("vi") for each in report.of(severity)]) for severity, heading in SECTIONS]
    sections[-1][1].extend(NOT_TOLD)
    left_out = sum(report.counts.values()) - len(report.findings)
    if left_out:
        sections[0][1].append(f"… và {left_out} dòng nữa cùng loại.")
    return paper_pdf(
        AuditPaper(
            school=year.school,
            place=year.place_of_issue,
            made_on=local_day(made.ended_at or made.begun_at),
            demo=desk.demo,
            asked=f"{who}kiểm tra lúc {begun}; trường {report.school_id}",
            verdict=verdict,
            whole=report.ok,
            checked=(
                ("Bản ghi, từng byte và thứ tự", report.entries),
                ("Mốc niêm phong", report.checkpoints),
                ("Dấu thời gian", report.timestamps),
                ("Tệp mà bản ghi nêu", report.documents),
                ("Giá trị cá nhân sau cam kết", report.values),
                ("Dòng dữ liệu đọc so với dựng lại", report.rows),
            ),
            key=report.key or "",
            sections=sections,
        )
    )
