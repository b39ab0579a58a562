"""
One stored entry for each topic, for ever: ``<topic>.json`` holds the exact bytes, ``LEAVES`` their leaf hashes.

``python -m tests.vectors.events.generate`` adds what is missing and changes nothing that is there. A vector of an event
that was ever recorded is never edited: a changed shape is a new topic with an upcaster, and the old file stays.
Until the first release ``--renew`` writes all of them anew.
"""

from __future__ import annotations

import hashlib
import sys
import types
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel, TypeAdapter, ValidationError

from domain.case.events import Capacity, CaseKind, CaseOpened, Channel, Disputed
from domain.cross_check.events import FindingKind, FindingNoted
from domain.event import Event
from domain.formats.hoc_ba import Stage
from domain.ledger.codec import encode
from domain.ledger.records import Recorded
from domain.ledger.topics import REGISTRY
from domain.paper_report.events import PaperOrigin, PaperReportDigitised, PaperRow, PaperYear, Scan
from domain.register.events import DocumentEntered, DocumentKind
from domain.regulations.policies import Policies
from domain.report.events import Comparison, Evidence, Reconciled, SignaturesVoided, Source, VoidedBecause
from domain.school_year.policies import SchoolPolicies
from domain.values import Cell, Column, CommentResult, Level, Score, Term

FOLDER = Path(__file__).parent
LATER = Policies.LATER | SchoolPolicies.LATER

#: Events whose sample cannot be made from their types (values that must fit each other), by topic.
SAMPLES: dict[str, Event] = {
    CaseOpened.TOPIC: CaseOpened(
        school_year_id=UUID("16fd2706-8baf-433b-82eb-8c7fada847da"),
        number=3,
        kind=CaseKind.REVIEW,
        report_id=UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
        edition=1,
        channel=Channel.PORTAL,
        capacity=Capacity.PARENT,
        asked={"applicant": "ab" * 32, "request": "cd" * 32, "wanted": "ef" * 32},
        disputed=Disputed(subject="TOAN", term=Term.TWO, column=Column.GK),
        due=date(2026, 6, 12),
        rests_on=None,
    ),
    # A sample takes the last of a list, and kinds have come since this one was stored.
    DocumentEntered.TOPIC: DocumentEntered(
        number=3,
        symbol="Sửa điểm do nhập nhầm cột",
        dated=date(2026, 5, 25),
        kind=DocumentKind.CORRECTION_ANSWER,
        subject="TOAN",
        report_id=UUID("5b8e2a52-0d0a-4a53-9f8e-1f6a1c7b9d10"),
        request_id=UUID("5b8e2a52-0d0a-4a53-9f8e-1f6a1c7b9d10"),
        sha256="ab" * 32,
        media_type="Sửa điểm do nhập nhầm cột",
    ),
    FindingNoted.TOPIC: FindingNoted(
        finding_id=UUID("5b8e2a52-0d0a-4a53-9f8e-1f6a1c7b9d10"),
        report_id=UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
        cell=Cell(subject="TOAN", term=Term.TWO, column=Column.CK),
        field=None,
        kind=FindingKind.DIFFERS,
        seen="5.7",
        seen_identity=None,
        recorded="7.5",
        comment="Bài kiểm tra ghi 5,7",
    ),
    PaperReportDigitised.TOPIC: PaperReportDigitised(
        number=2,
        pupil_id=UUID("16fd2706-8baf-433b-82eb-8c7fada847da"),
        report_id=UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
        lookup_id=UUID("0f8fad5b-d9cb-469f-a165-70867728950e"),
        origin=PaperOrigin(school="Trường THCS Vĩnh Tường", place="Xã Vĩnh Tường, tỉnh Phú Thọ", number="112/HB"),
        years=(
            PaperYear(
                school_year="2023-2024",
                grade=6,
                class_code="6B",
                school="Trường THCS Vĩnh Tường",
                rows=(
                    PaperRow(subject="TOAN", term_1=Score("7.8"), term_2=Score("8.4"), year=Score("8.2")),
                    PaperRow(subject="GDTC", term_1=CommentResult.D, term_2=CommentResult.D, year=CommentResult.D),
                    PaperRow(subject="TIN_HOC"),
                ),
                academic=(Level.KHA, Level.KHA, Level.KHA),
                conduct=(Level.TOT, Level.TOT, Level.TOT),
                absences=3,
                promotion="PROMOTED",
            ),
        ),
        scan=Scan(sha256="ab" * 32, pages=12),
    ),
    Reconciled.TOPIC: Reconciled(
        source=Source.SECTOR,
        results={"full_name": Comparison.MATCH, "ethnicity": Comparison.DIFFERS},
        found={"ethnicity": "ab" * 32},
        evidence=Evidence(kind="Bảng xuất từ CSDL ngành", number="31/2026", dated=date(2026, 5, 25)),
    ),
    SignaturesVoided.TOPIC: SignaturesVoided(
        because=VoidedBecause.RETURN,
        reference=UUID("5b8e2a52-0d0a-4a53-9f8e-1f6a1c7b9d10"),
        signatures=((Stage.SUBJECT, "TOAN"), (Stage.HOMEROOM, None)),
    ),
}

