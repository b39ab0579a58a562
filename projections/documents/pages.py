"""
What stands on the pages of a report, ready to lay out: every value a Vietnamese text, dates dd/mm/yyyy, decimal comma.

The template lays out and decides nothing; words come from the format's code tables, as in the XML.
"""

from __future__ import annotations

import io
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

import segno

from domain.formats.thcs import Stage, code_table
from domain.report.document import ReportDocument, SubjectResult
from domain.values import Kind, Level
from projections.documents.xml import VIETNAM

if TYPE_CHECKING:
    from projections.documents.pdf import PdfExtras, SignerLine

#: A "word" longer than this may be broken anywhere, or it would run out of its column.
UNBROKEN_CHARACTERS_MAX = 40
_BREAK = "\u200b"  # ZERO WIDTH SPACE

PORTAL_NOTICE = (
    "Kết quả này do nhà trường cung cấp. Thông tin có giá trị pháp lý để xác thực là thông tin trên Cổng tra cứu "
    "học bạ của Bộ GDĐT."
)
EVIDENCE_NOTICE = (
    "Chữ ký số của giáo viên, của Hiệu trưởng và của nhà trường nằm trong tệp hoc-ba.xml đính kèm bản PDF này; biên "
    "nhận chứng minh nằm trong tệp receipt.tlog-proof. Kết quả được đánh giá theo Thông tư 22/2021/TT-BGDĐT"
)

#: Short forms of a comment result in the table, as in the sổ theo dõi (TT 22/2021 Điều 5).
_SHORT = {"D": "Đ", "CD": "CĐ"}

Lines = list[tuple[str, str]]


def view(document: ReportDocument, extras: PdfExtras) -> dict[str, object]:
    """The data of the template, JSON values only."""
    result, pupil, school = document.result, document.pupil, document.school
    subjects = {line.subject: line for line in extras.signers if line.stage is Stage.SUBJECT}
    stages = {line.stage: line for line in extras.signers if line.stage is not Stage.SUBJECT}
    head = stages.get(Stage.HEAD)
    return {
        "demo": document.demo,
        "demo_text": code_table("demo")["True"],
        "title": _text(f"Học bạ trung học cơ sở – {pupil.full_name} – {document.school_year}"),
        "lookup_id": str(document.lookup_id),
        "lookup_url": extras.lookup_url,
        "qr": _qr(extras.lookup_url),
        "name": _text(pupil.full_name),
        "class": _text(document.class_code),
        "school_year": document.school_year,
        "school": _text(school.name),
        "department": _text(school.department),
        "cover": _lines(
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
            ("Ngày có hiệu lực", _day(extras.effective_date)),
        ],
        "pupil": _pupil(document),
        "history": [
            document.school_year,
            _text(document.class_code),
            _text(f"{school.name}, {school.ward}, {school.province}"),
            _text(pupil.registry_number),
            _day(document.enrolled_on),
        ],
        "issue_details": _issue(document, extras),
        "portal_notice": PORTAL_NOTICE,
        "evidence_notice": f"{EVIDENCE_NOTICE} (bộ quy tắc {_text(result.rule_set)}).",
        "subjects": [_subject(document, row, subjects.get(row.subject)) for row in result.subjects],
        "corrections": _corrections(document.corrections),
        "levels": [
            ("Học kì I", _level(result.conduct_term_1), _level(result.academic_term_1)),
            ("Học kì II", _level(result.conduct_term_2), _level(result.academic_term_2)),
            ("Cả năm", _level(result.conduct_year), _level(result.academic_year)),
        ],
        "absences": (str(result.absences_permitted), str(result.absences_unpermitted)),
        "outcome": _outcome(document),
        "summary": _summary(document),
        "homeroom_comment": _text(result.homeroom_comment),
        "homeroom_name": _text(document.homeroom_teacher.full_name),
        "homeroom_signer": _signer(stages.get(Stage.HOMEROOM)),
        "head_capacity": _text(document.head_capacity, one_line=False),
        "head_name": _text(document.head.full_name),
        "head_signer": _signer(head),
        "seal_signer": _signer(stages.get(Stage.SEAL)),
        "place_and_date": _place_and_date(document.place_of_issue, head),
    }


