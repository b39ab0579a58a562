"""The demo's class and the full school: what the stories of people.md §3 and plan 000 count on."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

import pytest

from api.flows.demo import comment_texts
from api.flows.demo.generator import DemoSchool, full_school, generate
from api.flows.school_file import load_school_file, notices
from api.flows.school_model import Sex
from domain.regulations.circular_22 import Promotion, Title, YearEvaluation, YearRecord, evaluate
from domain.regulations.curriculum import studied
from domain.regulations.policies import OneSubjectReading, Policies
from domain.school_year.events import Role
from domain.values import Cell, Level, Mark, Score, Term

YEAR = "2025-2026"


def evaluations(school: DemoSchool, policies: Policies) -> Iterator[tuple[str, int, YearEvaluation]]:
    """Each pupil's year by the rules themselves."""
    marks: dict[tuple[str, int], dict[Cell, Mark]] = {}
    for (class_code, _), entries in school.marks.items():
        for (number, cell), mark in entries.items():
            marks.setdefault((class_code, number), {})[cell] = mark
    for (class_code, number), own in marks.items():
        entry = school.homeroom[class_code][number]
        record = YearRecord(
            grade=int(class_code[0]),
            school_year=YEAR,
            marks=own,
            conduct={Term.ONE: entry.conduct_1, Term.TWO: entry.conduct_2},
            absences=entry.absences_permitted + entry.absences_unpermitted,
        )
        yield class_code, number, evaluate(record, policies)


@pytest.fixture(scope="module")
def school() -> DemoSchool:
    return generate(1)


@pytest.fixture(scope="module")
def full() -> DemoSchool:
    return full_school(1)


def test_same_seed_same_school(school: DemoSchool) -> None:
    again = generate(1)
    assert again == school
    assert again.file.to_json() == school.file.to_json()
    assert generate(2).file != school.file


def test_the_file_has_no_fault_and_no_notice(school: DemoSchool, full: DemoSchool) -> None:
    for one in (school, full):
        assert load_school_file(one.file.to_json()) == one.file
        assert notices(one.file) == ()


@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("reading", OneSubjectReading)
def test_class_8a_shows_every_result_and_can_be_issued_whole(seed: int, reading: OneSubjectReading) -> None:
    found = [one for *_, one in evaluations(generate(seed), Policies(one_subject_reading=reading))]
    assert len(found) == 42
    assert all(one.missing == () and one.promotion is Promotion.PROMOTED for one in found)
    assert Counter(one.academic.year for one in found) == {Level.TOT: 13, Level.KHA: 17, Level.DAT: 12}
    assert Counter(one.title for one in found) == {Title.XUAT_SAC: 3, Title.GIOI: 9, None: 30}
    # Điều 9.3, both ways: from Đạt to Khá and from Chưa đạt to Đạt.
    raised = Counter(one.academic.year for one in found if one.adjusted_by.year)
    assert raised == {Level.KHA: 1, Level.DAT: 1}
    assert {one.conduct_year for one in found} >= {Level.TOT, Level.KHA}
    assert any(one.academic.term_1 != one.academic.year for one in found)


def test_profiles_name_the_level_that_the_rules_find(full: DemoSchool) -> None:
    count = 0
    for class_code, number, found in evaluations(full, Policies()):
        assert found.academic.year is full.profiles[class_code][number].academic
        assert found.missing == ()
        count += 1
    assert count == 1234


def test_marks_have_one_decimal_and_stand_in_cells_of_their_subject(school: DemoSchool) -> None:
    for subject in studied(8, YEAR):
        marks = school.marks[("8A", subject.code)]
        assert {cell for _, cell in marks} == set(subject.cells())
        assert len(marks) == 42 * len(subject.cells())
    values = {str(mark) for marks in school.marks.values() for mark in marks.values() if isinstance(mark, Score)}
    assert all(re.fullmatch(r"\d{1,2}\.\d", value) for value in values)
    assert len(values) > 20


