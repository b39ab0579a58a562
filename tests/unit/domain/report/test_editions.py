"""Khởi tạo: what will be signed is complete, current, and fixed once, with the head who will sign it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.formats import hoc_ba
from domain.formats.hoc_ba import Chain
from domain.messages import Language
from domain.regulations.curriculum import subject
from domain.report import events as e
from domain.report.editions import DEPUTY_CAPACITY, PRINCIPAL_CAPACITY, derive, freeze, head_capacity, missing
from domain.report.places import GROUPS_MAX
from domain.report.state import Status
from domain.school_year import events as y
from domain.values import Cell, Column, CommentResult, Level, Score, Term
from tests.kit.people import (
    BINH,
    DUNG,
    HANG,
    KHOA,
    LAN,
    LOOKUP,
    THU,
    TODAY,
    TUAN,
    TX1,
    VAN,
    complete,
    frozen,
    granted,
    open_command,
    opened,
    report,
    year,
)  # fmt: skip
from tests.kit.story import MORNING, moment, rejected

SIGN, APPROVE = y.DelegationKind.SIGN_REPORTS, y.DelegationKind.APPROVE_CORRECTIONS
DAY = timedelta(days=1)


def test_opening_fixes_values_head_dates_and_versions() -> None:
    story = complete()
    command = open_command(story, planned=date(2026, 5, 31))
    story.when(command, LAN)
    story.then(
        e.EditionOpened(
            edition=1,
            lookup_id=LOOKUP,
            chain=Chain.SUBJECT_TEACHERS_FIRST,
            release=hoc_ba.RELEASE,
            result=freeze(story.state, story.year),
            head=DUNG,
            head_capacity=PRINCIPAL_CAPACITY,
            created_on=TODAY,
            planned_issue_date=date(2026, 5, 31),
            pupil_version=2,
            school_year_version=story.year.version,
            data_sha256="da" * 32,
            blank=(),
        )
    ).then_it_is(status=Status.EDITION_OPENED)


def test_the_frozen_values_are_those_of_the_rules() -> None:
    result = freeze(complete().state, year())
    assert [row.subject for row in result.subjects][:2] == ["TOAN", "NGU_VAN"]
    assert {(row.term_1, row.term_2, row.year) for row in result.subjects} == {("8.0",) * 3, ("D",) * 3}
    assert (result.academic_year, result.conduct_year, result.promotion, result.title, result.completion) == (
        Level.TOT, Level.TOT, "PROMOTED", "GIOI", None,
    )  # fmt: skip
    assert (result.absences_permitted, result.absences_unpermitted) == (3, 1)
    assert result.rule_set == "TT22-2021/1"


def test_a_pending_report_is_refused_naming_every_missing_thing() -> None:
    story = complete()
    gaps = [TX1, Cell(subject="NGHE_THUAT", part="MI_THUAT", term=Term.TWO, column=Column.CK)]
    for cell in gaps:
        del story.state.marks[cell]
    del story.state.comments["KHTN"]
    del story.state.conduct[Term.TWO]
    story.state.absences = story.state.homeroom_comment = None
    error = rejected("sign.incomplete", freeze, story.state, story.year)
    assert {name: str(fact) for name, fact in error.facts.items()} == {
        "number": "7",
        "missing": "Toán TX1 học kì I; Nghệ thuật (Mĩ thuật) CK học kì II; Khoa học tự nhiên: nhận xét; "
        "rèn luyện học kì II; số buổi nghỉ; nhận xét của GVCN",
    }


def test_an_empty_report_misses_every_cell_and_all_the_rest() -> None:
    story = report()
    # 8 scored subjects: 4 × 6, 2 × 4, Công nghệ 5 columns and LS_DL 6; 4 comment subjects, one of them in two parts.
    cells = [place for place in missing(story.state, story.year) if Column.__members__.keys() & place.split()]
    assert len(cells) == len(derive(story.state, story.year).missing)
    assert len(missing(story.state, story.year)) == len(derive(story.state, story.year).missing) + 12 + 4


def lacking(language: Language, *gaps: Cell) -> str:
    """What the refusal says is missing where only these cells are."""
    story = complete()
    for cell in gaps:
        del story.state.marks[cell]
    text = rejected("sign.incomplete", freeze, story.state, story.year).text(language)
    return text.partition("còn thiếu " if language == "vi" else "missing ")[2]


def test_missing_cells_are_named_by_subject_and_term() -> None:
    maths, arts = (subject(code, 8, "2025-2026").cells() for code in ("TOAN", "NGHE_THUAT"))
    first = [cell for cell in maths if cell.term is Term.ONE]
    assert lacking("vi", *first) == "Toán học kì I: TX1–TX4, GK, CK."
    assert lacking("vi", first[0], first[2], first[3], maths[-1]) == "Toán học kì I: TX1, TX3–TX4; Toán học kì II: CK."
    assert lacking("vi", *maths) == "Toán: chưa có điểm nào."
    assert lacking("en", *maths) == "Toán: nothing recorded."
    music = [cell for cell in arts if cell.part == "AM_NHAC"]
    told = "Nghệ thuật (Âm nhạc): chưa có kết quả nào; Nghệ thuật (Mĩ thuật) học kì II: CK."
    assert lacking("vi", *music, arts[-1]) == told


def test_an_empty_report_is_refused_in_one_readable_line() -> None:
    story = report()
    error = rejected("sign.incomplete", freeze, story.state, story.year)
    text = error.text("vi")
    assert text.startswith("Số thứ tự 7: chưa ký được, còn thiếu Toán: chưa có điểm nào; Ngữ văn: chưa có điểm nào; ")
    assert text.endswith("; Tin học: chưa có điểm nào; và 10 mục khác.")
    assert text.count(";") == GROUPS_MAX
    assert error.text("en").endswith("; and 10 more.")
    assert str(error.facts["missing"]).split("; ") == missing(story.state, story.year)


def test_what_lies_beside_the_marks_is_grouped_too() -> None:
    story = complete(comments=False)
    del story.state.conduct[Term.TWO]
    story.state.absences = story.state.homeroom_comment = None
    error = rejected("sign.incomplete", freeze, story.state, story.year)
    told = "thiếu nhận xét của tất cả các môn; rèn luyện học kì II; số buổi nghỉ; nhận xét của GVCN."
    assert told in error.text("vi")
    assert "the comments of all subjects; conduct of term 2; absences; the homeroom teacher's" in error.text("en")
    story = complete()
    del story.state.comments["TOAN"], story.state.comments["KHTN"]
    error = rejected("sign.incomplete", freeze, story.state, story.year)
    assert "còn thiếu nhận xét môn Toán, Khoa học tự nhiên." in error.text("vi")


def test_comments_are_asked_for_unless_the_school_says_otherwise() -> None:
    rejected("sign.incomplete", freeze, complete(comments=False).state, year())
    lax = year(subject_comments_required=False)
    assert freeze(complete(lax, comments=False).state, lax).subjects[0].comment is None


def test_a_blank_is_not_a_zero_and_a_zero_by_rule_is_no_blank() -> None:
    story = complete()
    del story.state.marks[TX1]
    rejected("sign.incomplete", freeze, story.state, story.year)
    story.given(e.ScoreRecorded(cell=TX1, mark=Score(0), by_rule="Không dự kiểm tra"), actor=HANG)
    assert freeze(story.state, story.year).subjects[0].term_1 == "7.1"


def test_a_report_is_opened_once() -> None:
    story = opened()
    story.when(open_command(story), LAN).then_rejected("edition.exists", lookup_id=LOOKUP)


def test_what_was_derived_before_the_data_moved_is_stale() -> None:
    story = complete()
    command = open_command(story)
    worse = command.frozen.result.model_copy(update={"conduct_term_1": Level.KHA})
    for wrong in (
        command.frozen.model_copy(update={"result": worse}),
        command.frozen.model_copy(update={"school_year_version": story.year.version - 1}),
    ):
        story.when(command.model_copy(update={"frozen": wrong}), LAN).then_rejected("edition.stale")
    story.when(command, LAN, moment("2026-05-26 00:01")).then_rejected("edition.stale")
    story.when(command, LAN, moment("2026-05-25 23:59"))
    assert len(story.events) == 1


@pytest.mark.parametrize("actor", [LAN, DUNG, VAN, KHOA, THU, TUAN])
def test_homeroom_teacher_leadership_clerk_and_it_officer_open(actor: UUID) -> None:
    story = complete()
    story.when(open_command(story), actor)
    assert len(story.events) == 1


@pytest.mark.parametrize("actor", [HANG, BINH])
def test_no_other_teacher_opens(actor: UUID) -> None:
    story = complete()
    story.when(open_command(story), actor).then_rejected("right.role")
    story.when(open_command(story), "operator").then_rejected("right.not_staff")


def test_the_principal_signs_as_principal() -> None:
    assert head_capacity(year(), DUNG, TODAY) == PRINCIPAL_CAPACITY


def test_a_deputy_delegated_to_sign_signs_for_the_principal() -> None:
    school_year = year(granted(KHOA, SIGN))
    assert head_capacity(school_year, KHOA, TODAY) == DEPUTY_CAPACITY
    story = opened(school_year, head=KHOA)
    assert story.state.edition
    assert (story.state.edition.opened.head, story.state.edition.opened.head_capacity) == (KHOA, DEPUTY_CAPACITY)


def test_the_head_is_the_one_of_the_planned_day() -> None:
    given = granted(KHOA, SIGN)
    school_year = year(given)
    for day in (given.since, given.until):
        assert head_capacity(school_year, KHOA, day) == DEPUTY_CAPACITY
    rejected("delegation.missing", head_capacity, school_year, KHOA, given.since - DAY)
    rejected("delegation.ended", head_capacity, school_year, KHOA, given.until + DAY)
    story = complete(school_year)
    story.when(open_command(story, KHOA, planned=given.until + DAY), LAN).then_rejected("delegation.ended")


def test_delegation_to_approve_corrections_is_not_delegation_to_sign() -> None:
    rejected("delegation.missing", head_capacity, year(granted(KHOA, APPROVE)), KHOA, TODAY)


@pytest.mark.parametrize("head", [LAN, THU, VAN, UUID(int=999)])
def test_nobody_else_is_head(head: UUID) -> None:
    rejected("delegation.missing", head_capacity, year(granted(KHOA, SIGN)), head, TODAY)


def test_a_report_without_six_scored_subjects_complete_is_not_frozen() -> None:
    """A year with every cell filled is always ranked; the refusal stands for policies that rank nothing."""
    story = complete()
    assert freeze(story.state, story.year).academic_year is Level.TOT
    story.state.marks[TX1] = story.state.marks[TX1].__class__(CommentResult.D, "x", MORNING, 1)
    rejected("regulation.score_expected", freeze, story.state, story.year)


def test_a_frozen_edition_survives_its_entry() -> None:
    story = opened()
    event = story.events[0]
    assert type(event).model_validate_json(event.model_dump_json()) == event
    assert frozen(complete()).model_validate_json(frozen(complete()).model_dump_json()) == frozen(complete())
