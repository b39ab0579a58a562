"""What the demo's teachers do over a year: they fill their workbooks and hand them in, on several cores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from api.app import App
from api.flows.bulk_imports import import_everything
from api.flows.demo.acting import Cast, Filled
from api.flows.demo.generator import DemoSchool
from api.flows.gradebooks import Imported
from api.workers import Workers
from domain.errors import HocbaError


@dataclass(frozen=True, slots=True)
class _Class:
    """A class whose workbooks are written by one process; of the school's pages only this class's."""

    school_id: UUID
    school_year_id: UUID
    code: str
    school: DemoSchool
    folder: Path


def write_workbooks(workers: Workers, cast: Cast, school: DemoSchool, folder: Path) -> Iterator[list[Filled]]:
    """
    The filled workbooks of one class after the other, in any order: a gradebook for each subject, and the homeroom's.

    Files stand in ``folder`` as ``8A-TOAN.xlsx``, ``8A-homeroom.xlsx``. Raises Misused where one cannot be written.
    """
    desk = cast.desk
    desk.runner.catch_up(desk.ledger)
    tasks = [
        _Class(desk.ledger.school_id, desk.school_year_id, found.code, _only(school, found.code), folder)
        for found in cast.classes
    ]
    return workers.each(_write, tasks)


def record_workbooks(workers: Workers, cast: Cast, files: Sequence[Filled]) -> Iterator[Imported]:
    """Every file imported as its teacher; nothing may be refused: the demo's school is complete. Raises HocbaError."""
    for _, answer in import_everything(workers, cast.desk, [filled.sent for filled in files]):
        if isinstance(answer, HocbaError):
            raise answer
        yield answer


def _only(school: DemoSchool, code: str) -> DemoSchool:
    return replace(
        school,
        file=school.file.model_copy(update={"pupils": ()}),
        marks={place: marks for place, marks in school.marks.items() if place[0] == code},
        comments={place: comments for place, comments in school.comments.items() if place[0] == code},
        homeroom={code: school.homeroom[code]},
        profiles={},
        ratings={code: school.ratings[code]} if code in school.ratings else {},
        trait_comments={code: school.trait_comments[code]} if code in school.trait_comments else {},
    )


def _write(app: App, task: _Class) -> list[Filled]:
    cast = Cast(app.desk_of(task.school_id, task.school_year_id), app.keys(task.school_id))
    return list(cast.fill(task.school, cast.year.school_class(task.code), task.folder))
