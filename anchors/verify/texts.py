"""
The words of the verifier, (Vietnamese, English) by permanent code; importing it adds its faults to the common errors.

Verdict words are the official ones (people.md §4).
"""

from __future__ import annotations

from anchors.errors import MESSAGES

VERDICTS: dict[str, tuple[str, str]] = {
    "valid": ("Hợp lệ", "Valid"),
    "invalid": ("Không hợp lệ", "Invalid"),
    "cannot_tell": ("Chưa đủ căn cứ kết luận", "Cannot tell"),
    "recalled": ("Đúng bản đã phát hành, nay đã thu hồi", "Genuine, recalled since"),
    "cancelled": ("Đúng bản đã phát hành, đã hủy bỏ", "Genuine, cancelled since"),
    "replaced": ("Đúng bản đã phát hành, đã được thay thế", "Genuine, replaced since"),
}

STEPS: dict[str, tuple[str, str]] = {
    "file": ("Tệp và các tệp đính kèm", "The file and its attachments"),
    "pdf_seal": ("Chữ ký số của nhà trường trên tệp PDF", "The school's seal on the PDF"),
    "xml": ("Cấu trúc của tệp học bạ XML", "The form of the XML report"),
    "signatures": ("Các chữ ký trong tệp học bạ XML", "The signatures in the XML report"),
    "receipt": ("Biên nhận chứng minh và mốc niêm phong", "The receipt and its checkpoint"),
    "entry": ("Bản ghi phát hành có đúng là của học bạ này", "The issue entry is this report's"),
    "agreement": ("Tệp PDF và tệp XML khớp nhau", "PDF and XML agree"),
    "timestamp": ("Dấu thời gian của mốc niêm phong", "The timestamp of the checkpoint"),
}

