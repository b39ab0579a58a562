"""Term and year averages, comment subjects, missing marks, academic levels, the one-subject rule."""

from __future__ import annotations

from typing import Any

from tests.kit import records

Json = dict[str, Any]
Vectors = dict[str, list[Json]]

#: The eight scored subjects of grade 8, in the order in which the tables below give their scores.
SCORED = ("TOAN", "NGU_VAN", "NGOAI_NGU_1", "GDCD", "LS_DL", "KHTN", "CONG_NGHE", "TIN_HOC")
PERIODS = ("term_1", "term_2", "year", "final")


def vectors() -> Vectors:
    """By file."""
    return {
        "averages": _averages(),
        "years": _years(),
        "comments": _comments(),
        "missing": _missing(),
        "levels": _levels(),
        "one_subject": _one_subject(),
    }


def scores(values: str, not_reached: str = "") -> Json:
    """Patch of a record of grade 8: the scored subjects in both terms, and the comment subjects with Chưa đạt."""
    given = dict(zip(SCORED, values.split(), strict=True)) | dict.fromkeys(not_reached.split(), "CD")
    return {"subjects": {code: records.subject(code, 8, mark) for code, mark in given.items() if mark != "8.0"}}


# Subject of grade 8 with as many regular scores, the scores, midterm, final, result; sum and divisor in the name.
AVERAGES = """
    TOAN      8.0 7.5 9.0 8.5 | 8.0  9.0 | 8.4  | 76.0/9 = 8.444
    TIN_HOC   8 9             | 7.5  8.0 | 8.0  | 56/7 = 8
    CONG_NGHE 6.0 6.5 6.3     | 7.0  6.0 | 6.4  | 50.8/8 = 6.35, a tie
    CONG_NGHE 6.2 6.3 6.5     | 6.1  6.8 | 6.5  | 51.6/8 = 6.45, a tie at the threshold of Tốt
    TOAN      5 0 6 7         | 6.5  5   | 5.1  | 46/9 = 5.111, the 0 is counted
    TOAN      3.5 3.4 3.4 3.4 | 3.4  3.5 | 3.4  | 31.0/9 = 3.444
    TOAN      3.6 3.4 3.4 3.4 | 3.4  3.5 | 3.5  | 31.1/9 = 3.456
    TOAN      5.0 5.0 5.0 4.9 | 4.9  4.9 | 4.9  | 44.4/9 = 4.933
    TOAN      5.0 5.0 5.0 5.0 | 4.9  4.9 | 4.9  | 44.5/9 = 4.944
    TOAN      5.0 5.0 5.0 5.1 | 4.9  4.9 | 5.0  | 44.6/9 = 4.956
    TOAN      6.5 6.5 6.5 6.5 | 6.4  6.4 | 6.4  | 58.0/9 = 6.444
    TOAN      6.6 6.5 6.5 6.5 | 6.4  6.4 | 6.5  | 58.1/9 = 6.456
    TOAN      8.0 8.0 8.0 8.0 | 7.9  7.9 | 7.9  | 71.5/9 = 7.944
    TOAN      8.1 8.0 8.0 8.0 | 7.9  7.9 | 8.0  | 71.6/9 = 7.956
    TOAN      9.0 9.0 9.0 9.0 | 8.9  8.9 | 8.9  | 80.5/9 = 8.944
    TOAN      9.1 9.0 9.0 9.0 | 8.9  8.9 | 9.0  | 80.6/9 = 8.956
    TIN_HOC   4.9 5.0         | 4.9  5.0 | 5.0  | 34.7/7 = 4.957
    TIN_HOC   4.9 4.9         | 4.9  5.0 | 4.9  | 34.6/7 = 4.943
    CONG_NGHE 3.4 3.4 3.5     | 3.4  3.5 | 3.5  | 27.6/8 = 3.45, a tie
    CONG_NGHE 3.4 3.4 3.4     | 3.4  3.5 | 3.4  | 27.5/8 = 3.4375
    CONG_NGHE 4.9 4.9 5.0     | 4.9  5.0 | 5.0  | 39.6/8 = 4.95, a tie
    CONG_NGHE 4.9 4.9 4.9     | 4.9  5.0 | 4.9  | 39.5/8 = 4.9375
    CONG_NGHE 7.9 7.9 8.0     | 7.9  8.0 | 8.0  | 63.6/8 = 7.95, a tie
    CONG_NGHE 8.9 8.9 9.0     | 8.9  9.0 | 9.0  | 71.6/8 = 8.95, a tie
    CONG_NGHE 0 0 0.4         | 0    0   | 0.1  | 0.4/8 = 0.05, a tie
    CONG_NGHE 0 0 0.3         | 0    0   | 0.0  | 0.3/8 = 0.0375
    TOAN      10 10 10 10     | 10   10  | 10.0 | 90/9 = 10
    TOAN      10 10 10 9.9    | 10   10  | 10.0 | 89.9/9 = 9.989
    TOAN      0 0 0 0         | 0    0   | 0.0  | 0/9 = 0
    TOAN      10 0 0 0        | 0    0   | 1.1  | 10/9: a regular score counts once
    TOAN      0 0 0 0         | 10   0   | 2.2  | 20/9: the midterm twice
    TOAN      0 0 0 0         | 0    10  | 3.3  | 30/9: the final three times
"""


