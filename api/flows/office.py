"""What the clerk sees before acting: how far each class is from issue and beyond, and until when the seal may sign."""

from __future__ import annotations

from datetime import date, datetime

from anchors.signing.certificates import describe
from api.flows.desk import Desk
from domain.context import local_day
from domain.event import Value
from domain.report.state import Status
from projections import reports
from projections.runner import school_transaction

#: What of a class is counted together: a column of the clerk's table, and the statuses in it.
COLUMNS: dict[str, tuple[Status, ...]] = {
    "waiting": (Status.OPEN, Status.EDITION_OPENED, Status.SUBJECT_SIGNED, Status.HOMEROOM_SIGNED),
    "ready": (Status.APPROVED, Status.SEALED),
    "issued": (Status.ISSUED,),
    "submitted": (Status.SUBMITTED,),
    "accepted": (Status.ACCEPTED, Status.CLOSED),
    "held": (Status.REJECTED, Status.RECALL_REQUESTED, Status.AMENDMENT_REQUESTED),
}

#: Where reports stand that somebody has to follow.
FOLLOWED = (Status.SUBMITTED, Status.REJECTED, Status.RECALL_REQUESTED, Status.AMENDMENT_REQUESTED)


class ClassIssuing(Value):
    """
    How many reports of a class stand where; together they are ``pupils``.

    ``waiting`` for signatures, ``ready`` to be sealed and issued or to get their PDF, ``issued`` and not submitted,
    ``submitted``, ``accepted`` (closed ones too), ``held`` by the Department: rejected, or asked to end.
    """

    class_code: str
    pupils: int
    waiting: int = 0
    ready: int = 0
    issued: int = 0
    submitted: int = 0
    accepted: int = 0
    held: int = 0


class SealCertificate(Value):
    """
    A certificate of the school's seal: its serial number, its last day, ``days_left`` to it (below zero: over).

    ``document`` and ``dated`` are the Department's approval; None where it is waited for.
    """

    sha256: str
    serial: str
    last_day: date
    days_left: int
    document: str | None
    dated: date | None


def classes(desk: Desk) -> list[ClassIssuing]:
    """Every class of the year, in order of their codes."""
    year = desk.year()
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        counted = reports.counts(connection, desk.ledger.school_id, desk.school_year_id)
    column_of = {status.value: name for name, statuses in COLUMNS.items() for status in statuses}
    found: dict[str, dict[str, int]] = {each.code: {} for each in year.classes.values()}
    for class_id, status, unfinished, count in counted:
        column = "ready" if unfinished else column_of[status]
        of_class = found[year.classes[class_id].code]
        of_class[column] = of_class.get(column, 0) + count
    order = sorted(found, key=lambda code: (len(code), code))
    return [ClassIssuing(class_code=code, pupils=sum(found[code].values()), **found[code]) for code in order]


class Followed(Value):
    """A report that waits for the Department or was rejected by it: since when, by which document, and why."""

    class_code: str
    number: int
    full_name: str
    lookup_id: str
    since: datetime
    reference: str | None
    reason: str | None


def followed(desk: Desk) -> dict[str, list[Followed]]:
    """Those reports of the year, by status, in order of classes and lists."""
    year = desk.year()
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        rows = reports.with_status(connection, desk.ledger.school_id, [each.value for each in FOLLOWED])
    rows = [row for row in rows if row.school_year_id == desk.school_year_id]
    names = desk.identities({row.pupil_id for row in rows})
    found: dict[str, list[Followed]] = {}
    for row in rows:
        last = row.record["life"][-1]
        paper = last.get("paper") or {}
        found.setdefault(row.status, []).append(
            Followed(
                class_code=year.classes[row.class_id].code,
                number=row.number,
                full_name=names[row.pupil_id]["full_name"],
                lookup_id=row.record["issued"]["lookup_id"],
                since=datetime.fromisoformat(last["at"]),
                reference=last.get("reference") or paper.get("number"),
                reason=last.get("reason"),
            )
        )
    return {status: sorted(each, key=lambda one: (one.class_code, one.number)) for status, each in found.items()}


def seal_certificates(desk: Desk) -> list[SealCertificate]:
    """Those registered for the school, the one that ends last at the top."""
    year, today = desk.year(), desk.today
    ours = [sha256 for sha256, holder in year.certificates.items() if holder is None]
    found = []
    for sha256, content in desk.ledger.blobs(ours).items():
        facts, approval = describe(content), year.approved.get(sha256)
        last_day = local_day(facts.not_after)
        found.append(
            SealCertificate(
                sha256=sha256,
                serial=facts.serial,
                last_day=last_day,
                days_left=(last_day - today).days,
                document=approval.document if approval else None,
                dated=approval.dated if approval else None,
            )
        )
    return sorted(found, key=lambda each: (each.last_day, each.serial), reverse=True)
