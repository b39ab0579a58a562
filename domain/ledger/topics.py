"""
The permanent registry: stored topic → event class, and the way from each old version to today's.

A topic never leaves the registry and never changes its meaning. When an event changes its shape it gets the next
version, and the old topic an upcaster: a function on the JSON object ``data``. ``tests/vectors/events`` keeps a stored
sample of each topic, old ones too, for ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from domain.access.events import EVENTS as ACCESS_EVENTS
from domain.case.events import EVENTS as CASE_EVENTS
from domain.cross_check.events import EVENTS as CROSS_CHECK_EVENTS
from domain.errors import Tampered
from domain.event import Event
from domain.ledger.events import EVENTS as LEDGER_EVENTS
from domain.paper_report.events import EVENTS as PAPER_REPORT_EVENTS
from domain.pupil.events import EVENTS as PUPIL_EVENTS
from domain.register.events import EVENTS as REGISTER_EVENTS
from domain.report.events import EVENTS as REPORT_EVENTS
from domain.roll.events import EVENTS as ROLL_EVENTS
from domain.school_year.events import EVENTS as SCHOOL_YEAR_EVENTS
from domain.school_year.structure.events import EVENTS as STRUCTURE_EVENTS

TOPIC = re.compile(r"hocba\.[a-z_]+\.[a-z_0-9]+\.v[1-9][0-9]*")

#: From the JSON object of one version to that of the next.
Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


class Registry:
    """
    Topics of today, and old ones with their upcasters.

    Args:
        events: today's event classes; each TOPIC well formed and used once (else ValueError).
        upcasters: old topic → (next topic, function); must lead to a topic of today.

    """

    def __init__(
        self, events: Iterable[type[Event]], upcasters: Mapping[str, tuple[str, Upcaster]] = MappingProxyType({})
    ) -> None:
        self._classes: dict[str, type[Event]] = {}
        for event in events:
            if not TOPIC.fullmatch(event.TOPIC) or event.TOPIC in self._classes:
                raise ValueError(f"topic malformed or used twice: {event.TOPIC}")
            self._classes[event.TOPIC] = event
        self._upcasters = dict(upcasters)
        for topic in self._upcasters:
            if not TOPIC.fullmatch(topic) or topic in self._classes:
                raise ValueError(f"old topic malformed or still in use: {topic}")
            self.current(topic)

    @property
    def topics(self) -> frozenset[str]:
        """Every topic that may stand in a ledger, old ones included."""
        return frozenset(self._classes) | frozenset(self._upcasters)

    def current(self, topic: str) -> type[Event]:
        """Today's class for a stored topic. Raises Tampered if the topic is unknown."""
        seen: set[str] = set()
        while topic in self._upcasters and topic not in seen:
            seen.add(topic)
            topic = self._upcasters[topic][0]
        try:
            return self._classes[topic]
        except KeyError as error:
            raise Tampered("ledger.topic_unknown", topic=topic) from error

    def versions(self, event: type[Event]) -> list[str]:
        """Every topic under which this event may stand in a ledger."""
        return [topic for topic in self.topics if self.current(topic) is event]

    def is_old(self, topic: str) -> bool:
        """Whether entries of this topic need upcasting."""
        return topic in self._upcasters

    def upcast(self, topic: str, data: dict[str, Any]) -> dict[str, Any]:
        """``data`` of a stored topic in the shape of today's class."""
        while topic in self._upcasters:
            topic, change = self._upcasters[topic]
            data = change(data)
        return data


def _of_secondary(data: dict[str, Any]) -> dict[str, Any]:
    """Before there were primary reports, every result was a secondary one; what it lacks has its default."""
    return {**data, "result": {"stage": "SECONDARY", **data["result"]}}


