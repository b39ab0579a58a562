"""Inputs that are refused, each for one fault, with the place that the refusal names."""

from __future__ import annotations

import json
from typing import Any

from tests.kit import records

Json = dict[str, Any]
Vectors = dict[str, list[Json]]

ISSUE = "the form of evaluate (docs/formats/evaluate.md)"
Q = {"scope": "YEAR", "decision": "12/QĐ-HT"}


def vectors() -> Vectors:
    """By file."""
    return {"refused_marks": _marks(), "refused_forms": _forms(), "refused_texts": _texts()}


def _of(name: str, source: str, patch: Json, error: str, base: int = 8) -> Json:
    return {"name": name, "source": source, "base": str(base), "patch": patch, "error": error}


def _marks() -> list[Json]:
    found = []
    wrong: list[Any] = [
        "10.1",
        "10.5",
        "11",
        "-0.1",
        "-1",
        "8.25",
        "8.50",
        "8.",
        ".5",
        "08",
        "8,5",
        "",
        " 8",
        "8 ",
        "+8",
    ]
    wrong += [
        "1e1",
        "0x8",
        "８",
        "tám",
        "NaN",
        "Infinity",
        "D",
        "CD",
        "T",
        8,
        0,
        True,
        ["8.0"],
        {},
        {"cd_by_rule": "Vắng"},
    ]
    wrong += [{"zero_by_rule": "Vắng", "mark": "0"}]
    for mark in wrong:
        place: str | list[str] = "subjects.TOAN.terms.1.gk"
        if isinstance(mark, dict):
            named = {"": ["zero_by_rule"], "cd_by_rule": ["cd_by_rule", "zero_by_rule"], "zero_by_rule": ["mark"]}
            place = [f"{place}.{key}" for key in named[next(iter(mark), "")]]
        found.append(_whole(f"no mark of Toán: {mark!r}", "domain.md §2.1", "TOAN", mark, place))
    for mark in ("Đ", "CĐ", "d", "cd", "T", "8.0", "10", "", 1, False, [], {"zero_by_rule": "Vắng"}):
        place = "subjects.GDTC.terms.1.gk"
        if isinstance(mark, dict):
            place = [f"{place}.zero_by_rule", f"{place}.cd_by_rule"]
        found.append(_whole(f"no result of a comment subject: {mark!r}", "domain.md §2.1", "GDTC", mark, place))
    for reason in ("", "   ", 5, None):
        place = "subjects.TOAN.terms.1.gk.zero_by_rule"
        name = f"a zero by rule needs its reason: {reason!r}"
        found.append(_whole(name, "domain.md §2.3", "TOAN", {"zero_by_rule": reason}, place))
    for at, mark in ((0, "8.25"), (3, "10.1")):
        regular = ["8.0"] * 4
        regular[at] = mark
        patch = {"subjects": {"TOAN": {"terms": {"2": {"tx": regular}}}}}
        found.append(
            _of(f"the place of a regular score: {at}", "domain.md §2.1", patch, f"subjects.TOAN.terms.2.tx[{at}]")
        )
    for number in (8.0, 8.5, 7.75):
        patch = {"subjects": {"TOAN": {"terms": {"1": {"gk": number}}}}}
        found.append(_of(f"a mark is no JSON number: {number}", ISSUE, patch, "subjects.TOAN.terms.1.gk"))
    patch = {"subjects": {"TOAN": {"terms": {"1": {"tx": ["8.0", 7.5, "8.0", "8.0"]}}}}}
    found.append(_of("a JSON number among the regular scores", ISSUE, patch, "subjects.TOAN.terms.1.tx[1]"))
    return found


def _whole(name: str, source: str, code: str, mark: Any, place: str | list[str]) -> Json:
    """A whole input with one subject: a patch would take a null or an object in the mark for its own."""
    terms = {"1": records.term(4 if code == "TOAN" else 2, "8.0" if code == "TOAN" else "D") | {"gk": mark}}
    document = {"regulation": "TT22", "school_year": records.YEAR, "grade": 8, "subjects": {code: {"terms": terms}}}
    return {"name": name, "source": source, "in": document, "error": place}


