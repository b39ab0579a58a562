"""The opening workbooks: what is typed is the school file; each fault is told at its cell, and nothing else is."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.workbooks import template
from api.cli.year import year
from api.flows.demo.generator import generate
from api.flows.demo.schools import DemoLevel
from api.flows.opening import read_year, shown
from api.flows.school_file import load_school_file
from api.flows.school_load import first_day
from api.flows.workbooks.opening import texts
from api.flows.workbooks.opening.forms import subject_columns
from domain.errors import Faults, HocbaError, Misused
from domain.school_year.structure.events import TeamFormed, TeamJoined
from tests.kit.opening import Books, columns, fill, put

SCHOOL = generate(2026, classes=(("8A", 6), ("8B", 4))).file


Change = Callable[[Books], str | None]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return fill(tmp_path_factory.mktemp("filled"), SCHOOL)


@pytest.fixture
def paths(filled: dict[str, Path], tmp_path: Path) -> dict[str, Path]:
    """A copy of the filled workbooks, for one test."""
    return {name: Path(shutil.copy(path, tmp_path)) for name, path in filled.items()}


def changed(paths: dict[str, Path], *changes: Change) -> str | None:
    books = Books(paths)
    places = [change(books) for change in changes]
    books.save()
    return places[-1]


def faults(paths: dict[str, Path], *, convert: bool = False) -> list[HocbaError]:
    with pytest.raises(Faults) as caught:
        read_year(**paths, convert=convert)
    return list(caught.value.faults)


@pytest.mark.parametrize(
    ("level", "classes"),
    [
        (DemoLevel.PRIMARY, (("3A", 4), ("5B", 3))),
        (DemoLevel.LOWER, (("8A", 5), ("9A", 3))),
        (DemoLevel.UPPER, (("10A", 5), ("12B", 3))),
    ],
)
def test_what_is_typed_is_the_school_file(
    tmp_path: Path, level: DemoLevel, classes: tuple[tuple[str, int], ...]
) -> None:
    school = generate(7, classes=classes, level=level).file
    found = read_year(**fill(tmp_path, school), convert=False)
    expected = load_school_file(school.to_json())
    assert sorted(map(str, found.file.assignments)) == sorted(map(str, expected.assignments))
    assert found.file.model_copy(update={"assignments": ()}) == expected.model_copy(update={"assignments": ()})
    assert found.conversions == ()


def cell(book: str, sheet: str, row: int, key: str, value: object) -> Change:
    return lambda books: f"{sheet}!{put(books[book], sheet, row, key, value)}"


def staff(row: int, key: str, value: object) -> Change:
    return cell("staff", "Cán bộ, giáo viên", row, key, value)


def first(key: str, value: object) -> Change:
    return cell("classes", "Học sinh", 0, key, value)


def school_sheet(row: int, value: object) -> Change:
    def change(books: Books) -> str:
        books["staff"]["Nhà trường"].cell(row, 2).value = value
        return f"Nhà trường!B{row}"

    return change


def grid(row: int, key: str, value: object) -> Change:
    return cell("assignments", "Phân công", row, key, value)


def twice(books: Books) -> str:
    """The first pupil of 8A once more, below, in 8B."""
    page = books["classes"]["Học sinh"]
    top, places = columns(page)
    last = page.max_row + 1
    for column in places.values():
        page.cell(last, column).value = page.cell(top + 1, column).value
    page.cell(last, places["class"]).value, page.cell(last, places["number"]).value = "8B", None
    return f"Học sinh!{last}"


def strange_subject(books: Books) -> str:
    page = books["assignments"]["Phân công"]
    last = page.max_column + 1
    page.cell(3, last).value, page.cell(6, last).value = "Thiên văn", "GV01"
    return f"Phân công!{page.cell(3, last).coordinate}"


def strange_class(books: Books) -> str:
    """One fault, however many of its subjects have teachers."""
    for key in ("TOAN", "NGU_VAN"):
        grid(2, key, "GV01")(books)
    return str(grid(2, "class", "9Z")(books))


def head_of_nothing(books: Books) -> str:
    """What is missing is the team."""
    staff(0, "heads_team", "x")(books)
    return str(staff(0, "team", None)(books))


def without_row(books: Books) -> str:
    books["assignments"]["Phân công"].delete_rows(7)
    return "Phân công"


def without_column(books: Books) -> str:
    books["classes"]["Học sinh"].delete_cols(4)
    return "Học sinh"


def without_sheet(books: Books) -> str:
    del books["classes"]["Lớp"]
    return "Lớp"


PLANTED: dict[str, tuple[Change, str]] = {
    "a hole": (grid(0, "TOAN", None), "opening.assignment_hole"),
    "a hole in a part": (grid(1, "NGHE_THUAT", None), "opening.assignment_hole"),
    "a double": (grid(0, "KHTN/VAT_LI", "GV01"), "opening.assignment_double"),
    "a stranger teaches": (grid(0, "TOAN", "GV99"), "opening.staff_unknown"),
    "who does not teach": (grid(0, "TOAN", "VT01"), "school_file.not_a_teacher"),
    "no code": (grid(0, "TOAN", "cô Hằng"), "opening.assignment_form"),
    "no day": (grid(0, "TOAN", "GV01 từ 31/02/2026"), "opening.assignment_form"),
    "outside the year": (grid(0, "TOAN", "GV01 từ 01/07/2026"), "school_file.day_outside"),
    "a class twice": (grid(2, "class", "8 a"), "opening.class_twice"),
    "a class without a row": (without_row, "opening.class_not_assigned"),
    "a row of no class": (strange_class, "opening.class_unknown"),
    "an unknown subject": (strange_subject, "opening.subject_unknown"),
    "a pupil twice": (twice, "opening.pupil_twice"),
    "no such birth date": (first("birth_date", "30/02/2012"), "opening.date"),
    "born in the year": (first("birth_date", date(2025, 9, 5)), "school_file.born_late"),
    "blank": (first("full_name", None), "opening.blank"),
    "no sex": (first("sex", "trai"), "school_file.choice"),
    "short number": (first("personal_number", "12345"), "school_file.form"),
    "a class that is not": (first("class", "9Z"), "opening.class_unknown"),
    "a formula": (first("full_name", "=A1"), "opening.formula"),
    "no such elective": (first("electives", "Thiên văn"), "school_file.form"),
    "an elective of another level": (first("electives", "Vật lí"), "regulation.elective_unknown"),
    "no such role": (staff(0, "roles", "Giám thị"), "school_file.choice"),
    "head of no team": (head_of_nothing, "opening.blank"),
    "no tick": (staff(0, "heads_team", "rồi"), "school_file.type"),
    "no level": (school_sheet(5, "Mầm non"), "school_file.choice"),
    "no year": (school_sheet(10, "2025"), "school_file.school_year"),
    "a lost column": (without_column, "opening.column_missing"),
    "a lost sheet": (without_sheet, "opening.sheet_missing"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_told_at_its_cell_and_nothing_else_is(paths: dict[str, Path], name: str) -> None:
    change, code = PLANTED[name]
    place = changed(paths, change)
    found = faults(paths)
    assert [(fault.code, str(fault.facts["place"])) for fault in found] == [(code, place)]
    for language in ("vi", "en"):
        assert "{" not in found[0].text(language)
        assert "/pupils" not in found[0].text(language)


def test_faults_come_together_sheet_by_sheet(paths: dict[str, Path]) -> None:
    born = cell("classes", "Học sinh", 1, "birth_date", "30/02/2012")
    changed(paths, grid(0, "TOAN", None), twice, born, head_of_nothing, school_sheet(5, "Mầm non"))
    assert [fault.code for fault in faults(paths)] == [
        "school_file.choice",
        "opening.blank",
        "opening.date",
        "opening.pupil_twice",
        "opening.assignment_hole",
    ]


def test_every_text_is_of_a_planted_fault_or_tested_by_name() -> None:
    elsewhere = {"headings_missing", "legacy_text", "legacy_unsure", "principal", "no_clerk", "assignment_several"}
    elsewhere |= {"part_hole", "notice.padded", "notice.converted", "changed_meanwhile"}
    planted = {code for _, code in PLANTED.values()}
    assert {code for code in texts.MESSAGES if code.partition(".")[2] not in elsewhere} <= planted


def test_roles_that_a_school_must_have(paths: dict[str, Path]) -> None:
    changed(paths, *(staff(row, "roles", "Giáo viên") for row in range(len(SCHOOL.staff))))
    found = faults(paths)
    assert {fault.code for fault in found} == {"opening.principal", "opening.no_clerk"}
    assert {str(fault.facts["place"]) for fault in found} == {"Cán bộ, giáo viên"}


def parts(*teachers: str) -> tuple[Change, ...]:
    keys = ("KHTN/VAT_LI", "KHTN/HOA_HOC", "KHTN/SINH_HOC")
    return (grid(0, "KHTN", None), *(grid(0, key, teacher) for key, teacher in zip(keys, teachers, strict=True)))


def test_parts_of_a_subject_one_of_whose_teachers_signs(paths: dict[str, Path]) -> None:
    changed(paths, *parts("GV03*", "GV04 từ 01/10/2025", "GV03"))
    rows = [row for row in read_year(**paths, convert=False).file.assignments if row.subject == "KHTN"]
    assert [(row.part, row.teacher, row.duty, row.since) for row in rows if row.class_code == "8A"] == [
        ("VAT_LI", "GV03", "RESPONSIBLE", None),
        ("HOA_HOC", "GV04", None, date(2025, 10, 1)),
        ("SINH_HOC", "GV03", None, None),
    ]


@pytest.mark.parametrize("teachers", [("GV03*", "GV04*", "GV03"), ("GV03", "GV03", "GV04")])
def test_two_or_none_of_the_teachers_of_a_subject_sign(paths: dict[str, Path], teachers: tuple[str, ...]) -> None:
    changed(paths, *parts(*teachers))
    assert [fault.code for fault in faults(paths)] == ["opening.assignment_several"]


def test_arts_have_marks_in_each_part_so_that_each_needs_a_teacher(paths: dict[str, Path]) -> None:
    changed(paths, grid(0, "NGHE_THUAT", None), grid(0, "NGHE_THUAT/AM_NHAC", "GV03"))
    found = faults(paths)
    assert [(fault.code, fault.facts["expected"]) for fault in found] == [("opening.part_hole", "MI_THUAT")]
    assert str(found[0].facts["place"]) == grid(0, "NGHE_THUAT/MI_THUAT", None)(Books(paths))


def test_a_list_of_its_own_headings_without_keys_and_with_a_column_moved(paths: dict[str, Path]) -> None:
    def change(books: Books) -> str:
        for sheet in ("Lớp", "Học sinh"):
            books["classes"][sheet].delete_rows(4, 2)
        books["classes"]["Lớp"].insert_cols(1)
        books["classes"]["Học sinh"]["A3"].value = " LỚP "
        return ""

    before = read_year(**paths, convert=False).file
    changed(paths, change)
    assert read_year(**paths, convert=False).file == before

    def headings(books: Books) -> str:
        books["classes"]["Lớp"].delete_rows(3)
        return "Lớp"

    place = changed(paths, headings)
    assert [(fault.code, str(fault.facts["place"])) for fault in faults(paths)] == [("opening.headings_missing", place)]


def test_zeros_that_a_spreadsheet_dropped_are_put_back_and_said(paths: dict[str, Path]) -> None:
    number = SCHOOL.pupils[0].personal_number
    assert number.startswith("0")
    changed(paths, first("personal_number", int(number)))
    found = read_year(**paths, convert=False)
    assert found.file.pupils[0].personal_number == number
    assert [(each.code, each.facts["count"]) for each in found.notices] == [("opening.notice.padded", 1)]
    assert str(found.notices[0].facts["place"]).startswith("Học sinh!I")


def test_what_deserves_a_second_look_is_told_at_its_cell(paths: dict[str, Path]) -> None:
    year = SCHOOL.pupils[0].birth_date.year - 7
    blank = changed(paths, cell("classes", "Học sinh", 1, "hometown", None))
    place = changed(paths, first("birth_date", f"{SCHOOL.pupils[0].birth_date:%d-%m}-{year}"))
    found = read_year(**paths, convert=False).notices
    told = [(each.code, str(each.facts["place"])) for each in found]
    assert ("school_file.notice.age", place) in told
    assert ("school_file.notice.blank", f"Học sinh!{str(blank)[-1]}") in told
    assert all("Học sinh" in each.text("vi") for each in found)


TCVN3 = {"Nguyễn": "NguyÔn", "Thị": "ThÞ", "Ngọc": "Ngäc", "Hằng": "H»ng"}


def old(text: str) -> str:
    return " ".join(TCVN3.get(word, word) for word in text.split())


def test_old_text_is_shown_and_read_only_when_asked_for(paths: dict[str, Path]) -> None:
    wanted = "Nguyễn Thị Ngọc Hằng"
    place = changed(paths, first("mother", old(wanted)))
    # The rest of the column is Unicode; what is certain is certain there, too.
    found = faults(paths)
    assert [(fault.code, str(fault.facts["place"])) for fault in found] == [("opening.legacy_text", place)]
    assert f"“{old(wanted)}” → “{wanted}”" in found[0].text("vi")
    read = read_year(**paths, convert=True)
    assert read.file.pupils[0].mother == wanted
    assert [shown(each, "vi") for each in read.conversions] == [
        f"Ô {str(place).partition('!')[2]} (trang Học sinh): “{old(wanted)}” → “{wanted}”"
    ]
    assert [each.code for each in read.notices] == ["opening.notice.converted"]
    unsure = changed(paths, cell("classes", "Học sinh", 1, "mother", "Lan Trí"))
    found = faults(paths, convert=True)
    assert [(fault.code, str(fault.facts["place"])) for fault in found] == [("opening.legacy_unsure", unsure)]


def test_marks_apart_are_the_same_text(paths: dict[str, Path]) -> None:
    before = read_year(**paths, convert=False).file
    name = unicodedata.normalize("NFD", SCHOOL.pupils[0].full_name)
    changed(paths, first("full_name", f" {name.replace(' ', '  ')} "))
    assert read_year(**paths, convert=False).file == before


def test_teams_and_their_heads(paths: dict[str, Path]) -> None:
    teams = ["Tổ Toán - Tin", "tổ toán - tin", "Tổ Văn", "Tổ 1"]
    changed(paths, *(staff(row, "team", team) for row, team in enumerate(teams)), staff(0, "heads_team", "x"))
    _, new, _ = first_day(read_year(**paths, convert=False).file)
    events = new[0].events
    formed = {each.team_id: each for each in events if isinstance(each, TeamFormed)}
    assert [(each.code, each.name) for each in formed.values()] == [
        ("TOAN_TIN", "Tổ Toán - Tin"),
        ("VAN", "Tổ Văn"),
        ("TO1", "Tổ 1"),
    ]
    joined = [(formed[each.team_id].code, each.head) for each in events if isinstance(each, TeamJoined)]
    assert joined == [("TOAN_TIN", True), ("TOAN_TIN", False), ("VAN", False), ("TO1", False)]


def test_a_file_that_is_no_workbook(paths: dict[str, Path]) -> None:
    paths["classes"].write_bytes(b"PK")
    with pytest.raises(Misused) as caught:
        read_year(**paths, convert=False)
    assert caught.value.code == "workbook.unreadable"


def test_templates_are_not_written_over_and_name_every_subject(paths: dict[str, Path]) -> None:
    with pytest.raises(Misused) as caught:
        fill(paths["staff"].parent, SCHOOL)
    assert caught.value.code == "template.exists"
    assert {"TOAN", "KHTN", "KHTN/VAT_LI", "NGHE_THUAT/AM_NHAC"} <= subject_columns("THCS").keys()
    assert "KHTN" not in subject_columns("THPT")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (["open", "--staff", "a.xlsx"], "opening.three_files"),
        (["open", "--from", "2025-2026"], "opening.either"),
        (["open", "--from", "2025-2026", "--as", "CB01", "--staff", "a.xlsx"], "opening.either"),
    ],
)
def test_a_year_is_opened_one_way_or_the_other(typed: list[str], code: str) -> None:
    answer = CliRunner().invoke(year, [*typed, "--json"])
    assert (answer.exit_code, json.loads(answer.stdout)["error"]["code"]) == (2, code)


def test_a_level_that_is_none_has_no_templates(tmp_path: Path) -> None:
    answer = CliRunner().invoke(template, ["opening", "--out", str(tmp_path), "--level", "MAM_NON", "--json"])
    assert (answer.exit_code, json.loads(answer.stdout)["error"]["code"]) == (2, "opening.level")
    assert list(tmp_path.iterdir()) == []
