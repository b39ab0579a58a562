"""Last days and policies: set, extended, in force, refused (people.md C1.8, C3.7; B10)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.event import Event
from domain.regulations.policies import TieRounding
from domain.school_year import commands as c
from domain.school_year import deadlines
from domain.school_year import events as y
from domain.school_year.deadlines import Source, check_deadline, last_day, late
from domain.school_year.events import Step
from domain.school_year.in_force import in_force, names
from domain.school_year.policies import Lateness, SchoolPolicies
from domain.values import Term
from tests.kit.people import CLASS_8A, CLASS_9A, CLAUSE, DUNG, HANG, KHOA, LAN, THU, TUAN, VAN, opened_year
from tests.kit.story import moment, rejected

DAY = timedelta(days=1)
PLAN = "Kế hoạch 48/KH, mục 5"
#: Of the plans, for the subject teachers of 2025-2026.
TEACHERS = date(2026, 6, 15)
EVENING = moment("2026-06-15 23:59")
MIDNIGHT = moment("2026-06-16 00:00")


def of_step(step: Step, until: date, grade: int | None = None) -> c.SetDeadline:
    return c.SetDeadline(step=step, grade=grade, until=until, document=PLAN)


def more(
    until: date, *class_ids: UUID, grade: int | None = None, step: Step = Step.SUBJECT_TEACHERS
) -> c.ExtendDeadline:
    return c.ExtendDeadline(step=step, grade=grade, class_ids=class_ids, until=until, reason="Giáo viên ốm")


def set_so(until: date, grade: int | None = None, step: Step = Step.SUBJECT_TEACHERS) -> y.DeadlineSet:
    return y.DeadlineSet(step=step, grade=grade, until=until, document=PLAN)


def extended(until: date, *class_ids: UUID, grade: int | None = None) -> y.DeadlineExtended:
    return y.DeadlineExtended(
        step=Step.SUBJECT_TEACHERS, grade=grade, class_ids=class_ids, until=until, reason="Giáo viên ốm"
    )


@pytest.mark.parametrize(
    ("step", "grade", "expected"),
    [
        (Step.SUBJECT_TEACHERS, 8, TEACHERS),
        (Step.HOMEROOM, 8, date(2026, 6, 20)),
        (Step.HEAD, 8, date(2026, 6, 25)),
        (Step.SEAL, 8, date(2026, 6, 30)),
        (Step.SUBMIT, 8, date(2026, 6, 30)),
        (Step.SUPPLEMENTARY, 8, date(2026, 8, 20)),
        (Step.SUBJECT_TEACHERS, 12, date(2026, 5, 20)),
        (Step.SEAL, 12, date(2026, 5, 20)),
        (Step.SUPPLEMENTARY, 12, date(2026, 8, 20)),
        (Step.RECORD_TERM_1, 8, None),
        (Step.RECORD_TERM_2, 8, None),
    ],
)
def test_where_the_school_says_nothing_the_days_of_the_plans_hold(
    step: Step, grade: int, expected: date | None
) -> None:
    assert deadlines.default("2025-2026", step, grade) == expected
    found = last_day(opened_year().state, step, grade)
    assert (found.until, found.source) == (expected, Source.DEFAULT) if found else expected is None


def test_the_strongest_word_holds() -> None:
    """Extended over set for the grade, over set for all, over the year's opening, over the plans."""
    story = opened_year()
    opening = y.Deadlines(subject_teachers=date(2026, 6, 10))
    story.state.calendar = story.state.calendar.model_copy(update={"deadlines": opening})

    def found(class_id: UUID = CLASS_8A, grade: int = 8) -> tuple[date, Source]:
        standing = last_day(story.state, Step.SUBJECT_TEACHERS, grade, class_id)
        assert standing
        return standing.until, standing.source

    assert found() == (date(2026, 6, 10), Source.OPENED)
    story.given(set_so(date(2026, 6, 12)))
    assert found() == (date(2026, 6, 12), Source.SET)
    story.given(set_so(date(2026, 6, 8), grade=8))
    assert found() == (date(2026, 6, 8), Source.SET)
    assert found(CLASS_9A, 9) == (date(2026, 6, 12), Source.SET)
    story.given(extended(date(2026, 6, 9), CLASS_8A))
    assert found() == (date(2026, 6, 9), Source.EXTENDED)
    assert found(CLASS_9A, 9) == (date(2026, 6, 12), Source.SET)
    story.given(extended(date(2026, 6, 11)))  # gives nobody less time than he has
    assert found() == (date(2026, 6, 11), Source.EXTENDED)
    assert found(CLASS_9A, 9) == (date(2026, 6, 12), Source.SET)


def test_a_last_day_belongs_to_it_and_steps_may_overlap() -> None:
    year = opened_year().given(set_so(date(2026, 6, 25), step=Step.HOMEROOM), set_so(date(2026, 6, 18))).state
    assert not late(year, Step.SUBJECT_TEACHERS, 8, CLASS_8A, date(2026, 6, 18))
    assert late(year, Step.SUBJECT_TEACHERS, 8, CLASS_8A, date(2026, 6, 19))
    assert not late(year, Step.HOMEROOM, 8, CLASS_8A, date(2026, 6, 25))
    assert not late(year, Step.RECORD_TERM_1, 8, CLASS_8A, date(2030, 1, 1))


