"""Batches as people see them: how far each has come, by class, and what was refused; and what the clerk asks of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from api.flows import long_work
from api.flows.batches import kept
from api.flows.batches.kept import DONE, LIVE
from api.flows.desk import Desk
from domain.errors import Misused, Rejected
from domain.event import Value
from domain.messages import MESSAGES, Language
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear
from projections.runner import school_transaction

MESSAGES.update(
    {
        "batch.unknown": (
            "Trường không có đợt phát hành {batch}.",
            "The school has no batch {batch}.",
        ),
        "batch.ended": (
            "Đợt phát hành này đã kết thúc. Học bạ còn lại, nếu có, được phát hành trong một đợt mới.",
            "This batch has ended. What is left, if anything, is issued in another one.",
        ),
        "batch.running": (
            "Đợt phát hành đang chạy. Hãy bấm Dừng và chờ xong lớp đang làm.",
            "The batch is running. Stop it, and wait until the class under way is done.",
        ),
    }
)

#: Batches shown, the newest first.
SHOWN_MAX = 30


class Share(Value):
    """How far a batch has come with a class."""

    class_code: str
    total: int
    done: int
    refused: int


class Refusal(Value):
    """A report that could not be sealed or issued, and why."""

    class_code: str
    number: int
    report_id: UUID
    code: str
    message: str


class Fault(Value):
    """What stopped the work: code of an error, and its text."""

    code: str
    message: str


class BatchShown(Value):
    """
    A batch: begun by whom (staff code) and when; ``running`` while somebody works on it, ``ended_at`` once it is over.

    ``done`` of ``total`` editions have their PDF. Neither running nor ended: it was stopped, by a hand, a ``fault`` or
    the server's death, and can be continued.
    """

    batch_id: UUID
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    running: bool
    stop_asked: bool
    total: int
    done: int
    classes: tuple[Share, ...]
    refused: tuple[Refusal, ...]
    fault: Fault | None


def one(desk: Desk, batch_id: UUID, language: Language) -> BatchShown:
    """A batch as it stands now. Raises Misused ``batch.unknown``."""
    found = _shown(desk, language, batch_id)
    if not found:
        raise Misused("batch.unknown", batch=batch_id)
    return found[0]


def recent(desk: Desk, language: Language) -> list[BatchShown]:
    """The last batches of the school year, the newest first."""
    return _shown(desk, language, None)


def require_open(desk: Desk, actor: str, batch_id: UUID) -> BatchShown:
    """
    The batch, which the clerk may continue, stop or give up.

    Raises Rejected ``batch.ended`` and for who is no clerk; Misused ``batch.unknown``.
    """
    desk.year().require_role(actor, Role.CLERK)
    found = one(desk, batch_id, "vi")
    if found.ended_at:
        raise Rejected("batch.ended")
    return found


def give_up(desk: Desk, actor: str, batch_id: UUID) -> None:
    """End a batch that was stopped; what is left waits for another. Raises as above, and ``batch.running``."""
    require_open(desk, actor, batch_id)
    school_id = desk.ledger.school_id
    # Who ends it holds the worker's lock meanwhile: nobody begins between the question and the end.
    with kept.working(desk.pool, school_id) as held:
        if not held:
            raise Rejected("batch.running")
        kept.end(desk.pool, school_id, batch_id)


def _shown(desk: Desk, language: Language, batch_id: UUID | None) -> list[BatchShown]:
    # In this order: whether somebody works on it, the batch, what is done. So of a worker that has just ended all
    # that it did is seen.
    school_id, year = desk.ledger.school_id, desk.year()
    with school_transaction(desk.pool, school_id) as connection:
        held = long_work.is_taken(connection, school_id, long_work.Work.BATCH)
        batches = connection.execute(
            "SELECT batch_id, started_by, started_at, ended_at, stop_asked, fault, ended_at IS NULL AND %s"
            " FROM work.batches WHERE school_id = %s AND school_year_id = %s AND batch_id = coalesce(%s, batch_id)"
            " ORDER BY started_at DESC, batch_id LIMIT %s",
            [held, school_id, desk.school_year_id, batch_id, SHOWN_MAX],
        ).fetchall()
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, school_id) as connection:
        rows = connection.execute(
            f"SELECT b.batch_id, r.class_id, r.number, b.report_id, b.refused, {DONE} FROM work.batch_reports b"  # noqa: S608  # our own
            f" JOIN read.reports r ON r.school_id = b.school_id AND r.report_id = b.report_id {LIVE}"
            " WHERE b.school_id = %s AND b.batch_id = ANY(%s) ORDER BY r.number",
            [school_id, [row[0] for row in batches]],
        ).fetchall()
    return [_made(row, [each[1:] for each in rows if each[0] == row[0]], year, language) for row in batches]


def _made(
    batch: tuple[Any, ...], reports: Sequence[tuple[Any, ...]], year: SchoolYear, language: Language
) -> BatchShown:
    batch_id, started_by, started_at, ended_at, stop_asked, fault, running = batch
    shares: dict[str, list[int]] = {}
    refused = []
    for class_id, number, report_id, why, done in reports:
        code = year.classes[class_id].code
        share = shares.setdefault(code, [0, 0, 0])
        for place, counts in enumerate((True, done, why is not None and not done)):
            share[place] += counts
        if why and not done:
            facts = {"class_code": code, "number": number, "report_id": report_id}
            refused.append(Refusal(**facts, code=why["code"], message=why[language]))
    return BatchShown(
        batch_id=batch_id,
        started_by=year.staff[started_by].code,
        started_at=started_at,
        ended_at=ended_at,
        running=running,
        stop_asked=stop_asked,
        total=len(reports),
        done=sum(done for _, done, _ in shares.values()),
        classes=tuple(
            Share(class_code=code, total=total, done=done, refused=waits)
            for code, (total, done, waits) in sorted(shares.items())
        ),
        refused=tuple(refused),
        fault=Fault(code=fault["code"], message=fault[language]) if fault else None,
    )
