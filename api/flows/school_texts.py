"""Texts of what is wrong, or worth a second look, in a school file."""

from __future__ import annotations

from domain import messages

MESSAGES: dict[str, tuple[str, str]] = {
    # The file as a whole: nothing could be judged.
    "school_file.unreadable": (
        "Không đọc được tệp {file}: {reason}. Hãy kiểm tra đường dẫn và quyền đọc.",
        "Cannot read the file {file}: {reason}. Check its path and its permissions.",
    ),
    "school_file.too_large": (
        "Tệp {file} lớn {size} byte, giới hạn là {limit} byte. Mỗi tệp chỉ chứa một trường, một năm học.",
        "The file {file} has {size} bytes, the limit is {limit}. A file holds one school and one school year.",
    ),
    "school_file.not_utf8": (
        "Tệp {file} không phải văn bản UTF-8 (lỗi ở byte {offset}). Hãy lưu lại với mã UTF-8.",
        "The file {file} is not UTF-8 text (fault at byte {offset}). Save it again as UTF-8.",
    ),
    "school_file.not_json": (
        "Tệp {file} không phải JSON: dòng {line}, cột {column}: {reason}. Hãy sửa cú pháp ở chỗ đó.",
        "The file {file} is not JSON: line {line}, column {column}: {reason}. Mend the syntax there.",
    ),
    "school_file.key_twice": (
        "Tệp {file}: khóa “{key}” xuất hiện hai lần trong cùng một mục. Hãy bỏ một lần.",
        "The file {file}: the key “{key}” stands twice in one entry. Remove one of them.",
    ),
    "school_file.format": (
        "Tệp {file} không theo định dạng “{expected}” (thấy: {found}). Xem docs/formats/school.md.",
        "The file {file} is not of the format “{expected}” (found: {found}). See docs/formats/school.md.",
    ),
    # One value.
    "school_file.missing": (
        "{place}: thiếu thông tin bắt buộc. Hãy bổ sung, không được để trống.",
        "{place}: a required value is missing. Add it; it must not be blank.",
    ),
    "school_file.unknown_key": (
        "{place}: định dạng không có khóa này. Hãy sửa tên khóa hoặc bỏ đi.",
        "{place}: the format has no such key. Correct its name or remove it.",
    ),
    "school_file.type": (
        "{place}: sai kiểu dữ liệu, cần {expected}, thấy {found}. Hãy sửa giá trị.",
        "{place}: wrong kind of value, expected {expected}, found {found}. Correct the value.",
    ),
    "school_file.form": (
        "{place}: giá trị {found} không đúng dạng {expected}. Hãy sửa giá trị.",
        "{place}: the value {found} does not have the form {expected}. Correct the value.",
    ),
    "school_file.length": (
        "{place}: thấy {found}, cần {expected}. Hãy sửa giá trị.",
        "{place}: found {found}, expected {expected}. Correct the value.",
    ),
    "school_file.date": (
        "{place}: {found} không phải là một ngày có thật viết dạng NĂM-THÁNG-NGÀY, ví dụ 2012-05-31.",
        "{place}: {found} is not a real day written YEAR-MONTH-DAY, such as 2012-05-31.",
    ),
    "school_file.choice": (
        "{place}: {found} không thuộc các giá trị được dùng: {expected}.",
        "{place}: {found} is none of the allowed values: {expected}.",
    ),
    "school_file.range": (
        "{place}: {found} nằm ngoài giới hạn: {expected}. Hãy sửa giá trị.",
        "{place}: {found} is out of range: {expected}. Correct the value.",
    ),
    "school_file.school_year": (
        "{place}: năm học viết dạng 2025-2026, thấy {found}.",
        "{place}: a school year is written 2025-2026, found {found}.",
    ),
    "school_file.character": (
        "{place}: có kí tự ẩn hoặc kí tự điều khiển U+{sign}. Hãy gõ lại giá trị.",
        "{place}: holds the hidden or control character U+{sign}. Type the value again.",
    ),
    "school_file.value": (
        "{place}: giá trị {found} không hợp lệ. Xem docs/formats/school.md.",
        "{place}: the value {found} is not valid. See docs/formats/school.md.",
    ),
    "school_file.more": (
        "Còn {count} lỗi nữa không liệt kê. Hãy sửa các lỗi trên rồi nạp lại tệp.",
        "{count} more faults are not listed. Mend those above, then load the file again.",
    ),
    # Between entries.
    "school_file.level": (
        "{place}: cấp học của trường là {found}, của tệp là {expected}. Hai chỗ phải giống nhau.",
        "{place}: the level of the school is {found}, of the file {expected}. The two must agree.",
    ),
    "school_file.calendar_order": (
        "{place}: ngày {found} phải sau ngày {earlier} ({earlier_place}) và thuộc năm học {school_year}.",
        "{place}: {found} must be later than {earlier} ({earlier_place}) and lie in the school year {school_year}.",
    ),
    "school_file.deadline": (
        "{place}: thời hạn {found} phải nằm trong khoảng {first} đến {last}.",
        "{place}: the deadline {found} must lie between {first} and {last}.",
    ),
    "school_file.twice": (
        "{place}: giá trị đã có ở {other_place}. Mỗi giá trị chỉ thuộc về một mục; hãy sửa mục sai.",
        "{place}: the value stands already at {other_place}. It belongs to one entry only; correct the wrong one.",
    ),
    "school_file.reserved": (
        "{place}: mã {found} dành cho khóa của nhà trường. Hãy dùng mã khác.",
        "{place}: {found} names the school's own key. Use another code.",
    ),
    "school_file.principal": (
        "/staff: trường có đúng một Hiệu trưởng (PRINCIPAL), thấy {found}. Hãy sửa vai trò.",
        "/staff: a school has exactly one PRINCIPAL, found {found}. Correct the roles.",
    ),
    "school_file.no_clerk": (
        "/staff: chưa có Văn thư (CLERK); không ai đóng dấu được. Hãy ghi vai trò cho ít nhất một người.",
        "/staff: there is no CLERK, so nobody could seal. Give the role to at least one person.",
    ),
    "school_file.team_heads": (
        "{place}: {found} đã có tổ trưởng ở {other_place}. Mỗi tổ có một tổ trưởng; hãy bỏ một người.",
        "{place}: {found} has a head already at {other_place}. A team has one head; remove one of the two.",
    ),
    "school_file.staff_unknown": (
        "{place}: không có cán bộ, giáo viên mã {found} trong /staff. Hãy sửa mã hoặc thêm người.",
        "{place}: nobody in /staff has the code {found}. Correct the code or add the person.",
    ),
    "school_file.not_a_teacher": (
        "{place}: {found} không có vai trò giáo viên hoặc cán bộ quản lý. Hãy phân công người khác hoặc sửa vai trò.",
        "{place}: {found} is neither teacher nor leader of the school. Assign another person or correct the roles.",
    ),
    "school_file.class_unknown": (
        "{place}: không có lớp {found} trong /classes. Hãy sửa mã lớp hoặc thêm lớp.",
        "{place}: there is no class {found} in /classes. Correct the code or add the class.",
    ),
    "school_file.class_grade": (
        "{place}: lớp {class_code} không thể thuộc khối {found}. Hãy sửa khối hoặc mã lớp.",
        "{place}: the class {class_code} cannot be of grade {found}. Correct the grade or the code.",
    ),
    "school_file.class_level": (
        "{place}: khối {found} không thuộc cấp học {expected} của trường. Hãy sửa khối hoặc cấp học.",
        "{place}: grade {found} is not of the school's level {expected}. Correct the grade or the level.",
    ),
    "school_file.subject_unknown": (
        "{place}: khối {grade} không có môn {found}. Các môn: {expected}.",
        "{place}: grade {grade} has no subject {found}. Its subjects: {expected}.",
    ),
    "school_file.part_unknown": (
        "{place}: môn {subject} không có phần {found}. Các phần: {expected}.",
        "{place}: the subject {subject} has no part {found}. Its parts: {expected}.",
    ),
    "school_file.part_hole": (
        "{place}: môn {subject} lớp {class_code} chưa phân công phần {expected}. Hãy thêm, hoặc bỏ “part”.",
        "{place}: {subject} of class {class_code} lacks its part {expected}. Add it, or leave “part” out.",
    ),
    "school_file.assignment_double": (
        "{place}: môn {subject} lớp {class_code} đã phân công ở {other_place}. Hãy bỏ một dòng.",
        "{place}: {subject} of class {class_code} is assigned already at {other_place}. Remove one of the two.",
    ),
    "school_file.assignment_several": (
        "{place}: môn {subject} lớp {class_code} có hai giáo viên ({other_place}); ghi duty RESPONSIBLE cho người ký.",
        "{place}: {subject} of class {class_code} has two teachers ({other_place}); give the one who signs the duty "
        "RESPONSIBLE.",
    ),
    "school_file.assignment_hole": (
        "{place}: môn {subject} lớp {class_code} chưa phân công giáo viên. Hãy thêm vào /assignments.",
        "{place}: {subject} of class {class_code} has no teacher. Add one to /assignments.",
    ),
    "school_file.day_outside": (
        "{place}: ngày {found} nằm ngoài năm học ({first} đến {last}). Hãy sửa ngày.",
        "{place}: the day {found} lies outside the school year ({first} to {last}). Correct it.",
    ),
    "school_file.born_late": (
        "{place}: ngày sinh không trước ngày bắt đầu năm học {first}. Hãy sửa ngày sinh.",
        "{place}: the birth date is not before the first day of the school year, {first}. Correct it.",
    ),
    # Worth a second look; the file is loaded all the same.
    "school_file.notice.deadline_order": (
        "{place}: thời hạn {found} sớm hơn thời hạn của bước trước ({other_place}).",
        "{place}: the deadline {found} is earlier than that of the step before ({other_place}).",
    ),
    "school_file.notice.same_person": (
        "{place}: trùng họ tên, ngày sinh với {other_place}. Hãy đối chiếu mã định danh.",
        "{place}: same name and birth date as {other_place}. Compare the personal numbers.",
    ),
    "school_file.notice.number_sex": (
        "{place}: mã định danh không khớp giới tính hoặc thế kỉ sinh. Hãy đối chiếu giấy khai sinh.",
        "{place}: the personal number does not fit the sex or the century of birth. Compare the birth certificate.",
    ),
    "school_file.notice.number_year": (
        "{place}: mã định danh không khớp năm sinh. Hãy đối chiếu giấy khai sinh.",
        "{place}: the personal number does not fit the year of birth. Compare the birth certificate.",
    ),
    "school_file.notice.age": (
        "{place}: tuổi không thường gặp ở khối {grade}. Hãy đối chiếu giấy khai sinh.",
        "{place}: the age is unusual for grade {grade}. Compare the birth certificate.",
    ),
    "school_file.notice.no_family": (
        "{place}: chưa ghi cha, mẹ hoặc người giám hộ.",
        "{place}: neither father, mother nor guardian is given.",
    ),
    "school_file.notice.blank": (
        "{place}: còn để trống {fields:identity}. Bổ sung bằng data complete; chưa đủ thì GVCN chưa ký được.",
        "{place}: {fields:identity} is blank. Until it is completed (data complete), the homeroom teacher cannot sign.",
    ),
    "school_file.notice.empty_class": (
        "{place}: lớp {class_code} chưa có học sinh.",
        "{place}: the class {class_code} has no pupils.",
    ),
    "school_file.notice.homeroom_twice": (
        "{place}: {found} đã chủ nhiệm lớp ở {other_place}.",
        "{place}: {found} is homeroom teacher already at {other_place}.",
    ),
}

messages.MESSAGES.update(MESSAGES)
