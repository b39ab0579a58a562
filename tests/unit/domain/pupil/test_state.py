"""The pupil: commitments to his identity, and his enrolments, folded from his events."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from domain.errors import Misused
from domain.event import Event
from domain.pupil import events as p
from domain.pupil.state import Pupil, fold
from tests.kit.people import CLASS_8A, CLASS_9A, PUPIL, REPORT, YEAR_ID
from tests.kit.story import MORNING, Step


def steps(*events: Event) -> list[Step]:
    return [Step(event, "operator", MORNING, n, UUID(int=n)) for n, event in enumerate(events, 1)]


REGISTERED = p.PupilRegistered(identity={"full_name": "ab" * 32})
ENROLLED = p.PupilEnrolled(
    school_year_id=YEAR_ID, class_id=CLASS_8A, report_id=REPORT, number=7, since=date(2025, 9, 5)
)


def test_identity_and_enrolments_are_folded_in_order() -> None:
    later = ENROLLED.model_copy(update={"class_id": CLASS_9A, "report_id": UUID(int=9)})
    assert fold(PUPIL, steps(REGISTERED, ENROLLED, later)) == Pupil(
        PUPIL, version=3, identity={"full_name": "ab" * 32}, enrolments=[ENROLLED, later], identity_version=1
    )


def test_a_later_identity_replaces_the_one_before_and_keeps_enrolments() -> None:
    corrected = p.PupilRegistered(identity={"full_name": "cd" * 32})
    state = fold(PUPIL, steps(REGISTERED, ENROLLED, corrected))
    assert (state.identity, state.enrolments, state.version) == (corrected.identity, [ENROLLED], 3)


def test_a_correction_changes_the_fields_that_it_names_and_no_other() -> None:
    registered = p.PupilRegistered(identity={"full_name": "ab" * 32, "birth_place": "cd" * 32})
    corrected = p.IdentityCorrected(identity={"birth_place": "ef" * 32}, request_id=UUID(int=201))
    state = fold(PUPIL, steps(registered, ENROLLED, corrected))
    assert state.identity == {"full_name": "ab" * 32, "birth_place": "ef" * 32}
    assert registered.identity["birth_place"] == "cd" * 32


def test_a_pupil_without_events_is_unknown() -> None:
    with pytest.raises(Misused) as caught:
        fold(PUPIL, [])
    assert caught.value.code == "pupil.unknown"
