"""
Texts of the faults in a workbook, Vietnamese and English (people.md §4).

Facts of a fault in a cell: ``sheet``, ``cell`` (A1 reference), ``value`` (decimal point), ``shown`` (the same with a
decimal comma) and ``pupil``. Facts of a fault of a whole sheet: ``sheet`` and what the text names.
"""

from __future__ import annotations

import domain.messages

_VI = "Ô {cell} (trang {sheet}, {pupil}): "
_EN = "Cell {cell} (sheet {sheet}, {pupil}): "

_IN_CELLS: dict[str, tuple[str, str]] = {
    "score.decimals": (
        "điểm {shown} có hơn một chữ số thập phân. Điểm chỉ lấy đến một chữ số thập phân sau khi làm tròn. "
        "Sửa lại ô này, hoặc nhập tệp với --round-half-up để làm tròn.",
        "mark {value} has more than one decimal. Marks have one decimal after rounding. "
        "Correct the cell, or import the file with --round-half-up.",
    ),
    "score.range": (
        "{shown} nằm ngoài thang điểm 10. Ghi một điểm từ 0 đến 10.",
        "{value} is outside the scale of 10. Enter a mark from 0 to 10.",
    ),
    "score.text": (
        "“{value}” không phải là điểm. Ghi số từ 0 đến 10 (7,5 hoặc 7.5), 0K nếu 0 điểm do không dự kiểm tra, "
        "hoặc để trống nếu chưa có điểm.",
        "“{value}” is not a mark. Enter a number from 0 to 10 (7,5 or 7.5), 0K for zero by rule, "
        "or leave it blank while there is none.",
    ),
    "score.expected": (
        "“{value}” là mức đánh giá, nhưng môn này đánh giá bằng điểm số. Ghi số từ 0 đến 10.",
        "“{value}” is a result, but this subject is assessed by marks. Enter a number from 0 to 10.",
    ),
    "score.date": (
        "ô này là ngày hoặc giờ ({value}), không phải điểm; Excel có thể đã đổi 7.5 thành ngày. "
        "Xóa ô, đặt lại định dạng Số rồi ghi 7,5.",
        "this is a date or time ({value}), not a mark; Excel may have turned 7.5 into a date. "
        "Clear the cell, format it as Number and enter 7.5 again.",
    ),
    "result.expected": (
        "“{value}” không phải là Đ hoặc CĐ. Môn này đánh giá bằng nhận xét: ghi Đ, CĐ, CĐK nếu Chưa đạt do không dự "
        "kiểm tra, hoặc để trống.",
        "“{value}” is not Đ or CĐ. This subject is assessed by comments: enter Đ, CĐ, CĐK for a fail by rule, "
        "or leave it blank.",
    ),
    "score.integer": (
        "điểm {shown} không phải số nguyên. Điểm kiểm tra định kì ở tiểu học không cho điểm thập phân: ghi 0 đến 10.",
        "{value} is no whole number. Periodic tests of primary school have no decimals: enter 0 to 10.",
    ),
    "attainment.expected": (
        "“{value}” không phải là T, H hoặc C. Ghi T (Hoàn thành tốt), H (Hoàn thành), C (Chưa hoàn thành).",
        "“{value}” is not T, H or C. Enter T (done well), H (done), C (not done yet).",
    ),
    "rating.expected": (
        "“{value}” không phải là T, Đ hoặc C. Ghi T (Tốt), Đ (Đạt), C (Cần cố gắng).",
        "“{value}” is not T, Đ or C. Enter T (good), Đ (reached), C (effort needed).",
    ),
    "cell.closed": (
        "ô này đóng: học sinh không học môn này (hoặc chuyên đề của môn), hoặc được miễn. Xóa “{value}”.",
        "the cell is closed: the pupil does not study the subject (or its special topics), or is exempted. "
        "Clear “{value}”.",
    ),
    "cell.error": (
        "công thức báo lỗi {value}. Ghi giá trị vào ô thay cho công thức.",
        "the formula gives {value}. Enter the value instead of the formula.",
    ),
    "cell.uncalculated": (
        "công thức chưa được tính nên chưa có giá trị. Mở tệp bằng Excel hoặc LibreOffice, lưu lại rồi nhập.",
        "the formula has never been calculated. Open the file in Excel or LibreOffice, save it and import again.",
    ),
    "comment.not_text": (
        "“{value}” không phải là lời nhận xét. Ghi nhận xét bằng chữ.",
        "“{value}” is not a comment. Enter words.",
    ),
    "comment.long": (
        "nhận xét có {length} kí tự, nhiều nhất là {limit}. Rút ngắn lại.",
        "the comment has {length} characters, at most {limit} are allowed. Shorten it.",
    ),
    "comment.characters": (
        "nhận xét chứa kí tự điều khiển không in được. Gõ lại nhận xét.",
        "the comment holds hidden or control characters. Type it again.",
    ),
    "conduct.level": (
        "“{value}” không phải là mức rèn luyện. Chọn Tốt, Khá, Đạt hoặc Chưa đạt.",
        "“{value}” is not a level of conduct. Choose Tốt, Khá, Đạt or Chưa đạt.",
    ),
    "absences.number": (
        "“{value}” không phải là số buổi nghỉ. Ghi số nguyên từ 0 đến {limit}.",
        "“{value}” is not a number of absences. Enter a whole number from 0 to {limit}.",
    ),
    "absences.incomplete": (
        "mới ghi một trong hai ô số buổi nghỉ. Ghi nốt ô này (0 nếu không nghỉ).",
        "only one of the two absence cells is filled. Fill this one as well (0 if there were none).",
    ),
    "row.no_pupil": (
        "dòng này có dữ liệu nhưng không có mã học sinh. Tải mẫu mới rồi ghi vào dòng của học sinh đó.",
        "the row is filled but has no pupil id. Get a new template and fill in that pupil's row.",
    ),
    "row.unknown_pupil": (
        "học sinh này không thuộc lớp {class_code}. Kiểm tra xem có nhầm lớp không; nếu học sinh đã chuyển đi, "
        "xóa dòng này (bỏ bảo vệ trang tính, không có mật khẩu) hoặc tải mẫu mới.",
        "this pupil is not in class {class_code}. Check whether it is the right class; if the pupil has left, "
        "delete the row (unprotect the sheet, there is no password) or get a new template.",
    ),
    "row.pupil_twice": (
        "học sinh này đã có ở dòng {first_row}. Chỉ giữ lại một dòng.",
        "this pupil already stands in row {first_row}. Keep one row only.",
    ),
    "row.other_pupil": (
        "dòng này mang mã của {expected} nhưng lại ghi {value}; có thể danh sách đã bị sắp xếp lệch. "
        "Tải mẫu mới rồi ghi lại, không sửa họ tên hoặc ngày sinh trong tệp.",
        "the row has the id of {expected} but shows {value}; the list may have been sorted apart. "
        "Get a new template and fill it again; names and birth dates are not changed in the file.",
    ),
}