CHECKS: dict[str, tuple[str, str]] = {
    "file.type": ("loại tệp", "kind of file"),
    "file.attachments": ("số tệp đính kèm, mỗi tên đúng một lần", "number of attachments, each name once"),
    "file.none_other": ("không có tệp đính kèm lạ", "no foreign attachment"),
    "file.attachment": ("được đính kèm", "is attached"),
    "file.receipt": ("có biên nhận chứng minh", "the receipt is there"),
    "pdf_seal.intact": (
        "còn nguyên vẹn, bao trùm toàn bộ tệp, không bị thêm gì về sau",
        "intact, over the whole file, nothing added later",
    ),
    "pdf_seal.organisation": ("là chứng thư số của một tổ chức", "the certificate is an organisation's"),
    "pdf_seal.certificate": ("chứng thư số được tin cậy tại thời điểm ký", "certificate trusted at signing time"),
    "pdf_seal.timestamp_genuine": (
        "dấu thời gian trên chữ ký này là nguyên vẹn",
        "the timestamp over this signature is intact",
    ),
    "pdf_seal.timestamp_service": (
        "dịch vụ cấp dấu thời gian được tin cậy tại thời điểm đó",
        "the timestamp service was trusted at that time",
    ),
    "pdf_seal.timestamp_time": ("dấu thời gian không sớm hơn thời điểm ký", "the timestamp is not before the seal"),
    "xml.form": ("đúng lược đồ, mỗi Id một lần, không có phần lạ", "follows the schema, each Id once, nothing foreign"),
    "signatures.none_other": ("không có chữ ký nào ngoài quy định", "no signature beyond the plan"),
    "signature.present": ("có chữ ký", "the signature is there"),
    "signature.genuine": ("chữ ký đúng, nội dung không đổi", "the signature fits, the content is unchanged"),
    "signature.coverage": ("ký đúng những phần phải ký", "covers exactly what it must"),
    "signature.time": ("NGAY_KY bằng thời điểm trong chữ ký", "NGAY_KY equals the signature's time"),
    "signature.certificate": ("chứng thư số được tin cậy tại thời điểm ký", "certificate trusted at signing time"),
    "signature.kind": ("loại chứng thư số (cá nhân, tổ chức)", "kind of certificate (person, organisation)"),
    "signature.number": ("số định danh trong chứng thư số là của người ký", "the certificate's number is the signer's"),
    "signature.name": ("tên trong chứng thư số là tên người ký", "the certificate's name is the signer's"),
    "signature.head": (
        "người ký duyệt là người nêu trong dữ liệu học bạ (tên, số định danh, chức vụ)",
        "the head who signed is the one named in the report (name, number, capacity)",
    ),
    "signature.school": ("đơn vị ký phát hành là trường nêu trong học bạ", "the seal is of the school in the report"),
    "signatures.order": ("thời điểm ký theo đúng thứ tự các bước", "times of signing follow the stages"),
    "signatures.planned_day": ("không đóng dấu trước ngày phát hành dự kiến", "not sealed before the planned day"),
    "receipt.form": ("đọc được biên nhận chứng minh", "the receipt can be read"),
    "receipt.proof": (
        "bản ghi nằm trong sổ cái tại mốc niêm phong, đúng khóa của trường",
        "the entry stands in the ledger at this checkpoint, under the school's key",
    ),
    "entry.form": ("bản ghi là bản ghi phát hành học bạ", "the entry is the issue of a report"),
    "entry.school": ("trường trong bản ghi là chủ sổ cái", "the entry's school owns the ledger"),
    "entry.xml_sha256": ("giá trị băm của tệp XML", "digest of the XML"),
    "entry.lookup_id": ("mã số tra cứu học bạ", "lookup code"),
    "entry.edition": ("lần phát hành", "edition"),
    "entry.scan_sha256": ("giá trị băm của bản chụp bản giấy", "digest of the scanned paper"),
    "entry.effective_date": ("ngày có hiệu lực", "effective date"),
    "entry.at": ("ghi sổ sau khi nhà trường ký phát hành", "recorded after the school's seal"),
    "agreement.pages": (
        "các trang là các trang mà bản ghi phát hành nêu, không có gì đè lên",
        "the pages are those that the issue entry names, and nothing is laid over them",
    ),
    "agreement.scan": (
        "bản chụp bản giấy đính kèm là bản mà Hiệu trưởng và nhà trường đã ký",
        "the attached scan is the one that head and school signed to",
    ),
    "agreement.certificate": (
        "cùng một chứng thư số của trường ký tệp PDF và KY_PHAT_HANH",
        "one and the same school certificate on the PDF and on KY_PHAT_HANH",
    ),
    "agreement.time": ("ký tệp PDF sau khi ký phát hành tệp XML", "the PDF was sealed after the XML"),
    "timestamp.genuine": (
        "dấu thời gian cấp cho đúng mốc niêm phong trong biên nhận",
        "the timestamp is over the checkpoint in the receipt",
    ),
    "timestamp.service": (
        "dịch vụ cấp dấu thời gian được tin cậy tại thời điểm đó",
        "the timestamp service was trusted at that time",
    ),
    "timestamp.time": ("dấu thời gian không sớm hơn bản ghi phát hành", "the timestamp is not before the entry"),
}

WORD_NAMES: dict[str, tuple[str, str]] = {
    "mathematics": ("phép tính", "mathematics"),
    "format": ("định dạng đã công bố", "the published format"),
    "roots": ("chứng thư số gốc (--trust)", "the certificate roots (--trust)"),
    "signers": ("người ký", "the signers"),
    "school_seal": ("con dấu số của nhà trường", "the school's seal"),
    "log_key": ("khóa sổ cái (--key)", "the ledger's key (--key)"),
    "timestamps": ("dịch vụ cấp dấu thời gian", "the timestamp service"),
}

WORDS: dict[str, tuple[str, str]] = {
    "mathematics": (
        "giá trị băm và chữ ký số, ai cũng tính lại được từ chính tệp này.",
        "digests and signatures, which anybody can compute again from this file.",
    ),
    "format": (
        "lược đồ và quy định ký trong docs/formats của phần mềm này.",
        "schema and signing plan, in docs/formats of this program.",
    ),
    "roots": (
        "các tổ chức cấp chứng thư số trong tệp này, và nơi tệp này được lấy.",
        "the authorities in that file, and where the file was taken from.",
    ),
    "signers": (
        "giữ kín khóa của mình; thời điểm ký là lời của họ, trừ khi có dấu thời gian.",
        "that they kept their keys; the times of signing are their word, unless a timestamp bounds them.",
    ),
    "school_seal": (
        "nhà trường xác nhận người ký là người của trường.",
        "the school vouches that the signers are its staff.",
    ),
    "log_key": (
        "nhà trường giữ khóa sổ cái; khóa xác minh có đúng hay không tùy nơi lấy khóa.",
        "the school holds it; whether the verifier key is right depends on where it was taken from.",
    ),
    "timestamps": (
        "bên ngoài nhà trường; xác nhận đã thấy giá trị băm này vào thời điểm đó, tức là không muộn hơn.",
        "outside the school; it states that it saw this digest at that time, so it existed no later.",
    ),
}

