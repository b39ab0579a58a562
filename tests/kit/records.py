"""Inputs of ``evaluate`` put together: whole records with the same mark everywhere, and what changes in them."""

from __future__ import annotations

from typing import Any

from tests.kit.oracle import curriculum

Json = dict[str, Any]

YEAR = "2025-2026"
#: Four of the nine that leave all subjects scored but four.
ELECTIVES = ("DIA_LI", "VAT_LI", "HOA_HOC", "TIN_HOC")


def term(regular: int, mark: Any) -> Json:
    """A term in which every assessment is the same, so that its result is that mark."""
    return {"tx": [mark] * regular, "gk": mark, "ck": mark}


def subject(code: str, grade: int, one: Any, two: Any = None) -> Json:
    """A subject with one mark in term I and one in term II, or the same in both."""
    regular = curriculum.offered(grade)[code].regular
    return {"terms": {"1": term(regular, one), "2": term(regular, one if two is None else two)}}


def secondary(grade: int, electives: tuple[str, ...] = ELECTIVES, score: str = "8.0") -> Json:
    """Every subject at a score or Đạt, conduct Tốt, no absence: academic Tốt."""
    studied = {code for code in curriculum.offered(grade) if code in curriculum.compulsory(grade)}
    studied |= set(electives) if grade >= 10 else set()
    return {
        "regulation": "TT22",
        "school_year": YEAR,
        "grade": grade,
        "subjects": {
            code: subject(code, grade, score if one.scored else "D")
            for code, one in curriculum.offered(grade).items()
            if code in studied
        },
        "conduct": {"1": "TOT", "2": "TOT"},
        "absences": 0,
    }


def primary(grade: int) -> Json:
    """Everything T, every test 9: HTXS."""
    return {
        "regulation": "TT27",
        "school_year": YEAR,
        "grade": grade,
        "subjects": {
            code: {"level": "T", "test": "9"} if tested else {"level": "T"}
            for code, tested in curriculum.primary(grade).items()
        },
        "qualities": dict.fromkeys(curriculum.QUALITIES, "T"),
        "competencies": {
            code: "T" for code in curriculum.COMPETENCIES if grade > 2 or code not in curriculum.TECHNICAL
        },
        "decisions": {},
    }


def merged(target: Any, patch: Any) -> Any:
    """JSON Merge Patch (RFC 7396): objects key by key, null removes, anything else replaces."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result
