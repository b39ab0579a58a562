"""Words for the structure of a school year and for cross-checks: tables of ``domain.words``."""

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
