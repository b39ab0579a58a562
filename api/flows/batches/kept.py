"""
Batches as they lie in schema ``work``.

What has been done stands in the ledger alone: an edition of a batch is done when it has its PDF. Here stands which
editions they are, who began it and what was refused; so a killed server forgets nothing, and whoever goes on does
nothing twice. One batch of a school is open at a time, and one worker of a school works on it (``long_work``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection
from pydantic_core import to_json

from anchors.errors import AnchorError
from api.flows import long_work
from api.flows.desk import Desk
from domain.errors import HocbaError, Rejected
from domain.ledger import Pool
from domain.messages import MESSAGES
from domain.report.state import Status
from domain.school_year.events import Role
from projections.runner import school_transaction

MESSAGES.update(
    {
        "batch.nothing": (
            "Không có học bạ nào chờ đóng dấu hoặc phát hành ở {classes}. Học bạ phải được Hiệu trưởng ký duyệt trước.",
            "No report of {classes} waits for seal or issue. The head has to approve them first.",
        ),
        "batch.open": (
            "Một đợt phát hành khác của trường chưa xong. Hãy tiếp tục hoặc kết thúc đợt đó trước.",
            "Another batch of the school is not finished. Continue or end it first.",
        ),
    }
)

#: Where reports stand that a batch takes on; besides them those issued by a run that was stopped before their PDF.
_WAITING = (Status.APPROVED.value, Status.SEALED.value)

#: The live rows of the reports ``r``.
LIVE = (
    "JOIN read.progress p ON p.projection = 'reports' AND p.school_id = r.school_id AND p.generation = r.generation"
    " AND p.live"
)
#: Whether the edition of the row ``b`` has its PDF.
DONE = "EXISTS (SELECT FROM read.lookup l WHERE l.lookup_id = b.lookup_id AND l.pdf_sha256 IS NOT NULL)"


class Part(NamedTuple):
    """What is left to do of a class: its reports in order of the list; ``actor`` goes on with it."""

    school_id: UUID
    school_year_id: UUID
    report_ids: tuple[UUID, ...]
    actor: str


def begin(desk: Desk, actor: str, batch_id: UUID, class_codes: Sequence[str]) -> bool:
    """
    A batch of everything that waits for seal or issue in these classes; whether it was made now.

    The same id again changes nothing: a press that was sent twice must not undo a stop in between.

    Raises Rejected for who is no clerk, while another batch is open, and where nothing waits; Misused for no class.
    """
    year, school_id = desk.year(), desk.ledger.school_id
    clerk = year.require_role(actor, Role.CLERK)
    class_ids = [year.school_class(code).class_id for code in class_codes]
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, school_id) as connection:
        made = connection.execute(
            "INSERT INTO work.batches (school_id, batch_id, school_year_id, started_by, started_at)"
            " VALUES (%s, %s, %s, %s, ledger.now()) ON CONFLICT DO NOTHING",
            [school_id, batch_id, desk.school_year_id, clerk.staff_id],
        )
        if not made.rowcount:
            _require_same(connection, school_id, batch_id)
            return False
        taken = connection.execute(
            "INSERT INTO work.batch_reports (school_id, batch_id, lookup_id, report_id)"  # noqa: S608  # our own
            " SELECT r.school_id, %s, (r.record->'edition'->>'lookup_id')::uuid, r.report_id FROM read.reports r"
            f" {LIVE} WHERE r.school_id = %s AND r.class_id = ANY(%s) AND NOT r.record ? 'left'"
            " AND (r.status = ANY(%s) OR r.status = %s AND NOT r.record ? 'document')",
            [batch_id, school_id, class_ids, list(_WAITING), Status.ISSUED.value],
        )
        if not taken.rowcount:
            raise Rejected("batch.nothing", classes=", ".join(class_codes))
    return True


def _require_same(connection: Connection[Any], school_id: UUID, batch_id: UUID) -> None:
    query = "SELECT FROM work.batches WHERE school_id = %s AND batch_id = %s"
    if connection.execute(query, [school_id, batch_id]).fetchone() is None:
        raise Rejected("batch.open")


@contextmanager
def working(pool: Pool, school_id: UUID) -> Iterator[bool]:
    """Hold the right to work on the school's batch; False where somebody else does."""
    turn = long_work.take(pool, school_id, long_work.Work.BATCH)
    try:
        yield turn is not None
    finally:
        if turn:
            turn.release()


