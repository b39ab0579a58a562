"""Topics are explicit, well formed, used once, and never a module path."""

from __future__ import annotations

from typing import ClassVar

import pytest

from domain.errors import Tampered
from domain.event import Event
from domain.ledger.events import PersonalErased
from domain.ledger.topics import REGISTRY, TOPIC, Registry
from domain.report.events import CorrectionRequested


class Badly(Event):
    TOPIC: ClassVar[str] = "domain.ledger.events:PersonalErased"


def test_every_topic_is_well_formed_and_leads_to_a_class_of_today() -> None:
    for topic in REGISTRY.topics:
        assert TOPIC.fullmatch(topic)
        assert REGISTRY.current(topic).TOPIC in REGISTRY.topics


def test_an_event_is_found_under_every_version_of_its_topic() -> None:
    """Read models look for the request behind an approval by topic: one of version 1 must be among them."""
    names = {f"hocba.report.correction_requested.v{version}" for version in (1, 2)}
    assert set(REGISTRY.versions(CorrectionRequested)) == names
    assert REGISTRY.versions(PersonalErased) == [PersonalErased.TOPIC]


def test_a_module_path_is_no_topic() -> None:
    with pytest.raises(ValueError, match="malformed"):
        Registry((Badly,))


def test_a_topic_is_used_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        Registry((PersonalErased, PersonalErased))


def test_an_upcaster_leads_to_a_topic_of_today() -> None:
    with pytest.raises(Tampered):
        Registry((PersonalErased,), {"hocba.a.b.v1": ("hocba.a.b.v2", dict)})
    with pytest.raises(Tampered):
        Registry((PersonalErased,), {"hocba.a.b.v1": ("hocba.a.b.v1", dict)})
    with pytest.raises(ValueError, match="still in use"):
        Registry((PersonalErased,), {PersonalErased.TOPIC: (PersonalErased.TOPIC, dict)})
