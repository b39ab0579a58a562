"""
``column_45_vs_library``: one column of a class's gradebook, 45 marks in 45 reports, recorded as one command.

Ours: the 45 reports loaded in one query, each entry checked, the teacher's right and each mark decided by the rules,
one append that rests on the school year's version. The library's: ``repository.get`` for each of 45 aggregates, the
mark recorded, one ``save``. Both begin with reports of one event, and each column adds one to each.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from api.flows.demo.generator import SCHOOL_YEAR
from domain.ledger import NewEvents
from domain.regulations.curriculum import studied
from domain.report.commands import RecordSubject
from domain.report.decide import decide
from domain.values import Cell, Column, Kind, Score, Term
from tests.benchmarks import others, schools
from tests.benchmarks.harness import Bar, Figure, Scale, Watch, in_turn
from tests.benchmarks.library import Marks
from tests.kit.database import command

PUPILS = 45
COLUMNS_A_ROUND = 8


def run(scale: Scale) -> Iterator[Figure]:
    """The figure, in columns a second."""
    pupils, columns = scale.count(PUPILS, 3), scale.count(COLUMNS_A_ROUND, 1)
    with schools.loaded([("8A", pupils)]) as school, others.database() as url:
        ours, library = _ours(school), _library(url, pupils)
        rates = in_turn(scale, lambda: _rate(ours, columns), lambda: _rate(library, columns))
    against = "the eventsourcing library: repository.get of 45 aggregates, save"
    yield Figure("column_45_vs_library", "columns/s", *rates, against, [Bar("ratio", "least", 3.0)])


def _rate(columns: Iterator[None], count: int) -> float:
    with Watch() as watch:
        for _ in range(count):
            next(columns)
    return count / watch.s


def _places() -> Iterator[Cell]:
    """Every cell of a pupil's year that takes a score."""
    scored = [subject for subject in studied(8, SCHOOL_YEAR) if subject.kind is Kind.SCORED and not subject.parts]
    for term, column, subject in product(Term, (Column.TX1, Column.TX2, Column.GK, Column.CK), scored):
        yield Cell(subject=subject.code, part=None, term=term, column=column)


def _ours(school: schools.School) -> Iterator[None]:
    desk = school.desk
    year = desk.year()
    (found,) = year.classes.values()
    reports = [member.report_id for member in desk.members(found)]
    for cell in _places():
        teacher = year.teacher(found.class_id, cell.subject, desk.today)
        assert teacher is not None
        asked = RecordSubject(subject=cell.subject, marks={cell: Score("7.5")})
        context = desk.context(str(teacher.staff_id))
        new = [
            NewEvents(report.report_id, report.version, tuple(decide(report, asked, year, context)))
            for report in desk.reports(reports).values()
        ]
        desk.append(new, command(str(cell), context.actor), guards=[desk.guard(year)])
        yield


def _library(url: str, pupils: int) -> Iterator[None]:
    app = Marks(others.library_settings(url))
    reports = app.start(pupils)
    try:
        for cell in _places():
            app.record_column(reports, cell.subject, cell.term.value, cell.column.value, "7.5")
            yield
    finally:
        app.close()