def _chain_of_level(data: dict[str, Any]) -> dict[str, Any]:
    """Before a school could set the chain it was the level's own, and there was one release of the format."""
    primary = data["result"]["stage"] == "PRIMARY"
    chain = "HOMEROOM_FIRST" if primary else "SUBJECT_TEACHERS_FIRST"
    return {**data, "replaces": None, "chain": chain, "release": "1.0"}


def _capacity(data: dict[str, Any]) -> dict[str, Any]:
    """A head without delegation was the principal, any other a deputy; nobody signed in another's place."""
    principal, deputy = "HIỆU TRƯỞNG", "KT. HIỆU TRƯỞNG – PHÓ HIỆU TRƯỞNG"
    head = principal if data["delegation_id"] is None else deputy
    capacity = {"SUBJECT": "Giáo viên bộ môn", "HOMEROOM": "Giáo viên chủ nhiệm"}.get(data["stage"], head)
    return {**data, "capacity": capacity, "in_place_of": None, "reason": None, "late": False}


def _nothing_blank(data: dict[str, Any]) -> dict[str, Any]:
    """Before an identity could be completed, a pupil without one required value was not registered."""
    return {**data, "blank": []}


def _in_time(data: dict[str, Any]) -> dict[str, Any]:
    """Before there were last days nobody was late."""
    return {**data, "late": False}


def _duty(data: dict[str, Any]) -> dict[str, Any]:
    """Of several teachers with parts the first one answered, which ``SchoolYear.teacher`` still knows."""
    return {**data, "duty": "RESPONSIBLE" if data["part"] is None else "PART"}


def _undated(data: dict[str, Any]) -> dict[str, Any]:
    """Before a column could have a day nobody said on which day a mark was given."""
    return {**data, "assessed_on": None}


def _without_attachments(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "attachments": []}


def _by_the_school_itself(data: dict[str, Any]) -> dict[str, Any]:
    """Before the supervising body could decide, and before answers were papers; refusals were not signed."""
    signed = {name: data.get(name) for name in ("request_sha256", "signature", "certificate")}
    return {**data, **signed, "body": None, "answer": None}


#: Old topic → (next topic, function on ``data``). Only ever grows.
UPCASTERS: Mapping[str, tuple[str, Upcaster]] = MappingProxyType(
    {
        "hocba.report.edition_opened.v1": ("hocba.report.edition_opened.v2", _of_secondary),
        "hocba.report.edition_opened.v2": ("hocba.report.edition_opened.v3", _chain_of_level),
        "hocba.report.correction_requested.v1": ("hocba.report.correction_requested.v2", _without_attachments),
        "hocba.report.correction_approved.v1": ("hocba.report.correction_approved.v2", _by_the_school_itself),
        "hocba.report.correction_refused.v1": ("hocba.report.correction_refused.v2", _by_the_school_itself),
        "hocba.report.edition_opened.v3": ("hocba.report.edition_opened.v4", _nothing_blank),
        "hocba.report.edition_refrozen.v1": ("hocba.report.edition_refrozen.v2", _of_secondary),
        "hocba.report.edition_refrozen.v2": ("hocba.report.edition_refrozen.v3", _nothing_blank),
        "hocba.report.score_recorded.v1": ("hocba.report.score_recorded.v2", _undated),
        "hocba.report.sealed.v1": ("hocba.report.sealed.v2", _in_time),
        "hocba.report.signed.v1": ("hocba.report.signed.v2", _capacity),
        "hocba.school_year.teaching_assigned.v1": ("hocba.school_year.teaching_assigned.v2", _duty),
    }
)

_EVENTS = (
    *SCHOOL_YEAR_EVENTS, *STRUCTURE_EVENTS, *PUPIL_EVENTS, *REPORT_EVENTS, *REGISTER_EVENTS, *ROLL_EVENTS,
    *CROSS_CHECK_EVENTS, *CASE_EVENTS, *ACCESS_EVENTS, *PAPER_REPORT_EVENTS, *LEDGER_EVENTS,
)  # fmt: skip
REGISTRY = Registry(_EVENTS, UPCASTERS)
