"""Reports of primary school: who records what, what is missing, what an edition fixes."""

from __future__ import annotations

import pytest

from domain.errors import Rejected
from domain.formats.hoc_ba import Stage
from domain.report import commands as c
from domain.report import events as e
from domain.report.document import PrimaryResult
from domain.report.editions import freeze, missing
from domain.report.events import DecisionKind
from domain.report.explaining import explain
from domain.report.primary import outcome
from domain.report.signing import awaited
from domain.values import Attainment, Cell, Column, CommentResult, Rating, Score, Term
from tests.kit.level_people import started, whole
from tests.kit.people import DUNG, HANG, LAN

LEVEL = Cell(subject="TOAN", term=Term.TWO, column=Column.CK)
TEST = Cell(subject="TOAN", term=Term.TWO, column=Column.KT_CK)
TRAIT = Cell(subject="PC_NHAN_AI", term=Term.ONE, column=Column.GK)


def test_levels_and_whole_scores_are_recorded_by_the_subjects_teacher() -> None:
    asked = c.RecordSubject(subject="TOAN", marks={LEVEL: Attainment.HOAN_THANH, TEST: Score(7)}, comment="Cẩn thận")
    story = started(4).when(asked, HANG)
    story.then(
        e.ScoreRecorded(cell=LEVEL, mark=Attainment.HOAN_THANH),
        e.ScoreRecorded(cell=TEST, mark=Score(7)),
        e.CommentRecorded(subject="TOAN", text="Cẩn thận"),
    )
    story.when(asked, HANG).then_nothing_happened()
    started(4).when(asked, DUNG).then_rejected("right.missing")


@pytest.mark.parametrize(
    ("cell", "mark", "code"),
    [
        (LEVEL, Rating.TOT, "regulation.attainment_expected"),
        (LEVEL, Score(9), "regulation.attainment_expected"),
        (LEVEL, CommentResult.D, "regulation.attainment_expected"),
        (TEST, Attainment.HOAN_THANH, "regulation.score_expected"),
        (TEST, Score("8.5"), "regulation.integer_expected"),
        (Cell(subject="TOAN", term=Term.ONE, column=Column.TX1), Score(8), "regulation.column_unknown"),
    ],
)
def test_what_cannot_stand_in_a_primary_cell_is_refused(cell: Cell, mark: Score, code: str) -> None:
    started(4).when(c.RecordSubject(subject="TOAN", marks={cell: mark}), HANG).then_rejected("faults", code)


def test_qualities_competencies_and_their_comments_are_the_homeroom_teachers() -> None:
    asked = c.RecordHomeroom(marks={TRAIT: Rating.DAT}, comments={"PHAM_CHAT": "Biết giúp bạn"})
    story = started(4).when(asked, LAN)
    story.then(
        e.ScoreRecorded(cell=TRAIT, mark=Rating.DAT), e.CommentRecorded(subject="PHAM_CHAT", text="Biết giúp bạn")
    )
    story.when(asked, LAN).then_nothing_happened()
    other = c.RecordHomeroom(marks={TRAIT: Rating.TOT}, comments={"PHAM_CHAT": "Khác"})
    story.when(other, LAN).then_rejected("faults", "score.recorded", "score.recorded")
    started(4).when(asked, HANG).then_rejected("right.missing")
    letters = c.RecordHomeroom(marks={TRAIT: Attainment.HOAN_THANH_TOT})
    started(4).when(letters, LAN).then_rejected("faults", "regulation.rating_expected")
    subject = c.RecordHomeroom(marks={LEVEL: Attainment.HOAN_THANH})
    started(4).when(subject, LAN).then_rejected("faults", "trait.unknown")
    started(4).when(c.RecordHomeroom(comments={"TOAN": "Tốt"}), LAN).then_rejected("trait.unknown")


def test_a_correction_of_a_rating_is_asked_for_by_the_homeroom_teacher() -> None:
    paper = e.Paper(number="3/BC", dated=whole(4).history[0].at.date(), sha256="5a" * 32, media_type="application/pdf")
    change = e.MarkChange(cell=TRAIT, before=Rating.TOT, after=Rating.DAT)
    asked = c.RequestCorrection(
        request_id=whole(4).state.report_id, changes=(change,), reason_code=e.ReasonCode.TYPING_ERROR,
        reason="Nhập nhầm", paper=paper,
    )  # fmt: skip
    assert whole(4).when(asked, LAN).error is None
    whole(4).when(asked, HANG).then_rejected("right.missing")


