"""
Records drawn at random, near the boundaries more often than elsewhere; all follow from one ``random.Random``.

A record is good by its form: what the summer brings stands only where the oracle finds the year failed. Whether the
engine agrees about that is then part of the question.
"""

from __future__ import annotations

from random import Random
from typing import Any

from tests.kit import oracle
from tests.kit.oracle import curriculum
from tests.kit.oracle.circular_22 import failed

Json = dict[str, Any]
LEVELS = ("CHUA_DAT", "DAT", "KHA", "TOT")
#: Tenths on both sides of every threshold.
BOUNDARIES = (0, 34, 35, 49, 50, 64, 65, 79, 80, 89, 90, 100)
#: Where most subjects of one pupil lie.
PROFILES = ((80, 100), (65, 80), (50, 66), (35, 51), (79, 81), (64, 66), (49, 51), (89, 91), (0, 100))
REASON = "Vắng kiểm tra, không có lí do"
DECISION = "12/QĐ-HT"


def secondary(rng: Random, grades: tuple[int, ...]) -> Json:
    """One whole record of Circular 22."""
    grade = rng.choice(grades)
    policies = _policies(rng)
    profile = rng.choice(PROFILES)
    chosen = rng.sample(list(curriculum.choice(grade)), 4) if grade >= 10 else []
    chosen += [code for code in curriculum.besides(grade) if rng.random() < 0.15]
    studied = [
        one for code, one in curriculum.offered(grade).items() if code in curriculum.compulsory(grade) or code in chosen
    ]
    topics = set(rng.sample([*chosen, "TOAN", "NGU_VAN"], rng.randint(0, 3))) if grade >= 10 else set()
    # At most three spoilers in most records, so that the one-subject rule is asked for often.
    spoilers = rng.sample([one.code for one in studied], rng.choice((0, 0, 1, 1, 1, 2, 3)))
    subjects = {
        one.code: _subject(rng, one, profile, one.code in spoilers, one.code in topics, policies) for one in studied
    }
    document: Json = {
        "regulation": "TT22",
        "school_year": "2025-2026",
        "grade": grade,
        "subjects": subjects,
        "conduct": {key: _conduct(rng) for key in ("1", "2")},
        "absences": rng.choice((0, 3, 12, 44, 45, 45, 46, 47, 200)) if rng.random() < 0.9 else 0,
        "policies": policies,
    }
    _spoil(rng, document)
    if rng.random() < 0.03:
        planned = rng.sample(list(curriculum.compulsory(grade)), rng.randint(1, 3))
        document["individual_plan"] = {
            "decision": DECISION,
            "subjects": planned,
            "promoted": rng.choice((True, False, None)),
        }
    if rng.random() < 0.5:
        _summer(rng, document)
    return document


def primary(rng: Random) -> Json:
    """One whole record of Circular 27."""
    grade = rng.randint(1, 5)
    low = rng.choice((9, 7, 5, 5, 0))
    levels = rng.choice(("T", "T", "TTTH", "TH", "TTHC"))
    ratings = rng.choice(("T", "T", "TTTTTTTTĐ", "TD", "TTTĐĐC"))
    subjects: Json = {}
    for code, tested in curriculum.primary(grade).items():
        subjects[code] = {"level": rng.choice(levels)}
        if tested:
            subjects[code]["test"] = str(rng.choice((low, 10, rng.randint(low, 10)))) + rng.choice(("", "", ".0"))
    for code in curriculum.primary_besides(grade):
        if rng.random() < 0.2:
            subjects[code] = {"level": rng.choice(levels)}
    document: Json = {
        "regulation": "TT27",
        "school_year": "2025-2026",
        "grade": grade,
        "subjects": subjects,
        "qualities": {code: rng.choice(ratings) for code in curriculum.QUALITIES},
        "competencies": {
            code: rng.choice(ratings)
            for code in curriculum.COMPETENCIES
            if grade > 2 or code not in curriculum.TECHNICAL or rng.random() < 0.3
        },
        "decisions": {
            key: rng.choice((True, True, False, None))
            for key in ("outstanding_recognised", "promoted_by_principal")
            if rng.random() < 0.7
        },
    }
    if rng.random() < 0.1:
        document["disability_class"] = rng.choice((True, False))
    if rng.random() < 0.15:
        subjects[rng.choice(list(subjects))] = {"exempt": {"scope": "YEAR", "decision": DECISION}}
    if rng.random() < 0.05:
        planned = rng.sample(list(curriculum.primary(grade)), rng.randint(1, 3))
        document["individual_plan"] = {"decision": DECISION, "subjects": planned}
    if rng.random() < 0.3:  # One thing spoils an otherwise even record.
        _spoil_primary(rng, document)
    return document


