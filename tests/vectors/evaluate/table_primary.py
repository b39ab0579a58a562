"""Circular 27: results, tests of every subject and grade, titles, what is missing, disabilities."""

from __future__ import annotations

from typing import Any

from tests.kit import records
from tests.kit.oracle import curriculum

Json = dict[str, Any]
Vectors = dict[str, list[Json]]

#: Which subjects have a test at the end of the year, by grade: domain.md §3.2.
TESTED = {
    1: "TIENG_VIET TOAN",
    2: "TIENG_VIET TOAN",
    3: "TIENG_VIET TOAN NGOAI_NGU_1 TIN_HOC CONG_NGHE",
    4: "TIENG_VIET TOAN NGOAI_NGU_1 LS_DL KHOA_HOC TIN_HOC CONG_NGHE",
    5: "TIENG_VIET TOAN NGOAI_NGU_1 LS_DL KHOA_HOC TIN_HOC CONG_NGHE",
}
UNTESTED = {
    1: "DAO_DUC TNXH GDTC AM_NHAC MI_THUAT HDTN NGOAI_NGU_1 TIENG_DTTS",
    2: "DAO_DUC TNXH GDTC AM_NHAC MI_THUAT HDTN NGOAI_NGU_1 TIENG_DTTS",
    3: "DAO_DUC TNXH GDTC AM_NHAC MI_THUAT HDTN TIENG_DTTS",
    4: "DAO_DUC GDTC AM_NHAC MI_THUAT HDTN TIENG_DTTS",
    5: "DAO_DUC GDTC AM_NHAC MI_THUAT HDTN TIENG_DTTS",
}
NOT_OFFERED = {
    1: "LS_DL KHOA_HOC TIN_HOC CONG_NGHE NGHE_THUAT GDCD",
    2: "LS_DL KHOA_HOC TIN_HOC CONG_NGHE NGU_VAN",
    3: "LS_DL KHOA_HOC KHTN",
    4: "TNXH VAT_LI",
    5: "TNXH HDTN_HN",
}
HTXS: Json = {"result": "HTXS", "completed": True, "title": "XUAT_SAC", "rule_set": "TT27-2020/1"}
HTT: Json = {"result": "HTT", "completed": True, "title": None}
HT: Json = {"result": "HT", "completed": True, "title": None}
CHT: Json = {"result": "CHT", "completed": False, "title": None}
PENDING: Json = {"result": "PENDING", "completed": None, "title": None}
RESULT = "§3.3, TT 27/2020 Điều 9.2a"


def vectors() -> Vectors:
    """By file."""
    return {
        "primary_results": _results(),
        "primary_tests": _tests(),
        "primary_missing": _missing(),
        "primary_titles": _titles(),
    }


def _of(base: int, name: str, source: str, patch: Json, **result: Any) -> Json:
    return {"name": name, "source": f"domain.md {source}", "base": str(base), "patch": patch} | result


def _subject(code: str, **what: Any) -> Json:
    return {"subjects": {code: what}}


def _all_levels(level: str, grade: int = 4) -> Json:
    return {"subjects": {code: {"level": level} for code in curriculum.primary(grade)}}


def _all_ratings(rating: str) -> Json:
    return {
        "qualities": dict.fromkeys(curriculum.QUALITIES, rating),
        "competencies": dict.fromkeys(curriculum.COMPETENCIES, rating),
    }


