"""
Who was who while a ledger was written: followed entry by entry, it names people as they were called and what they were.

Memory grows with people, classes and requests, never with entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from uuid import UUID

from api.flows.desk import ERASED
from domain.case.events import CaseOpened
from domain.context import OPERATOR
from domain.event import Event, Value
from domain.ledger import Ledger, Recorded
from domain.pupil.events import IdentityCompleted, IdentityCorrected, PupilEnrolled, PupilRegistered
from domain.register.events import DocumentEntered
from domain.report import events as e
from domain.report.standing import Membership
from domain.school_year import state as school_years
from domain.school_year.events import Role, SchoolYearOpened, StaffJoined
from domain.school_year.state import Delegation, SchoolYear, Staff
from domain.school_year.structure.events import RoleEnded, RoleGiven
from domain.school_year.structure.state import Team
from domain.values import Commitments

#: What must be followed to know who was who, whatever else is asked for.
CONTEXT = (
    "hocba.school_year.", "hocba.pupil.", "hocba.report.started.", "hocba.report.moved.", "hocba.report.rejoined.",
    "hocba.report.correction_requested.",
)  # fmt: skip


class Person(Value):
    """Somebody as he was called then; no staff code and no name of his own for the operator and the portal."""

    staff_id: str
    code: str | None
    name: str | None


class Pupil(Value):
    """Whom a report or an entry is about."""

    pupil_id: UUID
    full_name: str
    class_code: str | None
    number: int | None


class WrittenPaper(Value):
    """Number and day of a written paper."""

    number: str
    dated: date


class AskedFor(Value):
    """The request behind a decision, or behind a value that a correction put there."""

    request_id: UUID
    position: int
    at: datetime
    by: Person
    reason_code: str
    reason: str
    paper: WrittenPaper


class Source(Value):
    """
    Who did something, when, as what, and why: the circumstances of one entry.

    ``role`` is a code of ``acting`` or ``role`` in ``domain.words``. ``delegation`` is the document of the delegation
    that the right rests on, ``clause`` the clause of the school's Quy chế that allows it. ``why`` is the reason given.
    """

    position: int
    at: datetime
    by: Person
    role: str
    on_behalf_of: Person | None = None
    delegation: str | None = None
    clause: str | None = None
    why: str | None = None
    request: AskedFor | None = None


class Chronicle:
    """
    What was known as of the entry that was followed last; the ``Names`` of ``domain.telling``.

    ``follow`` entries in order of their positions: all of a ledger, or all of some streams.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.years: dict[UUID, SchoolYear] = {}
        self.started: dict[UUID, e.ReportStarted] = {}
        self.places: dict[UUID, Membership] = {}
        self.asked: dict[UUID, Recorded] = {}
        self._pupils: dict[UUID, Commitments] = {}
        self._enrolled: dict[UUID, PupilEnrolled] = {}
        self._values: dict[str, str] = {}
        self._wanted: set[str] = set()
        self._people: dict[tuple[UUID | None, str], Person] = {}
        self.year: SchoolYear | None = None

    def follow(self, entry: Recorded) -> None:
        """One entry more."""
        data, stream = entry.data, entry.stream_id
        if entry.topic.startswith("hocba.report."):
            if isinstance(data, e.ReportStarted):
                self.started[stream] = data
                self.places[stream] = Membership(data.class_id, data.number)
            elif isinstance(data, e.PupilMoved | e.PupilRejoined):
                self.places[stream] = Membership(data.class_id, data.number, data.since)
            elif isinstance(data, e.CorrectionRequested):
                self.asked[data.request_id] = entry
            self._in_report(stream)
        elif entry.topic.startswith("hocba.school_year."):
            self._follow_year(entry)
        elif isinstance(data, DocumentEntered):
            self._in_report(data.report_id)
        else:
            self._follow_pupil(data, stream)

    def source(self, entry: Recorded) -> Source:
        """The circumstances of the entry followed last."""
        acting = entry.acting
        _, delegates, requests = _fields(type(entry.data))
        own: UUID | None = getattr(entry.data, "delegation_id") if delegates else None  # noqa: B009  # some events have
        delegation_id = acting.delegation_id if acting else own
        delegation = self.delegation(delegation_id) if delegation_id else None
        behalf = (acting and acting.on_behalf_of) or entry.on_behalf_of
        asked = self.asked.get(getattr(entry.data, "request_id")) if requests else None  # noqa: B009  # likewise
        if asked and asked.position == entry.position:  # it is the request itself
            asked = None
        return Source(
            position=entry.position,
            at=entry.at,
            by=self.by(entry.actor),
            role=acting.role.value if acting else self._role(entry.actor),
            on_behalf_of=self.by(behalf) if behalf else None,
            delegation=delegation.document if delegation else None,
            clause=self._clause(entry.data) if delegation else None,
            why=_why(entry.data),
            request=self._request(asked) if asked else None,
        )

    def by(self, actor: str) -> Person:
        """Somebody by his staff id as text, in the year of the entry followed last."""
        year = self.year
        key = (year.school_year_id if year else None, actor)
        if key not in self._people:
            staff = self._staff(actor)
            name = self._name(staff.identity) if staff else None
            self._people[key] = Person(staff_id=actor, code=staff.code if staff else None, name=name)
        return self._people[key]

    def pupil(self, entry: Recorded) -> Pupil | None:
        """Whom an entry is about, if it is about a pupil."""
        started = self.started.get(report_of(entry))
        pupil_id = started.pupil_id if started else entry.stream_id
        if pupil_id not in self._pupils:
            return None
        place = self.places.get(report_of(entry)) or self._enrolled.get(pupil_id)
        return Pupil(
            pupil_id=pupil_id,
            full_name=self._name(self._pupils[pupil_id]),
            class_code=self.class_code(place.class_id) if place else None,
            number=place.number if place else None,
        )

    def identity(self, pupil_id: UUID) -> Iterator[tuple[str, str, str]]:
        """Field, commitment and value of a pupil's identity as it was then; a value erased since reads so."""
        commitments = self._pupils.get(pupil_id, {})
        self._wanted.update(commitments.values())
        return ((name, commitment, self._value(commitment)) for name, commitment in commitments.items())

    # Names, for ``domain.telling``.

    def person(self, staff_id: UUID) -> str:
        """``Nguyễn Văn Long (GV05)``."""
        found = self.by(str(staff_id))
        return f"{found.name} ({found.code})" if found.name else found.staff_id

    def class_code(self, class_id: UUID) -> str:
        """``8A``."""
        for year in self.years.values():
            if class_id in year.classes:
                return year.classes[class_id].code
        return str(class_id)

    def request(self, request_id: UUID) -> e.CorrectionRequested | None:
        """What was asked for."""
        found = self.asked.get(request_id)
        return found.data if found and isinstance(found.data, e.CorrectionRequested) else None

    def delegation(self, delegation_id: UUID) -> Delegation | None:
        """A delegation of any year."""
        return next((y.delegations[delegation_id] for y in self.years.values() if delegation_id in y.delegations), None)

    def team(self, team_id: UUID) -> Team | None:
        """A team of any year."""
        return next((year.teams[team_id] for year in self.years.values() if team_id in year.teams), None)

    def _in_report(self, report_id: UUID) -> None:
        if started := self.started.get(report_id):
            self.year = self.years.get(started.school_year_id)

    def _follow_year(self, entry: Recorded) -> None:
        if isinstance(entry.data, SchoolYearOpened):
            self.years[entry.stream_id] = school_years.fold(entry.stream_id, [entry])
        elif entry.stream_id in self.years:
            school_years.evolve(self.years[entry.stream_id], entry)
            # He may be called, or be, something else from now on.
            if isinstance(entry.data, StaffJoined | RoleGiven | RoleEnded):
                self._people.pop((entry.stream_id, str(entry.data.staff_id)), None)
        self.year = self.years.get(entry.stream_id)

    def _follow_pupil(self, data: Event, stream: UUID) -> None:
        if isinstance(data, PupilRegistered):
            self._pupils[stream] = data.identity
            self._wanted.add(data.identity["full_name"])
        elif isinstance(data, IdentityCorrected | IdentityCompleted):
            self._pupils[stream] = {**self._pupils.get(stream, {}), **data.identity}
        elif isinstance(data, PupilEnrolled):
            self._enrolled[stream] = data
            self.year = self.years.get(data.school_year_id, self.year)

    def _request(self, asked: Recorded) -> AskedFor:
        data = asked.data
        assert isinstance(data, e.CorrectionRequested)
        return AskedFor(
            request_id=data.request_id,
            position=asked.position,
            at=asked.at,
            by=self.by(asked.actor),
            reason_code=data.reason_code.value,
            reason=data.reason,
            paper=WrittenPaper(number=data.paper.number, dated=data.paper.dated),
        )

    def _clause(self, data: Event) -> str | None:
        """By which clause a deputy decided on a correction."""
        if self.year is None or not isinstance(data, e.CorrectionApproved | e.CorrectionRefused):
            return None
        clause = self.year.policies.deputies_approve_corrections
        in_force = self.year.policies_set.get("deputies_approve_corrections")
        return f"{clause} ({in_force.set.document})" if clause and in_force else clause

    def _staff(self, actor: str) -> Staff | None:
        try:
            staff_id = UUID(actor)
        except ValueError:
            return None
        years = [self.year] if self.year and staff_id in self.year.staff else list(self.years.values())
        return next((year.staff[staff_id] for year in reversed(years) if staff_id in year.staff), None)

    def _role(self, actor: str) -> str:
        """Of an entry that does not tell as what he acted."""
        staff = self._staff(actor)
        if actor == OPERATOR or staff is None:
            return OPERATOR.upper()
        role: Role = next(role for role in Role if role in staff.roles or role is Role.TEACHER)
        return role.value

    def _name(self, identity: Commitments) -> str:
        return self._value(identity["full_name"])

    def _value(self, commitment: str) -> str:
        if commitment not in self._values:
            asked = {commitment, *self._wanted}
            self._values |= dict.fromkeys(asked, ERASED) | self._ledger.personal_values(asked)
            self._wanted.clear()
        return self._values[commitment]


def report_of(entry: Recorded) -> UUID:
    """The report that an entry is about, if it is about one, whatever stream it stands in."""
    return entry.data.report_id if isinstance(entry.data, DocumentEntered | CaseOpened) else entry.stream_id


@cache
def _fields(kind: type[Event]) -> tuple[tuple[str, ...], bool, bool]:
    """The fields of an event that may give a reason, and whether it names a delegation or a request."""
    names = kind.model_fields
    reasons = ("reason", "note", "remark", "by_rule", "decision", "document")
    return tuple(name for name in reasons if name in names), "delegation_id" in names, "request_id" in names


def _why(data: Event) -> str | None:
    """The reason that an event gives, in the words of who did it."""
    for name in _fields(type(data))[0]:
        text: object = getattr(data, name)
        if isinstance(text, str):
            return text
    return None
