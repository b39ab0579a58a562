"""What the sentence of a case's event says beyond its fields; of what a family wrote, nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.case import events as e
from domain.event import Event
from domain.values import Column
from domain.words import NOTHING, Words, said, words

#: Columns as a family knows them (TT 22/2021 Điều 6, 7).
COLUMNS: Mapping[Column, Words] = {
    **{Column(f"TX{number}"): Words(f"thường xuyên {number}", f"regular {number}") for number in range(1, 6)},
    Column.GK: Words("giữa kì", "midterm"),
    Column.CK: Words("cuối kì", "final"),
}


def _opened(event: e.CaseOpened) -> dict[str, object]:
    about = disputed_told(event.disputed)
    files = len(event.attachments)
    return {
        "about": Words(f": {about.vi}", f": {about.en}") if event.disputed else NOTHING,
        "files": Words(f"; {files} tệp kèm theo", f"; {files} files attached") if files else NOTHING,
    }


def disputed_told(disputed: e.Disputed | None) -> Words:
    """``Toán, học kì I, giữa kì``; without a subject what the homeroom teacher says; of nothing, nothing."""
    if disputed is None:
        return NOTHING
    if disputed.subject is None:
        return Words("phần của GVCN", "the homeroom teacher's part")
    term = Words(f", học kì {'I' * disputed.term}", f", term {disputed.term:d}") if disputed.term else NOTHING
    place = NOTHING
    if disputed.column:
        column = COLUMNS.get(disputed.column) or words(disputed.column)
        place = Words(f", {column.vi}", f", {column.en}")
    subject = said(disputed.subject, "vi", "subject")
    return Words(f"{subject}{term.vi}{place.vi}", f"{disputed.subject}{term.en}{place.en}")


def _closed(event: e.CaseClosed) -> dict[str, object]:
    code = Words(f"; bản mới có mã {event.lookup_id}", f"; the new code is {event.lookup_id}")
    result = Words(f": {event.result}", f": {event.result}") if event.result else NOTHING
    return {
        "done": Words(result.vi + code.vi, result.en + code.en) if event.lookup_id else result,
        "was_late": Words(", sau hạn", ", after its day") if event.late else NOTHING,
    }


def _answered(event: e.CaseAnswered) -> dict[str, object]:
    paper, body = event.document, event.body
    return {
        "by_paper": Words(f"; văn bản số {paper}", f"; by document {paper}") if paper else NOTHING,
        "decided_by": Words(f"; {body} quyết định", f"; decided by {body}") if body else NOTHING,
    }


FACTS: Mapping[type[Event], Callable[[Any], dict[str, object]]] = {
    e.CaseOpened: _opened,
    e.CaseAnswered: _answered,
    e.CaseClosed: _closed,
}