def take_up(pool: Pool, school_id: UUID, actor: str) -> tuple[UUID, list[Part]] | None:
    """
    The open batch, and what is left of it class by class for ``actor``; what was refused before is tried again.

    Who began it answers for nothing that another one goes on with: seals bear the name of whose press set them. For
    who holds the right to work on it (``working``). None where no batch is open.
    """
    with school_transaction(pool, school_id) as connection:
        batch = connection.execute(
            "UPDATE work.batches SET fault = NULL, stop_asked = false WHERE school_id = %s AND ended_at IS NULL"
            " RETURNING batch_id, school_year_id",
            [school_id],
        ).fetchone()
        if batch is None:
            return None
        batch_id, school_year_id = batch
        key = [school_id, batch_id]
        connection.execute("UPDATE work.batch_reports SET refused = NULL WHERE school_id = %s AND batch_id = %s", key)
        rows = connection.execute(
            "SELECT array_agg(r.report_id ORDER BY r.number) FROM work.batch_reports b"  # noqa: S608  # our own
            f" JOIN read.reports r ON r.school_id = b.school_id AND r.report_id = b.report_id {LIVE}"
            f" WHERE b.school_id = %s AND b.batch_id = %s AND NOT {DONE} GROUP BY r.class_id ORDER BY count(*) DESC",
            key,
        ).fetchall()
    return batch_id, [Part(school_id, school_year_id, tuple(ids), actor) for (ids,) in rows]


def note_refused(pool: Pool, school_id: UUID, batch_id: UUID, found: Iterable[tuple[UUID, HocbaError]]) -> None:
    """Why these reports could not be sealed or issued."""
    with school_transaction(pool, school_id) as connection:
        for report_id, error in found:
            connection.execute(
                "UPDATE work.batch_reports SET refused = %s::jsonb"
                " WHERE school_id = %s AND batch_id = %s AND report_id = %s",
                [_told(error), school_id, batch_id, report_id],
            )


def note_fault(pool: Pool, school_id: UUID, batch_id: UUID, error: HocbaError | AnchorError) -> None:
    """What stopped the work on it."""
    with school_transaction(pool, school_id) as connection:
        query = "UPDATE work.batches SET fault = %s::jsonb WHERE school_id = %s AND batch_id = %s"
        connection.execute(query, [_told(error), school_id, batch_id])


def ask_to_stop(pool: Pool, school_id: UUID, batch_id: UUID) -> None:
    """The classes under way are to be finished, and no other one begun."""
    with school_transaction(pool, school_id) as connection:
        query = "UPDATE work.batches SET stop_asked = true WHERE school_id = %s AND batch_id = %s"
        connection.execute(query, [school_id, batch_id])


def stop_asked(pool: Pool, school_id: UUID, batch_id: UUID) -> bool:
    """Whether somebody wants the work on it to stop."""
    with school_transaction(pool, school_id) as connection:
        query = "SELECT stop_asked FROM work.batches WHERE school_id = %s AND batch_id = %s"
        return connection.execute(query, [school_id, batch_id]).fetchone() == (True,)


def end(pool: Pool, school_id: UUID, batch_id: UUID) -> None:
    """Nothing more is done in it: all was done or refused, or it was given up."""
    with school_transaction(pool, school_id) as connection:
        connection.execute(
            "UPDATE work.batches SET ended_at = ledger.now()"
            " WHERE school_id = %s AND batch_id = %s AND ended_at IS NULL",
            [school_id, batch_id],
        )


def _told(error: HocbaError | AnchorError) -> str:
    return to_json({"code": error.code, "vi": error.text("vi"), "en": error.text("en")}).decode()
