"""A correction request as people see it: what, why, by whom, its papers, its effect, and who may decide."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from api.flows.correction_words import identity_values, official, worded
from api.flows.corrections import find_request
from api.flows.desk import Desk
from domain.context import Context, local_day
from domain.errors import Rejected
from domain.event import Value
from domain.formats.hoc_ba import Stage
from domain.messages import Language
from domain.report import events as e
from domain.report import state as reports
from domain.report.deciders import deciders, require_decider, subject_named
from domain.report.effect import effects
from domain.report.state import Report, Request, RequestStatus
from domain.report.voiding import covering
from domain.school_year.events import DelegationKind, Role
from domain.school_year.state import SchoolYear, Staff
from domain.words import said
from projections import reports as report_rows
from projections.runner import school_transaction


class Person(Value):
    """A member of staff: staff code and name."""

    code: str
    name: str


class Decider(Person):
    """Who may decide; of a deputy the document that delegates him, and since when it does."""

    document: str | None = None
    since: date | None = None


class PaperView(Value):
    """A paper: its number and day, and the digest of its file; ``made``: the system made it."""

    number: str
    dated: date
    sha256: str
    media_type: str
    made: bool


class ChangeView(Value):
    """One value, in words; ``kind``: mark, comment, conduct, absences, session, homeroom_comment, identity."""

    kind: str
    what: str
    before: str
    after: str


class EffectView(Value):
    """One derived value that the correction changes, in words; ``what`` is its code. ``rises``: vượt ngưỡng."""

    what: str
    place: str
    before: str
    after: str
    rises: bool


class RequestView(Value):
    """
    One request. ``effects`` are those on the report as it stood when it was decided, or stands now.

    ``voids``: the signatures that an approval would take the force from, in words, while it waits.
    ``decides``: who in the school may decide today, while it waits; empty: the supervising body. ``rises``: one of the
    effects does.
    """

    request_id: UUID
    report_id: UUID
    class_code: str
    number: int
    pupil: str
    status: RequestStatus
    asked_by: Person
    asked_at: datetime
    reason_code: e.ReasonCode
    reason: str
    paper: PaperView
    attachments: tuple[e.Attachment, ...]
    changes: tuple[ChangeView, ...]
    effects: tuple[EffectView, ...]
    rises: bool
    voids: tuple[str, ...]
    decides: tuple[Decider, ...]
    decided_by: Person | None
    decided_at: datetime | None
    remark: str | None
    delegation: str | None
    body: str | None
    answer: PaperView | None


def one(desk: Desk, request_id: UUID, language: Language, *, on_paper: bool = False) -> RequestView:
    """A request by its id, in the words of the school's papers if asked. Raises Rejected ``correction.unknown``."""
    report = desk.report(find_request(desk, request_id))
    return _views(desk, [(report, report.requests[request_id])], language, on_paper=on_paper)[0]


def waiting(desk: Desk, language: Language) -> list[RequestView]:
    """Every request of the school year that waits for a decision, by class and number."""
    return _views(desk, [(report, one) for report in _waiting(desk) for one in report.open_requests], language)


def inbox(desk: Desk, actor: str, language: Language) -> list[tuple[RequestView, Rejected | None]]:
    """The same in the words of the school's papers; each with what keeps this person from deciding, if anything."""
    asked = [(report, request) for report in _waiting(desk) for request in report.open_requests]
    year, context = desk.year(), desk.context(actor)
    shown = _views(desk, asked, language, on_paper=language == "vi")
    return [
        (view, _kept_from(report, request, year, context)) for view, (report, request) in zip(shown, asked, strict=True)
    ]


def _kept_from(report: Report, request: Request, year: SchoolYear, context: Context) -> Rejected | None:
    try:
        require_decider(report, request, year, context)
    except Rejected as error:
        return error
    return None


def _waiting(desk: Desk) -> Collection[Report]:
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        rows = report_rows.with_open_requests(connection, desk.ledger.school_id)
    return desk.reports([row.report_id for row in rows if row.school_year_id == desk.school_year_id]).values()


