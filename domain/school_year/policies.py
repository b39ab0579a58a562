"""Policies of a school for one school year: what its own Quy chế, or a point the law leaves open, decides."""

from __future__ import annotations

from domain.event import Value
from domain.regulations.policies import Policies
from domain.values import Text


class SchoolPolicies(Value):
    """
    Fixed when the school year opens.

    Attributes:
        assessment: the open points of the assessment rules (docs/regulations.md).
        subject_comments_required: an edition cannot be opened while a subject has no comment; the form has a place for
            each (TT 22/2021, annex), and plan 003 forbids blanks.
        deputies_approve_corrections: the clause of the school's Quy chế that lets a deputy with a delegation of that
            kind approve corrections (plan 003 names the principal alone, so None by default).

    """

    assessment: Policies = Policies()
    subject_comments_required: bool = True
    deputies_approve_corrections: Text | None = None
