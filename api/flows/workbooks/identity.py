"""The very hidden sheet ``_hocba``: two columns, key and value, by which a file says what it is."""

from __future__ import annotations

from pathlib import Path
from typing import cast
from uuid import UUID

from pydantic import TypeAdapter
from xlsxwriter import Workbook as XlsxWorkbook

from api.flows.workbooks.layout import IDENTITY_SHEET
from api.flows.workbooks.package import Workbook
from api.flows.workbooks.specs import TEMPLATE_VERSION, WorkbookIdentity, WorkbookKind
from api.flows.workbooks.table import Findings
from domain.errors import Misused
from domain.values import SchoolYearName

_YEAR: TypeAdapter[str] = TypeAdapter(SchoolYearName)


def identify(source: Path | bytes) -> WorkbookIdentity:
    """
    What a file says it is: read first, so that the caller can load what is expected of it.

    Raises:
        Misused: ``workbook.unreadable``, ``workbook.too_large``, ``workbook.not_ours``, ``workbook.version``.

    """
    return identity_of(Workbook(source))


def identity_of(workbook: Workbook) -> WorkbookIdentity:
    """As ``identify``, of a workbook already open."""
    sheet = workbook.sheet(IDENTITY_SHEET)
    if sheet is None:
        raise Misused("workbook.not_ours", file=workbook.file, reason=f"{IDENTITY_SHEET}?")
    stated = {str(row[0]): str(row[1]) for row in sheet.rows if len(row) > 1}
    version = stated.get("template_version", "?")
    if version != str(TEMPLATE_VERSION):
        raise Misused("workbook.version", file=workbook.file, found=version[:20], expected=TEMPLATE_VERSION)
    kind, subject = stated.get("kind"), stated.get("subject_code") or None
    if kind not in ("gradebook", "homeroom") or (kind == "gradebook") != (subject is not None):
        raise Misused("workbook.not_ours", file=workbook.file, reason="kind?")
    try:
        return WorkbookIdentity(
            kind=cast(WorkbookKind, kind),
            school_year=_YEAR.validate_python(stated["school_year"]),
            school_year_id=UUID(stated["school_year_id"]),
            class_code=stated["class_code"],
            class_id=UUID(stated["class_id"]),
            subject_code=subject,
            template_version=TEMPLATE_VERSION,
        )
    except (KeyError, ValueError) as error:  # pydantic's ValidationError is a ValueError
        raise Misused("workbook.not_ours", file=workbook.file, reason=IDENTITY_SHEET) from error


def write_identity(book: XlsxWorkbook, identity: WorkbookIdentity) -> None:
    """Adds the sheet; spreadsheet programs do not offer to show it."""
    sheet = book.add_worksheet(IDENTITY_SHEET)
    rows = {
        "kind": identity.kind,
        "template_version": str(identity.template_version),
        "school_year": identity.school_year,
        "school_year_id": str(identity.school_year_id),
        "class_code": identity.class_code,
        "class_id": str(identity.class_id),
        "subject_code": identity.subject_code or "",
    }
    for row, (key, value) in enumerate(rows.items()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
    sheet.protect()
    sheet.very_hidden()


def check_identity(found: WorkbookIdentity, expected: WorkbookIdentity) -> None:
    """
    Compares, before any row is read: of a wrong file every row would be a fault.

    Raises:
        Faults: one ``workbook.other_…`` for each thing that differs.

    """
    findings = Findings()
    pairs = (
        ("kind", found.kind, expected.kind),
        ("school_year", found.school_year, expected.school_year),
        ("class", found.class_code, expected.class_code),
        ("subject", found.subject_code, expected.subject_code),
    )
    for turn, (name, one, other) in enumerate(pairs):
        # A homeroom workbook has no subject to differ in; that it is one has been said.
        if one != other and not (name == "subject" and found.kind != expected.kind):
            findings.add((turn, 0, 0), f"workbook.other_{name}", sheet=IDENTITY_SHEET, found=one, expected=other)
    findings.raise_if_any()
    if found.school_year_id != expected.school_year_id:
        facts = {"found": found.school_year_id, "expected": expected.school_year_id}
        findings.add((0, 0, 0), "workbook.other_school", sheet=IDENTITY_SHEET, **facts)
    elif found.class_id != expected.class_id:
        facts = {"found": found.class_id, "expected": expected.class_id}
        findings.add((0, 0, 0), "workbook.other_class", sheet=IDENTITY_SHEET, **facts)
    findings.raise_if_any()
