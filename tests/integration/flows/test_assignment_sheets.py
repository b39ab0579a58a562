"""A changed assignment sheet becomes ends and beginnings, all or none; what is in it already stays."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import openpyxl
import pytest

from api.flows.assignment_sheets import assign_from_sheet, write_current
from api.flows.desk import Desk
from api.flows.tokens import issue_token
from domain.errors import Faults, Misused, Rejected
from domain.school_year.events import Duty, Role
from tests.kit.opening import columns
from tests.kit.served import served
from tests.kit.stages import School, at

MARCH = date(2026, 3, 16)
_ROLES = (Role.PRINCIPAL, Role.CLERK)


@pytest.fixture
def school() -> Iterator[School]:
    with at("loaded", classes=("8A", "8B")) as opened:
        yield opened


@pytest.fixture
def sheet(school: School, tmp_path: Path) -> Path:
    path = tmp_path / "phan-cong.xlsx"
    write_current(school.desk, path)
    return path


def type_in(path: Path, **cells: str | None) -> dict[str, str]:
    """``row_KEY`` → what is typed (part keys with two underscores); gives the cells' names."""
    book = openpyxl.load_workbook(path)
    page = book["Phân công"]
    top, places = columns(page)
    rows = {page.cell(row, 1).value: row for row in range(top + 1, page.max_row + 1)}
    named = {}
    for name, value in cells.items():
        class_code, _, key = name.removeprefix("of_").partition("_")
        cell = page.cell(rows[class_code], places[key.replace("__", "/")])
        cell.value = value
        named[name] = f"Phân công!{cell.coordinate}"
    book.save(path)
    return named


def leader(school: School) -> str:
    return str(school.staff(Role.PRINCIPAL).staff_id)


def teachers(desk: Desk, subject: str, day: date) -> list[tuple[str | None, str, Duty]]:
    year = desk.year()
    rights = year.teachers(year.school_class("8A").class_id, subject)
    return [(right.part, year.staff[right.staff_id].code, right.duty) for right in rights if right.covers(day)]


def test_the_sheet_as_it_stands_changes_nothing(school: School, sheet: Path) -> None:
    size = school.desk.ledger.size()
    assert assign_from_sheet(school.desk, leader(school), sheet, MARCH) == []
    assert school.desk.ledger.size() == size


def test_what_differs_is_recorded_at_once_with_its_days(school: School, sheet: Path) -> None:
    desk, size = school.desk, school.desk.ledger.size()
    (was,) = [code for _, code, _ in teachers(desk, "TOAN", MARCH)]
    type_in(
        sheet,
        of_8A_TOAN="CB01 từ 01/04/2026",
        of_8A_KHTN=None,
        of_8A_KHTN__VAT_LI="CB01*",
        of_8A_KHTN__HOA_HOC="CB02",
        of_8A_KHTN__SINH_HOC="CB02",
    )
    changes = assign_from_sheet(desk, leader(school), sheet, MARCH)
    assert [
        (each.subject, each.part, each.before, each.after, each.since) for each in changes if each.part is None
    ] == [
        ("TOAN", None, was, "CB01 từ 01/04/2026", date(2026, 4, 1)),
        ("KHTN", None, changes[1].before, "", MARCH),
    ]
    assert desk.ledger.size() == size + 2 + 4, "two ends, four beginnings"
    assert teachers(desk, "TOAN", date(2026, 3, 31)) == [(None, was, Duty.RESPONSIBLE)]
    assert teachers(desk, "TOAN", date(2026, 4, 1)) == [(None, "CB01", Duty.RESPONSIBLE)]
    assert teachers(desk, "KHTN", MARCH) == [
        ("VAT_LI", "CB01", Duty.RESPONSIBLE),
        ("HOA_HOC", "CB02", Duty.PART),
        ("SINH_HOC", "CB02", Duty.PART),
    ]
    assert assign_from_sheet(desk, leader(school), sheet, MARCH) == [], "the same sheet once more"
    # Two may change places: what ends, ends first. The old sheet would ask for it against what it was made from.
    sheet = sheet.with_name("new.xlsx")
    write_current(desk, sheet)
    type_in(sheet, of_8A_KHTN__VAT_LI="CB02", of_8A_KHTN__HOA_HOC="CB01*")
    assert len(assign_from_sheet(desk, leader(school), sheet, date(2026, 4, 6))) == 2
    assert teachers(desk, "KHTN", date(2026, 4, 6))[1:] == [
        ("VAT_LI", "CB02", Duty.PART),
        ("HOA_HOC", "CB01", Duty.RESPONSIBLE),
    ]


