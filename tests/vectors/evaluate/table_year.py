"""Conduct, promotion before and after the summer, completion, titles."""

from __future__ import annotations

from typing import Any

from tests.kit import records
from tests.vectors.evaluate.table_results import scores

Json = dict[str, Any]
Vectors = dict[str, list[Json]]


def vectors() -> Vectors:
    """By file."""
    return {
        "conduct": _conduct(),
        "promotion": _promotion(),
        "summer": _summer(),
        "completion": _completion(),
        "titles": _titles(),
    }


def _of(base: int, name: str, source: str, patch: Json, out: Json) -> Json:
    return {"name": name, "source": f"domain.md {source}", "base": str(base), "patch": patch, "out": out}


# Term II, then the year for term I = Tốt, Khá, Đạt, Chưa đạt.
CONDUCT = """
    TOT      TOT      TOT      KHA      KHA
    KHA      KHA      KHA      KHA      DAT
    DAT      KHA      DAT      DAT      DAT
    CHUA_DAT CHUA_DAT CHUA_DAT CHUA_DAT CHUA_DAT
"""


def _conduct() -> list[Json]:
    found = []
    for row in CONDUCT.strip().splitlines():
        two, *years = row.split()
        for one, year in zip(("TOT", "KHA", "DAT", "CHUA_DAT"), years, strict=True):
            out = {"conduct": {"year": year, "final": year}}
            found.append(_of(8, f"{one}, then {two}: {year}", "§2.7", {"conduct": {"1": one, "2": two}}, out))
    for name, patch in (
        ("term I is missing", {"1": None}),
        ("term II is missing", {"2": None}),
        ("both are missing", {"1": None, "2": None}),
    ):
        out = {"conduct": {"year": "PENDING", "final": "PENDING"}, "promotion": "PENDING", "title": None}
        found.append(_of(8, f"pending: {name}", "§2.7", {"conduct": patch}, out))
    out = {"conduct": {"year": "PENDING", "final": "PENDING"}, "promotion": "PENDING"}
    found.append(
        _of(
            8,
            "pending even where Chưa đạt in term II would decide",
            "§2.7",
            {"conduct": {"1": None, "2": "CHUA_DAT"}},
            out,
        )
    )
    return found


GOOD = "8.0 8.0 8.0 8.0 8.0 8.0 8.0 8.0"
DAT = "5.0 5.0 5.0 5.0 5.0 5.0 3.5 3.5"
BAD = "4.9 3.4 5.0 5.0 5.0 5.0 5.0 5.0"  # Two failed subjects: Toán, Ngữ văn.

# Scores, conduct of both terms, absences, promotion.
PROMOTION = """
    GOOD TOT      0   PROMOTED
    DAT  DAT      45  PROMOTED
    DAT  DAT      46  RETAINED
    GOOD TOT      45  PROMOTED
    GOOD TOT      46  RETAINED
    GOOD TOT      350 RETAINED
    GOOD CHUA_DAT 0   SUMMER_CONDUCT
    DAT  CHUA_DAT 45  SUMMER_CONDUCT
    DAT  CHUA_DAT 46  RETAINED
    BAD  TOT      0   REASSESS
    BAD  DAT      45  REASSESS
    BAD  DAT      46  RETAINED
    BAD  CHUA_DAT 0   RETAINED
    BAD  CHUA_DAT 45  RETAINED
    BAD  CHUA_DAT 46  RETAINED
    BAD  CHUA_DAT -   PENDING
    GOOD TOT      -   PENDING
    GOOD CHUA_DAT -   PENDING
    BAD  TOT      -   PENDING
"""


def _promotion() -> list[Json]:
    found = []
    for row in PROMOTION.strip().splitlines():
        marks, conduct, absences, promotion = row.split()
        patch = scores({"GOOD": GOOD, "DAT": DAT, "BAD": BAD}[marks]) | {
            "conduct": {"1": conduct, "2": conduct},
            "absences": None if absences == "-" else int(absences),
        }
        name = f"academic {marks}, conduct {conduct}, absences {absences}"
        found.append(_of(8, name, "§2.8", patch, {"promotion": promotion, "completion": None}))
    missing = {"TOAN": {"terms": {"2": {"ck": None}}}}
    rows: list[tuple[str, Json, str]] = [
        (
            "46 absences, conduct and a mark are missing",
            {"subjects": missing, "conduct": None, "absences": 46},
            "PENDING",
        ),
        ("45 absences and a mark is missing", {"subjects": missing, "absences": 45}, "PENDING"),
        ("Chưa đạt in conduct and a mark is missing", {"subjects": missing, "conduct": {"2": "CHUA_DAT"}}, "PENDING"),
        ("a limit of 50 by policy, 50", {"absences": 50, "policies": {"absence_limit": 50}}, "PROMOTED"),
        ("a limit of 50 by policy, 51", {"absences": 51, "policies": {"absence_limit": 50}}, "RETAINED"),
        (
            "a level raised by the one-subject rule is promoted",
            scores("3.2 8.0 8.0 8.0 8.0 8.0 8.0 8.0"),
            "PROMOTED",
        ),
        (
            "both Chưa đạt, conduct may be repaired first (policy)",
            scores(BAD) | {"conduct": {"2": "CHUA_DAT"}, "policies": {"conduct_repair_opens_reassessment": True}},
            "SUMMER_CONDUCT",
        ),
    ]
    return found + [_of(8, name, "§2.8", patch, {"promotion": promotion}) for name, patch, promotion in rows]


