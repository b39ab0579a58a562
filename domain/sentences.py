"""
A sentence for every event that may stand in a ledger, in Vietnamese and in English.

``{name}`` is a field of the event, or what ``domain.telling`` makes of some; ``{name:table}`` is said in the words of
that table of ``domain.words``. A test of the architecture has each event here, and reads every stored sample.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.access import events as o
from domain.case import events as a
from domain.cross_check import events as k
from domain.event import Event
from domain.ledger.events import PersonalErased
from domain.paper_report import events as h
from domain.pupil import events as p
from domain.register.events import DocumentEntered
from domain.report import events as r
from domain.roll.events import RollCalled
from domain.school_year import events as y
from domain.school_year.structure import events as s

SENTENCES: Mapping[type[Event], tuple[str, str]] = {
    # The school year.
    y.SchoolYearOpened: ("Mở năm học {name}", "School year {name} opened"),
    y.StaffJoined: ("{person} vào danh sách cán bộ: {roles:role}", "{person} on the staff: {roles:role}"),
    y.ClassOpened: ("Mở lớp {code}", "Class {code} opened"),
    y.HomeroomAssigned: (
        "Phân công {person} làm GVCN lớp {class_code} từ {since}",
        "{person} is homeroom teacher of {class_code} from {since}",
    ),
    y.TeachingAssigned: (
        "Phân công {person} môn {subject:subject}{within}, lớp {class_code}, từ {since} ({duty:duty})",
        "{person} teaches {subject:subject}{within} in {class_code} from {since} ({duty:duty})",
    ),
    y.TeachingEnded: (
        "Kết thúc phân công {person} môn {subject:subject}{within}, lớp {class_code}; ngày cuối {last_day}",
        "{person} teaches {subject:subject}{within} in {class_code} no more; last day {last_day}",
    ),
    y.DelegationGranted: (
        "Ủy quyền cho {person} {kind:delegation}, từ {since} đến hết {until}, theo {document}",
        "{person} is delegated for {kind:delegation}, {since} to {until}, by {document}",
    ),
    y.DelegationRevoked: (
        "Thu hồi ủy quyền {delegation}; ngày cuối {last_day}",
        "Delegation revoked: {delegation}; last day {last_day}",
    ),
    y.CertificateRegistered: (
        "Đăng ký chứng thư số {sha256} của {person}{demo}",
        "Certificate {sha256} of {person} registered{demo}",
    ),
    y.CertificateApproved: (
        "Sở phê duyệt chứng thư số {sha256} của nhà trường, theo {document} ngày {dated}",
        "Certificate {sha256} of the school approved by the Department, by {document} of {dated}",
    ),
    y.TermLocked: ("Khóa sổ học kì {term:term}", "Term {term:term} locked"),
    y.TermReopened: ("Mở lại sổ học kì {term:term}; lí do: {reason}", "Term {term:term} reopened; reason: {reason}"),
    y.DeadlineSet: (
        "Đặt hạn {step:timed}{scope}: đến hết {until}, theo {document}",
        "Last day of “{step:timed}”{scope}: {until}, by {document}",
    ),
    y.DeadlineExtended: (
        "Gia hạn {step:timed}{scope} đến hết {until}; lí do: {reason}",
        "More time for “{step:timed}”{scope}, to {until}; reason: {reason}",
    ),
    y.PolicySet: (
        "Đặt quy định “{policy:policy}”: {value}, từ {since}, theo {clause}, {document}",
        "Policy “{policy:policy}”: {value}, from {since}, by {clause}, {document}",
    ),
    y.ChainFixed: (
        "Cố định quy trình ký của năm học: {chains}",
        "The year's signing chain is fixed: {chains}",
    ),
    s.TeamFormed: ("Lập {kind:team} {name} ({code})", "Team {name} ({code}) formed, {kind:team}"),
    s.TeamJoined: (
        "{person} thuộc tổ {team} từ {since}{as_head}",
        "{person} is a member of {team} from {since}{as_head}",
    ),
    s.TeamLeft: (
        "{person} rời tổ {team}; ngày cuối {last_day}",
        "{person} leaves {team}; last day {last_day}",
    ),
    s.RoleGiven: (
        "Giao {person} vai trò {role:role} từ {since}{to}, theo {document}",
        "{person} is {role:role} from {since}{to}, by {document}",
    ),
    s.RoleEnded: (
        "{person} thôi vai trò {role:role}; ngày cuối {last_day}, theo {document}",
        "{person} is {role:role} no more; last day {last_day}, by {document}",
    ),
    s.DocumentRegistered: (
        "Ghi vào danh mục {kind:governing} số {number} ngày {dated} của {issuer}: {title}",
        "{kind:governing} {number} of {dated} by {issuer} entered: {title}",
    ),
    s.SupervisingBodySet: (
        "Cơ quan quản lý ({level:body_level}) từ {since}: {name}, theo {document}",
        "Supervising body ({level:body_level}) from {since}: {name}, by {document}",
    ),
    s.SchoolRenamed: (
        "Từ {since} trường là {named} (mã {school_code}), {ward}, {province}, theo {document}",
        "From {since} the school is {named} (code {school_code}), {ward}, {province}, by {document}",
    ),
    s.MediumSet: (
        "Khối {grade} dùng {medium} trong năm học này, theo {document}",
        "Grade {grade} has {medium} this year, by {document}",
    ),
    s.ArchiveHandedOver: (
        "Bàn giao hồ sơ lưu trữ năm học cho {recipient}, theo biên bản {document} ngày {dated}; mục lục {index_sha256}",
        "The year's archive handed over to {recipient}, by record {document} of {dated}; index {index_sha256}",
    ),
    y.PupilListed: (
        "Cấp số thứ tự {number} của lớp {class_code}",
        "Number {number} of class {class_code} given",
    ),
    y.RosterCarriedOver: (
        "Chuyển danh sách từ năm học trước; {count} học sinh chờ xếp lớp",
        "Lists carried over from last year; {count} pupils to place",
    ),
    y.YearClosed: ("Kết thúc năm học, theo {document}", "School year closed, by {document}"),
    y.YearContinued: ("Mở năm học tiếp theo", "The next school year opened"),
    # The pupil.
    p.PupilRegistered: ("Lập hồ sơ học sinh", "Pupil registered"),
    p.PupilEnrolled: (
        "Xếp vào lớp {class_code}, số thứ tự {number}, từ {since}",
        "Enrolled in {class_code} as number {number} from {since}",
    ),
    p.IdentityCorrected: (
        "Cải chính thông tin học sinh: {identity:identity}",
        "The pupil's identity corrected: {identity:identity}",
    ),
    p.IdentityCompleted: (
        "Bổ sung thông tin còn trống của học sinh: {identity:identity}, theo {document}",
        "Blank fields of the pupil's identity completed: {identity:identity}, by {document}",
    ),
    # What families ask for.
    a.CaseEntered: ("Sổ tiếp nhận yêu cầu: vào sổ số {number}", "Register of cases: entered under no. {number}"),
    a.CaseOpened: (
        "Tiếp nhận yêu cầu số {number} ({kind:case_kind}){about}, {channel:channel}, người yêu cầu: "
        "{capacity:capacity}; hạn trả lời {due}{files}",
        "Case no. {number} opened ({kind:case_kind}){about}, {channel:channel}, asked by {capacity:capacity}; to be "
        "answered by {due}{files}",
    ),
    a.CaseAdvised: ("Ý kiến về yêu cầu: {opinion:opinion}; lí do: {reason}", "Opinion: {opinion:opinion}; {reason}"),
    a.CaseAnswered: (
        "Trả lời yêu cầu: {answer:case_answer}; lí do: {reason}{by_paper}{decided_by}",
        "Case answered: {answer:case_answer}; reason: {reason}{by_paper}{decided_by}",
    ),
    a.CaseClosed: ("Giải quyết xong yêu cầu{done}{was_late}", "Case closed{done}{was_late}"),
    a.CaseWithdrawn: ("Rút yêu cầu; lí do: {reason}", "Case withdrawn; reason: {reason}"),
    # Reports on paper that were digitised.
    h.PaperReportEntered: (
        "Danh sách học bạ giấy đã số hoá: vào sổ số {number}",
        "List of digitised paper reports: entered under no. {number}",
    ),
    h.PaperReportDigitised: (
        "Số hoá từ bản giấy số {number}: học bạ của {school} cấp, {years_told}, bản chụp {pages} trang",
        "Paper report no. {number} digitised: issued by {school}, {years_told}, scan of {pages} pages",
    ),
    h.PaperReportConfirmed: (
        "Xác nhận bản số hoá phù hợp với bản giấy ({capacity})",
        "Copy confirmed as consistent with the paper ({capacity})",
    ),
    h.PaperReportSealed: (
        "Đóng dấu bản số hoá từ bản giấy, mã {lookup_id}, có hiệu lực từ {effective_date}",
        "Copy of a paper report sealed, code {lookup_id}, in force from {effective_date}",
    ),
    h.PaperDocumentSealed: (
        "Hoàn thành tệp PDF của bản số hoá, theo mốc niêm phong {checkpoint_size} bản ghi",
        "PDF of the copy finished, under the checkpoint of {checkpoint_size} entries",
    ),
    h.PaperReportWithdrawn: (
        "Thu hồi bản số hoá từ bản giấy; lí do: {reason}{by_decision}",
        "Copy of a paper report withdrawn; reason: {reason}{by_decision}",
    ),
    # Who may open reports.
    o.AccessRestricted: (
        "Học bạ của học sinh chỉ còn mở bằng mã truy cập riêng, theo văn bản ngày {dated}; các mã đã cấp hết hiệu lực",
        "The pupil's reports open by a personal access code only, by a document of {dated}; earlier codes have ended",
    ),
    o.AccessRestored: (
        "Học bạ của học sinh lại mở được bằng ngày sinh, theo văn bản ngày {dated}",
        "The pupil's reports open by the birth date again, by a document of {dated}",
    ),
    o.AccessCodeIssued: (
        "Cấp mã truy cập riêng cho {capacity:capacity}",
        "Personal access code issued to {capacity:capacity}",
    ),
    o.AccessCodeRevoked: ("Thu hồi một mã truy cập riêng", "A personal access code revoked"),
    o.GrantGiven: (
        "Cho {organisation} tra cứu học bạ năm học {school_year}, {scope}, từ {starts} đến {ends}, để {purpose}; "
        "theo {document}",
        "{organisation} may look up reports of {school_year}, {scope}, from {starts} to {ends}, for {purpose}; by "
        "{document}",
    ),
    o.GrantRevoked: (
        "Thu hồi quyền tra cứu của một tổ chức; lí do: {reason}",
        "An organisation's right to look up taken back; reason: {reason}",
    ),
    PersonalErased: (
        "Xóa {count} giá trị cá nhân theo {decision}; lí do: {reason}",
        "{count} personal values erased by {decision}; reason: {reason}",
    ),
    # Recording.
    r.ReportStarted: (
        "Lập học bạ, lớp {class_code}, số thứ tự {number}",
        "Report begun, class {class_code}, number {number}",
    ),
    r.ScoreRecorded: ("Ghi điểm {cell}: {mark}{by_rule}{assessed}", "Mark {cell}: {mark}{by_rule}{assessed}"),
    r.CommentRecorded: ("Nhận xét môn {subject:subject}: “{text}”", "Comment on {subject:subject}: “{text}”"),
    r.ConductRecorded: ("Rèn luyện học kì {term:term}: {level}", "Conduct in term {term:term}: {level}"),
    r.AbsencesRecorded: ("Số buổi nghỉ: {absences}", "Absences: {absences}"),
    r.RollBegun: ("Đếm buổi nghỉ theo điểm danh, từ {day}", "Absences are counted by roll call, from {day}"),
    r.AbsenceNoted: ("Nghỉ {half:half} {day}, {permission}{note}", "Absent {half:half} {day}, {permission}{note}"),
    r.AbsenceStruck: ("Gạch buổi nghỉ {half:half} {day}: có mặt", "Absence struck, {half:half} {day}: present"),
    r.HomeroomCommentRecorded: ("Nhận xét của GVCN: “{text}”", "Homeroom comment: “{text}”"),
    r.ProgrammeChosen: (
        "Chọn môn: {electives:subject}; chuyên đề: {topics:subject}{document}",
        "Chosen: {electives:subject}; special topics: {topics:subject}{document}",
    ),
    r.Exempted: (
        "Miễn học {subject:subject}{within}, {scope:exempted}, theo {decision}",
        "Exempted from {subject:subject}{within}, {scope:exempted}, by {decision}",
    ),
    r.SummerConductRecorded: ("Rèn luyện trong hè: {level}", "Conduct in the summer: {level}"),
    r.DecisionRecorded: (
        "{kind:decision}: {decided}, theo {document}{plan}",
        "Decision on {kind:decision}: {decided}, by {document}{plan}",
    ),
    # Where the pupil is.
    r.PupilMoved: (
        "Chuyển sang lớp {class_code}, số thứ tự {number}, từ {since}, theo {document}",
        "Moved to class {class_code} as number {number} from {since}, by {document}",
    ),
    r.PupilLeft: (
        "Rời trường ({reason:leaving}){destination}; ngày cuối {last_day}, theo {document}",
        "Left the school ({reason:leaving}){destination}; last day {last_day}, by {document}",
    ),
    r.ResultsAttested: (
        "Ký xác nhận kết quả đến ngày chuyển trường, văn bản số {paper} ({capacity})",
        "Results to date signed for the next school, paper {paper} ({capacity})",
    ),
    r.PupilRejoined: (
        "Trở lại trường, lớp {class_code}, số thứ tự {number}, từ {since}, theo {document}",
        "Came back, class {class_code}, number {number}, from {since}, by {document}",
    ),
    # The identity beside other sources.
    r.Reconciled: (
        "Đối soát với {source:source}: {compared}; minh chứng {evidence}",
        "Compared with {source:source}: {compared}; evidence {evidence}",
    ),
    r.DifferenceKept: (
        "Giữ nguyên {field:identity} dù lệch với {source:source}, theo {document}; lí do: {reason}",
        "{field:identity} stands though {source:source} differs, by {document}; reason: {reason}",
    ),
    r.SlipReturned: (
        "Nhận lại Phiếu xác nhận thông tin có chữ ký của cha mẹ, ngày {dated}",
        "The parents' confirmation slip came back signed, {dated}",
    ),
    # Corrections.
    r.CorrectionRequested: (
        "Đề nghị điều chỉnh {changes}; lí do: {reason_code:reason} – {reason}; Báo cáo số {paper}{files}",
        "Correction asked for: {changes}; reason: {reason_code:reason} – {reason}; written report {paper}{files}",
    ),
    r.CorrectionApproved: (
        "Đồng ý điều chỉnh {asked}{body}{remark}",
        "Correction approved: {asked}{body}{remark}",
    ),
    r.CorrectionRefused: (
        "Không đồng ý điều chỉnh {asked}{body}{remark}",
        "Correction refused: {asked}{body}{remark}",
    ),
    r.CorrectionWithdrawn: ("Rút đề nghị điều chỉnh {asked}{remark}", "Correction withdrawn: {asked}{remark}"),
    DocumentEntered: (
        "Vào sổ văn bản số {written}: {kind:document}",
        "Entered into the register as {written}: {kind:document}",
    ),
    # The class's roll.
    RollCalled: (
        "Điểm danh lớp {class_code} {half:half} {day}: vắng {absent}",
        "Roll of class {class_code} called, {half:half} {day}: {absent} absent",
    ),
    # Cross-checks.
    k.CheckAssigned: (
        "{about:check}{of_subject}, lớp {class_code}: giao {checkers}, {extent}{until}, theo {document}",
        "{about:check}{of_subject}, class {class_code}: given to {checkers}, {extent}{until}, by {document}",
    ),
    k.SampleDrawn: (
        "Rút mẫu {drawn} trong {population} mục",
        "A sample of {drawn} of {population} drawn",
    ),
    k.FindingNoted: (
        "Ghi nhận khi kiểm tra, {where}: {kind:finding}{values}; {comment}",
        "Found, {where}: {kind:finding}{values}; {comment}",
    ),
    k.FindingAnswered: ("Trả lời ghi nhận: {answered}", "The finding answered: {answered}"),
    k.CheckClosed: (
        "Kết thúc kiểm tra: đối chiếu {compared} mục, {findings} ghi nhận{was_late}{remark}",
        "The check closed: {compared} compared, {findings} findings{was_late}{remark}",
    ),
    k.CheckWithdrawn: ("Thu hồi việc kiểm tra; lí do: {reason}", "The check withdrawn; reason: {reason}"),
    # Signing.
    r.EditionOpened: (
        "Khởi tạo bản {edition}, mã tra cứu {lookup_id}; người ký duyệt {head}{replacing}",
        "Edition {edition} opened, lookup code {lookup_id}; head {head}{replacing}",
    ),
    r.EditionRefrozen: (
        "Cố định lại dữ liệu của bản {edition} sau khi {cause}",
        "The data of edition {edition} fixed anew after {cause}",
    ),
    r.ReportSigned: ("Ký: {place}{capacity}{instead}{late}", "Signed: {place}{capacity}{instead}{late}"),
    r.PartConfirmed: (
        "Xác nhận phần {part:subject} của môn {subject:subject}",
        "Part {part:subject} of {subject:subject} confirmed",
    ),
    r.ReportReturned: ("Trả lại {place}: {note}", "Returned to {place}: {note}"),
    r.SignaturesVoided: (
        "Chữ ký hết hiệu lực: {places}, {because:voided}",
        "Signatures void: {places}, {because:voided}",
    ),
    r.ReportSealed: ("Đóng dấu; ngày có hiệu lực {effective_date}", "Sealed; effective {effective_date}"),
    r.ReportIssued: (
        "Phát hành bản {edition}, mã tra cứu {lookup_id}, hiệu lực từ {effective_date}",
        "Edition {edition} issued, lookup code {lookup_id}, effective {effective_date}",
    ),
    r.DocumentSealed: ("Hoàn thành tệp PDF của bản {edition}", "The PDF of edition {edition} finished"),
    # After the issue.
    r.EditionCancelled: (
        "Hủy bỏ bản {edition}: {reason}; Quyết định số {paper}",
        "Edition {edition} cancelled: {reason}; decision {paper}",
    ),
    r.ReportSubmitted: ("Nộp bản {edition} lên Sở, mã {reference}", "Edition {edition} submitted, {reference}"),
    r.SubmissionAccepted: (
        "Sở tiếp nhận bản {edition} ngày {on}, mã {reference}",
        "The Department accepted edition {edition} on {on}, {reference}",
    ),
    r.SubmissionRejected: (
        "Sở từ chối bản {edition}: {reason}",
        "The Department rejected edition {edition}: {reason}",
    ),
    r.RecallRequested: (
        "Đề nghị Sở cho thu hồi bản {edition}: {reason}; văn bản số {paper}",
        "The Department asked to recall edition {edition}: {reason}; letter {paper}",
    ),
    r.RecallGranted: (
        "Sở đồng ý thu hồi bản {edition}; văn bản số {document}{remark}",
        "The Department recalled edition {edition}; document {document}{remark}",
    ),
    r.RecallRefused: (
        "Sở không đồng ý thu hồi bản {edition}; văn bản số {document}{remark}",
        "The Department did not recall edition {edition}; document {document}{remark}",
    ),
    r.ReportClosed: ("Sở chốt bản {edition} ngày {on}", "The Department closed edition {edition} on {on}"),
    r.AmendmentRequested: (
        "Đề nghị Sở cho chỉnh lý bản {edition}: {reason}; văn bản số {paper}",
        "The Department asked to let edition {edition} be amended: {reason}; letter {paper}",
    ),
    r.AmendmentGranted: (
        "Sở đồng ý chỉnh lý bản {edition}; văn bản số {document}{remark}",
        "The Department lets edition {edition} be amended; document {document}{remark}",
    ),
    r.AmendmentRefused: (
        "Sở không đồng ý chỉnh lý bản {edition}; văn bản số {document}{remark}",
        "The Department did not let edition {edition} be amended; document {document}{remark}",
    ),
}
