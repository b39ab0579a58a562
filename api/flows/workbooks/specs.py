"""What a workbook is made from (``…Spec``) and what is read out of it (``…Content``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple
from uuid import UUID

from api.flows.workbooks.layout import HOMEROOM_LABELS, PRIMARY_HOMEROOM_LABELS
from domain.regulations.curriculum import Trait
from domain.values import Cell, Column, Kind, Level, Mark, SchoolYearName, Term

#: Raised by one when an older file can no longer be read as it stands.
TEMPLATE_VERSION = 1

WorkbookKind = Literal["gradebook", "homeroom"]


@dataclass(frozen=True, slots=True)
class PupilRow:
    """One row: STT, the pupil's id (hidden in the file), name and birth date as the class list shows them."""

    number: int
    pupil_id: UUID
    full_name: str
    birth_date: date


@dataclass(frozen=True, slots=True)
class WorkbookIdentity:
    """What a file says of itself, in its very hidden sheet; ``subject_code`` is None in a homeroom workbook."""

    kind: WorkbookKind
    school_year: SchoolYearName
    school_year_id: UUID
    class_code: str
    class_id: UUID
    subject_code: str | None
    template_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GradebookSpec:
    """
    The gradebook of one class and subject (sổ theo dõi và đánh giá học sinh).

    ``columns`` are those of one term, in order (TX1…, GK, CK); ``parts`` is empty, or names the parts that each have
    a group of columns (AM_NHAC, MI_THUAT), with the printed name of each in ``part_names``. ``recorded`` fills the
    cells that already stand in the ledger; ``recorded_by_rule`` names those of them that are zero by rule (Điều 7).
    ``closed`` are the cells of pupils who do not study the subject, do no special topics in it, or are exempted.
    """

    school_name: str
    school_year: SchoolYearName
    school_year_id: UUID
    class_id: UUID
    class_code: str
    subject_code: str
    subject_name: str
    kind: Kind
    parts: tuple[str, ...] = ()
    part_names: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[Column, ...]
    teacher_name: str
    pupils: tuple[PupilRow, ...]
    recorded: Mapping[tuple[UUID, Cell], Mark] = field(default_factory=dict)
    recorded_by_rule: Mapping[tuple[UUID, Cell], str] = field(default_factory=dict)
    recorded_comments: Mapping[UUID, str] = field(default_factory=dict)
    closed: Set[tuple[UUID, Cell]] = frozenset()

    @property
    def closed_pupils(self) -> Set[UUID]:
        """Those all of whose cells are closed: they get no comment either."""
        every = [cell for term in Term for cell in self.cells(term)]
        some = {pupil_id for pupil_id, _ in self.closed}
        return {pupil_id for pupil_id in some if all((pupil_id, cell) in self.closed for cell in every)}

    @property
    def identity(self) -> WorkbookIdentity:
        """What a file made from this spec says of itself."""
        return WorkbookIdentity(
            kind="gradebook",
            school_year=self.school_year,
            school_year_id=self.school_year_id,
            class_code=self.class_code,
            class_id=self.class_id,
            subject_code=self.subject_code,
            template_version=TEMPLATE_VERSION,
        )

    def cells(self, term: Term) -> Iterator[Cell]:
        """The cells of one row of one term, from left to right."""
        for part in self.parts or (None,):
            for column in self.columns:
                yield Cell(subject=self.subject_code, part=part, term=term, column=column)


@dataclass(frozen=True, slots=True)
class GradebookContent:
    """
    What stands in a filled gradebook; a blank cell (pending) is in none of the mappings.

    ``by_rule`` gives the reason of each zero or Chưa đạt that stands by rule; its mark is in ``marks`` as well.
    ``digest`` is SHA-256 of the file's bytes, lower-case hex.
    """

    marks: dict[tuple[UUID, Cell], Mark]
    by_rule: dict[tuple[UUID, Cell], str]
    comments: dict[UUID, str]
    digest: str


class Absences(NamedTuple):
    """Half-days of absence in the year (số buổi nghỉ): with permission (có phép), without (không phép)."""

    permitted: int
    unpermitted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeroomSpec:
    """
    The homeroom workbook of one class: conduct of both terms, absences, comment; ``recorded_…`` fill it.

    A primary class has ``traits``: qualities and competencies, rated twice a term, with a comment on each of their
    groups (by code), and no conduct.
    """

    school_name: str
    school_year: SchoolYearName
    school_year_id: UUID
    class_id: UUID
    class_code: str
    teacher_name: str
    pupils: tuple[PupilRow, ...]
    recorded_conduct: Mapping[tuple[UUID, Term], Level] = field(default_factory=dict)
    recorded_absences: Mapping[UUID, Absences] = field(default_factory=dict)
    recorded_comments: Mapping[UUID, str] = field(default_factory=dict)
    traits: tuple[Trait, ...] = ()
    recorded_ratings: Mapping[tuple[UUID, Cell], Mark] = field(default_factory=dict)
    recorded_trait_comments: Mapping[tuple[UUID, str], str] = field(default_factory=dict)

    @property
    def labels(self) -> Mapping[str, str]:
        """Data columns of the sheet that every level has, by key."""
        return PRIMARY_HOMEROOM_LABELS if self.traits else HOMEROOM_LABELS

    @property
    def identity(self) -> WorkbookIdentity:
        """What a file made from this spec says of itself."""
        return WorkbookIdentity(
            kind="homeroom",
            school_year=self.school_year,
            school_year_id=self.school_year_id,
            class_code=self.class_code,
            class_id=self.class_id,
            subject_code=None,
            template_version=TEMPLATE_VERSION,
        )


@dataclass(frozen=True, slots=True)
class HomeroomContent:
    """
    What stands in a filled homeroom workbook; blank cells are left out. ``digest`` as in a gradebook.

    ``marks`` are the ratings of a primary class, ``trait_comments`` its comments by pupil and group code.
    """

    conduct: dict[tuple[UUID, Term], Level]
    absences: dict[UUID, Absences]
    comments: dict[UUID, str]
    digest: str
    marks: Mapping[tuple[UUID, Cell], Mark] = field(default_factory=dict)
    trait_comments: Mapping[tuple[UUID, str], str] = field(default_factory=dict)
