"""
The one check before signing (kiểm soát trước khi ký số): everything that stands in the way of one signature.

Whoever signs, shows what would be signed, or asks what is still missing asks here: ``report sign``, ``sign --show``,
``report check`` and the API. The rules of a report are ``domain.report.signing.in_the_way``; here stands besides what
no report knows of itself: what its edition cannot be opened for, and the cross-checks of the class, by policy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from api.flows.cross_checks.gate import OpenCheck, open_checks
from api.flows.desk import Desk, Member
from api.flows.documents import Sources, blank_of
from api.flows.signers import Wanted
from domain.context import Context
from domain.errors import Rejected
from domain.formats.hoc_ba import Stage
from domain.messages import MESSAGES
from domain.report.editions import freeze
from domain.report.identity import Lacking
from domain.report.signing import in_the_way, signer
from domain.report.state import Report
from domain.school_year.state import SchoolYear, Staff
from domain.words import Language

MESSAGES.update(
    {
        "sign.cross_check": (
            "Chưa ký được môn {subject:subject}: kiểm tra chéo của lớp chưa khép lại ({open}).",
            "{subject:subject} cannot be signed yet: the cross-check of the class is not closed ({open}).",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class _Open:
    """Why a cross-check is not closed, in words."""

    check: OpenCheck

    def __str__(self) -> str:
        return self.said("vi")

    def said(self, language: Language) -> str:
        """``chưa phân công``, ``còn 2 ghi nhận chưa trả lời; hạn 10/06/2026``."""
        vi, check = language == "vi", self.check
        if check.check_id is None:
            return "chưa phân công người kiểm tra" if vi else "nobody is assigned to check it"
        due = f"; {'hạn' if vi else 'due'} {check.due:%d/%m/%Y}" if check.due else ""
        if check.unanswered:
            count = check.unanswered
            return (f"còn {count} ghi nhận chưa trả lời" if vi else f"{count} findings are not answered") + due
        return ("đang kiểm tra" if vi else "it is going on") + due


class BeforeSigning:
    """The check of one batch: what it rests on is read once, and never outlives the batch."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._open: dict[tuple[UUID, str], list[OpenCheck]] = {}

    def signer(self, report: Report, year: SchoolYear, context: Context, wanted: Wanted) -> Staff:
        """Who signs: the actor. Raises Rejected with the first thing that stands in his way."""
        staff = signer(report, wanted.stage, wanted.subject, year, context, wanted.in_place_of)
        for obstacle in self._cross_checks(report, year, context, wanted):
            raise obstacle
        return staff

    def obstacles(self, report: Report, year: SchoolYear, context: Context, wanted: Wanted) -> Iterator[Rejected]:
        """Everything that stands in the actor's way; nothing where he may sign."""
        yield from in_the_way(report, wanted.place, year, context, wanted.in_place_of)
        if report.edition is None:
            yield from self._not_opened(report, year, wanted)
        yield from self._cross_checks(report, year, context, wanted)

    def _not_opened(self, report: Report, year: SchoolYear, wanted: Wanted) -> Iterator[Rejected]:
        """What the report lacks for an edition to be opened, and then for it to be signed."""
        try:
            freeze(report, year)
        except Rejected as error:
            yield error
        if wanted.stage is not Stage.SUBJECT:
            _, pupil = self._sources.pupil(report.started.pupil_id)
            if blank := Lacking(blank_of(pupil.identity, report), ()):
                yield Rejected("sign.incomplete", number=report.number, missing=blank)

    def _cross_checks(self, report: Report, year: SchoolYear, context: Context, wanted: Wanted) -> Iterator[Rejected]:
        if wanted.subject is None or not year.policies.cross_check_before_signing:
            return
        place = (report.class_on(context.today), wanted.subject)
        if place not in self._open:
            self._open[place] = open_checks(self._sources.desk, *place)
        for check in self._open[place]:
            yield Rejected("sign.cross_check", subject=wanted.subject, open=_Open(check))


@dataclass(frozen=True, slots=True)
class Checked:
    """A pupil's report, and what stands in the way of the signature; ``signed`` where it is there already."""

    member: Member
    signed: bool
    obstacles: tuple[Rejected, ...]


def check_reports(desk: Desk, members: Sequence[Member], actor: str, wanted: Wanted) -> list[Checked]:
    """The check of a whole class for one signature of this person, pupil by pupil; nothing is signed."""
    year, context = desk.year(), desk.context(actor)
    reports = desk.reports([member.report_id for member in members])
    check = BeforeSigning(Sources(desk, list(reports.values())))
    found = []
    for member in members:
        report = reports[member.report_id]
        signed = wanted.place in report.signatures
        obstacles = () if signed else tuple(check.obstacles(report, year, context, wanted))
        found.append(Checked(member, signed, obstacles))
    return found
