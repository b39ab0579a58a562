"""What the board is told of a report, held against the state: two folds of the same entries, written independently."""

from __future__ import annotations

from collections import Counter

from domain.context import local_day
from domain.formats.hoc_ba import Stage
from domain.report.events import Comparison
from domain.report.turns import signed_subjects
from domain.values import Column
from projections import board, reports
from tests.kit.life import Life


def check_board(life: Life) -> None:
    """As of the last entry."""
    (row,) = reports.replayed(life.ledger.entries())
    (group,) = board.grouped([(row.class_id, *board.columns(row.status, row.record))])
    told, state, edition = group.standing, life.report, life.report.edition
    assert (told.status, told.waiting) == (state.status.value, bool(state.open_requests))
    assert told.opened == (edition.opened.created_on if edition else None)
    assert told.rows == (tuple(row.subject for row in edition.result.subjects) if edition else ())
    signed = set(told.rows) if told.subjects_signed else {sheet.subject for sheet in group.sheets if sheet.signed}
    wanted = {subject for stage, subject in state.signatures if stage is Stage.SUBJECT}
    assert signed & set(signed_subjects(state)) == wanted
    later = (told.homeroom_signed, told.head_signed, told.sealed is not None)
    assert later == (
        (Stage.HOMEROOM, None) in state.signatures, (Stage.HEAD, None) in state.signatures, bool(state.sealed)
    )  # fmt: skip
    results = state.compared.values()
    open_ones = [one for one in results if one.result is Comparison.DIFFERS and one.decided is None]
    assert told.reconciled == (bool(results) and not open_ones)
    days = [local_day(each.signed_at) for each in state.signatures.values()]
    assert told.since == max(days, default=None)
    if edition:
        return
    cells = Counter(cell.subject for cell in state.marks if cell.column is not Column.DGL)
    assert {sheet.subject: sum(count for *_, count in sheet.cells) for sheet in group.sheets if sheet.cells} == cells
    assert {sheet.subject for sheet in group.sheets if sheet.comment} == set(state.comments)
    assert told.conduct == {int(term) for term in state.conduct}
