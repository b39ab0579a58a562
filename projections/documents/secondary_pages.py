"""The year of a secondary report on its pages: scores of the pupil's own subjects, levels, outcome (TT 22/2021)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.formats import hoc_ba
from domain.formats.hoc_ba import Chain, Format, Stage
from domain.report.document import ReportDocument, SubjectResult, YearResult
from domain.values import Kind, Level
from projections.documents.wording import Lines, lines_of, moment_of, signer_of, text_of, who_signed

if TYPE_CHECKING:
    from projections.documents.pdf import PdfExtras, SignerLine

EVIDENCE_NOTICE = (
    "Chữ ký số của giáo viên, của Hiệu trưởng và của nhà trường nằm trong tệp hoc-ba.xml đính kèm bản PDF này; biên "
    "nhận chứng minh nằm trong tệp receipt.tlog-proof. Kết quả được đánh giá theo Thông tư 22/2021/TT-BGDĐT"
)

#: Short forms of a comment result in the table, as in the sổ theo dõi (TT 22/2021 Điều 5).
_SHORT = {"D": "Đ", "CD": "CĐ"}
#: What stands where an exempted pupil has no result.
_EXEMPT = "Miễn"


def view(document: ReportDocument, result: YearResult, extras: PdfExtras) -> dict[str, object]:
    """The data of the template that are the year's."""
    written = hoc_ba.of_grade(document.grade, document.release)
    signed = {line.subject: line for line in extras.signers if line.stage is Stage.SUBJECT}
    return {
        "head_title": "PHÊ DUYỆT CỦA HIỆU TRƯỞNG",
        "evidence_notice": f"{EVIDENCE_NOTICE} (bộ quy tắc {text_of(result.rule_set)}).",
        "subjects": [_subject(document, written, row, signed.get(row.subject)) for row in result.subjects],
        "levels": [
            ("Học kì I", _level(written, result.conduct_term_1), _level(written, result.academic_term_1)),
            ("Học kì II", _level(written, result.conduct_term_2), _level(written, result.academic_term_2)),
            ("Cả năm", _level(written, result.conduct_year), _level(written, result.academic_year)),
        ],
        "after_summer": (_level(written, result.conduct_final), _level(written, result.academic_final)),
        "absences": (str(result.absences_permitted), str(result.absences_unpermitted)),
        "outcome": _outcome(written, result),
        "summary": _summary(written, result),
    }


def _subject(
    document: ReportDocument, written: Format, row: SubjectResult, line: SignerLine | None
) -> dict[str, object]:
    teacher = document.subject_teachers.get(row.subject)
    if line is not None:
        signed = f"{who_signed(line)} – đã ký số {moment_of(line.signed_at)}"
    elif document.chain is Chain.HOMEROOM_FIRST:  # no subject teacher signs
        signed = ""
    else:
        signed = f"{text_of(teacher.full_name) if teacher else 'Giáo viên môn học'} (chưa ký)"
    name = written.code_table("subjects")[row.subject]
    return {
        "name": name,
        "topics": "có chuyên đề học tập" if row.topics else None,
        "term_1": _mark(row, row.term_1),
        "term_2": _mark(row, row.term_2),
        "year": _mark(row, row.year),
        "reassessed": _mark(row, row.reassessed) if row.reassessed else "",
        "comment": text_of(row.comment) if row.comment else None,
        "exempt": text_of(f"Miễn học theo {row.exempt}") if row.exempt else None,
        "signed": signed,
        "signer": signer_of(line),
    }


def _outcome(written: Format, result: YearResult) -> str:
    """The last grade moves up to no class: its outcome is the completion, unless a summer route is still open."""
    if result.completion and result.promotion in ("PROMOTED", "RETAINED"):
        return written.code_table("completion")[result.completion] + " chương trình"
    return written.code_table("promotion")[result.promotion]


def _summary(written: Format, result: YearResult) -> Lines:
    completion = written.code_table("completion")[result.completion] if result.completion else None
    adjusted = result.academic_adjusted_by
    return lines_of(
        [
            (f"Chương trình {written.name}", completion),
            ("Khen thưởng", written.code_table("titles")[result.title] if result.title else "Không"),
            (
                "Kết quả học tập được điều chỉnh mức (khoản 3 Điều 9 Thông tư 22/2021)",
                written.code_table("subjects").get(adjusted, adjusted) if adjusted else None,
            ),
        ]
    )


def _mark(row: SubjectResult, value: str | None) -> str:
    if value is None:
        return _EXEMPT
    return value.replace(".", ",") if row.kind is Kind.SCORED else _SHORT[value]


def _level(written: Format, level: Level | None) -> str:
    return written.code_table("levels")[level.name] if level is not None else ""
