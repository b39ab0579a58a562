"""
Everything that a school report (học bạ số) shows, with every name resolved: what XML and PDF are made from.

A ``ReportDocument`` is made from a frozen edition (``edition_opened`` or ``edition_refrozen``), the pupil's identity
and the school year, and holds no rule: what is derived was derived before, and carries its rule set.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.event import Value
from domain.values import Kind, Level, SchoolYearName, Text


class SubjectResult(Value):
    """One row of the score table: averages ("8.4") or results ("D", "CD") of both terms and the year."""

    subject: str
    kind: Kind
    term_1: str
    term_2: str
    year: str
    comment: str | None


class YearResult(Value):
    """
    The derived values of one report, as frozen: TT 22/2021 Điều 8, 9, 12, 15.

    ``academic_adjusted_by`` names the subject whose single bad result raised the year's level by one (Điều 9.3).
    ``promotion``: PROMOTED, SUMMER_CONDUCT, REASSESS or RETAINED. ``completion``: COMPLETED or NOT_COMPLETED in
    grade 9, else None. ``title``: XUAT_SAC, GIOI or None.
    """

    subjects: tuple[SubjectResult, ...]
    academic_term_1: Level
    academic_term_2: Level
    academic_year: Level
    academic_adjusted_by: str | None
    conduct_term_1: Level
    conduct_term_2: Level
    conduct_year: Level
    absences_permitted: int
    absences_unpermitted: int
    promotion: str
    completion: str | None
    title: str | None
    homeroom_comment: Text
    rule_set: str


class SchoolIdentity(Value):
    """The school as its reports name it. ``department`` is the Sở GDĐT; ``level`` is THCS here."""

    name: Text
    code: Text
    level: str
    ward: Text
    province: Text
    department: Text


class PupilIdentity(Value):
    """Identity as in the birth certificate (giấy khai sinh). Dates ISO; ``sex`` is ``NAM`` or ``NU``."""

    full_name: Text
    sex: str
    birth_date: date
    birth_place: Text
    ethnicity: Text
    nationality: Text
    personal_number: str
    pupil_code: str
    hometown: Text
    residence: Text
    registry_number: Text
    father: str | None = None
    mother: str | None = None
    guardian: str | None = None


class Signatory(Value):
    """A person who signs: staff id, name, personal identity number (SO_CCCD)."""

    staff_id: UUID
    full_name: Text
    personal_number: str


class ReportDocument(Value):
    """One edition of one report: a pupil, a school year (đơn vị học bạ)."""

    lookup_id: UUID
    edition: int
    school_year: SchoolYearName
    grade: int
    class_code: str
    class_number: int
    school: SchoolIdentity
    pupil: PupilIdentity
    result: YearResult
    subject_teachers: dict[str, Signatory]
    homeroom_teacher: Signatory
    head: Signatory
    head_capacity: str
    place_of_issue: Text
    created_on: date
    planned_issue_date: date
    enrolled_on: date
    corrections: tuple[str, ...] = ()
    demo: bool
