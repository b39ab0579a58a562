"""A pasted list goes to the pupils it names, and nowhere if they are another class's (people.md B2, C1.1, C2.1)."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from openpyxl import Workbook

from api.flows.drafts import entering, pasting, uploading
from api.flows.drafts.lists import of_file, of_text
from api.flows.drafts.pasting import Choice
from api.flows.drafts.sheet import open_sheet
from api.flows.gradebooks import import_gradebook
from api.flows.workbooks.legacy_text import Coding, convert
from api.flows.workbooks.matching import Known, Pupils, Sought
from domain.errors import Faults, Rejected
from domain.values import Term
from tests.kit.stages import School, at
from tests.kit.workbooks import column_of, edit, place, put, row_of

PUPILS = 6


@pytest.fixture(scope="module")
def school() -> Iterator[School]:
    with at("loaded", PUPILS, ("8A", "8B")) as found:
        yield found


@pytest.fixture(autouse=True)
def _blank(school: School) -> Iterator[None]:
    yield
    entering.clear(school.desk, school.teacher("TIN_HOC"), open_sheet(school.desk, "8A", "TIN_HOC"), None)


def rows_of(school: School, code: str, *, born: bool = True) -> list[list[str]]:
    """Number, name, perhaps birth date, mark: the list backwards, so that a row's number means nothing."""
    members = school.desk.members(school.desk.year().school_class(code))
    return [
        [str(turn), member.full_name, *([f"{member.birth_date:%d/%m/%Y}"] if born else []), str(member.number)]
        for turn, member in enumerate(reversed(members), 1)
    ]


def text_of(rows: list[list[str]], *headings: str) -> str:
    return "\n".join("\t".join(row) for row in ([list(headings)] if headings else []) + rows)


def paste(school: School, text: str, choice: Choice, code: str = "8A") -> pasting.Pasted:
    sheet = open_sheet(school.desk, code, "TIN_HOC")
    return pasting.paste(school.desk, school.teacher("TIN_HOC"), sheet, of_text(text), choice, "vi")


def kept(school: School, code: str = "8A") -> dict[int, str]:
    """List number → draft of the first column."""
    sheet = open_sheet(school.desk, code, "TIN_HOC")
    drafts = entering.held_of(school.desk, school.teacher("TIN_HOC"), sheet).drafts
    at = {report.report_id: member.number for member, report in sheet.rows}
    return {at[report_id]: value for (report_id, place), value in drafts.items() if place == "TIN_HOC/1/TX1"}


FIRST = Choice(places=("TIN_HOC/1/TX1",))
OWN = {number: f"{number}.0" for number in range(1, PUPILS + 1)}


def test_the_list_of_another_class_is_guessed_and_nothing_is_kept(school: School) -> None:
    """C1.1; pasted where it belongs, the same text is a draft there."""
    text = text_of(rows_of(school, "8B"), "STT", "Họ và tên", "Ngày sinh", "TX1")
    with pytest.raises(Rejected) as caught:
        paste(school, text, Choice(term=Term.ONE))
    assert caught.value.code == "paste.other_class"
    assert caught.value.text("vi") == (
        f"{PUPILS}/{PUPILS} học sinh trong dữ liệu dán vào không thuộc lớp 8A; danh sách này giống lớp 8B. "
        "Chưa có gì được lưu."
    )
    assert kept(school) == {}
    assert len(paste(school, text, Choice(term=Term.ONE), "8B").kept) == PUPILS
    assert kept(school, "8B") == OWN


@pytest.mark.parametrize(
    "headings", [("Số TT", "HỌ VÀ  TÊN", "Ngày sinh", "ĐĐGtx 1"), ("TT", "Họ tên", "Ngày sinh", "tx1")]
)
def test_rows_find_their_pupils_by_name_and_birth_date_whatever_their_order(
    school: School, headings: tuple[str, ...]
) -> None:
    text = text_of(rows_of(school, "8A"), *headings)
    assert paste(school, unicodedata.normalize("NFD", text.upper()), Choice(term=Term.ONE)).passed_over == ()
    assert kept(school) == OWN