def _again(**marks: str) -> Json:
    """The record with two failed subjects, and results after the summer."""
    patch = scores(BAD)
    for code, mark in marks.items():
        patch["subjects"].setdefault(code, {})["reassessed"] = mark
    return patch


def _summer() -> list[Json]:
    found = []
    for summer, promotion in (("TOT", "PROMOTED"), ("KHA", "PROMOTED"), ("DAT", "PROMOTED"), ("CHUA_DAT", "RETAINED")):
        patch = {"conduct": {"2": "CHUA_DAT", "summer": summer}}
        out = {"conduct": {"year": "CHUA_DAT", "final": summer}, "promotion": promotion, "title": None}
        found.append(_of(8, f"conduct judged again: {summer}", "§2.8 (Điều 13)", patch, out))
    repaired = {"conduct": {"2": "CHUA_DAT", "summer": "DAT"}}
    opened = {"policies": {"conduct_repair_opens_reassessment": True}}
    all_5 = _again(TOAN="5.0", NGU_VAN="5.0")
    rows: list[tuple[str, Json, Json]] = [
        (
            "the new results stand beside the year's",
            _again(TOAN="6.0", NGU_VAN="5.0"),
            {
                "subjects": {
                    "TOAN": {"term_1": "4.9", "term_2": "4.9", "year": "4.9", "final": "6.0"},
                    "NGU_VAN": {"year": "3.4", "final": "5.0"},
                    "KHTN": {"year": "5.0", "final": "5.0"},
                },
                "academic": {"term_1": "CHUA_DAT", "term_2": "CHUA_DAT", "year": "CHUA_DAT", "final": "DAT"},
                "promotion": "PROMOTED",
            },
        ),
        (
            "one is enough where it lifts the level",
            _again(NGU_VAN="3.5"),
            {"academic": {"final": "DAT"}, "promotion": "PROMOTED"},
        ),
        (
            "a promotion is not taken back: one 4.9 among Đạt, sat again without need",
            scores("4.9 5.0 5.0 5.0 5.0 5.0 5.0 5.0")
            | {"subjects": _sat(scores("4.9 5.0 5.0 5.0 5.0 5.0 5.0 5.0"), TOAN="3.4")},
            {"academic": {"year": "DAT", "final": "CHUA_DAT"}, "promotion": "PROMOTED"},
        ),
        ("one more is to be sat", _again(NGU_VAN="3.4"), {"academic": {"final": "CHUA_DAT"}, "promotion": "REASSESS"}),
        (
            "all were sat and it is not enough",
            _again(TOAN="4.9", NGU_VAN="3.4"),
            {"academic": {"year": "CHUA_DAT", "final": "CHUA_DAT"}, "promotion": "RETAINED"},
        ),
        (
            "one was sat, the pupil chose which (policy)",
            _again(NGU_VAN="3.4") | {"policies": {"reassess_all_failed": False}},
            {"promotion": "RETAINED"},
        ),
        (
            "46 absences: no summer route",
            all_5 | {"absences": 46},
            {"academic": {"final": "DAT"}, "promotion": "RETAINED"},
        ),
        ("both Chưa đạt: no summer route", all_5 | repaired, {"promotion": "RETAINED"}),
        ("both Chưa đạt, repaired, then sat again (policy)", all_5 | repaired | opened, {"promotion": "PROMOTED"}),
        ("both Chưa đạt, repaired, not yet sat (policy)", scores(BAD) | repaired | opened, {"promotion": "REASSESS"}),
        (
            "both Chưa đạt, not repaired (policy)",
            all_5 | {"conduct": {"2": "CHUA_DAT", "summer": "CHUA_DAT"}} | opened,
            {"promotion": "RETAINED"},
        ),
        (
            "the one-subject rule holds after the summer too: 3.0 alone among Khá",
            scores("3.0 3.0 6.5 6.5 6.5 6.5 6.5 6.5")
            | {"subjects": _sat(scores("3.0 3.0 6.5 6.5 6.5 6.5 6.5 6.5"), NGU_VAN="6.5")},
            {
                "academic": {
                    "year": "CHUA_DAT",
                    "final": "DAT",
                    "adjusted_by": {"term_1": None, "term_2": None, "year": None, "final": "TOAN"},
                },
                "promotion": "PROMOTED",
            },
        ),
    ]
    found += [_of(8, name, "§2.8 (Điều 14)", patch, out) for name, patch, out in rows]
    comments = scores(GOOD, "GDTC GDDP")
    sat = {"subjects": _sat(comments, GDTC="D", GDDP="D")}
    out = {"subjects": {"GDTC": {"year": "CD", "final": "D"}}, "academic": {"year": "CHUA_DAT", "final": "TOT"}}
    for after, title in ((False, None), (True, "GIOI")):
        patch = sat | {"policies": {"title_after_summer": after}}
        both = out | {"promotion": "PROMOTED", "title": title}
        found.append(
            _of(8, f"comment subjects sat again, titles after the summer: {after}", "§2.8, §2.9 (policy)", patch, both)
        )
    return found


