"""
Reading a school file: ``load_school_file`` is the door; shape in ``school_model``, rules in ``school_checks``.

All faults come together, each with its place as a JSON pointer (RFC 6901). Personal values are not repeated in a
message: their letters are shown as ``x``, their digits as ``9``, which is enough to see what is wrong with the form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from api.flows import school_texts
from api.flows.school_checks import Readable, check
from api.flows.school_model import FORMAT, AssignmentRow, ClassRow, PupilRow, SchoolFile, StaffRow
from api.flows.school_notices import Notice, notices
from api.flows.vietnamese_names import tidy
from domain.errors import Faults, HocbaError, Misused, Rejected
from domain.event import Value
from domain.report.document import SchoolIdentity
from domain.school_year.events import Calendar

__all__ = ["FORMAT", "MESSAGES", "Notice", "SchoolFile", "load_school_file", "notices", "schema_text"]

MESSAGES = school_texts.MESSAGES

#: 5,000 pupils need about 4 MB; more than ten times that is no school file.
BYTES_MAX = 50 * 1024 * 1024
#: A person mends faults in rounds; a file whose every entry is wrong in the same way must not fill a screen for hours.
FAULTS_MAX = 1_000
#: Enough of a wrong value to recognise it.
SHOWN_MAX = 40

#: Fields that say nothing about a person; only their wrong values are shown as they are.
_OPEN_FIELDS = frozenset(
    {"format", "level", "school_year", "code", "grade", "homeroom", "class", "subject", "part", "teacher", "from"}
    | {"electives", "topics", "number", "sex", "roles", "starts", "term_2_starts", "ends", "enrolled_on", "school_id"}
    | {"subject_teachers", "homeroom_teachers", "principal", "seal"}
)

Row = TypeVar("Row", bound=Value)


def load_school_file(source: Path | bytes) -> SchoolFile:
    """
    The file, checked whole, its texts in NFC and every pupil with a list number.

    Raises:
        Misused: it cannot be read, is no UTF-8 JSON, too large, or not of this format.
        Faults: every fault of its content, up to ``FAULTS_MAX`` of them.

    """
    name, raw = _read(source)
    document = _parse(name, raw)
    text = json.dumps(document)
    faults: list[HocbaError] = []
    file: SchoolFile | None = None
    try:
        file = SchoolFile.model_validate_json(text, strict=True)
    except ValidationError as error:
        # Shape faults are gathered; what is readable beside them is still judged, so that one round shows all.
        faults += _shape_faults(error.errors(include_url=False, include_context=True))
    faults += check(_readable(document, faults))
    if faults:
        raise Faults(_first(sorted(faults, key=_order)))
    assert file is not None
    numbers = {id(pupil): number for roster in file.rosters.values() for number, pupil in roster.items()}
    numbered = tuple(pupil.model_copy(update={"number": numbers[id(pupil)]}) for pupil in file.pupils)
    return file.model_copy(update={"pupils": numbered})


def schema_text() -> str:
    """``docs/formats/school.schema.json`` (JSON Schema 2020-12), made from the model."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | SchoolFile.model_json_schema(by_alias=True)
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _read(source: Path | bytes) -> tuple[str, bytes]:
    if isinstance(source, bytes):
        name, size = "<bytes>", len(source)
    else:
        name = source.name
        try:
            size = source.stat().st_size
        except OSError as error:
            raise Misused("school_file.unreadable", file=name, reason=error.strerror) from error
    if size > BYTES_MAX:
        raise Misused("school_file.too_large", file=name, size=size, limit=BYTES_MAX)
    try:
        return name, source if isinstance(source, bytes) else source.read_bytes()
    except OSError as error:
        raise Misused("school_file.unreadable", file=name, reason=error.strerror) from error


def _parse(name: str, raw: bytes) -> dict[str, Any]:
    """The JSON object with all texts tidied; refuses what is not JSON, doubled keys and other formats."""

    def tidied(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        entry: dict[str, Any] = {}
        for key, value in pairs:
            if key in entry:
                raise Misused("school_file.key_twice", file=name, key=key[:SHOWN_MAX])
            entry[key] = tidy(value) if isinstance(value, str) else value
        return entry

    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    try:
        document = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=tidied, parse_constant=refuse)
        # A lone surrogate (\ud800) passes json.loads, but is no text that could be stored or signed.
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        raise Misused("school_file.not_utf8", file=name, offset=error.start) from error
    except json.JSONDecodeError as error:
        facts = {"line": error.lineno, "column": error.colno, "reason": error.msg}
        raise Misused("school_file.not_json", file=name, **facts) from error
    except (ValueError, RecursionError) as error:
        # NaN, numbers of thousands of digits, lone surrogates, nesting without end.
        raise Misused("school_file.not_json", file=name, line="?", column="?", reason=str(error)[:80]) from error
    found = document.get("format") if isinstance(document, dict) else type(document).__name__
    if found != FORMAT:
        raise Misused("school_file.format", file=name, expected=FORMAT, found=str(found)[:SHOWN_MAX])
    return cast(dict[str, Any], document)


def _shape_faults(errors: Iterable[ErrorDetails]) -> Iterator[HocbaError]:
    for error in errors:
        kind, location, context = error["type"], error["loc"], error.get("ctx", {})
        # A union (``part``) adds the name of the tried type to the location; a pointer has keys and indexes only.
        keys = (str(part) for part in location if not str(part).startswith(("constrained-", "function-")))
        place = "".join("/" + key.replace("~", "~0").replace("/", "~1")[:SHOWN_MAX] for key in keys)
        found = _shown(error["input"], next((part for part in reversed(location) if isinstance(part, str)), ""))
        yield _fault(kind, place, found, context)


