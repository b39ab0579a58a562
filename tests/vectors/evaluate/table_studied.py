"""What a pupil studies: regular scores of every subject and grade, electives, special topics, exemptions, rule sets."""

from __future__ import annotations

from typing import Any

from tests.kit import records

Json = dict[str, Any]
Vectors = dict[str, list[Json]]
Q = {"scope": "YEAR", "decision": "12/QĐ-HT"}


def vectors() -> Vectors:
    """By file."""
    return {
        "regular_scores": _regular_scores(),
        "electives": _electives(),
        "special_topics": _special_topics(),
        "exemptions": _exemptions(),
        "rule_sets": _rule_sets(),
    }


# Code, then the number of regular scores in the grades of the table; domain.md §4.2 and §4.3.
LOWER = """
    NGU_VAN 4 4 4 4
    TOAN 4 4 4 4
    NGOAI_NGU_1 4 4 4 4
    GDCD 2 2 2 2
    LS_DL 4 4 4 4
    KHTN 4 4 4 4
    CONG_NGHE 2 2 3 3
    TIN_HOC 2 2 2 2
    GDTC 2 2 2 2
    NGHE_THUAT 2 2 2 2
    HDTN_HN 2 2 2 2
    GDDP 2 2 2 2
    NGOAI_NGU_2 4 4 4 4
    TIENG_DTTS 4 4 4 4
"""
UPPER = """
    NGU_VAN 4 4 4
    TOAN 4 4 4
    NGOAI_NGU_1 4 4 4
    LICH_SU 3 3 3
    GDTC 2 2 2
    GDQPAN 2 2 2
    HDTN_HN 2 2 2
    GDDP 2 2 2
    DIA_LI 3 3 3
    GDKTPL 3 3 3
    VAT_LI 3 3 3
    HOA_HOC 3 3 3
    SINH_HOC 3 3 3
    CONG_NGHE 3 3 3
    TIN_HOC 3 3 3
    AM_NHAC 2 2 2
    MI_THUAT 2 2 2
    NGOAI_NGU_2 4 4 4
    TIENG_DTTS 4 4 4
"""
COMMENT = ("GDTC", "NGHE_THUAT", "HDTN_HN", "GDDP", "AM_NHAC", "MI_THUAT")
NINE = ("DIA_LI", "GDKTPL", "VAT_LI", "HOA_HOC", "SINH_HOC", "CONG_NGHE", "TIN_HOC", "AM_NHAC", "MI_THUAT")


def _regular_scores() -> list[Json]:
    found = []
    for first, table, section in ((6, LOWER, "§4.2"), (10, UPPER, "§4.3")):
        for row in table.strip().splitlines():
            code, *counts = row.split()
            for grade, count in enumerate(map(int, counts), first):
                found += _counted(code, grade, count, section)
    return found


def _counted(code: str, grade: int, count: int, section: str) -> list[Json]:
    """The right number gives a result; one less and one more are refused."""
    others: Json = {}
    if grade >= 10 and code in NINE and code not in records.ELECTIVES:
        others = {"DIA_LI": None}  # Another of the nine makes room.
    mark = "D" if code in COMMENT else "8.0"
    found = []
    for given in (count, count - 1, count + 1):
        terms = {"1": records.term(given, mark), "2": None}
        vector: Json = {
            "name": f"grade {grade}: {code} with {given} regular scores",
            "source": f"domain.md §2.2, {section}",
            "base": str(grade),
            "patch": {"subjects": others | {code: {"terms": terms}}},
        }
        if given == count:
            vector["out"] = {"subjects": {code: {"term_1": mark, "term_2": None}}}
        else:
            vector["error"] = f"subjects.{code}.terms.1.tx"
        found.append(vector)
    return found


def _of(base: int, name: str, source: str, patch: Json, **result: Any) -> Json:
    return {"name": name, "source": f"domain.md {source}", "base": str(base), "patch": patch} | result


def _chosen(*codes: str, score: str = "8.0") -> Json:
    """Patch of a record of grade 10: these of the nine, and what else is named."""
    patch: Json = {code: None for code in records.ELECTIVES if code not in codes}
    for code in codes:
        patch[code] = records.subject(code, 10, "D" if code in COMMENT else score)
    return {"subjects": patch}


def _five_low(electives: Json) -> Json:
    """Of the compulsory scored subjects of grade 10 one is left at 8.0: levels then hang on the electives."""
    low = {code: records.subject(code, 10, "6.5") for code in ("NGU_VAN", "TOAN", "NGOAI_NGU_1", "LICH_SU")}
    return {"subjects": low | electives["subjects"]}


