"""State of a report, folded from its events: what stands, who recorded it, and how far the signatures have come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from domain.errors import Misused
from domain.event import Event, Happened
from domain.formats.hoc_ba import Stage
from domain.regulations.curriculum import NO_CHOICE, Programme
from domain.regulations.records import Exemption
from domain.report import events as e
from domain.report.standing import AFTER_ISSUE as AFTER_ISSUE
from domain.report.standing import Compared as Compared
from domain.report.standing import Edition as Edition
from domain.report.standing import Membership as Membership
from domain.report.standing import PastEdition as PastEdition
from domain.report.standing import Request as Request
from domain.report.standing import RequestStatus as RequestStatus
from domain.report.standing import Standing as Standing
from domain.report.standing import Status as Status
from domain.report.standing import Voided as Voided
from domain.values import Cell, Level, Mark, Term


@dataclass(slots=True)
class Report:
    """The fold of the stream; ``version`` is the number of events in it."""

    report_id: UUID
    started: e.ReportStarted
    version: int = 1
    #: The classes that the pupil was in this year, the present one last; there is always one.
    places: list[Membership] = field(default_factory=list)
    #: While the pupil is away from this school.
    left: Standing[e.PupilLeft] | None = None
    #: The results to date, as they were signed last for the school that he was transferred to.
    attested: Standing[e.ResultsAttested] | None = None
    marks: dict[Cell, Standing[Mark]] = field(default_factory=dict)
    comments: dict[str, Standing[str]] = field(default_factory=dict)
    conduct: dict[Term, Standing[Level]] = field(default_factory=dict)
    #: A total from elsewhere; where the roll is called here, ``roll`` says since when, ``sessions`` what was said last
    #: of each half-day on which the pupil was ever missing.
    absences: Standing[e.Absences] | None = None
    roll: Standing[e.RollBegun] | None = None
    sessions: dict[e.Session, Standing[e.AbsenceNoted | e.AbsenceStruck]] = field(default_factory=dict)
    homeroom_comment: Standing[str] | None = None
    #: Fields of the pupil's identity that corrections of this report changed → commitment; the pupil's stream has all.
    identity: dict[str, Standing[str]] = field(default_factory=dict)
    #: The identity beside other sources, by source and field, as last looked at.
    compared: dict[tuple[e.Source, str], Compared] = field(default_factory=dict)
    #: The parents' confirmation, the newest one.
    slip: Standing[e.SlipReturned] | None = None
    programme: Programme = NO_CHOICE
    #: Exemption → position of its entry.
    exemptions: dict[Exemption, int] = field(default_factory=dict)
    summer_conduct: Standing[Level] | None = None
    decisions: dict[e.DecisionKind, Standing[e.DecisionRecorded]] = field(default_factory=dict)
    requests: dict[UUID, Request] = field(default_factory=dict)
    edition: Edition | None = None
    signatures: dict[e.Place, e.ReportSigned] = field(default_factory=dict)
    voided: list[Voided] = field(default_factory=list)
    #: By (subject, part), until a correction of the part takes it away.
    confirmed: dict[tuple[str, str], Standing[e.PartConfirmed]] = field(default_factory=dict)
    #: Until the signature that was asked for.
    returned: dict[e.Place, Standing[e.ReportReturned]] = field(default_factory=dict)
    sealed: e.ReportSealed | None = None
    issued: Standing[e.ReportIssued] | None = None
    document: e.DocumentSealed | None = None
    #: What has happened to the issued edition since.
    life: list[Standing[Event]] = field(default_factory=list)
    #: The editions that have ended, oldest first.
    past: list[PastEdition] = field(default_factory=list)

    @property
    def class_id(self) -> UUID:
        """The class that the pupil is in now, or was in last."""
        return self.places[-1].class_id

    @property
    def number(self) -> int:
        """His number on the list of that class."""
        return self.places[-1].number

    def class_on(self, day: date) -> UUID:
        """The class of a day: its teachers have the rights of that day. Before the first day it is the first class."""
        return next(
            (place.class_id for place in reversed(self.places) if place.since and place.since <= day),
            self.places[0].class_id,
        )

    @property
    def status(self) -> Status:
        """The furthest stage reached, of the edition that is open or stands."""
        if self.issued:
            return self._since_issue()
        if self.sealed:
            return Status.SEALED
        stages = {stage for stage, _ in self.signatures}
        for stage, status in (
            (Stage.HEAD, Status.APPROVED),
            (Stage.HOMEROOM, Status.HOMEROOM_SIGNED),
            (Stage.SUBJECT, Status.SUBJECT_SIGNED),
        ):
            if stage in stages:
                return status
        return Status.EDITION_OPENED if self.edition else Status.OPEN

    def finished(self, code: UUID) -> tuple[e.ReportIssued, e.DocumentSealed] | None:
        """The edition with this lookup code, or by the report's own id the newest; None without a finished PDF."""
        editions = [(past.issued.value, past.document) for past in self.past]
        if self.issued and self.document:
            editions.append((self.issued.value, self.document))
        return next((each for each in reversed(editions) if code in (self.report_id, each[0].lookup_id)), None)

    def _since_issue(self) -> Status:
        reached = [Status.ISSUED]
        for step in self.life:
            if isinstance(step.value, e.RecallRefused | e.AmendmentRefused):
                reached.pop()
            else:
                reached.append(AFTER_ISSUE[type(step.value)])
        return reached[-1]

    @property
    def numbering(self) -> tuple[int, UUID | None]:
        """Number of the edition that is open, or will be next, and the lookup id of the one that it replaces."""
        return len(self.past) + 1, self.past[-1].edition.opened.lookup_id if self.past else None

    @property
    def open_requests(self) -> list[Request]:
        """Correction requests that wait for a decision."""
        return [request for request in self.requests.values() if request.status is RequestStatus.OPEN]

    @property
    def corrections(self) -> list[Request]:
        """Approved corrections in the order of their approval: the order in which a document lists them."""
        approved = [request for request in self.requests.values() if request.status is RequestStatus.APPROVED]
        return sorted(approved, key=lambda request: request.decided_position)


