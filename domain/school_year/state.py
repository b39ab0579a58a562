"""State of a school year: who is who, who teaches what, from when to when. Folded from its events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from domain.context import local_day, staff_id_of
from domain.errors import Misused, Rejected
from domain.event import Happened
from domain.formats import hoc_ba
from domain.formats.hoc_ba import Chain
from domain.report.document import SchoolIdentity
from domain.school_year import events as e
from domain.school_year.in_force import InForce, changed
from domain.school_year.policies import SchoolPolicies
from domain.school_year.structure import state as structure
from domain.school_year.structure.events import TeamKind
from domain.school_year.structure.state import Named, Structure, Team
from domain.values import Commitments, Term


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff with roles; ``identity`` are commitments."""

    staff_id: UUID
    code: str
    roles: frozenset[e.Role]
    identity: Commitments


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """A class (lớp)."""

    class_id: UUID
    code: str
    grade: int


@dataclass(slots=True)
class Assignment:
    """Somebody's right from ``since`` to ``last_day`` (None: still running), both included."""

    staff_id: UUID
    since: date
    last_day: date | None = None
    part: str | None = None
    duty: e.Duty = e.Duty.RESPONSIBLE

    def covers(self, day: date) -> bool:
        """Whether the right holds on this day."""
        return self.since <= day and (self.last_day is None or day <= self.last_day)


@dataclass(slots=True)
class Delegation:
    """A delegation of the principal (ủy quyền); ``granted_by`` is his staff id, on whose behalf the deputy acts."""

    delegation_id: UUID
    kind: e.DelegationKind
    document: str
    right: Assignment
    granted_by: str


