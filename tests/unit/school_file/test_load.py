"""Reading the file as a whole: encodings, syntax, list numbers, notices, the documents beside it."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.flows import school_file
from api.flows.school_file import MESSAGES, load_school_file, notices, schema_text
from api.flows.school_model import PupilRow, SchoolFile
from domain.errors import Misused
from domain.regulations.policies import Policies
from domain.report.document import PupilIdentity
from domain.school_year.policies import SchoolPolicies

DOCS = Path(__file__).parents[3] / "docs/formats"
EXAMPLE = DOCS / "examples/school.json"


def example() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(EXAMPLE.read_text())
    return loaded


def load(document: dict[str, Any]) -> SchoolFile:
    return load_school_file(json.dumps(document).encode())


def test_the_example_has_no_fault_and_no_notice() -> None:
    file = load_school_file(EXAMPLE)
    assert (len(file.classes), len(file.staff), len(file.pupils)) == (2, 5, 4)
    assert notices(file) == ()
    assert file == load_school_file(EXAMPLE.read_bytes())


def test_written_again_it_reads_the_same() -> None:
    file = load_school_file(EXAMPLE)
    assert load_school_file(file.to_json()) == file


def test_schema_is_made_from_the_model() -> None:
    assert (DOCS / "school.schema.json").read_text() == schema_text()


def test_every_field_is_documented() -> None:
    text = (DOCS / "school.md").read_text()
    schema = json.loads(schema_text())
    fields = {name for model in [schema, *schema["$defs"].values()] for name in model.get("properties", ())}
    fields |= {*SchoolPolicies.model_fields, *Policies.model_fields}
    assert {name for name in fields if f"`{name}`" not in text} == set()


def test_list_numbers_follow_the_name_order() -> None:
    names = {number: pupil.full_name for number, pupil in load_school_file(EXAMPLE).rosters["8A"].items()}
    assert names == {1: "Nông Đức Ân", 2: "Nguyễn Thị Mai"}


def test_given_list_numbers_never_shift_and_late_pupils_come_last() -> None:
    document = example()
    document["pupils"][2]["number"] = 1
    document["pupils"].append(document["pupils"][3] | {"full_name": "Bùi Văn An", "number": 5})
    for index, key in enumerate(("personal_number", "pupil_code", "registry_number")):
        document["pupils"][4][key] = ["099212000999", "9900000099", "0099/THCS"][index]
    numbers = {pupil.full_name: pupil.number for pupil in load(document).pupils if pupil.class_code == "8A"}
    assert numbers == {"Nguyễn Thị Mai": 1, "Bùi Văn An": 5, "Nông Đức Ân": 6}


def test_enrolment_defaults_to_the_first_day() -> None:
    file = load_school_file(EXAMPLE)
    assert [file.enrolled_on(pupil) for pupil in file.pupils[2:]] == [date(2025, 9, 5), date(2025, 11, 3)]


def test_identity_is_what_a_report_shows() -> None:
    identity = load_school_file(EXAMPLE).pupils[0].identity
    assert isinstance(identity, PupilIdentity)
    assert type(identity.sex) is str
    assert (identity.full_name, identity.sex, identity.father) == ("Lê Minh Đạt", "NAM", "Lê Văn Thành")
    assert set(PupilIdentity.model_fields) <= set(PupilRow.model_fields)


def test_names_are_composed_and_trimmed() -> None:
    document = example()
    document["pupils"][0]["full_name"] = unicodedata.normalize("NFD", "  Lê   Minh Đạt ")
    assert load(document).pupils[0].full_name == "Lê Minh Đạt"


def test_a_byte_order_mark_is_read_over() -> None:
    assert load_school_file(b"\xef\xbb\xbf" + EXAMPLE.read_bytes()) == load_school_file(EXAMPLE)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "school_file.not_json"),
        (b"{", "school_file.not_json"),
        (b'{"format": NaN}', "school_file.not_json"),
        (b"[" * 100_000, "school_file.not_json"),
        (b'{"format": ' + b"9" * 5000 + b"}", "school_file.not_json"),
        (b'{"format": "hocba-school/1", "level": "\\ud800"}', "school_file.not_json"),
        (b'{"format": "hocba-school/1", "format": "hocba-school/1"}', "school_file.key_twice"),
        ("{'Trường'}".encode("utf-16"), "school_file.not_utf8"),
        (b"[]", "school_file.format"),
        (b"{}", "school_file.format"),
        (b'{"format": "hocba-school/2"}', "school_file.format"),
    ],
    ids=str,
)
def test_what_cannot_be_judged_is_misuse(raw: bytes, code: str) -> None:
    with pytest.raises(Misused) as caught:
        load_school_file(raw)
    assert caught.value.code == code
    assert "{" not in caught.value.text("vi").replace("{'", "")


def test_a_missing_file_and_a_folder_are_misuse(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(Misused) as caught:
            load_school_file(path)
        assert caught.value.code == "school_file.unreadable"


def test_a_file_over_the_limit_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(school_file.BYTES_MAX + 1)
    with pytest.raises(Misused) as caught:
        load_school_file(path)
    assert caught.value.code == "school_file.too_large"


NOTICES: dict[str, dict[str, Any]] = {
    "deadline_order": {"/calendar/deadlines/seal": "2026-06-01"},
    "homeroom_twice": {"/classes/1/homeroom": "GV02"},
    "empty_class": {"/pupils/0/class": "8A", "/pupils/1/class": "8A"},
    "same_person": {"/pupils/3/full_name": "NGUYỄN THỊ  MAI", "/pupils/3/birth_date": "2012-05-12"},
    "number_sex": {"/pupils/0/sex": "NU"},
    "number_year": {"/pupils/0/birth_date": "2013-03-09"},
    "age": {"/pupils/0/birth_date": "2005-03-09"},
    "blank": {"/pupils/1/birth_place": None},
    "no_family": {"/pupils/2/father": None, "/pupils/2/mother": None},
}


@pytest.mark.parametrize("code", NOTICES)
def test_what_deserves_a_second_look_is_loaded_with_a_notice(code: str) -> None:
    document = example()
    for place, value in NOTICES[code].items():
        *path, last = place.split("/")[1:]
        target: Any = document
        for key in path:
            target = target[int(key)] if isinstance(target, list) else target[key]
        target[last] = value
    found = notices(load(document))
    assert f"school_file.notice.{code}" in {notice.code for notice in found}
    assert all("{" not in notice.text("vi") + notice.text("en") for notice in found)


def test_every_notice_has_a_test() -> None:
    assert {code.removeprefix("school_file.notice.") for code in MESSAGES if ".notice." in code} == set(NOTICES)
