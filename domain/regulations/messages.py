"""Texts of the errors of the rules, Vietnamese and English, registered with ``domain.messages`` on import."""

from __future__ import annotations

from domain.messages import MESSAGES as ALL_MESSAGES

MESSAGES: dict[str, tuple[str, str]] = {
    "regulation.school_year": (
        "Năm học {school_year} không đúng cách ghi. Hãy ghi như 2025-2026.",
        "School year {school_year} is not written as 2025-2026. Write it so.",
    ),
    "regulation.no_rules": (
        "Chưa có quy định đánh giá cho lớp {grade}, năm học {school_year}: Thông tư 27/2020 áp dụng từ lớp 1 năm học "
        "2020-2021 đến lớp 5 năm học 2024-2025; Thông tư 22/2021 áp dụng cho lớp 6 từ năm học 2021-2022, lớp 7 và 10 "
        "từ 2022-2023, lớp 8 và 11 từ 2023-2024, lớp 9 và 12 từ 2024-2025. Hãy kiểm tra lớp và năm học.",
        "No assessment rules for grade {grade} in school year {school_year}: Circular 27/2020 holds from grade 1 in "
        "2020-2021 to grade 5 in 2024-2025; Circular 22/2021 in grade 6 from 2021-2022, 7 and 10 from 2022-2023, 8 and "
        "11 from 2023-2024, 9 and 12 from 2024-2025. Check grade and school year.",
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
    "regulation.integer_expected": (
        "Ô {cell}: bài kiểm tra định kì tiểu học cho điểm theo thang 10, không cho điểm thập phân; {found} không hợp "
        "lệ. Hãy ghi điểm nguyên.",
        "Cell {cell}: a periodic test of primary school takes whole scores up to 10, not {found}. Enter a whole score.",
    ),
    "regulation.zero_refused": (
        "Ô {cell}: nhà trường quy định bài kiểm tra định kì cho điểm từ 1 đến 10. Hãy kiểm tra lại điểm 0.",
        "Cell {cell}: this school's policy takes scores from 1 to 10 in periodic tests. Check the score 0.",
    ),
    "regulation.attainment_expected": (
        "Ô {cell}: {subject} được đánh giá theo mức Hoàn thành tốt (T), Hoàn thành (H) hoặc Chưa hoàn thành (C), không "
        "phải {found}. Hãy ghi T, H hoặc C.",
        "Cell {cell}: {subject} takes the levels HOAN_THANH_TOT (T), HOAN_THANH (H), CHUA_HOAN_THANH (C), not {found}. "
        "Enter one of them.",
    ),
    "regulation.rating_expected": (
        "Ô {cell}: {subject} được đánh giá theo mức Tốt (T), Đạt (Đ) hoặc Cần cố gắng (C), không phải {found}. Hãy ghi "
        "T, Đ hoặc C.",
        "Cell {cell}: {subject} takes the ratings TOT (T), DAT (Đ), CAN_CO_GANG (C), not {found}. Enter one of them.",
    ),
    "regulation.by_rule_primary": (
        "Thông tư 27/2020 không có điểm 0 hoặc mức do không dự kiểm tra. Hãy bỏ lí do.",
        "Circular 27/2020 sets no mark for a missed assessment. Leave out the reason.",
    ),
    "regulation.elective_unknown": (
        "Lớp {grade} không có môn lựa chọn {found:subject}. Các môn lựa chọn: {expected:subject}. Hãy chọn lại.",
        "Grade {grade} has no elective subject {found:subject}. Electives: {expected:subject}. Choose again.",
    ),
    "regulation.elective_twice": (
        "Môn {found:subject} được chọn hai lần. Hãy bỏ một lần.",
        "The subject {found:subject} is chosen twice. Remove one of them.",
    ),
    "regulation.electives_count": (
        "Học sinh lớp {grade} chọn đúng {expected} môn trong {among:subject}; ở đây có {found}. Hãy chọn lại.",
        "A pupil of grade {grade} chooses exactly {expected} subjects of {among:subject}; here are {found}. "
        "Choose again.",
    ),
    "regulation.topics_unexpected": (
        "Học sinh lớp {grade} không có chuyên đề học tập môn {found:subject}. Hãy bỏ chuyên đề này.",
        "A pupil of grade {grade} has no special topics in {found:subject}. Leave them out.",
    ),
    "regulation.topics_count": (
        "Học sinh chọn nhiều nhất {expected} cụm chuyên đề học tập, không phải {found}. Hãy chọn lại.",
        "A pupil chooses at most {expected} clusters of special topics, not {found}. Choose again.",
    ),
    "regulation.not_studied": (
        "Học sinh không học môn {subject}. Các môn của học sinh: {expected:subject}. Hãy kiểm tra môn lựa chọn.",
        "The pupil does not study {subject}. His subjects: {expected:subject}. Check his choice.",
    ),
    "regulation.exempt_part": (
        "Môn {subject} không có nội dung {found:subject} để miễn ({expected:subject}). Hãy kiểm tra quyết định.",
        "The subject {subject} has no part {found:subject} to be exempted from ({expected:subject}). Check the "
        "decision.",
    ),
    "regulation.exempt_year_only": (
        "Cấp tiểu học chỉ miễn cả môn, cả năm học; {subject:subject} ở đây là {found}. Hãy kiểm tra quyết định.",
        "In primary school a pupil is exempted from a whole subject for the whole year; {subject:subject} here is "
        "{found}. Check the decision.",
    ),
    "regulation.reassessed_passed": (
        "Ô {cell}: chỉ kiểm tra, đánh giá lại môn có kết quả cả năm Chưa đạt hoặc dưới 5,0 (Điều 14); môn {subject} có "
        "kết quả cả năm {found}. Hãy bỏ kết quả đánh giá lại.",
        "Cell {cell}: only a subject with a year's result CD or below 5.0 is re-assessed (Article 14); {subject} has "
        "{found}. Leave out the re-assessment.",
    ),
    "regulation.summer_conduct_passed": (
        "Chỉ học sinh có kết quả rèn luyện cả năm Chưa đạt phải rèn luyện trong kì nghỉ hè (Điều 13); kết quả ở đây là "
        "{found}. Hãy bỏ kết quả rèn luyện hè.",
        "Only a pupil whose conduct of the year is Chưa đạt trains in the summer (Article 13); here it is {found}. "
        "Leave out the summer's conduct.",
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
