"""What stands in a report in the middle of a year, in the words of a paper: subject by subject, both terms."""

from __future__ import annotations

from collections.abc import Iterator

from domain.report.attendance import absence_totals
from domain.report.choices import own_subjects
from domain.report.editions import derive, is_primary
from domain.report.places import of_homeroom
from domain.report.state import Report
from domain.school_year.state import SchoolYear
from domain.values import Cell, Column, Kind, Term
from domain.words import said

NOTHING_YET = "chưa có"

Row = tuple[str, str, str]


def results_in_words(report: Report, year: SchoolYear) -> tuple[Row, ...]:
    """Subject, term I, term II: ``TX1 8,0; GK 7,5; CK 8,0; ĐTBmhk 7,8``; in primary school the traits behind them."""
    averages: dict[tuple[str, Term], str] = {}
    if not is_primary(report):
        for one in derive(report, year).subjects:
            for term, result in ((Term.ONE, one.term_1), (Term.TWO, one.term_2)):
                if result is not None:
                    what = "ĐTBmhk" if one.kind is Kind.SCORED else "cả kì"
                    averages[one.subject, term] = f"{what} {said(result, 'vi')}"
    subjects = [each.code for each in own_subjects(report, year)]
    traits = sorted({cell.subject for cell in report.marks if of_homeroom(cell.subject)})
    return tuple(
        (said(code, "vi", "subject"), _term(report, averages, code, Term.ONE), _term(report, averages, code, Term.TWO))
        for code in (*subjects, *traits)
    )


def absences_in_words(report: Report, year: SchoolYear) -> str:
    """``3 có phép, 1 không phép``."""
    counted = absence_totals(report, year)
    return said(counted.absences, "vi") if counted else NOTHING_YET


def _term(report: Report, averages: dict[tuple[str, Term], str], code: str, term: Term) -> str:
    texts = list(_marks(report, code, term))
    if average := averages.get((code, term)):
        texts.append(average)
    return "; ".join(texts) or NOTHING_YET


def _place(mark: tuple[Cell, object]) -> tuple[str, int]:
    return mark[0].part or "", list(Column).index(mark[0].column)


def _marks(report: Report, code: str, term: Term) -> Iterator[str]:
    for cell, standing in sorted(report.marks.items(), key=_place):
        if cell.subject == code and cell.term is term:
            part = f" {said(cell.part, 'vi', 'subject')}" if cell.part else ""
            yield f"{cell.column.said('vi')}{part} {said(standing.value, 'vi')}"
