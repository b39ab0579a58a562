"""A report that is issued lives on in the hands of everybody (``machine``)."""

from __future__ import annotations

from tests.kit.told import Told
from tests.property.life.machine import ISSUED, live


def test_whatever_people_try_the_record_holds(told: Told) -> None:
    live(told, ISSUED)
