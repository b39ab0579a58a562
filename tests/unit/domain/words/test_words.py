"""Words for codes: every code has its words, every text names a table that exists, and codes stay in the facts."""

from __future__ import annotations

import importlib
import pkgutil
import string
from enum import StrEnum
from typing import get_args

import pytest

import anchors
import api
import domain
import projections
from api.flows.workbooks.specs import WorkbookKind
from domain.errors import Rejected
from domain.formats.hoc_ba import Stage
from domain.messages import MESSAGES
from domain.regulations.curriculum import subjects, traits
from domain.report.events import Absences
from domain.report.places import ABSENCES, HOMEROOM_COMMENT, Place
from domain.report.state import RequestStatus, Status
from domain.school_year.events import DelegationKind, Role
from domain.values import Attainment, Cell, Column, CommentResult, Level, Rating, Score, Term
from domain.words import (
    ATTAINMENT_WORDS,
    PART_NAMES,
    PRIMARY_NAMES,
    RATING_WORDS,
    SUBJECT_NAMES,
    TABLES,
    TRAIT_NAMES,
    said,
)

ENUMS = {"role": Role, "delegation": DelegationKind, "status": Status, "request": RequestStatus}


@pytest.mark.parametrize("table", ENUMS)
def test_every_code_of_a_kind_has_its_words(table: str) -> None:
    kind: type[StrEnum] = ENUMS[table]
    assert list(TABLES[table]) == [each.value for each in kind]


def test_subjects_stages_and_workbooks_have_their_words() -> None:
    taught = [each for grade in range(1, 13) for each in subjects(grade, "2025-2026")]
    names = {(each.code, each.name) for each in taught}
    assert {code for code, _ in names} == SUBJECT_NAMES.keys()
    assert names <= {*SUBJECT_NAMES.items(), *PRIMARY_NAMES.items()}
    assert PRIMARY_NAMES.items() <= names
    assert {part for each in taught for part in each.parts} == set(PART_NAMES)
    assert {each.code: each.name for each in traits(1)} == TRAIT_NAMES
    assert set(ATTAINMENT_WORDS) == set(Attainment)
    assert set(RATING_WORDS) == set(Rating)
    assert set(TABLES["signer"]) == {*SUBJECT_NAMES, *Stage}
    assert set(TABLES["workbook"]) == set(get_args(WorkbookKind))


def test_every_table_that_a_text_names_is_there() -> None:
    for package in (domain, projections, anchors, api):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)  # a module brings its texts, and may bring tables
    for code, texts in MESSAGES.items():
        tables = [{spec for _, _, spec, _ in string.Formatter().parse(text) if spec} for text in texts]
        assert tables[0] == tables[1], code
        assert tables[0] <= set(TABLES), code


CELL = Cell(subject="NGHE_THUAT", part="AM_NHAC", term=Term.ONE, column=Column.TX1)
SAID = [
    (Score("6.8"), "6.8", "6,8", "6.8"),
    (CommentResult.CD, "CD", "CĐ", "CD"),
    (Attainment.HOAN_THANH, "HOAN_THANH", "Hoàn thành", "HOAN_THANH"),
    (Rating.CAN_CO_GANG, "CAN_CO_GANG", "Cần cố gắng", "CAN_CO_GANG"),
    (Level.TOT, "Tốt", "Tốt", "Tốt"),
    (
        Absences(permitted=3, unpermitted=1),
        "3 có phép, 1 không phép",
        "3 có phép, 1 không phép",
        "3 with and 1 without permission",
    ),
    (CELL, "NGHE_THUAT/AM_NHAC HK1 TX1", "Nghệ thuật (Âm nhạc) TX1 học kì I", "NGHE_THUAT/AM_NHAC HK1 TX1"),
    (
        Cell(subject="NL_KHOA_HOC", term=Term.TWO, column=Column.CK),
        "NL_KHOA_HOC HK2 CK",
        "Khoa học CK học kì II",
        "NL_KHOA_HOC HK2 CK",
    ),
    (Place("comment", "TOAN"), "TOAN: nhận xét", "Toán: nhận xét", "TOAN: comment"),
    (Place("conduct", term=Term.TWO), "rèn luyện HK2", "rèn luyện học kì II", "conduct of term 2"),
    (ABSENCES, "số buổi nghỉ", "số buổi nghỉ", "absences"),
    (HOMEROOM_COMMENT, "nhận xét của GVCN", "nhận xét của GVCN", "the homeroom teacher's comment"),
    ("Được 7.5 điểm; ghi CD", "Được 7.5 điểm; ghi CD", "Được 7.5 điểm; ghi CD", "Được 7.5 điểm; ghi CD"),
]


