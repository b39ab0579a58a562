"""Every digest that an event can hold is known to the audit: as a document, a commitment, or something else."""

from __future__ import annotations

import json
import re
from itertools import count
from pathlib import Path

import pytest

from anchors.audit.references import COMMITMENTS, DOCUMENTS
from domain.access.events import AccessCodeIssued, GrantGiven
from domain.event import Event
from domain.ledger import PersonalErased
from domain.ledger.topics import REGISTRY
from domain.paper_report.events import PaperReportSealed
from domain.report.events import CorrectionApproved, CorrectionRefused, ReportIssued
from domain.school_year.structure.events import ArchiveHandedOver

FOLDER = Path(__file__).parents[2] / "vectors" / "events"

#: Digests that name neither a document nor a value: commitments that are gone and the bytes of a request, which the
#: audit reads in ways of their own; the rendered pages, the codes that open reports and an archive's index, which are
#: not kept.
OTHER: dict[type[Event], str] = {
    PersonalErased: "commitments",
    CorrectionApproved: "request_sha256",
    CorrectionRefused: "request_sha256",
    ReportIssued: "page_sha256",
    PaperReportSealed: "page_sha256",
    AccessCodeIssued: "sha256",
    GrantGiven: "sha256",
    ArchiveHandedOver: "index_sha256",
}


@pytest.mark.parametrize("topic", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_each_digest_of_each_event_is_one_or_the_other(topic: str) -> None:
    kind, numbers = REGISTRY.current(topic), count(1)
    stored = json.loads((FOLDER / f"{topic}.json").read_bytes())
    data = json.dumps(REGISTRY.upcast(topic, stored["data"]))
    distinct = re.sub(r"[0-9a-f]{64}", lambda _: f"{next(numbers):064x}", data)
    event = kind.model_validate_json(distinct)
    named = [*DOCUMENTS.get(kind, lambda _: ())(event), *COMMITMENTS.get(kind, lambda _: ())(event)]
    other = (getattr(event, OTHER[kind]) if kind in OTHER else None) or ()
    found = [*named, *([other] if isinstance(other, str) else other)]
    assert sorted(found) == sorted(re.findall(r"[0-9a-f]{64}", distinct))
