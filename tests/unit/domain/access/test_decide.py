"""The rules of who may open reports: withdrawn and given back, codes of the counter, grants (C9.5, C9.7, C8.5)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from domain.access import commands as c
from domain.access import events as e
from domain.access.decide import CODES_MAX, decide, decide_grant
from domain.access.state import Access, evolve, fold, fold_grants
from domain.case.events import Capacity
from domain.context import Context
from domain.event import Event
from domain.pupil.events import PupilRegistered
from tests.kit.people import DUNG, HANG, THU, VAN, year
from tests.kit.story import MORNING, Step, Story, rejected

ABOUT = {"document": "ab" * 32, "reason": "cd" * 32}
RESTRICT = c.RestrictAccess(about=ABOUT, dated=date(2026, 5, 20))
RESTORE = c.RestoreAccess(about=ABOUT, dated=date(2026, 5, 25))


def code(number: int) -> c.IssueAccessCode:
    return c.IssueAccessCode(
        code_id=UUID(int=number), sha256=f"{number:064x}", capacity=Capacity.PARENT, case_id=UUID(int=1000 + number)
    )


class AccessStory(Story[Access, c.OfPupil]):
    """A pupil's stream, which begins with his registration."""

    def __init__(self) -> None:
        first = PupilRegistered(identity={"full_name": "ef" * 32})
        super().__init__(fold, evolve, lambda state, asked, context: decide(state, asked, year(), context), first)


def test_a_withdrawal_ends_the_codes_given_before_and_a_new_one_opens() -> None:
    story = AccessStory().when(code(1), THU)
    assert story.state.opens(f"{1:064x}")
    story.when(RESTRICT, DUNG).then(e.AccessRestricted(about=ABOUT, dated=RESTRICT.dated))
    assert not story.state.opens(f"{1:064x}")
    story.when(RESTRICT, DUNG).then_rejected("access.restricted")
    story.when(code(2), THU)
    assert (story.state.opens(f"{2:064x}"), story.state.taken, story.state.version) == (True, 1, 4)
    story.when(RESTORE, DUNG).then_it_is(restricted=None)
    assert story.state.opens(f"{2:064x}")
    story.when(RESTORE, DUNG).then_rejected("access.not_restricted")


def test_a_document_of_tomorrow_withdraws_nothing() -> None:
    tomorrow = RESTRICT.model_copy(update={"dated": date(2026, 5, 26)})
    AccessStory().when(tomorrow, DUNG).then_rejected("access.dated", dated="26/05/2026")


def test_a_code_is_revoked_once_and_counts_no_longer() -> None:
    story = AccessStory()
    for number in range(CODES_MAX):
        story.when(code(number), THU)
    story.when(code(99), THU).then_rejected("access.too_many", count=CODES_MAX)
    revoke = c.RevokeAccessCode(code_id=UUID(int=3))
    story.when(revoke, DUNG).then(e.AccessCodeRevoked(code_id=UUID(int=3)))
    story.when(revoke, THU).then_rejected("access.code_unknown")
    story.when(code(99), THU)
    assert [story.state.opens(f"{number:064x}") for number in (3, 4, 99)] == [False, True, True]


@pytest.mark.parametrize(
    ("asked", "by"), [(RESTRICT, THU), (RESTRICT, VAN), (RESTORE, THU), (code(1), DUNG), (code(1), HANG)]
)
def test_each_decision_has_its_person(asked: c.OfPupil, by: UUID) -> None:
    AccessStory().when(asked, by).then_rejected("right.none")


GRANT = UUID(int=7)


def grant(**changes: object) -> c.GiveGrant:
    given = {
        "grant_id": GRANT, "organisation": "Trường THPT Kim Liên", "purpose": "Tuyển sinh lớp 10",
        "document": "31/CV", "grades": (8,), "starts": date(2026, 6, 1), "ends": date(2026, 7, 31), "sha256": "ab" * 32,
    }  # fmt: skip
    return c.GiveGrant.model_validate(given | changes)


def granted(asked: c.OfGrant, *before: Event, by: UUID = DUNG) -> list[Event]:
    steps = [Step(each, str(DUNG), MORNING, at, UUID(int=at + 1)) for at, each in enumerate(before)]
    return decide_grant(fold_grants(steps), asked, year(), Context(str(by), MORNING))


def test_a_grant_covers_its_year_grades_and_classes_from_day_to_day() -> None:
    (given,) = granted(grant(classes=("8A",), grades=()))
    (found,) = fold_grants([Step(given, str(DUNG), MORNING, 1, UUID(int=1))]).values()
    assert found.covers("2025-2026", 8, "8A")
    assert not any(found.covers(*other) for other in (("2024-2025", 8, "8A"), ("2025-2026", 8, "8B")))
    days = (date(2026, 5, 31), date(2026, 6, 1), date(2026, 7, 31), date(2026, 8, 1))
    assert [found.runs(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"grades": ()}, "grant.scope_empty"),
        ({"grades": (7,)}, "grant.scope_empty"),
        ({"grades": (8,), "classes": ("9Z",)}, "grant.scope_empty"),
        ({"ends": date(2026, 5, 31)}, "grant.days"),
        ({"starts": date(2026, 5, 1), "ends": date(2026, 5, 24)}, "grant.days"),
        ({"ends": date(2027, 6, 2)}, "grant.days"),
    ],
)
def test_what_cannot_be_granted(changes: dict[str, object], code: str) -> None:
    rejected(code, lambda: granted(grant(**changes)))


def test_only_the_principal_grants_and_what_is_taken_back_opens_nothing() -> None:
    rejected("right.none", lambda: granted(grant(), by=THU))
    taken = c.RevokeGrant(grant_id=GRANT, reason="Xong tuyển sinh")
    (given,) = granted(grant())
    (revoked,) = granted(taken, given)
    rejected("grant.unknown", lambda: granted(taken))
    rejected("grant.unknown", lambda: granted(taken, given, revoked))
    steps = [Step(each, str(DUNG), MORNING, at, UUID(int=at)) for at, each in enumerate((given, revoked), 1)]
    assert not fold_grants(steps)[GRANT].runs(date(2026, 6, 1))
