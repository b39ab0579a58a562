"""Words for policies, their values, and what each decides (docs/regulations.md): tables of ``domain.words``."""

from __future__ import annotations

#: Code → words in Vietnamese and in English, by table.
POLICIES: dict[str, dict[str, tuple[str, str]]] = {
    "policy": {
        "subject_comments_required": ("Nhận xét bắt buộc ở mọi môn", "Every subject needs a comment"),
        "deputies_approve_corrections": (
            "Phó Hiệu trưởng được duyệt điều chỉnh",
            "Deputies may approve corrections",
        ),
        "late_signing": ("Ký hoặc đóng dấu sau thời hạn", "Signing or sealing after the last day"),
        "late_recording": ("Ghi sổ sau thời hạn", "Recording after the last day"),
        "cross_check_before_signing": ("Kiểm tra chéo trước khi GVBM ký", "Cross-check before subject teachers sign"),
        "signing_chains.TIEU_HOC": ("Thứ tự ký cấp tiểu học", "Order of signing, primary"),
        "signing_chains.THCS": ("Thứ tự ký cấp THCS", "Order of signing, lower secondary"),
        "signing_chains.THPT": ("Thứ tự ký cấp THPT", "Order of signing, upper secondary"),
        "roll_open_days": ("Số ngày được sửa điểm danh tự do", "Days in which a roll changes freely"),
        "roll_counts": ("Cách đếm buổi nghỉ", "What counts as an absence"),
        "case_days.review": ("Số ngày trả lời đề nghị xem lại", "Days to answer a review"),
        "case_days.civil_status": ("Số ngày giải quyết cải chính", "Days to correct an identity after the issue"),
        "case_days.certified_copy": ("Số ngày cấp bản sao y", "Days for a certified copy"),
        "case_days.new_access": ("Số ngày cấp lại quyền tra cứu", "Days for a new access"),
        "assessment.one_subject_reading": (
            "“Chỉ vì một môn” (Điều 9 khoản 3)",
            "“Because of one subject” (Article 9.3)",
        ),
        "assessment.comment_subject_can_adjust": (
            "Môn đánh giá bằng nhận xét được tính là “một môn”",
            "A comment subject may be that one subject",
        ),
        "assessment.arts_needs_both_parts": (
            "Nghệ thuật: Đạt khi cả Âm nhạc và Mĩ thuật đều Đạt",
            "Arts: passed only if both parts are",
        ),
        "assessment.minimum_scored_subjects": (
            "Số môn có điểm ít nhất để xếp mức",
            "Scored subjects needed to be ranked",
        ),
        "assessment.tie_rounding": ("Làm tròn khi chữ số thứ hai là 5", "Rounding where the second decimal is 5"),
        "assessment.absence_limit": ("Số buổi nghỉ tối đa để được lên lớp", "Absences up to which a pupil moves up"),
        "assessment.conduct_repair_opens_reassessment": (
            "Rèn luyện và học tập đều Chưa đạt: rèn luyện hè trước",
            "Conduct and studies both failed: summer conduct first",
        ),
        "assessment.special_topics": ("Điểm chuyên đề học tập (THPT)", "Special topics (upper secondary)"),
        "assessment.year_after_term_exemption": (
            "Cả năm của môn được miễn một học kì",
            "The year of a subject exempted for one term",
        ),
        "assessment.reassess_all_failed": (
            "Phải đánh giá lại mọi môn Chưa đạt",
            "Every failed subject must be re-assessed",
        ),
        "assessment.title_after_summer": (
            "Danh hiệu xét theo kết quả sau hè",
            "Titles rest on results after the summer",
        ),
        "assessment.primary_test_zero": ("Tiểu học: bài kiểm tra có thể 0 điểm", "Primary: a test may score 0"),
    },
    "policy_why": {
        "subject_comments_required": (
            "Chưa khởi tạo được học bạ khi còn môn thiếu nhận xét.",
            "No report is opened while a subject lacks its comment.",
        ),
        "deputies_approve_corrections": (
            "Điều khoản cho phép; để trống: chỉ Hiệu trưởng duyệt. Ngoài điều khoản còn cần ủy quyền duyệt điều chỉnh.",
            "The clause that allows it; empty: the principal alone. It takes a delegation of that kind, too.",
        ),
        "late_signing": (
            "Chặn: từ chối và nêu người có thể gia hạn. Cảnh báo: vẫn ký được, ghi là trễ hạn.",
            "Block: refused, naming who gives more time. Warn: it stands, and is called late.",
        ),
        "late_recording": (
            "Áp dụng cho thời hạn ghi sổ của từng học kì.",
            "Of the last day of recording each term.",
        ),
        "cross_check_before_signing": (
            "GVBM chưa ký được môn khi kiểm tra chéo của lớp chưa khép lại.",
            "No subject teacher signs before the cross-check of the class is closed.",
        ),
        **dict.fromkeys(
            ("signing_chains.TIEU_HOC", "signing_chains.THCS", "signing_chains.THPT"),
            (
                "Chữ ký đầu tiên của năm học cố định thứ tự này.",
                "The first signature of the year fixes it.",
            ),
        ),
        "roll_open_days": (
            "Sau số ngày này, sửa một buổi phải qua đề nghị điều chỉnh; 0: chỉ trong ngày.",
            "After them a half-day changes by a correction only; 0: on the same day.",
        ),
        "roll_counts": (
            "Trường dạy hai buổi một ngày đếm theo ngày (Điều 12 khoản 1c).",
            "A school of two sessions a day counts days (Article 12.1c).",
        ),
        **dict.fromkeys(
            ("case_days.review", "case_days.civil_status", "case_days.certified_copy", "case_days.new_access"),
            (
                "Ngày làm việc, từ thứ Hai đến thứ Sáu, tính từ ngày sau ngày tiếp nhận.",
                "Working days, Monday to Friday, counted from the day after the request.",
            ),
        ),
        "assessment.one_subject_reading": (
            "Bỏ môn đó ra: các môn còn lại phải đủ điều kiện. Cho mức cao nhất: môn đó được là một trong sáu môn.",
            "Leave it out: the others must suffice. Give it the best value: it may be one of the six.",
        ),
        "assessment.comment_subject_can_adjust": (
            "Khoản 3 Điều 9 viết “môn học”, không giới hạn loại môn.",
            "Article 9.3 says “subject” without limit.",
        ),
        "assessment.arts_needs_both_parts": ("Không: một phần Đạt là đủ.", "No: one part suffices."),
        "assessment.minimum_scored_subjects": (
            "Ít hơn số này thì chưa xếp mức; 0: xếp theo câu chữ.",
            "With fewer there is no level; 0: by the letter.",
        ),
        "assessment.tie_rounding": (
            "Thông tư chỉ viết “làm tròn đến chữ số thập phân thứ nhất”.",
            "The circular says “one decimal” only.",
        ),
        "assessment.absence_limit": (
            "Có phép và không phép cộng lại (Điều 12 khoản 1c).",
            "With and without permission together (Article 12.1c).",
        ),
        "assessment.conduct_repair_opens_reassessment": (
            "Không: không được lên lớp.",
            "No: the pupil is retained.",
        ),
        "assessment.special_topics": (
            "Kết quả mỗi cụm chuyên đề tính là một lần đánh giá thường xuyên (Điều 6).",
            "A cluster counts as one regular assessment (Article 6).",
        ),
        "assessment.year_after_term_exemption": (
            "Điều 9 không có công thức cho một học kì.",
            "Article 9 has no formula for one term.",
        ),
        "assessment.reassess_all_failed": (
            "Không: chỉ cần môn đã chọn đánh giá lại (Điều 14).",
            "No: the chosen one suffices (Article 14).",
        ),
        "assessment.title_after_summer": (
            "Không: theo kết quả cả năm, trước hè (Điều 15).",
            "No: by the year before the summer (Article 15).",
        ),
        "assessment.primary_test_zero": ("Không: từ 1 đến 10 (TT 27/2020 Điều 7).", "No: 1 to 10 (TT 27/2020 Art. 7)."),
    },
    "policy_value": {
        "True": ("Có", "yes"),
        "False": ("Không", "no"),
        "None": ("Không", "no"),
        "BLOCK": ("Chặn", "block"),
        "WARN": ("Cảnh báo", "warn"),
        "SESSIONS": ("theo buổi", "by half-day"),
        "DAYS": ("theo ngày", "by day"),
        "SUBJECT_TEACHERS_FIRST": ("GVBM → GVCN → lãnh đạo → đóng dấu", "subject teachers → homeroom → head → seal"),
        "HOMEROOM_FIRST": ("GVCN → lãnh đạo → đóng dấu", "homeroom → head → seal"),
        "IGNORE_SUBJECT": ("bỏ môn đó ra", "leave the subject out"),
        "BEST_VALUE": ("cho môn đó mức cao nhất", "give it the best value"),
        "HALF_UP": ("làm tròn lên", "up"),
        "HALF_EVEN": ("về chữ số chẵn", "to the even digit"),
        "EXTRA": ("thêm một điểm", "one more mark"),
        "ONE_OF_REGULAR": ("thay điểm thường xuyên cuối", "in place of the last regular one"),
        "LEFT_OUT": ("không tính vào xếp mức", "left out of ranking"),
        "OTHER_TERM": ("lấy học kì còn lại", "that of the other term"),
    },
}
