"""
The pages of a digitised paper report, as PDF/A-3b and PDF/UA-1: BẢN SỐ HOÁ TỪ BẢN GIẤY on every one of them.

The same document and signatures give the same bytes; the file's date is the day of the seal.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.context import local_day
from domain.errors import Rejected
from domain.formats import paper as written
from domain.paper_report.document import PaperDocument
from domain.paper_report.events import PaperRow, PaperYear
from domain.regulations.curriculum import subject, traits
from domain.values import Level
from projections.documents.pages import qr_svg
from projections.documents.pdf import SignerLine
from projections.documents.typesetting import Unrendered, typeset
from projections.documents.wording import day_of, lines_of, place_and_date, signer_of, text_of

#: A place that is blank on the paper.
BLANK = "–"


def paper_pdf(document: PaperDocument, lookup_url: str, head: SignerLine | None, seal: SignerLine | None) -> bytes:
    """The PDF; without signatures a preview. Raises Rejected ``document.pages``."""
    dated = local_day(seal.signed_at) if seal else document.digitised_on
    try:
        return typeset("ban-so-hoa.typ", _view(document, lookup_url, head, seal), dated)
    except Unrendered as error:
        raise Rejected("document.pages", lookup_id=document.lookup_id, reason=error.reason) from error


def _view(
    document: PaperDocument, lookup_url: str, head: SignerLine | None, seal: SignerLine | None
) -> dict[str, object]:
    pupil, school, origin, scan = document.pupil, document.school, document.origin, document.scan
    return {
        "demo": document.demo,
        "demo_text": written.DEMO,
        "title": text_of(f"{written.MARK} – {pupil.full_name}"),
        "mark": written.MARK.upper(),
        "preview": head is None,
        "lookup_id": str(document.lookup_id),
        "lookup_url": lookup_url,
        "qr": qr_svg(lookup_url),
        "name": text_of(pupil.full_name),
        "school": text_of(school.name),
        "above": text_of(school.department),
        "origin": text_of(origin.school),
        "pupil": lines_of(
            [
                ("Họ và tên", pupil.full_name),
                ("Ngày, tháng, năm sinh", day_of(pupil.birth_date)),
                ("Mã số định danh cá nhân", pupil.personal_number),
                ("Mã học sinh", pupil.pupil_code),
                ("Đang học", f"lớp {document.class_code}, năm học {document.school_year}, {school.name}"),
            ]
        ),
        "paper": lines_of(
            [
                ("Trường cấp học bạ giấy", origin.school),
                ("Nơi cấp", origin.place),
                ("Số ghi trên học bạ giấy", origin.number),
                ("Bản chụp đính kèm", f"ban-giay.pdf, {scan.pages} trang"),
                ("Giá trị băm SHA-256 của bản chụp", scan.sha256),
            ]
        ),
        "years": [_year(each) for each in document.years],
        "statement": text_of(
            f"{school.name} xác nhận bản số hoá này phù hợp với học bạ giấy do {origin.school} ({origin.place}) cấp. "
            f"{school.name} không phải nơi cấp học bạ giấy đó."
        ),
        "effective": day_of(local_day(seal.signed_at)) if seal else None,
        "place_and_date": place_and_date(document.place_of_issue, head),
        "head_capacity": document.head_capacity.split(" – "),
        "head_name": text_of(document.head.full_name),
        "head_signer": signer_of(head),
        "seal_signer": signer_of(seal),
    }


def _year(year: PaperYear) -> dict[str, object]:
    primary = any(row.test for row in year.rows) or bool(year.traits or year.result)
    return {
        "title": text_of(f"Năm học {year.school_year} – lớp {year.class_code} – {year.school}"),
        "primary": primary,
        "rows": [list(_row(row, year, primary=primary)) for row in year.rows],
        "summary": [[text_of(label), text_of(value)] for label, value in _summary(year, primary=primary)],
    }


def _row(row: PaperRow, year: PaperYear, *, primary: bool) -> Iterator[str]:
    yield text_of(subject(row.subject, year.grade, year.school_year).name)
    for mark in (row.year,) if primary else (row.term_1, row.term_2, row.year):
        yield BLANK if mark is None else mark.said("vi")
    if primary:
        yield row.whole_test or BLANK


def _summary(year: PaperYear, *, primary: bool) -> Iterator[tuple[str, str]]:
    if primary:
        names = {trait.code: trait.name for trait in traits(year.grade)}
        yield from ((names[code], rating.said("vi")) for code, rating in year.traits)
        yield "Đánh giá kết quả giáo dục", written.RESULTS[year.result] if year.result else BLANK
    else:
        yield "Kết quả học tập (học kì I, học kì II, cả năm)", _levels(year.academic)
        yield "Kết quả rèn luyện (học kì I, học kì II, cả năm)", _levels(year.conduct)
    yield "Số buổi nghỉ cả năm", BLANK if year.absences is None else str(year.absences)
    yield "Lên lớp", written.PROMOTIONS[year.promotion] if year.promotion else BLANK
    yield "Khen thưởng", written.TITLES[year.title] if year.title else BLANK


def _levels(levels: tuple[Level | None, ...]) -> str:
    return ", ".join(BLANK if level is None else str(level) for level in levels)
