"""The pages of primary and upper secondary, judged by poppler; what all levels share is in ``test_pdf``."""

from pathlib import Path

import pytest

from domain.report.document import ReportDocument
from domain.values import Level
from projections.documents.pdf import render
from tests.kit.documents import sample_pupil
from tests.kit.level_documents import (
    RATINGS,
    primary_document,
    primary_result,
    primary_subjects,
    upper_document,
    upper_result,
    upper_subjects,
)
from tests.kit.rendered import extras_of, page_text, poppler

pytestmark = pytest.mark.one_server

PRIMARY, UPPER = primary_document(), upper_document()


def shown(document: ReportDocument, folder: Path) -> str:
    return page_text(render(document, extras_of(document)), folder)


def test_every_value_of_an_upper_report_stands_on_the_pages(tmp_path: Path) -> None:
    text = shown(UPPER, tmp_path)
    for value in (
        *("HỌC BẠ TRUNG HỌC PHỔ THÔNG", "Trường THPT Hậu Lộc", "10A1", "Tỉnh Thanh Hoá", "87/THPT", "17/03/2010"),
        *(row.comment for row in upper_subjects()),
        *(teacher.full_name for teacher in UPPER.subject_teachers.values()),
        *("Toán có chuyên đề học tập 9,1 9,4 9,3", "Vật lí có chuyên đề học tập", "Sinh học 8,1 8,6 8,4", "Đ Đ Đ"),
        *("Giáo dục quốc phòng và an ninh", "Học kì I Tốt Khá", "Được lên lớp", "Học sinh Giỏi", "Trang 4/4"),
    ):
        assert value is not None
        assert value in text
    assert "Khoa học tự nhiên" not in text
    assert "Miễn" not in text


def test_an_exemption_the_summer_and_the_completion_of_grade_twelve_are_shown(tmp_path: Path) -> None:
    rows = list(upper_subjects())
    rows[1] = rows[1].model_copy(update={"year": "4.6", "reassessed": "5.5"})
    rows[4] = rows[4].model_copy(update={"term_1": None, "term_2": None, "year": None, "exempt": "QĐ 12/QĐ-THPT"})
    result = upper_result(
        subjects=tuple(rows),
        academic_year=Level.CHUA_DAT,
        academic_final=Level.DAT,
        conduct_final=Level.KHA,
        completion="COMPLETED",
        title=None,
    )
    text = shown(upper_document(grade=12, class_code="12A1", result=result), tmp_path)
    for value in (
        *("9,1 9,4 4,6 5,5", "Miễn Miễn Miễn", "Miễn học theo QĐ 12/QĐ-THPT", "Hoàn thành chương trình"),
        *("Chương trình trung học phổ thông: Hoàn thành", "2 0 Khá Đạt", "Khen thưởng: Không"),
    ):
        assert value in text


def test_every_value_of_a_primary_report_stands_on_the_pages(tmp_path: Path) -> None:
    text = shown(PRIMARY, tmp_path)
    for value in (
        *("HỌC BẠ TIỂU HỌC", "Trường Tiểu học Thuận Hưng", "4A", "Thành phố Cần Thơ", "112/TH", "09/04/2016"),
        *("Chiều cao: 132 cm", "Cân nặng: 28,5 kg", "Số buổi nghỉ: 2 (có phép: 2; không phép: 0)"),
        *(row.comment for row in primary_subjects()),
        *("Tiếng Việt Hoàn thành tốt 9", "Toán Hoàn thành tốt 10", "Nghệ thuật (Âm nhạc) Hoàn thành tốt Hát"),
        *("Tin học và Công nghệ (Tin học)", "Tin học và Công nghệ (Công nghệ)", "Hoạt động trải nghiệm"),
        *("2. NHỮNG PHẨM CHẤT CHỦ YẾU", "Yêu nước Tốt", "Trách nhiệm Tốt", "3.1. Những năng lực chung"),
        *("Giải quyết vấn đề và sáng tạo Tốt", "3.2. Những năng lực đặc thù", "Thẩm mĩ Tốt", "Thể chất Tốt"),
        *("4. Đánh giá kết quả giáo dục: Hoàn thành xuất sắc", "5. Khen thưởng: Học sinh Xuất sắc"),
        *("Hoàn thành chương trình lớp 4; Được lên lớp 5.", "XÁC NHẬN CỦA HIỆU TRƯỞNG", "GIÁO VIÊN CHỦ NHIỆM"),
        *("Cần Thơ, ngày 31 tháng 5 năm 2026", "Thông tư 27/2020/TT-BGDĐT", "Trang 4/4"),
    ):
        assert value is not None
        assert value in text
    assert "Học kì" not in text


def test_the_first_grades_have_no_technical_competencies_and_nobody_need_be_measured(tmp_path: Path) -> None:
    small = {code: rating for code, rating in RATINGS.items() if code not in ("NL_CONG_NGHE", "NL_TIN_HOC")}
    document = primary_document(
        grade=1, class_code="1A", pupil=sample_pupil(), result=primary_result(ratings=small, title=None)
    )
    text = shown(document, tmp_path)
    assert "Khoa học Tốt Thẩm mĩ Tốt" in text
    assert "Chiều cao" not in text
    assert "5. Khen thưởng: Không" in text


@pytest.mark.parametrize("document", [PRIMARY, UPPER], ids=["primary", "upper"])
def test_the_file_is_archivable_and_the_same_each_time(document: ReportDocument, tmp_path: Path) -> None:
    pdf = render(document, extras_of(document))
    assert pdf == render(document, extras_of(document))
    for mark in (b"<pdfaid:part>3<", b"<pdfuaid:part>1<"):
        assert mark in pdf
    (tmp_path / "report.pdf").write_bytes(pdf)
    assert "Tagged:          yes" in poppler("pdfinfo", tmp_path / "report.pdf")


def test_long_comments_of_a_primary_report_lose_nothing(tmp_path: Path) -> None:
    def long(name: str) -> str:
        return " ".join(f"{name}{number}" for number in range(120))

    rows = tuple(row.model_copy(update={"comment": long(f"x{place}y")}) for place, row in enumerate(primary_subjects()))
    result = primary_result(
        subjects=rows,
        quality_comment=long("pc"),
        general_comment=long("chung"),
        specific_comment=long("thu"),
        homeroom_comment=long("cn"),
    )
    words = set(shown(primary_document(result=result), tmp_path).split())
    for text in (*(row.comment or "" for row in rows), long("pc"), long("chung"), long("thu"), long("cn")):
        assert set(text.split()) <= words
