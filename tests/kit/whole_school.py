"""
A ledger of a real school's shape without its workbooks and keys: what import, signing and issuing would have appended.

The school, its marks and its comments are the demo's generator's; the entries of an edition are the golden ones of
``tests/vectors/events`` with ids of their own, so their digests name no document. For read models and speed only.
"""

from __future__ import annotations

import json
import random
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeVar

from api.flows.demo.generator import FULL_SCHOOL, DemoSchool, generate
from api.flows.school_load import load_school
from domain.event import Event
from domain.formats.hoc_ba import Stage
from domain.ledger import Ledger, NewEvents
from domain.report import events as e
from domain.values import Term
from tests.kit import database as kit
from tests.vectors.events.generate import FOLDER

SEED = 2026
#: Classes and their sizes as in plan 000: 29 classes, 1,234 pupils.
WHOLE = FULL_SCHOOL

E = TypeVar("E", bound=Event)


def fill(
    ledger: Ledger,
    classes: Sequence[tuple[str, int]] = WHOLE,
    *,
    seed: int = SEED,
    editions: bool = True,
    owed: float = 0.0,
) -> int:
    """
    Append a school year, from its first day to sealed documents. Returns the number of entries.

    Without ``editions`` it ends with what teachers record: then every digest that an entry names is there to be found.
    ``owed``: this share of marks and comments, here and there, is still missing.
    """
    plan = generate(seed, classes=tuple(classes))
    if owed:
        drawn = random.Random(seed)
        for found in (*plan.marks.values(), *plan.comments.values()):
            for place in [place for place in found if drawn.random() < owed]:
                del found[place]
    load_school(ledger, plan.file, set())
    versions: defaultdict[uuid.UUID, int] = defaultdict(lambda: 1)
    for batch in _batches(plan, _reports(ledger), editions):
        new = [NewEvents(report_id, versions[report_id], tuple(events)) for report_id, events in batch.items()]
        ledger.append(new, command=kit.command())
        for events in new:
            versions[events.stream_id] += len(events.events)
    return ledger.size()


def _reports(ledger: Ledger) -> dict[tuple[uuid.UUID, int], uuid.UUID]:
    """(class, list number) → report."""
    return {
        (entry.data.class_id, entry.data.number): entry.stream_id
        for entry in ledger.entries()
        if isinstance(entry.data, e.ReportStarted)
    }


def _batches(
    plan: DemoSchool, reports: dict[tuple[uuid.UUID, int], uuid.UUID], editions: bool
) -> Iterator[dict[uuid.UUID, list[Event]]]:
    """One command after the other, as the people of the school send them: class by class, then stage by stage."""
    classes = list(dict.fromkeys(class_id for class_id, _ in reports))
    ids = dict(zip((row.code for row in plan.file.classes), classes, strict=True))
    for code, subject in sorted(plan.marks.keys() | plan.comments.keys()):
        found: defaultdict[uuid.UUID, list[Event]] = defaultdict(list)
        for (number, cell), mark in plan.marks.get((code, subject), {}).items():
            found[reports[ids[code], number]].append(e.ScoreRecorded(cell=cell, mark=mark))
        for number, text in plan.comments.get((code, subject), {}).items():
            found[reports[ids[code], number]].append(e.CommentRecorded(subject=subject, text=text))
        yield found
    for code, entries in plan.homeroom.items():
        yield {
            reports[ids[code], number]: [
                e.ConductRecorded(term=Term.ONE, level=entry.conduct_1),
                e.ConductRecorded(term=Term.TWO, level=entry.conduct_2),
                e.AbsencesRecorded(
                    absences=e.Absences(permitted=entry.absences_permitted, unpermitted=entry.absences_unpermitted)
                ),
                e.HomeroomCommentRecorded(text=entry.comment),
            ]
            for number, entry in entries.items()
        }
    subjects = sorted({subject for _, subject in plan.marks})
    for class_id in classes if editions else ():
        yield from _edition([report for (found, _), report in reports.items() if found == class_id], subjects)


def _edition(reports: list[uuid.UUID], subjects: list[str]) -> Iterator[dict[uuid.UUID, list[Event]]]:
    lookup = {report_id: uuid.uuid4() for report_id in reports}
    opened, signed = _golden(e.EditionOpened), _golden(e.ReportSigned)
    first = {"edition": 1, "replaces": None}
    yield {each: [opened.model_copy(update={**first, "lookup_id": lookup[each]})] for each in reports}
    for subject in subjects:
        subject_signed = signed.model_copy(update={"stage": Stage.SUBJECT, "subject": subject})
        yield {each: [subject_signed] for each in reports}
    for stage in (Stage.HOMEROOM, Stage.HEAD):
        yield {each: [signed.model_copy(update={"stage": stage, "subject": None})] for each in reports}
    yield {each: [_golden(e.ReportSealed)] for each in reports}
    issued, sealed = _golden(e.ReportIssued), _golden(e.DocumentSealed)
    yield {each: [issued.model_copy(update={"edition": 1, "lookup_id": lookup[each]})] for each in reports}
    for each in reports:
        yield {each: [sealed.model_copy(update={"edition": 1})]}


def _golden(event: type[E]) -> E:
    stored = json.loads((FOLDER / f"{event.TOPIC}.json").read_bytes())
    return event.model_validate_json(json.dumps(stored["data"]))
