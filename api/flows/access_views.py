"""What the school itself reads of who may open reports: of one pupil, and of the organisations."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from api.flows.access import access_of, grants_of
from api.flows.desk import ERASED, Desk
from domain.case import state as cases
from domain.case.events import Capacity
from domain.event import Value


class CodeShown(Value):
    """A personal access code: whose (``holder`` by ``shown``), when, by whom (staff id), under which case; no code."""

    code_id: UUID
    capacity: Capacity
    holder: str
    shown: str
    case_id: UUID
    case_number: int
    issued_at: datetime
    issued_by: str
    ended_at: datetime | None


class RestrictionShown(Value):
    """That a pupil's reports open by a personal access code only: since when, by whom, by which document, why."""

    since: datetime
    by: str
    document: str
    dated: date
    reason: str


class AccessShown(Value):
    """Who may open a pupil's reports; ``restricted``: None where the birth date does."""

    report_id: UUID
    restricted: RestrictionShown | None
    codes: tuple[CodeShown, ...]


class GrantShown(Value):
    """What an organisation may look up, and until when; ``runs``: whether it may today."""

    grant_id: UUID
    organisation: str
    purpose: str
    document: str
    school_year: str
    grades: tuple[int, ...]
    classes: tuple[str, ...]
    starts: date
    ends: date
    given_at: datetime
    given_by: str
    revoked_at: datetime | None
    reason: str | None
    runs: bool


def access_shown(desk: Desk, report_id: UUID) -> AccessShown:
    """Of the pupil of this report."""
    access = access_of(desk.ledger, desk.report(report_id).started.pupil_id)
    restricted = access.restricted
    case_ids = [code.issued.value.case_id for code in access.codes.values()]
    opened = {each: cases.fold(each, stream).opened for each, stream in desk.ledger.streams(case_ids).items()}
    about = [restricted.value.about] if restricted else []
    commitments = {one for said in [*about, *(each.asked for each in opened.values())] for one in said.values()}
    values = desk.ledger.personal_values(commitments)

    def read(said: dict[str, str], name: str) -> str:
        return values.get(said.get(name, ""), ERASED)

    return AccessShown(
        report_id=report_id,
        restricted=RestrictionShown(
            since=restricted.at,
            by=restricted.actor,
            document=read(restricted.value.about, "document"),
            dated=restricted.value.dated,
            reason=read(restricted.value.about, "reason"),
        )
        if restricted
        else None,
        codes=tuple(
            CodeShown(
                code_id=code_id,
                capacity=code.issued.value.capacity,
                holder=read(case.asked, "applicant"),
                shown=read(case.asked, "shown"),
                case_id=code.issued.value.case_id,
                case_number=case.number,
                issued_at=code.issued.at,
                issued_by=code.issued.actor,
                ended_at=code.ended_at,
            )
            for code_id, code in access.codes.items()
            for case in [opened[code.issued.value.case_id]]
        ),
    )


def grants_shown(desk: Desk) -> list[GrantShown]:
    """Every grant of the school, the latest first."""
    shown = [
        GrantShown(
            **{name: getattr(grant.given.value, name) for name in _SAME},
            given_at=grant.given.at,
            given_by=grant.given.actor,
            revoked_at=grant.revoked_at,
            reason=grant.reason,
            runs=grant.runs(desk.today),
        )
        for grant in grants_of(desk.ledger).values()
    ]
    return shown[::-1]


#: Fields of a grant that are shown as the event has them.
_SAME = (
    "grant_id", "organisation", "purpose", "document", "school_year", "grades", "classes", "starts", "ends",
)  # fmt: skip