#: Tried in this order for whatever is not a model, a choice or a container; the first that the type accepts is taken.
CANDIDATES: Sequence[Any] = (
    "Sửa điểm do nhập nhầm cột",
    "2026-05-25T01:02:03.456789Z",
    "2026-05-25",
    "5b8e2a52-0d0a-4a53-9f8e-1f6a1c7b9d10",
    "ab" * 32,
    "2025-2026",
    "8A",
    "7.5",
    "KHA",
    3,
    True,
    b"\x01\x02".hex(),
    "birth_place",
)

#: Tried before them in fields of these names, so that the samples read like the field.
NAMED: dict[str, str] = {
    "column": "CK",
    "kind": "COMMENT",
    "subject": "TOAN",
    "part": "AM_NHAC",
    "name": "Trường THCS Nguyễn Trãi",
    "promotion": "PROMOTED",
    "rule_set": "TT22-2021.1",
    "chain": "SUBJECT_TEACHERS_FIRST",
    "release": "1.1",
    "term_1": "7.5",
    "term_2": "8.0",
    "year": "7.8",
}


def sample(event: type[Event]) -> Event:
    """The sample of an event class, the same every time."""
    if event.TOPIC in SAMPLES:
        return SAMPLES[event.TOPIC]
    made = _value(event)
    assert isinstance(made, event)
    return made


def entry(event: type[Event]) -> bytes:
    """The stored entry of the sample, with fixed ids, time and salt."""
    number = int.from_bytes(hashlib.sha256(event.TOPIC.encode()).digest()[:4], "big")
    return encode(
        Recorded(
            school_id=UUID("0a3f6c1e-8d2b-4e57-9a61-2c4d8e0f1b37"),
            position=0,
            stream_id=UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
            stream_version=1,
            topic=event.TOPIC,
            event_id=UUID(int=number, version=4),
            at=datetime(2026, 5, 25, 1, 2, 3, 456789, UTC),
            actor="d9428888-122b-41e1-b85c-61e3a4b3a1f5",
            on_behalf_of=None,
            command_id=UUID("16fd2706-8baf-433b-82eb-8c7fada847da"),
            salt=bytes(range(16)),
            data=sample(event),
        )
    )


def leaf(stored: bytes) -> str:
    """The leaf hash of RFC 6962 in hex."""
    return hashlib.sha256(b"\0" + stored).hexdigest()


def leaves(folder: Path = FOLDER) -> str:
    """The text of ``LEAVES``: one line ``<hash>  <topic>`` for each vector."""
    return "".join(f"{leaf(path.read_bytes())}  {path.stem}\n" for path in sorted(folder.glob("*.json")))


def main(arguments: Sequence[str]) -> None:
    """Adds missing vectors."""
    for topic in sorted(REGISTRY.topics):
        path = FOLDER / f"{topic}.json"
        if not REGISTRY.is_old(topic) and ("--renew" in arguments or not path.exists()):
            path.write_bytes(entry(REGISTRY.current(topic)))
    (FOLDER / "LEAVES").write_text(leaves(), encoding="utf-8")


def _value(annotation: Any) -> Any:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        # A policy that came after the sample was stored is written only where it was chosen.
        return annotation(**{name: _field(annotation, name) for name in annotation.model_fields if name not in LATER})
    if origin is Literal:
        return arguments[0]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return list(annotation)[-1]
    if origin is Annotated and _is_plain(arguments[0]):
        return _first(annotation)
    if origin is Annotated:
        return _value(arguments[0])
    if origin in (Union, types.UnionType):
        return _value(next(argument for argument in arguments if argument is not type(None)))
    if origin is tuple and arguments[-1] is Ellipsis:
        return (_value(arguments[0]),)
    if origin is tuple:
        return tuple(map(_value, arguments))
    if origin is dict:
        return {_value(arguments[0]): _value(arguments[1])}
    return _first(annotation)


def _field(model: type[BaseModel], name: str) -> Any:
    field = model.model_fields[name]
    annotation: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    if name in NAMED:
        with suppress(ValidationError):  # another type under the same name
            return TypeAdapter(annotation).validate_python(NAMED[name])
    return _value(annotation)


def _is_plain(annotation: Any) -> bool:
    return not (isinstance(annotation, type) and issubclass(annotation, (BaseModel, Enum))) and get_origin(
        annotation
    ) not in (Union, types.UnionType, tuple, dict, Annotated)


def _first(annotation: Any) -> Any:
    adapter: TypeAdapter[Any] = TypeAdapter(annotation)
    for candidate in CANDIDATES:
        with suppress(ValidationError):
            return adapter.validate_python(candidate)
    raise LookupError(f"no candidate fits {annotation}: add one to CANDIDATES, or a sample to SAMPLES")


if __name__ == "__main__":
    main(sys.argv[1:])
