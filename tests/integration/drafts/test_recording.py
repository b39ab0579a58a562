"""Drafts lie outside the ledger until they are recorded, and then they are recorded once (people.md B2, C1.2-C1.4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from api.flows.auditing.timeline import Wanted, timeline
from api.flows.drafts import entering, recording, showing
from api.flows.drafts.entering import Entered
from api.flows.drafts.preview import preview
from api.flows.drafts.sheet import HOMEROOM, Sheet, open_sheet
from api.flows.shared_states import SharedStates, shared_reports, shared_year
from domain.errors import Faults, Rejected
from domain.regulations.curriculum import subjects
from domain.report.events import ScoreRecorded
from domain.report.state import fold
from domain.school_year.events import Role
from domain.values import Cell, Column, CommentResult, Kind, Score, Term
from tests.kit.check_ledger import check_ledger
from tests.kit.stages import School, at

TX1 = Cell(subject="TIN_HOC", term=Term.ONE, column=Column.TX1)


@pytest.fixture
def school() -> Iterator[School]:
    with at("loaded") as found:
        yield found


def sheet(school: School, name: str = "TIN_HOC") -> Sheet:
    return open_sheet(school.desk, "8A", name)


def typed(school: School, values: dict[int, str], place: str = "TIN_HOC/1/TX1") -> list[Entered]:
    """Values by list number."""
    return [
        Entered(report_id=member.report_id, place=place, value=values[member.number])
        for member in school.members
        if member.number in values
    ]


def save(
    school: School, values: dict[int, str], place: str = "TIN_HOC/1/TX1", *, quick: bool = False
) -> entering.Saved:
    actor = school.teacher("TIN_HOC")
    return entering.save(school.desk, actor, sheet(school), typed(school, values, place), "vi", quick=quick)


def test_habits_of_typing(school: School) -> None:
    """C1.2: 7,5 · 75 · 10 stand, 6,75 and 105 are refused with their reason, and the average is provisional."""
    kept = [save(school, {1: text}, place, quick=True) for text, place in (
        ("7,5", "TIN_HOC/1/TX1"), ("75", "TIN_HOC/1/TX2"), ("10", "TIN_HOC/1/GK"),
    )]  # fmt: skip
    assert [one.kept[0].value for one in kept] == ["7.5", "7.5", "10.0"]
    bad = save(school, {1: "6,75", 2: "105"}, "TIN_HOC/1/CK", quick=True)
    assert [(one.number, one.code) for one in bad.refused] == [(1, "score.decimals"), (2, "score.range")]
    assert "Điểm chỉ lấy đến một chữ số thập phân" in bad.refused[0].message
    assert "105 nằm ngoài thang điểm 10" in bad.refused[1].message
    shown = showing.shown(school.desk, school.teacher("TIN_HOC"), sheet(school))
    assert shown.pupils[0].provisional == {"1": "8.8"}  # (7,5 + 7,5 + 2 × 10) / 4
    first = shown.pupils[0].report_id
    later = save(school, {1: "7"}, "TIN_HOC/2/TX1")
    assert later.provisional == {first: {"1": "8.8", "2": "7.0", "year": "7.6"}}  # (8,8 + 2 × 7) / 3
    save(school, {1: ""}, "TIN_HOC/2/TX1")
    assert [cell.state for cell in shown.pupils[0].cells] == ["DRAFT"] * 3


def test_a_slip_before_recording_leaves_no_trace_and_after_it_takes_a_correction(school: School) -> None:
    """C1.4, first half."""
    desk, actor, size = school.desk, school.teacher("TIN_HOC"), school.desk.ledger.size()
    save(school, {1: "5,8", 2: "9"})
    save(school, {1: "8,5"})
    assert desk.ledger.size() == size
    digest = preview(desk, actor, sheet(school), "vi").digest
    assert recording.record(desk, actor, "8A", "TIN_HOC", digest) == 2
    marks = [entry.data.mark for entry in desk.ledger.entries() if isinstance(entry.data, ScoreRecorded)]
    assert marks == [Score("8.5"), Score("9")]
    again = save(school, {1: "5,8", 2: "9,0"})
    assert ([one.code for one in again.refused], again.standing, again.kept) == (["score.recorded"], 1, ())
    assert "Đề nghị điều chỉnh" in again.refused[0].message
    row = showing.shown(desk, actor, sheet(school)).pupils[0].cells[0]
    assert (row.state, row.value, row.by, row.draft) == (
        "RECORDED", "8.5", school.cast.teacher(school.found, "TIN_HOC").code, None,
    )  # fmt: skip


def test_the_audit_trail_of_a_whole_term_holds_no_draft(school: School) -> None:
    """Each cell of a term in each subject of the class: typed wrong, changed, recorded."""
    desk, before = school.desk, school.desk.ledger.size()
    cells = 0
    taught = school.cast.subjects(school.found)
    for subject in (each for each in subjects(8, desk.year().name) if each.code in taught):
        actor, own = school.teacher(subject.code), sheet(school, subject.code)
        places = [place for place in showing.shown(desk, actor, own).places if "/1/" in place]
        for value in ("0,3", "8,2") if subject.kind is Kind.SCORED else ("CĐ", "Đ"):
            given = [
                Entered(report_id=member.report_id, place=place, value=value)
                for member in school.members
                for place in places
            ]
            assert len(entering.save(desk, actor, own, given, "vi").kept) == len(given)
        digest = preview(desk, actor, sheet(school, subject.code), "vi").digest
        assert recording.record(desk, actor, "8A", subject.code, digest) == len(given)
        cells += len(given)
    ledger = desk.ledger
    lines = list(timeline(ledger, Wanted(), before, ledger.size()))
    assert [line.kind for line in lines] == ["score_recorded"] * cells
    assert not [line.told for line in lines if "0,3" in line.told or "CĐ" in line.told or "Chưa đạt" in line.told]
    assert {entry.data.mark for entry in ledger.entries() if isinstance(entry.data, ScoreRecorded)} == {
        Score("8.2"), CommentResult.D,
    }  # fmt: skip


def test_only_the_drafts_that_were_seen_are_recorded(school: School) -> None:
    desk, actor = school.desk, school.teacher("TIN_HOC")
    save(school, {1: "8", 2: "9"})
    digest = preview(desk, actor, sheet(school), "vi").digest
    save(school, {2: "7"})
    size = desk.ledger.size()
    with pytest.raises(Rejected) as caught:
        recording.record(desk, actor, "8A", "TIN_HOC", digest)
    assert (caught.value.code, desk.ledger.size()) == ("draft.changed", size)


def test_recorded_drafts_are_gone_and_a_repetition_records_nothing(school: School) -> None:
    desk, actor = school.desk, school.teacher("TIN_HOC")
    save(school, {1: "8", 2: "9"})
    digest = preview(desk, actor, sheet(school), "vi").digest
    recording.record(desk, actor, "8A", "TIN_HOC", digest)
    size = desk.ledger.size()
    assert preview(desk, actor, sheet(school), "vi").new == 0
    with pytest.raises(Rejected) as caught:
        recording.record(desk, actor, "8A", "TIN_HOC", digest)
    assert (caught.value.code, desk.ledger.size()) == ("draft.changed", size)
    check_ledger(desk.ledger)


def test_a_crash_after_the_entries_leaves_drafts_that_settle(school: School) -> None:
    desk, actor = school.desk, school.teacher("TIN_HOC")
    save(school, {1: "8"})
    held = entering.held_of(desk, actor, sheet(school))
    recording.record(desk, actor, "8A", "TIN_HOC", preview(desk, actor, sheet(school), "vi").digest)
    save_again = [Entered(report_id=d.report_id, place=d.place, value=d.value) for d in held]
    entering.save(desk, actor, sheet(school), save_again, "vi")
    assert not entering.held_of(desk, actor, sheet(school)).drafts


def test_the_preview_tells_extremes_blanks_and_what_looks_like_a_slip() -> None:
    with at("loaded", 6) as school:
        for column, value in (("TX1", "8"), ("TX2", "7,5"), ("GK", "8")):
            save(school, dict.fromkeys(range(1, 7), value), f"TIN_HOC/1/{column}")
        save(school, {1: "2", 2: "9"}, "TIN_HOC/1/CK")
        shown = preview(school.desk, school.teacher("TIN_HOC"), sheet(school), "vi")
        assert shown.new == 20
        final = shown.columns[-1]
        assert (final.place, final.lowest, final.highest) == ("TIN_HOC/1/CK", "2.0", "9.0")
        assert [pupil.number for pupil in final.blank] == [3, 4, 5, 6]
        assert [(one.number, one.place, one.mark, one.mean) for one in shown.far] == [(1, "TIN_HOC/1/CK", "2.0", "7.8")]
        assert [column.all_equal for column in shown.columns] == [True, True, True, False]


def test_a_draft_is_its_owners_alone(school: School) -> None:
    desk, actor = school.desk, school.teacher("TIN_HOC")
    save(school, {1: "8"})
    others = [str(school.staff(Role.PRINCIPAL).staff_id), str(uuid4()), school.teacher("TOAN")]
    for other in others:
        with pytest.raises(Rejected):
            showing.shown(desk, other, sheet(school))
        with pytest.raises(Rejected):
            entering.save(desk, other, sheet(school), typed(school, {2: "9"}), "vi")
    assert len(entering.held_of(desk, actor, sheet(school)).drafts) == 1


def test_what_stands_against_one_pupil_is_named_and_nothing_is_recorded(school: School) -> None:
    desk, actor = school.desk, school.teacher("TIN_HOC")
    save(school, {1: "8", 2: "9"})
    save(school, {1: "5"}, "TIN_HOC/2/DGL")  # nobody is re-assessed who has not failed
    shown, size = preview(desk, actor, sheet(school), "vi"), desk.ledger.size()
    assert [one.code for one in shown.refused] == ["regulation.reassessed_passed"]
    with pytest.raises(Faults):
        recording.record(desk, actor, "8A", "TIN_HOC", shown.digest)
    assert desk.ledger.size() == size


def test_the_homeroom_teacher_drafts_what_is_hers(school: School) -> None:
    desk, homeroom = school.desk, school.cast.homeroom(school.found)
    actor, own = str(homeroom.staff_id), sheet(school, HOMEROOM)
    first = school.members[0].report_id
    values = {"conduct/1": "tốt", "absences": "3+1", "comment": "Chăm ngoan, tiến bộ rõ."}
    given = [Entered(report_id=first, place=place, value=value) for place, value in values.items()]
    assert [one.value for one in entering.save(desk, actor, own, given, "vi").kept][:2] == ["TOT", "3+1"]
    digest = preview(desk, actor, sheet(school, HOMEROOM), "vi").digest
    assert recording.record(desk, actor, "8A", HOMEROOM, digest) == 3
    report = desk.report(first)
    assert (str(report.conduct[Term.ONE].value), report.absences.value.permitted) == ("Tốt", 3)


def test_a_blank_takes_the_draft_away_and_all_can_be_cleared(school: School) -> None:
    desk, actor = school.desk, school.teacher("TIN_HOC")
    save(school, {1: "8", 2: "9"})
    assert save(school, {1: "  "}).cleared == 1
    assert entering.clear(desk, actor, sheet(school), None) == 1
    assert not entering.held_of(desk, actor, sheet(school)).drafts


def test_a_state_that_somebody_reads_stays_as_it_is_and_the_next_one_is_the_ledgers(school: School) -> None:
    desk, actor = school.desk, school.teacher("TIN_HOC")
    reports = [member.report_id for member in school.members]
    read = shared_reports(desk, reports)
    before = {report_id: (report.version, dict(report.marks)) for report_id, report in read.items()}
    save(school, {1: "8", 2: "9"})
    recording.record(desk, actor, "8A", "TIN_HOC", preview(desk, actor, sheet(school), "vi").digest)
    assert {report_id: (report.version, dict(report.marks)) for report_id, report in read.items()} == before
    assert shared_reports(desk, reports) == desk.reports(reports)
    assert shared_year(desk) == desk.year()


def test_streams_beyond_the_limit_are_read_again(school: School) -> None:
    states, reports = SharedStates(maximum=1), [member.report_id for member in school.members]
    for _ in range(2):
        assert states.of(school.desk.ledger, reports, fold) == school.desk.reports(reports)


def test_a_column_has_the_day_of_its_assessment(school: School) -> None:
    """Plan 003: entered right after it. The day goes into each entry, and never lies in the future."""
    desk, actor = school.desk, school.teacher("TIN_HOC")
    column, day = "TIN_HOC/1/TX1", desk.year().calendar.starts + timedelta(days=30)
    entering.save(desk, actor, sheet(school), typed(school, {1: "8", 2: "9"}), "vi", days={column: day})
    save(school, {1: "7"}, "TIN_HOC/1/TX2")
    shown = preview(desk, actor, sheet(school), "vi")
    assert [(each.place, each.assessed_on) for each in shown.columns] == [(column, day), ("TIN_HOC/1/TX2", None)]
    size = desk.ledger.size()
    recording.record(desk, actor, "8A", "TIN_HOC", shown.digest)
    found = {(entry.data.cell.column.value, entry.data.assessed_on) for entry in desk.ledger.entries(size)}
    assert found == {("TX1", day), ("TX2", None)}
    assert entering.held_of(desk, actor, sheet(school)).days == {}

    days = {"TIN_HOC/1/GK": desk.today + timedelta(days=1)}
    entering.save(desk, actor, sheet(school), typed(school, {1: "8"}, "TIN_HOC/1/GK"), "vi", days=days)
    assert [one.code for one in preview(desk, actor, sheet(school), "vi").refused] == ["score.day"]
