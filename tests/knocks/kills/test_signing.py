"""Signing killed at random moments: every signature that stands is good, none is made twice or missed."""

from __future__ import annotations

from collections import Counter

from anchors.signing.xml import open_document
from api.flows import documents
from domain.report import events as e
from tests.kit.stages import School, at
from tests.kit.told import Told
from tests.knocks.kills import acts
from tests.knocks.kills.series import Kind, Knocks

PUPILS = 3


def signatures(school: School) -> Counter[tuple[object, ...]]:
    """The signatures that stand, by report and place; each has been verified over the XML as it is now."""
    found: Counter[tuple[object, ...]] = Counter()
    for entry in school.desk.ledger.entries():
        if isinstance(entry.data, e.ReportSigned):
            found[entry.stream_id, entry.data.stage, entry.data.subject] += 1
        elif isinstance(entry.data, e.ReportSealed):
            found[entry.stream_id, "SEAL", None] += 1
    assert set(found.values()) <= {1}, "a place is signed twice"
    reports = school.desk.reports([member.report_id for member in school.members])
    sources = documents.Sources(school.desk, reports.values())
    for report in reports.values():
        document = open_document(sources.xml_so_far(report))
        ids = document.signature_ids()
        assert len(ids) == sum(place[0] == report.report_id for place in found)
        for signature_id in ids:
            document.verify(signature_id)
    return found


def test_killed_signing_leaves_good_signatures_and_goes_on(told: Told) -> None:
    knocks = Knocks(
        Kind(
            name="signing",
            school=lambda: at("opened", PUPILS),
            act=acts.sign,
            arguments=lambda school: (school.desk.ledger.school_id,),
            state=lambda school: len(signatures(school)),
            whole=signatures,
            states_min=5,
        )
    )
    told(knocks.run())