def _averages() -> list[Json]:
    found = []
    for row in AVERAGES.strip().splitlines():
        (first, periodic, result, name) = (cell.strip() for cell in row.split("|"))
        code, *regular = first.split()
        middle, end = periodic.split()
        found.append(_average(f"{code} {name}", code, regular, middle, end, result))
    half_even = {"tie_rounding": "HALF_EVEN"}
    found.append(
        _average("half to even: 6.45 to 6.4", "CONG_NGHE", ["6.2", "6.3", "6.5"], "6.1", "6.8", "6.4", half_even)
    )
    found.append(
        _average("half to even: 6.35 to 6.4", "CONG_NGHE", ["6.0", "6.5", "6.3"], "7.0", "6.0", "6.4", half_even)
    )
    found.append(_average("half to even: no tie", "TOAN", ["5", "0", "6", "7"], "6.5", "5", "5.1", half_even))
    for same in ("8", "8.0"):
        found.append(_average(f"{same!r} is the same mark", "TOAN", [same] * 4, same, same, "8.0"))
    return found


def _average(
    name: str, code: str, regular: list[str], middle: str, end: str, result: str, policies: Any = None
) -> Json:
    patch: Json = {"subjects": {code: {"terms": {"1": {"tx": regular, "gk": middle, "ck": end}}}}}
    if policies:
        patch["policies"] = policies
    out = {"subjects": {code: {"term_1": result}}}
    return {"name": name, "source": "domain.md §2.4", "base": "8", "patch": patch, "out": out}


# Term I, term II, year.
YEARS = """
    8.4 8.9 8.7 | 26.2/3 = 8.733
    4.9 5.0 5.0 | 14.9/3 = 4.967
    5.0 4.9 4.9 | 14.8/3 = 4.933
    3.4 3.5 3.5 | 10.4/3 = 3.467
    3.5 3.4 3.4 | 10.3/3 = 3.433
    6.4 6.5 6.5 | 19.4/3 = 6.467
    6.5 6.4 6.4 | 19.3/3 = 6.433
    7.9 8.0 8.0 | 23.9/3 = 7.967
    8.0 7.9 7.9 | 23.8/3 = 7.933
    8.9 9.0 9.0 | 26.9/3 = 8.967
    9.0 8.9 8.9 | 26.8/3 = 8.933
    0.0 10.0 6.7 | 20/3: term II twice
    10.0 0.0 3.3 | 10/3
    10.0 10.0 10.0 | 30/3
"""


def _years() -> list[Json]:
    found = []
    for row in YEARS.strip().splitlines():
        values, name = row.split("|")
        one, two, year = values.split()
        out = {"term_1": one, "term_2": two, "year": year, "final": year}
        patch = {"subjects": {"TOAN": records.subject("TOAN", 8, one, two)}}
        found.append(_of_8(f"{one} and {two}: {name.strip()}", "§2.4", patch, {"subjects": {"TOAN": out}}))
    rounded = {
        "1": {"tx": ["6.0", "6.5", "6.3"], "gk": "7.0", "ck": "6.0"},
        "2": {"tx": ["6.2", "6.3", "6.5"], "gk": "6.1", "ck": "6.8"},
    }
    out = {"term_1": "6.4", "term_2": "6.5", "year": "6.5"}
    found.append(
        _of_8(
            "the year rests on the rounded term averages: (6.4 + 13.0)/3 = 6.467, not (6.35 + 12.9)/3 = 6.417",
            "§2.4",
            {"subjects": {"CONG_NGHE": {"terms": rounded}}},
            {"subjects": {"CONG_NGHE": out}},
        )
    )
    return found


