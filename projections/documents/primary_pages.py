"""The year of a primary report on its pages: sections 1 to 6 of the form (TT 27/2020, annex 1; CV 2088, annex 2)."""

from __future__ import annotations

from domain.formats import hoc_ba
from domain.report.document import PrimaryResult, ReportDocument
from projections.documents.wording import lines_of, text_of

EVIDENCE_NOTICE = (
    "Chữ ký số của giáo viên chủ nhiệm, của Hiệu trưởng và của nhà trường nằm trong tệp hoc-ba.xml đính kèm bản PDF "
    "này; biên nhận chứng minh nằm trong tệp receipt.tlog-proof. Kết quả được đánh giá theo Thông tư 27/2020/TT-BGDĐT"
)


def view(document: ReportDocument, result: PrimaryResult) -> dict[str, object]:
    """The data of the template that are the year's."""
    written, pupil = hoc_ba.of_grade(document.grade, document.release), document.pupil
    ratings = written.code_table("ratings")

    def rated(table: str) -> list[tuple[str, str]]:
        """The rows of a section, in the order of the form (TT 27/2020 Điều 4)."""
        rows = written.code_table(table).items()
        return [(name, ratings[result.ratings[code]]) for code, name in rows if code in result.ratings]

    return {
        "head_title": "XÁC NHẬN CỦA HIỆU TRƯỞNG",
        "evidence_notice": f"{EVIDENCE_NOTICE} (bộ quy tắc {text_of(result.rule_set)}).",
        "body": lines_of(
            [
                ("Chiều cao", f"{pupil.height_cm} cm" if pupil.height_cm else None),
                ("Cân nặng", f"{pupil.weight_kg} kg".replace(".", ",") if pupil.weight_kg else None),
                (
                    "Số buổi nghỉ",
                    f"{result.absences_permitted + result.absences_unpermitted} (có phép: {result.absences_permitted}; "
                    f"không phép: {result.absences_unpermitted})",
                ),
            ]
        ),
        "subjects": [
            {
                "name": written.code_table("subjects")[row.subject],
                "level": written.code_table("attainments")[row.level],
                "test": row.test or "",
                "comment": text_of(row.comment) if row.comment else "",
            }
            for row in result.subjects
        ],
        "qualities": {"rows": rated("qualities"), "comment": text_of(result.quality_comment)},
        "general": {"rows": rated("general"), "comment": text_of(result.general_comment)},
        "specific": {"rows": rated("specific"), "comment": text_of(result.specific_comment)},
        "result": written.code_table("results")[result.result],
        "reward": written.code_table("titles")[result.title] if result.title else "Không",
        "completed": text_of(result.outcome),
    }