def fold(report_id: UUID, happened: Iterable[Happened]) -> Report:
    """The state after these events. Raises Misused if the stream has none."""
    steps = iter(happened)
    first = next(steps, None)
    if first is None or not isinstance(first.data, e.ReportStarted):
        raise Misused("report.unknown", report=report_id)
    begun = first.data
    state = Report(report_id, begun, places=[Membership(begun.class_id, begun.number)])
    for step in steps:
        evolve(state, step)
    return state


def evolve(state: Report, happened: Happened) -> Report:
    """The state after one more event. Changes and returns ``state``: a fold owns the state it folds."""
    state.version += 1
    data = happened.data
    if isinstance(data, e.ScoreRecorded):  # first and here, because nine in ten events are marks
        state.marks[data.cell] = Standing(data.mark, happened.actor, happened.at, happened.position, data.by_rule)
    elif not (_record(state, data, happened) or _correct(state, data, happened) or _sign(state, data, happened)):
        _after_issue(state, data, happened)
    return state


def _record(state: Report, data: Event, happened: Happened) -> bool:
    match data:
        case e.CommentRecorded(subject=subject, text=text):
            state.comments[subject] = Standing.of(text, happened)
        case e.ConductRecorded(term=term, level=level):
            state.conduct[term] = Standing.of(level, happened)
        case e.AbsencesRecorded(absences=absences):
            state.absences = Standing.of(absences, happened)
        case e.RollBegun():
            state.roll = Standing.of(data, happened)
        case e.AbsenceNoted(day=day, half=half) | e.AbsenceStruck(day=day, half=half):
            state.sessions[e.Session(day, half)] = Standing.of(data, happened)
        case e.HomeroomCommentRecorded(text=text):
            state.homeroom_comment = Standing.of(text, happened)
        case e.Reconciled(source=source, evidence=evidence):
            for name, result in data.results.items():
                state.compared[source, name] = Compared(
                    result, data.found.get(name), evidence, happened.actor, happened.at, happened.position
                )
        case e.DifferenceKept(source=source, field=name):
            _settle(state, name, happened, source)
        case e.SlipReturned():
            state.slip = Standing.of(data, happened)
        case _:
            return _decided_on(state, data, happened)
    return True


def _settle(state: Report, name: str, happened: Happened, source: e.Source | None = None) -> None:
    """What differs in a field, from one source or all of them, is decided."""
    for place, one in state.compared.items():
        if place[1] == name and source in (None, place[0]) and one.result is e.Comparison.DIFFERS:
            state.compared[place] = one._replace(decided=happened.position)


def _decided_on(state: Report, data: Event, happened: Happened) -> bool:
    match data:
        case e.ProgrammeChosen(programme=programme):
            state.programme = programme
        case e.Exempted():
            state.exemptions[Exemption(**data.model_dump())] = happened.position
        case e.SummerConductRecorded(level=level):
            state.summer_conduct = Standing.of(level, happened)
        case e.DecisionRecorded(kind=kind):
            state.decisions[kind] = Standing.of(data, happened)
        case _:
            return _placed(state, data, happened)
    return True


def _placed(state: Report, data: Event, happened: Happened) -> bool:
    match data:
        case e.PupilMoved(class_id=class_id, number=number, since=since):
            state.places.append(Membership(class_id, number, since))
        case e.PupilLeft():
            state.left = Standing.of(data, happened)
        case e.ResultsAttested():
            state.attested = Standing.of(data, happened)
        case e.PupilRejoined(class_id=class_id, number=number, since=since):
            state.places.append(Membership(class_id, number, since))
            state.left = None
        case _:
            return False
    return True