def _of_8(name: str, source: str, patch: Json, out: Json) -> Json:
    return {"name": name, "source": f"domain.md {source}", "base": "8", "patch": patch, "out": out}


# What is Chưa đạt in term I and term II (tx1 tx2 gk ck), then term I, term II, year.
COMMENTS = """
    D D D D   | D D D D   | D D D    | all Đạt
    CD D D D  | D D D D   | CD D D   | one regular result of term I; the year is the result of term II
    D CD D D  | D D D D   | CD D D   | the other one
    D D CD D  | D D D D   | CD D D   | the midterm
    D D D CD  | D D D D   | CD D D   | the final
    D D D D   | CD D D D  | D CD CD  | term II decides the year
    D D D D   | D D D CD  | D CD CD  | one final of term II
    CD CD CD CD | CD CD CD CD | CD CD CD | none reached
"""


def _comments() -> list[Json]:
    found = []
    for code in ("GDTC", "NGHE_THUAT", "HDTN_HN", "GDDP"):
        for row in COMMENTS.strip().splitlines():
            one, two, results, name = (cell.strip() for cell in row.split("|"))
            terms = {key: _comment_term(cells.split()) for key, cells in (("1", one), ("2", two))}
            out = dict(zip(PERIODS, results.split(), strict=False))
            patch = {"subjects": {code: {"terms": terms}}}
            found.append(_of_8(f"{code}: {name}", "§2.1, §2.4", patch, {"subjects": {code: out}}))
    for one, two, both, either in (
        ("D", "D", "D", "D"),
        ("D", "CD", "CD", "D"),
        ("CD", "D", "CD", "D"),
        ("CD", "CD", "CD", "CD"),
    ):
        parts = {
            part: {"terms": {"1": records.term(2, mark), "2": records.term(2, mark)}}
            for part, mark in (("AM_NHAC", one), ("MI_THUAT", two))
        }
        for policy, result in ((True, both), (False, either)):
            patch = {
                "subjects": {"NGHE_THUAT": {"terms": None, "parts": parts}},
                "policies": {"arts_needs_both_parts": policy},
            }
            out = dict.fromkeys(PERIODS, result)
            name = f"Âm nhạc {one}, Mĩ thuật {two}, both needed: {policy}"
            found.append(_of_8(name, "§2.1 (policy)", patch, {"subjects": {"NGHE_THUAT": out}}))
    return found


def _comment_term(cells: list[str]) -> Json:
    return {"tx": cells[:2], "gk": cells[2], "ck": cells[3]}


