"""
What a pupil is assessed in: subjects (Chương trình GDPT 2018), qualities and competencies, and their cells.

``subjects`` lists everything that a grade offers, ``studied`` what one pupil studies: the compulsory subjects and his
own choice (``Programme``). From the periods (số tiết/năm học) follows how many regular scores a term has (TT 22/2021
Điều 6.2); in primary school the grade says which periodic tests there are (TT 27/2020 Điều 7.1b).
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from domain.errors import Rejected
from domain.event import Value
from domain.regulations.policies import SpecialTopics
from domain.regulations.rule_sets import rules_for
from domain.regulations.subject_tables import LOWER, PRIMARY, UPPER, Choice, Row
from domain.values import Cell, Column, Kind, Term
from domain.words import PART_NAMES as PART_NAMES
from domain.words import PRIMARY_NAMES, SUBJECT_NAMES, TRAIT_NAMES

#: Upper secondary: "chọn 4 môn học" of nine, "3 cụm chuyên đề học tập" (TT 13/2022).
ELECTIVES = 4
TOPICS_MAX = 3
#: The last grade of primary school.
PRIMARY_LAST = 5

_REGULAR = (Column.TX1, Column.TX2, Column.TX3, Column.TX4)
_PERIODIC = (Column.GK, Column.CK)
_PARTS = {"NGHE_THUAT": tuple(PART_NAMES)}

#: How two subjects of lower secondary, which have one gradebook, are shared out among their teachers.
_TAUGHT_IN = {"KHTN": ("VAT_LI", "HOA_HOC", "SINH_HOC"), "LS_DL": ("LICH_SU", "DIA_LI")}


def parts_taught(subject: Subject) -> tuple[str, ...]:
    """The parts of a subject that may have teachers of their own, whether or not they have marks of their own."""
    return subject.parts or _TAUGHT_IN.get(subject.code, ())


def regular_scores(kind: Kind, periods: int) -> int:
    """
    How many regular assessments (ĐĐGtx) a term records (Điều 6.2): ``periods`` is a year's, without chuyên đề.

    Comment subjects 2; scored subjects 2 up to 35 periods, 3 up to 70, 4 above. Primary school records none.
    """
    if kind is Kind.LEVEL:
        return 0
    if kind is Kind.COMMENT or periods <= 35:
        return 2
    return 3 if periods <= 70 else 4


class Assessed(Value):
    """What has cells of its own: a subject, or a quality or competency; ``columns`` are those of each term."""

    code: str
    name: str
    columns: tuple[Column, ...]
    parts: tuple[str, ...] = ()

    def cells(self, term: Term | None = None) -> tuple[Cell, ...]:
        """All cells that must be filled in ``term``, or in both: by term, then part, then column."""
        return _cells(self, tuple(Term) if term is None else (term,))


class Subject(Assessed):
    """A subject (môn học) or educational activity of one grade; ``periods`` are those of a year in this grade."""

    kind: Kind
    periods: int
    compulsory: bool = True

    @property
    def regular_scores(self) -> int:
        """Number of regular assessments of a term (Điều 6.2), without special topics."""
        return regular_scores(self.kind, self.periods)


class TraitGroup(StrEnum):
    """Phẩm chất chủ yếu; năng lực chung; năng lực đặc thù (TT 27/2020 Điều 5, 7.2)."""

    QUALITY = "QUALITY"
    GENERAL_COMPETENCY = "GENERAL_COMPETENCY"
    SPECIFIC_COMPETENCY = "SPECIFIC_COMPETENCY"


class Trait(Assessed):
    """A quality or competency of primary school; ``optional`` where a grade need not rate it."""

    group: TraitGroup
    optional: bool


class Programme(Value):
    """What one pupil chose: subjects beyond the compulsory ones, and subjects with a cluster of special topics."""

    electives: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


NO_CHOICE = Programme()


@cache
def _cells(assessed: Assessed, terms: tuple[Term, ...]) -> tuple[Cell, ...]:
    return tuple(
        Cell(subject=assessed.code, part=part, term=term, column=column)
        for term in terms
        for part in assessed.parts or (None,)
        for column in assessed.columns
    )


@cache
def _rows(grade: int, school_year: str) -> dict[str, Row]:
    rules_for(school_year, grade)
    level = PRIMARY if grade <= PRIMARY_LAST else LOWER if grade <= 9 else UPPER
    return {row.code: row for row in level if grade in row.periods}


@cache
def subjects(grade: int, school_year: str) -> tuple[Subject, ...]:
    """
    Every subject that the grade offers, ``compulsory`` or to be chosen, in the fixed order of the report.

    Raises Rejected ``regulation.no_rules`` for a grade outside 1-12 or a year before the 2018 curriculum reached it.
    """
    return tuple(_subject(row, grade) for row in _rows(grade, school_year).values())


def _subject(row: Row, grade: int) -> Subject:
    if row.kind is Kind.LEVEL:
        name = PRIMARY_NAMES.get(row.code, SUBJECT_NAMES[row.code])
        midterm = (Column.KT_GK,) if grade in row.tests_midterm else ()
        final = (Column.KT_CK,) if grade in row.tests_final else ()
        columns: tuple[Column, ...] = (Column.GK, *midterm, Column.CK, *final)
    else:
        name = SUBJECT_NAMES[row.code]
        columns = _REGULAR[: regular_scores(row.kind, row.periods[grade])] + _PERIODIC
    return Subject(
        code=row.code,
        name=name,
        columns=columns,
        parts=_PARTS.get(row.code, ()),
        kind=row.kind,
        periods=row.periods[grade],
        compulsory=row.choice is Choice.COMPULSORY and grade not in row.optional,
    )


def subject(code: str, grade: int, school_year: str) -> Subject:
    """The subject ``code``; Rejected ``regulation.subject_unknown`` names the codes that there are."""
    offered = subjects(grade, school_year)
    for one in offered:
        if one.code == code:
            return one
    expected = ", ".join(one.code for one in offered)
    raise Rejected("regulation.subject_unknown", subject=code, grade=grade, school_year=school_year, expected=expected)


@cache
def traits(grade: int) -> tuple[Trait, ...]:
    """The qualities and competencies of a primary grade, in the order of the report; none in higher grades."""
    if grade > PRIMARY_LAST:
        return ()
    return tuple(
        Trait(
            code=code,
            name=name,
            columns=_PERIODIC,
            group=_group(code),
            # Tin học và Công nghệ begins in grade 3 (domain.md §3.1).
            optional=grade <= 2 and code in ("NL_CONG_NGHE", "NL_TIN_HOC"),
        )
        for code, name in TRAIT_NAMES.items()
    )


def _group(code: str) -> TraitGroup:
    if code.startswith("PC_"):
        return TraitGroup.QUALITY
    general = ("NL_TU_CHU", "NL_GIAO_TIEP", "NL_GIAI_QUYET")
    return TraitGroup.GENERAL_COMPETENCY if code in general else TraitGroup.SPECIFIC_COMPETENCY


def assessed(code: str, grade: int, school_year: str) -> Subject | Trait:
    """The subject or trait ``code`` of a grade: whatever may stand in ``Cell.subject``. Raises as ``subject``."""
    return next((one for one in traits(grade) if one.code == code), None) or subject(code, grade, school_year)


def takes_topics(one: Subject, school_year: str, grade: int) -> bool:
    """Whether a pupil may choose a cluster of special topics (cụm chuyên đề học tập) in a subject of this grade."""
    return _rows(grade, school_year)[one.code].topics


@cache
def studied(
    grade: int,
    school_year: str,
    programme: Programme = NO_CHOICE,
    special_topics: SpecialTopics = SpecialTopics.EXTRA,
) -> tuple[Subject, ...]:
    """
    The subjects of one pupil, in the order of ``subjects``; those with special topics have a column ``CHUYEN_DE``.

    Raises Rejected for a choice that cannot be: ``regulation.elective_unknown``, ``elective_twice``,
    ``electives_count`` (four of nine in upper secondary), ``topics_unexpected``, ``topics_count`` (at most three).
    """
    rows = _rows(grade, school_year)
    offered = subjects(grade, school_year)
    chosen = _chosen(grade, offered, rows, programme)
    for code in programme.topics:
        if code not in chosen or not rows[code].topics:
            raise Rejected("regulation.topics_unexpected", grade=grade, found=code)
    if len(set(programme.topics)) > TOPICS_MAX:
        raise Rejected("regulation.topics_count", expected=TOPICS_MAX, found=len(set(programme.topics)))
    return tuple(
        one.model_copy(update={"columns": _with_topics(one, special_topics)}) if one.code in programme.topics else one
        for one in offered
        if one.code in chosen
    )


def _chosen(grade: int, offered: tuple[Subject, ...], rows: dict[str, Row], programme: Programme) -> set[str]:
    electives = [one.code for one in offered if not one.compulsory]
    for code in programme.electives:
        if code not in electives:
            expected = ", ".join(electives) or "—"
            raise Rejected("regulation.elective_unknown", grade=grade, found=code, expected=expected)
        if programme.electives.count(code) > 1:
            raise Rejected("regulation.elective_twice", found=code)
    nine = [code for code, row in rows.items() if row.choice is Choice.ONE_OF_NINE]
    found = sum(code in nine for code in programme.electives)
    if nine and found != ELECTIVES:
        raise Rejected(
            "regulation.electives_count", grade=grade, expected=ELECTIVES, among=", ".join(nine), found=found
        )
    return {one.code for one in offered if one.compulsory} | set(programme.electives)


def _with_topics(one: Subject, special_topics: SpecialTopics) -> tuple[Column, ...]:
    """Điều 6: the result of the cluster counts as one regular assessment, by the policy in place of one or besides."""
    kept = one.regular_scores - (special_topics is SpecialTopics.ONE_OF_REGULAR)
    return (*_REGULAR[:kept], Column.CHUYEN_DE, *_PERIODIC)