#: Behind the verdict on a digitised paper report.
PAPER = (" – bản số hoá từ bản giấy", ", a digitised paper report")

_PAPER = (
    "Đây là bản số hoá từ bản giấy: {school} xác nhận phù hợp với học bạ giấy do {origin} cấp. {origin} không ký bản "
    "này; học bạ giấy có thật hay không thì tệp này không chứng minh được. ",
    "This is a digitised paper report: {school} confirms that it is consistent with the paper issued by {origin}, "
    "which did not sign it. Whether the paper is genuine this file cannot prove. ",
)

STATEMENTS: dict[str, tuple[str, str]] = {
    "paper": (
        _PAPER[0] + "Hãy xem bản chụp đính kèm.",
        _PAPER[1] + "Look at the attached scan.",
    ),
    "paper_xml": (
        _PAPER[0] + "Bản chụp nằm trong tệp PDF và chưa được đối chiếu.",
        _PAPER[1] + "The scan is in the PDF and was not compared.",
    ),
    "recall": (
        "Việc thu hồi, hủy bỏ hoặc thay thế sau mốc niêm phong không thấy được khi không có mạng. Kết luận tính đến "
        "mốc {size} bản ghi; cần tra cứu trực tuyến để biết tình trạng hiện nay.",
        "A recall, cancellation or replacement after the checkpoint cannot be seen offline. This verdict is as of the "
        "checkpoint of {size} entries; look the report up online for its state today.",
    ),
    "live": (
        "Tình trạng hiện nay (còn hiệu lực, hủy bỏ, thu hồi, thay thế) là lời của {source}, không có gì chứng minh.",
        "Whether it stands today, or was cancelled, recalled or replaced, is the word of {source}; nothing proves it.",
    ),
    "live_unknown": (
        "{source} không biết mã này. Có thể đó không phải trường đã phát hành, hoặc có hai lịch sử: hãy so mốc niêm "
        "phong bằng hocba anchor compare.",
        "{source} does not know this code. It may be another school's, or there are two histories: compare the "
        "checkpoints with hocba anchor compare.",
    ),
    "live_elsewhere": (
        "{source} ghi lần phát hành này ở bản ghi {found}, biên nhận trong tệp ghi {expected}: có hai lịch sử. Hãy so "
        "mốc niêm phong bằng hocba anchor compare.",
        "{source} has this issue at entry {found}, the receipt in the file at {expected}: there are two histories. "
        "Compare the checkpoints with hocba anchor compare.",
    ),
    "recall_unknown": (
        "Việc phát hành, thu hồi hay hủy bỏ chưa được chứng minh: không có mốc niêm phong nào được xác minh.",
        "Neither issue nor recall is proven: no checkpoint has been verified.",
    ),
    "log_key": (
        "Trường giữ khóa sổ cái nên riêng mốc niêm phong không chứng minh điều gì chống lại chính trường; chỉ điều "
        "người ngoài giữ (mốc cũ, bên chứng kiến, dấu thời gian) mới chứng minh được.",
        "The school holds the ledger's key, so the checkpoint alone proves nothing against the school itself; only "
        "what an outsider kept does (an old checkpoint, a witness, a timestamp).",
    ),
    "times": (
        "Thời điểm ký là lời của người ký; tệp không có dấu thời gian độc lập được kiểm tra.",
        "The times of signing are the signers' word; no independent timestamp was checked.",
    ),
    "times_sealed": (
        "Thời điểm đóng dấu tệp PDF do dịch vụ cấp dấu thời gian xác nhận; thời điểm của các chữ ký trong tệp XML vẫn "
        "là lời của người ký.",
        "The time of the PDF's seal rests on a timestamp service; those of the XML's signatures are the signers' word.",
    ),
    "times_stamped": (
        "Dấu thời gian chứng minh các chữ ký đã có không muộn hơn {at}; việc ký sớm hơn vào lúc nào vẫn là lời của "
        "người ký.",
        "The timestamp proves that the signatures existed at {at} at the latest; how long before is the signers' word.",
    ),
    "log_key_stamped": (
        "Trường giữ khóa sổ cái, nhưng mốc niêm phong này đã có vào {at} theo lời {service}: bản ghi không thể được "
        "làm ra về sau. Trường có cho người khác xem một lịch sử khác hay không thì tệp này không cho biết.",
        "The school holds the ledger's key, but this checkpoint existed at {at}, on the word of {service}: the entry "
        "cannot have been made later. Whether the school shows others another history, this file does not tell.",
    ),
    "revocation": (
        "Chưa kiểm tra chứng thư số có bị thu hồi trước khi ký hay không: tệp không mang dữ liệu về việc này.",
        "Whether a certificate had been revoked before it signed was not checked: the file holds no data on it.",
    ),
    "pages": (
        "Các trang nhìn thấy không được tính lại từ XML: bản ghi phát hành nêu giá trị băm {page_sha256} của chúng, "
        "còn việc chúng thể hiện đúng tệp XML là lời của nhà trường. Hãy so các trang với các giá trị của tệp XML in "
        "ở đây.",
        "The visible pages are not made again from the XML: the issue entry names their digest {page_sha256}, but that "
        "they show what the XML says is the school's word. Compare them with the values of the XML printed here.",
    ),
}