def _missing() -> list[Json]:
    zero, no = {"zero_by_rule": "Vắng kiểm tra, không có lí do"}, {"cd_by_rule": "Không kiểm tra bù"}
    eight = ["8.0"] * 4
    rows: list[tuple[str, str, Json, Json]] = [
        ("TOAN", "a regular score is pending", {"tx": ["8.0", "8.0", None, "8.0"]}, {"term_1": None, "year": None}),
        ("TOAN", "all regular scores are pending", {"tx": None}, {"term_1": None, "term_2": "8.0", "year": None}),
        (
            "TOAN",
            "the midterm is pending",
            {"gk": None},
            {"term_1": None, "term_2": "8.0", "year": None, "final": None},
        ),
        ("TOAN", "the final is pending", {"ck": None}, {"term_1": None, "term_2": "8.0", "year": None, "final": None}),
        (
            "TOAN",
            "a regular zero by rule is counted: 64/9",
            {"tx": [*eight[:3], zero]},
            {"term_1": "7.1", "year": "7.7"},
        ),
        ("TOAN", "a midterm zero by rule counts twice: 56/9", {"gk": zero}, {"term_1": "6.2", "year": "7.4"}),
        ("TOAN", "a final zero by rule counts three times: 48/9", {"ck": zero}, {"term_1": "5.3", "year": "7.1"}),
        ("TOAN", "a score of 0 is a score: 48/9", {"ck": "0"}, {"term_1": "5.3", "year": "7.1"}),
        ("GDTC", "a pending result is not Chưa đạt", {"tx": ["D", None]}, {"term_1": None}),
        ("GDTC", "Chưa đạt by rule is Chưa đạt", {"ck": no}, {"term_1": "CD", "term_2": "D", "year": "D"}),
        ("GDTC", "a regular Chưa đạt by rule", {"tx": [no, "D"]}, {"term_1": "CD", "term_2": "D", "year": "D"}),
        ("GDTC", "a result is pending beside a Chưa đạt", {"gk": None, "ck": "CD"}, {"term_1": None}),
    ]
    found = [
        _of_8(f"{code}: {name}", "§2.3", {"subjects": {code: {"terms": {"1": patch}}}}, {"subjects": {code: out}})
        for code, name, patch, out in rows
    ]
    for name, patch, periods in (
        ("a pending cell of term I", {"TOAN": {"terms": {"1": {"gk": None}}}}, "term_1 year final"),
        ("a pending cell of term II", {"TOAN": {"terms": {"2": {"gk": None}}}}, "term_2 year final"),
        ("a pending comment result of term II", {"GDDP": {"terms": {"2": {"ck": None}}}}, "term_2 year final"),
        ("a compulsory subject that is not named", {"TOAN": None}, "term_1 term_2 year final"),
        ("term II has not begun", {"TOAN": {"terms": {"2": None}}}, "term_2 year final"),
    ):
        academic = {period: "PENDING" if period in periods.split() else "TOT" for period in PERIODS}
        out = {"academic": academic, "promotion": "PENDING", "title": None}
        found.append(_of_8(f"not enough data to rank: {name}", "§2.3, §2.5", {"subjects": patch}, out))
    return found


# Eight scores, comment subjects with Chưa đạt, level. No row is touched by the one-subject rule.
LEVELS = """
    8.0 8.0 8.0 8.0 8.0 8.0 6.5 6.5 |           | TOT      | six at 8.0, all at 6.5
    8.0 8.0 8.0 8.0 8.0 8.0 6.5 6.4 |           | KHA      | one 6.4
    8.0 8.0 8.0 8.0 8.0 7.9 6.5 6.5 |           | KHA      | five at 8.0, the sixth 7.9
    8.0 8.0 8.0 8.0 8.0 7.9 7.9 7.9 |           | KHA      | five at 8.0, three 7.9
    3.5 8.0 8.0 8.0 8.0 8.0 7.9 6.5 |           | DAT      | five at 8.0 and a 3.5
    5.0 5.0 8.0 8.0 8.0 8.0 8.0 8.0 |           | KHA      | Toán and Ngữ văn are like any other (no condition of TT 58)
    6.5 6.5 6.5 6.5 6.5 6.5 5.0 5.0 |           | KHA      | six at 6.5, all at 5.0
    6.5 6.5 6.5 6.5 6.5 6.5 5.0 4.9 |           | DAT      | one 4.9
    6.5 6.5 6.5 6.5 6.5 6.4 5.0 5.0 |           | DAT      | five at 6.5, the sixth 6.4
    10 10 10 10 10 6.4 6.4 6.4      |           | DAT      | five at 10 are no six at 6.5
    5.0 5.0 5.0 5.0 5.0 5.0 3.5 3.5 |           | DAT      | six at 5.0, none below 3.5
    5.0 5.0 5.0 5.0 5.0 5.0 3.5 3.4 |           | CHUA_DAT | one 3.4
    5.0 5.0 5.0 5.0 5.0 4.9 3.5 3.5 |           | CHUA_DAT | five at 5.0, the sixth 4.9
    10 10 10 10 10 4.9 4.9 4.9      |           | CHUA_DAT | five at 10 are no six at 5.0
    10 10 10 10 10 10 3.4 3.4       |           | CHUA_DAT | two below 3.5
    10 10 10 10 10 10 3.5 3.5       |           | DAT      | two at 3.5
    6.5 6.5 6.5 6.5 6.5 6.5 5.0 5.0 | GDTC      | DAT      | Khá but for one Chưa đạt
    5.0 5.0 5.0 5.0 5.0 5.0 3.5 3.5 | GDTC      | DAT      | one Chưa đạt is allowed
    5.0 5.0 5.0 5.0 5.0 5.0 3.5 3.5 | GDTC GDDP | CHUA_DAT | two Chưa đạt
    10 10 10 10 10 10 10 10         | GDTC GDDP | CHUA_DAT | two Chưa đạt whatever the scores
    5.0 5.0 5.0 5.0 5.0 5.0 3.5 3.4 | GDDP      | CHUA_DAT | one Chưa đạt and a 3.4
    10 10 10 10 10 10 10 10         |           | TOT      | all 10
    0 0 0 0 0 0 0 0                 |           | CHUA_DAT | all 0
"""