def _results() -> list[Json]:
    found = [_of(grade, f"grade {grade}: all T, Tốt and 9", RESULT, {}, out=HTXS) for grade in range(1, 6)]
    rows: list[tuple[str, Json, Json]] = [
        ("one test at 8", _subject("TOAN", test="8"), HTT),
        ("one test at 9", _subject("TOAN", test="9"), HTXS),
        ("one test at 10", _subject("TOAN", test="10"), HTXS),
        ("one test at 7", _subject("LS_DL", test="7"), HTT),
        ("one test at 6: all T and Tốt, but Hoàn thành", _subject("LS_DL", test="6"), HT),
        ("one test at 5", _subject("TIN_HOC", test="5"), HT),
        ("one test at 4", _subject("TIN_HOC", test="4"), CHT),
        ("one test at 0", _subject("CONG_NGHE", test="0"), CHT),
        ("9.0 is 9", _subject("TOAN", test="9.0"), HTXS),
        ("one subject H", _subject("DAO_DUC", level="H"), HT),
        ("one subject C", _subject("DAO_DUC", level="C"), CHT),
        ("all subjects H", _all_levels("H"), HT),
        ("all subjects C", _all_levels("C"), CHT),
        ("one quality Đạt", {"qualities": {"NHAN_AI": "Đ"}}, HT),
        ("one quality Đạt, written D", {"qualities": {"NHAN_AI": "D"}}, HT),
        ("one quality Cần cố gắng: C is no Hoàn thành", {"qualities": {"NHAN_AI": "C"}}, CHT),
        ("one competency Đạt", {"competencies": {"TIN_HOC": "Đ"}}, HT),
        ("one competency Cần cố gắng", {"competencies": {"THE_CHAT": "C"}}, CHT),
        ("all qualities and competencies Đạt", _all_ratings("Đ"), HT),
        ("all qualities and competencies Cần cố gắng", _all_ratings("C"), CHT),
        ("H, Đạt and 5 everywhere", _lowest("5"), HT),
        ("H, Đạt, one test at 4", _lowest("5") | _subject("TOAN", level="H", test="4"), CHT),
        ("all tests 7", _lowest("7", "T", "T"), HTT),
        ("all tests 8", _lowest("8", "T", "T"), HTT),
        ("all tests 6", _lowest("6", "T", "T"), HT),
        ("test 9 and subject H: no level follows from a score", _subject("TOAN", level="H"), HT),
        ("test 10 and subject C", _subject("TOAN", level="C", test="10"), CHT),
    ]
    found += [_of(4, name, RESULT, patch, out=out) for name, patch, out in rows]
    for group, codes in (("qualities", curriculum.QUALITIES), ("competencies", curriculum.COMPETENCIES)):
        for code in codes:
            for rating, out in (("T", HTXS), ("Đ", HT), ("C", CHT)):
                found.append(_of(5, f"{code} {rating}", f"§3.1, {RESULT}", {group: {code: rating}}, out=out))
    for grade in range(1, 6):
        for code in curriculum.primary(grade):
            for level, out in (("H", HT), ("C", CHT)):
                found.append(_of(grade, f"grade {grade}: {code} {level}", RESULT, _subject(code, level=level), out=out))
    return found


def _lowest(test: str, level: str = "H", rating: str = "Đ") -> Json:
    """Everything of grade 4 at the same level, rating and score."""
    tested = TESTED[4].split()
    every = {code: {"level": level} | ({"test": test} if code in tested else {}) for code in curriculum.primary(4)}
    return {"subjects": every} | _all_ratings(rating)


def _tests() -> list[Json]:
    found = []
    for grade, codes in TESTED.items():
        for code in codes.split():
            for test, out in (("9", HTXS), ("8", HTT), ("7", HTT), ("6", HT), ("5", HT), ("4", CHT), (None, PENDING)):
                name = f"grade {grade}: {code} {'has no test yet' if test is None else f'at {test}'}"
                found.append(_of(grade, name, f"§3.2, {RESULT}", _subject(code, test=test), out=out))
    for grade, codes in UNTESTED.items():
        for code in codes.split():
            place = f"subjects.{code}.test"
            patch = _subject(code, level="T", test="9")
            found.append(
                _of(grade, f"grade {grade}: {code} has no test", "§3.2, TT 27/2020 Điều 7.1b", patch, error=place)
            )
    for grade, codes in NOT_OFFERED.items():
        for code in codes.split():
            patch = _subject(code, level="T")
            found.append(_of(grade, f"grade {grade} has no {code}", "§4.1", patch, error=f"subjects.{code}"))
    for wrong in ("9.5", "8.5", "11", "-1", "", "09", "9,0", "chín", "9.00", " 9", "+9"):
        patch = _subject("TOAN", test=wrong)
        found.append(
            _of(4, f"no score of a test: {wrong!r}", "§3.2, TT 27/2020 Điều 7.1d", patch, error="subjects.TOAN.test")
        )
    for wrong in (9, 9.5, True, ["9"], {"zero_by_rule": "Vắng"}):
        patch = _subject("TOAN", test=wrong)
        found.append(_of(4, f"a test is a string: {wrong!r}", "§3.2", patch, error="subjects.TOAN.test"))
    for zero, result in ((True, {"out": CHT}), (False, {"error": "subjects.TOAN.test"})):
        patch = _subject("TOAN", test="0") | {"policies": {"primary_test_zero": zero}}
        found.append(_of(4, f"a 0 is admitted: {zero}", "§3.2 (policy)", patch, **result))
    patch = _subject("TOAN", test="1") | {"policies": {"primary_test_zero": False}}
    found.append(_of(4, "a 1 where 0 is not admitted", "§3.2 (policy)", patch, out=CHT))
    return found


