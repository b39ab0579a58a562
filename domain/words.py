"""
Words that people read for codes: subjects, roles, statuses, kinds (people.md §4), Vietnamese and English.

Codes stand in events, in the facts of errors and in JSON. A text names the table of its words: ``{roles:role}``.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, Protocol, cast, runtime_checkable

from domain.names import ATTAINMENT_WORDS as ATTAINMENT_WORDS
from domain.names import PART_NAMES as PART_NAMES
from domain.names import PRIMARY_NAMES as PRIMARY_NAMES
from domain.names import RATING_WORDS as RATING_WORDS
from domain.names import SUBJECT_NAMES as SUBJECT_NAMES
from domain.names import TRAIT_GROUP_NAMES as TRAIT_GROUP_NAMES
from domain.names import TRAIT_NAMES as TRAIT_NAMES
from domain.policy_words import POLICIES
from domain.structure_words import STRUCTURE

Language = Literal["vi", "en"]

#: Code → words in Vietnamese and in English, by table. English texts keep the codes of subjects, which commands take.
TABLES: dict[str, dict[str, tuple[str, str]]] = {
    **STRUCTURE,
    **POLICIES,
    "subject": {
        code: (name, code) for code, name in (SUBJECT_NAMES | PART_NAMES | TRAIT_NAMES | TRAIT_GROUP_NAMES).items()
    }
    | {"None": ("(không nêu môn)", "(none)"), "none": ("không", "none")},
    "right": {code: (f"môn {name}", code) for code, name in SUBJECT_NAMES.items()}
    | {code: (name, code) for code, name in PART_NAMES.items()}
    | {"GVCN": ("làm GVCN", "homeroom"), "IDENTITY": ("thông tin nhân thân", "personal data")},
    "role": {
        "PRINCIPAL": ("Hiệu trưởng", "principal"),
        "DEPUTY": ("Phó Hiệu trưởng", "deputy principal"),
        "CLERK": ("Văn thư", "clerk"),
        "IT_OFFICER": ("Cán bộ phụ trách CNTT", "IT officer"),
        "SUPERVISOR": ("Cán bộ cơ quan quản lý (chỉ xem)", "supervisor (reads only)"),
        "TEACHER": ("Giáo viên", "teacher"),
    },
    # As what somebody acts (``domain.rights``).
    "acting": {
        "PRINCIPAL": ("Hiệu trưởng", "the principal"),
        "DEPUTY": ("Phó Hiệu trưởng", "a deputy principal"),
        "CLERK": ("Văn thư", "the clerk"),
        "IT_OFFICER": ("Cán bộ phụ trách CNTT", "the IT officer"),
        "SIGNING_DEPUTY": ("Phó Hiệu trưởng được ủy quyền ký học bạ", "a deputy delegated to sign reports"),
        "APPROVING_DEPUTY": ("Phó Hiệu trưởng được ủy quyền duyệt điều chỉnh", "a deputy delegated to approve"),
        "SUBJECT_TEACHER": ("GVBM được phân công", "the subject teacher"),
        "HOMEROOM_TEACHER": ("GVCN", "the homeroom teacher"),
        "REQUESTER": ("Người đề nghị", "who asked"),
        "CHECKER": ("Người được giao kiểm tra chéo", "who was given the cross-check"),
        "STAFF": ("Cán bộ của năm học", "a member of the year's staff"),
        "FAMILY": ("Người mở học bạ trên cổng tra cứu", "who opened the report on the portal"),
        "OPERATOR": ("Người vận hành", "the operator"),
    },
    "delegation": {
        "SIGN_REPORTS": ("ký học bạ", "signing reports"),
        "APPROVE_CORRECTIONS": ("duyệt điều chỉnh", "approving corrections"),
    },
    "signer": {code: (name, code) for code, name in SUBJECT_NAMES.items()}
    | {
        "SUBJECT": ("GVBM", "subject teacher"),
        "HOMEROOM": ("GVCN", "homeroom teacher"),
        "HEAD": ("người ký duyệt", "head"),
        "SEAL": ("đóng dấu", "seal"),
    },
    "timed": {
        "RECORD_TERM_1": ("Ghi sổ học kì I", "recording term I"),
        "RECORD_TERM_2": ("Ghi sổ học kì II", "recording term II"),
        "COMMENTS": ("Nhận xét", "comments"),
        "RECONCILE": ("Đối soát hồ sơ", "reconciling personal data"),
        "CROSS_CHECK": ("Kiểm tra chéo", "cross-checks"),
        "ANSWER_FINDINGS": ("Trả lời ghi nhận khi kiểm tra chéo", "answer what a cross-check found"),
        "RECORD_DRAFTS": ("Ghi sổ hoặc xóa bản nháp cũ", "record or clear old drafts"),
        "CONFIRM_PART": ("Xác nhận phần mình dạy", "confirm the part one teaches"),
        "LOOK_AGAIN": ("Xem lại phần bị trả lại", "look at what was sent back"),
        "DECIDE": ("Duyệt đề nghị điều chỉnh", "decide on corrections"),
        "ADVISE_CASE": ("Cho ý kiến về đề nghị xem lại", "say what one thinks of a review"),
        "ANSWER_CASE": ("Trả lời yêu cầu của gia đình", "answer a family"),
        "CLOSE_CASE": ("Giải quyết yêu cầu đã tiếp nhận", "do what was asked for"),
        "SUBJECT_TEACHERS": ("GVBM ký", "subject teachers sign"),
        "HOMEROOM": ("GVCN ký", "homeroom teachers sign"),
        "HEAD": ("Ký duyệt", "the head signs"),
        "SEAL": ("Đóng dấu", "the seal"),
        "SUPPLEMENTARY": ("Sau đánh giá lại trong hè", "after re-assessment in the summer"),
        "SUBMIT": ("Nộp lên Sở", "submitting"),
    },
    "quality": {
        "CORRECT": ("Đúng", "correct"),
        "COMPLETE": ("Đủ", "complete"),
        "CLEAN": ("Sạch", "clean"),
        "LIVE": ("Sống", "live"),
        "RECONCILED": ("hồ sơ đã đối soát với nguồn khác", "identities compared with another source"),
        "CROSS_CHECKED": ("lần kiểm tra chéo đã kết thúc", "cross-checks closed"),
        "MARKS": ("điểm của môn đã ghi đủ (học bạ × môn × học kì)", "subjects with all their marks"),
        "COMMENTS": ("nhận xét của môn", "comments of subjects"),
        "HOMEROOM_RECORDS": ("phần của GVCN (học bạ × học kì)", "the homeroom teacher's part"),
        "IDENTITY_FIELDS": ("học sinh đủ thông tin bắt buộc", "pupils with all required data"),
        "NO_DIFFERENCE": ("học sinh không còn chỗ lệch chờ quyết định", "pupils without an undecided difference"),
        "NO_TWIN": ("học sinh không trùng họ tên, ngày sinh", "pupils whom name and birth date tell apart"),
        "NO_REQUEST": ("học bạ không có đề nghị chờ duyệt", "reports without an open correction"),
        "IN_TIME": ("việc đã quá hạn mà đã xong", "what is due and done"),
    },
    "deadline_source": {
        "EXTENDED": ("đã gia hạn", "extended"),
        "SET": ("do trường đặt", "set by the school"),
        "OPENED": ("đặt khi mở năm học", "set on opening the year"),
        "DEFAULT": ("mặc định theo các kế hoạch", "default of the plans"),
    },
    "decision": {
        "OUTSTANDING_RECOGNISED": ("Tập thể lớp công nhận tiêu biểu", "recognition by the class"),
        "PROMOTED_BY_PRINCIPAL": ("Hiệu trưởng cho lên lớp", "promotion by the principal"),
        "INDIVIDUAL_PLAN": ("Kế hoạch giáo dục cá nhân", "individual plan"),
        "PROMOTED_ON_PLAN": ("Lên lớp theo kế hoạch giáo dục cá nhân", "promotion on the individual plan"),
    },
    "status": {
        "OPEN": ("Đang cập nhật", "being filled in"),
        "EDITION_OPENED": ("Đã khởi tạo", "opened"),
        "SUBJECT_SIGNED": ("GVBM đã ký", "subjects signed"),
        "HOMEROOM_SIGNED": ("GVCN đã ký", "homeroom signed"),
        "APPROVED": ("Hiệu trưởng đã ký duyệt", "approved"),
        "SEALED": ("Đã đóng dấu", "sealed"),
        "ISSUED": ("Đã phát hành", "issued"),
        "SUBMITTED": ("Đã nộp – chờ tiếp nhận", "submitted"),
        "ACCEPTED": ("Được tiếp nhận", "accepted"),
        "REJECTED": ("Bị từ chối", "rejected"),
        "RECALL_REQUESTED": ("Chờ xử lý thu hồi", "recall requested"),
        "CLOSED": ("Đã chốt", "closed"),
        "AMENDMENT_REQUESTED": ("Chờ xử lý chỉnh lý", "amendment requested"),
        "CANCELLED": ("Đã hủy bỏ (trước khi nộp)", "cancelled"),
        "RECALLED": ("Đã thu hồi", "recalled"),
        "AMENDED": ("Chỉnh lý (theo phê duyệt của Sở)", "amended"),
    },
    # A step after the issue, as a verb; and how what was issued can still be changed, by the status of its edition.
    "step": {
        "cancel": ("hủy bỏ", "cancel it"),
        "submit": ("nộp lên Sở", "submit it"),
        "accept": ("ghi nhận Sở tiếp nhận", "enter its acceptance"),
        "reject": ("ghi nhận Sở từ chối", "enter its rejection"),
        "recall": ("đề nghị thu hồi", "ask for its recall"),
        "amend": ("đề nghị chỉnh lý", "ask for its amendment"),
        "grant": ("ghi nhận Sở đồng ý", "enter the Department's consent"),
        "refuse": ("ghi nhận Sở không đồng ý", "enter the Department's refusal"),
        "close": ("ghi nhận đã chốt", "enter its closing"),
    },
    "way_out": {
        "ISSUED": (
            "Học bạ chưa nộp: Hiệu trưởng hủy bỏ bằng hocba report cancel.",
            "It was not submitted: the principal cancels it with hocba report cancel.",
        ),
        "REJECTED": (
            "Sở đã từ chối: Hiệu trưởng hủy bỏ bằng hocba report cancel, hoặc nộp lại nguyên bản.",
            "The Department rejected it: the principal cancels it with hocba report cancel, or it is sent again.",
        ),
        **dict.fromkeys(
            ("SUBMITTED", "ACCEPTED"),
            (
                "Học bạ đã nộp: Hiệu trưởng đề nghị Sở cho thu hồi bằng hocba report recall request.",
                "It was submitted: the principal asks the Department to recall it with hocba report recall request.",
            ),
        ),
        "CLOSED": (
            "Học bạ đã chốt: Hiệu trưởng đề nghị Sở cho chỉnh lý bằng hocba report amend request.",
            "It is closed: the principal asks the Department to amend it with hocba report amend request.",
        ),
        **dict.fromkeys(
            ("RECALL_REQUESTED", "AMENDMENT_REQUESTED"),
            (
                "Đang chờ Sở trả lời; văn thư nhập trả lời của Sở.",
                "The Department has been asked; the clerk enters its answer.",
            ),
        ),
    },
    "request": {
        "OPEN": ("Chờ duyệt", "waiting"),
        "APPROVED": ("Đồng ý", "approved"),
        "REFUSED": ("Không đồng ý", "refused"),
        "WITHDRAWN": ("Đã rút", "withdrawn"),
    },
    # Fields of the pupil's identity, as the report's page names them.
    "identity": {
        "full_name": ("họ và tên", "full name"),
        "sex": ("giới tính", "sex"),
        "birth_date": ("ngày, tháng, năm sinh", "date of birth"),
        "birth_place": ("nơi sinh", "place of birth"),
        "ethnicity": ("dân tộc", "ethnicity"),
        "nationality": ("quốc tịch", "nationality"),
        "personal_number": ("mã số định danh cá nhân", "personal number"),
        "pupil_code": ("mã học sinh", "pupil code"),
        "hometown": ("quê quán", "home town"),
        "residence": ("chỗ ở hiện nay", "residence"),
        "registry_number": ("số đăng bộ", "registry number"),
        "father": ("họ và tên cha", "father"),
        "mother": ("họ và tên mẹ", "mother"),
        "guardian": ("người giám hộ", "guardian"),
        "height_cm": ("chiều cao (cm)", "height (cm)"),
        "weight_kg": ("cân nặng (kg)", "weight (kg)"),
        "None": ("dữ liệu nhân thân", "identity"),
    },
    # Where else the identity stands, and how it compares (đối soát hồ sơ).
    "source": {
        "PAPER": ("hồ sơ giấy", "the paper file"),
        "SECTOR": ("CSDL ngành", "the sector database"),
        "POPULATION": ("CSDL quốc gia về dân cư (VNeID)", "the population database (VNeID)"),
    },
    "comparison": {
        "MATCH": ("khớp", "matches"),
        "DIFFERS": ("lệch", "differs"),
        "BLANK": ("trống", "blank"),
    },
    "reason": {
        "TYPING_ERROR": ("Nhập nhầm", "typing error"),
        "WRONG_PUPIL": ("Nhầm học sinh", "wrong pupil"),
        "WRONG_COLUMN": ("Nhầm cột", "wrong column"),
        "REMARKED": ("Chấm lại/phúc tra bài", "marked again"),
        "MAKE_UP_TEST": ("Điểm kiểm tra bù", "make-up test"),
        "CIVIL_STATUS": ("Cải chính hộ tịch", "civil status corrected"),
        "OTHER": ("Lí do khác", "another reason"),
    },
    # Of what is told about a ledger (``domain.telling``).
    "document": {
        "CORRECTION_REPORT": ("Báo cáo đề nghị điều chỉnh", "report asking for a correction"),
        "RESULTS_TO_DATE": ("Kết quả học tập, rèn luyện đến ngày chuyển trường", "results to the day of a transfer"),
        "CORRECTION_ANSWER": ("Văn bản trả lời đề nghị điều chỉnh", "answer to a correction request"),
        "CERTIFIED_COPY": ("Bản sao y học bạ số", "certified copy of a report"),
    },
    "duty": {
        "RESPONSIBLE": ("chịu trách nhiệm ký", "answers for it"),
        "PART": ("dạy một phần", "a part"),
        "SUBSTITUTE": ("dạy thay", "stands in"),
    },
    "waiting": {
        "RETAINED": ("ở lại lớp", "retained"),
        "UNDECIDED": ("chưa có kết quả cả năm", "no result of the year"),
        "NO_CLASS": ("được lên lớp, năm nay không có lớp cùng tên", "promoted, no class of that name"),
    },
    "leaving": {
        "TRANSFERRED": ("chuyển trường", "transferred"),
        "DROPPED_OUT": ("thôi học", "dropped out"),
        "OTHER": ("lí do khác", "other reason"),
    },
    "exempted": {
        "YEAR": ("cả năm", "the year"),
        "TERM_1": ("học kì I", "term I"),
        "TERM_2": ("học kì II", "term II"),
    },
    "chain": {
        "SUBJECT_TEACHERS_FIRST": ("GVBM, GVCN, lãnh đạo, đóng dấu", "subject teachers, homeroom, head, seal"),
        "HOMEROOM_FIRST": ("GVCN, lãnh đạo, đóng dấu", "homeroom, head, seal"),
    },
    "voided": {
        "CORRECTION": ("vì có điều chỉnh", "by a correction"),
        "RETURN": ("vì bị trả lại", "by a return"),
    },
    "workbook": {
        "gradebook": ("sổ theo dõi và đánh giá học sinh", "gradebook"),
        "homeroom": ("sổ chủ nhiệm", "homeroom"),
    },
    # What a workbook is refused for, as its reader names it.
    "size": {
        "bytes": ("số byte", "bytes"),
        "members": ("số thành phần bên trong tệp", "members"),
        "unpacked bytes": ("số byte sau khi giải nén", "unpacked bytes"),
        "row": ("số dòng", "row"),
        "column": ("số cột", "column"),
    },
    "fault": {
        "not an .xlsx file": ("không phải tệp .xlsx", "not an .xlsx file"),
        "not an .xlsx workbook": ("không phải sổ tính .xlsx", "not an .xlsx workbook"),
        "a cell has no reference": ("có ô không ghi vị trí", "a cell has no reference"),
    },
    # What a JSON document must hold in some place.
    "json": {
        "object": ("một đối tượng {…}", "an object {…}"),
        "list": ("một danh sách […]", "a list […]"),
        "string": ("một chuỗi", "a string"),
        "whole number": ("một số nguyên từ 0 trở lên", "a whole number from 0 upwards"),
        "true or false": ("true hoặc false", "true or false"),
    },
    # Names of values in explanations, and the outcomes that they tell.
    "explained": {
        "term_1": ("học kì I", "term I"),
        "term_2": ("học kì II", "term II"),
        "year": ("cả năm", "the year"),
        "final": ("sau hè", "after the summer"),
        "1": ("học kì I", "term I"),
        "2": ("học kì II", "term II"),
        "summer": ("trong hè", "in the summer"),
        "academic": ("kết quả học tập", "academic result"),
        "conduct": ("kết quả rèn luyện", "conduct"),
        "absences": ("số buổi nghỉ", "absences"),
        "promotion": ("lên lớp", "promotion"),
        "completion": ("hoàn thành chương trình", "completion"),
        "title": ("danh hiệu", "title"),
        "result": ("đánh giá kết quả giáo dục", "the year's result"),
        "completed": ("hoàn thành chương trình", "completed"),
        "promoted": ("lên lớp", "promoted"),
        "decisions": ("quyết định", "decision"),
        "promoted_by_principal": ("hiệu trưởng cho lên lớp", "promoted by the principal"),
        "outstanding_recognised": ("được công nhận nổi bật", "recognised as outstanding"),
        "individual_plan": ("kế hoạch giáo dục cá nhân", "individual plan"),
        "exemption": ("miễn học", "exemption"),
        "none": ("không có môn nào", "none"),
        "MORNING": ("sáng", "morning"),
        "AFTERNOON": ("chiều", "afternoon"),
        "HALF_UP": ("làm tròn lên", "up"),
        "HALF_EVEN": ("làm tròn về chữ số chẵn", "to the even digit"),
    },
    "outcome": {
        "PROMOTED": ("được lên lớp", "promoted"),
        "SUMMER_CONDUCT": ("rèn luyện trong kì nghỉ hè", "conduct in the summer"),
        "REASSESS": ("kiểm tra, đánh giá lại", "re-assessment"),
        "RETAINED": ("không được lên lớp", "retained"),
        "PENDING": ("chưa đủ dữ liệu", "not enough data"),
        "PERMITTED": ("có phép", "with permission"),
        "UNPERMITTED": ("không phép", "without permission"),
        "COMPLETED": ("hoàn thành", "completed"),
        "NOT_COMPLETED": ("không hoàn thành", "not completed"),
        "XUAT_SAC": ("Học sinh Xuất sắc", "Xuất sắc"),
        "GIOI": ("Học sinh Giỏi", "Giỏi"),
        "TIEU_BIEU": ("Học sinh Tiêu biểu", "Tiêu biểu"),
        "NO_TITLE": ("không có danh hiệu", "no title"),
        "HTXS": ("Hoàn thành xuất sắc", "HTXS"),
        "HTT": ("Hoàn thành tốt", "HTT"),
        "HT": ("Hoàn thành", "HT"),
        "CHT": ("Chưa hoàn thành", "CHT"),
    },
    "term": {"1": ("I", "I"), "2": ("II", "II")},
    # To whom a request goes that nobody in the school may decide, and how its decision comes into the ledger.
    "body": {
        "cơ quan quản lý trực tiếp": (
            "cơ quan quản lý trực tiếp; văn thư hoặc cán bộ phụ trách CNTT ghi quyết định bằng văn bản của cơ quan đó "
            "(correction approve, refuse với --body)",
            "the supervising body; the clerk or IT officer enters its written decision (correction approve, refuse "
            "with --body)",
        )
    },
}

_CODE = re.compile(r"[A-Za-z0-9_]+")


@runtime_checkable
class Worded(Protocol):
    """A value that people read otherwise than programs do: ``str`` gives the code, ``said`` the words."""

    def said(self, language: Language) -> str:
        """The words in this language."""


#: Class → whether its values are ``Worded``: to ask that takes longer than to say the words.
_worded: dict[type[object], bool] = {}


def _is_worded(kind: type[object]) -> bool:
    known = _worded.get(kind)
    if known is None:
        known = _worded[kind] = issubclass(kind, Worded)
    return known


def said(fact: object, language: Language, table: str = "") -> str:
    """A fact in words: its own if it has some; else its text, with each code of the table in it replaced."""
    if _is_worded(type(fact)):
        return cast(Worded, fact).said(language)
    text, turn = str(fact), 0 if language == "vi" else 1
    words = TABLES[table] if table else {}
    if text in words:
        return words[text][turn]
    return _CODE.sub(lambda code: words[code[0]][turn] if code[0] in words else code[0], text)


class Words(NamedTuple):
    """A fact that reads otherwise in each language."""

    vi: str
    en: str

    def said(self, language: Language) -> str:
        """In this language."""
        return self.vi if language == "vi" else self.en


NOTHING = Words("", "")


def words(code: object, table: str = "") -> Words:
    """A code, or several, in the words of a table."""
    return Words(said(code, "vi", table), said(code, "en", table))
