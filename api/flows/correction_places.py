"""
Where a correction points and what its new value means, as people write them: ``TOAN/1/TX1`` and ``7,5``,
``identity/birth_place`` and ``Xã Sông Lam, tỉnh Nghệ An``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from api.flows import corrections as flow
from api.flows.desk import Desk
from api.flows.identity_values import identity_value
from api.flows.places import place_at
from domain.errors import Misused, Rejected
from domain.messages import MESSAGES
from domain.report import events as e
from domain.report.document import PupilIdentity
from domain.report.places import Place
from domain.report.state import Report
from domain.values import Attainment, Cell, CommentResult, Level, Personal, Rating, Score, Term

MESSAGES.update(
    {
        "correction.value": (
            "Giá trị “{found}” không dùng được ở {place}. Điểm viết 7,5; kết quả Đ hoặc CĐ; ở tiểu học T, H, C (môn "
            "học) hoặc T, Đ, C (phẩm chất, năng lực); mức rèn luyện Tốt, Khá, Đạt, Chưa đạt; số buổi nghỉ 3+1 (có "
            "phép + không phép); một buổi: có mặt, có phép, không phép; ngày sinh 05/09/2012; giới tính NAM hoặc NU.",
            "Value “{found}” cannot stand at {place}. Write a mark as 7.5, a result as Đ or CĐ, in primary school T, "
            "H, C (subjects) or T, Đ, C (qualities, competencies), a level as Tốt, Khá, Đạt, Chưa đạt, absences as 3+1 "
            "(with + without permission), a half-day as present, permitted, unpermitted, a birth date as 05/09/2012, "
            "the sex as NAM or NU.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The changes of a request; ``personal`` are the new values of those about the pupil's identity."""

    changes: tuple[e.Change, ...]
    personal: tuple[Personal, ...]


def changes_at(desk: Desk, report: Report, wanted: Iterable[tuple[str, str]]) -> Wanted:
    """
    The changes that places and new values mean, in their order, each with the value that stands now.

    Raises Misused as ``change_at``, Rejected ``correction.field_unknown``, ``correction.nothing_recorded``, …
    """
    changes: list[e.Change] = []
    personal: list[Personal] = []
    for place, value in wanted:
        match place.strip().split("/"):
            case [("identity" | "nhan-than"), name]:
                change, new = _identity(desk, report, name, unicodedata.normalize("NFC", value.strip()))
                changes.append(change)
                personal.append(new)
            case _:
                changes.append(change_at(report, place, value))
    return Wanted(tuple(changes), tuple(personal))


def _identity(desk: Desk, report: Report, name: str, typed: str) -> tuple[e.IdentityChange, Personal]:
    """A field of the identity and its new value, committed to under a fresh salt."""
    pupil = desk.pupil(report.started.pupil_id)
    if name not in PupilIdentity.model_fields:
        raise Rejected("correction.field_unknown", field=name)
    what = Place("identity", field=name)
    if name not in pupil.identity:
        raise Rejected("correction.nothing_recorded", what=what)
    known = desk.identities([pupil.pupil_id])[pupil.pupil_id]
    try:
        value = identity_value(name, typed)
    except Misused as error:
        raise Misused("correction.value", found=typed, place=f"identity/{name}") from error
    if value == known[name]:
        raise Rejected("correction.same", what=what, value=value)
    new = Personal.of(name, value)
    return e.IdentityChange(field=name, before=pupil.identity[name], after=new.commitment), new


def change_at(report: Report, place: str, value: str) -> e.Change:
    """
    The change that a place and a new value mean, with the value that stands now as the one before.

    Places: ``TOAN/1/TX1``, ``NGHE_THUAT/AM_NHAC/2/CK``, ``TOAN/comment``, ``conduct/1``, ``absences``,
    ``absences/2025-09-08/morning``, ``comment`` (``nhan-xet``, ``ren-luyen/1``, ``nghi``, ``nghi/2025-09-08/sang`` in
    Vietnamese). Raises Misused for others, or a value that cannot stand.
    """
    change = _place(place)
    before = flow.current_value(report, change)
    try:
        after = _value(change, before, unicodedata.normalize("NFC", value.strip()))
    except (ValueError, KeyError) as error:
        raise Misused("correction.value", found=value, place=place) from error
    return change.model_copy(update={"before": before, "after": after})


def _names(attendance: e.Attendance) -> tuple[str, ...]:
    """How it is typed: ``có phép``, ``nghỉ có phép``, ``permitted``."""
    words = attendance.said("vi")
    return words, words.removeprefix("nghỉ "), attendance.value.casefold()


def _place(place: str) -> e.Change:
    """A change that points there; its values mean nothing yet."""
    match place_at(place):
        case Cell() as cell:
            return e.MarkChange(cell=cell, before=Score(0), after=Score(0))
        case Place(what="conduct", term=Term() as term):
            return e.ConductChange(term=term, before=Level.DAT, after=Level.DAT)
        case Place(what="comment", subject=str() as subject):
            return e.CommentChange(subject=subject, before="-", after="-")
        case Place(what="absences"):
            none = e.Absences(permitted=0, unpermitted=0)
            return e.AbsencesChange(before=none, after=none)
        case Place(what="session", session=e.Session() as session):
            there = e.Attendance.PRESENT
            return e.SessionChange(day=session.day, half=session.half, before=there, after=there)
    return e.HomeroomCommentChange(before="-", after="-")


def _value(change: e.Change, before: object, text: str) -> object:
    """What the text means there, in the scale of the value before. Raises ValueError or KeyError."""
    match change:
        case e.MarkChange() if isinstance(before, (Attainment, Rating)):
            letter = text.upper().replace("D", "Đ") if len(text) == 1 else text.upper()
            return {key: each for each in type(before) for key in (each.letter, each.value)}[letter]
        case e.MarkChange():
            mark = text.replace(",", ".").upper().replace("Đ", "D")
            return CommentResult(mark) if mark in ("D", "CD") else Score(mark)
        case e.ConductChange():
            return {name.casefold(): level for level in Level for name in (str(level), level.name)}[text.casefold()]
        case e.AbsencesChange():
            permitted, _, unpermitted = text.partition("+")
            return e.Absences(permitted=int(permitted), unpermitted=int(unpermitted))
        case e.SessionChange():
            return {name: one for one in e.Attendance for name in _names(one)}[text.casefold()]
    return type(change).model_validate(change.model_dump() | {"after": text}).after
