"""
``draft_column_ms``: a class's column of 45 drafts is recorded over the API, from the request to its answer.

In a full school (29 classes, 61 staff) of whose class everything else is recorded, near the year's end: 45 reports of
some 90 entries each. Against the bare append of the same 45 entries, undecided. ``details`` have what comes before:
saving one draft, saving all of them, and the preview that is looked at.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import httpx

from api.flows.demo.generator import SCHOOL_YEAR
from api.flows.desk import Member
from api.flows.tokens import issue_token
from domain.event import Event
from domain.ledger import Ledger, NewEvents
from domain.regulations.curriculum import subject as curriculum_subject
from domain.report.events import ScoreRecorded
from domain.values import Cell, Column, Score, Term
from tests.benchmarks import schools
from tests.benchmarks.harness import Bar, Figure, Scale, Watch, in_turn
from tests.kit.database import command, new_school
from tests.kit.served import served

#: Its twelve columns are the blank ones.
SUBJECT = "TOAN"
PUPILS = 45
COLUMNS_A_ROUND = 2


def run(scale: Scale) -> Iterator[Figure]:
    """The figure, in milliseconds: smaller is better."""
    whole = schools.classes(scale.count(29, 1))
    of = [(whole[0][0], scale.count(PUPILS, 3)), *whole[1:]]
    with schools.loaded(of) as school, served(school.app) as client:
        teacher = _Teacher(school, client, of[0][0])
        teacher.fill_the_rest()
        columns = iter(curriculum_subject(SUBJECT, teacher.grade, SCHOOL_YEAR).cells())
        count = scale.count(COLUMNS_A_ROUND, 1)
        other, pupils = new_school(school.app.pool), len(teacher.members)
        times = in_turn(
            scale,
            lambda: median(teacher.record(next(columns)) for _ in range(count)),
            lambda: median(_bare(other, pupils) for _ in range(count)),
        )
    details = {name: median(found) for name, found in teacher.before.items()}
    against = "Ledger.append of the same 45 entries"
    yield Figure("draft_column_ms", "ms", *times, against, [Bar("value", "most", 200)], details)


@dataclass
class _Teacher:
    """Who teaches the subject in the class, over the API."""

    school: schools.School
    client: httpx.Client
    code: str
    before: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.year = self.school.desk.year()
        self.found = self.year.school_class(self.code)
        self.members: list[Member] = self.school.desk.members(self.found)
        staff = self.year.teacher(self.found.class_id, SUBJECT, self.school.desk.today)
        assert staff is not None
        self.token = issue_token(self.school.app.pool, self.school.ledger.school_id, staff)

    @property
    def grade(self) -> int:
        return self.found.grade

    def fill_the_rest(self) -> None:
        """Everything but the subject, as it would be recorded; the read models know it."""
        events: defaultdict[int, list[Event]] = defaultdict(list)
        for (code, subject), marks in self.school.plan.marks.items():
            if code == self.code and subject != SUBJECT:
                for (number, cell), mark in marks.items():
                    events[number].append(ScoreRecorded(cell=cell, mark=mark))
        reports = self.school.desk.reports([member.report_id for member in self.members])
        new = [
            NewEvents(each.report_id, reports[each.report_id].version, tuple(events[each.number]))
            for each in self.members
        ]
        self.school.ledger.append(new, command=command("the rest"))
        self.school.desk.runner.catch_up(self.school.ledger)

    def record(self, cell: Cell) -> float:
        """A column typed, looked at and recorded: the milliseconds of the last step."""
        place = f"{cell.subject}/{cell.term.value}/{cell.column.value}"
        cells = [{"report_id": str(each.report_id), "place": place, "value": "7,5"} for each in self.members]
        self._timed("save_one_ms", "PUT", "", {"cells": cells[:1]})
        self._timed("save_ms", "PUT", "", {"cells": cells})
        seen = self._timed("preview_ms", "POST", "/preview", None)
        self._timed("record_ms", "POST", "/record", {"digest": seen["digest"]})
        return self.before["record_ms"][-1]

    def _timed(self, name: str, method: str, step: str, body: object) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid.uuid4())}
        path = f"/api/v1/drafts/{self.code}/{SUBJECT}{step}"
        with Watch() as watch:
            answer = self.client.request(method, path, json=body, headers=headers).raise_for_status()
        self.before[name].append(watch.s * 1000)
        return answer.json()


def _bare(ledger: Ledger, pupils: int) -> float:
    """As many entries into the ledger of a school that nobody reads."""
    event = ScoreRecorded(cell=Cell(subject=SUBJECT, term=Term.ONE, column=Column.TX1), mark=Score("7.5"))
    new = [NewEvents(uuid.uuid4(), 0, (event,)) for _ in range(pupils)]
    with Watch() as watch:
        ledger.append(new, command=command(str(uuid.uuid4())))
    return watch.s * 1000
