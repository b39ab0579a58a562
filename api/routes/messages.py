"""Texts of the errors that only the pages and the JSON API have; importing this module registers them."""

from __future__ import annotations

from domain.messages import MESSAGES

MESSAGES.update(
    {
        "lookup.not_found": (
            "Không tìm thấy học bạ ứng với thông tin đã nhập.",
            "There is no school report with what was entered.",
        ),
        "lookup.too_many": (
            "Đã nhập sai quá nhiều lần. Hãy thử lại sau {minutes} phút, hoặc liên hệ nhà trường.",
            "Too many wrong entries. Try again in {minutes} minutes, or ask the school.",
        ),
        "lookup.number_needed": (
            "Mã này đã bị nhập sai ngày sinh quá nhiều lần, có thể do người khác thử. "
            "Hãy nhập ngày sinh cùng mã số định danh cá nhân của học sinh, hoặc dùng mã truy cập riêng.",
            "Wrong dates of birth were entered for this code too often, perhaps by somebody else. "
            "Enter the date with the pupil's personal number, or use a personal access code.",
        ),
        "lookup.number": (
            "Mã số định danh cá nhân gồm 12 chữ số. Hãy xem giấy khai sinh, thẻ bảo hiểm y tế hoặc VNeID.",
            "A personal number has 12 digits. It stands on the birth certificate and the health insurance card.",
        ),
        "lookup.birth_date": (
            "Ngày sinh chưa đúng dạng. Hãy nhập ngày/tháng/năm, ví dụ 05/09/2012.",
            "This is not a date of birth. Enter day/month/year, for example 05/09/2012.",
        ),
        "lookup.access_code": (
            "Mã truy cập riêng chưa đúng dạng: gồm 28 chữ và số, 7 nhóm, không có 0, 1, I, O. Hãy xem lại phiếu.",
            "This is no personal access code: 28 letters and digits in 7 groups, without 0, 1, I, O. Look at the slip.",
        ),
        "lookup.foreign": (
            "Trang của một trang web khác đã gửi yêu cầu này nên không được nhận. Hãy nhập lại tại đây.",
            "A page of another site sent this, so it was not taken. Enter it here again.",
        ),
        "access.told_once": (
            "Mã đã được cấp và chỉ hiện một lần. Nếu chưa kịp ghi lại, hãy thu hồi mã đó và cấp mã khác.",
            "The code was given and is shown once only. If it was not noted, revoke it and give another.",
        ),
        "grant.ended": (
            "Quyền tra cứu của tổ chức chưa bắt đầu, đã hết hạn hoặc đã bị thu hồi. Hãy liên hệ nhà trường.",
            "The organisation's grant has not begun, is over or was taken back. Ask the school.",
        ),
        "grant.scope": (
            "Học bạ này không thuộc phạm vi mà nhà trường cho tổ chức tra cứu.",
            "This report is not among those that the school lets the organisation look up.",
        ),
        "link.expired": (
            "Đường dẫn tải đã hết hạn. Hãy mở lại học bạ.",
            "The download link has expired. Open the report again.",
        ),
        "document.pending": (
            "PDF đang được tạo. Hãy thử lại sau ít phút.",
            "The PDF is being made. Try again in a few minutes.",
        ),
        "token.required": (
            "Cần mã truy cập trong tiêu đề Authorization: Bearer. Xin mã bằng: hocba token issue.",
            "A token is needed in the header Authorization: Bearer. Get one: hocba token issue.",
        ),
        "token.invalid": (
            "Mã truy cập không đúng hoặc đã hết hạn. Hãy xin mã mới: hocba token issue.",
            "The token is wrong or has expired. Get a new one: hocba token issue.",
        ),
        "session.forged": (
            "Yêu cầu không đến từ trang đang mở. Hãy tải lại trang rồi làm lại.",
            "The request does not come from a page that is open. Reload the page and try again.",
        ),
        "correction.file_unknown": (
            "Đề nghị {request} không có tệp này.",
            "Request {request} has no such file.",
        ),
        "school.not_here": (
            "Không có trường này trên máy chủ này.",
            "This school is not on this server.",
        ),
        "request.invalid": (
            "Yêu cầu không đúng dạng ở: {places}.",
            "The request is malformed at: {places}.",
        ),
        "request.missing": (
            "{place}: thiếu giá trị.",
            "{place}: there is nothing.",
        ),
        "request.extra": (
            "{place}: không có mục này.",
            "{place}: there is no such field.",
        ),
        "request.json": (
            "{place}: không phải JSON.",
            "{place}: this is not JSON.",
        ),
        "request.long": (
            "{place}: quá dài.",
            "{place}: this is too long.",
        ),
        "request.short": (
            "{place}: quá ngắn.",
            "{place}: this is too short.",
        ),
        "request.value": (
            "{place}: giá trị không đúng kiểu hoặc ngoài khoảng cho phép.",
            "{place}: the value is of another kind, or out of range.",
        ),
        "problem.unknown": (
            "Không có mã lỗi này.",
            "There is no such code of an error.",
        ),
        "request.too_large": (
            "Yêu cầu dài quá {limit} byte.",
            "The request is longer than {limit} bytes.",
        ),
        "route.unknown": (
            "Không có trang này.",
            "There is no such page.",
        ),
        "route.method": (
            "Trang này không nhận phương thức đó.",
            "This page does not take that method.",
        ),
        "server.fault": (
            "Máy chủ gặp lỗi (mã {incident}). Hãy báo cán bộ phụ trách CNTT của trường.",
            "The server failed (incident {incident}). Tell the school's IT officer.",
        ),
        "server.busy": (
            "Máy chủ đang bận. Hãy thử lại sau ít giây.",
            "The server is busy. Try again in a few seconds.",
        ),
    }
)
