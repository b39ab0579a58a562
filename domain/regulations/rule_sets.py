"""Which rules hold: chosen by school year and grade, never by today (domain.md §1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter, ValidationError

from domain.errors import Rejected
from domain.values import SchoolYearName

_SCHOOL_YEAR: TypeAdapter[str] = TypeAdapter(SchoolYearName)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """
    One version of one circular.

    ``version`` stands in every result. ``first_years`` maps a grade to the calendar year in which its first school year
    under these rules begins (2021 for 2021-2022).
    """

    version: str
    circular: str
    first_years: Mapping[int, int]


#: Primary school; grade by grade with the 2018 curriculum.
TT27 = RuleSet("TT27-2020/1", "27/2020/TT-BGDĐT", {1: 2020, 2: 2021, 3: 2022, 4: 2023, 5: 2024})
#: Lower and upper secondary, likewise.
TT22 = RuleSet("TT22-2021/1", "22/2021/TT-BGDĐT", {6: 2021, 7: 2022, 8: 2023, 9: 2024, 10: 2022, 11: 2023, 12: 2024})

_RULE_SETS = (TT27, TT22)


@cache
def rules_for(school_year: str, grade: int) -> RuleSet:
    """
    The rule set of ``grade`` in ``school_year`` ("2025-2026").

    Raises Rejected: ``regulation.school_year`` (not a school year), ``regulation.no_rules`` (no rules are known).
    """
    try:
        first = int(_SCHOOL_YEAR.validate_python(school_year)[:4])
    except ValidationError as error:
        raise Rejected("regulation.school_year", school_year=repr(school_year)) from error
    for rules in _RULE_SETS:
        if first >= rules.first_years.get(grade, first + 1):
            return rules
    raise Rejected("regulation.no_rules", grade=grade, school_year=school_year)


def first_school_year(grade: int) -> str:
    """The first school year of a grade under the rules that are known. Raises Rejected ``regulation.no_rules``."""
    for rules in _RULE_SETS:
        if grade in rules.first_years:
            first = rules.first_years[grade]
            return f"{first}-{first + 1}"
    raise Rejected("regulation.no_rules", grade=grade, school_year="—")
