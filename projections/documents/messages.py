"""Texts of the errors that documents raise; importing this module adds them to ``domain.messages.MESSAGES``."""

from __future__ import annotations

from domain.messages import MESSAGES

MESSAGES.update(
    {
        "document.text": (
            "Mục {element}: nội dung {value} có ký tự điều khiển, không ghi được vào XML. Hãy gõ lại nội dung này.",
            "{element}: the text {value} holds a control character that XML cannot carry. Type this text again.",
        ),
        "document.code": (
            "Mục {element}: giá trị {value} không có trong bảng mã {table} của định dạng {version}.",
            "{element}: the value {value} is not in the code table {table} of format {version}.",
        ),
        "document.not_xml": (
            "Tệp không phải XML đọc được (dòng {line}): {reason}",
            "The file is not readable XML (line {line}): {reason}",
        ),
        "document.doctype": (
            "Tệp XML có khai báo DOCTYPE. Học bạ số không được có phần này; không đọc tiếp.",
            "The XML has a DOCTYPE. A school report has none; not read any further.",
        ),
        "document.structure": (
            "Tệp XML không đúng lược đồ {version}: dòng {line}, thành phần {element}: {reason}",
            "The XML does not follow the schema {version}: line {line}, element {element}: {reason}",
        ),
        "document.signer": (
            "Không ghép được phần ký {signer} vào học bạ {lookup_id}: {reason}",
            "The signer {signer} cannot be put into report {lookup_id}: {reason}",
        ),
        "document.pages": (
            "Không dựng được bản PDF của học bạ {lookup_id}: {reason}",
            "The pages of report {lookup_id} could not be made: {reason}",
        ),
    }
)
