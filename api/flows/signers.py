"""What one person signs: his facts and declaration as they go into the signed bytes, and what he sees before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from api.flows.documents import Sources
from domain.formats import hoc_ba
from domain.formats.hoc_ba import Chain, Format, Stage
from domain.report.in_place import capacity_of
from domain.report.state import Report
from domain.school_year.state import SchoolYear, Staff
from domain.words import PART_NAMES, SUBJECT_NAMES
from projections.documents import xml
from projections.documents.xml import ConfirmedPart, Responsibility


@dataclass(frozen=True, slots=True)
class Wanted:
    """A signature that somebody wants to make: its place; where the leadership signs for who left, for whom and why."""

    stage: Stage
    subject: str | None = None
    in_place_of: UUID | None = None
    reason: str | None = None

    @property
    def place(self) -> tuple[Stage, str | None]:
        """Its place in the chain."""
        return self.stage, self.subject


@dataclass(frozen=True, slots=True)
class Facts:
    """A signer's facts as they stand in THONG_TIN_KY; of the school (SEAL) its name alone."""

    name: str
    personal_number: str | None = None
    capacity: str | None = None
    taken: Responsibility | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a signature will cover of the data, before it is made: the Id, its exact bytes, and what is declared."""

    number: int
    report_id: UUID
    identifier: str
    content: bytes
    facts: Facts

    @property
    def sha256(self) -> str:
        """The digest that the signature will hold for this Id."""
        return sha256(self.content).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        taken = self.facts.taken
        return {
            "number": self.number,
            "report_id": str(self.report_id),
            "id": self.identifier,
            "sha256": self.sha256,
            "content": self.content.decode(),
            "name": self.facts.name,
            "capacity": self.facts.capacity,
            "declaration": taken.declaration if taken else None,
            "in_place_of": taken.in_place_of if taken else None,
        }

    def lines(self) -> Iterator[tuple[str, str]]:
        """Tag and text of each value, in the order of the document."""
        return xml.leaves(self.content)


def written(report: Report) -> Format:
    """The format in which this report's edition is written, or will be."""
    release = report.edition.opened.release if report.edition else hoc_ba.RELEASE
    return hoc_ba.of_grade(report.started.grade, release)


def facts_of(sources: Sources, year: SchoolYear, report: Report, staff: Staff, wanted: Wanted) -> Facts:
    """The facts of a person who signs."""
    gone = [year.staff[wanted.in_place_of]] if wanted.in_place_of else []
    person = sources.people([staff])[staff.staff_id]
    capacity = capacity_of(report, wanted.stage, staff, in_place=wanted.in_place_of is not None)
    declaration, taken = written(report).declaration(wanted.stage), None
    if declaration:
        names = [sources.people(gone)[each.staff_id].full_name for each in gone]
        confirmed = tuple(_confirmed(sources, year, report, wanted))
        taken = Responsibility(declaration, names[0] if names else None, wanted.reason, confirmed)
    return Facts(person.full_name, person.personal_number, capacity, taken)


def _confirmed(sources: Sources, year: SchoolYear, report: Report, wanted: Wanted) -> Iterator[ConfirmedPart]:
    """The confirmed parts that this signer answers for: of his subject, or of all where no subject teacher signs."""
    assert report.edition is not None
    all_of_them = wanted.stage is Stage.HOMEROOM and report.edition.opened.chain is Chain.HOMEROOM_FIRST
    for (code, part), standing in report.confirmed.items():
        if all_of_them or code == wanted.subject:
            teacher = year.actor(standing.actor)
            name = sources.people([teacher])[teacher.staff_id].full_name
            yield ConfirmedPart(code, (PART_NAMES | SUBJECT_NAMES)[part], name, standing.at)


def shown(sources: Sources, report: Report, member_number: int, facts: Facts, wanted: Wanted) -> Shown:
    """What this signer is about to sign of the data region: his row, or all of it."""
    assert report.edition is not None
    lookup_id, region = report.edition.opened.lookup_id, sources.data(report)
    if wanted.subject is None:
        return Shown(member_number, report.report_id, hoc_ba.data_id(lookup_id), region, facts)
    row = xml.row(lookup_id, region, wanted.subject)
    return Shown(member_number, report.report_id, hoc_ba.row_id(lookup_id, wanted.subject), row, facts)
