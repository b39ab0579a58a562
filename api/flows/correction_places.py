"""Where a correction points and what its new value means, as people write them: ``TOAN/1/TX1`` and ``7,5``."""

from __future__ import annotations

import unicodedata

from api.flows import corrections as flow
from domain.errors import Misused
from domain.messages import MESSAGES
from domain.report import events as e
from domain.report.state import Report
from domain.values import Attainment, Cell, Column, CommentResult, Level, Rating, Score, Term

MESSAGES.update(
    {
        "correction.place": (
            "Không hiểu vị trí {found}. Viết: TOAN/1/TX1, NGHE_THUAT/AM_NHAC/2/CK, TOAN/nhan-xet, ren-luyen/1, nghi, "
            "nhan-xet.",
            "Cannot read the place {found}. Write TOAN/1/TX1, NGHE_THUAT/AM_NHAC/2/CK, TOAN/comment, conduct/1, "
            "absences, comment.",
        ),
        "correction.value": (
            "Giá trị “{found}” không dùng được ở {place}. Điểm viết 7,5; kết quả Đ hoặc CĐ; ở tiểu học T, H, C (môn "
            "học) hoặc T, Đ, C (phẩm chất, năng lực); mức rèn luyện Tốt, Khá, Đạt, Chưa đạt; số buổi nghỉ 3+1 (có "
            "phép + không phép).",
            "Value “{found}” cannot stand at {place}. Write a mark as 7.5, a result as Đ or CĐ, in primary school T, "
            "H, C (subjects) or T, Đ, C (qualities, competencies), a level as Tốt, Khá, Đạt, Chưa đạt, absences as 3+1 "
            "(with + without permission).",
        ),
    }
)


def change_at(report: Report, place: str, value: str) -> e.Change:
    """
    The change that a place and a new value mean, with the value that stands now as the one before.

    Places: ``TOAN/1/TX1``, ``NGHE_THUAT/AM_NHAC/2/CK``, ``TOAN/comment``, ``conduct/1``, ``absences``, ``comment``
    (``nhan-xet``, ``ren-luyen/1``, ``nghi`` in Vietnamese). Raises Misused for others, or a value that cannot stand.
    """
    change = _place(place)
    before = flow.current_value(report, change)
    try:
        after = _value(change, before, unicodedata.normalize("NFC", value.strip()))
    except (ValueError, KeyError) as error:
        raise Misused("correction.value", found=value, place=place) from error
    return change.model_copy(update={"before": before, "after": after})


def _place(place: str) -> e.Change:
    """A change that points there; its values mean nothing yet."""
    none = e.Absences(permitted=0, unpermitted=0)
    try:
        match place.strip().split("/"):
            case [("comment" | "nhan-xet")]:
                return e.HomeroomCommentChange(before="-", after="-")
            case [("absences" | "nghi")]:
                return e.AbsencesChange(before=none, after=none)
            case [("conduct" | "ren-luyen"), term]:
                return e.ConductChange(term=Term(int(term)), before=Level.DAT, after=Level.DAT)
            case [subject, ("comment" | "nhan-xet")]:
                return e.CommentChange(subject=subject.upper(), before="-", after="-")
            case [subject, *part, term, column] if len(part) <= 1:
                found = Cell(
                    subject=subject.upper(),
                    part=part[0].upper() if part else None,
                    term=Term(int(term)),
                    column=Column(column.upper()),
                )
                return e.MarkChange(cell=found, before=Score(0), after=Score(0))
    except ValueError as error:
        raise Misused("correction.place", found=place) from error
    raise Misused("correction.place", found=place)


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
    return type(change).model_validate(change.model_dump() | {"after": text}).after
