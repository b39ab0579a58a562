"""
Places in a report's record as people write them: ``TOAN/1/TX1``, ``NGHE_THUAT/AM_NHAC/2/CK``, ``TOAN/comment``,
``conduct/1``, ``absences``, ``comment`` (in Vietnamese ``nhan-xet``, ``ren-luyen/1``, ``nghi``).
"""

from __future__ import annotations

from domain.errors import Misused
from domain.messages import MESSAGES
from domain.report.places import ABSENCES, HOMEROOM_COMMENT, Place
from domain.values import Cell, Column, Term

MESSAGES.update(
    {
        "correction.place": (
            "Không hiểu vị trí {found}. Viết: TOAN/1/TX1, NGHE_THUAT/AM_NHAC/2/CK, TOAN/nhan-xet, ren-luyen/1, nghi, "
            "nhan-xet, nhan-than/birth_place.",
            "Cannot read the place {found}. Write TOAN/1/TX1, NGHE_THUAT/AM_NHAC/2/CK, TOAN/comment, conduct/1, "
            "absences, comment, identity/birth_place.",
        ),
    }
)


def place_at(written: str) -> Cell | Place:
    """The place that is meant. Raises Misused ``correction.place``."""
    try:
        match written.strip().split("/"):
            case [("comment" | "nhan-xet")]:
                return HOMEROOM_COMMENT
            case [("absences" | "nghi")]:
                return ABSENCES
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
    except ValueError as error:
        raise Misused("correction.place", found=written) from error
    raise Misused("correction.place", found=written)


def written(place: Cell | Place) -> str:
    """As ``place_at`` reads it."""
    if isinstance(place, Cell):
        part = f"/{place.part}" if place.part else ""
        return f"{place.subject}{part}/{place.term.value}/{place.column.value}"
    texts = {"conduct": f"conduct/{place.term}", "comment": f"{place.subject}/comment", "homeroom_comment": "comment"}
    return texts.get(place.what, place.what)
