"""What was recorded of one pupil in one school year: the input of Circular 22, and what people decided about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import StrictBool

from domain.event import Value
from domain.regulations.curriculum import NO_CHOICE, Programme
from domain.regulations.marks import MarkState
from domain.values import Cell, Level, Mark, Term, Text


class ExemptionScope(StrEnum):
    """From what a pupil is exempted: the whole year, or one term."""

    YEAR = "YEAR"
    TERM_1 = "TERM_1"
    TERM_2 = "TERM_2"

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms that it covers."""
        return {"TERM_1": (Term.ONE,), "TERM_2": (Term.TWO,)}.get(self.value, tuple(Term))


class Exemption(Value):
    """A decision (miễn học) that leaves a subject, or a part of it, out of what is assessed (domain.md §2.10)."""

    subject: str
    scope: ExemptionScope
    decision: Text
    part: str | None = None


class IndividualPlan(Value):
    """
    A pupil with disabilities who follows an individual plan (kế hoạch giáo dục cá nhân; domain.md §2.10).

    ``subjects`` are assessed by the plan: they have no results here, as if exempted. Whether the pupil is promoted is
    decided by people: ``promoted``, None until they did. ``decision`` names the document.
    """

    subjects: tuple[str, ...]
    decision: Text
    promoted: StrictBool | None = None


@dataclass(frozen=True, slots=True)
class YearRecord:
    """
    What was recorded of one pupil in one school year of grades 6-12.

    A cell absent from ``marks`` and ``by_rule`` is pending. ``by_rule`` gives the reason of each mark that Điều 7.4
    sets (0 or CD); such a cell may also stand in ``marks`` with just that mark. A make-up test (kiểm tra bù) is the
    mark of its cell, only recorded later; a re-assessment after the summer is a cell of the column ``DGL``.
    ``absences`` are the year's buổi. ``topics_left_out`` names the terms in which a chosen cluster of special topics
    gave no result.
    """

    grade: int
    school_year: str
    marks: Mapping[Cell, Mark]
    conduct: Mapping[Term, Level]
    absences: int | None
    by_rule: Mapping[Cell, str] = field(default_factory=dict)
    programme: Programme = NO_CHOICE
    exemptions: tuple[Exemption, ...] = ()
    individual_plan: IndividualPlan | None = None
    summer_conduct: Level | None = None
    topics_left_out: frozenset[tuple[str, Term]] = frozenset()

    def state(self, cell: Cell) -> MarkState:
        """Which of the three states ``cell`` is in (Điều 7.3, 7.4)."""
        if cell in self.by_rule:
            return MarkState.BY_RULE
        return MarkState.GIVEN if cell in self.marks else MarkState.PENDING