def test_everybody_has_comments_and_absences_lie_below_the_limit(school: DemoSchool) -> None:
    for comments in school.comments.values():
        assert set(comments) == set(range(1, 43))
        assert all(10 < len(text) < 300 for text in comments.values())
    entries = school.homeroom["8A"]
    assert set(entries) == set(range(1, 43))
    assert max(entry.absences_permitted + entry.absences_unpermitted for entry in entries.values()) <= 45
    assert any(entry.absences_unpermitted for entry in entries.values())


def test_cast_of_the_demo(school: DemoSchool) -> None:
    staff = {row.code: row for row in school.file.staff}
    teaches = {row.subject: staff[row.teacher].full_name.split()[-1] for row in school.file.assignments}
    assert teaches["GDCD"] == "Dũng"
    assert teaches["TIN_HOC"] == teaches["CONG_NGHE"] == "Hằng"
    assert (teaches["TOAN"], teaches["NGU_VAN"]) == ("Long", "Lan")
    assert staff[school.file.classes[0].homeroom].full_name.endswith("Lan")
    by_role = {role: [row for row in staff.values() if role in row.roles] for role in Role}
    assert [len(by_role[role]) for role in (Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.IT_OFFICER)] == [1, 2, 1, 1]


def test_pupils_of_8a(school: DemoSchool) -> None:
    pupils = school.file.pupils
    assert [pupil.number for pupil in pupils] == list(range(1, 43))
    assert list(school.file.rosters["8A"].values()) == list(pupils)
    twins = [pupil.birth_date.isoformat() for pupil in pupils if pupil.full_name == "Nguyễn Thị Mai"]
    assert twins == ["2012-05-12", "2012-09-21"]
    assert {"Kinh", "Mường", "Tày"} <= {pupil.ethnicity for pupil in pupils}
    assert 10 <= sum(pupil.sex is Sex.NU for pupil in pupils) <= 32
    assert all(pupil.personal_number.startswith("099") for pupil in pupils)


def test_full_school_has_the_size_of_plan_000(full: DemoSchool) -> None:
    file = full.file
    assert (len(file.classes), len(file.pupils), len(file.staff)) == (29, 1234, 61)
    teaches: dict[str, set[str]] = {}
    for row in file.assignments:
        teaches.setdefault(row.subject, set()).add(row.teacher)
    assert {subject: len(teachers) for subject, teachers in teaches.items()} | {"HDTN_HN": 29} == {
        "TOAN": 8,
        "NGU_VAN": 8,
        "NGOAI_NGU_1": 5,
        "GDCD": 4,
        "LS_DL": 7,
        "KHTN": 9,
        "CONG_NGHE": 4,
        "TIN_HOC": 1,
        "GDTC": 3,
        "NGHE_THUAT": 5,
        "HDTN_HN": 29,
        "GDDP": 7,
    }
    assert len({row.homeroom for row in file.classes}) == 29
    women = sum(row.personal_number[3] == "1" for row in file.staff)
    assert women == 55


def test_8a_is_the_same_class_in_the_full_school(school: DemoSchool, full: DemoSchool) -> None:
    def people(one: DemoSchool) -> list[tuple[str, str]]:
        return [(row.full_name, row.birth_date.isoformat()) for row in one.file.rosters["8A"].values()]

    assert people(school) == people(full)
    assert school.homeroom["8A"] == full.homeroom["8A"]
    assert all(school.marks[key] == full.marks[key] for key in school.marks)


def _sentences(found: object) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        yield from (text for value in found.values() for text in _sentences(value))
    elif isinstance(found, tuple):
        yield from (text for value in found for text in _sentences(value))


def test_comments_use_the_words_of_the_circular() -> None:
    names = ("SCORED", "COMMENT", "IMPROVED", "DECLINED", "HOMEROOM_ACADEMIC", "HOMEROOM_CONDUCT")
    texts = [text for name in names for text in _sentences(getattr(comment_texts, name))]
    assert len(texts) > 90
    for text in texts:
        assert unicodedata.is_normalized("NFC", text)
        assert text[0].isupper()
        assert text.endswith(".")
        # people.md §4: gone with Circular 58, or spelt otherwise in Circular 22.
        assert not re.search(r"hạnh kiểm|học lực|tiên tiến|học kỳ|định kỳ|lý do|mỹ thuật", text, re.IGNORECASE)