def _forms() -> list[Json]:
    eight = {"terms": {"1": records.term(4, "8.0")}}
    rows: list[tuple[str, Json, str]] = [
        ("an unknown subject", {"subjects": {"TOAN_2": eight}}, "subjects.TOAN_2"),
        ("a subject of upper secondary", {"subjects": {"VAT_LI": eight}}, "subjects.VAT_LI"),
        ("a subject of primary school", {"subjects": {"TIENG_VIET": eight}}, "subjects.TIENG_VIET"),
        ("a subject in small letters", {"subjects": {"toan": eight}}, "subjects.toan"),
        ("an unknown key of a subject", {"subjects": {"TOAN": {"average": "8.0"}}}, "subjects.TOAN.average"),
        ("an unknown term", {"subjects": {"TOAN": {"terms": {"3": {}}}}}, "subjects.TOAN.terms.3"),
        ("an unknown column", {"subjects": {"TOAN": {"terms": {"1": {"m15": "8.0"}}}}}, "subjects.TOAN.terms.1.m15"),
        (
            "regular scores are a list",
            {"subjects": {"TOAN": {"terms": {"1": {"tx": "8.0"}}}}},
            "subjects.TOAN.terms.1.tx",
        ),
        ("no regular score at all", {"subjects": {"TOAN": {"terms": {"1": {"tx": []}}}}}, "subjects.TOAN.terms.1.tx"),
        ("a term is an object", {"subjects": {"TOAN": {"terms": {"1": "8.0"}}}}, "subjects.TOAN.terms.1"),
        ("a subject is an object", {"subjects": {"TOAN": "8.0"}}, "subjects.TOAN"),
        ("subjects are an object", {"subjects": ["TOAN"]}, "subjects"),
        ("neither terms nor exemption", {"subjects": {"TOAN": {"terms": None}}}, "subjects.TOAN"),
        ("terms and exemption", {"subjects": {"TOAN": {"exempt": Q}}}, "subjects.TOAN"),
        ("parts and terms", {"subjects": {"NGHE_THUAT": {"parts": {}}}}, "subjects.NGHE_THUAT"),
        ("only Nghệ thuật has parts", {"subjects": {"TOAN": {"parts": {"AM_NHAC": eight}}}}, "subjects.TOAN.parts"),
        (
            "an unknown part",
            {"subjects": {"NGHE_THUAT": {"terms": None, "parts": {"KICH": {"terms": {}}}}}},
            "subjects.NGHE_THUAT.parts.KICH",
        ),
        (
            "marks beside an exempt term",
            {"subjects": {"TOAN": {"terms": {"1": {"exempt": {"scope": "TERM_1", "decision": "1"}}}}}},
            "subjects.TOAN.terms.1",
        ),
        ("the scope of another term", _term_exempt("TERM_2"), "subjects.TOAN.terms.1.exempt.scope"),
        ("the scope of the year in a term", _term_exempt("YEAR"), "subjects.TOAN.terms.1.exempt.scope"),
        ("an unknown scope", _term_exempt("WEEK"), "subjects.TOAN.terms.1.exempt.scope"),
        (
            "the scope of a term for the year",
            _year_exempt({"scope": "TERM_1", "decision": "1"}),
            "subjects.TOAN.exempt.scope",
        ),
        ("an exemption without its decision", _year_exempt({"scope": "YEAR"}), "subjects.TOAN.exempt.decision"),
        (
            "an exemption with an empty decision",
            _year_exempt({"scope": "YEAR", "decision": ""}),
            "subjects.TOAN.exempt.decision",
        ),
        ("an exemption without its scope", _year_exempt({"decision": "1"}), "subjects.TOAN.exempt.scope"),
        ("an exemption is an object", {"subjects": {"TOAN": {"terms": None, "exempt": True}}}, "subjects.TOAN.exempt"),
        ("an unknown level of conduct", {"conduct": {"1": "GIOI"}}, "conduct.1"),
        ("a level of conduct in Vietnamese", {"conduct": {"2": "Tốt"}}, "conduct.2"),
        ("an unknown term of conduct", {"conduct": {"year": "TOT"}}, "conduct.year"),
        ("a summer where conduct is Tốt", {"conduct": {"summer": "TOT"}}, "conduct.summer"),
        ("a summer where conduct is Đạt", {"conduct": {"1": "DAT", "2": "DAT", "summer": "TOT"}}, "conduct.summer"),
        ("a summer where conduct is pending", {"conduct": {"1": None, "summer": "TOT"}}, "conduct.summer"),
        ("re-assessed with 8.0 in the year", {"subjects": {"TOAN": {"reassessed": "9.0"}}}, "subjects.TOAN.reassessed"),
        (
            "re-assessed with 5.0 in the year",
            {"subjects": {"TOAN": records.subject("TOAN", 8, "5.0") | {"reassessed": "9.0"}}},
            "subjects.TOAN.reassessed",
        ),
        ("re-assessed with Đạt in the year", {"subjects": {"GDTC": {"reassessed": "D"}}}, "subjects.GDTC.reassessed"),
        (
            "re-assessed while the year is pending",
            {"subjects": {"TOAN": {"terms": {"2": None}, "reassessed": "9.0"}}},
            "subjects.TOAN.reassessed",
        ),
        (
            "re-assessed though exempt",
            {"subjects": {"TOAN": {"terms": None, "exempt": Q, "reassessed": "9.0"}}},
            "subjects.TOAN.reassessed",
        ),
        (
            "re-assessed with Đạt in a scored subject",
            {"subjects": {"TOAN": records.subject("TOAN", 8, "4.9") | {"reassessed": "D"}}},
            "subjects.TOAN.reassessed",
        ),
        (
            "re-assessed with a score in a comment subject",
            {"subjects": {"GDTC": records.subject("GDTC", 8, "CD") | {"reassessed": "8.0"}}},
            "subjects.GDTC.reassessed",
        ),
        ("absences below zero", {"absences": -1}, "absences"),
        ("absences as a text", {"absences": "12"}, "absences"),
        ("absences with a fraction", {"absences": 12.5}, "absences"),
        ("absences are no truth", {"absences": True}, "absences"),
        ("an unknown key", {"teacher": "GV01"}, "teacher"),
        ("an unknown policy", {"policies": {"rounding": "UP"}}, "policies.rounding"),
        ("an unknown value of a policy", {"policies": {"tie_rounding": "DOWN"}}, "policies.tie_rounding"),
        ("a policy of another type", {"policies": {"absence_limit": "45"}}, "policies.absence_limit"),
        ("a policy that is a fraction", {"policies": {"absence_limit": 45.5}}, "policies.absence_limit"),
        (
            "a minimum above six subjects",
            {"policies": {"minimum_scored_subjects": 7}},
            "policies.minimum_scored_subjects",
        ),
        ("no such grade", {"grade": 13}, "grade"),
        ("no grade 0", {"grade": 0}, "grade"),
        ("a grade as a text", {"grade": "8"}, "grade"),
        ("a grade with a fraction", {"grade": 8.0}, "grade"),
        ("no such regulation", {"regulation": "TT58"}, "regulation"),
        ("a school year of two years", {"school_year": "2025-2027"}, "school_year"),
        ("a school year of one number", {"school_year": "2025"}, "school_year"),
        ("a school year as a number", {"school_year": 2025}, "school_year"),
        ("without a grade", {"grade": None}, "grade"),
        ("without a school year", {"school_year": None}, "school_year"),
        ("without subjects", {"subjects": None}, "subjects"),
        ("without a regulation", {"regulation": None}, "regulation"),
    ]
    found = [_of(name, ISSUE, patch, place) for name, patch, place in rows]
    primary: list[tuple[str, Json, str]] = [
        ("primary has no conduct", {"conduct": {"1": "TOT"}}, "conduct"),
        ("primary counts no absences here", {"absences": 12}, "absences"),
        ("primary has no terms", {"subjects": {"TOAN": {"terms": {}}}}, "subjects.TOAN.terms"),
        (
            "primary is exempt for the year",
            {"subjects": {"GDTC": {"level": None, "exempt": {"scope": "TERM_1", "decision": "1"}}}},
            "subjects.GDTC.exempt.scope",
        ),
        ("a level beside an exemption", {"subjects": {"GDTC": {"exempt": Q}}}, "subjects.GDTC"),
    ]
    return found + [_of(name, ISSUE, patch, place, base=4) for name, patch, place in primary]