def _levels() -> list[Json]:
    found = []
    for row in LEVELS.strip().splitlines():
        values, not_reached, level, name = (cell.strip() for cell in row.split("|"))
        academic: Json = dict.fromkeys(PERIODS, level) | {"adjusted_by": dict.fromkeys(PERIODS)}
        found.append(_of_8(name, "§2.5", scores(values, not_reached), {"academic": academic}))
    only_term_1 = {"subjects": {"TOAN": {"terms": {"1": records.term(4, "6.4")}}}}
    out = {"academic": {"term_1": "KHA", "term_2": "TOT", "year": "TOT", "final": "TOT"}}
    found.append(_of_8("each period by its own results: 6.4 in term I, 7.5 in the year", "§2.5", only_term_1, out))
    return found


# Scores, Chưa đạt, then level and cause when the subject is ignored (A), and when it has the best value (B).
ONE_SUBJECT = """
    4.9 8.0 8.0 8.0 8.0 8.0 8.0 8.0 |           | KHA TOAN      | KHA TOAN      | seven at 8.0, one 4.9
    3.2 8.0 8.0 8.0 8.0 8.0 8.0 8.0 |           | DAT TOAN      | DAT TOAN      | seven at 8.0, one 3.2: one level only
    6.0 8.0 8.0 8.0 8.0 8.0 8.0 8.0 |           | KHA -         | KHA -         | seven at 8.0, one 6.0: one level below
    6.4 8.0 8.0 8.0 8.0 8.0 8.0 8.0 |           | KHA -         | KHA -         | 6.4
    5.0 8.0 8.0 8.0 8.0 8.0 8.0 8.0 |           | KHA -         | KHA -         | 5.0 is no spoiling by two levels
    3.5 8.0 8.0 8.0 8.0 8.0 8.0 8.0 |           | KHA TOAN      | KHA TOAN      | 3.5: Đạt, raised to Khá
    3.4 8.0 8.0 8.0 8.0 8.0 8.0 8.0 |           | DAT TOAN      | DAT TOAN      | 3.4: Chưa đạt, raised to Đạt
    0 8.0 8.0 8.0 8.0 8.0 8.0 8.0   |           | DAT TOAN      | DAT TOAN      | 0: raised by one level, never by two
    3.0 6.5 6.5 6.5 6.5 6.5 6.5 5.0 |           | DAT TOAN      | DAT TOAN      | would be Khá, one 3.0
    3.4 6.5 6.5 6.5 6.5 6.5 6.5 5.0 |           | DAT TOAN      | DAT TOAN      | would be Khá, one 3.4
    3.5 6.5 6.5 6.5 6.5 6.5 6.5 5.0 |           | DAT -         | DAT -         | would be Khá, one 3.5: one level below
    4.9 6.5 6.5 6.5 6.5 6.5 6.5 5.0 |           | DAT -         | DAT -         | would be Khá, one 4.9: one level below
    3.4 5.0 5.0 5.0 5.0 5.0 5.0 5.0 |           | CHUA_DAT -    | CHUA_DAT -    | would be Đạt: no reference level
    8.0 8.0 8.0 8.0 8.0 8.0 8.0 8.0 | GDTC      | KHA GDTC      | KHA GDTC      | a comment subject
    6.5 6.5 6.5 6.5 6.5 6.5 5.0 5.0 | GDTC      | DAT -         | DAT -         | a comment subject, would be Khá
    4.9 4.9 8.0 8.0 8.0 8.0 8.0 8.0 |           | DAT -         | DAT -         | two spoil: two scores
    3.4 3.4 8.0 8.0 8.0 8.0 8.0 8.0 |           | CHUA_DAT -    | CHUA_DAT -    | two spoil: two below 3.5
    4.9 8.0 8.0 8.0 8.0 8.0 8.0 8.0 | GDTC      | DAT -         | DAT -         | two spoil: a score, a comment subject
    3.4 8.0 8.0 8.0 8.0 8.0 8.0 8.0 | GDTC      | CHUA_DAT -    | CHUA_DAT -    | two spoil: 3.4 and a comment subject
    8.0 8.0 8.0 8.0 8.0 8.0 8.0 8.0 | GDTC GDDP | CHUA_DAT -    | CHUA_DAT -    | two spoil: two comment subjects
    3.4 6.4 8.0 8.0 8.0 8.0 8.0 8.0 |           | DAT TOAN      | DAT TOAN      | without it Khá, for another is 6.4
    4.9 6.4 8.0 8.0 8.0 8.0 8.0 8.0 |           | DAT -         | DAT -         | without it Khá: one level below
    4.9 6.5 8.0 8.0 8.0 8.0 8.0 8.0 |           | KHA TOAN      | KHA TOAN      | six others at 8.0
    4.9 6.5 7.9 8.0 8.0 8.0 8.0 8.0 |           | DAT -         | KHA TOAN      | five others at 8.0: the readings part
    3.4 6.5 7.9 8.0 8.0 8.0 8.0 8.0 |           | DAT TOAN      | DAT TOAN      | five others at 8.0, Khá in both
    3.4 5.0 6.4 6.5 6.5 6.5 6.5 6.5 |           | CHUA_DAT -    | DAT TOAN      | five others at 6.5: the readings part
    3.4 6.4 6.4 6.4 6.5 6.5 6.5 6.5 |           | CHUA_DAT -    | CHUA_DAT -    | four others at 6.5: neither
    8.0 8.0 8.0 8.0 8.0 6.5 6.5 6.5 | GDTC      | DAT -         | DAT -         | a comment subject, five at 8.0
    8.0 8.0 8.0 8.0 8.0 8.0 6.5 6.5 | HDTN_HN   | KHA HDTN_HN   | KHA HDTN_HN   | a comment subject, six at 8.0
"""


