"""For any seed and size: a file without faults, complete years, levels as aimed at, marks whose average is in range."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from api.flows.demo.generator import generate
from api.flows.demo.marks import draw_term, term_average
from api.flows.school_file import load_school_file, notices
from domain.regulations.averages import term_average as by_the_rules
from domain.regulations.policies import Policies
from domain.values import Score
from tests.unit.generator.test_generator import evaluations

CODES = st.sampled_from(["6A", "6B", "7A", "7C", "8A", "8B", "9A", "9D"])
CLASSES = st.lists(st.tuples(CODES, st.integers(1, 50)), min_size=1, max_size=4, unique_by=lambda pair: pair[0])


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32), classes=CLASSES)
def test_any_school_is_whole(seed: int, classes: list[tuple[str, int]]) -> None:
    school = generate(seed, classes=classes)
    assert load_school_file(school.file.to_json()) == school.file
    # Chance may give two children one name and one birthday; nothing else deserves a second look.
    assert {notice.code for notice in notices(school.file)} <= {"school_file.notice.same_person"}
    pupils = 0
    for class_code, number, found in evaluations(school, Policies()):
        assert found.missing == ()
        assert found.academic.year is school.profiles[class_code][number].academic
        pupils += 1
    assert pupils == len(school.file.pupils) == sum(size for _, size in classes)


@given(seed=st.integers(), regular=st.integers(2, 4), low=st.integers(20, 97), width=st.integers(0, 15))
def test_drawn_marks_have_their_average_in_the_interval(seed: int, regular: int, low: int, width: int) -> None:
    high = min(100, low + width)
    marks, average = draw_term(Random(seed), regular, (low, high))
    assert len(marks) == regular + 2
    assert all(0 <= mark <= 100 for mark in marks)
    assert low <= average <= high
    assert average == term_average(marks[:-2], marks[-2], marks[-1])
    scores = [Score(f"{mark // 10}.{mark % 10}") for mark in marks]
    assert by_the_rules(scores[:-2], scores[-2], scores[-1], Policies()) == Score(f"{average // 10}.{average % 10}")
