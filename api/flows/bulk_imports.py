"""
Imports of many workbooks on several cores: a whole school's, or all that one teacher has.

A task is a class, because the files of one class touch the same reports: one process records them one after the other
and keeps the class in memory, while other processes record other classes, which never conflict. A file is what it is in
``gradebooks``: a command of its own, with an answer of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from api.app import App
from api.flows.desk import Desk
from api.flows.gradebooks import Answer, Sent, import_files, is_broken
from api.flows.workbooks import identify
from api.workers import Workers
from domain.errors import Misused
from projections.runner import collector_at_rest

#: Fewer files than this are recorded sooner than two processes have started.
FILES_ALONE_MAX = 30
#: Files whose class is asked for by one task.
SORTED_AT_ONCE = 20


class _Some(NamedTuple):
    """Some files with their places in the list that was given, and the school year that they are recorded in."""

    school_id: UUID
    school_year_id: UUID
    files: tuple[tuple[int, Sent], ...]


def import_everything(workers: Workers, desk: Desk, files: Sequence[Sent]) -> Iterator[tuple[int, Answer]]:
    """
    Each file's place in ``files`` with what came of it, as it comes, in any order.

    What is wrong with one file does not keep another one out. A broken store ends the list with its error: what other
    processes had under way is recorded or not, and given again, it says so. The class lists are those of the beginning.
    """
    if len(files) <= FILES_ALONE_MAX:
        yield from enumerate(import_files(desk, files))
        return
    desk.know_class_lists()
    classes: defaultdict[UUID | None, list[tuple[int, Sent]]] = defaultdict(list)
    unknown: list[tuple[int, Sent]] = []
    for place, sent in enumerate(files):
        (classes[sent.class_id] if sent.class_id else unknown).append((place, sent))
    for found in workers.each(_classes, _tasks(desk, unknown)):
        for place, class_id in found:
            classes[class_id].append((place, files[place]))
    for answers in workers.each(_import, [_some(desk, sorted(of_class)) for of_class in classes.values()]):
        yield from answers
        if any(is_broken(answer) for _, answer in answers):
            return


def _tasks(desk: Desk, files: list[tuple[int, Sent]]) -> list[_Some]:
    return [_some(desk, files[start : start + SORTED_AT_ONCE]) for start in range(0, len(files), SORTED_AT_ONCE)]


def _some(desk: Desk, files: list[tuple[int, Sent]]) -> _Some:
    return _Some(desk.ledger.school_id, desk.school_year_id, tuple(files))


def _classes(_: App, some: _Some) -> list[tuple[int, UUID | None]]:
    """
    The class that each file says it is of; None where it cannot be read, which its import will say.

    Only a way to share out the work: a file that says otherwise when it is recorded is recorded as what it then says.
    """
    found: list[tuple[int, UUID | None]] = []
    for place, sent in some.files:
        try:
            found.append((place, identify(sent.path).class_id))
        except Misused:
            found.append((place, None))
    return found


def _import(app: App, some: _Some) -> list[tuple[int, Answer]]:
    desk = app.desk_of(some.school_id, some.school_year_id)
    with collector_at_rest():
        answers = import_files(desk, (sent for _, sent in some.files), lists_known=True)
        return [(place, answer) for (place, _), answer in zip(some.files, answers, strict=False)]
