"""Names as certificates write them."""

from __future__ import annotations

import unicodedata

import pytest

from anchors.verify.identity import corresponds

LONG = "Trường Trung học cơ sở và Trung học phổ thông Nguyễn Thị Minh Khai"


@pytest.mark.parametrize(
    ("claimed", "certified"),
    [
        ("Trần Văn Đức", "Trần Văn Đức"),
        ("Trần Văn Đức", "TRẦN VĂN ĐỨC"),
        ("Trần Văn Đức", "DEMO Trần  Văn Đức"),
        ("Trần Văn Đức", unicodedata.normalize("NFD", "Trần Văn Đức")),
        ("Trần Văn Đức", "TRAN VAN DUC"),
        (LONG, LONG.encode()[:64].decode(errors="ignore").rstrip()),
    ],
)
def test_one_person(claimed: str, certified: str) -> None:
    assert corresponds(claimed, certified)


@pytest.mark.parametrize(
    ("claimed", "certified"),
    [
        ("Trần Văn Đức", "Trần Văn Đúc"),
        ("Trần Văn Đức", "Trần Văn"),
        ("Trần Văn Đức", "Trần Văn Đức Anh"),
        ("Trần Văn Đức", "DEMO"),
        ("Trần Văn Đức", ""),
        ("Tran Van Duc", "Trần Văn Đức"),
        (LONG, "Trường THCS"),
    ],
)
def test_two_people(claimed: str, certified: str) -> None:
    assert not corresponds(claimed, certified)