def _electives() -> list[Json]:
    nine = list(NINE)
    four = ("DIA_LI", "VAT_LI", "HOA_HOC", "TIN_HOC")
    with_arts = ("DIA_LI", "VAT_LI", "HOA_HOC", "AM_NHAC")
    with_both = ("DIA_LI", "VAT_LI", "AM_NHAC", "MI_THUAT")
    good = {"academic": {"year": "TOT"}, "title": "GIOI", "promotion": "PROMOTED"}
    found = [
        _of(10, "four scored electives: nine scored subjects", "§4.3", _chosen(*four), out=good),
        _of(10, "three scored electives: eight scored subjects", "§4.3", _chosen(*with_arts), out=good),
        _of(10, "two scored electives: seven scored subjects", "§4.3", _chosen(*with_both), out=good),
        _of(
            10,
            "five at 8.0 of nine: Khá",
            "§2.5, §4.3",
            _five_low(_chosen(*four)),
            out={"academic": {"year": "KHA"}},
        ),
        _of(
            10,
            "six at 8.0 of ten, one of them an optional subject: Tốt",
            "§2.5, §4.3",
            _five_low(_chosen(*four, "NGOAI_NGU_2")),
            out={"academic": {"year": "TOT"}},
        ),
        _of(
            10,
            "an elective comment subject Chưa đạt",
            "§2.5, §4.3",
            {"subjects": _chosen(*with_both)["subjects"] | {"AM_NHAC": records.subject("AM_NHAC", 10, "CD")}},
            out={"academic": {"year": "KHA", "adjusted_by": {"year": "AM_NHAC"}}},
        ),
        _of(10, "three of the nine", "§4.3", _chosen("DIA_LI", "VAT_LI", "HOA_HOC"), error="subjects"),
        _of(10, "five of the nine", "§4.3", _chosen(*four, "SINH_HOC"), error="subjects"),
        _of(10, "none of the nine", "§4.3", _chosen(), error="subjects"),
        _of(10, "all nine", "§4.3", _chosen(*nine), error="subjects"),
        _of(
            10,
            "Giáo dục quốc phòng và an ninh is scored",
            "§2.1",
            {"subjects": {"GDQPAN": records.subject("GDQPAN", 10, "6.0")}},
            out={"subjects": {"GDQPAN": {"year": "6.0"}}},
        ),
        _of(
            10,
            "Giáo dục quốc phòng và an ninh has no Đạt",
            "§2.1",
            {"subjects": {"GDQPAN": {"terms": {"1": {"gk": "D"}}}}},
            error="subjects.GDQPAN.terms.1.gk",
        ),
        _of(
            10,
            "Âm nhạc of upper secondary is a comment subject",
            "§2.1",
            {"subjects": _chosen(*with_arts)["subjects"] | {"AM_NHAC": {"terms": {"1": {"gk": "8.0"}}}}},
            error="subjects.AM_NHAC.terms.1.gk",
        ),
    ]
    for grade in (6, 7, 8, 9):
        for code in ("NGOAI_NGU_2", "TIENG_DTTS"):
            patch = {"subjects": {code: records.subject(code, grade, "6.4")}}
            out = {"subjects": {code: {"year": "6.4"}}, "academic": {"year": "KHA"}}
            found.append(_of(grade, f"grade {grade}: {code} is ranked like any other", "§4.2", patch, out=out))
    return found


