"""From an empty database to a school of plan 000's size, ready for marks, by three workbooks that an office filled."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from api.flows.demo.generator import full_school, generate
from tests.kit.cli import on_migrated_database
from tests.kit.opening import Books, columns, fill, put

pytestmark = pytest.mark.one_server


def options(paths: dict[str, Path]) -> list[object]:
    return [part for name, path in paths.items() for part in (f"--{name}", path)]


def planted(books: Books) -> dict[str, str]:
    """Five faults of the issue, each on another row; code → cell."""
    pupils = books["classes"]["Học sinh"]
    top, places = columns(pupils)
    last = pupils.max_row + 1
    for column in places.values():
        pupils.cell(last, column).value = pupils.cell(top + 1, column).value
    pupils.cell(last, places["class"]).value, pupils.cell(last, places["number"]).value = "9G", None
    sheet = books["assignments"]["Phân công"]
    heading = sheet.cell(3, sheet.max_column + 1)
    heading.value, sheet.cell(8, heading.column).value = "Thiên văn", "GV01"
    return {
        "opening.date": "Học sinh!" + put(books["classes"], "Học sinh", 700, "birth_date", "31/02/2013"),
        "opening.pupil_twice": f"Học sinh!{last}",
        "opening.subject_unknown": f"Phân công!{heading.coordinate}",
        "opening.assignment_hole": "Phân công!" + put(books["assignments"], "Phân công", 3, "TOAN", None),
        "opening.assignment_double": "Phân công!"
        + put(books["assignments"], "Phân công", 9, "NGHE_THUAT/AM_NHAC", "GV03"),
    }


def test_a_whole_school_from_three_workbooks(tmp_path: Path) -> None:
    school = full_school(2026).file
    (tmp_path / "wrong").mkdir()
    right = fill(tmp_path, school)
    wrong = {name: Path(shutil.copy(path, tmp_path / "wrong")) for name, path in right.items()}
    books = Books(wrong)
    expected = planted(books)
    books.save()
    with on_migrated_database(tmp_path) as cli:
        error = cli.refused("year", "open", *options(wrong), exit=1)["error"]
        assert {fault["code"]: fault["facts"]["place"] for fault in error["faults"]} == expected
        assert len(error["faults"]) == len(expected)
        # Had anything of it been recorded, the year would be there already.
        opened = cli.fine("year", "open", *options(right))
        assert [opened[name] for name in ("staff", "classes", "pupils")] == [61, 29, 1234]
        path = tmp_path / "8A.xlsx"
        cli.fine("template", "gradebook", "--class", "8A", "--subject", "TIN_HOC", "--out", path)
        rows = openpyxl.load_workbook(path)["Học kì I"].iter_rows(min_col=1, max_col=2, values_only=True)
        listed = {number: name for number, name in rows if isinstance(number, int)}
        assert listed == {row.number: row.full_name for row in school.pupils if row.class_code == "8A"}


def test_old_text_is_shown_before_it_enters_and_assignments_change_by_their_sheet(tmp_path: Path) -> None:
    paths = fill(tmp_path, generate(1, classes=(("8A", 2),)).file)
    books = Books(paths)
    cell = put(books["classes"], "Học sinh", 0, "mother", "NguyÔn ThÞ Ngäc H»ng")
    books.save()
    with on_migrated_database(tmp_path) as cli:
        shown = cli.fine("year", "open", *options(paths), "--convert", "--dry-run")
        assert shown["conversions"] == [f"Ô {cell} (trang Học sinh): “NguyÔn ThÞ Ngäc H»ng” → “Nguyễn Thị Ngọc Hằng”"]
        assert cli.fine("year", "open", *options(paths), "--convert")["entries"] == shown["entries"]
        sheet = tmp_path / "running.xlsx"
        cli.token("CB01")
        cli.fine("template", "assignments", "--out", sheet)
        book = openpyxl.load_workbook(sheet)
        cell = put(book, "Phân công", 0, "TOAN", "CB01 từ 16/03/2026")
        book.save(sheet)
        (change,) = cli.as_("CB01").fine("year", "assign", "--workbook", sheet)["changes"]
        assert (change["place"], change["after"]) == (f"Phân công!{cell}", "CB01 từ 16/03/2026")