def test_only_the_years_end_has_to_be_there() -> None:
    story = started(4)
    full = whole(4)
    for step in full.history[1:]:
        early = isinstance(step.data, e.ScoreRecorded) and (
            step.data.cell.term is Term.ONE or step.data.cell.column in (Column.GK, Column.KT_GK)
        )
        if not early:
            story.given(step.data, actor=step.actor)
    assert missing(story.state, story.year) == []
    empty = started(4)
    lacking = missing(empty.state, empty.year)
    assert "Toán CK học kì II" in lacking
    assert "Toán KT cuối kì học kì II" in lacking
    assert "Nhân ái CK học kì II" in lacking
    assert "Phẩm chất chủ yếu: nhận xét" in lacking
    assert not any("rèn luyện" in each for each in lacking)
    with pytest.raises(Rejected) as refused:
        freeze(empty.state, empty.year)
    assert refused.value.code == "sign.incomplete"
    assert refused.value.text("vi")
    assert refused.value.text("en")


def test_an_edition_fixes_the_years_end() -> None:
    story = whole(4)
    result = freeze(story.state, story.year)
    assert isinstance(result, PrimaryResult)
    assert [(row.subject, row.level, row.test) for row in result.subjects[:2]] == [
        ("TIENG_VIET", "HOAN_THANH_TOT", "9"),
        ("TOAN", "HOAN_THANH_TOT", "9"),
    ]
    assert result.subjects[-1].test is None
    assert (result.result, result.title, result.completion, result.promotion) == (
        "HTXS", "XUAT_SAC", "COMPLETED", "PROMOTED",
    )  # fmt: skip
    assert result.outcome == "Hoàn thành chương trình lớp 4; Được lên lớp 5."
    assert result.level_completion is None
    assert len(result.ratings) == 15
    assert awaited(story.state, Stage.HEAD) == ["HOMEROOM"]


def not_completed() -> tuple[Cell, Attainment]:
    return Cell(subject="DAO_DUC", term=Term.TWO, column=Column.CK), Attainment.CHUA_HOAN_THANH


def test_who_did_not_complete_waits_for_the_principals_decision() -> None:
    cell, level = not_completed()
    story = started(4)
    for step in whole(4).history[1:]:
        weak = isinstance(step.data, e.ScoreRecorded) and step.data.cell == cell
        story.given(step.data.model_copy(update={"mark": level}) if weak else step.data, actor=step.actor)
    with pytest.raises(Rejected) as refused:
        freeze(story.state, story.year)
    assert refused.value.code == "sign.not_decided"
    for decided, promotion in ((True, "Được lên lớp 5"), (False, "Chưa được lên lớp")):
        asked = c.RecordDecision(kind=DecisionKind.PROMOTED_BY_PRINCIPAL, decided=decided, document="QĐ 8/QĐ-TH")
        copy = started(4).given(*(step.data for step in story.history[1:]), actor=LAN).when(asked, DUNG)
        result = freeze(copy.state, copy.year)
        assert isinstance(result, PrimaryResult)
        assert (result.result, result.completion) == ("CHT", "NOT_COMPLETED")
        assert result.outcome == f"Chưa hoàn thành chương trình lớp 4; {promotion}."


def test_recognition_gives_the_second_title() -> None:
    story = started(4)
    for step in whole(4).history[1:]:
        test = isinstance(step.data, e.ScoreRecorded) and step.data.cell == TEST
        story.given(step.data.model_copy(update={"mark": Score(8)}) if test else step.data, actor=step.actor)
    plain = freeze(story.state, story.year)
    story.when(
        c.RecordDecision(kind=DecisionKind.OUTSTANDING_RECOGNISED, decided=True, document="Biên bản bình xét 4A"), DUNG
    )
    recognised = freeze(story.state, story.year)
    assert (plain.title, recognised.title) == (None, "TIEU_BIEU")
    explained = {each.explanation.what: each.positions for each in explain(story.state, story.year)}
    assert len(story.history) in explained["title"], "the decision's own entry"


@pytest.mark.parametrize(
    ("grade", "completed", "promoted", "text"),
    [
        (2, True, True, "Hoàn thành chương trình lớp 2; Được lên lớp 3."),
        (3, False, False, "Chưa hoàn thành chương trình lớp 3; Chưa được lên lớp."),
        (5, True, True, "Hoàn thành chương trình tiểu học."),
        (5, False, False, "Chưa hoàn thành chương trình tiểu học."),
    ],
)
def test_section_six_in_the_words_of_the_form(grade: int, completed: bool, promoted: bool, text: str) -> None:
    assert outcome(grade, completed=completed, promoted=promoted) == text
