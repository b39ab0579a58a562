"""
Policies: one named choice for each point that the text of the circulars leaves open (domain.md §10).

A school sets them per school year; each default is the usual practice or the stricter reading, with its reason in
``docs/regulations.md``. What the circular does state (thresholds, coefficients) is no policy but a constant.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import Field, StrictBool

from domain.event import GrownValue


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


class SpecialTopics(StrEnum):
    """How the result of a cluster of special topics counts "as one regular assessment" (Điều 6; upper secondary)."""

    #: Beside the n regular scores: n + 1 results.
    EXTRA = "EXTRA"
    #: In the place of the last of them: n results.
    ONE_OF_REGULAR = "ONE_OF_REGULAR"


class YearAfterTermExemption(StrEnum):
    """The year of a subject from which a pupil was exempted for one term."""

    #: There is no year's result; the subject is left out of the year's ranking.
    LEFT_OUT = "LEFT_OUT"
    #: The result of the term that was assessed is that of the year.
    OTHER_TERM = "OTHER_TERM"


class Policies(GrownValue):
    """
    The choices of one school year; JSON round trip by ``model_dump_json`` and ``model_validate_json``.

    Unknown keys and values of another type raise pydantic's ValidationError (a ValueError).
    """

    #: Policies that came after the first school years were opened.
    LATER: ClassVar[frozenset[str]] = frozenset(
        (
            "special_topics",
            "year_after_term_exemption",
            "reassess_all_failed",
            "title_after_summer",
            "primary_test_zero",
        )
    )

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
    #: Upper secondary: most gradebooks in use add a column for the special topics.
    special_topics: SpecialTopics = SpecialTopics.EXTRA
    #: Điều 9.1 has no formula for one term, so nothing is made up.
    year_after_term_exemption: YearAfterTermExemption = YearAfterTermExemption.LEFT_OUT
    #: Điều 14: a pupil still Chưa đạt is retained when every failed subject was re-assessed; False: when one was.
    reassess_all_failed: StrictBool = True
    #: Điều 15 speaks of the year: titles rest on the values before the summer; True: on those after it.
    title_after_summer: StrictBool = False
    #: TT 27/2020 Điều 7.1b: a periodic test may score 0; False: 1 to 10 only.
    primary_test_zero: StrictBool = True


#: What holds where a school says nothing.
DEFAULT = Policies()