def _spoil_primary(rng: Random, document: Json) -> None:
    code = rng.choice(list(document["subjects"]))
    if "exempt" in document["subjects"][code]:
        return
    kind = rng.choice(("level", "test", "rating", "missing"))
    if kind == "level":
        document["subjects"][code]["level"] = rng.choice("HC")
    elif kind == "test" and "test" in document["subjects"][code]:
        document["subjects"][code]["test"] = rng.choice("045678")
    elif kind == "rating":
        group = document[rng.choice(("qualities", "competencies"))]
        group[rng.choice(list(group))] = rng.choice("ĐDC")
    elif kind == "missing":
        group = rng.choice(
            (document["subjects"], document["subjects"][code], document["qualities"], document["competencies"])
        )
        key = rng.choice(list(group))
        if rng.random() < 0.5 and group is not document["subjects"]:
            group[key] = None
        elif group is not document["subjects"] or key in curriculum.primary(document["grade"]):
            del group[key]


def _policies(rng: Random) -> Json:
    if rng.random() < 0.5:
        return {}
    choices: Json = {
        "one_subject_reading": ("IGNORE_SUBJECT", "BEST_VALUE"),
        "comment_subject_can_adjust": (True, False),
        "arts_needs_both_parts": (True, False),
        "minimum_scored_subjects": (0, 5, 6),
        "tie_rounding": ("HALF_UP", "HALF_EVEN"),
        "absence_limit": (0, 44, 45, 46),
        "conduct_repair_opens_reassessment": (True, False),
        "special_topics": ("EXTRA", "ONE_OF_REGULAR"),
        "year_after_term_exemption": ("LEFT_OUT", "OTHER_TERM"),
        "reassess_all_failed": (True, False),
        "title_after_summer": (True, False),
    }
    return {name: rng.choice(values) for name, values in choices.items() if rng.random() < 0.5}


def _conduct(rng: Random) -> str | None:
    return None if rng.random() < 0.02 else rng.choice((*LEVELS, "TOT", "TOT", "KHA"))


def _tenths(rng: Random, profile: tuple[int, int], *, spoiler: bool) -> int:
    if spoiler:
        return rng.choice((0, 20, 34, 35, 49, 50, 64))
    if rng.random() < 0.1:
        return rng.choice([each for each in BOUNDARIES if each >= profile[0]])
    return rng.randint(*profile)