@dataclass(slots=True)
class SchoolYear:
    """The fold of the stream; ``version`` is the number of events in it, and the guard of every decision."""

    school_year_id: UUID
    version: int
    name: str
    school: SchoolIdentity
    place_of_issue: str
    policies: SchoolPolicies
    calendar: e.Calendar
    staff: dict[UUID, Staff] = field(default_factory=dict)
    classes: dict[UUID, SchoolClass] = field(default_factory=dict)
    homerooms: dict[UUID, list[Assignment]] = field(default_factory=dict)
    teaching: dict[tuple[UUID, str], list[Assignment]] = field(default_factory=dict)
    delegations: dict[UUID, Delegation] = field(default_factory=dict)
    certificates: dict[str, UUID | None] = field(default_factory=dict)
    #: Certificates of the school's seal that the Department approved, by digest.
    approved: dict[str, e.CertificateApproved] = field(default_factory=dict)
    locked: set[Term] = field(default_factory=set)
    #: Step and grade (None: all) → what the school set.
    deadlines: dict[tuple[e.Step, int | None], e.DeadlineSet] = field(default_factory=dict)
    extensions: list[e.DeadlineExtended] = field(default_factory=list)
    #: Policies set by an event, by name; one that begins later than it was recorded waits in ``coming``.
    policies_set: dict[str, InForce] = field(default_factory=dict)
    coming: list[InForce] = field(default_factory=list)
    #: What changed the policies, each with those before it: an edition keeps the ones it was opened under.
    policies_before: list[tuple[InForce, SchoolPolicies]] = field(default_factory=list)
    #: The order of signing by level, once the first signature of the year fixed it.
    chains_fixed: dict[str, Chain] = field(default_factory=dict)
    #: Teams, roles over time, documents, bodies, identity over time, media.
    structure: Structure = field(default_factory=Structure)
    #: Class → the highest list number given since the first day of the year.
    numbers: dict[UUID, int] = field(default_factory=dict)
    #: Last year's pupils who have no class yet, by pupil.
    to_place: dict[UUID, e.ToPlace] = field(default_factory=dict)
    previous: UUID | None = None
    closed: e.YearClosed | None = None
    continued: UUID | None = None

    @property
    def chains(self) -> Mapping[str, Chain]:
        """In which order reports are signed, by level: as fixed, else by the school's policy."""
        return self.chains_fixed or self.policies.signing_chains

    def chain(self, grade: int) -> Chain:
        """In which order the reports of a grade are signed."""
        return self.chains[hoc_ba.of_grade(grade).level]

    def on(self, day: date) -> SchoolYear:
        """The year with the policies, roles and identity of a day, which no entry before it has come after."""
        same = not self.structure.varies or self._standing(day) == self._standing(None)
        if same and not any(each.begins <= day for each in self.coming):
            return self
        then = replace(
            self,
            staff=dict(self.staff),
            coming=list(self.coming),
            policies_set=dict(self.policies_set),
            policies_before=list(self.policies_before),
        )
        then.let_begin(day)
        return then

    def let_begin(self, day: date) -> None:
        """Policies that begin by this day are in force from now on, in this state, with the roles and the identity."""
        due = [each for each in self.coming if each.begins <= day]
        for each in sorted(due, key=lambda each: each.begins):  # of one day in the order in which they were set
            self.coming.remove(each)
            self.policies_before.append((each, self.policies))
            self.policies = changed(self.policies, each.set.policy, each.set.value)
            self.policies_set[each.set.policy] = each
        if self.structure.varies:
            self.school, self.place_of_issue, roles = self._standing(day)
            self.staff |= {staff_id: replace(self.staff[staff_id], roles=held) for staff_id, held in roles.items()}

    def _standing(self, day: date | None) -> tuple[SchoolIdentity, str, dict[UUID, frozenset[e.Role]]]:
        """Identity and the roles that ever changed: of a day, or as they stand in this state."""
        changed_for = self.structure.roles
        if day is None:
            roles = {staff_id: self.staff[staff_id].roles for staff_id in changed_for}
            return self.school, self.place_of_issue, roles
        named = self.structure.name_on(day)
        return named.school, named.place_of_issue, {staff_id: self.roles_on(staff_id, day) for staff_id in changed_for}

    def roles_on(self, staff_id: UUID, day: date) -> frozenset[e.Role]:
        """The roles of a member of staff on a day."""
        return self.structure.roles_on(staff_id, self.staff[staff_id].roles, day)

    @property
    def teams(self) -> Mapping[UUID, Team]:
        """Tổ chuyên môn, tổ công tác, ban chỉ đạo, by their ids."""
        return self.structure.teams

    def team(self, code: str) -> Team:
        """The team with this code. Raises Misused if there is none."""
        for found in self.teams.values():
            if found.code == code:
                return found
        raise Misused("team.unknown", team=code, year=self.name)

    def head_of(self, team_id: UUID, day: date) -> Staff | None:
        """The head of a team (tổ trưởng) on a day."""
        head = self.teams[team_id].head(day)
        return self.staff[head] if head else None

    def team_of(self, staff_id: UUID, day: date, kind: TeamKind = TeamKind.SUBJECTS) -> Team | None:
        """The team of a kind that somebody belongs to on a day; nobody is in two tổ chuyên môn."""
        return next((team for team in self.structure.teams_of(staff_id, day) if team.kind is kind), None)

    def policies_at(self, version: int, day: date) -> SchoolPolicies:
        """The policies in force on a day on which this stream had that version."""
        for change, before in self.policies_before:
            if version < change.version or day < change.begins:
                return before
        return self.policies

    def member(self, code: str) -> Staff:
        """The member of staff with this code. Raises Misused if there is none."""
        for staff in self.staff.values():
            if staff.code == code:
                return staff
        raise Misused("staff.unknown", staff=code, year=self.name)

    def school_class(self, code: str) -> SchoolClass:
        """The class with this code. Raises Misused if there is none."""
        for found in self.classes.values():
            if found.code == code:
                return found
        raise Misused("class.unknown", class_code=code, year=self.name)

    def actor(self, actor: str) -> Staff:
        """Who acts, as a member of this year's staff. Raises Rejected for anybody else."""
        staff_id = staff_id_of(actor)
        staff = self.staff.get(staff_id) if staff_id else None
        if staff is None:
            raise Rejected("right.not_staff", year=self.name)
        return staff

    def teachers(self, class_id: UUID, subject: str) -> list[Assignment]:
        """All assignments of a class and subject, past ones included, in the order they were made."""
        return self.teaching.get((class_id, subject), [])

    def teacher(self, class_id: UUID, subject: str, day: date) -> Staff | None:
        """Who answers for the subject on this day, and signs; where nobody was named, the first of its parts."""
        running = [right for right in self.teachers(class_id, subject) if right.covers(day)]
        for duty in (e.Duty.RESPONSIBLE, e.Duty.PART):
            for right in running:
                if right.duty is duty:
                    return self.staff[right.staff_id]
        return None

    def last_teacher(self, class_id: UUID, subject: str, day: date) -> Staff | None:
        """Who answers for the subject on this day, or else who did last: he left, and nobody follows."""
        if found := self.teacher(class_id, subject, day):
            return found
        left = [right for right in self.teachers(class_id, subject) if right.duty is not e.Duty.SUBSTITUTE]
        gone = [(right.last_day, right.staff_id) for right in left if right.last_day and right.last_day < day]
        return self.staff[max(gone)[1]] if gone else None

    def homeroom_teacher(self, class_id: UUID, day: date) -> Staff | None:
        """The homeroom teacher (GVCN) on this day."""
        running = (right for right in self.homerooms.get(class_id, ()) if right.covers(day))
        return next((self.staff[right.staff_id] for right in running), None)

    def require_teacher(self, actor: str, class_id: UUID, subject: str, day: date, part: str | None = None) -> Staff:
        """
        The actor, if assigned to the subject in this class on this day; else Rejected naming the missing right.

        With ``part``, who teaches only another part of the subject is refused.
        """
        staff = self.actor(actor)
        rights = [right for right in self.teachers(class_id, subject) if part is None or right.part in (None, part)]
        what = f"{subject}/{part}" if part else subject
        self._require(rights, staff, day, what, self.classes[class_id].code)
        return staff

    def require_homeroom(self, actor: str, class_id: UUID, day: date) -> Staff:
        """The actor, if homeroom teacher of this class on this day; else Rejected naming the missing right."""
        staff = self.actor(actor)
        self._require(self.homerooms.get(class_id, ()), staff, day, "GVCN", self.classes[class_id].code)
        return staff

    def require_role(self, actor: str, *roles: e.Role) -> Staff:
        """The actor, if he has one of these roles; else Rejected naming them."""
        staff = self.actor(actor)
        if not staff.roles.intersection(roles):
            raise Rejected("right.role", staff=staff.code, roles=", ".join(role.value for role in roles))
        return staff

    def delegation(self, staff_id: UUID, kind: e.DelegationKind, day: date) -> Delegation | None:
        """His running delegation of this kind."""
        for delegation in self.delegations.values():
            if delegation.kind is kind and delegation.right.staff_id == staff_id and delegation.right.covers(day):
                return delegation
        return None

    def require_delegation(self, staff: Staff, kind: e.DelegationKind, day: date) -> Delegation:
        """His running delegation of this kind; else Rejected: it has ended (24:00 of its last day), or he has none."""
        if found := self.delegation(staff.staff_id, kind, day):
            return found
        own = [each.right for each in self.delegations.values() if each.kind is kind]
        ended = [right.last_day for right in own if right.staff_id == staff.staff_id and right.last_day]
        if past := [last_day for last_day in ended if last_day < day]:
            raise Rejected("delegation.ended", staff=staff.code, kind=kind.value, last_day=f"{max(past):%d/%m/%Y}")
        raise Rejected("delegation.missing", staff=staff.code, kind=kind.value)

    def require_certificate(self, sha256: str, holder: Staff | None) -> None:
        """Raises Rejected unless this certificate is registered for the holder (None: for the school)."""
        if sha256 not in self.certificates:
            raise Rejected("cert.unknown", sha256=sha256[:16])
        if self.certificates[sha256] != (holder.staff_id if holder else None):
            raise Rejected("cert.other_person", sha256=sha256[:16])

    def require_seal(self, sha256: str, serial: str, last_day: date) -> None:
        """Raises Rejected unless it is the school's, and the Department approved it: its serial number, last day."""
        self.require_certificate(sha256, None)
        if sha256 not in self.approved:
            raise Rejected("org.not_approved", serial=serial, last_day=f"{last_day:%d/%m/%Y}")

    @staticmethod
    def _require(rights: Iterable[Assignment], staff: Staff, day: date, what: str, where: str) -> None:
        own = [right for right in rights if right.staff_id == staff.staff_id]
        if any(right.covers(day) for right in own):
            return
        if ended := [right.last_day for right in own if right.last_day and right.last_day < day]:
            raise Rejected("right.ended", staff=staff.code, what=what, where=where, last_day=f"{max(ended):%d/%m/%Y}")
        raise Rejected("right.missing", staff=staff.code, what=what, where=where)