@pytest.mark.parametrize(("fact", "code", "vietnamese", "english"), SAID)
def test_a_value_is_a_code_to_programs_and_words_to_people(
    fact: object, code: str, vietnamese: str, english: str
) -> None:
    assert (str(fact), said(fact, "vi"), said(fact, "en")) == (code, vietnamese, english)


TEXTS = [
    ("delegation.missing", {"staff": "VAN", "kind": "SIGN_REPORTS"}, "ủy quyền loại ký học bạ còn hiệu lực"),
    (
        "correction.decided",
        {"request": 1, "status": "REFUSED (DUNG, 25/05/2026 10:00)"},
        "chờ duyệt: Không đồng ý (DUNG, 25/05/2026 10:00).",
    ),
    ("period.locked", {"cell": "A", "term": 2}, "học kì II đã khóa sổ."),
    ("year.not_locked", {"year": "2025-2026", "terms": "1, 2"}, "học kì I, II chưa khóa sổ."),
    ("return.not_later", {"staff": "A", "stage": "HOMEROOM"}, "sau bước GVCN; chỉ người ký sau"),
    (
        "sign.part_awaited",
        {"number": 7, "staff": "A", "subject": "KHTN", "part": "HOA_HOC"},
        "phần Hoá học của môn Khoa",
    ),
    ("workbook.other_kind", {"found": "homeroom", "expected": "gradebook"}, "sổ chủ nhiệm, cần sổ theo dõi và đánh"),
    ("workbook.too_large", {"file": "a", "what": "unpacked bytes", "found": 2, "limit": 1}, "số byte sau khi giải nén"),
    ("sign.not_your_turn", {"number": 7, "waiting": "GDTC, HOMEROOM, HEAD"}, "chất, GVCN, người ký duyệt ký."),
    ("sign.stage", {"stage": "HOMEROOM", "subject": "TOAN"}, "bước GVCN với môn Toán:"),
    ("sign.stage", {"stage": "SUBJECT", "subject": None}, "bước GVBM với môn (không nêu môn):"),
    ("right.missing", {"staff": "A", "what": "GVCN", "where": "8A"}, "phân công làm GVCN lớp 8A"),
    ("right.ended", {"staff": "A", "what": "NGHE_THUAT/AM_NHAC", "where": "8A", "last_day": "1"}, "Nghệ thuật/Âm nhạc"),
    ("sign.other_teacher", {"subject": "KHTN", "staff": "A", "teacher": "B"}, "Môn Khoa học tự nhiên do B"),
    ("correction.same", {"what": CELL, "value": Score("6.8")}, "Nghệ thuật (Âm nhạc) TX1 học kì I: giá trị mới trùng"),
    ("correction.stale", {"what": CELL, "expected": Score("6.8"), "found": Score(9)}, "là 6,8, không phải 9,0."),
]


@pytest.mark.parametrize(("code", "facts", "found"), TEXTS)
def test_a_vietnamese_text_speaks_words_while_its_facts_stay_codes(
    code: str, facts: dict[str, object], found: str
) -> None:
    error = Rejected(code, **facts)
    assert found in error.text("vi")
    assert error.facts == facts
