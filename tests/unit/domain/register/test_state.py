"""The register: the next number follows the last one, and how numbers and schools are written on papers."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from domain.errors import Tampered
from domain.register.events import DocumentEntered, DocumentKind
from domain.register.state import fold, register_id, symbol, written
from tests.kit.people import REPORT, REQUEST, YEAR_ID
from tests.kit.story import MORNING, Step


def entered(number: int) -> Step:
    event = DocumentEntered(
        number=number,
        symbol="BC-THCSSL",
        dated=date(2026, 5, 25),
        kind=DocumentKind.CORRECTION_REPORT,
        subject="Báo cáo đề nghị điều chỉnh thông tin học bạ số",
        report_id=REPORT,
        request_id=REQUEST,
        sha256="ab" * 32,
        media_type="application/pdf",
    )
    return Step(event, "operator", MORNING, number, UUID(int=number))


def test_an_empty_register_begins_with_one_and_goes_on_from_the_last() -> None:
    register = register_id(YEAR_ID)
    assert (fold(register, []).next_number, fold(register, []).version) == (1, 0)
    state = fold(register, [entered(1), entered(2)])
    assert (state.next_number, state.version, [one.number for one in state.documents]) == (3, 2, [1, 2])


@pytest.mark.parametrize("numbers", [(2,), (1, 3), (1, 1)])
def test_a_gap_or_a_number_given_twice_is_told(numbers: tuple[int, ...]) -> None:
    with pytest.raises(Tampered) as caught:
        fold(register_id(YEAR_ID), [entered(number) for number in numbers])
    assert (caught.value.code, caught.value.facts["expected"]) == ("register.number", len(numbers))


def test_each_school_year_has_a_register_of_its_own_that_everybody_finds() -> None:
    assert register_id(YEAR_ID) == register_id(YEAR_ID)
    assert register_id(YEAR_ID) not in (YEAR_ID, register_id(UUID(int=9)))


@pytest.mark.parametrize(
    ("school", "kind", "expected"),
    [
        ("Trường THCS Sông Lam", DocumentKind.CORRECTION_REPORT, "BC-THCSSL"),
        ("Trường THPT Hậu Lộc I", DocumentKind.CORRECTION_ANSWER, "TB-THPTHLI"),
        ("Trường TH Trần Hưng Đạo", DocumentKind.CORRECTION_REPORT, "BC-THTHĐ"),
        ("Trường Tiểu học Thuận Hưng C", DocumentKind.CORRECTION_REPORT, "BC-THTHC"),
    ],
)
def test_a_school_is_abbreviated_as_schools_do_it(school: str, kind: DocumentKind, expected: str) -> None:
    assert symbol(kind, school) == expected


def test_numbers_under_ten_have_a_zero_before_them() -> None:
    assert [written(number, "BC-THCSSL") for number in (5, 12, 105)] == [
        "05/BC-THCSSL",
        "12/BC-THCSSL",
        "105/BC-THCSSL",
    ]