def _one_subject() -> list[Json]:
    found = []
    for row in ONE_SUBJECT.strip().splitlines():
        values, not_reached, *readings, name = (cell.strip() for cell in row.split("|"))
        for reading, answer in zip(("IGNORE_SUBJECT", "BEST_VALUE"), readings, strict=True):
            level, cause = answer.split()
            academic: Json = dict.fromkeys(PERIODS, level)
            academic["adjusted_by"] = dict.fromkeys(PERIODS, None if cause == "-" else cause)
            patch = scores(values, not_reached) | {"policies": {"one_subject_reading": reading}}
            found.append(_of_8(f"{reading}: {name}", "§2.6", patch, {"academic": academic, "title": _title(level)}))
    for allowed, level, cause in ((True, "KHA", "GDTC"), (False, "DAT", None)):
        patch = scores("8.0 8.0 8.0 8.0 8.0 8.0 8.0 8.0", "GDTC")
        patch["policies"] = {"comment_subject_can_adjust": allowed}
        out = {"academic": {"year": level, "adjusted_by": {"year": cause}}}
        found.append(_of_8(f"a comment subject may be the one: {allowed}", "§2.6 (policy)", patch, out))
    one_term = {"subjects": {"TOAN": {"terms": {"1": records.term(4, "4.9")}}}}
    causes = {"term_1": "TOAN", "term_2": None, "year": None, "final": None}
    out = {"academic": {"term_1": "KHA", "term_2": "TOT", "year": "TOT", "final": "TOT", "adjusted_by": causes}}
    found.append(_of_8("a term raised, the year without need: (4.9 + 16.0)/3 = 7.0", "§2.6", one_term, out))
    return found


def _title(level: str) -> str | None:
    """Conduct is Tốt in the base; the rule never raises to Tốt, so a row that is raised has no title."""
    return "GIOI" if level == "TOT" else None
