"""What the leadership's pages are made of: words for every policy, bars of the chart, lines of the calendar, days."""

from __future__ import annotations

from datetime import date
from enum import Enum

import pytest
from pydantic import TypeAdapter, ValidationError

from api.flows.board.table import Cell
from api.flows.year_decisions import DeadlineLine
from api.pages.fields import Day, DayOrNone, typed_day
from api.pages.head.board import parts
from api.pages.head.calendar import together
from api.pages.head.policies import choices
from domain.errors import Misused
from domain.policy_words import POLICIES
from domain.regulations.policies import Policies
from domain.school_year.deadlines import Source
from domain.school_year.events import Step
from domain.school_year.in_force import names
from domain.school_year.policies import SchoolPolicies

JUNE = date(2026, 6, 15)


def test_every_policy_has_words_and_says_what_it_decides() -> None:
    known = {name for name, _ in names(SchoolPolicies())}
    assert POLICIES["policy"].keys() == POLICIES["policy_why"].keys() == known


def test_every_value_of_a_policy_has_words() -> None:
    fields = [*SchoolPolicies.model_fields.values(), *Policies.model_fields.values()]
    kinds = [each.annotation for each in fields if isinstance(each.annotation, type)]
    values = {one.value for kind in kinds if issubclass(kind, Enum) for one in kind}
    assert values <= POLICIES["policy_value"].keys()


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("late_signing", ["BLOCK", "WARN"]),
        ("cross_check_before_signing", ["true", "false"]),
        ("assessment.tie_rounding", ["HALF_UP", "HALF_EVEN"]),
        ("signing_chains.THCS", ["SUBJECT_TEACHERS_FIRST", "HOMEROOM_FIRST"]),
        ("roll_open_days", None),
        ("deputies_approve_corrections", None),
    ],
)
def test_a_form_offers_the_values_of_a_policy(policy: str, expected: list[str] | None) -> None:
    assert choices(policy) == expected


def cell(done: int, total: int, ready: int = 0, late: int = 0) -> Cell:
    return Cell(done=done, total=total, ready=ready, late=late, until=None, days_left=None, oldest=None)


def test_the_bars_of_a_step_fill_it_and_what_is_late_is_counted_once() -> None:
    assert parts(cell(1, 4, ready=2, late=1)) == [
        ("done", 0.0, 25.0, 1), ("late", 25.0, 25.0, 1), ("ready", 50.0, 50.0, 2),
    ]  # fmt: skip
    assert parts(cell(2, 4, ready=2, late=2)) == [("done", 0.0, 50.0, 2), ("late", 50.0, 50.0, 2)]
    assert parts(cell(1, 3, ready=1)) == [
        ("done", 0.0, 33.33, 1),
        ("ready", 33.33, 33.33, 1),
        ("rest", 66.67, 33.33, 1),
    ]
    assert parts(cell(0, 0)) == []


def test_grades_with_one_last_day_stand_in_one_line() -> None:
    def line(grade: int, until: date = JUNE, code: str | None = None) -> DeadlineLine:
        source = Source.EXTENDED if code else Source.OPENED
        return DeadlineLine(
            step=Step.HEAD, grade=grade, class_code=code, until=until, source=source, document="" if code else None
        )

    later = date(2026, 6, 30)
    found = together([line(6), line(7), line(8, later), line(9), line(6, later, "6A"), line(6, later, "6B")])
    assert [(grades, codes) for _, grades, codes in found] == [("6, 7, 9", []), ("8", []), ("6", ["6A", "6B"])]


@pytest.mark.parametrize("text", ["15/06/2026", "15/6/2026", " 2026-06-15 "])
def test_a_day_is_read_as_people_here_write_it(text: str) -> None:
    assert TypeAdapter(Day).validate_python(text) == typed_day(text) == JUNE


@pytest.mark.parametrize("text", ["06/15/2026", "31/06/2026", "15/06/26", "x", "15/06/2026x"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Day).validate_python(text)
    with pytest.raises(Misused) as caught:
        typed_day(text)
    assert caught.value.code == "input.invalid"


def test_a_day_that_may_be_left_out_is_none_where_it_is_blank() -> None:
    assert TypeAdapter(DayOrNone).validate_python(" ") is typed_day(" ") is None
    with pytest.raises(ValidationError):
        TypeAdapter(Day).validate_python("")