def _correct(state: Report, data: Event, happened: Happened) -> bool:
    match data:
        case e.CorrectionRequested(request_id=request_id):
            state.requests[request_id] = Request(data, happened.actor, happened.at, happened.position)
        case e.CorrectionApproved():
            request = _decided(state, data, RequestStatus.APPROVED, happened)
            for change in request.asked.changes:
                apply_change(state, change, happened)
                _unconfirm(state, change)
        case e.CorrectionRefused():
            _decided(state, data, RequestStatus.REFUSED, happened)
        case e.CorrectionWithdrawn():
            _decided(state, data, RequestStatus.WITHDRAWN, happened)
        case _:
            return False
    return True


def _unconfirm(state: Report, change: e.Change) -> None:
    """Who confirmed a part has not seen what stands there now; a mark of no part may be anybody's of the subject."""
    if isinstance(change, e.MarkChange):
        subject, part = change.cell.subject, change.cell.part
        for place in [place for place in state.confirmed if place[0] == subject and part in (None, place[1])]:
            del state.confirmed[place]


def _decided(
    state: Report,
    decision: e.CorrectionApproved | e.CorrectionRefused | e.CorrectionWithdrawn,
    status: RequestStatus,
    happened: Happened,
) -> Request:
    request = state.requests[decision.request_id]
    if status is not RequestStatus.WITHDRAWN:  # agreed or not, the principal has decided what shall stand
        for change in request.asked.changes:
            if isinstance(change, e.IdentityChange):
                _settle(state, change.field, happened)
    request.status, request.remark, request.decision = status, decision.remark, decision
    request.decided_by, request.decided_at = happened.actor, happened.at
    request.decided_position = happened.position
    return request


def apply_change(state: Report, change: e.Change, happened: Happened) -> None:
    """Let the value after the change stand, with the approval as its source."""
    match change:
        case e.MarkChange(cell=cell, after=mark):
            state.marks[cell] = Standing.of(mark, happened)
        case e.CommentChange(subject=subject, after=text):
            state.comments[subject] = Standing.of(text, happened)
        case e.ConductChange(term=term, after=level):
            state.conduct[term] = Standing.of(level, happened)
        case e.AbsencesChange(after=absences):
            state.absences = Standing.of(absences, happened)
        case e.SessionChange(day=day, half=half, after=attendance):
            said = e.attended(day, half, attendance)
            state.sessions[e.Session(day, half)] = Standing.of(said, happened)
        case e.HomeroomCommentChange(after=text):
            state.homeroom_comment = Standing.of(text, happened)
        case e.IdentityChange(field=name, after=commitment):
            state.identity[name] = Standing.of(commitment, happened)


def _sign(state: Report, data: Event, happened: Happened) -> bool:
    match data:
        case e.EditionOpened():
            state.edition = Edition(data, data.data_sha256)
            if state.past:
                state.past[-1] = replace(state.past[-1], replaced_by=data.lookup_id)
            state.confirmed, state.returned, state.voided = {}, {}, []
        case e.EditionRefrozen() if state.edition:
            state.edition.frozen, state.edition.data_sha256 = data, data.data_sha256
            state.edition.refrozen += 1
        case e.PartConfirmed(subject=subject, part=part):
            state.confirmed[subject, part] = Standing.of(data, happened)
        case e.ReportReturned(stage=stage, subject=subject):
            state.returned[stage, subject] = Standing.of(data, happened)
        case e.SignaturesVoided(signatures=places):
            _void(state, places, Standing.of(data, happened))
        case e.ReportSigned(stage=stage, subject=subject):
            state.signatures[stage, subject] = data
            state.returned.pop((stage, subject), None)
        case e.ReportSealed():
            state.sealed = data
        case e.ReportIssued():
            state.issued = Standing.of(data, happened)
        case e.DocumentSealed():
            state.document = data
        case _:
            return False
    return True


def _after_issue(state: Report, data: Event, happened: Happened) -> None:
    if type(data) in AFTER_ISSUE or isinstance(data, e.RecallRefused | e.AmendmentRefused):
        state.life.append(Standing.of(data, happened))
    if isinstance(data, e.EditionEnded):
        _end(state)


def _end(state: Report) -> None:
    """What was signed becomes past; the values stand, and signing starts anew."""
    assert state.edition
    assert state.sealed
    assert state.issued
    assert state.document
    state.past.append(
        PastEdition(
            state.edition,
            state.signatures,
            tuple(state.voided),
            state.sealed,
            state.issued,
            state.document,
            tuple(state.life),
        )
    )
    state.edition = state.sealed = state.issued = state.document = None
    state.signatures, state.voided, state.life = {}, [], []


def _void(state: Report, places: Iterable[e.Place], fell: Standing[e.SignaturesVoided]) -> None:
    for place in places:
        seal = place[0] is Stage.SEAL
        signed = state.sealed if seal else state.signatures.pop(place)
        assert signed is not None, "only what stands can fall"
        state.sealed = None if seal else state.sealed
        state.voided.append(Voided(place, signed, fell))
