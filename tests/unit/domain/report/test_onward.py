"""Where a report leads at the end of its year, and the first events of the next one (people.md C5.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from domain.context import Context
from domain.event import Event
from domain.report import commands as c
from domain.report import events as e
from domain.report.editions import open_edition
from domain.report.onward import Onward, ends_level, onward
from domain.school_year import events as y
from domain.school_year.next_year import a_year_later, class_after, classes_after, following
from domain.school_year.state import SchoolClass
from domain.values import Cell, Column, Level, Score, Term
from tests.kit import people
from tests.kit.people import CLASS_8A, DUNG, HANG, LAN
from tests.kit.story import MORNING, ReportStory

TOO_MANY = e.Absences(permitted=40, unpermitted=6)


def test_who_is_promoted_goes_up_and_who_has_nothing_recorded_is_undecided() -> None:
    story = people.complete()
    assert onward(story.state, story.year) is Onward.PROMOTED
    empty = people.report()
    assert onward(empty.state, empty.year) is Onward.UNDECIDED


def recorded(instead: Callable[[Event], Event]) -> ReportStory:
    """Everything recorded, some of it otherwise."""
    story = people.report()
    for step in people.complete().history[1:]:
        story.given(instead(step.data), actor=step.actor)
    return story


def test_what_an_open_edition_fixed_counts_and_not_what_stands() -> None:
    story = people.complete()
    opened = people.open_command(story)
    retained = opened.frozen.result.model_copy(update={"promotion": "RETAINED"})
    (edition,) = open_edition(story.state, opened, story.year, Context(str(LAN), MORNING))
    assert isinstance(edition, e.EditionOpened)
    story.given(edition.model_copy(update={"result": retained}), actor=LAN)
    assert onward(story.state, story.year) is Onward.RETAINED


def test_too_many_absences_keep_him_behind() -> None:
    def absent(event: Event) -> Event:
        return e.AbsencesRecorded(absences=TOO_MANY) if isinstance(event, e.AbsencesRecorded) else event

    story = recorded(absent)
    assert onward(story.state, story.year) is Onward.RETAINED


def test_conduct_mended_in_the_summer_counts() -> None:
    def worse(event: Event) -> Event:
        if isinstance(event, e.ConductRecorded):
            return e.ConductRecorded(term=event.term, level=Level.CHUA_DAT)
        return event

    story = recorded(worse)
    assert onward(story.state, story.year) is Onward.RETAINED
    story.when(c.RecordSummerConduct(level=Level.DAT), DUNG)
    assert onward(story.state, story.year) is Onward.PROMOTED


def test_subjects_assessed_again_count() -> None:
    weak = {"TOAN": HANG, "NGU_VAN": LAN}

    def weaker(event: Event) -> Event:
        if isinstance(event, e.ScoreRecorded) and event.cell.subject in weak:
            return e.ScoreRecorded(cell=event.cell, mark=Score(2))
        return event

    story = recorded(weaker)
    assert onward(story.state, story.year) is Onward.RETAINED
    for code, teacher in weak.items():
        again = Cell(subject=code, term=Term.TWO, column=Column.DGL)
        story.when(c.RecordSubject(subject=code, marks={again: Score(6)}), teacher)
    assert onward(story.state, story.year) is Onward.PROMOTED


def test_who_left_is_left_behind_and_a_level_ends_with_its_last_grade() -> None:
    left = e.PupilLeft(last_day=people.TODAY, reason=e.LeavingReason.OTHER, destination=None, document="QĐ 1")
    story = people.complete().given(left)
    assert onward(story.state, story.year) is Onward.LEFT
    assert [grade for grade in range(1, 13) if ends_level(grade)] == [5, 9, 12]


def test_classes_keep_their_names_and_the_first_grade_has_the_classes_it_had() -> None:
    year = people.year()
    assert classes_after(year) == {"8A": 8, "9A": 9}
    assert classes_after(year, without=["9A"]) == {"8A": 8}
    assert class_after(SchoolClass(CLASS_8A, "9.2", 9)) == "10.2"


@pytest.mark.parametrize(("name", "expected"), [("2025-2026", "2026-2027"), ("2099-2100", "2100-2101")])
def test_the_next_year_s_name_and_days(name: str, expected: str) -> None:
    assert following(name) == expected
    leap = y.Calendar(starts=date(2027, 9, 6), term_2_starts=date(2028, 1, 17), ends=date(2028, 2, 29))
    assert a_year_later(leap).ends == date(2029, 2, 28)
    assert a_year_later(leap).starts == date(2028, 9, 6)