def _sat(patch: Json, **marks: str) -> Json:
    return {
        code: one | ({"reassessed": marks[code]} if code in marks else {}) for code, one in patch["subjects"].items()
    }


def _completion() -> list[Json]:
    found = []
    for grade in range(6, 13):
        for absences, promotion, completion in ((45, "PROMOTED", "COMPLETED"), (46, "RETAINED", "NOT_COMPLETED")):
            last = completion if grade in (9, 12) else None
            out = {"promotion": promotion, "completion": last, "rule_set": "TT22-2021/1"}
            found.append(_of(grade, f"grade {grade}, {absences} absences", "§2.8", {"absences": absences}, out))
    for grade in (9, 12):
        out = {"promotion": "PENDING", "completion": None}
        found.append(_of(grade, f"grade {grade}, absences not counted yet", "§2.8", {"absences": None}, out))
        out = {"promotion": "SUMMER_CONDUCT", "completion": "NOT_COMPLETED"}
        name = f"grade {grade}, a summer before it: completed if and only if promoted"
        found.append(_of(grade, name, "§2.8", {"conduct": {"2": "CHUA_DAT"}}, out))
    return found


# Scores, conduct of both terms, title.
TITLES = """
    9.0 9.0 9.0 9.0 9.0 9.0 6.5 6.5  | TOT | XUAT_SAC | six at 9.0
    9.0 9.0 9.0 9.0 9.0 8.9 8.9 8.9  | TOT | GIOI     | five at 9.0
    10 10 10 10 10 10 10 10          | TOT | XUAT_SAC | all 10
    8.0 8.0 8.0 8.0 8.0 8.0 6.5 6.5  | TOT | GIOI     | just Tốt
    8.0 8.0 8.0 8.0 8.0 7.9 6.5 6.5  | TOT | -        | just Khá
    9.0 9.0 9.0 9.0 9.0 9.0 6.5 6.4  | TOT | -        | six at 9.0, but Khá: there is no Học sinh Tiên tiến
    9.0 9.0 9.0 9.0 9.0 9.0 9.0 9.0  | KHA | -        | conduct Khá
    9.0 9.0 9.0 9.0 9.0 9.0 9.0 4.9  | TOT | -        | raised to Khá, never to Tốt
"""


def _titles() -> list[Json]:
    found = []
    for row in TITLES.strip().splitlines():
        values, conduct, title, name = (cell.strip() for cell in row.split("|"))
        patch = scores(values) | {"conduct": {"1": conduct, "2": conduct}}
        found.append(_of(8, name, "§2.9", patch, {"title": None if title == "-" else title}))
    marks = {code: records.subject(code, 8, "8.9", "9.0") for code in scores("0 0 0 0 0 0 0 0")["subjects"]}
    found.append(_of(8, "the year counts: 8.9 and 9.0 are 9.0", "§2.9", {"subjects": marks}, {"title": "XUAT_SAC"}))
    marks = {code: records.subject(code, 8, "9.0", "8.9") for code in marks}
    found.append(_of(8, "the year counts: 9.0 and 8.9 are 8.9", "§2.9", {"subjects": marks}, {"title": "GIOI"}))
    found.append(
        _of(8, "the year's conduct: Khá, then Tốt is Tốt", "§2.9", {"conduct": {"1": "KHA"}}, {"title": "GIOI"})
    )
    found.append(_of(8, "the year's conduct: Tốt, then Khá is Khá", "§2.9", {"conduct": {"2": "KHA"}}, {"title": None}))
    return found
