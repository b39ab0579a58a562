"""A report exactly as it stood at a moment, folded from the entries up to it and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from api.flows.auditing.chronicle import Chronicle, Source
from api.flows.auditing.moments import Moment
from api.flows.auditing.standing import Table, derived_table, standing
from api.flows.derived import Derived, DerivedPrimary, derived
from domain.context import local_day
from domain.errors import Misused
from domain.event import Value
from domain.ledger import Ledger, Recorded
from domain.messages import MESSAGES
from domain.report import events as e
from domain.report import state as reports
from domain.report.editions import missing
from domain.report.state import Report
from domain.school_year.state import SchoolYear
from domain.telling import place_told
from domain.words import Language
from projections.record import signer

MESSAGES.update(
    {
        "audit.not_begun": (
            "Tại bản ghi {position} học bạ {report} chưa được lập.",
            "At entry {position} report {report} had not begun.",
        ),
    }
)


class StoodAt(Value):
    """A value of the report, and the entry that put it there; ``by_rule``: why a 0 or CD stands (Điều 7.4)."""

    place: str
    label: str
    value: Any
    said: str
    by_rule: str | None
    source: Source | None


class FellAt(Value):
    """A signature that had fallen by then: who had signed, and the entry that took its force."""

    place: str
    label: str
    signed_at: datetime
    source: Source


class Replayed(Value):
    """
    A report as of entry ``position``, at ``at``; ``size`` is the ledger's size now.

    ``values`` by place as ``standing`` names them; ``derived`` is what the rules in force then make of them,
    ``missing`` what was still to be recorded.
    """

    school_id: UUID
    report_id: UUID
    position: int
    at: datetime
    size: int
    school_year: str
    class_code: str
    number: int
    full_name: str
    status: str
    version: int
    lookup_id: UUID | None
    values: tuple[StoodAt, ...]
    voided: tuple[FellAt, ...]
    derived: Derived | DerivedPrimary
    missing: tuple[str, ...]


@dataclass
class Stood:
    """A report as it stood, with who did what in it."""

    report: Report
    year: SchoolYear
    stream: list[Recorded]
    table: Table
    sources: dict[int, Source] = field(default_factory=dict)


def replay(ledger: Ledger, report_id: UUID, moment: Moment, language: Language = "vi") -> Replayed:
    """The report as of the moment. Raises Misused if it had not begun."""
    stream, entries = streams_of(ledger, report_id)
    chronicle = Chronicle(ledger)
    sources = followed(chronicle, entries, 0, moment.position)
    stood = folded(chronicle, stream, moment, sources)
    if stood is None:
        raise Misused("audit.not_begun", position=moment.position, report=report_id)
    report, pupil = stood.report, chronicle.pupil(stream[0])
    assert pupil, "a report is of a pupil who was registered before"
    return Replayed(
        school_id=ledger.school_id,
        report_id=report_id,
        position=moment.position,
        at=moment.at,
        size=ledger.size(),
        school_year=stood.year.name,
        class_code=stood.year.classes[report.class_id].code,
        number=report.number,
        full_name=pupil.full_name,
        status=report.status.value,
        version=report.version,
        lookup_id=report.edition.opened.lookup_id if report.edition else None,
        values=tuple(
            StoodAt(
                place=key,
                label=held.label.said(language),
                value=held.value,
                said=held.said.said(language),
                by_rule=held.by_rule,
                source=stood.sources.get(held.position) if held.position else None,
            )
            for key, held in stood.table.items()
        ),
        voided=tuple(
            FellAt(
                place=signer(*each.place),
                label=place_told(each.place).said(language),
                signed_at=each.signed.signed_at,
                source=stood.sources[each.fell.position],
            )
            for each in report.voided
        ),
        derived=derived(report, stood.year),
        missing=tuple(missing(report, stood.year)),
    )


def streams_of(ledger: Ledger, report_id: UUID) -> tuple[list[Recorded], list[Recorded]]:
    """A report's entries; and those together with the pupil's and the school year's, in order. Raises Misused."""
    stream = ledger.stream(report_id)
    if not stream or not isinstance(started := stream[0].data, e.ReportStarted):
        raise Misused("report.unknown", report=report_id)
    return stream, merged(ledger, [stream], [started.pupil_id], [started.school_year_id])


def merged(
    ledger: Ledger, streams: Iterable[list[Recorded]], pupils: Iterable[UUID], years: Iterable[UUID]
) -> list[Recorded]:
    """Some reports with their pupils and school years, in the order of the ledger."""
    others = ledger.streams({*pupils, *years}).values()
    return sorted((entry for stream in (*streams, *others) for entry in stream), key=lambda entry: entry.position)


def followed(
    chronicle: Chronicle, entries: Iterable[Recorded], after: int, until: int, *, wanted: int = 0
) -> dict[int, Source]:
    """Bring a chronicle from one position to another; the circumstances of entries of reports beyond ``wanted``."""
    sources = {}
    for entry in entries:
        if after < entry.position <= until:
            chronicle.follow(entry)
            if entry.position > wanted and entry.topic.startswith("hocba.report."):
                sources[entry.position] = chronicle.source(entry)
    return sources


def folded(chronicle: Chronicle, stream: list[Recorded], moment: Moment, sources: dict[int, Source]) -> Stood | None:
    """A report as of the moment to which the chronicle was brought; None if it had not begun."""
    then = [entry for entry in stream if entry.position <= moment.position]
    if not then:
        return None
    report = reports.fold(stream[0].stream_id, then)
    year = chronicle.years[report.started.school_year_id].on(local_day(moment.at))
    table = standing(report, then, chronicle) | derived_table(report, year)
    return Stood(report, year, then, table, sources)