def _term_exempt(scope: str) -> Json:
    term = {"tx": None, "gk": None, "ck": None, "exempt": {"scope": scope, "decision": "1"}}
    return {"subjects": {"TOAN": {"terms": {"1": term}}}}


def _year_exempt(exempt: Json) -> Json:
    return {"subjects": {"TOAN": {"terms": None, "exempt": exempt}}}


def _texts() -> list[Json]:
    good = json.dumps(records.secondary(8), ensure_ascii=False)
    rows: list[tuple[str, str, str | None]] = [
        ("no JSON", "TOAN 8.0", None),
        ("nothing", "", None),
        ("cut", good[:-1], None),
        ("two documents", good + good, None),
        ("a list", f"[{good}]", "$"),
        ("a text", '"TT22"', "$"),
        ("null", "null", "$"),
        ("a key twice", good.replace('"grade": 8', '"grade": 8, "grade": 8'), "grade"),
        ("a subject twice", good.replace('"GDCD": ', '"TOAN": {"terms": {}}, "GDCD": '), "subjects.TOAN"),
        ("NaN", good.replace('"absences": 0', '"absences": NaN'), "absences"),
        ("Infinity", good.replace('"absences": 0', '"absences": Infinity'), "absences"),
        ("an exponent", good.replace('"absences": 0', '"absences": 1e1'), "absences"),
        ("a fraction that is whole", good.replace('"absences": 0', '"absences": 12.0'), "absences"),
        ("more digits than any count has", good.replace('"absences": 0', f'"absences": {10**30}'), "absences"),
    ]
    return [{"name": name, "source": ISSUE, "text": text, "error": place} for name, text, place in rows]
