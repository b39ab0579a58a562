"""Reads a filled homeroom workbook. Faults of the whole file come together, and then nothing of it is given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from api.flows.workbooks.identity import check_identity, identity_of
from api.flows.workbooks.layout import (
    ABSENT_PERMITTED,
    ABSENT_UNPERMITTED,
    COMMENT,
    CONDUCT,
    HOMEROOM_SHEET,
    PRIMARY_COLUMNS,
    TERM_SHEETS,
    TRAIT_COMMENT_SHEET,
    trait_key,
)
from api.flows.workbooks.package import Workbook
from api.flows.workbooks.specs import Absences, HomeroomContent, HomeroomSpec, PupilRow
from api.flows.workbooks.table import Findings, Row, Table
from api.flows.workbooks.values import read_absences, read_comment, read_level, read_rating
from domain.values import Cell, Level, Mark, Term
from domain.words import TRAIT_GROUP_NAMES

#: Turn of the sheet that every level has, behind those of a primary class.
_LAST = len(Term) + 1


def read_homeroom(source: Path | bytes | Workbook, expected: HomeroomSpec) -> HomeroomContent:
    """
    Conduct, absences and comments of a workbook made by ``write_homeroom`` and filled by the homeroom teacher.

    Raises:
        Misused: no workbook of ours, or beyond the limits.
        Faults: every bad cell, row and column, in reading order, each a Rejected with its place.

    """
    workbook = Workbook.of(source)
    check_identity(identity_of(workbook), expected.identity)
    findings = Findings()
    pupils = {pupil.pupil_id: pupil for pupil in expected.pupils}
    conduct: dict[tuple[UUID, Term], Level] = {}
    absences: dict[UUID, Absences] = {}
    comments: dict[UUID, str] = {}
    marks, trait_comments = _traits(workbook, expected, pupils, findings)
    for row in Table(HOMEROOM_SHEET, _LAST, expected.labels, pupils, expected.class_code).read(workbook, findings):
        for term, key in CONDUCT.items():
            level = row.entries[key].read(read_level) if key in row.entries else None
            if level is not None:
                conduct[row.pupil_id, term] = level
        counted = _absences(row)
        if counted is not None:
            absences[row.pupil_id] = counted
        comment = row.entries[COMMENT].read(read_comment) if COMMENT in row.entries else None
        if comment:
            comments[row.pupil_id] = comment
    findings.raise_if_any()
    return HomeroomContent(conduct, absences, comments, workbook.digest, marks, trait_comments)


def _traits(
    workbook: Workbook, expected: HomeroomSpec, pupils: Mapping[UUID, PupilRow], findings: Findings
) -> tuple[dict[tuple[UUID, Cell], Mark], dict[tuple[UUID, str], str]]:
    """Ratings and group comments of a primary class; of any other, nothing."""
    marks: dict[tuple[UUID, Cell], Mark] = {}
    comments: dict[tuple[UUID, str], str] = {}
    if not expected.traits:
        return marks, comments
    names = {trait.code: trait.name for trait in expected.traits}
    for turn, term in enumerate(Term):
        cells = {trait_key(cell): cell for trait in expected.traits for cell in trait.cells(term)}
        labels = {key: f"{names[cell.subject]} {PRIMARY_COLUMNS[cell.column]}" for key, cell in cells.items()}
        for row in Table(TERM_SHEETS[term], turn, labels, pupils, expected.class_code).read(workbook, findings):
            for key, entry in row.entries.items():
                if (rating := entry.read(read_rating)) is not None:
                    marks[row.pupil_id, cells[key]] = rating
    table = Table(TRAIT_COMMENT_SHEET, len(Term), TRAIT_GROUP_NAMES, pupils, expected.class_code)
    for row in table.read(workbook, findings):
        for code, entry in row.entries.items():
            if text := entry.read(read_comment):
                comments[row.pupil_id, code] = text
    return marks, comments


def _absences(row: Row) -> Absences | None:
    """Both or neither: a blank beside a number could mean none, or not counted yet."""
    entries = [row.entries[key] for key in (ABSENT_PERMITTED, ABSENT_UNPERMITTED) if key in row.entries]
    counts = [entry.read(read_absences) for entry in entries]
    if len(entries) == 2 and entries[0].blank != entries[1].blank:
        next(entry for entry in entries if entry.blank).fault("absences.incomplete")
    permitted, unpermitted = counts if len(counts) == 2 else (None, None)
    return Absences(permitted, unpermitted) if permitted is not None and unpermitted is not None else None