def fold(school_year_id: UUID, happened: Iterable[Happened]) -> SchoolYear:
    """The state after these events. Raises Misused if the stream has none."""
    steps: Iterator[Happened] = iter(happened)
    first = next(steps, None)
    if first is None or not isinstance(first.data, e.SchoolYearOpened):
        raise Misused("school_year.unknown", school_year_id=school_year_id)
    opened = first.data
    state = SchoolYear(
        school_year_id=school_year_id,
        version=1,
        name=opened.name,
        school=opened.school,
        place_of_issue=opened.place_of_issue,
        policies=opened.policies,
        calendar=opened.calendar,
        structure=Structure(names=[Named(date.min, opened.school, opened.place_of_issue)]),
    )
    for step in steps:
        evolve(state, step)
    return state


def evolve(state: SchoolYear, happened: Happened) -> SchoolYear:
    """The state after one more event. Changes and returns ``state``: a fold owns the state it folds."""
    state.version += 1
    day = local_day(happened.at)
    state.let_begin(day)
    if structure.evolve(state.structure, happened, lambda staff_id: state.staff[staff_id].roles):
        state.let_begin(day)
    elif not _calendar(state, happened) and not _lists(state, happened):
        _roster(state, happened)
    return state


def _roster(state: SchoolYear, happened: Happened) -> None:
    match happened.data:
        case e.StaffJoined(staff_id=staff_id, code=code, roles=roles, identity=identity):
            state.staff[staff_id] = Staff(staff_id, code, frozenset(roles), identity)
        case e.ClassOpened(class_id=class_id, code=code, grade=grade):
            state.classes[class_id] = SchoolClass(class_id, code, grade)
        case e.HomeroomAssigned(class_id=class_id, staff_id=staff_id, since=since):
            rights = state.homerooms.setdefault(class_id, [])
            if rights:
                rights[-1].last_day = since - timedelta(days=1)
            rights.append(Assignment(staff_id, since))
        case e.TeachingAssigned() as given:
            rights = state.teaching.setdefault((given.class_id, given.subject), [])
            rights.append(Assignment(given.staff_id, given.since, part=given.part, duty=given.duty))
        case e.TeachingEnded() as ended:
            for right in state.teachers(ended.class_id, ended.subject):
                if right.staff_id == ended.staff_id and right.part == ended.part and right.last_day is None:
                    right.last_day = ended.last_day
        case e.DelegationGranted() as given:
            right, what = Assignment(given.staff_id, given.since, given.until), (given.kind, given.document)
            state.delegations[given.delegation_id] = Delegation(given.delegation_id, *what, right, happened.actor)
        case e.DelegationRevoked(delegation_id=delegation_id, last_day=last_day):
            state.delegations[delegation_id].right.last_day = last_day
        case e.CertificateRegistered(staff_id=holder, sha256=sha256):
            state.certificates[sha256] = holder
        case e.CertificateApproved(sha256=sha256) as approved:
            state.approved[sha256] = approved


