"""What a browser has begun waits for that browser, five minutes, and an answer is taken once."""

from __future__ import annotations

from uuid import UUID

from api.signin import steps
from api.signin.steps import Challenge, SecondFactor, Steps

ASKED = Challenge("/viec", b"challenge")
WAITS = SecondFactor("/lop", UUID(int=1), UUID(int=2), "$argon2id$", b"secret")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_each_browser_has_its_own_and_kinds_lie_side_by_side() -> None:
    kept = Steps()
    kept.put("one", ASKED)
    kept.put("one", WAITS)
    assert kept.see("one", Challenge) == ASKED
    assert kept.see("one", SecondFactor) == WAITS
    assert kept.see("two", Challenge) is None
    assert kept.see(None, Challenge) is None


def test_it_is_taken_once() -> None:
    kept = Steps()
    kept.put("one", ASKED)
    assert [kept.take("one", Challenge), kept.take("one", Challenge)] == [ASKED, None]


def test_after_five_minutes_people_begin_again() -> None:
    clock = Clock()
    kept = Steps(clock)
    kept.put("one", ASKED)
    clock.now += steps.LIFETIME_S - 1
    assert kept.see("one", Challenge) == ASKED
    clock.now += 1
    assert kept.see("one", Challenge) is None
    assert kept.take("one", Challenge) is None


def test_a_flood_pushes_out_the_oldest_of_its_kind_and_nothing_grows() -> None:
    kept = Steps()
    kept.put("before all", WAITS)
    for number in range(steps.STEPS_MAX + 5):
        kept.put(str(number), ASKED)
    assert len(kept._steps[Challenge]) == steps.STEPS_MAX
    assert kept.see("4", Challenge) is None
    assert kept.see("5", Challenge) == ASKED
    assert kept.see("before all", SecondFactor) == WAITS, "whose password was right goes on"


def test_no_secret_shows_in_a_log() -> None:
    assert "secret" not in repr(WAITS).replace("SecondFactor", "")
    assert "challenge=" not in repr(ASKED)
