"""Who may look for pupils where: everywhere for who reads everything, else in the classes that are his own that day."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from api.flows.searching import searched_classes
from domain.school_year.events import HomeroomAssigned
from tests.kit.people import BINH, CLASS_9A, DUNG, FIRST_DAY, HANG, LAN, THU, TODAY, TUAN, VAN, ended, year


@pytest.mark.parametrize("staff_id", [DUNG, VAN, THU, TUAN])
def test_who_reads_everything_looks_everywhere(staff_id: UUID) -> None:
    found = year()
    assert searched_classes(found, found.staff[staff_id], TODAY) == {"8A", "9A"}


@pytest.mark.parametrize(("staff_id", "classes"), [(HANG, {"8A"}), (LAN, {"8A", "9A"}), (BINH, set())])
def test_a_teacher_looks_in_the_classes_that_he_teaches_or_heads(staff_id: UUID, classes: set[str]) -> None:
    found = year()
    assert searched_classes(found, found.staff[staff_id], TODAY) == classes


@pytest.mark.parametrize(("day", "classes"), [(TODAY, {"8A"}), (TODAY + timedelta(days=1), set())])
def test_with_the_last_day_of_an_assignment_it_ends(day: date, classes: set[str]) -> None:
    found = year(ended(HANG, "TOAN", last_day=TODAY))
    assert searched_classes(found, found.staff[HANG], day) == classes


def test_who_takes_a_class_over_looks_there_from_his_first_day_on() -> None:
    found = year(HomeroomAssigned(class_id=CLASS_9A, staff_id=BINH, since=TODAY))
    assert searched_classes(found, found.staff[BINH], TODAY) == {"9A"}
    assert searched_classes(found, found.staff[BINH], FIRST_DAY) == set()