DEMO: dict[str, tuple[str, str]] = {
    "report": (
        "Tệp học bạ tự ghi BẢN TRÌNH DIỄN – KHÔNG CÓ GIÁ TRỊ.",
        "The report says of itself that it is a demonstration without value.",
    ),
    "certificate": (
        "{count} trên {total} chữ ký dùng chứng thư số TRÌNH DIỄN (DEMO), không có giá trị pháp lý.",
        "{count} of {total} signatures were made with DEMO certificates, without legal value.",
    ),
}

MESSAGES.update(
    {
        "verify.no_key": (
            "Không có khóa xác minh của trường. Hãy lấy tệp verifier.key từ trường hoặc Sở rồi thêm --key.",
            "No verifier key of the school. Take verifier.key from the school or the Department and give --key.",
        ),
        "verify.no_roots": (
            "Không có chứng thư số gốc. Hãy thêm --trust roots.pem.",
            "No certificate roots. Give --trust roots.pem.",
        ),
        "verify.timestamp_unknown": (
            "Không có chứng thư số gốc của dịch vụ cấp dấu thời gian {service}: thời điểm này chưa chứng minh điều gì. "
            "Hãy thêm chứng thư số gốc của dịch vụ vào tệp --trust nếu tin cậy dịch vụ này.",
            "No root of the timestamp service {service}: its time proves nothing yet. Add the service's root to the "
            "--trust file if you trust it.",
        ),
        "verify.no_scan": (
            "Thiếu bản chụp bản giấy (SHA-256 {expected}) mà bản số hoá phải đính kèm.",
            "The scan of the paper (SHA-256 {expected}), which a digitised report has attached, is missing.",
        ),
        "verify.no_receipt": (
            "Không có biên nhận chứng minh, nên chưa biết học bạ có được phát hành hay không. Hãy dùng tệp PDF gốc, "
            "hoặc thêm --receipt.",
            "No receipt, so whether the report was issued cannot be told. Use the original PDF, or give --receipt.",
        ),
        "verify.no_xml": (
            "Không có tệp học bạ XML để kiểm tra. Hãy dùng tệp PDF gốc mà trường đã phát hành.",
            "No XML report to check. Use the original PDF that the school issued.",
        ),
        "verify.no_evidence": (
            "Tệp PDF không có chữ ký số và không có tệp đính kèm: có thể là bản in hoặc bản sao. Hãy dùng tệp PDF gốc.",
            "The PDF has neither seal nor attachments: it may be a print or a copy. Use the original PDF.",
        ),
        "verify.before": (
            "Chưa kiểm tra được vì bước trước không đạt.",
            "Could not be checked, because what it needs did not hold.",
        ),
        "verify.type": (
            "Tệp không phải PDF cũng không phải XML (bắt đầu bằng {found}). Hãy chọn tệp học bạ .pdf hoặc .xml.",
            "The file is neither PDF nor XML (it begins with {found}). Give a report as .pdf or .xml.",
        ),
        "verify.length": (
            "Tệp dài {found} byte, tối đa {expected} byte. Đây không phải tệp học bạ.",
            "The file has {found} bytes, at most {expected}. This is not a report.",
        ),
        "verify.encrypted": (
            "Tệp PDF đã bị mã hóa hoặc đặt mật khẩu; tệp do trường phát hành thì không. Hãy dùng tệp gốc.",
            "The PDF is encrypted, which an issued one never is. Use the original file.",
        ),
        "verify.rewritten": (
            "Tệp PDF đã được chương trình khác ghi lại hoặc sửa nhiều lần. Hãy lấy lại tệp gốc do trường phát hành.",
            "The PDF was saved anew, or many times, by another program. Take the original file of the school.",
        ),
        "verify.unexpected": (
            "Không đọc được phần này ({kind}: {detail}). Hãy lấy lại tệp gốc.",
            "This part cannot be read ({kind}: {detail}). Take the original file again.",
        ),
        "verify.version": (
            "Học bạ theo phiên bản {found}; chương trình này chỉ biết {expected}. Hãy dùng bản mới hơn.",
            "The report has the format {found}; this program knows {expected} only. Use a newer one.",
        ),
        "verify.attachments": (
            "Tệp PDF có tệp đính kèm lạ: {found}. Học bạ do trường phát hành chỉ có {expected}.",
            "The PDF holds foreign attachments: {found}. An issued report has only {expected}.",
        ),
        "verify.signature_place": (
            "Chữ ký {signature} không nằm trong phần của người ký {expected} mà ở {found}.",
            "Signature {signature} does not stand in the signer's element {expected}, but in {found}.",
        ),
        "verify.signature_missing": (
            "Thiếu chữ ký của {signer}. Học bạ đã phát hành phải có đủ chữ ký.",
            "The signature of {signer} is missing. An issued report has them all.",
        ),
        "verify.coverage": (
            "Chữ ký của {signer} không ký đúng phần quy định: thiếu {missing}; thừa {extra}.",
            "The signature of {signer} does not cover what it must: missing {missing}; too much {extra}.",
        ),
        "verify.signatures_other": (
            "Có chữ ký ngoài quy định: {found}.",
            "There are signatures beyond the plan: {found}.",
        ),
        "verify.order": (
            "Thời điểm ký của {later} ({later_at}) sớm hơn của {earlier} ({earlier_at}).",
            "The time of {later} ({later_at}) is before that of {earlier} ({earlier_at}).",
        ),
        "verify.too_early": (
            "Thời điểm {found} sớm hơn mức cho phép {expected}.",
            "The time {found} is before {expected}.",
        ),
        "verify.differs": (
            "Khác nhau: cần {expected}, thấy {found}.",
            "They differ: expected {expected}, found {found}.",
        ),
        "verify.no_number": (
            "Không đối chiếu được số định danh: phần người ký ghi {expected}, chứng thư số ghi {found}.",
            "The personal number cannot be compared: the signer's part has {expected}, the certificate {found}.",
        ),
        "verify.entry_form": (
            "Bản ghi trong biên nhận không đúng mẫu bản ghi phát hành: {detail}.",
            "The entry in the receipt is not formed as an issue: {detail}.",
        ),
        "verify.entry_topic": (
            "Bản ghi trong biên nhận có chủ đề {found}, không phải phát hành học bạ ({expected}).",
            "The entry in the receipt is of the topic {found}, not the issue of a report ({expected}).",
        ),
        "verify.entry_newer": (
            "Bản ghi phát hành theo phiên bản {found}; chương trình này chỉ biết {expected}. Hãy dùng bản mới hơn.",
            "The issue entry has the version {found}; this program knows {expected} only. Use a newer one.",
        ),
    }
)
