"""
Signing, sealing and recording before and after the last day, by the school's policies (people.md C1.8, C3.7).

And a policy that was set after an edition was opened: it changes nothing that is frozen.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import pytest

from domain.context import Context
from domain.event import Event
from domain.formats.hoc_ba import Stage
from domain.regulations.policies import TieRounding
from domain.report import commands as c
from domain.report import events as e
from domain.report.editions import freeze
from domain.report.explaining import explain
from domain.report.governing import assessment
from domain.report.in_time import check_in_time
from domain.school_year import events as y
from domain.school_year.events import Step
from domain.values import Column, Level, Score, Term
from tests.kit import people
from tests.kit.people import (
    CK2,
    CLASS_8A,
    CLASS_9A,
    CLAUSE,
    DUNG,
    HANG,
    LAN,
    THU,
    TX1,
    opened,
    opened_year,
    seal_command,
    sign_command,
    signed,
    year,
)  # fmt: skip
from tests.kit.story import ReportStory, moment

LAST_MINUTE = moment("2026-06-15 23:59")
TOO_LATE = moment("2026-06-16 00:00")
TERM_1_LAST = date(2026, 1, 20)
REASSESSED = CK2.model_copy(update={"column": Column.DGL})


def toan(at: datetime) -> c.SignReport:
    return sign_command(Stage.SUBJECT, "TOAN", at=at)


def more(until: date, *class_ids: UUID, step: Step = Step.SUBJECT_TEACHERS) -> y.DeadlineExtended:
    return y.DeadlineExtended(step=step, grade=None, class_ids=class_ids, until=until, reason="Mất điện")


def lateness(story: ReportStory) -> list[bool]:
    assert story.error is None, story.error
    return [event.late for event in story.events if isinstance(event, e.ReportSigned | e.ReportSealed)]


def test_who_signs_in_the_last_minute_is_in_time() -> None:
    story = opened()
    assert lateness(story.when(toan(LAST_MINUTE), HANG, LAST_MINUTE)) == [False]


def test_who_signs_after_the_last_day_is_late_and_that_stands() -> None:
    story = opened()
    assert lateness(story.when(toan(TOO_LATE), HANG, TOO_LATE)) == [True]
    assert story.state.signatures[Stage.SUBJECT, "TOAN"].late


def test_too_late_is_refused_where_the_school_blocks_it_and_after_an_extension_it_works() -> None:
    """people.md C1.8: refused with the name of who may extend; after his extension it works."""
    blocked = opened_year(late_signing="BLOCK")
    story = opened(blocked.state)
    story.when(toan(TOO_LATE), HANG, TOO_LATE)
    story.then_rejected("deadline.passed", until="15/06/2026", staff="DUNG", class_code="8A")
    story.year = blocked.given(more(date(2026, 6, 18), CLASS_9A)).state
    story.when(toan(TOO_LATE), HANG, TOO_LATE).then_rejected("deadline.passed")
    story.year = blocked.given(more(date(2026, 6, 18), CLASS_8A)).state
    assert lateness(story.when(toan(TOO_LATE), HANG, TOO_LATE)) == [False]


def test_each_stage_has_its_own_last_day() -> None:
    """people.md C3.7: on 25/6 a class is late by the homeroom teacher, not by the head."""
    story = signed(opened(), Stage.SUBJECT)
    day = moment("2026-06-25 08:00")
    assert lateness(story.when(sign_command(Stage.HOMEROOM, at=day), LAN, day)) == [True]
    assert lateness(story.when(sign_command(Stage.HEAD, owner=DUNG, at=day), DUNG, day)) == [False]
    july = moment("2026-07-01 08:00")
    assert lateness(story.when(seal_command(july), THU, july)) == [True]


def test_the_seal_is_blocked_as_a_signature_is() -> None:
    story = signed(opened(year(late_signing="BLOCK")), Stage.SUBJECT, Stage.HOMEROOM, Stage.HEAD)
    july = moment("2026-07-01 08:00")
    story.when(seal_command(july), THU, july).then_rejected("deadline.passed", step="SEAL", until="30/06/2026")


@pytest.mark.parametrize(
    "summer", [e.SummerConductRecorded(level=Level.TOT), e.ScoreRecorded(cell=REASSESSED, mark=Score(8))]
)
def test_a_report_of_the_summer_has_until_the_day_of_the_summer(summer: Event) -> None:
    story = people.complete().given(summer, actor=DUNG)
    for day, late in (("2026-08-20 23:59", False), ("2026-08-21 00:00", True)):
        assert check_in_time(story.state, Stage.SEAL, story.year, Context(str(THU), moment(day))) is late
    assert check_in_time(people.complete().state, Stage.SEAL, story.year, Context(str(THU), moment("2026-07-01 08:00")))


def recorded(term: Term, **policies: object) -> ReportStory:
    """A report in a school whose first term is to be recorded by 20/1."""
    until = y.DeadlineSet(step=Step.RECORD_TERM_1, grade=None, until=TERM_1_LAST, document="Kế hoạch 48/KH")
    story = people.report(year(until, **policies))
    cell = TX1.model_copy(update={"term": term})
    day = moment("2026-01-21 00:00")
    return story.when(c.RecordSubject(subject="TOAN", marks={cell: Score(8)}), HANG, day)


def test_recording_after_the_last_day_is_blocked_only_where_the_school_says_so() -> None:
    assert recorded(Term.ONE).error is None
    assert recorded(Term.ONE, late_signing="BLOCK").error is None
    assert recorded(Term.TWO, late_recording="BLOCK").error is None
    recorded(Term.ONE, late_recording="BLOCK").then_rejected(
        "deadline.passed", step="RECORD_TERM_1", until="20/01/2026", staff="DUNG"
    )


def test_what_stands_may_be_recorded_again_after_the_last_day() -> None:
    """A workbook that is imported a second time brings nothing new."""
    until = y.DeadlineSet(step=Step.RECORD_TERM_1, grade=None, until=TERM_1_LAST, document="Kế hoạch 48/KH")
    story = people.report(year(until, late_recording="BLOCK"))
    asked = c.RecordSubject(subject="TOAN", marks={TX1: Score(8)})
    story.when(asked, HANG, moment("2026-01-20 23:59"))
    story.when(asked, HANG, moment("2026-01-21 00:00")).then_nothing_happened()


@pytest.mark.parametrize("term", Term)
def test_conduct_is_due_with_its_term(term: Term) -> None:
    until = y.DeadlineSet(step=Step.RECORD_TERM_1, grade=None, until=TERM_1_LAST, document="Kế hoạch 48/KH")
    story = people.report(year(until, late_recording="BLOCK"))
    story.when(c.RecordHomeroom(conduct={term: Level.TOT}), LAN, moment("2026-01-21 00:00"))
    assert (story.error.code if story.error else None) == ("deadline.passed" if term is Term.ONE else None)


def half_even(since: date) -> y.PolicySet:
    return y.PolicySet(
        policy="assessment.tie_rounding", value="HALF_EVEN", clause=CLAUSE, document="15/QĐ", since=since
    )


def policies_of(story: ReportStory) -> TieRounding:
    return assessment(story.state, story.year).tie_rounding


def test_an_edition_keeps_the_policies_that_it_was_opened_under() -> None:
    school = opened_year()
    story = opened(school.state)
    frozen = freeze(story.state, story.year)
    school.given(half_even(date(2026, 5, 26)), actor=DUNG)
    story.year = school.state.on(date(2026, 5, 26))
    assert story.year.policies.assessment.tie_rounding is TieRounding.HALF_EVEN
    assert policies_of(story) is TieRounding.HALF_UP
    assert freeze(story.state, story.year) == frozen
    assert all(each.policies.get("tie_rounding", TieRounding.HALF_UP) == "HALF_UP" for each in explained(story))


def explained(story: ReportStory) -> list[object]:
    found = explain(story.state, story.year)
    assert found
    return list(found)


def test_a_policy_set_before_governs_the_edition_from_its_day_on() -> None:
    school = opened_year().given(half_even(people.TODAY), actor=DUNG)
    assert policies_of(opened(school.state)) is TieRounding.HALF_EVEN
    coming = opened_year().given(half_even(date(2026, 6, 1)), actor=DUNG)
    story = opened(coming.state)
    story.year = coming.state.on(date(2026, 6, 2))
    assert policies_of(story) is TieRounding.HALF_UP


def test_the_day_of_the_command_says_which_policies_are_in_force() -> None:
    """A policy that begins tomorrow is not yet in force for a command of today, though the year has read of it."""
    block = y.PolicySet(policy="late_signing", value="BLOCK", clause=CLAUSE, document="15/QĐ", since=date(2026, 6, 17))
    story = opened(opened_year().given(block, actor=DUNG).state)
    assert lateness(story.when(toan(TOO_LATE), HANG, TOO_LATE)) == [True]
    day = moment("2026-06-17 00:00")
    story.when(sign_command(Stage.SUBJECT, "GDCD", at=day), DUNG, day).then_rejected("deadline.passed")
