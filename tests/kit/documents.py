"""A whole report document of a fictional pupil, to be varied by a test."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from domain.formats.hoc_ba import Chain
from domain.report.document import (
    PupilIdentity,
    ReportDocument,
    SchoolIdentity,
    Signatory,
    SubjectResult,
    YearResult,
)
from domain.values import Kind, Level

LOOKUP_ID = UUID("6f1c2b9e-4d3a-4f7e-9b21-0c5d8e7a1f34")

COMMENTS = {
    "NGU_VAN": "Cảm thụ văn bản tinh tế, diễn đạt mạch lạc; cần rèn thêm kĩ năng viết bài nghị luận xã hội.",
    "TOAN": "Nắm vững kiến thức, vận dụng linh hoạt vào bài toán thực tế; cần trình bày lời giải cẩn thận hơn.",
    "NGOAI_NGU_1": "Phát âm chuẩn, vốn từ khá; cần luyện thêm kĩ năng nghe và viết.",
    "GDCD": "Hiểu bài, tích cực thảo luận và liên hệ thực tiễn.",
    "LS_DL": "Biết khai thác bản đồ, lược đồ; trình bày sự kiện có hệ thống.",
    "KHTN": "Ham tìm hiểu, thực hành thí nghiệm đúng quy trình.",
    "CONG_NGHE": "Thao tác thành thạo, sản phẩm đẹp và có sáng tạo.",
    "TIN_HOC": "Tư duy thuật toán tốt, làm việc nhóm hiệu quả.",
    "GDTC": "Thực hiện đúng kĩ thuật động tác, có tinh thần đồng đội.",
    "NGHE_THUAT": "Hát đúng giai điệu, biết phối màu hài hoà.",
    "HDTN_HN": "Tích cực tham gia các hoạt động của lớp và của trường.",
    "GDDP": "Hiểu biết tốt về lịch sử, văn hoá của địa phương.",
}

_SCORES = {
    "NGU_VAN": ("8.1", "8.4", "8.3"),
    "TOAN": ("9.0", "9.3", "9.2"),
    "NGOAI_NGU_1": ("8.6", "8.8", "8.7"),
    "GDCD": ("9.1", "9.4", "9.3"),
    "LS_DL": ("8.0", "8.5", "8.3"),
    "KHTN": ("8.9", "9.1", "9.0"),
    "CONG_NGHE": ("9.2", "9.5", "9.4"),
    "TIN_HOC": ("9.4", "10.0", "9.8"),
}

_TEACHERS = (
    "Nguyễn Thị Hồng Hạnh",
    "Trần Văn Long",
    "Lê Thị Thuỳ Dương",
    "Phạm Ngọc Ánh",
    "Võ Hữu Nghĩa",
    "Đặng Thị Mỹ Lệ",
    "Bùi Quốc Tuấn",
    "Hoàng Tuấn Kiệt",
    "Ngô Đức Thắng",
    "Huỳnh Thị Ngọc Trâm",
    "Đỗ Thị Phương Thảo",
    "Lý Thị Bích Hường",
)


def staff(number: int, name: str) -> Signatory:
    """A member of staff whose id and personal number follow from ``number``."""
    return Signatory(staff_id=uuid5(LOOKUP_ID, str(number)), full_name=name, personal_number=f"0010850{number:05d}")


def sample_subjects(comments: dict[str, str] | None = None) -> tuple[SubjectResult, ...]:
    """All twelve subjects of THCS with results, and the comments given."""
    texts = COMMENTS if comments is None else comments
    return tuple(
        SubjectResult(
            subject=subject,
            kind=Kind.SCORED if subject in _SCORES else Kind.COMMENT,
            term_1=_SCORES.get(subject, ("D",) * 3)[0],
            term_2=_SCORES.get(subject, ("D",) * 3)[1],
            year=_SCORES.get(subject, ("D",) * 3)[2],
            comment=texts.get(subject),
        )
        for subject in COMMENTS
    )


def sample_result(**changes: Any) -> YearResult:
    """A good year; any field may be changed."""
    fields: dict[str, Any] = {
        "subjects": sample_subjects(),
        "academic_term_1": Level.KHA,
        "academic_term_2": Level.TOT,
        "academic_year": Level.TOT,
        "academic_adjusted_by": None,
        "conduct_term_1": Level.TOT,
        "conduct_term_2": Level.TOT,
        "conduct_year": Level.TOT,
        "absences_permitted": 2,
        "absences_unpermitted": 0,
        "promotion": "PROMOTED",
        "completion": None,
        "title": "GIOI",
        "homeroom_comment": "Em chăm ngoan, lễ phép, có ý thức vươn lên; hoà đồng và biết giúp đỡ bạn bè.",
        "rule_set": "TT22-2021.1",
    }
    return YearResult(**{**fields, **changes})


def sample_pupil(**changes: Any) -> PupilIdentity:
    """A pupil of grade 8; any field may be changed."""
    fields: dict[str, Any] = {
        "full_name": "Nguyễn Hoàng Bảo Ngọc",
        "sex": "NU",
        "birth_date": date(2012, 9, 5),
        "birth_place": "Bệnh viện Phụ sản Hà Nội, thành phố Hà Nội",
        "ethnicity": "Kinh",
        "nationality": "Việt Nam",
        "personal_number": "001312004567",
        "pupil_code": "0123456789",
        "hometown": "Xã Quế Thuận, thành phố Đà Nẵng",
        "residence": "Số 12, ngõ 34 đường Trần Hưng Đạo, phường Cửa Nam, thành phố Hà Nội",
        "registry_number": "215/THCS",
        "father": "Nguyễn Văn Sơn",
        "mother": "Trần Thị Thuý",
        "guardian": None,
    }
    return PupilIdentity(**{**fields, **changes})


def sample_document(**changes: Any) -> ReportDocument:
    """A report of class 8A, 2025-2026; any top-level field may be changed."""
    fields: dict[str, Any] = {
        "lookup_id": LOOKUP_ID,
        "edition": 1,
        "school_year": "2025-2026",
        "grade": 8,
        "class_code": "8A",
        "class_number": 17,
        "school": SchoolIdentity(
            name="Trường THCS Nguyễn Trãi",
            code="01001501",
            level="THCS",
            ward="Phường Cửa Nam",
            province="Thành phố Hà Nội",
            department="Sở Giáo dục và Đào tạo Hà Nội",
        ),
        "pupil": sample_pupil(),
        "result": sample_result(),
        "subject_teachers": {
            subject: staff(number, name)
            for number, (subject, name) in enumerate(zip(COMMENTS, _TEACHERS, strict=True), start=1)
        },
        "homeroom_teacher": staff(20, "Nguyễn Thị Hồng Hạnh"),
        "head": staff(30, "Phan Thị Thanh Vân"),
        "head_capacity": "HIỆU TRƯỞNG",
        "place_of_issue": "Hà Nội",
        "created_on": date(2026, 5, 25),
        "planned_issue_date": date(2026, 5, 31),
        "enrolled_on": date(2025, 9, 5),
        "chain": Chain.SUBJECT_TEACHERS_FIRST,
        "corrections": (),
        "demo": True,
    }
    return ReportDocument(**{**fields, **changes})
