"""Roll call: who calls it, until when it changes freely, what is counted, and what stands against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.context import Context
from domain.errors import Faults, Rejected
from domain.formats.hoc_ba import Stage
from domain.report import commands as c
from domain.report import events as e
from domain.report.attendance import absence_totals, attendance, noted
from domain.report.editions import derive, missing
from domain.report.explaining import explain
from domain.roll import state as rolls
from domain.roll.commands import Absent, CallRoll
from domain.roll.decide import Called, call_roll
from domain.roll.events import RollCalled
from domain.school_year import events as y
from domain.values import Term
from tests.kit.asking import decided
from tests.kit.people import (
    CLASS_8A,
    CLASS_9A,
    HANG,
    LAN,
    PAPER,
    REPORT,
    REQUEST,
    complete,
    open_command,
    report,
    signed,
    year,
)
from tests.kit.story import ReportStory, Step, moment, rejected

DAY = date(2025, 10, 6)
SESSION = e.Session(DAY, e.Half.MORNING)
THAT_DAY = moment("2025-10-06 07:15")
MISSED = Absent(permitted=False)
EXCUSED = Absent(permitted=True, note="Mẹ gọi điện: sốt.")


class Class:
    """One pupil's class with its roll: what was decided goes on to stand."""

    def __init__(self, story: ReportStory | None = None) -> None:
        self.story = story or report()
        self.history: list[Step] = []

    def call(self, missed: Absent | None = None, at: datetime = THAT_DAY, actor: UUID = LAN, **more: object) -> Called:
        """The roll of a half-day, called; ``more`` are other values of the command."""
        values: dict[str, Any] = {"class_id": CLASS_8A, "day": DAY, "half": e.Half.MORNING}
        named = {REPORT: missed} if missed else {}
        command = CallRoll(**{**values, "absent": named, **more})
        context, roll = Context(str(actor), at), rolls.fold(CLASS_8A, self.history)
        found = call_roll(roll, [self.story.state], command, self.story.year.on(context.today), context)
        for event in found.roll:
            self.history.append(Step(event, str(actor), at, len(self.history) + 1, UUID(int=len(self.history))))
        for _, events in found.reports:
            self.story.given(*events, actor=actor, at=at)
        return found

    def events(self, called: Called) -> Sequence[object]:
        return [event for _, events in called.reports for event in events]


def called(absent: int, half: e.Half = e.Half.MORNING) -> RollCalled:
    return RollCalled(class_id=CLASS_8A, day=DAY, half=half, absent=absent)


def struck() -> e.AbsenceStruck:
    return e.AbsenceStruck(day=DAY, half=e.Half.MORNING)


def asked(before: e.Attendance, after: e.Attendance, day: date = DAY) -> c.RequestCorrection:
    change = e.SessionChange(day=day, half=e.Half.MORNING, before=before, after=after)
    return c.RequestCorrection(
        request_id=REQUEST, changes=(change,), reason_code=e.ReasonCode.OTHER, reason="Đơn nộp muộn", paper=PAPER
    )


