"""Whole report documents of primary and upper secondary, to be varied by a test; ``documents`` has lower secondary."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.formats.hoc_ba import Chain
from domain.report.document import (
    PrimaryResult,
    PrimarySubjectResult,
    ReportDocument,
    SchoolIdentity,
    SubjectResult,
    YearResult,
)
from domain.values import Kind
from domain.words import TRAIT_NAMES
from tests.kit.documents import sample_document, sample_pupil, sample_result, staff

#: Subject → terms and year, comment; a pupil of natural sciences with special topics in Toán, Vật lí and Hoá học.
_UPPER: dict[str, tuple[tuple[str, str, str], str]] = {
    "NGU_VAN": (("7.6", "7.9", "7.8"), "Đọc hiểu tốt văn bản nghị luận; cần mở rộng dẫn chứng khi viết."),
    "TOAN": (("9.1", "9.4", "9.3"), "Tư duy hàm số và hình học không gian vững; trình bày chặt chẽ."),
    "NGOAI_NGU_1": (("8.2", "8.4", "8.3"), "Nghe, nói tự tin; cần luyện viết luận theo chủ đề."),
    "LICH_SU": (("8.0", "8.3", "8.2"), "Biết phân tích tư liệu, liên hệ quá khứ với hiện tại."),
    "GDTC": (("D", "D", "D"), "Thực hiện đúng kĩ thuật bóng chuyền, thể lực tốt."),
    "GDQPAN": (("8.8", "9.0", "8.9"), "Nắm chắc đội ngũ, tháo lắp súng đúng trình tự."),
    "VAT_LI": (("9.0", "9.2", "9.1"), "Vận dụng định luật bảo toàn thành thạo; thí nghiệm cẩn thận."),
    "HOA_HOC": (("8.7", "8.9", "8.8"), "Viết phương trình chính xác; cần chú ý bài toán hiệu suất."),
    "SINH_HOC": (("8.1", "8.6", "8.4"), "Quan sát tỉ mỉ, giải thích được cơ chế trao đổi chất."),
    "TIN_HOC": (("9.3", "9.5", "9.4"), "Lập trình Python tốt, biết chia nhỏ bài toán."),
    "HDTN_HN": (("D", "D", "D"), "Chủ động tìm hiểu nghề nghiệp, có trách nhiệm với nhóm."),
    "GDDP": (("D", "D", "D"), "Hiểu biết về di sản và nghề truyền thống của địa phương."),
}
_TOPICS = ("TOAN", "VAT_LI", "HOA_HOC")
_UPPER_TEACHERS = (
    "Lê Thị Hương Giang", "Hoàng Văn Thuỵ", "Nguyễn Quỳnh Như", "Trịnh Đình Quý", "Phạm Hùng Cường", "Lưu Đức Độ",
    "Đỗ Khắc Huỳnh", "Vũ Thị Nguyệt Ánh", "Mai Thuỳ Dung", "Ngô Bá Ưu", "Lê Thị Hương Giang", "Trịnh Đình Quý",
)  # fmt: skip


def upper_subjects() -> tuple[SubjectResult, ...]:
    """Eight compulsory subjects and four chosen ones."""
    return tuple(
        SubjectResult(
            subject=code,
            kind=Kind.COMMENT if marks[0] == "D" else Kind.SCORED,
            term_1=marks[0],
            term_2=marks[1],
            year=marks[2],
            comment=comment,
            topics=code in _TOPICS,
        )
        for code, (marks, comment) in _UPPER.items()
    )


def upper_result(**changes: Any) -> YearResult:
    """A good year of grade 10; any field may be changed."""
    return sample_result(**{"subjects": upper_subjects(), **changes})


def upper_document(**changes: Any) -> ReportDocument:
    """A report of class 10A1, 2025-2026; any top-level field may be changed."""
    fields: dict[str, Any] = {
        "grade": 10,
        "class_code": "10A1",
        "school": SchoolIdentity(
            name="Trường THPT Hậu Lộc",
            code="38001501",
            level="THPT",
            ward="Xã Hậu Lộc",
            province="Tỉnh Thanh Hoá",
            department="Sở Giáo dục và Đào tạo Thanh Hoá",
        ),
        "pupil": sample_pupil(birth_date=date(2010, 3, 17), registry_number="87/THPT"),
        "result": upper_result(),
        "subject_teachers": {
            code: staff(number, name)
            for number, (code, name) in enumerate(zip(_UPPER, _UPPER_TEACHERS, strict=True), start=1)
        },
        "place_of_issue": "Thanh Hoá",
    }
    return sample_document(**{**fields, **changes})


#: Subject of grade 4 → test of the year's end or None, comment.
_PRIMARY: dict[str, tuple[str | None, str]] = {
    "TIENG_VIET": ("9", "Đọc lưu loát, diễn cảm; viết đoạn văn giàu hình ảnh, chữ viết đẹp."),
    "TOAN": ("10", "Tính toán nhanh, giải tốt bài toán có lời văn; biết trình bày rõ ràng."),
    "NGOAI_NGU_1": ("9", "Phát âm chuẩn, mạnh dạn trong giao tiếp; nhớ từ vựng tốt."),
    "LS_DL": ("9", "Biết chỉ lược đồ, kể lại được câu chuyện lịch sử đã học."),
    "KHOA_HOC": ("10", "Ham tìm hiểu tự nhiên, biết làm thí nghiệm đơn giản."),
    "TIN_HOC": ("9", "Thao tác máy tính thành thạo, biết tạo bài trình chiếu."),
    "CONG_NGHE": ("9", "Khéo tay, biết lắp ghép mô hình theo hướng dẫn."),
    "DAO_DUC": (None, "Lễ phép, biết cảm thông và giúp đỡ người gặp khó khăn."),
    "GDTC": (None, "Thực hiện đúng động tác, tích cực tập luyện."),
    "AM_NHAC": (None, "Hát đúng giai điệu và lời ca, gõ đệm nhịp nhàng."),
    "MI_THUAT": (None, "Biết phối màu hài hoà, sản phẩm có sáng tạo."),
    "HDTN": (None, "Tích cực tham gia hoạt động của lớp, tự tin trước tập thể."),
}
RATINGS = dict.fromkeys(TRAIT_NAMES, "TOT")


def primary_subjects() -> tuple[PrimarySubjectResult, ...]:
    """All subjects of grade 4."""
    return tuple(
        PrimarySubjectResult(subject=code, level="HOAN_THANH_TOT", test=test, comment=comment)
        for code, (test, comment) in _PRIMARY.items()
    )


def primary_result(**changes: Any) -> PrimaryResult:
    """An excellent year of grade 4; any field may be changed."""
    fields: dict[str, Any] = {
        "subjects": primary_subjects(),
        "ratings": RATINGS,
        "quality_comment": "Em yêu quê hương, quan tâm bạn bè; chăm học, thật thà và có trách nhiệm với việc của lớp.",
        "general_comment": "Tự giác học tập, biết hợp tác trong nhóm, nêu được cách giải quyết vấn đề của riêng mình.",
        "specific_comment": "Ngôn ngữ và tính toán nổi trội; yêu thích khoa học, vận động khéo léo.",
        "absences_permitted": 2,
        "absences_unpermitted": 0,
        "result": "HTXS",
        "promotion": "PROMOTED",
        "completion": "COMPLETED",
        "level_completion": None,
        "outcome": "Hoàn thành chương trình lớp 4; Được lên lớp 5.",
        "title": "XUAT_SAC",
        "homeroom_comment": "Em chăm ngoan, học giỏi, luôn giúp đỡ bạn bè; là tấm gương của lớp.",
        "rule_set": "TT27-2020/1",
    }
    return PrimaryResult(**{**fields, **changes})


def primary_document(**changes: Any) -> ReportDocument:
    """A report of class 4A, 2025-2026; any top-level field may be changed."""
    fields: dict[str, Any] = {
        "grade": 4,
        "class_code": "4A",
        "school": SchoolIdentity(
            name="Trường Tiểu học Thuận Hưng",
            code="92005401",
            level="TIEU_HOC",
            ward="Phường Thuận Hưng",
            province="Thành phố Cần Thơ",
            department="Sở Giáo dục và Đào tạo Cần Thơ",
        ),
        "pupil": sample_pupil(birth_date=date(2016, 4, 9), registry_number="112/TH", height_cm="132", weight_kg="28.5"),
        "result": primary_result(),
        "subject_teachers": {},
        "chain": Chain.HOMEROOM_FIRST,
        "place_of_issue": "Cần Thơ",
    }
    return sample_document(**{**fields, **changes})
