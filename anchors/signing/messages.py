"""Texts of the errors of this folder; importing it adds them to ``anchors.errors.MESSAGES``."""

from __future__ import annotations

from anchors.errors import MESSAGES

MESSAGES.update(
    {
        "signing.certificate_unreadable": (
            "Không đọc được chứng thư số: {detail}. Hãy dùng tệp chứng thư số gốc (X.509).",
            "The certificate cannot be read: {detail}. Use the original certificate (X.509).",
        ),
        "signing.roots_unreadable": (
            "Không đọc được danh sách chứng thư số gốc: {detail}. Hãy dùng tệp PEM, ví dụ roots.pem.",
            "The trusted roots cannot be read: {detail}. Give a PEM file such as roots.pem.",
        ),
        "signing.certificate_untrusted": (
            "Chứng thư số của {subject} do {issuer} cấp, không dẫn đến chứng thư số gốc nào được tin cậy. "
            "Hãy kiểm tra tệp chứng thư số gốc.",
            "The certificate of {subject}, issued by {issuer}, leads to none of the trusted roots. Check the roots.",
        ),
        "signing.certificate_not_valid_then": (
            "Chứng thư số của {subject} không có hiệu lực tại thời điểm ký {at} (hiệu lực từ {not_before} đến "
            "{not_after}, hoặc chứng thư số cấp trên đã hết hạn).",
            "The certificate of {subject} was not valid when signing, {at} (it is valid from {not_before} to "
            "{not_after}, or one above it had expired).",
        ),
        "signing.certificate_invalid": (
            "Chứng thư số của {subject} không dùng được: {detail}.",
            "The certificate of {subject} does not count: {detail}.",
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
        "signing.cms_unreadable": (
            "Không đọc được chữ ký CMS: {detail}. Hãy dùng tệp chữ ký gốc (.p7s, DER).",
            "The CMS signature cannot be read: {detail}. Use the original signature file (.p7s, DER).",
        ),
        "signing.cms_structure": (
            "Chữ ký CMS không đúng cấu trúc quy định: {detail}.",
            "The CMS signature is outside the profile: {detail}.",
        ),
        "signing.cms_content_differs": (
            "Nội dung không phải nội dung mà {subject} đã ký. Hãy lấy lại tài liệu gốc.",
            "The content is not what {subject} signed. Take the original document again.",
        ),
        "signing.pdf_unreadable": (
            "Không đọc được tệp PDF: {detail}. Hãy lấy lại tệp gốc.",
            "The PDF cannot be read: {detail}. Take the original file again.",
        ),
        "signing.pdf_not_plain": (
            "Tệp PDF có phần mà học bạ không bao giờ có ({found}): nó có thể hiện khác nhau tùy lúc, tùy chương trình.",
            "The PDF holds what a report never has ({found}): it may look different at another time or elsewhere.",
        ),
        "signing.pdf_other_pages": (
            "Tệp PDF không mở đầu bằng các trang đã phát hành (giá trị băm {expected}): đây là các trang khác. Hãy "
            "dùng các giá trị của tệp XML và báo nhà trường.",
            "The PDF does not begin with the pages that were issued (digest {expected}): these are other pages. Go by "
            "the values of the XML, and tell the school.",
        ),
        "signing.pdf_pages_touched": (
            "Phần nối sau các trang đã phát hành làm thay đổi những gì nhìn thấy ({found}). Hãy dùng các giá trị của "
            "tệp XML và báo nhà trường.",
            "What follows the issued pages changes what is seen ({found}). Go by the values of the XML, and tell the "
            "school.",
        ),
        "signing.pdf_not_sealable": (
            "Không đóng dấu được tệp PDF: {detail}. Hãy tạo lại tệp PDF rồi đóng dấu.",
            "The PDF cannot be sealed: {detail}. Make the PDF again, then seal it.",
        ),
        "signing.pdf_seal_count": (
            "Tệp PDF có {found} chữ ký số, cần đúng một chữ ký số của nhà trường.",
            "The PDF has {found} signatures, expected exactly the school's one.",
        ),
        "signing.pdf_structure": (
            "Chữ ký số trong tệp PDF không đúng cấu trúc quy định: {detail}.",
            "The signature in the PDF is outside the profile: {detail}.",
        ),
        "signing.pdf_added": (
            "Tệp PDF bị thêm {added} byte sau khi nhà trường ký; phần thêm có thể thay đổi mọi trang. "
            "Hãy lấy lại tệp gốc.",
            "{added} bytes were added to the PDF after the school's seal; they may change every page. "
            "Take the original file again.",
        ),
        "signing.pdf_attachments": (
            "Không đọc được tệp đính kèm trong PDF: {detail}. Hãy lấy lại tệp gốc.",
            "The files attached to the PDF cannot be read: {detail}. Take the original file again.",
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
