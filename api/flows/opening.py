"""
A school year from three workbooks: they become a school file, and are judged by its checks and no others.

Every fault names sheet and cell, what was found and what is expected; all of them come together, and nothing enters
while there is one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from api.flows.school_checks import Placed
from api.flows.school_file import FORMAT, SchoolFile, load_school_file, notices
from api.flows.school_notices import Notice
from api.flows.workbooks.opening import Conversion, Opening, Place, read_opening
from api.flows.workbooks.opening.reader import refuse_conversions
from domain.errors import Faults, HocbaError, Rejected
from domain.messages import Language
from domain.words import said

#: Texts that speak of cells, columns and marks where the school file's speak of its keys.
_TEXTS = {
    "school_file.missing": "opening.blank",
    "school_file.date": "opening.date",
    "school_file.principal": "opening.principal",
    "school_file.no_clerk": "opening.no_clerk",
    "school_file.staff_unknown": "opening.staff_unknown",
    "school_file.class_unknown": "opening.class_unknown",
    "school_file.assignment_hole": "opening.assignment_hole",
    "school_file.part_hole": "opening.part_hole",
    "school_file.assignment_double": "opening.assignment_double",
    "school_file.assignment_several": "opening.assignment_several",
}
#: Their texts say what is expected; a sheet says it in its own words.
_OF_ONE_CELL = ("school_file.choice", "school_file.type", "school_file.form")
_HOLES = ("school_file.assignment_hole", "school_file.part_hole")


@dataclass(frozen=True, slots=True)
class YearFile:
    """A school year as three workbooks hold it, without faults; ``notices`` deserve a second look."""

    file: SchoolFile
    notices: tuple[Notice, ...]
    conversions: tuple[Conversion, ...]


def read_year(staff: Path | bytes, classes: Path | bytes, assignments: Path | bytes, *, convert: bool) -> YearFile:
    """
    The three workbooks, checked whole.

    Args:
        staff: school, and its staff.
        classes: classes and pupils.
        assignments: who teaches what.
        convert: read text in an old coding (TCVN3, VNI); else it is a fault that shows what it would read.

    Raises:
        Misused: one of them is no workbook, or beyond the limits.
        Faults: everything that is wrong, sheet by sheet, cell by cell.

    """
    opening = read_opening(staff, classes, assignments)
    if not convert:
        refuse_conversions(opening)
    if not opening.whole:
        raise Faults(opening.findings.in_order())
    file: SchoolFile | None = None
    try:
        file = load_school_file(json.dumps({"format": FORMAT, **opening.document}).encode())
    except Faults as error:
        add_faults(opening, error.faults)
    if opening.findings.found:
        raise Faults(opening.findings.in_order())
    assert file is not None
    found = (Notice(each.code, _placed(each.facts, opening)) for each in notices(file))
    return YearFile(file, (*_of_reading(opening), *found), tuple(opening.conversions))


def _of_reading(opening: Opening) -> Iterator[Notice]:
    for place, (label, count) in opening.padded.items():
        yield Notice("opening.notice.padded", {"place": place, "label": label, "count": count})
    sheets: dict[tuple[str, str], list[Conversion]] = {}
    for each in opening.conversions:
        sheets.setdefault((each.place.sheet, each.coding.value), []).append(each)
    for (_, coding), found in sheets.items():
        place = Place(found[0].place.book, found[0].place.sheet)
        yield Notice("opening.notice.converted", {"place": place, "count": len(found), "coding": coding})


def add_faults(opening: Opening, faults: Iterable[HocbaError]) -> None:
    """The faults of the school file, each at its cell; what the sheets' own faults have said is not said again."""
    known = opening.findings.places
    told: set[tuple[Place, str]] = set()
    for fault in _merged(opening, faults):
        place = fault.facts["place"]
        assert isinstance(place, Place)
        if place not in known and (place, fault.code) not in told:
            told.add((place, fault.code))
            opening.findings.found.append((place, fault))


def _merged(opening: Opening, faults: Iterable[HocbaError]) -> Iterator[Rejected]:
    """One fault for a pupil who stands twice, and for a class without a row of assignments, in place of many."""
    twice: dict[tuple[str, str], list[HocbaError]] = {}
    unassigned: set[str] = set()
    for fault in faults:
        if fault.code == "school_file.twice":
            rows = tuple(str(fault.facts[name]).rpartition("/")[0] for name in ("place", "other_place"))
            twice.setdefault((rows[0], rows[1]), []).append(fault)
        elif fault.code in _HOLES and opening.grid and fault.facts["class_code"] not in opening.grid.classes:
            class_code = str(fault.facts["class_code"])
            if class_code not in unassigned:
                unassigned.add(class_code)
                yield Rejected("opening.class_not_assigned", place=opening.grid.table.place(), found=class_code)
        else:
            yield _at_its_cell(opening, fault)
    for (row, other), found in twice.items():
        if len(found) == 1 or not row.startswith("/pupils"):
            yield from (_at_its_cell(opening, fault) for fault in found)
            continue
        labels = (opening.field(str(fault.facts["place"])) for fault in found)
        shared = ", ".join(label.label.lower() for label in labels if label)
        places = {"place": opening.place(row), "other_place": opening.place(other)}
        yield Rejected("opening.pupil_twice", **places, found=shared)


def _at_its_cell(opening: Opening, fault: HocbaError) -> Rejected:
    facts = _placed(fault.facts, opening)
    if fault.code in _HOLES and opening.grid:
        part = str(fault.facts["expected"]) if "expected" in fault.facts else None
        facts["place"] = opening.grid.place(str(fault.facts["class_code"]), str(fault.facts["subject"]), part)
    if isinstance(fault, Placed):
        return Placed(facts["place"], fault.fault)
    pointer = str(fault.facts.get("place", ""))
    if fault.code == "school_file.class_unknown" and pointer.startswith("/assignments") and opening.grid:
        facts["place"] = opening.grid.class_place(str(fault.facts["found"]))
    field = opening.field(pointer) or opening.field(pointer.rpartition("/")[0])
    code = _TEXTS.get(fault.code, fault.code)
    if code == "opening.blank":
        facts["label"] = field.label if field else pointer.rpartition("/")[2]
    if fault.code in _OF_ONE_CELL and field and field.expected:
        facts["expected"] = field.expected
    if fault.code == "school_file.form" and pointer.startswith("/assignments"):
        code = "opening.assignment_form"
    return Rejected(code, **facts)


def _placed(facts: dict[str, object], opening: Opening) -> dict[str, object]:
    """The facts with cells in the place of pointers; a fault of no entry is one of the staff's sheet."""
    pointers = {name: str(facts[name]) for name in ("place", "other_place", "earlier_place") if name in facts}
    found: dict[str, object] = {name: opening.place(pointer) for name, pointer in pointers.items()}
    return {"place": opening.place("/staff"), **facts, **found}


def shown(each: Conversion, language: Language) -> str:
    """One line of the preview: the cell, what stands there, what it reads."""
    return f"{said(each.place, language)}: “{each.before}” → “{each.after}”"
