"""
Words that people read for codes: subjects, roles, statuses, kinds (people.md §4), Vietnamese and English.

Codes stand in events, in the facts of errors and in JSON. A text names the table of its words: ``{roles:role}``.
"""

from __future__ import annotations

import re
from typing import Literal, Protocol, runtime_checkable

Language = Literal["vi", "en"]

#: Names of the subjects (môn học), by code, in the order of the score table.
SUBJECT_NAMES = {
    "TOAN": "Toán",
    "NGU_VAN": "Ngữ văn",
    "NGOAI_NGU_1": "Ngoại ngữ 1",
    "GDCD": "Giáo dục công dân",
    "LS_DL": "Lịch sử và Địa lí",
    "KHTN": "Khoa học tự nhiên",
    "CONG_NGHE": "Công nghệ",
    "TIN_HOC": "Tin học",
    "GDTC": "Giáo dục thể chất",
    "NGHE_THUAT": "Nghệ thuật",
    "HDTN_HN": "Hoạt động trải nghiệm, hướng nghiệp",
    "GDDP": "Nội dung giáo dục của địa phương",
}

#: The two contents of Nghệ thuật in lower secondary: one subject, two gradebooks, one combined result.
PART_NAMES = {"AM_NHAC": "Âm nhạc", "MI_THUAT": "Mĩ thuật"}

#: Code → words in Vietnamese and in English, by table. English texts keep the codes of subjects, which commands take.
TABLES: dict[str, dict[str, tuple[str, str]]] = {
    "subject": {code: (name, code) for code, name in (SUBJECT_NAMES | PART_NAMES).items()}
    | {"None": ("(không nêu môn)", "(none)")},
    "right": {code: (f"môn {name}", code) for code, name in SUBJECT_NAMES.items()}
    | {code: (name, code) for code, name in PART_NAMES.items()}
    | {"GVCN": ("làm GVCN", "homeroom")},
    "role": {
        "PRINCIPAL": ("Hiệu trưởng", "principal"),
        "DEPUTY": ("Phó Hiệu trưởng", "deputy principal"),
        "CLERK": ("Văn thư", "clerk"),
        "IT_OFFICER": ("Cán bộ phụ trách CNTT", "IT officer"),
        "TEACHER": ("Giáo viên", "teacher"),
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
    "status": {
        "OPEN": ("Đang cập nhật", "being filled in"),
        "EDITION_OPENED": ("Đã khởi tạo", "opened"),
        "SUBJECT_SIGNED": ("GVBM đã ký", "subjects signed"),
        "HOMEROOM_SIGNED": ("GVCN đã ký", "homeroom signed"),
        "APPROVED": ("Hiệu trưởng đã ký duyệt", "approved"),
        "SEALED": ("Đã đóng dấu", "sealed"),
        "ISSUED": ("Đã phát hành", "issued"),
    },
    "request": {
        "OPEN": ("Chờ duyệt", "waiting"),
        "APPROVED": ("Đồng ý", "approved"),
        "REFUSED": ("Không đồng ý", "refused"),
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
    "body": {"cơ quan quản lý trực tiếp": ("cơ quan quản lý trực tiếp", "the supervising body")},
}

_CODE = re.compile(r"[A-Za-z0-9_]+")


@runtime_checkable
class Worded(Protocol):
    """A value that people read otherwise than programs do: ``str`` gives the code, ``said`` the words."""

    def said(self, language: Language) -> str:
        """The words in this language."""


def said(fact: object, language: Language, table: str = "") -> str:
    """A fact in words: its own if it has some; else its text, with each code of the table in it replaced."""
    if isinstance(fact, Worded):
        return fact.said(language)
    text, turn = str(fact), 0 if language == "vi" else 1
    words = TABLES[table] if table else {}
    if text in words:
        return words[text][turn]
    return _CODE.sub(lambda code: words[code[0]][turn] if code[0] in words else code[0], text)
