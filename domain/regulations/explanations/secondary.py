"""The explanations of a year under Circular 22, in the order in which values rest on each other."""

from __future__ import annotations

from domain.regulations.circular_22 import YearEvaluation
from domain.regulations.explanations import level, outcome, subject
from domain.regulations.explanations.model import Explanation
from domain.regulations.policies import Policies
from domain.regulations.records import YearRecord
from domain.regulations.results import Period
from domain.regulations.sheets import filled, plan_of


def explain(record: YearRecord, found: YearEvaluation, policies: Policies) -> tuple[Explanation, ...]:
    """How every value of ``found``, which is the evaluation of ``record`` under ``policies``, came about."""
    own = plan_of(record, policies)
    case = subject.Case(record, own, filled(record, own), policies)
    return (
        *(explained for one in found.subjects for explained in subject.explain(case, one)),
        *(level.explain(found.subjects, period, policies) for period in Period),
        *outcome.explain(record, found, policies),
    )