#: The patterns of the model in the words of people.
_FORMS = {
    "^[0-9]{12}$": "12 × 0–9",
    "^[0-9]{10}$": "10 × 0–9",
    "^[A-Z0-9]{2,16}$": "“GV01” (2–16 × A–Z, 0–9)",
    "^[0-9]{1,2}[A-Z0-9.]{1,6}$": "“8A”",
    "^[A-Z][A-Z0-9_]{1,31}$": "“NGU_VAN” (A–Z, 0–9, _)",
}


def _fault(kind: str, place: str, found: str, context: dict[str, Any]) -> HocbaError:
    match kind:
        case "missing":
            return Rejected("school_file.missing", place=place)
        case "extra_forbidden":
            return Rejected("school_file.unknown_key", place=place)
        case "string_too_short":
            return Rejected("school_file.missing", place=place)
        case "string_too_long":
            expected = f"≤ {context['max_length']}"
            return Rejected("school_file.length", place=place, found=found, expected=expected)
        case "too_long" | "too_short":
            expected = f"≤ {context['max_length']}" if kind == "too_long" else f"≥ {context['min_length']}"
            return Rejected("school_file.length", place=place, found=context["actual_length"], expected=expected)
        case "string_pattern_mismatch":
            expected = _FORMS.get(context["pattern"], context["pattern"])
            return Rejected("school_file.form", place=place, found=found, expected=expected)
        case "date_parsing" | "date_type" | "date_from_datetime_parsing":
            return Rejected("school_file.date", place=place, found=found)
        case "enum" | "literal_error":
            return Rejected(
                "school_file.choice", place=place, found=found, expected=context["expected"].replace(" or ", ", ")
            )
        case "greater_than_equal" | "less_than_equal":
            expected = f"≥ {context['ge']}" if "ge" in context else f"≤ {context['le']}"
            return Rejected("school_file.range", place=place, found=found, expected=expected)
        case "value_error" if place == "/school_year":
            return Rejected("school_file.school_year", place=place, found=found)
        case _ if kind.endswith("_type"):
            return Rejected("school_file.type", place=place, found=found, expected=kind.removesuffix("_type"))
        case _:
            return Rejected("school_file.value", place=place, found=found)


def _shown(value: object, field: str) -> str:
    """A wrong value for a message: as it is where the field is open, else only its shape."""
    if not isinstance(value, (str, int, float)):
        return {dict: "object", list: "array", type(None): "null"}.get(type(value), type(value).__name__)
    text = str(value)
    if field not in _OPEN_FIELDS:
        text = re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "9", text))
    shown = text if len(text) <= SHOWN_MAX else text[:SHOWN_MAX] + "…"
    return f"“{shown}” ({len(text)})" if isinstance(value, str) else shown


def _readable(document: dict[str, Any], faults: list[HocbaError]) -> Readable:
    """The entries without a shape fault, for the checks between entries."""
    faulty = {str(fault.facts["place"]) for fault in faults}
    bad_rows = {"/".join(place.split("/")[:3]) for place in faulty}

    def entries(section: str) -> list[Any]:
        found = document.get(section)
        return found if isinstance(found, list) else []

    def rows(section: str, model: type[Row]) -> dict[int, Row]:
        if f"/{section}" in faulty:
            return {}
        return {
            index: model.model_validate_json(json.dumps(entry), strict=True)
            for index, entry in enumerate(entries(section))
            if f"/{section}/{index}" not in bad_rows
        }

    def one(section: str, model: type[Row]) -> Row | None:
        if any(place == f"/{section}" or place.startswith(f"/{section}/") for place in faulty):
            return None
        return model.model_validate_json(json.dumps(document[section]), strict=True)

    def keys(section: str, *names: str) -> list[tuple[str, ...]]:
        found = (entry if isinstance(entry, dict) else {} for entry in entries(section))
        return [tuple(str(entry.get(name)) for name in names) for entry in found]

    staff, assignments = rows("staff", StaffRow), rows("assignments", AssignmentRow)
    taught = enumerate(keys("assignments", "class", "subject"))
    return Readable(
        school_year=document["school_year"] if "/school_year" not in faulty else None,
        level=document["level"] if "/level" not in faulty else None,
        school=one("school", SchoolIdentity),
        calendar=one("calendar", Calendar),
        staff=staff,
        classes=rows("classes", ClassRow),
        assignments=assignments,
        pupils=rows("pupils", PupilRow),
        staff_codes=frozenset(code for (code,) in keys("staff", "code")),
        class_codes=frozenset(code for (code,) in keys("classes", "code")),
        unjudged=frozenset((code, subject) for index, (code, subject) in taught if index not in assignments),
        complete_staff=bool(staff) and len(staff) == len(entries("staff")),
    )


def _order(fault: HocbaError) -> tuple[int, int]:
    """As a person meets them: sections in the order of the format, then by index; within an entry as found."""
    parts = str(fault.facts.get("place", "/staff")).split("/")
    sections = list(SchoolFile.model_fields)
    section = sections.index(parts[1]) if len(parts) > 1 and parts[1] in sections else len(sections)
    return section, int(parts[2]) if len(parts) > 2 and parts[2].isdigit() else -1


def _first(faults: list[HocbaError]) -> list[HocbaError]:
    if len(faults) <= FAULTS_MAX:
        return faults
    return [*faults[:FAULTS_MAX], Rejected("school_file.more", count=len(faults) - FAULTS_MAX)]
