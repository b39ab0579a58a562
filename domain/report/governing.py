"""Which rules of assessment govern a report: those in force, until its edition is opened; then those of that day."""

from __future__ import annotations

from domain.regulations.policies import Policies
from domain.report.state import Report
from domain.school_year.policies import SchoolPolicies
from domain.school_year.state import SchoolYear


def assessment(state: Report, year: SchoolYear) -> Policies:
    """The open points of the assessment rules, as they hold for this report."""
    return policies(state, year).assessment


def policies(state: Report, year: SchoolYear) -> SchoolPolicies:
    """
    The school's policies, as they hold for this report.

    An edition keeps those it was opened under: a policy set later would change rows that nobody corrected, and that
    their teachers have signed.
    """
    if state.edition is None:
        return year.policies
    opened = state.edition.opened
    return year.policies_at(opened.school_year_version, opened.created_on)
