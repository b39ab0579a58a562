"""How values are written for people, and that nothing a person typed becomes markup."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from jinja2 import UndefinedError

from api.flows.access import new_code
from api.pages import words
from api.routes.doors import key_of, parse_birth_date
from domain.errors import Rejected
from domain.formats.hoc_ba import Stage
from projections.documents.public import initials


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Nguyễn Văn An", "N. V. A."),
        ("Đỗ Ánh", "Đ. Á."),
        ("H'Hen Niê", "H. N."),
        ("ý lan", "Ý. L."),
        ("  Lê   Ờ ", "L. Ờ."),
    ],
)
def test_initials_keep_their_marks(name: str, expected: str) -> None:
    assert initials(name) == expected


@pytest.mark.parametrize(
    "text", ["05/09/2012", "5/9/2012", "05-09-2012", "05.09.2012", "5 9 2012", "05092012", "2012-09-05", " 05092012 "]
)
def test_every_way_people_write_a_date(text: str) -> None:
    assert parse_birth_date(text) == date(2012, 9, 5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/02/2012",
        "5/9/12",
        "592012",
        "2012/09/05",
        "20120905",
        "٠٥/٠٩/٢٠١٢",
        "2012-W36-3",
        "99999999",
        "a" * 9999,
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Rejected) as refused:
        parse_birth_date(text)
    assert refused.value.code == "lookup.birth_date"


def test_a_code_is_read_however_its_groups_were_typed_and_told_from_a_date() -> None:
    code = new_code()
    assert len({key_of(text) for text in (code, code.lower(), code.replace("-", " "), code.replace("-", ""))}) == 1
    assert key_of(new_code()) != key_of(code)
    assert key_of(" 05/09/2012 ") == date(2012, 9, 5)
    for wrong in (code[:-1], code + "A", code[:-1] + "0"):
        with pytest.raises(Rejected) as refused:
            key_of(wrong)
        assert refused.value.code == "lookup.access_code"


def test_marks_have_a_decimal_comma_and_results_the_letters_of_the_print() -> None:
    assert [words.mark(each) for each in ("8.4", "10.0", "Đạt", "Chưa đạt")] == ["8,4", "10,0", "Đ", "CĐ"]


def test_times_are_those_of_vietnam() -> None:
    assert words.moment(datetime(2026, 5, 31, 18, 0, 1, tzinfo=UTC)) == "01/06/2026 01:00:01"
    assert words.day(date(2026, 6, 1)) == "01/06/2026"


def test_corrections_are_counted_by_place() -> None:
    assert words.grouped(("Toán", "Ngữ văn", "Toán")) == "Toán 2 chỗ; Ngữ văn 1 chỗ"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_templates_escape_and_speak_the_language_of_the_settings(language: str) -> None:
    made = words.environment(language)
    made.globals.update(asset=str, portal_notice="Kết quả")
    shown = made.get_template("portal/fault.html").render(message="<script>alert(1)</script>", code=None)
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert ("Mã số tra cứu học bạ" in shown) == (language == "vi")
    assert made.from_string("{{ 'SEAL' | stage }}").render() == (
        "Ký số của cơ sở giáo dục" if language == "vi" else "Seal of the school"
    )
    assert all(made.filters["stage"](stage.value) for stage in Stage if stage is not Stage.SUBJECT)


@pytest.mark.parametrize("written", ["{{ nobody }}", "{% if nobody %}{% endif %}", "{{ {}.nobody }}"])
def test_a_name_that_is_not_there_is_no_empty_place(written: str) -> None:
    with pytest.raises(UndefinedError, match="nobody"):
        words.environment("vi").from_string(written).render()
