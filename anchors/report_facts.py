"""What the XML of a report says, as ``report_values`` reads it: values as written, words in Vietnamese."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.formats.hoc_ba import Chain, Stage


@dataclass(frozen=True)
class SubjectValues:
    """
    One row: averages as "8.4", or results in words ("Đạt", "Chưa đạt"); None where the level has no such value.

    Secondary: terms and year, ``reassessed`` after the summer, the decision of an exemption (``exempt``), whether the
    pupil did special topics (``topics``). Primary: ``level`` in words and the last ``test`` ("9").
    """

    subject: str
    name: str
    term_1: str | None
    term_2: str | None
    year: str | None
    comment: str | None
    reassessed: str | None = None
    exempt: str | None = None
    topics: bool = False
    level: str | None = None
    test: str | None = None


@dataclass(frozen=True)
class TraitValues:
    """A quality (phẩm chất) or competency (năng lực) of a primary report: its code, name and rating in words."""

    trait: str
    name: str
    rating: str


@dataclass(frozen=True)
class ConfirmedValues:
    """Who teaches a part of a subject has confirmed it: the part in words, his name, when (at +07:00)."""

    subject: str
    part: str
    name: str
    confirmed_at: datetime


@dataclass(frozen=True)
class SignerValues:
    """
    What a signer's element claims of him; ``subject`` at SUBJECT only, ``signed_at`` at +07:00.

    ``declaration`` is what he takes on himself (lời cam đoan), ``in_place_of`` the teacher who left and for whom the
    leadership signs, with its ``reason``; ``confirmed`` are the parts of a subject that others confirmed to him.
    """

    stage: Stage
    subject: str | None
    name: str
    personal_number: str | None
    capacity: str | None
    signed_at: datetime
    declaration: str | None = None
    in_place_of: str | None = None
    reason: str | None = None
    confirmed: tuple[ConfirmedValues, ...] = ()


@dataclass(frozen=True)
class ReportValues:
    """
    The values of a report as written, words in Vietnamese; absences in sessions (buổi).

    ``school_level``: TIEU_HOC, THCS or THPT. ``academic`` and ``conduct`` (secondary): levels of term 1, term 2, year;
    ``…_final``: after the summer. ``traits``, ``trait_comments`` (qualities, general and specific competencies),
    ``result`` and ``outcome`` (sections 4 and 6 of the form) stand in a primary report. ``corrections``: one entry per
    corrected place. ``chain``: in which order it is signed; ``replaces``: the lookup UUID of the edition before.
    """

    lookup_id: UUID
    version: str
    edition: int
    demo: bool
    rule_set: str
    school_year: str
    school: str
    school_code: str
    ward: str
    province: str
    grade: int
    class_name: str
    pupil_name: str
    pupil_code: str
    birth_date: date
    subjects: tuple[SubjectValues, ...]
    academic: tuple[str, str, str] | None
    conduct: tuple[str, str, str] | None
    absences_permitted: int
    absences_unpermitted: int
    promotion: str
    completion: str | None
    title: str | None
    homeroom_comment: str
    corrections: tuple[str, ...]
    planned_issue_date: date
    signers: tuple[SignerValues, ...]
    school_level: str
    chain: Chain
    replaces: UUID | None = None
    academic_final: str | None = None
    conduct_final: str | None = None
    traits: tuple[TraitValues, ...] = ()
    trait_comments: tuple[str, ...] = ()
    result: str | None = None
    outcome: str | None = None

    @property
    def effective_date(self) -> date | None:
        """Ngày có hiệu lực: the later of the planned day and the day of the school's seal; None without a seal."""
        seals = [signer.signed_at.date() for signer in self.signers if signer.stage is Stage.SEAL]
        return max(self.planned_issue_date, *seals) if seals else None

    @property
    def signed_subjects(self) -> tuple[str, ...]:
        """Subjects whose teachers signed, in order: what ``hoc_ba.references`` asks for."""
        return tuple(signer.subject for signer in self.signers if signer.subject is not None)

    @property
    def subjects_to_sign(self) -> tuple[str, ...]:
        """Subjects whose teachers must have signed, by the chain that the signed data name: the rows, or none."""
        return self.chain.signed(row.subject for row in self.subjects)
