"""A report signed by its teachers, or by the homeroom teacher too, lives on in the hands of everybody (``machine``)."""

from __future__ import annotations

from tests.kit.told import Told
from tests.property.life.machine import CHAIN, live


def test_whatever_people_try_the_record_holds(told: Told) -> None:
    live(told, CHAIN[:1], CHAIN[:2])