def _special_topics() -> list[Json]:
    """DIA_LI has three regular scores, Toán four; 8.0 everywhere but the topics."""
    cells = {"tx": ["8.0", "8.0", "8.0"], "gk": "8.0", "ck": "8.0"}
    two = {"tx": ["8.0", "8.0"], "gk": "8.0", "ck": "8.0"}
    one_of = {"special_topics": "ONE_OF_REGULAR"}

    def term_1(cells: Json, code: str = "DIA_LI", **more: Any) -> Json:
        return {"subjects": {code: {"terms": {"1": cells}}}} | more

    def gives(result: str | None, code: str = "DIA_LI") -> Json:
        return {"subjects": {code: {"term_1": result, "term_2": "8.0"}}}

    toan = {"tx": ["6.4", "6.4", "6.4", "6.4"], "gk": "6.5", "ck": "6.5", "cd": "6.4"}
    clusters = {code: {"terms": {"1": {"cd": "8.0"}, "2": {"cd": "8.0"}}} for code in ("DIA_LI", "VAT_LI", "HOA_HOC")}
    rows: list[tuple[str, Json, Any]] = [
        ("an extra one: 69/9 = 7.667", term_1(cells | {"cd": "5.0"}), gives("7.7")),
        ("one of the three: 61/8 = 7.625", term_1(two | {"cd": "5.0"}, policies=one_of), gives("7.6")),
        ("none in this term: 64/8", term_1(cells), gives("8.0")),
        ("an extra one, zero by rule: 64/9", term_1(cells | {"cd": {"zero_by_rule": "Vắng"}}), gives("7.1")),
        ("five regular assessments: divisor 10, a tie: 64.5/10", term_1(toan, "TOAN"), gives("6.5", "TOAN")),
        (
            "half to even: 64.5/10 to 6.4",
            term_1(toan, "TOAN", policies={"tie_rounding": "HALF_EVEN"}),
            gives("6.4", "TOAN"),
        ),
        ("three clusters", {"subjects": clusters}, {"academic": {"year": "TOT"}}),
        ("four clusters", {"subjects": clusters | {"TIN_HOC": {"terms": {"1": {"cd": "8.0"}}}}}, "subjects"),
        ("an extra one, but two regular scores", term_1(two | {"cd": "5.0"}), "subjects.DIA_LI.terms.1.tx"),
        (
            "one of three, but three regular scores",
            term_1(cells | {"cd": "5.0"}, policies=one_of),
            "subjects.DIA_LI.terms.1.tx",
        ),
        ("a result of topics that is no score", term_1({"cd": "D"}), "subjects.DIA_LI.terms.1.cd"),
    ]
    found = []
    for name, patch, result in rows:
        key = "error" if isinstance(result, str) else "out"
        found.append(_of(10, name, "§2.2 (policy)", patch, **{key: result}))
    whole = records.secondary(10)
    whole["subjects"]["DIA_LI"]["terms"]["1"]["cd"] = None
    pending = {"name": "an extra one with null is pending", "source": "domain.md §2.2, §2.3", "in": whole}
    found.append(pending | {"out": {"subjects": {"DIA_LI": {"term_1": None}}, "academic": {"term_1": "PENDING"}}})
    lower = {"subjects": {"TOAN": {"terms": {"1": {"cd": "8.0"}}}}}
    found.append(_of(8, "lower secondary has no special topics", "§2.2", lower, error="subjects.TOAN.terms.1.cd"))
    return found


def _exempt(code: str, scope: str, **marks: str) -> Json:
    if scope == "YEAR":
        return {"subjects": {code: {"terms": None, "exempt": Q}}}
    term = {"exempt": {"scope": scope, "decision": "12/QĐ-HT"}} | dict.fromkeys(("tx", "gk", "ck"))
    return {"subjects": {code: {"terms": {scope[-1]: term}}}}


