"""
Policies: one named choice for each point that the text of Circular 22/2021 leaves open (domain.md §10).

A school sets them per school year; each default is the usual practice or the stricter reading, with its reason in
``docs/regulations.md``. What the circular does state (thresholds, coefficients) is no policy but a constant.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, StrictBool

from domain.event import Value


class OneSubjectReading(StrEnum):
    """What "only because of one subject" compares with (Điều 9.3): the level had that subject not spoiled it."""

    #: (A) Leave the subject out: the other subjects alone must give the level, six high results among them.
    IGNORE_SUBJECT = "IGNORE_SUBJECT"
    #: (B) Give the subject the best value: it may be one of the six high results.
    BEST_VALUE = "BEST_VALUE"


class TieRounding(StrEnum):
    """Where an average ends exactly in 5 at the second decimal (Điều 9 says only "one decimal")."""

    HALF_UP = "HALF_UP"
    HALF_EVEN = "HALF_EVEN"


class Policies(Value):
    """
    The choices of one school year; JSON round trip by ``model_dump_json`` and ``model_validate_json``.

    Unknown keys and values of another type raise pydantic's ValidationError (a ValueError).
    """

    #: Điều 9.3: the stricter reading, which raises a level only where both readings do.
    one_subject_reading: OneSubjectReading = OneSubjectReading.IGNORE_SUBJECT
    #: Điều 9.3 says "môn học" (subject) without limiting the kind, so a comment subject counts too.
    comment_subject_can_adjust: StrictBool = True
    #: Nghệ thuật is Đạt only where Âm nhạc and Mĩ thuật both are; False: where at least one of them is.
    arts_needs_both_parts: StrictBool = True
    #: Fewer scored subjects than this are not ranked; 0 ranks literally (six high results can then not be reached).
    minimum_scored_subjects: int = Field(default=6, ge=0, le=6, strict=True)
    #: Half up, the convention of every gradebook in use; a tie can only arise with three regular scores.
    tie_rounding: TieRounding = TieRounding.HALF_UP
    #: Điều 12.1c: absences per school year, with and without permission together, up to and including this number.
    absence_limit: int = Field(default=45, ge=0, strict=True)
    #: Both conduct and academic result Chưa đạt: False retains; True lets the pupil go through summer conduct first.
    conduct_repair_opens_reassessment: StrictBool = False