def test_what_comes_of_the_summer_has_until_the_day_of_the_summer() -> None:
    year = opened_year().state
    july = date(2026, 7, 20)
    assert late(year, Step.SEAL, 8, CLASS_8A, july)
    assert not late(year, Step.SEAL, 8, CLASS_8A, july, summer=True)
    assert late(year, Step.SEAL, 8, CLASS_8A, date(2026, 8, 21), summer=True)


def test_too_late_is_warned_of_or_blocked_and_after_an_extension_it_works() -> None:
    """people.md C1.8: who is blocked reads who can extend."""
    warned = opened_year()
    assert check_deadline(warned.state, Step.SUBJECT_TEACHERS, 8, CLASS_8A, TEACHERS + DAY) is True
    story = opened_year(late_signing="BLOCK")
    asked = (story.state, Step.SUBJECT_TEACHERS, 8, CLASS_8A)
    assert check_deadline(*asked, TEACHERS) is False
    refused = rejected("deadline.passed", check_deadline, *asked, TEACHERS + DAY)
    assert refused.facts["staff"] == "DUNG"
    assert "15/06/2026" in refused.text("vi")
    assert "8A" in refused.text("vi")
    story.when(more(TEACHERS + 3 * DAY, CLASS_8A), DUNG, MIDNIGHT).then(extended(TEACHERS + 3 * DAY, CLASS_8A))
    assert check_deadline(*asked, TEACHERS + DAY) is False
    rejected("deadline.passed", check_deadline, story.state, Step.SUBJECT_TEACHERS, 9, CLASS_9A, TEACHERS + DAY)


def test_recording_has_a_policy_of_its_own() -> None:
    story = opened_year(late_recording="BLOCK").given(set_so(date(2026, 1, 20), step=Step.RECORD_TERM_1))
    rejected("deadline.passed", check_deadline, story.state, Step.RECORD_TERM_1, 8, CLASS_8A, date(2026, 1, 21))
    assert check_deadline(story.state, Step.SUBJECT_TEACHERS, 8, CLASS_8A, TEACHERS + DAY) is True


@pytest.mark.parametrize("actor", [VAN, KHOA, HANG, LAN, THU, TUAN])
def test_the_principal_alone_sets_extends_and_changes_policies(actor: UUID) -> None:
    commands = (of_step(Step.SEAL, date(2026, 6, 28)), more(TEACHERS + DAY), block())
    for command in commands:
        opened_year().when(command, actor).then_rejected("right.role", roles="PRINCIPAL")
        opened_year().when(command, "operator").then_rejected("right.not_staff")
        assert opened_year().when(command, DUNG).events


def test_a_last_day_is_set_until_it_is_over() -> None:
    story = opened_year().when(of_step(Step.SUBJECT_TEACHERS, date(2026, 6, 12), 8), DUNG)
    story.then(set_so(date(2026, 6, 12), grade=8))
    story.when(of_step(Step.SUBJECT_TEACHERS, date(2026, 6, 12), 8), DUNG).then_nothing_happened()
    again = of_step(Step.SUBJECT_TEACHERS, date(2026, 6, 20))
    opened_year().when(again, DUNG, EVENING).then(set_so(date(2026, 6, 20)))
    opened_year().when(again, DUNG, MIDNIGHT).then_rejected("deadline.over", until="15/06/2026")


def test_a_last_day_lies_ahead_and_in_the_year() -> None:
    for day in (date(2026, 5, 24), date(2025, 9, 4), date(2028, 1, 1)):
        opened_year().when(of_step(Step.SEAL, day), DUNG).then_rejected("deadline.day")
        opened_year().when(more(day), DUNG).then_rejected("deadline.day")
    opened_year().when(of_step(Step.SEAL, date(2026, 5, 25)), DUNG).then(set_so(date(2026, 5, 25), step=Step.SEAL))


def test_only_grades_and_classes_of_the_year_are_named() -> None:
    opened_year().when(of_step(Step.SEAL, date(2026, 6, 1), 7), DUNG).then_rejected("deadline.grade", expected="8, 9")
    opened_year().when(more(TEACHERS + DAY, grade=7), DUNG).then_rejected("deadline.grade")
    opened_year().when(more(TEACHERS + DAY, UUID(int=999)), DUNG).then_rejected("deadline.class")
    opened_year().when(more(TEACHERS + DAY, CLASS_8A, grade=9), DUNG).then_rejected("deadline.class")