def mark(tenths: int, rng: Random) -> str:
    """As it is written: whole scores with or without their zero."""
    if tenths % 10 == 0 and (tenths == 100 or rng.random() < 0.5):
        return str(tenths // 10) + rng.choice(("", ".0"))
    return f"{tenths // 10}.{tenths % 10}"


def _subject(
    rng: Random, one: curriculum.Subject, profile: tuple[int, int], spoiler: bool, topics: bool, policies: Json
) -> Json:
    if one.code == "NGHE_THUAT" and rng.random() < 0.5:
        return {
            "parts": {
                part: _subject(
                    rng, curriculum.Subject(part, False, 35), profile, spoiler and rng.random() < 0.7, False, policies
                )
                for part in curriculum.PARTS
            }
        }
    target = _tenths(rng, profile, spoiler=spoiler)
    terms = {}
    for term in "12":
        if rng.random() < 0.5:
            target = _tenths(rng, profile, spoiler=spoiler)
        # The topics of a year may lie in one term alone.
        with_topics = topics and (term == "1" or rng.random() < 0.7)
        regular = one.regular - (with_topics and policies.get("special_topics") == "ONE_OF_REGULAR")
        cells: list[Any] = _cells(rng, one, regular + 2 + with_topics, target, spoiler=spoiler)
        terms[term] = {"tx": cells[:regular], "gk": cells[regular], "ck": cells[regular + 1]}
        if with_topics:
            terms[term]["cd"] = cells[-1]
    return {"terms": terms}


def _cells(rng: Random, one: curriculum.Subject, count: int, target: int, *, spoiler: bool) -> list[Any]:
    if not one.scored:
        not_reached = rng.randrange(count) if spoiler and rng.random() < 0.8 else None
        return ["CD" if index == not_reached else "D" for index in range(count)]
    spread = rng.choice((0, 0, 1, 2, 10))
    return [mark(min(100, max(0, target + rng.randint(-spread, spread))), rng) for _ in range(count)]


def _spoil(rng: Random, document: Json) -> None:
    """Pending cells, marks by rule, exemptions: none in most records."""
    subjects = document["subjects"]
    for _ in range(rng.choice((0, 0, 0, 0, 1, 2))):
        code = rng.choice(list(subjects))
        if "terms" not in subjects[code]:
            continue
        term = rng.choice("12")
        cells = subjects[code]["terms"].get(term)
        if not cells or "exempt" in cells:
            continue
        scored = curriculum.offered(document["grade"])[code].scored
        kind = rng.choice(("pending", "rule", "rule", "year", "term", "parts", "left out"))
        value = None if kind == "pending" else {"zero_by_rule" if scored else "cd_by_rule": REASON}
        if kind in ("pending", "rule"):
            where = rng.choice(list(cells))
            if where == "tx":
                cells["tx"][rng.randrange(len(cells["tx"]))] = value
            else:
                cells[where] = value
        elif kind == "year":
            subjects[code] = {"exempt": {"scope": "YEAR", "decision": DECISION}}
        elif kind == "term":
            subjects[code]["terms"][term] = {"exempt": {"scope": f"TERM_{term}", "decision": DECISION}}
        elif kind == "parts":
            _spoil_parts(rng, subjects)
        elif code in curriculum.compulsory(document["grade"]):
            del subjects[code]["terms"][term]
    if rng.random() < 0.03:
        for code in rng.sample(list(subjects), 3):
            subjects[code] = {"exempt": {"scope": "YEAR", "decision": DECISION}}
    if rng.random() < 0.02:
        document["absences"] = None


def _spoil_parts(rng: Random, subjects: Json) -> None:
    parts = subjects.get("NGHE_THUAT", {}).get("parts")
    if not parts:
        return
    part = rng.choice(curriculum.PARTS)
    if rng.random() < 0.5:
        parts[part] = {"exempt": {"scope": "YEAR", "decision": DECISION}}
    elif "terms" in parts[part]:
        parts[part]["terms"]["1"] = {"exempt": {"scope": "TERM_1", "decision": DECISION}}


def _summer(rng: Random, document: Json) -> None:
    """What the summer brings, where the year is failed."""
    before = oracle.answer(document)
    if before["conduct"]["year"] == "CHUA_DAT" and rng.random() < 0.7:
        document["conduct"]["summer"] = rng.choice(LEVELS)
    for code, results in before["subjects"].items():
        if failed(results["year"]) and rng.random() < 0.7:
            scored = curriculum.offered(document["grade"])[code].scored
            again: Any = mark(rng.choice(BOUNDARIES), rng) if scored else rng.choice(("D", "D", "CD"))
            if rng.random() < 0.05:
                again = {"zero_by_rule" if scored else "cd_by_rule": REASON}
            document["subjects"][code]["reassessed"] = again
