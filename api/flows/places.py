"""
Places in a report's record as people write them: ``TOAN/1/TX1``, ``NGHE_THUAT/AM_NHAC/2/CK``, ``TOAN/comment``,
``conduct/1``, ``absences``, ``absences/2025-09-08/morning``, ``comment`` (in Vietnamese ``nhan-xet``, ``ren-luyen/1``,
``nghi``, ``nghi/2025-09-08/sang``).
"""

from __future__ import annotations

from datetime import date

from domain.errors import Misused
from domain.messages import MESSAGES
from domain.report.events import Half, Session
from domain.report.places import ABSENCES, HOMEROOM_COMMENT, Place
from domain.values import Cell, Column, Term

MESSAGES.update(
    {
        "correction.place": (
            "Không hiểu vị trí {found}. Viết: TOAN/1/TX1, NGHE_THUAT/AM_NHAC/2/CK, TOAN/nhan-xet, ren-luyen/1, nghi, "
            "nghi/2025-09-08/sang, nhan-xet, nhan-than/birth_place.",
            "Cannot read the place {found}. Write TOAN/1/TX1, NGHE_THUAT/AM_NHAC/2/CK, TOAN/comment, conduct/1, "
            "absences, absences/2025-09-08/morning, comment, identity/birth_place.",
        ),
    }
)


_HALVES = {"morning": Half.MORNING, "sang": Half.MORNING, "afternoon": Half.AFTERNOON, "chieu": Half.AFTERNOON}


def place_at(written: str) -> Cell | Place:
    """The place that is meant. Raises Misused ``correction.place``."""
    try:
        match written.strip().split("/"):
            case [("comment" | "nhan-xet")]:
                return HOMEROOM_COMMENT
            case [("absences" | "nghi")]:
                return ABSENCES
            case [("absences" | "nghi"), day, half]:
                return Place("session", session=Session(date.fromisoformat(day), _HALVES[half.casefold()]))
            case [("conduct" | "ren-luyen"), term]:
                return Place("conduct", term=Term(int(term)))
            case [subject, ("comment" | "nhan-xet")]:
                return Place("comment", subject.upper())
            case [subject, *part, term, column] if len(part) <= 1:
                return Cell(
                    subject=subject.upper(),
                    part=part[0].upper() if part else None,
                    term=Term(int(term)),
                    column=Column(column.upper()),
                )
    except (ValueError, KeyError) as error:
        raise Misused("correction.place", found=written) from error
    raise Misused("correction.place", found=written)


def written(place: Cell | Place) -> str:
    """As ``place_at`` reads it."""
    if isinstance(place, Cell):
        part = f"/{place.part}" if place.part else ""
        return f"{place.subject}{part}/{place.term.value}/{place.column.value}"
    if place.session:
        return f"absences/{place.session}".lower()
    texts = {"conduct": f"conduct/{place.term}", "comment": f"{place.subject}/comment", "homeroom_comment": "comment"}
    return texts.get(place.what, place.what)
