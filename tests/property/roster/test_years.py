"""
A thousand random years of comings, goings, substitutions and class moves, decided by the domain and judged by tables.

Every mark has exactly one who recorded it and was allowed to at its time, every report a class on every day, numbers
are given once, and nothing that was recorded is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from hypothesis import HealthCheck, event, given, note, settings
from hypothesis import strategies as st

from domain.report import state as reports
from tests.property.roster.school import CELLS, CLASSES, LAST_DAY, MARKS, SUBJECTS, TEACHERS, Child, School

YEARS = 1000
#: Days and choices are small numbers, so that a year that fails shrinks to a few lines.
DAYS = st.integers(0, 21)
CHOICE = st.integers(0, 11)


class Step(NamedTuple):
    """Some days pass, then somebody does something; ``a``, ``b``, ``c`` choose among whatever there is to choose."""

    what: str
    days: int
    a: int
    b: int
    c: int


def _enrol(school: School, step: Step) -> None:
    school.enrol(len(school.children), CLASSES[step.a % 3], step.b)


def _assign(school: School, step: Step) -> None:
    subject, staff_id = SUBJECTS[step.b % 2], TEACHERS[step.c % 4]
    school.assign(CLASSES[step.a % 3], subject, staff_id, ahead=step.b // 4, stands_in=step.c >= 8)


def _end(school: School, step: Step) -> None:
    running = [right for right in school.rights if right.last_day is None]
    if running:
        right = running[step.a % len(running)]
        school.end(right.class_id, right.subject, right.staff_id, ahead=step.b // 4)


def _child(act: Callable[[School, Child, Step], None]) -> Callable[[School, Step], None]:
    def chosen(school: School, step: Step) -> None:
        if school.children:
            act(school, school.children[step.a % len(school.children)], step)

    return chosen


def _record(school: School, child: Child, step: Step) -> None:
    subject = SUBJECTS[step.b % 2]
    cell = CELLS[subject][step.b // 2 % len(CELLS[subject])]
    allowed = sorted(school.allowed(child, subject))
    # Mostly by one who may: a year of refusals would say little.
    actor = allowed[step.c % len(allowed)] if allowed and step.c < 9 else TEACHERS[step.c % 4]
    school.record(child, cell, MARKS[subject][step.c % 2], actor)


ACTS: dict[str, Callable[[School, Step], None]] = {
    "enrol": _enrol,
    "assign": _assign,
    "end": _end,
    "move": _child(lambda school, child, step: school.move(child, CLASSES[step.b % 3], step.c)),
    "leave": _child(lambda school, child, step: school.leave(child, step.b)),
    "rejoin": _child(lambda school, child, step: school.rejoin(child, CLASSES[step.b % 3], step.c)),
    "record": _child(_record),
}
#: Half of what happens in a year is recording.
WHATS = [*ACTS, "enrol", "move", "assign", *["record"] * 5]
STEPS = st.lists(st.builds(Step, st.sampled_from(WHATS), DAYS, CHOICE, CHOICE, CHOICE), min_size=8, max_size=40)


@given(STEPS)
@settings(
    max_examples=YEARS,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_every_mark_has_an_owner_and_every_report_a_class_and_nothing_is_lost(steps: list[Step]) -> None:
    note(f"{steps}")
    school = School()
    for n in range(3):  # a class is not empty on its first day
        school.assign(CLASSES[n], "TOAN", TEACHERS[n], 0, stands_in=False)
        school.enrol(n, CLASSES[n], 0)
    for step in steps:
        school.today = min(school.today + timedelta(days=step.days // 3), LAST_DAY)
        ACTS[step.what](school, step)
        for class_id in CLASSES:
            for subject in SUBJECTS:
                assert len(school.responsible(class_id, subject)) <= 1, "two answer for one subject"
    for child in school.children:
        _holds(school, child)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in school.given.values())
    event(f"moves: {min(sum(len(child.numbers) - 1 for child in school.children), 5)}")
    event(f"marks: {min(sum(len(child.marks) for child in school.children), 10)}")


def _holds(school: School, child: Child) -> None:
    report = child.report
    assert reports.fold(report.report_id, child.history) == report, "what was carried along is not the history"
    assert {cell: (one.value, one.actor) for cell, one in report.marks.items()} == {
        cell: (mark, str(actor)) for cell, (mark, actor) in child.marks.items()
    }, "a mark was lost, or is another's"
    for day, class_id in child.by_day.items():
        assert report.class_on(day) == class_id, f"the class of {day}"
    assert (report.left is not None) == child.away
    assert [(place.class_id, place.number) for place in report.places] == child.numbers
    assert (report.class_id, report.number) == child.numbers[-1]
