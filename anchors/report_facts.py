"""What the XML of a report says, as ``report_values`` reads it: values as written, words in Vietnamese."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.formats import paper
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
    def stages(self) -> tuple[Stage, ...]:
        """The stages at which it must have been signed."""
        return tuple(Stage)

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


@dataclass(frozen=True)
class PaperYearValues:
    """
    What a paper report says of one school year, as typed: levels of term I, term II and the year, None where blank.

    ``result`` (mức đánh giá kết quả giáo dục) and ``traits`` are of primary school. ``absences`` in sessions (buổi).
    """

    school_year: str
    grade: int
    class_name: str
    school: str
    subjects: tuple[SubjectValues, ...]
    academic: tuple[str | None, str | None, str | None]
    conduct: tuple[str | None, str | None, str | None]
    traits: tuple[TraitValues, ...]
    result: str | None
    absences: int | None
    promotion: str | None
    title: str | None


@dataclass(frozen=True)
class PaperValues:
    """
    The values of a digitised paper report (bản số hoá từ bản giấy): its pupil, the school that digitised it, what the
    paper says, year by year, and who issued the paper: ``origin``, at ``origin_place``, under ``origin_number``.

    ``school_year``, ``grade`` and ``class_name`` are those in which the pupil goes on at ``school``.
    """

    lookup_id: UUID
    version: str
    demo: bool
    school: str
    school_code: str
    ward: str
    province: str
    school_year: str
    grade: int
    class_name: str
    pupil_name: str
    pupil_code: str
    birth_date: date
    digitised_on: date
    origin: str
    origin_place: str
    origin_number: str | None
    scan_sha256: str
    scan_pages: int
    years: tuple[PaperYearValues, ...]
    signers: tuple[SignerValues, ...]
    edition: int = 0

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages at which it must have been signed."""
        return paper.STAGES

    @property
    def subjects_to_sign(self) -> tuple[str, ...]:
        """No teacher signs what another school taught."""
        return ()

    @property
    def planned_issue_date(self) -> date:
        """It is sealed when it was typed, or later."""
        return self.digitised_on

    @property
    def effective_date(self) -> date | None:
        """The day of the school's seal."""
        return next((signer.signed_at.date() for signer in self.signers if signer.stage is Stage.SEAL), None)


#: What an issued document says, of one kind or the other.
Values = ReportValues | PaperValues
