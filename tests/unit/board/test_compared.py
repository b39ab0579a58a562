"""A difference of a pupil's identity is open in the record until the principal has decided, as it is in the state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest

from domain.event import Event
from domain.report import events as e
from domain.report import state as reports
from projections import board, record
from projections.board import Standing
from tests.kit.people import LAN, PAPER, REPORT, REQUEST, STARTED
from tests.kit.story import MORNING, Step

DIGEST, OTHER = "ab" * 32, "cd" * 32
SEEN = e.Evidence(kind="Giấy khai sinh", number="12", dated=date(2014, 5, 12))
LOOKED_AT = e.Reconciled(
    source=e.Source.SECTOR,
    results={"ethnicity": e.Comparison.DIFFERS, "birth_place": e.Comparison.MATCH},
    found={"ethnicity": OTHER},
    evidence=SEEN,
)
ASKED = e.CorrectionRequested(
    request_id=REQUEST,
    changes=(e.IdentityChange(field="ethnicity", before=DIGEST, after=OTHER),),
    reason_code=e.ReasonCode.CIVIL_STATUS,
    reason="Theo giấy khai sinh",
    paper=PAPER,
)
REFUSED = e.CorrectionRefused(
    request_id=REQUEST, request_sha256=DIGEST, signature=DIGEST, certificate=DIGEST, delegation_id=None, remark="Không"
)
WITHDRAWN = e.CorrectionWithdrawn(request_id=REQUEST, remark="Nhầm")
KEPT = e.DifferenceKept(source=e.Source.SECTOR, field="ethnicity", reason="Giấy khai sinh đúng", document="3/QĐ")


@pytest.mark.parametrize(
    ("events", "reconciled"),
    [
        ([], False),
        ([LOOKED_AT], False),
        ([LOOKED_AT, ASKED], False),
        ([LOOKED_AT, ASKED, WITHDRAWN], False),
        ([LOOKED_AT, ASKED, REFUSED], True),
        ([LOOKED_AT, KEPT], True),
        ([LOOKED_AT, KEPT, LOOKED_AT], False),
        ([KEPT.model_copy(update={"source": e.Source.PAPER}), LOOKED_AT], False),
        ([LOOKED_AT.model_copy(update={"results": {"birth_place": e.Comparison.MATCH}, "found": {}})], True),
    ],
)
def test_reconciled_is_what_was_looked_at_and_decided(events: Sequence[Event], reconciled: bool) -> None:
    history = [Step(event, str(LAN), MORNING, place, UUID(int=place)) for place, event in enumerate(events, 2)]
    row = record.empty()
    for step in history:
        record.changed(row, step)
    standing, sheets = board.columns(record.status_of(row), row)
    (group,) = board.grouped([(STARTED.class_id, standing, sheets)])
    assert group.standing == Standing(reconciled=reconciled, waiting=group.standing.waiting)
    state = reports.fold(REPORT, [Step(STARTED, str(LAN), MORNING, 1, UUID(int=1)), *history])
    differing = [one for one in state.compared.values() if one.result is e.Comparison.DIFFERS and one.decided is None]
    assert reconciled == (bool(state.compared) and not differing)
