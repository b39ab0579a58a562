"""What the demo's people do with the reports of a class, one task of one process: open, sign, seal, issue, hand out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from anchors.signing.pdf import attachments
from api.app import App
from api.flows.classes import ClassWork, issue_class
from api.flows.demo.acting import Cast
from api.flows.desk import Desk, Member
from api.flows.issuing import RECEIPT_NAME
from api.flows.signing import Outcome
from api.whole_file import write_whole
from api.workers import Workers
from domain.errors import Tampered
from domain.messages import MESSAGES
from domain.regulations.curriculum import Programme, studied
from domain.report.state import Report
from domain.school_year.state import SchoolClass

MESSAGES.update(
    {
        "demo.broken": (
            "Bước {stage} của chương trình trình diễn không cho kết quả mong đợi: {found}.",
            "Stage {stage} of the demo did not give what it must: {found}.",
        ),
    }
)

#: An issued report's files, named by lookup code.
REPORT_FILE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(pdf|xml|tlog-proof)")


@dataclass(frozen=True, slots=True)
class _Class:
    """A class, its list as it stands when all is recorded, how often people sign in it, where its issued files go."""

    school_id: UUID
    school_year_id: UUID
    code: str
    members: tuple[Member, ...]
    signatures: int
    out: Path

    def cast(self, app: App) -> Cast:
        return Cast(app.desk_of(self.school_id, self.school_year_id), app.keys(self.school_id))


class Classes:
    """Every class of the demo's school, taken through its steps by the workers."""

    def __init__(self, workers: Workers, cast: Cast, out: Path) -> None:
        self.workers = workers
        desk = cast.desk
        desk.runner.catch_up(desk.ledger)
        self._tasks = [_class(cast, found, out) for found in cast.classes]

    @property
    def reports(self) -> int:
        """How many reports there are."""
        return sum(len(task.members) for task in self._tasks)

    @property
    def signatures(self) -> int:
        """How many signatures people will make."""
        return sum(task.signatures for task in self._tasks)

    def open(self) -> Iterator[int]:
        """Khởi tạo, by the clerk. Yields how many reports were opened, class by class as they are done."""
        return self.workers.each(_open, self._tasks)

    def sign(self) -> Iterator[int]:
        """Every subject teacher, the homeroom teacher, the principal, each with a key of his own. Yields signatures."""
        return self.workers.each(_sign, self._tasks)

    def seal(self) -> Iterator[int]:
        """Đóng dấu, by the clerk with the school's key."""
        return self.workers.each(_seal, self._tasks)

    def issue(self) -> Iterator[list[UUID]]:
        """Phát hành, by the clerk; the files go to ``out`` as they are made. Yields a class's lookup codes."""
        return self.workers.each(_issue, self._tasks)


def _class(cast: Cast, found: SchoolClass, out: Path) -> _Class:
    members = tuple(cast.desk.members(found, caught_up=True))
    signatures = sum(_signatures(cast, found, member) for member in members)
    return _Class(cast.desk.ledger.school_id, cast.desk.school_year_id, found.code, members, signatures, out)


def _signatures(cast: Cast, found: SchoolClass, member: Member) -> int:
    """How many people sign this pupil's report: its subjects' teachers, the homeroom teacher, the principal."""
    programme = Programme.model_validate(member.report.record.get("programme", {}))
    own = studied(found.grade, cast.year.name, programme)
    return len(cast.year.chain(found.grade).signed(one.code for one in own)) + 2


def _open(app: App, task: _Class) -> int:
    return _all(task.cast(app).open(list(task.members)), "open")


def _sign(app: App, task: _Class) -> int:
    cast = task.cast(app)
    found = cast.year.school_class(task.code)
    return sum(_all(outcome, "sign") for outcome in cast.sign(found, list(task.members)))


def _seal(app: App, task: _Class) -> int:
    return _all(task.cast(app).seal(list(task.members)), "seal")


def _issue(app: App, task: _Class) -> list[UUID]:
    cast = task.cast(app)
    clerk = str(cast.clerk.staff_id)
    _all(issue_class(app, ClassWork(task.school_id, task.school_year_id, task.members, clerk)), "issue")
    reports = cast.desk.reports([member.report_id for member in task.members])
    return [export(cast.desk, report, task.out) for report in reports.values()]


def export(desk: Desk, report: Report, out: Path) -> UUID:
    """PDF, XML and receipt as they stand in the ledger."""
    assert report.issued is not None, "every report of the demo is issued"
    assert report.document is not None
    assert report.sealed is not None
    lookup_id = report.issued.value.lookup_id
    pdf = desk.ledger.blob(report.document.pdf_sha256)
    write_whole(out / f"{lookup_id}.pdf", pdf)
    write_whole(out / f"{lookup_id}.xml", desk.ledger.blob(report.sealed.xml_sha256))
    write_whole(out / f"{lookup_id}.tlog-proof", attachments(pdf)[RECEIPT_NAME])
    return lookup_id


def _all(outcome: Outcome, stage: str) -> int:
    """In the demo nothing may be refused: its school is complete. How many were done."""
    for _, error in outcome.refused:
        raise error
    if not outcome.done:
        raise Tampered("demo.broken", stage=stage, found=0)
    return len(outcome.done)
