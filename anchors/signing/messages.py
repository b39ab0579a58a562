"""Texts of the errors of this folder; importing it adds them to ``anchors.errors.MESSAGES``."""

from __future__ import annotations

from anchors.errors import MESSAGES

MESSAGES.update(
    {
        "signing.certificate_unreadable": (
            "Không đọc được chứng thư số: {detail}. Hãy dùng tệp chứng thư số gốc (X.509).",
            "The certificate cannot be read: {detail}. Use the original certificate (X.509).",
        ),
        "signing.key_unsuitable": (
            "Khóa {kind} trong chứng thư số của {subject} không dùng được: cần RSA từ 2048 bit hoặc ECDSA P-256.",
            "The {kind} key in the certificate of {subject} is not accepted: RSA of at least 2048 bits or ECDSA P-256.",
        ),
        "signing.key_unreadable": (
            "Không mở được tệp khóa (PKCS#12): {detail}. Hãy kiểm tra tệp và mật khẩu.",
            "The key file (PKCS#12) cannot be opened: {detail}. Check the file and the passphrase.",
        ),
        "signing.request": (
            "Không thể chuẩn bị ký: {detail}. Hãy sửa yêu cầu ký.",
            "Nothing can be prepared for signing: {detail}. Correct the request.",
        ),
        "signing.value_wrong": (
            "Chữ ký {signature}: giá trị chữ ký không do khóa của {subject} tạo ra trên nội dung này. "
            "Hãy lấy lại tài liệu gốc.",
            "Signature {signature}: its value was not made with the key of {subject} over this content. "
            "Take the original document again.",
        ),
        "signing.xml_too_large": (
            "Tệp XML có {found} byte, giới hạn {limit} byte. Hãy chia nhỏ danh sách học bạ.",
            "The XML file has {found} bytes, limit {limit}. Split the list of reports.",
        ),
        "signing.xml_forbidden": (
            "Tệp XML có {what}: không được phép trong tài liệu đã ký. Hãy lấy lại tài liệu gốc.",
            "The XML file has {what}, which a signed document must not have. Take the original document again.",
        ),
        "signing.xml_unreadable": (
            "Không đọc được tệp XML: {detail}. Hãy lấy lại tài liệu gốc.",
            "The XML file cannot be read: {detail}. Take the original document again.",
        ),
        "signing.xml_structure": (
            "Chữ ký {signature} không đúng cấu trúc quy định: {detail}.",
            "Signature {signature} is outside the profile: {detail}.",
        ),
        "signing.xml_id_not_unique": (
            "Id {id} cần có đúng một phần tử trong tài liệu, tìm thấy {found}. Tài liệu đã bị thay đổi hoặc thiếu.",
            "Id {id} must belong to exactly one element of the document, found {found}. It was changed or is "
            "incomplete.",
        ),
        "signing.xml_covers_itself": (
            "Chữ ký {signature} nằm trong phần tử {reference} mà nó ký; chữ ký phải đứng ngoài dữ liệu được ký.",
            "Signature {signature} stands inside {reference}, which it signs; it must stand outside.",
        ),
        "signing.xml_reference_differs": (
            "Chữ ký {signature}: nội dung của {reference} đã bị thay đổi sau khi ký. Hãy lấy lại tài liệu gốc.",
            "Signature {signature}: the content of {reference} was changed after signing. Take the original again.",
        ),
        "signing.xml_time_not_covered": (
            "Chữ ký {signature} không bao gồm thời điểm ký (SigningTime) của chính nó.",
            "Signature {signature} does not cover its own signing time (SigningTime).",
        ),
        "signing.xml_certificate_differs": (
            "Chữ ký {signature}: chứng thư số kèm theo không phải chứng thư số của người ký (khác {what}).",
            "Signature {signature}: the certificate with it is not the signer's ({what} differs).",
        ),
    }
)
