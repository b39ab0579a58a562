"""Words for the structure of a school year, for cross-checks and for cases: tables of ``domain.words``."""

from __future__ import annotations

#: Code → words in Vietnamese and in English, by table.
STRUCTURE: dict[str, dict[str, tuple[str, str]]] = {
    "team": {
        "SUBJECTS": ("tổ chuyên môn", "tổ chuyên môn (subjects)"),
        "TASK_FORCE": ("tổ công tác", "tổ công tác (task force)"),
        "STEERING": ("ban chỉ đạo", "ban chỉ đạo (steering committee)"),
    },
    "check": {
        "OPEN": ("đang kiểm tra", "open"),
        "CLOSED": ("đã kết thúc", "closed"),
        "WITHDRAWN": ("đã thu hồi", "withdrawn"),
        "MARKS": ("Kiểm tra chéo", "cross-check of marks"),
        "IDENTITY": ("Rà soát thông tin nhân thân", "check of personal data"),
    },
    "finding": {
        "DIFFERS": ("khác với minh chứng", "differs from its source"),
        "BLANK": ("chưa ghi", "not recorded"),
        "NO_SOURCE": ("không có minh chứng", "no source"),
        "MISPLACED": ("nhầm cột hoặc nhầm học sinh", "another column or pupil"),
        "OTHER": ("vấn đề khác", "something else"),
    },
    "case_kind": {
        "REVIEW": ("Đề nghị xem lại", "review of a value"),
        "CIVIL_STATUS": ("Cải chính thông tin sau phát hành", "identity corrected after the issue"),
        "CERTIFIED_COPY": ("Cấp bản sao y", "certified copy"),
        "NEW_ACCESS": ("Cấp lại quyền tra cứu", "new access"),
    },
    "case_status": {
        "OPEN": ("Chờ trả lời", "waits for its answer"),
        "AGREED": ("Đồng ý – đang thực hiện", "agreed, being done"),
        "DONE": ("Đã giải quyết", "done"),
        "KEPT": ("Giữ nguyên", "kept as it is"),
        "WITHDRAWN": ("Đã rút", "withdrawn"),
    },
    "case_answer": {
        "KEPT": ("giữ nguyên", "it stays as it is"),
        "AGREED": ("đồng ý điều chỉnh", "it will be corrected"),
    },
    "opinion": {
        "KEEP": ("đề nghị giữ nguyên", "keep it"),
        "CORRECT": ("đề nghị điều chỉnh", "correct it"),
    },
    "channel": {
        "PORTAL": ("cổng tra cứu", "over the portal"),
        "COUNTER": ("tại quầy", "at the counter"),
    },
    "capacity": {
        "PARENT": ("cha, mẹ", "father or mother"),
        "GUARDIAN": ("người giám hộ", "guardian"),
        "PUPIL": ("học sinh", "the pupil"),
        "AUTHORISED": ("người được ủy quyền", "a person so authorised"),
    },
    "paper_status": {
        "DIGITISED": ("Chờ xác nhận phù hợp bản giấy", "to be confirmed"),
        "CONFIRMED": ("Chờ đóng dấu", "to be sealed"),
        "SEALED": ("Đã đóng dấu", "sealed"),
        "WITHDRAWN": ("Đã thu hồi", "withdrawn"),
    },
    "paper_place": {
        "term_1": ("học kì I", "term I"),
        "term_2": ("học kì II", "term II"),
        "year": ("cả năm", "the year"),
        "test": ("điểm kiểm tra", "test"),
    },
    "governing": {
        "PLAN": ("kế hoạch", "plan"),
        "REGULATION": ("quy chế", "regulation"),
        "DECISION": ("quyết định", "decision"),
        "LETTER": ("công văn", "letter"),
        "OTHER": ("văn bản", "document"),
    },
    "body_level": {
        "WARD": ("UBND xã, phường", "ward"),
        "DEPARTMENT": ("Sở GDĐT", "Department"),
        "MINISTRY": ("Bộ GDĐT", "Ministry"),
    },
}