def of_month(desk: Desk, first: date) -> list[RequestView]:
    """
    Every request of the school year that was asked for in the month that begins on ``first``, as it was asked.

    In the words of a paper of the school's (``official``), which are Vietnamese.
    """
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        rows = report_rows.with_requests(connection, desk.ledger.school_id)
    found = desk.reports([row.report_id for row in rows if row.school_year_id == desk.school_year_id])
    asked = [
        (report, request)
        for report in found.values()
        for request in report.requests.values()
        if local_day(request.requested_at).replace(day=1) == first
    ]
    return _views(desk, sorted(asked, key=lambda each: each[1].position), "vi", on_paper=True)


def _views(
    desk: Desk, asked: Iterable[tuple[Report, Request]], language: Language, *, on_paper: bool = False
) -> list[RequestView]:
    """What all of them need is read in one query of each kind."""
    asked, year = list(asked), desk.year()
    names = desk.identities({report.started.pupil_id for report, _ in asked}) if asked else {}
    known = desk.signatories(year.staff.values())
    people = {one.staff_id: Person(code=one.code, name=known[one.staff_id].full_name) for one in year.staff.values()}
    return [
        _view(desk, report, request, language, year, people, names[report.started.pupil_id]["full_name"], on_paper)
        for report, request in asked
    ]


def _view(
    desk: Desk,
    report: Report,
    request: Request,
    language: Language,
    year: SchoolYear,
    people: dict[UUID, Person],
    pupil: str,
    on_paper: bool,
) -> RequestView:
    asked, decision = request.asked, request.decision
    values = identity_values(desk.ledger, asked.changes)
    words = [official(each, values) if on_paper else worded(each, language, values) for each in asked.changes]
    changed = effects(_before(desk, report, request), asked.changes, year)
    waits = request.status is RequestStatus.OPEN
    deciding = deciders(report, request, year, desk.today) if waits else ()
    fallen = covering(report, Stage.HOMEROOM, [subject_named(each) or "" for each in asked.changes]) if waits else ()
    delegation = getattr(decision, "delegation_id", None)
    body, answer = getattr(decision, "body", None), getattr(decision, "answer", None)
    return RequestView(
        request_id=asked.request_id,
        report_id=report.report_id,
        class_code=year.classes[report.class_id].code,
        number=report.number,
        pupil=pupil,
        status=request.status,
        asked_by=people[UUID(request.requested_by)],
        asked_at=request.requested_at,
        reason_code=asked.reason_code,
        reason=asked.reason,
        paper=_paper(asked.paper),
        attachments=asked.attachments,
        changes=tuple(
            ChangeView(kind=each.kind, **said._asdict()) for each, said in zip(asked.changes, words, strict=True)
        ),
        effects=tuple(
            EffectView(
                what=each.what,
                place=each.place(language),
                before=each.value(each.before, language),
                after=each.value(each.after, language),
                rises=each.rises,
            )
            for each in changed
        ),
        rises=any(each.rises for each in changed),
        voids=tuple(said(subject or stage.value, language, "signer") for stage, subject in fallen),
        decides=tuple(_decider(people, one, year, desk.today) for one in deciding),
        decided_by=people[UUID(request.decided_by)] if request.decided_by else None,
        decided_at=request.decided_at,
        remark=request.remark,
        delegation=year.delegations[delegation].document if delegation else None,
        body=f"{body.name}, {body.paper.number}" if body else None,
        answer=_paper(answer) if answer else None,
    )


def _before(desk: Desk, report: Report, request: Request) -> Report:
    """The report as it stood when the request was decided; as it stands, while it waits."""
    if request.status is RequestStatus.OPEN:
        return report
    happened = desk.ledger.stream(report.report_id)
    return reports.fold(report.report_id, [each for each in happened if each.position < request.decided_position])


def _decider(people: dict[UUID, Person], staff: Staff, year: SchoolYear, day: date) -> Decider:
    named = dict(people[staff.staff_id])
    delegation = year.delegation(staff.staff_id, DelegationKind.APPROVE_CORRECTIONS, day)
    if Role.PRINCIPAL in staff.roles or delegation is None:
        return Decider(**named)
    return Decider(**named, document=delegation.document, since=delegation.right.since)


def _paper(paper: e.Paper) -> PaperView:
    return PaperView.model_validate(paper.model_dump())
