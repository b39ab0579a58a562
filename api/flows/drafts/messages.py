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
        "paste.not_in_class": (
            "{count}/{total} học sinh trong dữ liệu dán vào không thuộc lớp {where}, và danh sách không giống lớp nào "
            "khác. Chưa có gì được lưu. Kiểm tra lại họ tên và ngày sinh.",
            "{count} of {total} pupils in what was pasted are not in class {where}, and the list is like no other "
            "class. Nothing was kept. Check names and birth dates.",
        ),
        "paste.unknown_pupil": (
            "Dòng {line}: {name} không thuộc lớp {where}. Dòng này được bỏ qua.",
            "Row {line}: {name} is not in class {where}. The row was passed over.",
        ),
        "paste.same_name": (
            "Có {count} học sinh tên {name}. Hãy thêm cột ngày sinh hoặc mã định danh.",
            "{count} pupils are called {name}. Add a column with the birth date or the personal number.",
        ),
        "paste.pupil_twice": (
            "Dòng {line}: {name} đã có ở dòng {first}. Dòng này được bỏ qua; hãy giữ lại một dòng.",
            "Row {line}: {name} stands in row {first} already. The row was passed over; keep one of them.",
        ),
        "paste.no_names": (
            "Dữ liệu dán vào không có cột họ tên hoặc mã định danh. Hãy dán kèm cột đó; điểm không được ghép theo "
            "số thứ tự dòng. Chưa có gì được lưu.",
            "What was pasted has no column with names or personal numbers. Paste it along; marks are never matched by "
            "the row's number. Nothing was kept.",
        ),
        "paste.no_places": (
            "Chưa rõ mỗi cột điểm là cột nào của sổ. Nêu học kì nếu tiêu đề ghi TX1, GK, …, hoặc nêu từng cột theo thứ "
            "tự, ví dụ TIN_HOC/1/TX1. Chưa có gì được lưu.",
            "It is not clear which columns of the sheet these are. Give the term where the headings say TX1, GK, …, or "
            "name each column in order, as TIN_HOC/1/TX1. Nothing was kept.",
        ),
        "paste.columns": (
            "Dữ liệu dán vào có {found} cột giá trị, nhưng nêu {given} cột. Hãy nêu đủ theo thứ tự. Chưa có gì được "
            "lưu.",
            "What was pasted has {found} columns of values, and {given} were named. Name each in order. Nothing was "
            "kept.",
        ),
        "paste.size": (
            "Dữ liệu dán vào quá lớn: nhiều nhất {rows} dòng, {columns} cột. Chưa có gì được lưu.",
            "What was pasted is too large: at most {rows} rows of {columns} columns. Nothing was kept.",
        ),
        "paste.legacy": (
            "Dữ liệu dán vào dùng bảng mã {coding}: “{found}” đọc là “{read}”. Nếu đúng, dán lại và chọn chuyển mã. "
            "Chưa có gì được lưu.",
            "What was pasted is written in {coding}: “{found}” reads “{read}”. If that is right, paste it again and "
            "ask for the conversion. Nothing was kept.",
        ),
    }
)
