"""Circular 27/2020, primary school: Điều 9.2a as a table of four rows, Điều 13 for the titles."""

from __future__ import annotations

from typing import Any

from tests.kit.oracle import curriculum

#: Result, levels of subjects, levels of qualities and competencies, lowest score of a test; the first that fits.
ROWS = (
    ("HTXS", "T", "T", 9),
    ("HTT", "T", "T", 7),
    ("HT", "TH", "TĐD", 5),
)


def answer(document: dict[str, Any]) -> dict[str, Any]:
    """What ``evaluate`` must say of a primary record."""
    result = _result(document)
    recognised = (document.get("decisions") or {}).get("outstanding_recognised") is True
    title = "XUAT_SAC" if result == "HTXS" else "TIEU_BIEU" if result == "HTT" and recognised else None
    completed = None if result == "PENDING" else result != "CHT"
    return {"result": result, "completed": completed, "title": title, "rule_set": "TT27-2020/1"}


def _result(document: dict[str, Any]) -> str:
    grade, subjects = document["grade"], document["subjects"]
    planned = (document.get("individual_plan") or {}).get("subjects", [])
    tested = {code for code, has_test in curriculum.primary(grade).items() if has_test}
    if document.get("disability_class"):
        tested = {"TIENG_VIET", "TOAN"}  # Điều 8.3.

    levels: list[str | None] = []
    tests: list[str | None] = []
    for code in dict.fromkeys([*curriculum.primary(grade), *subjects]):
        given = subjects.get(code) or {}
        if "exempt" in given or code in planned:
            continue
        levels.append(given.get("level"))
        if code in tested:
            tests.append(given.get("test"))

    qualities, competencies = document.get("qualities") or {}, document.get("competencies") or {}
    ratings = [qualities.get(code) for code in curriculum.QUALITIES]
    for code in curriculum.COMPETENCIES:
        if competencies.get(code) is None and code in curriculum.TECHNICAL and grade <= 2:
            continue
        ratings.append(competencies.get(code))

    if None in levels + ratings + tests:
        return "PENDING"
    scores = [int(test.split(".")[0]) for test in tests if test is not None]
    for result, fit_levels, fit_ratings, lowest in ROWS:
        if (
            all(level in fit_levels for level in levels if level)
            and all(rating in fit_ratings for rating in ratings if rating)
            and all(score >= lowest for score in scores)
        ):
            return result
    return "CHT"