def _pupil(document: ReportDocument) -> Lines:
    pupil = document.pupil
    return _lines(
        [
            ("Họ và tên", pupil.full_name),
            ("Giới tính", code_table("sex")[pupil.sex]),
            ("Ngày, tháng, năm sinh", _day(pupil.birth_date)),
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
    return _lines(
        [
            ("Mã số tra cứu học bạ", str(document.lookup_id)),
            ("Bản phát hành", f"lần {document.edition}"),
            ("Ngày có hiệu lực", _day(extras.effective_date)),
            ("Cơ sở giáo dục", f"{document.school.name} (mã trường {document.school.code})"),
            ("Người ký duyệt", f"{document.head.full_name}, {' – '.join(document.head_capacity.splitlines())}"),
            ("Vị trí trong sổ cái của trường", None if position is None else str(position)),
        ]
    )


def _subject(document: ReportDocument, row: SubjectResult, line: SignerLine | None) -> dict[str, object]:
    teacher = document.subject_teachers.get(row.subject)
    if line is not None:
        signed = f"{_text(line.name)} – đã ký số {_moment(line.signed_at)}"
    else:
        signed = f"{_text(teacher.full_name) if teacher else 'Giáo viên môn học'} (chưa ký)"
    return {
        "name": code_table("subjects")[row.subject],
        "term_1": _mark(row.kind, row.term_1),
        "term_2": _mark(row.kind, row.term_2),
        "year": _mark(row.kind, row.year),
        "comment": _text(row.comment) if row.comment else None,
        "signed": signed,
        "signer": _signer(line),
    }


def _corrections(places: Iterable[str]) -> str | None:
    """For example: Trong học bạ này có điều chỉnh ở 3 chỗ, thuộc môn học, nội dung: Toán 2 chỗ; Ngữ văn 1 chỗ."""
    counts = Counter(places)
    if not counts:
        return None
    named = "; ".join(f"{_text(place)} {count} chỗ" for place, count in counts.items())
    return f"Trong học bạ này có điều chỉnh ở {counts.total()} chỗ, thuộc môn học, nội dung: {named}."


def _outcome(document: ReportDocument) -> str:
    """Grade 9 moves up to no class: its outcome is the completion, unless a summer route is still open."""
    result = document.result
    if result.completion and result.promotion in ("PROMOTED", "RETAINED"):
        return code_table("completion")[result.completion] + " chương trình"
    return code_table("promotion")[result.promotion]


def _summary(document: ReportDocument) -> Lines:
    result = document.result
    completion = code_table("completion")[result.completion] if result.completion else None
    adjusted = result.academic_adjusted_by
    return _lines(
        [
            ("Chương trình trung học cơ sở", completion),
            ("Khen thưởng", code_table("titles")[result.title] if result.title else "Không"),
            (
                "Kết quả học tập được điều chỉnh mức (khoản 3 Điều 9 Thông tư 22/2021)",
                code_table("subjects").get(adjusted, adjusted) if adjusted else None,
            ),
        ]
    )


def _signer(line: SignerLine | None) -> dict[str, str] | None:
    return None if line is None else {"name": _text(line.name), "at": _moment(line.signed_at)}


def _place_and_date(place: str, head: SignerLine | None) -> str:
    if head is None:
        return f"{_text(place)}, ngày … tháng … năm …"
    day = head.signed_at.astimezone(VIETNAM).date()
    # Days under 10 and the months 1 and 2 are written with a zero (NĐ 30/2020, annex I).
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"{_text(place)}, ngày {day.day:02} tháng {month} năm {day.year}"


def _mark(kind: Kind, value: str) -> str:
    return value.replace(".", ",") if kind is Kind.SCORED else _SHORT[value]


def _level(level: Level) -> str:
    return code_table("levels")[level.name]


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S} (+07:00)"


def _lines(lines: Iterable[tuple[str, str | None]]) -> Lines:
    return [(label, _text(value)) for label, value in lines if value]


def _text(value: str, *, one_line: bool = True) -> str:
    """Composed (NFC), space run together, and no word so long that it would leave its column."""
    composed = unicodedata.normalize("NFC", value)
    return "\n".join(
        " ".join(_breakable(word) for word in line.split())
        for line in ([composed] if one_line else composed.splitlines())
    )


def _breakable(word: str) -> str:
    if len(word) <= UNBROKEN_CHARACTERS_MAX:
        return word
    return _BREAK.join(word)


def _qr(url: str) -> str:
    picture = io.BytesIO()
    segno.make(url, error="m", micro=False).save(picture, kind="svg", border=2, xmldecl=False, nl=False)
    return picture.getvalue().decode()