def with_absences(count: int, permitted: int = 0) -> ReportStory:
    """Everything recorded, and so many half-days missed, the first of them with permission."""
    story = complete(absences=False)
    story.given(e.RollBegun(day=date(2025, 9, 8)), actor=LAN)
    for index in range(count):
        day, half = date.fromordinal(date(2025, 9, 8).toordinal() + index // 2), list(e.Half)[index % 2]
        story.given(e.AbsenceNoted(day=day, half=half, permitted=index < permitted), actor=LAN)
    return story


def test_everybody_is_there_whom_the_call_does_not_name() -> None:
    room = Class()
    found = room.call()
    assert found.roll == (called(0),)
    assert room.events(found) == [e.RollBegun(day=DAY)]
    state = room.story.state
    assert attendance(state, SESSION) is e.Attendance.PRESENT
    counted = absence_totals(state, room.story.year)
    assert counted
    assert (counted.absences, counted.by_day) == (e.Absences(permitted=0, unpermitted=0), True)


def test_until_the_last_open_day_a_call_changes_freely_and_then_only_by_a_correction() -> None:
    room = Class()
    assert room.events(room.call(MISSED)) == [
        e.RollBegun(day=DAY),
        e.AbsenceNoted(day=DAY, half=e.Half.MORNING, permitted=False),
    ]
    assert room.call(MISSED) == Called((), ())
    on_the_third = room.call(EXCUSED, at=moment("2025-10-09 23:59"))
    assert on_the_third.roll == (called(1),)
    [now] = room.events(on_the_third)
    assert now == e.AbsenceNoted(day=DAY, half=e.Half.MORNING, permitted=True, note="Mẹ gọi điện: sốt.")
    with pytest.raises(Faults) as caught:
        room.call(at=moment("2025-10-10 00:00"))
    [fault] = caught.value.faults
    assert fault.code == "roll.closed"
    assert "nghi/2025-10-06/morning" in fault.text("vi")
    assert "đến hết ngày 09/10/2025" in fault.text("vi")
    assert room.call(EXCUSED, at=moment("2025-12-01 08:00")) == Called((), ()), "what stands may be said again"
    room.story.when(asked(e.Attendance.PERMITTED, e.Attendance.PRESENT), LAN, moment("2025-12-01 08:00"))
    assert room.story.error is None


def test_who_came_late_is_struck() -> None:
    room = Class()
    room.call(MISSED)
    assert room.events(room.call()) == [struck()]
    assert noted(room.story.state) == []


def test_a_policy_opens_the_roll_longer_or_on_the_same_day_only() -> None:
    room = Class(report(year(roll_open_days=0)))
    room.call(MISSED)
    assert room.events(room.call(at=moment("2025-10-06 17:00"))) == [struck()]
    with pytest.raises(Faults):
        room.call(MISSED, at=moment("2025-10-07 07:00"))


def test_a_half_day_never_called_may_be_called_late() -> None:
    room = Class()
    room.call()
    found = room.call(MISSED, at=moment("2025-12-01 08:00"), half=e.Half.AFTERNOON)
    assert found.roll == (called(1, e.Half.AFTERNOON),)


@pytest.mark.parametrize("day", [date(2025, 9, 4), date(2025, 10, 7)])
def test_a_day_before_the_year_and_one_to_come_are_refused(day: date) -> None:
    room = Class()
    with pytest.raises(Rejected) as caught:
        room.call(day=day)
    assert caught.value.code == "roll.day"
    room.call()
    room.story.when(asked(e.Attendance.PRESENT, e.Attendance.UNPERMITTED, day), LAN, THAT_DAY)
    room.story.then_rejected("roll.day")


def test_only_the_homeroom_teacher_calls_it_and_only_for_who_is_in_the_class() -> None:
    room = Class()
    stranger: dict[str, Any] = {"absent": {UUID(int=9): MISSED}}
    rejected("right.missing", lambda: room.call(actor=HANG))
    rejected("roll.not_in_class", lambda: room.call(**stranger))
    room.story.given(e.PupilMoved(class_id=CLASS_9A, number=3, since=date(2025, 10, 8), document="7/QĐ"))
    room.call(MISSED)
    rejected("roll.empty", lambda: room.call(day=date(2025, 10, 8), at=moment("2025-10-08 07:15")))


def test_who_has_left_is_on_no_roll() -> None:
    room = Class()
    left = {"reason": "TRANSFERRED", "destination": "Trường THCS Hồng Lĩnh", "document": "8/QĐ"}
    room.story.given(e.PupilLeft.model_validate({"last_day": DAY, **left}))
    room.call(MISSED)
    rejected("roll.empty", lambda: room.call(day=date(2025, 10, 7), at=moment("2025-10-07 07:15")))


def test_a_locked_term_is_closed_to_the_roll() -> None:
    room = Class(report(year(y.TermLocked(term=Term.ONE))))
    rejected("period.locked", room.call)


def test_a_report_that_is_open_for_signing_is_named_and_holds_up_nobody_else() -> None:
    story = with_absences(2)
    story.when(open_command(story), LAN)
    room = Class(story)
    with pytest.raises(Faults) as caught:
        room.call(MISSED)
    [fault] = caught.value.faults
    assert (fault.code, fault.facts["number"]) == ("roll.edition_open", story.state.number)
    assert room.call(half=e.Half.AFTERNOON) == Called((called(0, half=e.Half.AFTERNOON),), ())


def test_who_came_with_a_total_from_elsewhere_holds_up_nobody_else() -> None:
    came = report().given(e.AbsencesRecorded(absences=e.Absences(permitted=3, unpermitted=1)), actor=LAN).state
    came.report_id = UUID(int=77)
    here, context = report(), Context(str(LAN), THAT_DAY)
    asked = CallRoll(class_id=CLASS_8A, day=DAY, half=e.Half.MORNING, absent={REPORT: MISSED})
    roll = rolls.fold(CLASS_8A, [])
    found = call_roll(roll, [here.state, came], asked, here.year.on(context.today), context)
    assert [one.report_id for one, _ in found.reports] == [REPORT]
    named = asked.model_copy(update={"absent": {came.report_id: MISSED}})
    with pytest.raises(Faults) as caught:
        call_roll(roll, [here.state, came], named, here.year.on(context.today), context)
    assert [fault.code for fault in caught.value.faults] == ["roll.total_stands"]


def test_days_and_a_total_from_elsewhere_exclude_each_other() -> None:
    total = e.Absences(permitted=3, unpermitted=1)
    room = Class(report().given(e.AbsencesRecorded(absences=total), actor=LAN))
    with pytest.raises(Faults) as caught:
        room.call()
    assert [fault.code for fault in caught.value.faults] == ["roll.total_stands"]
    counted = absence_totals(room.story.state, room.story.year)
    assert counted
    assert (counted.total, counted.by_day) == (4, False)
    room = Class()
    room.call()
    room.story.when(c.RecordHomeroom(absences=total), LAN).then_rejected("faults", "absences.by_day")


def test_at_45_the_pupil_is_promoted_and_at_46_not_with_the_list_of_days() -> None:
    story = with_absences(45, permitted=40)
    assert missing(story.state, story.year) == []
    assert derive(story.state, story.year).promotion == "PROMOTED"
    story = with_absences(46, permitted=40)
    assert derive(story.state, story.year).promotion == "RETAINED"
    found = {each.explanation.what: each for each in explain(story.state, story.year)}
    absences, promotion = found["absences"], found["promotion"]
    text = absences.explanation.text("vi")
    assert text.startswith("40 có phép, 6 không phép, đếm từ 46 buổi đã điểm danh vắng: sáng 08/09/2025 (nghỉ có phép)")
    assert len(absences.explanation.inputs) == 46
    assert all(absences.of_inputs)
    assert set(absences.positions) <= set(promotion.positions)
    assert "Nghỉ quá 45 buổi" in promotion.explanation.text("vi")


def test_on_a_plan_of_one_session_a_day_counts_once() -> None:
    story = with_absences(46)
    by_day = year(roll_counts="DAYS")
    counted = absence_totals(story.state, by_day)
    assert counted
    assert counted.absences == e.Absences(permitted=0, unpermitted=23)
    half = with_absences(3, permitted=1)
    counted = absence_totals(half.state, by_day)
    assert counted
    assert counted.absences == e.Absences(permitted=0, unpermitted=2), "a day is permitted where all of it was"


def test_a_correction_changes_one_half_day_and_the_count() -> None:
    story = with_absences(46)
    first = date(2025, 9, 8)
    story.when(asked(e.Attendance.PERMITTED, e.Attendance.PRESENT, first), LAN)
    story.then_rejected("correction.stale")
    story.when(asked(e.Attendance.UNPERMITTED, e.Attendance.PRESENT, first), LAN)
    assert story.error is None
    story.given(
        e.CorrectionApproved(
            request_id=REQUEST, request_sha256="e0" * 32, signature="51" * 32, certificate="ce" * 32, delegation_id=None
        )
    )
    assert derive(story.state, story.year).promotion == "PROMOTED"
    assert len(noted(story.state)) == 45


def test_the_document_has_the_count_and_a_correction_of_a_half_day_voids_from_the_homeroom_teacher_upward() -> None:
    story = with_absences(4, permitted=3)
    story.when(open_command(story), LAN)
    assert story.state.edition, story.error
    result = story.state.edition.result
    assert (result.absences_permitted, result.absences_unpermitted) == (3, 1)
    room = Class(signed(story, *Stage))
    rejected("faults", lambda: room.call(MISSED))
    change = e.SessionChange(
        day=date(2025, 9, 9), half=e.Half.AFTERNOON, before=e.Attendance.UNPERMITTED, after=e.Attendance.PERMITTED
    )
    story = decided(story, change, actor=LAN)
    _, refrozen, voided = story.events
    assert isinstance(refrozen, e.EditionRefrozen)
    assert (refrozen.result.absences_permitted, refrozen.result.absences_unpermitted) == (4, 0)
    assert isinstance(voided, e.SignaturesVoided)
    assert voided.signatures == ((Stage.HOMEROOM, None), (Stage.HEAD, None), (Stage.SEAL, None))


def test_nothing_is_asked_for_where_no_roll_was_called() -> None:
    report().when(asked(e.Attendance.PRESENT, e.Attendance.UNPERMITTED), LAN).then_rejected(
        "correction.nothing_recorded"
    )


YEAR = year()


@given(st.lists(st.tuples(st.sampled_from(list(e.Half)), st.sampled_from([None, MISSED, EXCUSED])), max_size=12))
def test_however_often_it_is_called_what_was_said_last_stands(calls: list[tuple[e.Half, Absent | None]]) -> None:
    room, last = Class(report(YEAR)), dict[e.Half, Absent | None]()
    for half, absent in calls:
        room.call(absent, half=half)
        last[half] = absent
    said = {half: absent.permitted for half, absent in last.items() if absent}
    assert {session.half: standing.value.permitted for session, standing in noted(room.story.state)} == said
    counted = absence_totals(room.story.state, YEAR)
    assert (counted.total if counted else None) == (len(said) if calls else None)