def _lists(state: SchoolYear, happened: Happened) -> bool:
    match happened.data:
        case e.PupilListed(class_id=class_id, number=number, pupil_id=pupil_id):
            state.numbers[class_id] = number
            state.to_place.pop(pupil_id, None)
        case e.RosterCarriedOver(previous=previous, to_place=waiting):
            state.previous, state.to_place = previous, {each.pupil_id: each for each in waiting}
        case e.YearClosed() as closed:
            state.closed = closed
        case e.YearContinued(next_year=next_year):
            state.continued = next_year
        case _:
            return False
    return True


def _calendar(state: SchoolYear, happened: Happened) -> bool:
    match happened.data:
        case e.TermLocked(term=term):
            state.locked.add(term)
        case e.TermReopened(term=term):
            state.locked.discard(term)
        case e.DeadlineSet(step=step, grade=grade) as given:
            state.deadlines[step, grade] = given
        case e.DeadlineExtended() as extended:
            state.extensions.append(extended)
        case e.PolicySet() as given:
            day = local_day(happened.at)
            state.coming.append(InForce(given, happened.actor, happened.position, state.version, max(given.since, day)))
            state.let_begin(day)
        case e.ChainFixed(chains=chains):
            state.chains_fixed = dict(chains)
        case _:
            return False
    return True
