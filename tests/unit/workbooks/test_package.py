"""Files that are no workbook of ours, and files made to hurt."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from api.flows.workbooks import identify, read_gradebook, write_gradebook
from api.flows.workbooks.package import MAX_FILE_BYTES, MAX_MEMBERS, a1, column_index
from domain.errors import Misused
from tests.kit.workbooks import edit, gradebook

SPEC = gradebook()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    write_gradebook(SPEC, path)
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def refused(content: bytes | Path) -> str:
    with pytest.raises(Misused) as error:
        read_gradebook(content, SPEC, round_half_up=False)
    assert error.value.text("vi")
    return error.value.code


def test_what_is_no_workbook_at_all(tmp_path: Path, book: Path) -> None:
    whole = book.read_bytes()
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)  # an .xls, or an .xlsx with a password
    for content in (b"", b"not a workbook", b"PK\x03\x04", whole[: len(whole) // 2], ole, packed({"a.xml": b"<a/>"})):
        assert refused(content) == "workbook.unreadable"
    assert refused(tmp_path / "absent.xlsx") == "workbook.unreadable"
    assert refused(tmp_path) == "workbook.unreadable"


def test_a_workbook_of_somebody_else_and_of_another_version(tmp_path: Path, book: Path) -> None:
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    assert refused(other) == "workbook.not_ours"

    edit(book, lambda opened: opened["_hocba"].__setitem__("B2", "2"))
    assert refused(book) == "workbook.version"


@pytest.mark.parametrize(
    ("cell", "value"), [("B1", "report"), ("B3", "2025"), ("B4", "x"), ("B6", None), ("A5", "class"), ("B7", "")]
)
def test_an_identity_sheet_that_makes_no_sense(book: Path, cell: str, value: str | None) -> None:
    edit(book, lambda opened: opened["_hocba"].__setitem__(cell, value))
    with pytest.raises(Misused) as error:
        identify(book)
    assert error.value.code == "workbook.not_ours"


def test_size_limits(book: Path) -> None:
    assert refused(bytes(MAX_FILE_BYTES + 1)) == "workbook.too_large"
    parts = parts_of(book)
    assert refused(packed({**parts, "xl/bomb.xml": bytes(21 * 1024 * 1024)})) == "workbook.too_large"
    assert refused(packed({**parts, **{f"x{n}.xml": b"" for n in range(MAX_MEMBERS)}})) == "workbook.too_large"


def test_a_bomb_that_lies_about_its_size(book: Path) -> None:
    name = b"xl/bomb.xml"
    content = bytearray(packed({**parts_of(book), name.decode(): bytes(21 * 1024 * 1024)}))
    for signature, size_at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = 0
        while (start := content.find(signature, start)) != -1:
            if name in content[start : start + 80]:
                struct.pack_into("<I", content, start + size_at, 10)
            start += 4
    assert refused(bytes(content)) == "workbook.unreadable"


def test_one_value_in_the_last_cell_costs_no_gigabytes(book: Path) -> None:
    for cell in ("XFD1048576", "CW9", "A1001"):
        edit(book, lambda opened, cell=cell: opened["Học kì II"].__setitem__(cell, 1))
        assert refused(book) == "workbook.too_large"
        edit(book, lambda opened, cell=cell: opened["Học kì II"].__setitem__(cell, None))


def test_formatting_far_below_the_table_is_harmless(book: Path) -> None:
    def paint(opened: openpyxl.Workbook) -> None:
        opened["Học kì I"]["B5000"].font = Font(bold=True)

    edit(book, paint)
    assert read_gradebook(book, SPEC, round_half_up=False).marks == {}


def test_entities_packing_and_doubled_members(book: Path) -> None:
    parts = parts_of(book)
    sheet = "xl/worksheets/sheet1.xml"
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]>' + parts[sheet].split(b"?>", 1)[1]
    assert read_gradebook(packed({**parts, sheet: laughs}), SPEC, round_half_up=False).marks == {}
    assert refused(packed({**parts, sheet: parts[sheet][:-20]})) == "workbook.unreadable"
    nameless = parts[sheet].replace(b'<c r="B9"', b"<c")
    assert nameless != parts[sheet]
    assert refused(packed({**parts, sheet: nameless})) == "workbook.unreadable"
    assert refused(packed(parts, zipfile.ZIP_BZIP2)) == "workbook.unreadable"
    stream = io.BytesIO(packed(parts))
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(sheet, parts[sheet])
    assert refused(stream.getvalue()) == "workbook.unreadable"


def test_cell_references() -> None:
    assert [a1(*place) for place in ((11, 5), (0, 0), (8, 25), (8, 26), (0, 701))] == ["F12", "A1", "Z9", "AA9", "ZZ1"]
    assert [column_index(letters) for letters in ("A", "Z", "AA", "XFD")] == [0, 25, 26, 16383]
