"""Reads a filled gradebook. Faults of the whole file come together, and then nothing of it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from uuid import UUID

from api.flows.workbooks.identity import check_identity, identity_of
from api.flows.workbooks.layout import BY_RULE_REASON, COMMENT, COMMENT_SHEET, TERM_SHEETS, cell_key, column_label
from api.flows.workbooks.package import Workbook
from api.flows.workbooks.specs import GradebookContent, GradebookSpec
from api.flows.workbooks.table import Findings, Table
from api.flows.workbooks.values import read_attainment, read_comment, read_mark, read_test
from domain.values import Cell, Column, Kind, Mark, Term

#: How the columns of a primary class are read.
_PRIMARY_READERS: Mapping[Column, Callable[[object], tuple[Mark, bool]]] = {
    Column.GK: read_attainment,
    Column.KT_GK: read_test,
    Column.CK: read_attainment,
    Column.KT_CK: read_test,
}


def read_gradebook(
    source: Path | bytes | Workbook, expected: GradebookSpec, *, round_half_up: bool
) -> GradebookContent:
    """
    Marks and comments of a gradebook made by ``write_gradebook`` and filled by a teacher.

    Args:
        source: the file, its bytes, or the workbook already open.
        expected: class, subject, columns and pupils as they stand now; ``recorded…`` are not looked at.
        round_half_up: round more than one decimal half up (6.75 → 6.8) instead of refusing it.

    Raises:
        Misused: no workbook of ours, or beyond the limits.
        Faults: every bad cell, row and column, in reading order, each a Rejected with its place.

    """
    workbook = Workbook.of(source)
    check_identity(identity_of(workbook), expected.identity)
    findings = Findings()
    pupils = {pupil.pupil_id: pupil for pupil in expected.pupils}
    marks: dict[tuple[UUID, Cell], Mark] = {}
    by_rule: dict[tuple[UUID, Cell], str] = {}
    by_hand = partial(read_mark, kind=expected.kind, round_half_up=round_half_up)
    readers = _PRIMARY_READERS if expected.kind is Kind.LEVEL else {}
    for turn, term in enumerate(Term):
        cells = {cell_key(cell): cell for cell in expected.cells(term)}
        read = {key: readers.get(cell.column, by_hand) for key, cell in cells.items()}
        labels = {key: column_label(cell, expected.part_names, expected.kind) for key, cell in cells.items()}
        for row in Table(TERM_SHEETS[term], turn, labels, pupils, expected.class_code).read(workbook, findings):
            for key, entry in row.entries.items():
                place = (row.pupil_id, cells[key])
                if expected.closed and place in expected.closed:
                    entry.refuse_filled()
                    continue
                found = entry.read(read[key])
                if found is not None:
                    marks[place], zero = found
                    if zero:
                        by_rule[place] = BY_RULE_REASON
    table = Table(COMMENT_SHEET, len(Term), {COMMENT: "Nhận xét"}, pupils, expected.class_code)
    comments: dict[UUID, str] = {}
    closed = expected.closed_pupils
    for row in table.read(workbook, findings):
        if COMMENT not in row.entries:
            continue
        if row.pupil_id in closed:
            row.entries[COMMENT].refuse_filled()
        elif text := row.entries[COMMENT].read(read_comment):
            comments[row.pupil_id] = text
    findings.raise_if_any()
    return GradebookContent(marks, by_rule, comments, workbook.digest)
