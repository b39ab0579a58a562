"""Texts of the errors of the rules, Vietnamese and English, registered with ``domain.messages`` on import."""

from __future__ import annotations

from domain.messages import MESSAGES as ALL_MESSAGES

MESSAGES: dict[str, tuple[str, str]] = {
    "regulation.school_year": (
        "Năm học {school_year} không đúng cách ghi. Hãy ghi như 2025-2026.",
        "School year {school_year} is not written as 2025-2026. Write it so.",
    ),
    "regulation.no_rules": (
        "Chưa có quy định đánh giá cho lớp {grade}, năm học {school_year}: Thông tư 22/2021 cấp THCS áp dụng cho lớp 6 "
        "từ năm học 2021-2022, lớp 7 từ 2022-2023, lớp 8 từ 2023-2024, lớp 9 từ 2024-2025. Hãy kiểm tra lớp và năm "
        "học.",
        "No assessment rules for grade {grade} in school year {school_year}: Circular 22/2021 for lower secondary "
        "holds in grade 6 from 2021-2022, 7 from 2022-2023, 8 from 2023-2024, 9 from 2024-2025. Check grade and "
        "school year.",
    ),
    "regulation.subject_unknown": (
        "Lớp {grade}, năm học {school_year} không có môn {subject}. Các mã môn: {expected}.",
        "Grade {grade} has no subject {subject} in school year {school_year}. Subject codes: {expected}.",
    ),
    "regulation.other_subject": (
        "Ô {cell} không thuộc môn {subject}. Hãy ghi vào đúng sổ của môn.",
        "Cell {cell} is not of the subject {subject}. Enter it in the gradebook of its own subject.",
    ),
    "regulation.part_unexpected": (
        "Ô {cell}: môn {subject} không chia nội dung. Hãy bỏ {found:subject}.",
        "Cell {cell}: the subject {subject} has no parts. Leave out {found:subject}.",
    ),
    "regulation.part_unknown": (
        "Ô {cell}: môn {subject} gồm các nội dung {expected:subject}, không có {found:subject}. Hãy chọn một trong "
        "các nội dung đó.",
        "Cell {cell}: the subject {subject} has the parts {expected:subject}, not {found:subject}. Choose one of them.",
    ),
    "regulation.column_unknown": (
        "Ô {cell}: môn {subject} lớp này chỉ có các cột {expected} trong mỗi học kì. Hãy bỏ cột {found}.",
        "Cell {cell}: the subject {subject} has only the columns {expected} in a term of this grade. "
        "Leave out the column {found}.",
    ),
    "regulation.score_expected": (
        "Ô {cell}: môn {subject} đánh giá bằng nhận xét kết hợp điểm số, cần điểm từ 0 đến 10, không phải {found}. "
        "Hãy ghi điểm.",
        "Cell {cell}: the subject {subject} takes scores from 0 to 10, not {found}. Enter a score.",
    ),
    "regulation.result_expected": (
        "Ô {cell}: môn {subject} đánh giá bằng nhận xét, chỉ ghi Đạt (Đ) hoặc Chưa đạt (CĐ), không phải {found}. "
        "Hãy ghi Đ hoặc CĐ.",
        "Cell {cell}: the subject {subject} is assessed by comments and takes D or CD only, not {found}. "
        "Enter D or CD.",
    ),
    "regulation.by_rule_reason": (
        "Ô {cell}: 0 điểm hoặc Chưa đạt do không dự kiểm tra (Điều 7) phải có lí do. Hãy ghi lí do.",
        "Cell {cell}: a zero or CD by rule (Article 7) needs its reason. Give the reason.",
    ),
    "regulation.by_rule_contradicted": (
        "Ô {cell} ghi là không dự kiểm tra (Điều 7) nhưng lại có {found}, lẽ ra là {expected}. Hãy bỏ một trong hai.",
        "Cell {cell} is marked as missed (Article 7) but holds {found} where {expected} follows. Remove one of them.",
    ),
    "regulation.absences": (
        "Tổng số buổi nghỉ {found} không hợp lệ: cần một số nguyên từ 0 trở lên. Hãy kiểm tra lại.",
        "Absences {found} are impossible: a whole number from 0 upwards is expected. Check the count.",
    ),
}

ALL_MESSAGES.update(MESSAGES)