def _missing() -> list[Json]:
    rows: list[tuple[int, str, Json, Json]] = [
        (4, "a level", _subject("TOAN", level=None), PENDING),
        (4, "a test", _subject("TOAN", test=None), PENDING),
        (4, "a subject", {"subjects": {"HDTN": None}}, PENDING),
        (4, "a quality", {"qualities": {"YEU_NUOC": None}}, PENDING),
        (4, "all qualities", {"qualities": None}, PENDING),
        (4, "a competency", {"competencies": {"TIN_HOC": None}}, PENDING),
        (3, "a technical competency in grade 3", {"competencies": {"CONG_NGHE": None}}, PENDING),
        (
            4,
            "a level beside a C: still not ranked",
            {"subjects": {"TOAN": {"level": None}, "HDTN": {"level": "C"}}},
            PENDING,
        ),
        (1, "nothing: both technical competencies of grade 1 may be absent", {}, HTXS),
        (2, "nothing: one technical competency of grade 2 is there", {"competencies": {"TIN_HOC": "T"}}, HTXS),
        (
            2,
            "nothing: a technical competency of grade 2 counts where it is there",
            {"competencies": {"TIN_HOC": "Đ"}},
            HT,
        ),
        (1, "nothing: a technical competency of grade 1 Cần cố gắng", {"competencies": {"CONG_NGHE": "C"}}, CHT),
        (1, "nothing: optional Ngoại ngữ 1 with its level", _subject("NGOAI_NGU_1", level="T"), HTXS),
        (1, "nothing: optional Ngoại ngữ 1 at H", _subject("NGOAI_NGU_1", level="H"), HT),
        (4, "nothing: optional Tiếng dân tộc at C", _subject("TIENG_DTTS", level="C"), CHT),
        (
            4,
            "the level of an optional subject",
            _subject("TIENG_DTTS", level=None) | {"subjects": {"TIENG_DTTS": {}}},
            PENDING,
        ),
    ]
    found = [_of(grade, f"missing: {name}", "§3.1, §3.3", patch, out=out) for grade, name, patch, out in rows]
    exempt = {"exempt": {"scope": "YEAR", "decision": "7/QĐ-HT"}, "level": None}
    found.append(_of(4, "an exempt subject is left out", "§2.10, §3.4", {"subjects": {"GDTC": exempt}}, out=HTXS))
    untested = {code: {"test": None} for code in TESTED[4].split() if code not in ("TOAN", "TIENG_VIET")}
    for disability, out in ((True, HTXS), (False, PENDING)):
        patch = {"subjects": untested, "disability_class": disability}
        name = f"tests in Toán and Tiếng Việt only, class for pupils with disabilities: {disability}"
        found.append(_of(4, name, "§3.4, TT 27/2020 Điều 8.3", patch, out=out))
    for group, codes in (("qualities", "LEVEL T"), ("competencies", "LEVEL T")):
        wrong = {group: {codes.split()[0]: "T"}}
        found.append(_of(4, f"an unknown key in {group}", "§3.1", wrong, error=f"{group}.LEVEL"))
    for wrong_level in ("Đ", "D", "t", "HTT", "9", "", 1, True):
        patch = _subject("TOAN", level=wrong_level)
        found.append(_of(4, f"no level of a subject: {wrong_level!r}", "§3.1", patch, error="subjects.TOAN.level"))
    for wrong_rating in ("H", "CD", "t", "KHA", "", 9, False):
        for group, code in (("qualities", "YEU_NUOC"), ("competencies", "TU_CHU")):
            patch = {group: {code: wrong_rating}}
            found.append(_of(4, f"no rating of {code}: {wrong_rating!r}", "§3.1", patch, error=f"{group}.{code}"))
    return found


def _titles() -> list[Json]:
    htt, ht, cht = _subject("TOAN", test="8"), _subject("TOAN", test="6"), _subject("TOAN", test="4")
    rows: list[tuple[str, Json, Json, Json]] = [
        ("HTXS without any decision", {}, {}, HTXS),
        ("HTXS not recognised is Xuất sắc all the same", {}, {"outstanding_recognised": False}, HTXS),
        ("HTT recognised", htt, {"outstanding_recognised": True}, HTT | {"title": "TIEU_BIEU"}),
        ("HTT not recognised", htt, {"outstanding_recognised": False}, HTT),
        ("HTT, nobody has decided", htt, {}, HTT),
        ("HT recognised: no title", ht, {"outstanding_recognised": True}, HT),
        ("CHT recognised: no title", cht, {"outstanding_recognised": True}, CHT),
        ("CHT promoted by the principal: still not completed", cht, {"promoted_by_principal": True}, CHT),
        ("CHT not promoted by the principal", cht, {"promoted_by_principal": False}, CHT),
    ]
    found = [
        _of(4, name, "§3.4, TT 27/2020 Điều 13", patch | {"decisions": given}, out=out)
        for name, patch, given, out in rows
    ]
    for wrong in ("yes", 1, "true", []):
        patch = {"decisions": {"outstanding_recognised": wrong}}
        place = "decisions.outstanding_recognised"
        found.append(_of(4, f"a decision is true or false, not {wrong!r}", "§3.4", patch, error=place))
    found.append(_of(4, "an unknown decision", "§3.4", {"decisions": {"tieu_bieu": True}}, error="decisions.tieu_bieu"))
    for grade in (1, 5):
        out = HTXS if grade == 1 else HTXS | {"completed": True}
        found.append(_of(grade, f"grade {grade}: completed", "§3.4", {}, out=out))
    assert records.primary(1)["decisions"] == {}
    return found
