"""The year's end of a primary report: what the rules make of the record, what is missing, what an edition fixes."""

from __future__ import annotations

from domain.errors import Rejected
from domain.formats import hoc_ba
from domain.regulations.circular_27 import PrimaryDecisions, PrimaryEvaluation, PrimaryRecord, evaluate
from domain.regulations.curriculum import PRIMARY_LAST, traits
from domain.regulations.records import IndividualPlan
from domain.report.attendance import absence_totals
from domain.report.choices import own_subjects
from domain.report.document import PrimaryResult, PrimarySubjectResult
from domain.report.events import DecisionKind
from domain.report.governing import assessment
from domain.report.places import ABSENCES, HOMEROOM_COMMENT, Missing, Place
from domain.report.state import Report
from domain.school_year.state import SchoolYear
from domain.words import TRAIT_GROUP_NAMES


def individual_plan(state: Report) -> IndividualPlan | None:
    """The plan that a pupil with disabilities follows, with what was decided on it."""
    plan = state.decisions.get(DecisionKind.INDIVIDUAL_PLAN)
    if plan is None or not plan.value.decided:
        return None
    return IndividualPlan(
        subjects=plan.value.subjects,
        decision=plan.value.document,
        promoted=decided(state, DecisionKind.PROMOTED_ON_PLAN),
    )


def decided(state: Report, kind: DecisionKind) -> bool | None:
    """What people decided, or None."""
    standing = state.decisions.get(kind)
    return standing.value.decided if standing else None


def record_of(state: Report, year: SchoolYear) -> PrimaryRecord:
    """The recorded values as the rules take them."""
    return PrimaryRecord(
        grade=state.started.grade,
        school_year=year.name,
        marks={cell: standing.value for cell, standing in state.marks.items()},
        decisions=PrimaryDecisions(
            outstanding_recognised=decided(state, DecisionKind.OUTSTANDING_RECOGNISED),
            promoted_by_principal=decided(state, DecisionKind.PROMOTED_BY_PRINCIPAL),
        ),
        programme=state.programme,
        exemptions=tuple(state.exemptions),
        individual_plan=individual_plan(state),
    )


def derive(state: Report, year: SchoolYear) -> PrimaryEvaluation:
    """What the rules of this school year make of the recorded values."""
    return evaluate(record_of(state, year), assessment(state, year))


def missing(state: Report, year: SchoolYear) -> Missing:
    """What is still to be recorded: of the four times of the year the report shows the last one alone."""
    taught = own_subjects(state, year)
    places: list[Place] = []
    if year.policies.subject_comments_required:
        places += [Place("comment", each.code) for each in taught if each.code not in state.comments]
    places += [Place("comment", code) for code in TRAIT_GROUP_NAMES if code not in state.comments]
    if absence_totals(state, year) is None:
        places.append(ABSENCES)
    if state.homeroom_comment is None:
        places.append(HOMEROOM_COMMENT)
    return Missing((*taught, *traits(state.started.grade)), derive(state, year).missing, tuple(places))


def freeze(state: Report, year: SchoolYear) -> PrimaryResult:
    """The values that an edition fixes. Raises Rejected naming everything that is missing, or still to be decided."""
    lacking, counted = missing(state, year), absence_totals(state, year)
    if lacking or counted is None or state.homeroom_comment is None:
        raise Rejected("sign.incomplete", number=state.number, missing=lacking)
    derived = derive(state, year)
    if derived.completed is None or derived.promoted is None:
        raise Rejected("sign.not_decided", number=state.number, result=derived.result.value)
    quality, general, specific = (state.comments[code].value for code in TRAIT_GROUP_NAMES)
    grade = state.started.grade
    return PrimaryResult(
        subjects=tuple(_row(state, row.subject, row.level, row.test) for row in derived.subjects),
        ratings={code: rating.value for code, rating in derived.ratings if rating is not None},
        quality_comment=quality,
        general_comment=general,
        specific_comment=specific,
        absences_permitted=counted.absences.permitted,
        absences_unpermitted=counted.absences.unpermitted,
        result=derived.result.value,
        promotion="PROMOTED" if derived.promoted else "RETAINED",
        completion=_completion(derived.completed),
        level_completion=_completion(derived.completed) if grade == PRIMARY_LAST else None,
        outcome=outcome(grade, completed=derived.completed, promoted=derived.promoted),
        title=derived.title.value if derived.title else None,
        homeroom_comment=state.homeroom_comment.value,
        rule_set=derived.rule_set,
    )


def _row(state: Report, code: str, level: object, test: object) -> PrimarySubjectResult:
    if level is None:
        version = hoc_ba.PRIMARY.version
        raise Rejected("format.no_place", version=version, number=state.number)
    comment = state.comments.get(code)
    return PrimarySubjectResult(
        subject=code,
        level=str(level),
        test=str(test).removesuffix(".0") if test is not None else None,
        comment=comment.value if comment else None,
    )


def _completion(completed: bool) -> str:
    return "COMPLETED" if completed else "NOT_COMPLETED"


def outcome(grade: int, *, completed: bool, promoted: bool) -> str:
    """Section 6 of the form, in the words of TT 27/2020 Phụ lục 1."""
    if grade == PRIMARY_LAST:
        programme = "chương trình tiểu học"
        return f"Hoàn thành {programme}." if completed else f"Chưa hoàn thành {programme}."
    done = f"{'Hoàn thành' if completed else 'Chưa hoàn thành'} chương trình lớp {grade}"
    return f"{done}; {f'Được lên lớp {grade + 1}' if promoted else 'Chưa được lên lớp'}."