def test_without_headings_the_columns_are_known_by_what_they_hold(school: School) -> None:
    paste(school, text_of(rows_of(school, "8A", born=False)), FIRST)
    assert kept(school) == OWN


def test_numbers_find_their_pupils_even_without_their_leading_zero(school: School) -> None:
    members = school.members
    known = school.desk.identities([member.pupil_id for member in members])
    rows = [[known[m.pupil_id]["personal_number"].lstrip("0"), str(m.number)] for m in reversed(members)]
    paste(school, text_of(rows, "CCCD", "GK"), FIRST)
    assert kept(school) == OWN


def test_one_stranger_is_named_and_passed_over_two_block(school: School) -> None:
    rows = rows_of(school, "8A")
    rows[0][1] = "Lê Văn Không Có"
    found = paste(school, text_of(rows), FIRST)
    assert [(row.line, row.code) for row in found.passed_over] == [(1, "paste.unknown_pupil")]
    assert len(kept(school)) == PUPILS - 1
    entering.clear(school.desk, school.teacher("TIN_HOC"), open_sheet(school.desk, "8A", "TIN_HOC"), None)
    rows[1][1] = "Lê Thị Cũng Không"
    with pytest.raises(Rejected) as caught:
        paste(school, text_of(rows), FIRST)
    assert (caught.value.code, kept(school)) == ("paste.not_in_class", {})


def test_signatures_below_a_table_are_no_strangers(school: School) -> None:
    below = [["", "Giáo viên bộ môn", "", ""], ["", "Hiệu trưởng nhà trường", "", ""]]
    assert paste(school, text_of(rows_of(school, "8A") + below), FIRST).passed_over == ()


def test_a_pupil_in_two_rows_counts_once(school: School) -> None:
    rows = rows_of(school, "8A")
    found = paste(school, text_of([*rows, rows[0]]), FIRST)
    assert [(row.line, row.code) for row in found.passed_over] == [(PUPILS + 1, "paste.pupil_twice")]