def _exemptions() -> list[Json]:
    none = dict.fromkeys(("term_1", "term_2", "year", "final"))
    low = {code: records.subject(code, 8, "4.9") for code in ("TOAN", "NGU_VAN")}
    other = {"policies": {"year_after_term_exemption": "OTHER_TERM"}}
    toan_1, toan_2 = _exempt("TOAN", "TERM_1"), _exempt("TOAN", "TERM_2")
    left_1 = none | {"term_2": "8.0"}
    left_2 = none | {"term_1": "8.0"}
    rows: list[tuple[str, Json, Json]] = [
        (
            "a comment subject for the year",
            _exempt("GDTC", "YEAR"),
            {"subjects": {"GDTC": none}, "academic": {"year": "TOT"}, "promotion": "PROMOTED"},
        ),
        (
            "a scored subject for the year",
            _exempt("TIN_HOC", "YEAR"),
            {"subjects": {"TIN_HOC": none}, "academic": {"year": "TOT"}},
        ),
        (
            "term I, the year is left out (policy)",
            toan_1,
            {"subjects": {"TOAN": left_1}, "academic": {"term_1": "TOT", "year": "TOT"}},
        ),
        (
            "term II, the year is left out (policy)",
            toan_2,
            {"subjects": {"TOAN": left_2}, "academic": {"term_2": "TOT", "year": "TOT"}},
        ),
        (
            "term I, the year is that of term II (policy)",
            toan_1 | other,
            {"subjects": {"TOAN": left_1 | {"year": "8.0", "final": "8.0"}}},
        ),
        (
            "term II, the year is that of term I (policy)",
            toan_2 | other,
            {"subjects": {"TOAN": left_2 | {"year": "8.0", "final": "8.0"}}},
        ),
        (
            "a comment subject in term I: the year is the result of term II",
            _exempt("GDTC", "TERM_1"),
            {"subjects": {"GDTC": {"term_1": None, "term_2": "D", "year": "D"}}},
        ),
        (
            "a comment subject in term II",
            _exempt("GDTC", "TERM_2"),
            {"subjects": {"GDTC": {"term_1": "D", "term_2": None, "year": None}}, "academic": {"year": "TOT"}},
        ),
        (
            "six scored subjects remain",
            {"subjects": _both(_exempt("TOAN", "YEAR"), _exempt("NGU_VAN", "YEAR"))},
            {"academic": {"year": "TOT"}},
        ),
        (
            "five scored subjects remain: not ranked",
            {"subjects": _both(_exempt("TOAN", "YEAR"), _exempt("NGU_VAN", "YEAR"), _exempt("GDCD", "YEAR"))},
            {
                "academic": {"term_1": "PENDING", "term_2": "PENDING", "year": "PENDING", "final": "PENDING"},
                "promotion": "PENDING",
                "title": None,
            },
        ),
        (
            "five scored subjects remain, ranked literally (policy): never six",
            {
                "subjects": _both(_exempt("TOAN", "YEAR"), _exempt("NGU_VAN", "YEAR"), _exempt("GDCD", "YEAR")),
                "policies": {"minimum_scored_subjects": 0},
            },
            {"academic": {"year": "CHUA_DAT"}},
        ),
        (
            "five scored subjects in term I only",
            {"subjects": _both(toan_1, _exempt("NGU_VAN", "TERM_1"), _exempt("GDCD", "TERM_1"))} | other,
            {"academic": {"term_1": "PENDING", "term_2": "TOT", "year": "TOT"}},
        ),
        (
            "an exempt subject spoils nothing",
            {"subjects": low | _exempt("TOAN", "YEAR")["subjects"]},
            {"academic": {"year": "KHA", "adjusted_by": {"year": "NGU_VAN"}}},
        ),
        (
            "a subject that is exempt and another pending",
            {"subjects": _both(_exempt("GDTC", "YEAR"), {"subjects": {"GDDP": None}})},
            {"academic": {"year": "PENDING"}},
        ),
    ]
    found = [_of(8, name, "§2.10", patch, out=out) for name, patch, out in rows]
    for part, others, result in (("AM_NHAC", "D", "D"), ("AM_NHAC", "CD", "CD"), ("MI_THUAT", "D", "D")):
        rest = "MI_THUAT" if part == "AM_NHAC" else "AM_NHAC"
        marks = {"terms": {"1": records.term(2, others), "2": records.term(2, others)}}
        patch = {"subjects": {"NGHE_THUAT": {"terms": None, "parts": {part: {"exempt": Q}, rest: marks}}}}
        out = {"subjects": {"NGHE_THUAT": dict.fromkeys(none, result)}}
        found.append(_of(8, f"{part} exempt, the other part {others}", "§2.1, §2.10", patch, out=out))
    both = {"AM_NHAC": {"exempt": Q}, "MI_THUAT": {"exempt": Q}}
    patch = {"subjects": {"NGHE_THUAT": {"terms": None, "parts": both}}}
    found.append(
        _of(
            8,
            "both parts exempt",
            "§2.1, §2.10",
            patch,
            out={"subjects": {"NGHE_THUAT": none}, "academic": {"year": "TOT"}},
        )
    )
    return found


def _both(*patches: Json) -> Json:
    return {code: one for patch in patches for code, one in patch["subjects"].items()}


#: Grade, first school year under its circular (domain.md §1; Circular 27 Điều 2 of the circular itself).
FIRST = {1: 2020, 2: 2021, 3: 2022, 4: 2023, 5: 2024, 6: 2021, 7: 2022, 8: 2023, 9: 2024, 10: 2022, 11: 2023, 12: 2024}


def _rule_sets() -> list[Json]:
    found = []
    for grade, first in FIRST.items():
        source, rules = ("§1, TT 27/2020 Điều 2", "TT27-2020/1") if grade <= 5 else ("§1", "TT22-2021/1")
        for year, result in ((first, {"out": {"rule_set": rules}}), (first - 1, {"error": "grade"})):
            name = f"grade {grade} in {year}-{year + 1}"
            found.append(_of(grade, name, source, {"school_year": f"{year}-{year + 1}"}, **result))
        wrong = "TT22" if grade <= 5 else "TT27"
        found.append(_wrong_regulation(grade, wrong, source))
    return found


def _wrong_regulation(grade: int, wrong: str, source: str) -> Json:
    bare = {"regulation": wrong, "school_year": records.YEAR, "grade": grade, "subjects": {}}
    return {"name": f"grade {grade} under {wrong}", "source": f"domain.md {source}", "in": bare, "error": "regulation"}
