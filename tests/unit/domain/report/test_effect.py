"""What a correction would change beside its own values: averages, levels, promotion, title."""

from __future__ import annotations

import pytest

from domain.report import events as e
from domain.report.effect import Effect, effects
from domain.values import Attainment, Cell, Column, Level, Score, Term
from tests.kit.level_people import whole
from tests.kit.people import CK2, HANG, TX1, complete, report


def test_a_mark_that_lifts_level_and_title_is_flagged() -> None:
    """8.0 everywhere but for one final test: Khá, no title; with it Tốt, Học sinh Giỏi (people.md C3.1)."""
    story = complete(without=[CK2]).given(e.ScoreRecorded(cell=CK2, mark=Score("0.0")), actor=HANG)
    found = effects(story.state, (e.MarkChange(cell=CK2, before="0.0", after="8.0"),), story.year)
    assert [(one.said("vi"), one.rises) for one in found] == [
        ("ĐTB môn Toán học kì II: 5,3 → 8,0", False),
        ("ĐTB môn Toán cả năm: 6,2 → 8,0", False),
        ("Kết quả học tập học kì II: Khá → Tốt", True),
        ("Kết quả học tập cả năm: Khá → Tốt", True),
        ("Danh hiệu: không có danh hiệu → Học sinh Giỏi", True),
    ]
    assert found[0].said("en") == "TOAN term II: 5.3 → 8.0"
    assert story.state.marks[CK2].value == Score("0.0"), "looking ahead changed the report"


def test_the_way_back_falls_and_is_not_flagged() -> None:
    story = complete()
    found = effects(story.state, (e.MarkChange(cell=CK2, before="8.0", after="0.0"),), story.year)
    assert {one.what for one in found} == {"subject", "academic", "title"}
    assert not any(one.rises for one in found)


def test_absences_over_the_limit_take_the_promotion() -> None:
    story = complete()
    few = e.Absences(permitted=3, unpermitted=1)
    found = effects(
        story.state, (e.AbsencesChange(before=few, after=e.Absences(permitted=46, unpermitted=0)),), story.year
    )
    assert Effect("promotion", None, None, "PROMOTED", "RETAINED") in found
    back = complete().given(e.AbsencesRecorded(absences=e.Absences(permitted=46, unpermitted=0)))
    change = e.AbsencesChange(before=e.Absences(permitted=46, unpermitted=0), after=few)
    (promotion,) = [one for one in effects(back.state, (change,), back.year) if one.what == "promotion"]
    assert (promotion.rises, promotion.said("vi")) == (True, "Lên lớp: không được lên lớp → được lên lớp")


@pytest.mark.parametrize(
    "change",
    [
        e.CommentChange(subject="TOAN", before="Chăm học", after="Khá"),
        e.HomeroomCommentChange(before="Ngoan, có cố gắng", after="Ngoan"),
        e.IdentityChange(field="birth_place", before="a1" * 32, after="b1" * 32),
        e.MarkChange(cell=TX1, before="8.0", after="8.1"),
    ],
)
def test_what_nothing_is_derived_from_changes_nothing_more(change: e.Change) -> None:
    story = complete()
    assert effects(story.state, (change,), story.year) == ()


def test_conduct_changes_the_years_conduct_and_the_title() -> None:
    story = complete()
    found = effects(story.state, (e.ConductChange(term=Term.TWO, before=Level.TOT, after=Level.DAT),), story.year)
    assert [one.said("vi") for one in found] == [
        "Kết quả rèn luyện cả năm: Tốt → Khá",
        "Danh hiệu: Học sinh Giỏi → không có danh hiệu",
    ]


def test_while_marks_are_missing_there_is_no_result_to_change() -> None:
    story = report().given(e.ScoreRecorded(cell=TX1, mark=Score("5.8")), actor=HANG)
    assert effects(story.state, (e.MarkChange(cell=TX1, before="5.8", after="8.5"),), story.year) == ()


def test_a_primary_level_changes_the_years_result_and_the_title() -> None:
    story = whole(4)
    cell = Cell(subject="TOAN", term=Term.TWO, column=Column.CK)
    before = story.state.marks[cell].value
    assert before is Attainment.HOAN_THANH_TOT
    found = effects(
        story.state, (e.MarkChange(cell=cell, before=before, after=Attainment.CHUA_HOAN_THANH),), story.year
    )
    assert [one.said("vi") for one in found] == [
        "Kết quả môn Toán: Hoàn thành tốt → Chưa hoàn thành",
        "Đánh giá kết quả giáo dục: Hoàn thành xuất sắc → Chưa hoàn thành",
        "Hoàn thành chương trình: hoàn thành → không hoàn thành",
        "Lên lớp: được lên lớp → chưa đủ dữ liệu",
        "Danh hiệu: Học sinh Xuất sắc → chưa đủ dữ liệu",
    ]