@pytest.mark.parametrize(
    ("text", "choice", "code"),
    [
        ("1\t7,5\n2\t8\n3\t9", FIRST, "paste.no_names"),
        ("Họ và tên\tĐiểm\nNguyễn Văn An\t8", Choice(), "paste.no_places"),
        ("Họ và tên\tA\tB\nNguyễn Văn An\t8\t9", FIRST, "paste.columns"),
        ("Họ và tên\tA\n" + "Nguyễn Văn An\t8\n" * 400, FIRST, "paste.size"),
        ("Họ và tên\tA\nNguyễn Văn An\t8", Choice(places=("TOAN/1/TX1",)), "draft.place"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(school: School, text: str, choice: Choice, code: str) -> None:
    with pytest.raises(Rejected) as caught:
        paste(school, text, choice)
    assert caught.value.code == code


def test_twins_by_paper_are_refused_as_ambiguous() -> None:
    born = date(2012, 5, 12)
    twins = [Known(uuid4(), "Nguyễn Thị Mai", born, (number,)) for number in ("036312000001", "036312000002")]
    pupils = Pupils(twins)
    assert len(pupils.matching(Sought((), "nguyễn thị  mai", born))) == 2
    assert pupils.matching(Sought(("36312000002",), "Nguyễn Thị Mai", born)) == [twins[1]]
    assert pupils.matching(Sought(("036312000002",), "Trần Văn Bình", None)) == []


def test_old_fonts_are_shown_first_and_converted_only_when_asked_for(school: School) -> None:
    rows = [[number, _in_tcvn3(name), *more] for number, name, *more in rows_of(school, "8A")]
    with pytest.raises(Rejected) as caught:
        paste(school, text_of(rows), FIRST)
    assert (caught.value.code, caught.value.facts["coding"], kept(school)) == ("paste.legacy", "TCVN3", {})
    assert caught.value.facts["read"] in {member.full_name for member in school.members}
    paste(school, text_of(rows), Choice(places=("TIN_HOC/1/TX1",), convert=True))
    assert kept(school) == OWN


def _in_tcvn3(name: str) -> str:
    """As an old font's file holds it: it has no capitals with tones."""
    stored = {convert(chr(code), Coding.TCVN3): chr(code) for code in range(0xA1, 0xFF)}
    return "".join(stored.get(letter) or stored.get(letter.lower(), letter) for letter in name)


def test_a_teachers_own_workbook_is_a_list_too(school: School, tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    page.append(["BẢNG ĐIỂM LỚP 8A"])
    page.append(["STT", "Họ và tên", "Ngày sinh", "ĐĐGtx 1"])
    for member in school.members:
        page.append([member.number, member.full_name, member.birth_date, member.number])
    book.save(tmp_path / "diem.xlsx")
    sheet = open_sheet(school.desk, "8A", "TIN_HOC")
    rows = of_file(tmp_path / "diem.xlsx")
    pasting.paste(school.desk, school.teacher("TIN_HOC"), sheet, rows, Choice(term=Term.ONE), "vi")
    assert kept(school) == OWN


def test_a_workbook_with_another_classs_rows_names_that_class(school: School, tmp_path: Path) -> None:
    """Names and marks of 8B pasted over those of 8A, in the template of 8A."""
    teacher = school.cast.teacher(school.found, "TIN_HOC")
    path = Path(shutil.copy(school.files["TIN_HOC"].path, tmp_path / "8A.xlsx"))
    others = school.desk.members(school.desk.year().school_class("8B"))

    def paste_over(book: Workbook) -> None:
        page = book["Học kì I"]
        for member, other in zip(school.members, others, strict=True):
            page.cell(row_of(page, member.pupil_id), column_of(page, "full_name")).value = other.full_name

    edit(path, paste_over)
    size = school.desk.ledger.size()
    with pytest.raises(Rejected) as caught:
        import_gradebook(school.desk, path, str(teacher.staff_id))
    assert (caught.value.code, caught.value.facts["other"], school.desk.ledger.size()) == (
        "paste.other_class",
        "8B",
        size,
    )


def upload(school: School, path: Path) -> pasting.Pasted:
    sheet = open_sheet(school.desk, "8A", "TIN_HOC")
    return uploading.upload(
        school.desk, school.teacher("TIN_HOC"), sheet, path.read_bytes(), Choice(term=Term.ONE), "vi"
    )


def test_a_filled_workbook_becomes_drafts_and_records_nothing(school: School, tmp_path: Path) -> None:
    size, path = school.desk.ledger.size(), school.files["TIN_HOC"].path
    found = upload(school, path)
    assert (len(kept(school)), found.refused, found.standing) == (PUPILS, (), 0)
    assert {entry.place.rpartition("/")[2] for entry in found.kept} >= {"TX1", "GK", "CK", "comment"}
    assert {len(results) for results in found.provisional.values()} == {3}, "both terms and the year"
    assert school.desk.ledger.size() == size
    other = next(filled.path for filled in school.every_file if filled.subject == "TIN_HOC" and filled.path != path)
    with pytest.raises(Faults) as caught:
        upload(school, other)
    assert [(fault.code, fault.facts["found"]) for fault in caught.value.faults] == [("workbook.other_class", "8B")]


def test_every_bad_cell_of_a_workbook_is_named_and_nothing_of_it_kept(school: School, tmp_path: Path) -> None:
    path = Path(shutil.copy(school.files["TIN_HOC"].path, tmp_path / "8A.xlsx"))
    first, second = school.members[:2]
    edit(path, lambda book: put(book, "Học kì I", first.pupil_id, "TX1", "6,75"))
    edit(path, lambda book: put(book, "Học kì II", second.pupil_id, "GK", 11))
    with pytest.raises(Faults) as caught:
        upload(school, path)
    said = caught.value.text("vi")
    assert [fault.code for fault in caught.value.faults] == ["score.decimals", "score.range"]
    assert place(path, "Học kì I", first.pupil_id, "TX1") in said
    assert "Học kì II" in said
    assert kept(school) == {}


def test_a_list_of_ones_own_is_uploaded_as_it_is_pasted(school: School, tmp_path: Path) -> None:
    book = Workbook()
    for row in [["Họ và tên", "TX1"], *([member.full_name, member.number] for member in school.members)]:
        book.active.append(row)
    book.save(tmp_path / "diem.xlsx")
    upload(school, tmp_path / "diem.xlsx")
    assert kept(school) == OWN
