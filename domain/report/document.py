"""
Everything that a school report (học bạ số) shows, with every name resolved: what XML and PDF are made from.

A ``ReportDocument`` is made from a frozen edition (``edition_opened`` or ``edition_refrozen``), the pupil's identity
and the school year, and holds no rule: what is derived was derived before, and carries its rule set.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.event import Value
from domain.formats.hoc_ba import RELEASE, Chain
from domain.values import Kind, Level, SchoolYearName, Text


class SubjectResult(Value):
    """
    One row of the score table: averages ("8.4") or results ("D", "CD") of both terms and the year.

    ``topics``: the pupil did special topics (chuyên đề học tập) in it. ``reassessed``: after the summer (Điều 14),
    beside the year's. ``exempt``: the decision by which a term or the year has no result (miễn học).
    """

    subject: str
    kind: Kind
    term_1: str | None
    term_2: str | None
    year: str | None
    comment: str | None
    topics: bool = False
    reassessed: str | None = None
    exempt: str | None = None


class YearResult(Value):
    """
    The derived values of one report of a secondary school, as frozen: TT 22/2021 Điều 8, 9, 12-15.

    ``academic_adjusted_by`` names the subject whose single bad result raised the year's level by one (Điều 9.3).
    ``academic_final`` and ``conduct_final`` are the levels after the summer, None where nothing was assessed again.
    ``promotion``: PROMOTED, SUMMER_CONDUCT, REASSESS or RETAINED. ``completion``: COMPLETED or NOT_COMPLETED in
    grades 9 and 12, else None. ``title``: XUAT_SAC, GIOI or None.
    """

    stage: Literal["SECONDARY"] = "SECONDARY"
    subjects: tuple[SubjectResult, ...]
    academic_term_1: Level
    academic_term_2: Level
    academic_year: Level
    academic_adjusted_by: str | None
    academic_final: Level | None = None
    conduct_term_1: Level
    conduct_term_2: Level
    conduct_year: Level
    conduct_final: Level | None = None
    absences_permitted: int
    absences_unpermitted: int
    promotion: str
    completion: str | None
    title: str | None
    homeroom_comment: Text
    rule_set: str


class PrimarySubjectResult(Value):
    """
    One row of a primary report, at the year's end (TT 27/2020 Điều 7).

    ``level``: HOAN_THANH_TOT, HOAN_THANH or CHUA_HOAN_THANH; ``test``: the last test ("9"), where there is one.
    """

    subject: str
    kind: Literal["LEVEL"] = "LEVEL"
    level: str
    test: str | None
    comment: str | None


class PrimaryResult(Value):
    """
    The year's end of one primary report, as frozen: TT 27/2020 Điều 7, 9, 13.

    ``ratings``: TOT, DAT or CAN_CO_GANG by code of quality or competency, those that the grade assesses. ``result``:
    HTXS, HTT, HT or CHT. ``completion`` of the grade's programme and ``promotion`` are two facts: a principal may
    promote a pupil who has not completed it; ``level_completion`` (grade 5 only) is that of primary school. They are
    COMPLETED or NOT_COMPLETED, PROMOTED or RETAINED. ``outcome`` is section 6 of the paper form in words. ``title``:
    XUAT_SAC, TIEU_BIEU or None.
    """

    stage: Literal["PRIMARY"] = "PRIMARY"
    subjects: tuple[PrimarySubjectResult, ...]
    ratings: Mapping[str, str]
    quality_comment: Text
    general_comment: Text
    specific_comment: Text
    absences_permitted: int
    absences_unpermitted: int
    result: str
    promotion: str
    completion: str
    level_completion: str | None
    outcome: Text
    title: str | None
    homeroom_comment: Text
    rule_set: str


#: What an edition freezes, by school level.
Result = Annotated[YearResult | PrimaryResult, Field(discriminator="stage")]


class SchoolIdentity(Value):
    """The school as its reports name it. ``department`` is the Sở GDĐT; ``level``: TIEU_HOC, THCS or THPT."""

    name: Text
    code: Text
    level: str
    ward: Text
    province: Text
    department: Text


class PupilIdentity(Value):
    """
    Identity as in the birth certificate (giấy khai sinh). Dates ISO; ``sex`` is ``NAM`` or ``NU``.

    Height ("132", cm) and weight ("28.5", kg) stand in a primary report. What may be None is blank until somebody
    completes it; what a report cannot be signed without, the format of its level says (``Format.blank``).
    """

    full_name: Text
    sex: str
    birth_date: date
    birth_place: Text | None = None
    ethnicity: Text | None = None
    nationality: Text | None = None
    personal_number: str
    pupil_code: str
    hometown: Text | None = None
    residence: Text | None = None
    registry_number: Text | None = None
    father: str | None = None
    mother: str | None = None
    guardian: str | None = None
    height_cm: str | None = None
    weight_kg: str | None = None


class Signatory(Value):
    """A person who signs: staff id, name, personal identity number (SO_CCCD)."""

    staff_id: UUID
    full_name: Text
    personal_number: str


class ReportDocument(Value):
    """
    One edition of one report: a pupil, a school year (đơn vị học bạ).

    ``replaces``: the lookup UUID of the edition before, which was cancelled, recalled or amended. ``chain``: in which
    order it is signed. ``release``: the version of the format that it is written in.
    """

    lookup_id: UUID
    edition: int
    school_year: SchoolYearName
    grade: int
    class_code: str
    class_number: int
    school: SchoolIdentity
    pupil: PupilIdentity
    result: Result
    subject_teachers: dict[str, Signatory]
    homeroom_teacher: Signatory
    head: Signatory
    head_capacity: str
    place_of_issue: Text
    created_on: date
    planned_issue_date: date
    enrolled_on: date
    corrections: tuple[str, ...] = ()
    replaces: UUID | None = None
    chain: Chain
    release: str = RELEASE
    demo: bool
