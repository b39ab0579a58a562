"""Recording (ghi sổ): whose right it is, what is new, what stands already, and every fault together."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.context import Context
from domain.formats.hoc_ba import Stage
from domain.report import commands as c
from domain.report import events as e
from domain.report.decide import start
from domain.school_year import events as y
from domain.values import Cell, Column, CommentResult, Level, Mark, Score, Term
from tests.kit.people import (
    BINH,
    CK2,
    CLASS_8A,
    CLASS_9A,
    DUNG,
    HANG,
    LAN,
    PUPIL,
    STARTED,
    THU,
    TX1,
    YEAR_ID,
    assigned,
    complete,
    ended,
    open_command,
    opened,
    report,
    signed,
    year,
)  # fmt: skip
from tests.kit.story import MORNING, moment, rejected

GYM = Cell(subject="GDTC", term=Term.ONE, column=Column.GK)
MUSIC = Cell(subject="NGHE_THUAT", part="AM_NHAC", term=Term.ONE, column=Column.TX1)
ART = MUSIC.model_copy(update={"part": "MI_THUAT"})
REASON = "Không dự kiểm tra, không có lí do"


def toan(marks: dict[Cell, Mark] | None = None, **more: object) -> c.RecordSubject:
    return c.RecordSubject.model_validate({"subject": "TOAN", "marks": marks or {}, **more})


def score(cell: Cell, mark: str, by_rule: str | None = None) -> e.ScoreRecorded:
    return e.ScoreRecorded(cell=cell, mark=Score(mark), by_rule=by_rule)


def test_one_event_for_each_new_value() -> None:
    command = toan({TX1: Score("7.5"), CK2: Score(8)}, comment="Có tiến bộ")
    story = report().when(command, HANG)
    story.then(score(TX1, "7.5"), score(CK2, "8"), e.CommentRecorded(subject="TOAN", text="Có tiến bộ"))
    standing = story.state.marks[TX1]
    assert (standing.value, standing.actor, standing.at, standing.position) == (Score("7.5"), str(HANG), MORNING, 2)


def test_what_is_equal_is_passed_over() -> None:
    command = toan({TX1: Score("7.5")}, comment="Có tiến bộ")
    story = report().when(command, HANG)
    story.when(command, HANG).then_nothing_happened()
    story.when(toan({TX1: Score("7.5"), CK2: Score(8)}), HANG).then(score(CK2, "8"))
    story.when(toan(), HANG).then_nothing_happened()


def test_what_is_different_is_rejected_and_nothing_of_the_command_is_recorded() -> None:
    story = report().given(score(TX1, "5.8"), e.CommentRecorded(subject="TOAN", text="Khá"), actor=HANG)
    story.when(toan({TX1: Score("8.5"), CK2: Score(8)}, comment="Tốt"), HANG)
    story.then_rejected("faults", "score.recorded", "score.recorded", count=2)
    assert story.error is not None
    text = story.error.text("vi")
    assert "Toán TX1 học kì I: giá trị 5,8 đã ghi sổ ngày 25/05/2026" in text
    assert "Toán: nhận xét: giá trị Khá" in text
    assert "TOAN HK1 TX1: 5.8 was recorded" in story.error.text("en")


def test_all_faults_are_named_together() -> None:
    locked = year(y.TermLocked(term=Term.TWO))
    marks: dict[Cell, Mark] = {
        TX1: Score(9),
        GYM: Score(9),
        TX1.model_copy(update={"column": Column.TX5}): Score(9),
        TX1.model_copy(update={"part": "AM_NHAC"}): Score(9),
        TX1.model_copy(update={"column": Column.GK}): CommentResult.D,
        CK2: Score(9),
    }
    story = report(locked).given(score(TX1, "8"), actor=HANG)
    story.when(toan(marks, by_rule={TX1.model_copy(update={"column": Column.TX2}): REASON}), HANG)
    story.then_rejected(
        "faults",
        "score.recorded",
        "regulation.other_subject",
        "regulation.column_unknown",
        "regulation.part_unexpected",
        "regulation.score_expected",
        "period.locked",
    )


def test_a_comment_subject_takes_results_and_has_two_regular_assessments() -> None:
    story = report()
    story.when(c.RecordSubject(subject="GDTC", marks={GYM: CommentResult.CD}), LAN)
    story.then(e.ScoreRecorded(cell=GYM, mark=CommentResult.CD))
    wrong: dict[Cell, Mark] = {
        GYM.model_copy(update={"column": Column.TX1}): Score(9),
        GYM.model_copy(update={"column": Column.TX3}): CommentResult.D,
    }
    story.when(c.RecordSubject(subject="GDTC", marks=wrong), LAN)
    story.then_rejected("faults", "regulation.result_expected", "regulation.column_unknown")


def test_a_zero_by_rule_carries_its_reason() -> None:
    story = report().when(toan({TX1: Score(0)}, by_rule={TX1: REASON}), HANG).then(score(TX1, "0", REASON))
    assert story.state.marks[TX1].by_rule == REASON


def test_a_reason_alone_sets_what_the_rule_sets() -> None:
    """Điều 7.4: 0 in a scored subject, Chưa đạt in a comment subject; a reason is never dropped silently."""
    report().when(toan(by_rule={TX1: REASON}), HANG).then(score(TX1, "0", REASON))
    gym = c.RecordSubject(subject="GDTC", by_rule={GYM: REASON})
    report().when(gym, LAN).then(e.ScoreRecorded(cell=GYM, mark=CommentResult.CD, by_rule=REASON))
    foreign = toan(by_rule={GYM: REASON})
    report().when(foreign, HANG).then_rejected("faults", "regulation.other_subject")


def test_a_mark_against_its_own_reason_is_refused() -> None:
    """Recorded, it would stand for ever and stop every evaluation of this report."""
    story = report().when(toan({TX1: Score("7.5")}, by_rule={TX1: REASON}), HANG)
    story.then_rejected("faults", "regulation.by_rule_contradicted")


@pytest.mark.parametrize("actor", [LAN, BINH, DUNG, THU])
def test_only_the_teacher_of_the_subject_records_it(actor: UUID) -> None:
    report().when(toan({TX1: Score(7)}), actor).then_rejected("right.missing", what="TOAN", where="8A")


def test_who_is_no_staff_records_nothing() -> None:
    for actor in ("operator", UUID(int=999)):
        report().when(toan({TX1: Score(7)}), actor).then_rejected("right.not_staff")


def test_the_right_ends_with_the_last_day_in_vietnam() -> None:
    school_year = year(ended(HANG, "TOAN", date(2026, 3, 15)), assigned(BINH, "TOAN", date(2026, 3, 16)))
    late, early = moment("2026-03-15 23:59"), moment("2026-03-16 00:00")
    report(school_year).when(toan({TX1: Score(7)}), HANG, late).then(score(TX1, "7"))
    report(school_year).when(toan({TX1: Score(7)}), HANG, early).then_rejected("right.ended", last_day="15/03/2026")
    report(school_year).when(toan({TX1: Score(7)}), BINH, late).then_rejected("right.missing")
    story = report(school_year).given(score(TX1, "6"), actor=HANG)
    story.when(toan({CK2: Score(7)}), BINH, early).then(score(CK2, "7"))
    story.when(toan({TX1: Score(7)}), BINH, early).then_rejected("faults", "score.recorded")


def test_the_teacher_of_one_part_does_not_record_the_other() -> None:
    school_year = year(
        ended(LAN, "NGHE_THUAT", date(2025, 12, 31)),
        *(assigned(who, "NGHE_THUAT", date(2026, 1, 1), part) for who, part in ((BINH, "AM_NHAC"), (HANG, "MI_THUAT"))),
    )
    music = c.RecordSubject(subject="NGHE_THUAT", marks={MUSIC: CommentResult.D})
    both = c.RecordSubject(subject="NGHE_THUAT", marks={MUSIC: CommentResult.D, ART: CommentResult.D})
    report(school_year).when(music, BINH).then(e.ScoreRecorded(cell=MUSIC, mark=CommentResult.D))
    report(school_year).when(both, BINH).then_rejected("faults", "right.missing")
    report(school_year).when(music, HANG).then_rejected("faults", "right.missing")
    report().when(both, LAN).then(*(e.ScoreRecorded(cell=cell, mark=CommentResult.D) for cell in (MUSIC, ART)))


def test_nothing_new_enters_a_locked_term() -> None:
    story = report(year(y.TermLocked(term=Term.ONE))).given(score(TX1, "7"), actor=HANG)
    story.when(toan({TX1: Score(7)}), HANG).then_nothing_happened()
    story.when(toan({CK2: Score(8)}), HANG).then(score(CK2, "8"))
    gk = TX1.model_copy(update={"column": Column.GK})
    story.when(toan({gk: Score(8)}), HANG).then_rejected("faults", "period.locked")
    story.year = year()
    story.when(toan({gk: Score(8)}), HANG).then(score(gk, "8"))


def test_nothing_new_enters_once_an_edition_is_open() -> None:
    story = complete(year(subject_comments_required=False), comments=False)
    story.when(open_command(story), LAN)
    story.when(toan(comment="Có tiến bộ"), HANG).then_rejected("report.edition_open")
    story = opened()
    story.when(toan({TX1: Score(8)}, comment="Chăm học"), HANG).then_nothing_happened()
    story.when(toan({TX1: Score(9)}), HANG).then_rejected("faults", "score.recorded")


def homeroom(**values: object) -> c.RecordHomeroom:
    return c.RecordHomeroom.model_validate(values)


ABSENCES = e.Absences(permitted=3, unpermitted=1)
ALL = homeroom(conduct={Term.ONE: Level.KHA, Term.TWO: Level.TOT}, absences=ABSENCES, comment="Ngoan")


def test_the_homeroom_teacher_records_conduct_absences_and_comment_once() -> None:
    story = report().when(ALL, LAN)
    story.then(
        e.ConductRecorded(term=Term.ONE, level=Level.KHA),
        e.ConductRecorded(term=Term.TWO, level=Level.TOT),
        e.AbsencesRecorded(absences=ABSENCES),
        e.HomeroomCommentRecorded(text="Ngoan"),
    )
    story.when(ALL, LAN).then_nothing_happened()
    other = homeroom(conduct={Term.ONE: Level.TOT}, absences={"permitted": 4, "unpermitted": 1}, comment="Rất ngoan")
    story.when(other, LAN).then_rejected("faults", *["score.recorded"] * 3)
    assert story.error is not None
    assert "rèn luyện học kì I: giá trị Khá" in story.error.text("vi")
    assert "số buổi nghỉ: giá trị 3 có phép, 1 không phép" in story.error.text("vi")


def test_only_the_homeroom_teacher_records_homeroom_values() -> None:
    for actor in (HANG, DUNG, THU):
        report().when(ALL, actor).then_rejected("right.missing", what="GVCN")
    successor = year(y.HomeroomAssigned(class_id=CLASS_8A, staff_id=BINH, since=MORNING.date()))
    report(successor).when(ALL, LAN).then_rejected("right.ended")
    story = report(successor).when(ALL, LAN, MORNING - timedelta(days=1))
    assert len(story.events) == 4


def test_conduct_of_a_locked_term_is_refused_and_the_rest_with_it() -> None:
    story = report(year(y.TermLocked(term=Term.ONE)))
    story.when(ALL, LAN).then_rejected("faults", "period.locked")


def test_homeroom_values_are_fixed_by_an_open_edition() -> None:
    story = opened()
    same = homeroom(conduct={Term.ONE: Level.TOT}, absences=ABSENCES, comment="Ngoan, có cố gắng")
    story.when(same, LAN).then_nothing_happened()
    story.when(homeroom(absences={"permitted": 4, "unpermitted": 1}), LAN)
    story.then_rejected("faults", "score.recorded")


def test_an_unknown_subject_is_nobodys() -> None:
    report().when(c.RecordSubject(subject="VAT_LI"), HANG).then_rejected("right.missing", what="VAT_LI")


def test_a_report_is_started_once_by_the_office_for_a_class_of_this_year_and_its_grade() -> None:
    command = c.StartReport(pupil_id=PUPIL, school_year_id=YEAR_ID, class_id=CLASS_8A, grade=8, number=7)
    operator = Context("operator", MORNING)
    assert start(command, year(), operator) == [STARTED]
    assert start(command, year(), Context(str(THU), MORNING)) == [STARTED]
    rejected("right.none", start, command, year(), Context(str(HANG), MORNING))
    for wrong in ({"class_id": CLASS_9A}, {"class_id": UUID(int=999)}, {"grade": 9}, {"school_year_id": UUID(int=9)}):
        rejected("assignment.unknown", start, command.model_copy(update=wrong), year(), operator)
    report().when(command, "operator").then_rejected("report.started")


def test_recording_after_the_issue_is_refused() -> None:
    story = signed(opened(), *Stage).when(c.IssueReport(page_sha256="aa" * 32), THU)
    story.when(toan({TX1: Score(9)}), HANG).then_rejected("faults", "score.recorded")
