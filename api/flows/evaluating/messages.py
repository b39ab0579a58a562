"""Texts of the faults of an input to ``hocba evaluate``, Vietnamese and English; each names its place."""

from __future__ import annotations

from domain.messages import MESSAGES as ALL_MESSAGES

MESSAGES: dict[str, tuple[str, str]] = {
    "evaluate.too_large": (
        "Dữ liệu dài hơn {limit} byte. Mỗi lần chỉ đánh giá một học sinh.",
        "The input is longer than {limit} bytes. One pupil is evaluated at a time.",
    ),
    "evaluate.many": (
        "{place}: còn nhiều lỗi nữa; chỉ nêu {limit} lỗi đầu.",
        "{place}: there are more faults; the first {limit} are told.",
    ),
    "evaluate.not_json": (
        "Dữ liệu không phải JSON (UTF-8): {reason}.",
        "The input is not JSON in UTF-8: {reason}.",
    ),
    "evaluate.twice": (
        "{place} được ghi hai lần. Hãy bỏ một lần.",
        "{place} stands there twice. Remove one of them.",
    ),
    "evaluate.number": (
        '{place}: {found} là số thập phân hoặc số quá lớn. Số đếm là số nguyên; điểm ghi trong dấu nháy, ví dụ "7.5".',
        '{place}: {found} is a fraction or too large a number. Counts are whole; marks are strings: "7.5".',
    ),
    "evaluate.type": (
        "{place}: cần {expected:json}, không phải {found}.",
        "{place}: {expected:json} is expected, not {found}.",
    ),
    "evaluate.unknown_key": (
        "{place}: không có mục này. Các mục: {expected}.",
        "{place}: there is no such key. The keys are {expected}.",
    ),
    "evaluate.missing_key": (
        "{place}: thiếu mục này. Hãy bổ sung.",
        "{place}: this is missing. Add it.",
    ),
    "evaluate.value": (
        "{place}: cần một trong các giá trị {expected}, không phải {found}.",
        "{place}: one of {expected} is expected, not {found}.",
    ),
    "evaluate.mark": (
        '{place}: {found} không phải là điểm. Điểm là chuỗi từ "0" đến "10", nhiều nhất một chữ số thập phân; '
        'null là chưa có; 0 điểm do không dự kiểm tra là {{"zero_by_rule": lí do}}.',
        '{place}: {found} is no score. A score is a string from "0" to "10" with at most one decimal; null is pending; '
        'a zero by rule is {{"zero_by_rule": reason}}.',
    ),
    "evaluate.result": (
        '{place}: {found} không phải là kết quả nhận xét. Kết quả là "D" hoặc "CD"; null là chưa có; Chưa đạt do không '
        'dự kiểm tra là {{"cd_by_rule": lí do}}.',
        '{place}: {found} is no result of a comment subject. It is "D" or "CD"; null is pending; a CD by rule is '
        '{{"cd_by_rule": reason}}.',
    ),
    "evaluate.test": (
        "{place}: {found} không phải là điểm kiểm tra định kì. Điểm là chuỗi số nguyên từ {lowest} đến 10; null là "
        "chưa có.",
        "{place}: {found} is no score of a periodic test. It is a string with a whole number from {lowest} to 10; null "
        "is pending.",
    ),
    "evaluate.no_test": (
        "{place}: môn này ở lớp {grade} không có bài kiểm tra định kì cuối năm. Hãy bỏ điểm.",
        "{place}: this subject has no test at the end of the year in grade {grade}. Leave out the score.",
    ),
    "evaluate.count": (
        "{place}: môn này có {expected} điểm thường xuyên mỗi học kì, ở đây có {found}. Ô chưa có ghi null.",
        "{place}: this subject has {expected} regular assessments in a term, here are {found}. Pending ones are null.",
    ),
    "evaluate.text": (
        "{place}: cần một đoạn văn bản từ 1 đến {limit} kí tự nhìn thấy được.",
        "{place}: a text of 1 to {limit} visible characters is expected.",
    ),
    "evaluate.one_of": (
        "{place}: cần đúng một trong các mục {expected}.",
        "{place}: exactly one of the keys {expected} is expected.",
    ),
    "evaluate.regulation": (
        "{place}: lớp {grade} được đánh giá theo {expected}, không phải {found}.",
        "{place}: grade {grade} is assessed under {expected}, not {found}.",
    ),
    "evaluate.no_rules": (
        "{place}: chưa có quy định đánh giá cho lớp {grade}, năm học {school_year}. Hãy kiểm tra lớp và năm học.",
        "{place}: no assessment rules are known for grade {grade} in school year {school_year}. Check both.",
    ),
    "evaluate.subject": (
        "{place}: lớp {grade} không có môn này. Các mã môn: {expected}.",
        "{place}: grade {grade} has no such subject. Subject codes: {expected}.",
    ),
    "evaluate.policy": (
        "{place}: {found} không phải là giá trị của chính sách này ({reason}). Xem docs/regulations.md.",
        "{place}: {found} is no value of this policy ({reason}). See docs/regulations.md.",
    ),
    "evaluate.electives": (
        "{place}: học sinh lớp {grade} học đúng {expected} môn trong {among:subject}; ở đây có {found}.",
        "{place}: a pupil of grade {grade} studies exactly {expected} of {among:subject}; here are {found}.",
    ),
    "evaluate.topics": (
        "{place}: môn này không có chuyên đề học tập ở lớp {grade}. Hãy bỏ kết quả này.",
        "{place}: this subject has no special topics in grade {grade}. Leave the result out.",
    ),
    "evaluate.topics_count": (
        "{place}: học sinh chọn nhiều nhất {expected} cụm chuyên đề học tập, ở đây có {found}.",
        "{place}: a pupil chooses at most {expected} clusters of special topics, here are {found}.",
    ),
    "evaluate.exempt_scope": (
        "{place}: ở vị trí này phạm vi miễn phải là {expected}, không phải {found}.",
        "{place}: an exemption in this place has the scope {expected}, not {found}.",
    ),
    "evaluate.reassessed": (
        "{place}: chỉ đánh giá lại môn có kết quả cả năm Chưa đạt hoặc dưới 5,0 (Điều 14); kết quả cả năm ở đây là "
        "{found}.",
        "{place}: only a subject with a year's result CD or below 5.0 is re-assessed (Article 14); here it is {found}.",
    ),
    "evaluate.summer": (
        "{place}: chỉ rèn luyện hè khi kết quả rèn luyện cả năm là Chưa đạt (Điều 13); kết quả ở đây là {found}.",
        "{place}: conduct is judged again in the summer only where the year's is CHUA_DAT (Article 13); here it is "
        "{found}.",
    ),
}

ALL_MESSAGES.update(MESSAGES)