def test_holes_doubles_and_strangers_are_told_at_their_cells_and_nothing_is_recorded(
    school: School, sheet: Path
) -> None:
    size = school.desk.ledger.size()
    places = type_in(sheet, of_8A_TOAN=None, of_8A_KHTN__VAT_LI="CB01", of_8B_GDCD="GV99", of_8B_TIN_HOC="VT01")
    type_in(sheet, of_8B_GDTC="CB01 từ 01/04/2026")
    with pytest.raises(Faults) as caught:
        assign_from_sheet(school.desk, leader(school), sheet, MARCH)
    assert {(fault.code, str(fault.facts["place"])) for fault in caught.value.faults} == {
        ("opening.assignment_hole", places["of_8A_TOAN"]),
        ("opening.assignment_double", places["of_8A_KHTN__VAT_LI"]),
        ("opening.staff_unknown", places["of_8B_GDCD"]),
        ("school_file.not_a_teacher", places["of_8B_TIN_HOC"]),
    }
    assert school.desk.ledger.size() == size


def test_only_the_leadership_assigns(school: School, sheet: Path) -> None:
    type_in(sheet, of_8A_TOAN="CB01")
    with pytest.raises(Rejected) as caught:
        assign_from_sheet(school.desk, school.teacher("TOAN"), sheet, MARCH)
    assert caught.value.code.startswith("right.")


def test_classes_and_columns_that_are_not_in_the_sheet_stay(school: School, sheet: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    page = book["Phân công"]
    top, places = columns(page)
    page.delete_rows(top + 2)
    page.delete_cols(places["NGU_VAN"])
    book.save(sheet)
    assert assign_from_sheet(school.desk, leader(school), sheet, MARCH) == []


def test_a_cell_that_nobody_touched_takes_nothing_back(school: School, sheet: Path, tmp_path: Path) -> None:
    desk, other = school.desk, tmp_path / "other.xlsx"
    write_current(desk, other)
    type_in(other, of_8A_TOAN="CB01", of_8A_NGU_VAN="CB01")
    assert len(assign_from_sheet(desk, leader(school), other, MARCH)) == 2
    # Made before that: Toán stands in it as it was, untouched; Ngữ văn was changed in both.
    type_in(sheet, of_8A_GDCD="CB02")
    (change,) = assign_from_sheet(desk, leader(school), sheet, MARCH)
    assert (change.subject, change.after) == ("GDCD", "CB02")
    assert [code for _, code, _ in teachers(desk, "TOAN", MARCH)] == ["CB01"]
    places = type_in(sheet, of_8A_NGU_VAN="CB02")
    with pytest.raises(Faults) as caught:
        assign_from_sheet(desk, leader(school), sheet, MARCH)
    assert [(fault.code, str(fault.facts["place"]), fault.facts["found"]) for fault in caught.value.faults] == [
        ("opening.changed_meanwhile", places["of_8A_NGU_VAN"], "CB01 từ 16/03/2026")
    ]


def test_a_sheet_of_another_year_or_school_is_refused(school: School, sheet: Path) -> None:
    for row, value, code in (
        (2, "2024-2025", "workbook.other_school_year"),
        (1, str(UUID(int=1)), "workbook.other_school"),
    ):
        book = openpyxl.load_workbook(sheet)
        stamp = book["_hocba"].cell(row, 2)
        was, stamp.value = stamp.value, value
        book.save(sheet)
        with pytest.raises(Rejected) as caught:
            assign_from_sheet(school.desk, leader(school), sheet, MARCH)
        assert caught.value.code == code
        stamp.value = was
        book.save(sheet)
    stamp.value = "x"
    book.save(sheet)
    with pytest.raises(Misused) as misused:
        assign_from_sheet(school.desk, leader(school), sheet, MARCH)
    assert misused.value.code == "workbook.not_ours"


def test_the_sheet_over_the_api_comes_back_changed_and_is_recorded_once(school: School, tmp_path: Path) -> None:
    route, path = "/api/v1/year/assignments/sheet", tmp_path / "sheet.xlsx"
    tokens = [issue_token(school.app.pool, school.desk.ledger.school_id, school.staff(role)) for role in _ROLES]
    head, clerk = ({"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())} for token in tokens)
    with served(school.app) as client:
        assert client.get(route, headers=clerk).status_code == 403
        path.write_bytes(client.get(route, headers=head).content)
        type_in(path, of_8A_TOAN="CB01", of_8B_TOAN="CB99")
        wrong = {"workbook": b64encode(path.read_bytes()).decode(), "since": "2026-03-16"}
        refused = client.post(route, headers=head, json=wrong).json()
        assert refused["code"] == "faults"
        assert "CB99" in refused["detail"]
        assert [each["where"] for each in refused["errors"]] == ["Phân công!B7"]
        type_in(path, of_8B_TOAN="CB01")
        right = wrong | {"workbook": b64encode(path.read_bytes()).decode()}
        assert client.post(route, headers=clerk, json=right).status_code == 403
        answers = [client.post(route, headers=head, json=right).json() for _ in range(2)]
    assert [answer["repeated"] for answer in answers] == [False, True]
    assert answers[0]["entries"] == answers[1]["entries"]
    assert [entry["topic"].split(".")[2] for entry in answers[0]["entries"]] == [
        *["teaching_ended"] * 2,
        *["teaching_assigned"] * 2,
    ]
