"""
What stands on the pages of a report, ready to lay out: every value a Vietnamese text, dates dd/mm/yyyy, decimal comma.

The template lays out and decides nothing; words come from the format's code tables, as in the XML. Here is what the
pages of all levels share; the year itself is ``primary_pages`` or ``secondary_pages``.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import segno

from domain.formats import hoc_ba
from domain.formats.hoc_ba import Stage
from domain.report.document import PrimaryResult, ReportDocument
from projections.documents import primary_pages, secondary_pages
from projections.documents.wording import (
    Lines,
    corrections_of,
    day_of,
    lines_of,
    place_and_date,
    signer_of,
    text_of,
)

if TYPE_CHECKING:
    from projections.documents.pdf import PdfExtras

PORTAL_NOTICE = (
    "Kết quả này do nhà trường cung cấp. Thông tin có giá trị pháp lý để xác thực là thông tin trên Cổng tra cứu "
    "học bạ của Bộ GDĐT."
)


def view(document: ReportDocument, extras: PdfExtras) -> dict[str, object]:
    """The data of the template, JSON values only."""
    pupil, school, written = document.pupil, document.school, hoc_ba.of_grade(document.grade, document.release)
    stages = {line.stage: line for line in extras.signers if line.stage is not Stage.SUBJECT}
    head, homeroom = stages.get(Stage.HEAD), stages.get(Stage.HOMEROOM)
    year = (
        primary_pages.view(document, document.result)
        if isinstance(document.result, PrimaryResult)
        else secondary_pages.view(document, document.result, extras)
    )
    return {
        "demo": document.demo,
        "demo_text": written.code_table("demo")["True"],
        "title": text_of(f"Học bạ {written.name} – {pupil.full_name} – {document.school_year}"),
        "level": written.name.upper(),
        "lookup_id": str(document.lookup_id),
        "lookup_url": extras.lookup_url,
        "qr": qr_svg(extras.lookup_url),
        "name": text_of(pupil.full_name),
        "class": text_of(document.class_code),
        "school_year": document.school_year,
        "school": text_of(school.name),
        "department": text_of(school.department),
        "cover": lines_of(
            [
                ("Họ và tên", pupil.full_name),
                ("Lớp", document.class_code),
                ("Năm học", document.school_year),
                ("Trường", school.name),
                ("Xã/phường", school.ward),
                ("Tỉnh/thành phố", school.province),
                ("Số đăng bộ", pupil.registry_number),
            ]
        ),
        "issue": [
            ("Mã số tra cứu học bạ", str(document.lookup_id)),
            ("Ngày có hiệu lực", day_of(extras.effective_date)),
        ],
        "pupil": _pupil(document),
        "history": [
            document.school_year,
            text_of(document.class_code),
            text_of(f"{school.name}, {school.ward}, {school.province}"),
            text_of(pupil.registry_number or ""),
            day_of(document.enrolled_on),
        ],
        "issue_details": _issue(document, extras),
        "portal_notice": PORTAL_NOTICE,
        "corrections": corrections_of(document.corrections),
        "homeroom_comment": text_of(document.result.homeroom_comment),
        "homeroom_name": text_of(homeroom.name if homeroom else document.homeroom_teacher.full_name),
        "homeroom_signer": signer_of(homeroom),
        "head_capacity": text_of(document.head_capacity, one_line=False),
        "head_name": text_of(document.head.full_name),
        "head_signer": signer_of(head),
        "seal_signer": signer_of(stages.get(Stage.SEAL)),
        "place_and_date": place_and_date(document.place_of_issue, head),
        **year,
    }


def _pupil(document: ReportDocument) -> Lines:
    pupil = document.pupil
    return lines_of(
        [
            ("Họ và tên", pupil.full_name),
            ("Giới tính", hoc_ba.of_grade(document.grade, document.release).code_table("sex")[pupil.sex]),
            ("Ngày, tháng, năm sinh", day_of(pupil.birth_date)),
            ("Nơi sinh", pupil.birth_place),
            ("Dân tộc", pupil.ethnicity),
            ("Quốc tịch", pupil.nationality),
            ("Mã số định danh cá nhân", pupil.personal_number),
            ("Mã học sinh", pupil.pupil_code),
            ("Quê quán", pupil.hometown),
            ("Chỗ ở hiện nay", pupil.residence),
            ("Họ và tên cha", pupil.father),
            ("Họ và tên mẹ", pupil.mother),
            ("Người giám hộ", pupil.guardian),
        ]
    )


def _issue(document: ReportDocument, extras: PdfExtras) -> Lines:
    position = extras.issued_position
    return lines_of(
        [
            ("Mã số tra cứu học bạ", str(document.lookup_id)),
            ("Bản phát hành", f"lần {document.edition}"),
            ("Thay cho bản có mã số tra cứu", str(document.replaces) if document.replaces else None),
            ("Ngày có hiệu lực", day_of(extras.effective_date)),
            ("Cơ sở giáo dục", f"{document.school.name} (mã trường {document.school.code})"),
            ("Người ký duyệt", f"{document.head.full_name}, {' – '.join(document.head_capacity.splitlines())}"),
            ("Vị trí trong sổ cái của trường", None if position is None else str(position)),
        ]
    )


def qr_svg(url: str) -> str:
    """The QR code of an address, as SVG."""
    picture = io.BytesIO()
    segno.make(url, error="m", micro=False).save(picture, kind="svg", border=2, xmldecl=False, nl=False)
    return picture.getvalue().decode()
