"""
Circular 22/2021, secondary school: Điều 8 to 15 on the JSON of ``evaluate``, one function for one sentence of the law.

A result is a whole number of tenths (8.4 is 84), "D" or "CD", None while something is missing, or EXEMPT where the
subject is not assessed and counts nowhere.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.kit.oracle import curriculum

Json = dict[str, Any]
Result = int | str | None

EXEMPT = "EXEMPT"
LEVELS = ("CHUA_DAT", "DAT", "KHA", "TOT")

#: Điều 8.2: conduct of term II, then of the year for term I = Tốt, Khá, Đạt, Chưa đạt.
CONDUCT = {
    "TOT": ("TOT", "TOT", "KHA", "KHA"),
    "KHA": ("KHA", "KHA", "KHA", "DAT"),
    "DAT": ("KHA", "DAT", "DAT", "DAT"),
    "CHUA_DAT": ("CHUA_DAT", "CHUA_DAT", "CHUA_DAT", "CHUA_DAT"),
}

#: The choices that the text leaves, with the defaults of docs/regulations.md.
DEFAULTS = {
    "one_subject_reading": "IGNORE_SUBJECT",
    "comment_subject_can_adjust": True,
    "arts_needs_both_parts": True,
    "minimum_scored_subjects": 6,
    "tie_rounding": "HALF_UP",
    "absence_limit": 45,
    "conduct_repair_opens_reassessment": False,
    "special_topics": "EXTRA",
    "year_after_term_exemption": "LEFT_OUT",
    "reassess_all_failed": True,
    "title_after_summer": False,
}


def answer(document: Json) -> Json:
    """What ``evaluate`` must say of a secondary record."""
    policies = DEFAULTS | (document.get("policies") or {})
    results = {code: _subject(code, document, policies) for code in _studied(document)}
    academic: Json = {"adjusted_by": {}}
    for period in ("term_1", "term_2", "year", "final"):
        level, cause = _academic({code: one[period] for code, one in results.items()}, policies)
        academic[period], academic["adjusted_by"][period] = level, cause
    conduct = _conduct(document.get("conduct") or {})
    promotion = _promotion(document, results, academic, conduct, policies)
    # Completed if and only if promoted (Điều 12): whom the summer may still help has not completed.
    completion = {"PROMOTED": "COMPLETED", "PENDING": None}.get(promotion, "NOT_COMPLETED")
    return {
        "subjects": {code: {period: _shown(value) for period, value in one.items()} for code, one in results.items()},
        "academic": academic,
        "conduct": conduct,
        "promotion": promotion,
        "completion": completion if document["grade"] in (9, 12) else None,
        "title": _title(results, academic, conduct, "final" if policies["title_after_summer"] else "year"),
        "rule_set": "TT22-2021/1",
    }


def failed(result: str | None) -> bool:
    """Điều 14: whether a year's result, as it stands in the answer, is one that is re-assessed."""
    return result == "CD" or (result not in (None, "D") and _tenths(result) < 50)


def _studied(document: Json) -> list[str]:
    named = {*document["subjects"], *(document.get("individual_plan") or {}).get("subjects", [])}
    always = curriculum.compulsory(document["grade"])
    return [code for code in curriculum.offered(document["grade"]) if code in always or code in named]


def _tenths(mark: Any) -> int:
    if isinstance(mark, dict):
        return 0  # Điều 7.4: zero by rule.
    whole, _, tenth = mark.partition(".")
    return 10 * int(whole) + int(tenth or "0")


def _shown(result: Result) -> str | None:
    if isinstance(result, int):
        return f"{result // 10}.{result % 10}"
    return None if result == EXEMPT else result


def _rounded(exact: Fraction, policies: Json) -> int:
    if policies["tie_rounding"] == "HALF_EVEN":
        return round(exact)  # Python rounds an exact Fraction half to even.
    return (exact + Fraction(1, 2)).__floor__()


# Results of one subject (Điều 9.1).


def _subject(code: str, document: Json, policies: Json) -> dict[str, Result]:
    given = document["subjects"].get(code) or {"terms": {}}
    planned = code in (document.get("individual_plan") or {}).get("subjects", [])
    if planned or "exempt" in given:
        return dict.fromkeys(("term_1", "term_2", "year", "final"), EXEMPT)
    scored = curriculum.offered(document["grade"])[code].scored
    one, two = (_term(given, term, scored, policies) for term in "12")
    year = _year(one, two, scored, policies)
    final = year
    again = given.get("reassessed")
    if again is not None:
        final = _tenths(again) if scored else _comment(again)  # Điều 14: in the place of the year's result.
    return {"term_1": one, "term_2": two, "year": year, "final": final}


def _term(given: Json, term: str, scored: bool, policies: Json) -> Result:
    if "parts" not in given:
        return _plain_term(given, term, scored, policies)
    parts = [_plain_term(given["parts"].get(part) or {}, term, scored, policies) for part in curriculum.PARTS]
    assessed = [part for part in parts if part != EXEMPT]
    if not assessed:
        return EXEMPT
    if None in assessed:
        return None
    enough = all if policies["arts_needs_both_parts"] else any
    return "D" if enough(part == "D" for part in assessed) else "CD"