_IN_FILES: dict[str, tuple[str, str]] = {
    "workbook.sheet_missing": (
        "Tệp thiếu trang “{sheet}”. Đặt lại đúng tên trang hoặc tải mẫu mới.",
        "Sheet “{sheet}” is missing. Give the sheet its name back or get a new template.",
    ),
    "workbook.table_missing": (
        "Trang {sheet}: không còn dòng khóa ẩn của bảng. Tải mẫu mới rồi ghi lại.",
        "Sheet {sheet}: the hidden row of column keys is gone. Get a new template and fill it again.",
    ),
    "workbook.column_missing": (
        "Trang {sheet}: thiếu cột {column}. Tải mẫu mới, không xóa cột.",
        "Sheet {sheet}: column {column} is missing. Get a new template and delete no column.",
    ),
    "workbook.column_twice": (
        "Trang {sheet}: cột {column} có hai lần (ô {cell}). Xóa cột thừa.",
        "Sheet {sheet}: column {column} is there twice (cell {cell}). Delete the extra one.",
    ),
    "workbook.column_unknown": (
        "Trang {sheet}: cột {column} (ô {cell}) không có trong sổ của môn này. Tải mẫu mới.",
        "Sheet {sheet}: column {column} (cell {cell}) does not belong to this subject's gradebook. Get a new template.",
    ),
    "workbook.other_kind": (
        "Tệp này là {found:workbook}, cần {expected:workbook}. Chọn đúng tệp.",
        "This file is a {found:workbook} workbook, a {expected:workbook} workbook is needed. Choose the right file.",
    ),
    "workbook.other_school_year": (
        "Tệp này của năm học {found}, cần năm học {expected}. Chưa ghi gì cả. Chọn đúng tệp.",
        "This file is of school year {found}, expected {expected}. Nothing was recorded. Choose the right file.",
    ),
    "workbook.other_school": (
        "Tệp này được tạo cho trường khác hoặc hệ thống khác (mã năm học {found}, cần {expected}). Tải mẫu mới.",
        "This file was made for another school or system (school year id {found}, expected {expected}). "
        "Get a new template.",
    ),
    "workbook.other_class": (
        "Tệp này của lớp {found}, cần lớp {expected}. Chưa ghi gì cả. Chọn đúng tệp hoặc tải mẫu mới.",
        "This file is of class {found}, expected {expected}. Nothing was recorded. Choose the right file or get a "
        "new template.",
    ),
    "workbook.other_subject": (
        "Tệp này của môn {found:subject}, cần môn {expected:subject}. Chưa ghi gì cả. Chọn đúng tệp.",
        "This file is of subject {found:subject}, expected {expected:subject}. Nothing was recorded. Choose the right "
        "file.",
    ),
    "workbook.unreadable": (
        "Không đọc được {file}: {reason:fault}. Mở tệp bằng Excel hoặc LibreOffice, lưu dạng .xlsx không đặt mật khẩu.",
        "{file} cannot be read: {reason:fault}. Open it in Excel or LibreOffice and save it as .xlsx without a "
        "password.",
    ),
    "workbook.too_large": (
        "{file} quá lớn: {what:size} là {found}, nhiều nhất {limit}. Tải mẫu mới rồi chỉ ghi vào các ô của bảng.",
        "{file} is too large: {what:size} is {found}, at most {limit}. Get a new template and fill only its table.",
    ),
    "workbook.not_ours": (
        "{file} không phải là tệp theo mẫu của hệ thống ({reason}). Tải mẫu bằng “hocba template” rồi ghi vào đó.",
        "{file} was not made from a template of this system ({reason}). Get one with “hocba template” and fill it.",
    ),
    "workbook.version": (
        "{file} theo mẫu phiên bản {found}; chương trình này đọc phiên bản {expected}. Tải mẫu mới.",
        "{file} uses template version {found}; this program reads version {expected}. Get a new template.",
    ),
    "workbook.unwritable": (
        "Không ghi được {file}: {reason}. Đóng tệp nếu đang mở, hoặc chọn nơi khác.",
        "{file} cannot be written: {reason}. Close it if it is open, or choose another place.",
    ),
}

#: By permanent code, as ``domain.messages`` keeps them.
MESSAGES: dict[str, tuple[str, str]] = {
    **{code: (_VI + vietnamese, _EN + english) for code, (vietnamese, english) in _IN_CELLS.items()},
    **_IN_FILES,
}


def register() -> None:
    """Make the texts known to ``domain.messages.render``; called once by the package."""
    domain.messages.MESSAGES.update(MESSAGES)