def test_an_extension_gives_more_time_or_is_refused() -> None:
    story = opened_year()
    story.when(more(TEACHERS), DUNG).then_rejected("deadline.not_later", until="15/06/2026")
    story.when(more(TEACHERS + DAY, grade=9), DUNG).then(extended(TEACHERS + DAY, grade=9))
    story.when(more(TEACHERS + DAY, grade=9), DUNG).then_rejected("deadline.not_later", until="16/06/2026")
    story.when(more(TEACHERS + DAY, CLASS_9A), DUNG).then_rejected("deadline.not_later")
    story.when(more(TEACHERS + DAY), DUNG).then(extended(TEACHERS + DAY))  # grade 8 has not been given it
    recording = more(date(2026, 6, 1), step=Step.RECORD_TERM_2)
    opened_year().when(recording, DUNG).then_rejected("deadline.none")


def block(since: date = date(2026, 5, 25), policy: str = "late_signing", value: object = "BLOCK") -> c.SetPolicy:
    return c.SetPolicy.model_validate(
        {"policy": policy, "value": value, "clause": CLAUSE, "document": "QĐ 15/QĐ-THCSSL", "since": since}
    )


def as_set(command: c.SetPolicy) -> Event:
    return y.PolicySet(**command.model_dump())


def test_a_policy_holds_from_its_day_on() -> None:
    later = block(since=date(2026, 6, 1))
    story = opened_year().when(later, DUNG).then(as_set(later))
    assert story.state.policies.late_signing is Lateness.WARN
    assert story.state.on(date(2026, 5, 31)).policies.late_signing is Lateness.WARN
    assert story.state.on(date(2026, 6, 1)).policies.late_signing is Lateness.BLOCK
    assert story.state.policies.late_signing is Lateness.WARN, "asking for a later day changed the state"
    story.given(y.TermLocked(term=Term.ONE), at=moment("2026-06-01 00:01"))
    assert story.state.policies == opened_year(late_signing="BLOCK").state.policies


def test_a_policy_is_not_in_force_before_it_was_recorded() -> None:
    story = opened_year().when(block(since=date(2026, 1, 1)), DUNG)
    (line,) = [each for each in in_force(story.state.policies, story.state.policies_set) if each.set]
    assert (line.name, line.value, line.default) == ("late_signing", "BLOCK", False)
    assert line.set
    assert (line.set.begins, line.set.by) == (date(2026, 5, 25), str(DUNG))
    assert (line.set.set.clause, line.set.set.document) == (CLAUSE, "QĐ 15/QĐ-THCSSL")


def test_what_was_opened_under_policies_keeps_them() -> None:
    ties = block(policy="assessment.tie_rounding", value="HALF_EVEN", since=date(2026, 6, 1))
    story = opened_year()
    before = story.state.version
    story.when(ties, DUNG)
    version, may, june = story.state.version, date(2026, 5, 31), date(2026, 6, 1)
    year = story.state.on(june)
    assert year.policies.assessment.tie_rounding is TieRounding.HALF_EVEN
    kept = [year.policies_at(*at).assessment.tie_rounding for at in ((before, may), (version, may), (version, june))]
    assert kept == [TieRounding.HALF_UP, TieRounding.HALF_UP, TieRounding.HALF_EVEN]


@pytest.mark.parametrize(
    ("policy", "value", "code"),
    [
        ("late", "BLOCK", "policy.unknown"),
        ("assessment", "HALF_UP", "policy.unknown"),
        ("assessment.", "HALF_UP", "policy.unknown"),
        ("assessment.rounding", "HALF_UP", "policy.unknown"),
        ("late_signing.x", "BLOCK", "policy.unknown"),
        ("late_signing", "MAYBE", "policy.impossible"),
        ("late_signing", None, "policy.impossible"),
        ("assessment.tie_rounding", True, "policy.impossible"),
        ("assessment.minimum_scored_subjects", 7, "policy.impossible"),
        ("assessment.absence_limit", -1, "policy.impossible"),
        ("assessment.comment_subject_can_adjust", "yes", "policy.impossible"),
        ("late_signing", "WARN", "policy.same"),
    ],
)
def test_what_cannot_be_set_is_refused(policy: str, value: object, code: str) -> None:
    opened_year().when(block(policy=policy, value=value), DUNG).then_rejected(code, policy=policy)


def test_a_policy_begins_in_its_school_year() -> None:
    for day in (date(2025, 9, 4), date(2028, 1, 1)):
        opened_year().when(block(since=day), DUNG).then_rejected("policy.since")


def test_a_policy_that_is_to_change_can_be_left_as_it_is() -> None:
    """What comes on a later day may be taken back before it comes."""
    story = opened_year().when(block(since=date(2026, 6, 1)), DUNG)
    back = block(value="WARN", since=date(2026, 6, 1))
    story.when(back, DUNG).then(as_set(back))
    assert story.state.on(date(2026, 6, 1)).policies.late_signing is Lateness.WARN


def test_every_policy_has_a_name_and_says_that_it_is_a_default() -> None:
    lines = in_force(opened_year().state.policies, {})
    assert [line.name for line in lines] == [name for name, _ in names(SchoolPolicies())]
    assert {"assessment.tie_rounding", "late_signing", "subject_comments_required"} <= {line.name for line in lines}
    assert all(line.default for line in lines)
    chosen = in_force(opened_year(late_signing="BLOCK").state.policies, {})
    assert [line.name for line in chosen if not line.default] == ["late_signing"]
