"""Policies of a school for one school year: what its own Quy chế, or a point the law leaves open, decides."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, StrictBool, field_validator

from domain.event import GrownValue, Value
from domain.formats.hoc_ba import OWN_CHAINS, Chain
from domain.regulations.policies import Policies
from domain.values import Text


class Lateness(StrEnum):
    """What becomes of an act after its last day (chặn, cảnh báo)."""

    BLOCK = "BLOCK"
    WARN = "WARN"


class RollCount(StrEnum):
    """What counts as one absence (buổi nghỉ) of a pupil whose roll is called: a half-day, or a day with one in it."""

    SESSIONS = "SESSIONS"
    DAYS = "DAYS"


#: Working days; a quarter of a year is no answer.
Days = Annotated[int, Field(ge=0, le=60, strict=True)]


class CaseDays(Value):
    """
    In how many working days a family is answered, by what it asks for (``domain.case``).

    No regulation at hand gives a period for a review, so ten is the program's own; a certified copy is made on the day
    of the request or the next (NĐ 23/2015/NĐ-CP Điều 7).
    """

    review: Days = 10
    civil_status: Days = 5
    certified_copy: Days = 1
    new_access: Days = 1


class SchoolPolicies(GrownValue):
    """
    As the school year opens with them; ``PolicySet`` changes one at a time, with its clause (``in_force``).

    Attributes:
        assessment: the open points of the assessment rules (docs/regulations.md).
        subject_comments_required: an edition cannot be opened while a subject has no comment; the form has a place for
            each (TT 22/2021, annex), and plan 003 forbids blanks.
        deputies_approve_corrections: the clause of the school's Quy chế that lets a deputy with a delegation of that
            kind approve corrections (plan 003 names the principal alone, so None by default).
        late_signing: a signature or seal after its last day is refused, or stands as late. WARN by default: no plan
            says that who is late shall not sign.
        late_recording: the same for what is recorded after the last day of its term.
        cross_check_before_signing: no subject teacher signs before the subject's cross-check in the class is closed.
        signing_chains: in which order reports are signed, by level; a level that is not named has its own
            (``hoc_ba.OWN_CHAINS``). The first signature of the year fixes it.
        roll_open_days: days after a half-day until which its roll changes freely; 0: on the same day only.
        case_days: in how many working days a family is answered.
        roll_counts: DAYS in a school of two sessions a day, because the rule counts on a plan of one (Điều 12.1c).

    """

    #: Policies that came after the first school years were opened.
    LATER: ClassVar[frozenset[str]] = frozenset(
        (
            "late_signing",
            "late_recording",
            "signing_chains",
            "roll_open_days",
            "roll_counts",
            "cross_check_before_signing",
            "case_days",
        )
    )

    assessment: Policies = Policies()
    subject_comments_required: bool = True
    deputies_approve_corrections: Text | None = None
    late_signing: Lateness = Lateness.WARN
    late_recording: Lateness = Lateness.WARN
    cross_check_before_signing: StrictBool = False
    signing_chains: Mapping[str, Chain] = OWN_CHAINS
    roll_open_days: Annotated[int, Field(ge=0, le=31, strict=True)] = 3
    roll_counts: RollCount = RollCount.SESSIONS
    case_days: CaseDays = CaseDays()

    @field_validator("signing_chains")
    @classmethod
    def _of_every_level(cls, chains: Mapping[str, Chain]) -> Mapping[str, Chain]:
        if unknown := chains.keys() - OWN_CHAINS.keys():
            raise ValueError(f"no school level: {', '.join(sorted(unknown))}")
        return {**OWN_CHAINS, **chains}
