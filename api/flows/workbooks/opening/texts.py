"""
Texts of what is wrong with an opening workbook (people.md §4). ``{place}`` begins each: a cell, a row or a sheet.

Where the text of the school file's own fault fits a sheet as well (``api.flows.school_texts``), it is used.
"""

from __future__ import annotations

import domain.messages

MESSAGES: dict[str, tuple[str, str]] = {
    "opening.sheet_missing": (
        "{place}: tệp {file} không có trang này. Đặt lại đúng tên trang hoặc tải mẫu mới (hocba template opening).",
        "{place}: the file {file} has no such sheet. Give it its name back or get a new template (hocba template "
        "opening).",
    ),
    "opening.headings_missing": (
        "{place}: không thấy dòng tiêu đề của bảng. Các cột: {expected}. Hãy chép dữ liệu vào mẫu mới.",
        "{place}: the headings of the table are not there. Its columns: {expected}. Copy the data into a new template.",
    ),
    "opening.column_missing": (
        "{place}: thiếu cột “{column}”. Hãy thêm cột với đúng tiêu đề này.",
        "{place}: the column “{column}” is missing. Add it under just this heading.",
    ),
    "opening.formula": (
        "{place}: công thức báo lỗi hoặc chưa được tính ({found}). Hãy ghi giá trị thay cho công thức.",
        "{place}: a formula fails or was never calculated ({found}). Enter the value in its place.",
    ),
    "opening.legacy_text": (
        "{place}: {count} ô của cột này gõ bằng bảng mã cũ {coding}: {examples}. Chưa ghi gì cả. "
        "Nếu đọc như vậy là đúng, hãy chạy lại với --convert.",
        "{place}: {count} cells of this column are in the old coding {coding}: {examples}. Nothing was recorded. "
        "If they read right, run the command again with --convert.",
    ),
    "opening.legacy_unsure": (
        "{place}: đọc được bằng cả Unicode và {coding}, mà cột này có cả hai. Hãy gõ lại ô này bằng Unicode.",
        "{place}: reads well both as Unicode and as {coding}, and the column holds both. Type the cell again in "
        "Unicode.",
    ),
    "opening.blank": (
        "{place}: thiếu “{label}”. Hãy bổ sung, không được để trống.",
        "{place}: “{label}” is missing. Add it; it must not be blank.",
    ),
    "opening.date": (
        "{place}: {found} không phải là một ngày có thật viết dạng ngày/tháng/năm, ví dụ 31/05/2012. Hãy sửa ngày.",
        "{place}: {found} is not a real day written day/month/year, such as 31/05/2012. Correct it.",
    ),
    "opening.principal": (
        "{place}: trường có đúng một Hiệu trưởng, thấy {found}. Hãy sửa cột Vai trò.",
        "{place}: a school has exactly one principal (Hiệu trưởng), found {found}. Correct the column Vai trò.",
    ),
    "opening.no_clerk": (
        "{place}: chưa có Văn thư; không ai đóng dấu được. Hãy ghi vai trò Văn thư cho ít nhất một người.",
        "{place}: there is no clerk (Văn thư), so nobody could seal. Give the role to at least one person.",
    ),
    "opening.staff_unknown": (
        "{place}: trang Cán bộ, giáo viên không có mã {found}. Hãy sửa mã hoặc thêm người.",
        "{place}: nobody on the sheet Cán bộ, giáo viên has the code {found}. Correct the code or add the person.",
    ),
    "opening.class_unknown": (
        "{place}: trang Lớp không có lớp {found}. Hãy sửa tên lớp hoặc thêm lớp.",
        "{place}: the sheet Lớp has no class {found}. Correct the code or add the class.",
    ),
    "opening.pupil_twice": (
        "{place}: học sinh này đã có ở {other_place} (trùng {found}). Mỗi học sinh chỉ ghi một dòng; hãy bỏ dòng thừa.",
        "{place}: this pupil stands already at {other_place} (same {found}). Each pupil has one row; remove the other.",
    ),
    "opening.class_twice": (
        "{place}: lớp {found} đã có ở {other}. Mỗi lớp chỉ có một dòng phân công.",
        "{place}: class {found} stands already at {other}. A class has one row of assignments.",
    ),
    "opening.class_not_assigned": (
        "{place}: chưa có dòng của lớp {found}. Hãy thêm dòng và phân công các môn của lớp.",
        "{place}: there is no row of class {found}. Add it, with the teachers of its subjects.",
    ),
    "opening.subject_unknown": (
        "{place}: chương trình không có môn “{found}”. Hãy sửa tiêu đề cột, hoặc bỏ cột này.",
        "{place}: the curriculum has no subject “{found}”. Correct the heading, or remove the column.",
    ),
    "opening.assignment_form": (
        "{place}: không đọc được phân công “{found}”. Viết mã giáo viên: GV05; GV05* nếu là người ký khi có nhiều giáo "
        "viên; GV05 từ 16/03/2026 nếu dạy từ ngày khác ngày đầu năm học.",
        "{place}: the assignment “{found}” cannot be read. Write a teacher's code: GV05; GV05* who signs where there "
        "are several; GV05 từ 16/03/2026 from another day than the year's first.",
    ),
    "opening.changed_meanwhile": (
        "{place}: từ khi tạo tệp, phân công này đã đổi thành {found}. Hãy tạo bảng mới (hocba template assignments) "
        "rồi sửa lại.",
        "{place}: since the file was made this assignment has become {found}. Make a new sheet (hocba template "
        "assignments) and change that.",
    ),
    "opening.assignment_hole": (
        "{place}: môn {subject:subject} lớp {class_code} chưa phân công giáo viên. Hãy ghi mã giáo viên vào ô này.",
        "{place}: {subject:subject} of class {class_code} has no teacher. Enter a teacher's code there.",
    ),
    "opening.part_hole": (
        "{place}: môn {subject:subject} lớp {class_code} chưa phân công phần {expected:subject}. Hãy ghi mã giáo viên "
        "vào ô này, hoặc phân công cả môn cho một người.",
        "{place}: {subject:subject} of class {class_code} lacks its part {expected:subject}. Enter a teacher's "
        "code there, or give the whole subject to one teacher.",
    ),
    "opening.assignment_double": (
        "{place}: môn {subject:subject} lớp {class_code} đã phân công ở {other_place}. Phân công cả môn, hoặc từng "
        "phần; hãy bỏ một ô.",
        "{place}: {subject:subject} of class {class_code} is assigned already at {other_place}. Assign the whole "
        "subject, or its parts; clear one of the cells.",
    ),
    "opening.assignment_several": (
        "{place}: môn {subject:subject} lớp {class_code} có nhiều giáo viên ({other_place}); ghi dấu * sau mã của một "
        "người, người ký.",
        "{place}: {subject:subject} of class {class_code} has several teachers ({other_place}); put * behind the "
        "code of one, who signs.",
    ),
    "opening.notice.padded": (
        "{place}: {count} ô của cột “{label}” là số, mất chữ số 0 ở đầu; đã thêm lại. Hãy kiểm tra.",
        "{place}: {count} cells of the column “{label}” were numbers without their zeros in front, which were put "
        "back. Check them.",
    ),
    "opening.notice.converted": (
        "{place}: đã đọc {count} ô theo bảng mã {coding}.",
        "{place}: {count} cells were read from the coding {coding}.",
    ),
}


def register() -> None:
    """Make the texts known to ``domain.messages.render``; called once by the package."""
    domain.messages.MESSAGES.update(MESSAGES)
