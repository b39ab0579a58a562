"""Texts of what is said about drafts, Vietnamese and English (people.md §4); importing this module registers them."""

from __future__ import annotations

from domain.messages import MESSAGES

MESSAGES.update(
    {
        "typed.absences": (
            "Ô {cell} ({pupil}): “{value}” không phải là số buổi nghỉ. Ghi có phép + không phép, ví dụ 3+1, mỗi số "
            "nhiều nhất {limit}.",
            "Cell {cell} ({pupil}): “{value}” is no number of absences. Write those with + those without permission, "
            "as 3+1, each at most {limit}.",
        ),
        "draft.place": (
            "{cell} không thuộc sổ {sheet:right} lớp {where}. Chọn đúng cột, hoặc mở đúng sổ.",
            "{cell} does not belong to the sheet {sheet:right} of class {where}. Choose the right column or sheet.",
        ),
        "draft.pupil": (
            "Học bạ {report} không thuộc lớp {where}. Hãy tải lại danh sách lớp.",
            "Report {report} is not in class {where}. Load the class list again.",
        ),
        "draft.changed": (
            "Bản nháp đã thay đổi sau khi xem trước. Hãy xem lại rồi ghi sổ.",
            "The drafts have changed since they were shown. Look again, then record.",
        ),
        "draft.none": (
            "Sổ {sheet:right} lớp {where} không có ô nháp nào để ghi sổ.",
            "There is no draft to record in the sheet {sheet:right} of class {where}.",
        ),
    }
)
