"""
Texts of the domain's errors in Vietnamese and English, by permanent code (people.md §4).

Each says what, where, why and the next step. ``{name}`` stands for a fact given with the error, ``{name:table}`` for
the words of its codes in that table of ``domain.words``.
"""

from __future__ import annotations

import string
from collections.abc import Mapping

from domain.words import Language as Language
from domain.words import said

MESSAGES: dict[str, tuple[str, str]] = {
    "faults": (
        "Có {count} lỗi. Chưa ghi gì cả:",
        "{count} faults. Nothing was recorded:",
    ),
    "staff.unknown": (
        "Năm học {year} không có cán bộ mang mã {staff}. Hãy kiểm tra lại mã.",
        "School year {year} has no staff code {staff}. Check the code.",
    ),
    "team.unknown": (
        "Năm học {year} không có tổ mang mã {team}. Xem danh sách bằng: hocba year team list.",
        "School year {year} has no team {team}. See hocba year team list.",
    ),
    "class.unknown": (
        "Năm học {year} không có lớp {class_code}.",
        "School year {year} has no class {class_code}.",
    ),
    "school_year.unknown": (
        "Không tìm thấy năm học {school_year_id}.",
        "There is no school year {school_year_id}.",
    ),
    "pupil.unknown": (
        "Không tìm thấy học sinh {pupil_id}.",
        "There is no pupil {pupil_id}.",
    ),
    "report.unknown": (
        "Không tìm thấy học bạ {report}.",
        "There is no report {report}.",
    ),
    "report.started": (
        "Học bạ {report} đã được lập.",
        "Report {report} has been started already.",
    ),
    "right.not_staff": (
        "Người thực hiện không thuộc danh sách cán bộ năm học {year}.",
        "The actor is not on the staff of school year {year}.",
    ),
    "right.missing": (
        "{staff} chưa được phân công {what:right} lớp {where} tại thời điểm này. Liên hệ cán bộ quản lý để phân công.",
        "{staff} is not assigned to {what:right} of class {where} at this time. Ask the school's leadership for the "
        "assignment.",
    ),
    "right.ended": (
        "Phân công {what:right} lớp {where} của {staff} kết thúc ngày {last_day}.",
        "{staff}'s assignment to {what:right} of class {where} ended on {last_day}.",
    ),
    "right.role": (
        "{staff} không có quyền này; cần một trong các vai trò: {roles:role}.",
        "{staff} has no right to this; it takes one of the roles {roles:role}.",
    ),
    "right.operator": (
        "Việc này cần quyền của người vận hành (chủ cơ sở dữ liệu).",
        "This needs the right of the operator (the database's owner).",
    ),
    "assignment.unknown": (
        "Không có lớp, cán bộ, nội dung của môn hoặc phân công như đã nêu.",
        "There is no such class, member of staff, part of a subject, or assignment.",
    ),
    "assignment.double": (
        "Môn {subject:subject} lớp {class_code} đã được phân công cho {staff}. Hãy kết thúc phân công đó trước.",
        "{subject:subject} of class {class_code} is assigned to {staff}. End that assignment first.",
    ),
    "delegation.not_deputy": (
        "Chỉ ủy quyền được cho Phó Hiệu trưởng.",
        "Only a deputy principal can be delegated to.",
    ),
    "delegation.invalid": (
        "Ủy quyền không hợp lệ: mã đã dùng, không có, ngày kết thúc trước ngày bắt đầu, hoặc thu hồi muộn hơn ngày hết "
        "hiệu lực.",
        "The delegation is invalid: id used or unknown, it ends before it begins, or it is revoked after its last day.",
    ),
    "delegation.missing": (
        "{staff} không có ủy quyền loại {kind:delegation} còn hiệu lực.",
        "{staff} has no running delegation of the kind {kind:delegation}.",
    ),
    "delegation.ended": (
        "Ủy quyền {kind:delegation} của {staff} đã hết hiệu lực sau ngày {last_day}. Hiệu trưởng ủy quyền lại nếu cần.",
        "{staff}'s delegation of the kind {kind:delegation} ended with {last_day}. The principal may grant another.",
    ),
    "cert.unknown": (
        "Chứng thư số {sha256}… chưa được đăng ký cho năm học này. Hãy đăng ký bằng: hocba key register.",
        "Certificate {sha256}… is not registered for this school year. Register it: hocba key register.",
    ),
    "cert.expired": (
        "Chứng thư số {serial} hết hạn ngày {last_day}. Các chữ ký trước ngày này vẫn có giá trị. Hãy đăng ký chứng "
        "thư mới: hocba key register.",
        "Certificate {serial} expired on {last_day}. What was signed before stays valid. Register a new one: hocba key "
        "register.",
    ),
    "org.not_approved": (
        "Chứng thư số của nhà trường (số sê-ri {serial}, hiệu lực đến {last_day}) chưa được Sở phê duyệt: đang chờ Sở "
        "phê duyệt. Khi có văn bản của Sở, Hiệu trưởng hoặc cán bộ phụ trách CNTT ghi nhận ở trang Con dấu số.",
        "The school's certificate (serial {serial}, valid until {last_day}) is not approved yet: it waits for the "
        "Department. The principal or the IT officer enters the approval, on the page of the seal.",
    ),
    "org.approved_later": (
        "Văn bản phê duyệt ghi ngày {dated}, sau hôm nay.",
        "The approval is dated {dated}, which is still to come.",
    ),
    "cert.other_person": (
        "Chứng thư số {sha256}… không phải của thầy/cô.",
        "Certificate {sha256}… belongs to somebody else.",
    ),
    "score.recorded": (
        "{cell}: giá trị {value} đã ghi sổ ngày {day}. Muốn thay đổi, thầy/cô gửi Đề nghị điều chỉnh để Hiệu "
        "trưởng duyệt.",
        "{cell}: {value} was recorded on {day}. To change it, ask for a correction, which the principal decides.",
    ),
    "absences.by_day": (
        "{cell}: lớp điểm danh theo ngày từ {since}; số buổi nghỉ được đếm từ các buổi đó, không ghi tổng nữa.",
        "{cell}: the roll is called since {since}; absences are counted from its half-days, and no total is recorded.",
    ),
    "score.day": (
        "{cell}: ngày đánh giá {day} không dùng được; phải từ {first} đến hôm nay {today}.",
        "{cell}: {day} cannot be the day of the assessment; it lies between {first} and today, {today}.",
    ),
    "period.locked": (
        "{cell}: học kì {term:term} đã khóa sổ. Chỉ còn điều chỉnh theo đề nghị.",
        "{cell}: term {term:term} is locked. Only corrections on request are left.",
    ),
    "report.edition_open": (
        "Học bạ đã khởi tạo để ký; không ghi sổ thêm được. Muốn thay đổi, hãy gửi Đề nghị điều chỉnh.",
        "The report has been opened for signing; nothing more can be recorded. Ask for a correction.",
    ),
    "correction.id_used": (
        "Mã đề nghị này đã dùng.",
        "This request id has been used.",
    ),
    "correction.exists": (
        "Ô này đang có đề nghị số {number} chờ duyệt.",
        "Request {number} for this value waits for a decision.",
    ),
    "correction.twice": (
        "Một ô được nêu hai lần trong đề nghị.",
        "A value is named twice in the request.",
    ),
    "correction.nothing_recorded": (
        "{what}: chưa ghi sổ nên chưa có gì để điều chỉnh. Hãy ghi sổ.",
        "{what}: nothing is recorded, so there is nothing to correct. Record it.",
    ),
    "correction.stale": (
        "{what}: giá trị đang ghi sổ là {expected}, không phải {found}. Hãy xem lại rồi đề nghị.",
        "{what}: {expected} is recorded, not {found}. Look again, then ask.",
    ),
    "correction.same": (
        "{what}: giá trị mới trùng với giá trị đã ghi sổ ({value}).",
        "{what}: the new value equals the recorded one ({value}).",
    ),
    "correction.unknown": (
        "Không có đề nghị điều chỉnh này.",
        "There is no such correction request.",
    ),
    "correction.decided": (
        "Đề nghị này không còn chờ duyệt: {status:request}.",
        "This request no longer waits for a decision: {status:request}.",
    ),
    "correction.self": (
        "{staff}: người đề nghị hoặc người dạy môn này không được tự duyệt. Đề nghị chuyển đến {go_to:body}.",
        "{staff}: who asks for, or teaches, a mark does not approve its correction. It goes to {go_to:body}.",
    ),
    "correction.principal_only": (
        "{staff} không được duyệt điều chỉnh: cần sự nhất trí của Hiệu trưởng (hoặc Phó Hiệu trưởng khi Quy "
        "chế của trường cho phép và có ủy quyền duyệt điều chỉnh).",
        "{staff} may not decide corrections: it takes the principal (or a deputy where the school's rules "
        "allow it and he is delegated to approve corrections).",
    ),
    "correction.decided_in_school": (
        "Trong trường có người được duyệt đề nghị này: {go_to}. Quyết định của cơ quan quản lý trực tiếp chỉ được ghi "
        "khi không còn ai.",
        "{go_to} in the school may decide on this request. The supervising body's decision is entered only where "
        "nobody may.",
    ),
    "correction.not_yours": (
        "{staff} không phải người đề nghị. Chỉ {asked_by} rút được đề nghị này.",
        "{staff} did not ask for it. Only {asked_by} can withdraw this request.",
    ),
    "correction.document_required": (
        "Điều chỉnh dữ liệu nhân thân cần giấy tờ kèm theo (ví dụ trích lục hộ tịch). Hãy đính kèm tệp rồi gửi lại.",
        "A correction of identity data needs the document that proves it (such as a civil status extract). Attach its "
        "file and ask again.",
    ),
    "correction.field_unknown": (
        "Không có mục nhân thân {field}. Viết ví dụ: identity/birth_place.",
        "There is no identity field {field}. Write for example identity/birth_place.",
    ),
    "correction.refreeze": (
        "Học bạ vừa thay đổi trạng thái khởi tạo. Hãy tải lại rồi duyệt.",
        "The report's edition has changed meanwhile. Load it again, then decide.",
    ),
    "correction.after_issue": (
        "Học bạ đã phát hành ({status:status}) nên không điều chỉnh được nữa. {status:way_out}",
        "The report has been issued ({status:status}), so nothing in it can be corrected. {status:way_out}",
    ),
    "sign.incomplete": (
        "Số thứ tự {number}: chưa ký được, còn thiếu {missing}.",
        "Number {number}: cannot be signed yet, missing {missing}.",
    ),
    "sign.not_decided": (
        "Số thứ tự {number}: kết quả {result}; Hiệu trưởng chưa quyết định học sinh được lên lớp hay không (Thông tư "
        "27/2020 Điều 11).",
        "Number {number}: the result is {result}; the principal has not decided whether the pupil moves up (Circular "
        "27/2020, Article 11).",
    ),
    "sign.not_ranked": (
        "Số thứ tự {number}: chưa đủ điều kiện xếp mức.",
        "Number {number}: not enough data to rank.",
    ),
    "edition.paper_grade": (
        "Khối {grade} dùng học bạ giấy trong năm học này; không khởi tạo học bạ số cho số thứ tự {number}.",
        "Grade {grade} has paper reports this year; no digital report is opened for number {number}.",
    ),
    "edition.exists": (
        "Học bạ đã khởi tạo với mã tra cứu {lookup_id}.",
        "The report has been opened with lookup code {lookup_id}.",
    ),
    "edition.none": (
        "Số thứ tự {number}: học bạ chưa khởi tạo. Hãy chạy: hocba report open.",
        "Number {number}: the report has not been opened. Run: hocba report open.",
    ),
    "edition.not_issued": (
        "Số thứ tự {number}: không {step:step} được, học bạ chưa phát hành ({status:status}).",
        "Number {number}: cannot {step:step}, the report has not been issued ({status:status}).",
    ),
    "edition.document_pending": (
        "Số thứ tự {number}: tệp PDF của bản đã phát hành chưa xong. Hãy chạy lại: hocba report issue.",
        "Number {number}: the PDF of the issued edition is not finished. Run again: hocba report issue.",
    ),
    "edition.status": (
        "Số thứ tự {number}: không {step:step} được. Cần trạng thái: {needed:status}; học bạ đang ở: {status:status}. "
        "{status:way_out}",
        "Number {number}: cannot {step:step}. It takes: {needed:status}; the report is: {status:status}. "
        "{status:way_out}",
    ),
    "edition.day": (
        "Ngày {day} không dùng được: phải từ {first} đến hôm nay {today}.",
        "The day {day} cannot stand: it must lie between {first} and today, {today}.",
    ),
    "edition.request_open": (
        "Có đề nghị điều chỉnh chờ duyệt. Hãy chờ quyết định trước khi khởi tạo, ký hoặc phát hành.",
        "A correction request waits for a decision. Wait for it before opening, signing or issuing.",
    ),
    "edition.stale": (
        "Dữ liệu vừa thay đổi. Hãy khởi tạo lại.",
        "The data changed meanwhile. Open the report again.",
    ),
    "role.supervisor": (
        "Cán bộ của cơ quan quản lý chỉ xem, không giữ vai trò khác trong trường.",
        "A supervisor reads only, and has no other role in the school.",
    ),
    "sign.no_principal": (
        "Trường hiện chưa có Hiệu trưởng. Hãy ghi Hiệu trưởng mới (hocba school principal), hoặc nêu người ký duyệt "
        "(--head).",
        "The school has no principal now. Record the new one (hocba school principal), or name who signs (--head).",
    ),
    "sign.other_head": (
        "Học bạ này do {head} ký duyệt, không phải {staff}.",
        "This report is to be signed by {head}, not by {staff}.",
    ),
    "sign.other_teacher": (
        "Môn {subject:subject} do {teacher} chịu trách nhiệm ký, không phải {staff}.",
        "{subject:subject} is to be signed by {teacher}, who answers for it, not by {staff}.",
    ),
    "trait.unknown": (
        "Lớp {grade} không đánh giá {subject:subject} theo phẩm chất, năng lực.",
        "Grade {grade} rates no quality or competency {subject:subject}.",
    ),
    "programme.not_studied": (
        "Học sinh không học môn {subject:subject} theo lựa chọn đã ghi. Xóa giá trị ở môn này, hoặc sửa lựa chọn.",
        "By the recorded choice the pupil does not study {subject:subject}. Clear the value, or change the choice.",
    ),
    "programme.document": (
        "Học sinh đã có lựa chọn môn học; thay đổi cần văn bản đồng ý của Hiệu trưởng.",
        "A choice of subjects stands; changing it needs the principal's permission as a document.",
    ),
    "programme.recorded": (
        "Đã ghi sổ ở {cell}; không bỏ được môn hoặc chuyên đề này. Giữ môn này trong lựa chọn.",
        "{cell} is recorded; its subject or special topics cannot be dropped. Keep them in the choice.",
    ),
    "exemption.exists": (
        "Học sinh đã được miễn môn {subject:subject} theo {decision}.",
        "The pupil is exempted from {subject:subject} already, by {decision}.",
    ),
    "decision.exists": (
        "{what:decision} đã ghi: {value}. Quyết định đã ghi không thay đổi.",
        "{what:decision} is recorded: {value}. A recorded decision does not change.",
    ),
    "decision.level": (
        "{kind:decision} chỉ có ở cấp tiểu học (Thông tư 27/2020).",
        "There is {kind:decision} in primary school only (Circular 27/2020).",
    ),
    "decision.subjects": (
        "Kế hoạch giáo dục cá nhân phải nêu các môn được đánh giá theo kế hoạch; quyết định khác thì không.",
        "An individual plan names the subjects that are assessed by it; other decisions name none.",
    ),
    "format.no_place": (
        "Định dạng {version} không có chỗ cho miễn học, đánh giá lại hoặc rèn luyện hè của học bạ số {number}.",
        "Format {version} has no place for the exemption, re-assessment or summer conduct of report {number}.",
    ),
    "sign.no_row": (
        "Học bạ số {number} trong danh sách lớp không có môn {subject:subject} để GVBM ký.",
        "Report {number} of the class has no row of {subject:subject} for a teacher to sign.",
    ),
    "sign.stage": (
        "Không ký được bước {stage:signer} với môn {subject:subject}: chỉ chữ ký của GVBM nêu môn học; dấu của trường "
        "do văn thư đóng bằng hocba report seal.",
        "Step {stage:signer} cannot be signed with subject {subject:subject}: only a subject teacher's signature names "
        "a subject; the school's seal is put on by the clerk with hocba report seal.",
    ),
    "sign.already": (
        "Số thứ tự {number}: bước này đã ký.",
        "Number {number}: this step has been signed.",
    ),
    "sign.not_your_turn": (
        "Số thứ tự {number}: chưa đến lượt, còn chờ {waiting:signer} ký.",
        "Number {number}: not your turn, waiting for {waiting:signer}.",
    ),
    "sign.substitute": (
        "{staff} đang dạy thay môn {subject:subject}: được ghi sổ, không được ký. Chờ người chịu trách nhiệm ký, hoặc "
        "lãnh đạo ký thay.",
        "{staff} stands in for {subject:subject}: this records and does not sign. The one who answers for it signs, or "
        "the leadership in his place.",
    ),
    "sign.clock": (
        "Thời điểm ký {signed_at} lệch quá 10 phút so với đồng hồ sổ cái {at}. Hãy chỉnh đồng hồ.",
        "The signing time {signed_at} is more than ten minutes off the ledger's clock {at}. Set the clock.",
    ),
    "seal.too_early": (
        "Ngày phát hành dự kiến là {planned}; hôm nay {today} chưa đóng dấu được.",
        "The planned issue date is {planned}; it cannot be sealed today, {today}.",
    ),
    "issue.already": (
        "Học bạ đã phát hành với mã tra cứu {lookup_id}.",
        "The report has been issued with lookup code {lookup_id}.",
    ),
    "issue.not_sealed": (
        "Số thứ tự {number}: học bạ chưa đóng dấu.",
        "Number {number}: the report has not been sealed.",
    ),
    "document.already": (
        "Tệp PDF của học bạ {lookup_id} đã được niêm phong.",
        "The PDF of report {lookup_id} has been sealed.",
    ),
    "document.not_covered": (
        "Mốc niêm phong ở {size} chưa bao gồm bản ghi {position}.",
        "The checkpoint at {size} does not cover entry {position}.",
    ),
}


class _Texts(string.Formatter):
    """Facts in the words of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def format_field(self, value: object, format_spec: str) -> str:
        return said(value, self.language, format_spec)


def render(code: str, language: Language, facts: Mapping[str, object]) -> str:
    """The text of ``code`` with its facts in words; a missing code, fact or table is a bug and raises KeyError."""
    return told(MESSAGES[code], language, facts)


def told(texts: tuple[str, str], language: Language, facts: Mapping[str, object]) -> str:
    """A text in Vietnamese and in English, with its facts in the words of one of them. Raises as ``render``."""
    return _Texts(language).vformat(texts[0 if language == "vi" else 1], (), facts)