def _plain_term(given: Json, term: str, scored: bool, policies: Json) -> Result:
    if "exempt" in given:
        return EXEMPT
    cells = (given.get("terms") or {}).get(term) or {}
    if "exempt" in cells:
        return EXEMPT
    # "tx" has its right length or is missing; "cd" is one more of them, or stands for the last, which is left out.
    regular = list(cells.get("tx") or [None]) + ([cells["cd"]] if "cd" in cells else [])
    middle, end = cells.get("gk"), cells.get("ck")
    if None in [*regular, middle, end]:
        return None
    if not scored:
        return "D" if all(_comment(mark) == "D" for mark in [*regular, middle, end]) else "CD"
    total = sum(_tenths(mark) for mark in regular) + 2 * _tenths(middle) + 3 * _tenths(end)
    return _rounded(Fraction(total, len(regular) + 5), policies)


def _comment(mark: Any) -> str:
    return "CD" if isinstance(mark, dict) else str(mark)


def _year(one: Result, two: Result, scored: bool, policies: Json) -> Result:
    if one == EXEMPT and two == EXEMPT:
        return EXEMPT
    if not scored and two != EXEMPT:
        return two  # The result of term II, whatever term I was.
    if EXEMPT in (one, two):
        return EXEMPT if policies["year_after_term_exemption"] == "LEFT_OUT" else two if one == EXEMPT else one
    if one is None or two is None:
        return None
    assert isinstance(one, int)
    assert isinstance(two, int)
    return _rounded(Fraction(one + 2 * two, 3), policies)


# The academic level (Điều 9.2, 9.3).


def _academic(results: dict[str, Result], policies: Json) -> tuple[str, str | None]:
    counted = {code: result for code, result in results.items() if result != EXEMPT}
    scored = [result for result in counted.values() if isinstance(result, int)]
    if None in counted.values() or len(scored) < policies["minimum_scored_subjects"]:
        return "PENDING", None
    raw = _first_matching_row(list(counted.values()))
    for code, result in counted.items():
        if isinstance(result, str) and not policies["comment_subject_can_adjust"]:
            continue
        without = [other for name, other in counted.items() if name != code]
        if policies["one_subject_reading"] == "BEST_VALUE":
            without.append("D" if isinstance(result, str) else 100)
        would_be = _first_matching_row(without)
        if would_be in ("TOT", "KHA") and LEVELS.index(would_be) - LEVELS.index(raw) >= 2:
            return LEVELS[LEVELS.index(raw) + 1], code
    return raw, None


def _first_matching_row(results: list[Result]) -> str:
    comments = [result for result in results if isinstance(result, str)]
    scores = [result for result in results if isinstance(result, int)]
    not_reached = comments.count("CD")
    if not_reached == 0 and all(score >= 65 for score in scores) and sum(score >= 80 for score in scores) >= 6:
        return "TOT"
    if not_reached == 0 and all(score >= 50 for score in scores) and sum(score >= 65 for score in scores) >= 6:
        return "KHA"
    if not_reached <= 1 and all(score >= 35 for score in scores) and sum(score >= 50 for score in scores) >= 6:
        return "DAT"
    return "CHUA_DAT"


# The year as a whole (Điều 8, 12 to 15).


def _conduct(given: Json) -> Json:
    if given.get("1") is None or given.get("2") is None:
        return {"year": "PENDING", "final": "PENDING"}
    year = CONDUCT[given["2"]][("TOT", "KHA", "DAT", "CHUA_DAT").index(given["1"])]
    return {"year": year, "final": given.get("summer") or year}


def _promotion(
    document: Json, results: dict[str, dict[str, Result]], academic: Json, conduct: Json, policies: Json
) -> str:
    plan, absences = document.get("individual_plan"), document.get("absences")
    if plan:
        return {True: "PROMOTED", False: "RETAINED", None: "PENDING"}[plan.get("promoted")]
    if absences is None or "PENDING" in (conduct["year"], academic["year"]):
        return "PENDING"  # The table speaks of levels and counts that are there, so of nothing while one is missing.
    if absences > policies["absence_limit"]:
        return "RETAINED"
    both = conduct["year"] == academic["year"] == "CHUA_DAT"
    if both and not policies["conduct_repair_opens_reassessment"]:
        return "RETAINED"
    if "CHUA_DAT" not in (conduct["year"], academic["year"]):
        return "PROMOTED"  # The first row of the table; no summer is needed, and none takes it back.
    if conduct["final"] == "CHUA_DAT":
        return "RETAINED" if (document["conduct"].get("summer")) else "SUMMER_CONDUCT"
    if academic["final"] == "CHUA_DAT":
        failures = [code for code, one in results.items() if failed(_shown(one["year"]))]
        sat = [document["subjects"][code].get("reassessed") is not None for code in failures]
        return "RETAINED" if (all(sat) if policies["reassess_all_failed"] else any(sat)) else "REASSESS"
    return "PROMOTED"


def _title(results: dict[str, dict[str, Result]], academic: Json, conduct: Json, period: str) -> str | None:
    if conduct[period] != "TOT" or academic[period] != "TOT":
        return None
    excellent = [one for one in results.values() if isinstance(one[period], int) and one[period] >= 90]
    return "XUAT_SAC" if len(excellent) >= 6 else "GIOI"
