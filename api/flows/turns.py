"""Whose turn it is, with names, and the two steps that ask others: confirming a part, sending a report back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from api.flows.desk import Desk, Member
from api.flows.signing import Outcome, Progress, Sitting, over
from domain.event import Event
from domain.formats.hoc_ba import Stage
from domain.ledger import Blob
from domain.report import commands as c
from domain.report.state import Report
from domain.report.turns import Turn, turns
from domain.words import Language, said


@dataclass(frozen=True, slots=True)
class Due:
    """A turn, with the name of the person whose it is; None where nobody is assigned."""

    turn: Turn
    name: str | None

    def said(self, language: Language) -> str:
        """For people: ``Hà Thị Hằng (HANG): ký môn Tin học``."""
        turn, vi = self.turn, language == "vi"
        subject = said(turn.subject, language, "subject") if turn.subject else ""
        if turn.part:
            part = said(turn.part, language, "subject")
            what = f"xác nhận phần {part} của môn {subject}" if vi else f"confirm the part {part} of {subject}"
        elif subject:
            what = f"ký môn {subject}" if vi else f"sign {subject}"
        else:
            what = _LATER[turn.stage][0 if vi else 1]
        if turn.staff:
            return f"{self.name} ({turn.staff.code}): {what}"
        nobody = "chưa có người được phân công" if vi else "nobody is assigned"
        return f"{what}: {nobody}"

    def as_json(self) -> dict[str, Any]:
        """``stage``, ``subject``, ``part``, ``staff`` (code), ``name``."""
        turn = self.turn
        code = turn.staff.code if turn.staff else None
        place = {"stage": turn.stage.value, "subject": turn.subject, "part": turn.part}
        return {**place, "staff": code, "name": self.name}


_LATER = {
    Stage.HOMEROOM: ("ký với tư cách GVCN", "sign as homeroom teacher"),
    Stage.HEAD: ("ký duyệt", "approve and sign"),
    Stage.SEAL: ("đóng dấu", "put the seal on"),
}


def due(desk: Desk, reports: Sequence[Report]) -> dict[UUID, list[Due]]:
    """Who can act next on each of these reports, by report id; empty where nobody can (see ``domain.report.turns``)."""
    year, today = desk.year(), desk.today
    found = {report.report_id: turns(report, year, today) for report in reports}
    staff = {turn.staff.staff_id: turn.staff for each in found.values() for turn in each if turn.staff}
    people = desk.signatories(staff.values())
    return {
        report_id: [Due(turn, people[turn.staff.staff_id].full_name if turn.staff else None) for turn in each]
        for report_id, each in found.items()
    }


def confirm_parts(
    desk: Desk, members: Sequence[Member], actor: str, subject: str, part: str, progress: Progress | None = None
) -> Outcome:
    """The teacher of a part confirms what stands in it, for a class; what is confirmed already is passed over."""
    asked = c.ConfirmPart(subject=subject, part=part)

    def step(report: Report, sitting: Sitting) -> tuple[Sequence[Event], Sequence[Blob]]:
        return sitting.decide(report, asked), []

    def confirmed(report: Report) -> bool:
        return (subject, part) in report.confirmed

    return over(desk, members, actor, f"report confirm {subject} {part}", step, skip=confirmed, progress=progress)


def send_back(
    desk: Desk,
    members: Sequence[Member],
    actor: str,
    place: tuple[Stage, str | None],
    note: str,
    progress: Progress | None = None,
) -> Outcome:
    """Trả lại: a later signer asks an earlier one to look again; signatures over it fall in the same transaction."""

    def step(report: Report, sitting: Sitting) -> tuple[Sequence[Event], Sequence[Blob]]:
        stage, subject = place
        return sitting.decide(report, c.ReturnReport(return_id=uuid4(), stage=stage, subject=subject, note=note)), []

    return over(desk, members, actor, f"report return {place[0]} {place[1]}", step, progress=progress)
