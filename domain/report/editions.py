"""Opening an edition (khởi tạo): deriving and fixing, before the first signature, everything that will be signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain.context import Context
from domain.errors import Rejected
from domain.event import Event
from domain.formats import hoc_ba
from domain.regulations.circular_22 import ExemptionScope, SubjectEvaluation, YearEvaluation, YearRecord, evaluate
from domain.regulations.curriculum import PRIMARY_LAST
from domain.regulations.marks import failed
from domain.report import commands as c
from domain.report import events as e
from domain.report import primary
from domain.report.attendance import absence_totals
from domain.report.choices import own_subjects
from domain.report.document import PrimaryResult, SubjectResult, YearResult
from domain.report.governing import assessment
from domain.report.places import ABSENCES, HOMEROOM_COMMENT, Missing, Place
from domain.report.state import Report
from domain.school_year.events import DelegationKind, Role
from domain.school_year.state import SchoolYear
from domain.values import Cell, Column, Term

#: Capacity lines (chức vụ) under a head's signature; three of the five plans are signed by a deputy.
PRINCIPAL_CAPACITY = "HIỆU TRƯỞNG"
DEPUTY_CAPACITY = "KT. HIỆU TRƯỞNG – PHÓ HIỆU TRƯỞNG"


def record_of(state: Report, year: SchoolYear) -> YearRecord:
    """The recorded values of a secondary report as the rules take them."""
    counted = absence_totals(state, year)
    return YearRecord(
        grade=state.started.grade,
        school_year=year.name,
        marks={cell: standing.value for cell, standing in state.marks.items()},
        by_rule={cell: standing.by_rule for cell, standing in state.marks.items() if standing.by_rule},
        conduct={term: standing.value for term, standing in state.conduct.items()},
        absences=counted.total if counted else None,
        programme=state.programme,
        exemptions=tuple(state.exemptions),
        individual_plan=primary.individual_plan(state),
        summer_conduct=state.summer_conduct.value if state.summer_conduct else None,
    )


def derive(state: Report, year: SchoolYear) -> YearEvaluation:
    """What the rules of this school year make of the recorded values of a secondary report."""
    return evaluate(record_of(state, year), assessment(state, year))


def missing(state: Report, year: SchoolYear) -> list[str]:
    """Every place still to be recorded before signing, in the words a teacher knows; empty where nothing is."""
    return to_record(state, year).each()


def to_record(state: Report, year: SchoolYear) -> Missing:
    """The same as places, which ``Missing.said`` groups and cuts."""
    return primary.missing(state, year) if is_primary(state) else _missing(state, year, derive(state, year))


def is_primary(state: Report) -> bool:
    """Whether Thông tư 27/2020 holds for this report, and not 22/2021."""
    return state.started.grade <= PRIMARY_LAST


def _missing(state: Report, year: SchoolYear, derived: YearEvaluation) -> Missing:
    taught = own_subjects(state, year)
    places: list[Place] = []
    if year.policies.subject_comments_required:
        done = {*state.comments, *_left_out(state)}
        places += [Place("comment", each.code) for each in taught if each.code not in done]
    places += [Place("conduct", term=term) for term in Term if term not in state.conduct]
    if absence_totals(state, year) is None:
        places.append(ABSENCES)
    if state.homeroom_comment is None:
        places.append(HOMEROOM_COMMENT)
    return Missing(taught, tuple(derived.missing), tuple(places))


def _left_out(state: Report) -> set[str]:
    """Subjects of which the pupil has no results in the whole year: nobody need comment on them."""
    plan = primary.individual_plan(state)
    whole = {one.subject for one in state.exemptions if one.part is None and one.scope is ExemptionScope.YEAR}
    return whole | set(plan.subjects if plan else ())


def freeze(state: Report, year: SchoolYear) -> YearResult | PrimaryResult:
    """The values that an edition fixes. Raises Rejected naming everything that is missing."""
    return primary.freeze(state, year) if is_primary(state) else _freeze(state, year)


def _freeze(state: Report, year: SchoolYear) -> YearResult:
    derived = derive(state, year)
    lacking, counted = _missing(state, year, derived), absence_totals(state, year)
    if lacking or counted is None or state.homeroom_comment is None:
        raise Rejected("sign.incomplete", number=state.number, missing=lacking)
    academic = (derived.academic.term_1, derived.academic.term_2, derived.academic.year)
    if None in academic or derived.conduct_year is None or derived.promotion == "PENDING":
        raise Rejected("sign.not_ranked", number=state.number)
    term_1, term_2, whole = academic
    rows = tuple(_row(state, row) for row in derived.subjects)
    reassessed = any(row.reassessed for row in rows)
    _check_place(state, any_after_summer=reassessed or bool(state.summer_conduct), rows=rows)
    return YearResult(
        subjects=rows,
        academic_term_1=term_1,
        academic_term_2=term_2,
        academic_year=whole,
        academic_adjusted_by=derived.adjusted_by.year,
        academic_final=derived.academic.final if reassessed else None,
        conduct_term_1=state.conduct[Term.ONE].value,
        conduct_term_2=state.conduct[Term.TWO].value,
        conduct_year=derived.conduct_year,
        conduct_final=state.summer_conduct.value if state.summer_conduct else None,
        absences_permitted=counted.absences.permitted,
        absences_unpermitted=counted.absences.unpermitted,
        promotion=derived.promotion,
        completion=derived.completion,
        title=derived.title,
        homeroom_comment=state.homeroom_comment.value,
        rule_set=derived.rule_set,
    )


def _check_place(state: Report, *, any_after_summer: bool, rows: tuple[SubjectResult, ...]) -> None:
    """An edition that is open stays in its release: 1.0 of lower secondary has no place for some values."""
    release = state.edition.opened.release if state.edition else hoc_ba.RELEASE
    written = hoc_ba.of_grade(state.started.grade, release)
    older = (written.level, release) == (hoc_ba.LOWER.level, hoc_ba.OLDER)
    if older and (any_after_summer or any(row.exempt for row in rows)):
        raise Rejected("format.no_place", version=written.version, number=state.number)


def _row(state: Report, row: SubjectEvaluation) -> SubjectResult:
    again = state.marks.get(Cell(subject=row.subject, term=Term.TWO, column=Column.DGL)) if failed(row.year) else None
    comment = state.comments.get(row.subject)
    return SubjectResult(
        subject=row.subject,
        kind=row.kind,
        term_1=_text(row.term_1),
        term_2=_text(row.term_2),
        year=_text(row.year),
        comment=comment.value if comment else None,
        topics=row.subject in state.programme.topics,
        reassessed=_text(again.value) if again else None,
        exempt="; ".join(_decisions(state, row.subject)) or None,
    )


def _decisions(state: Report, subject: str) -> Iterator[str]:
    """By which documents the pupil has no result of a subject in a term or the year."""
    yield from (one.decision for one in state.exemptions if one.subject == subject)
    plan = primary.individual_plan(state)
    if plan and subject in plan.subjects:
        yield plan.decision


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def open_edition(state: Report, command: c.OpenEdition, year: SchoolYear, context: Context) -> list[Event]:
    """One event. Raises Rejected for a missing right, missing data, an open request, a second edition."""
    opener = year.actor(context.actor)
    homeroom = year.homeroom_teacher(state.class_on(context.today), context.today)
    if opener != homeroom:
        year.require_role(context.actor, Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.IT_OFFICER)
    if not year.structure.digital(state.started.grade):
        raise Rejected("edition.paper_grade", grade=state.started.grade, number=state.started.number)
    if state.edition:
        raise Rejected("edition.exists", lookup_id=state.edition.opened.lookup_id)
    if state.open_requests:
        raise Rejected("edition.request_open", request=state.open_requests[0].asked.request_id)
    # The data region was made from these before the command: each must still be what it is now.
    made_from = (command.frozen.result, command.frozen.school_year_version, command.created_on)
    if made_from != (freeze(state, year), year.version, context.today):
        raise Rejected("edition.stale")
    edition, replaces = state.numbering
    return [
        e.EditionOpened(
            edition=edition,
            lookup_id=command.lookup_id,
            chain=year.chain(state.started.grade),
            release=hoc_ba.RELEASE,
            result=command.frozen.result,
            head=command.head,
            head_capacity=head_capacity(year, command.head, command.planned_issue_date),
            created_on=command.created_on,
            planned_issue_date=command.planned_issue_date,
            pupil_version=command.frozen.pupil_version,
            school_year_version=command.frozen.school_year_version,
            data_sha256=command.frozen.data_sha256,
            blank=command.frozen.blank,
            replaces=replaces,
        )
    ]


def head_capacity(year: SchoolYear, head: UUID, day: date) -> str:
    """The line under which this head signs. Raises Rejected unless he is principal or so delegated on that day."""
    staff = year.staff.get(head)
    if staff and Role.PRINCIPAL in year.roles_on(head, day):
        return PRINCIPAL_CAPACITY
    if staff and year.require_delegation(staff, DelegationKind.SIGN_REPORTS, day):
        return DEPUTY_CAPACITY
    raise Rejected("delegation.missing", staff=head, kind=DelegationKind.SIGN_REPORTS.value)
