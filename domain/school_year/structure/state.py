"""
The structure of a school year as its events left it: what is asked for is asked for a day.

Nothing here knows today: ``SchoolYear.on`` puts the roles and the identity of a day where everybody reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from domain.context import local_day
from domain.event import Happened
from domain.report.document import SchoolIdentity
from domain.report.standing import Standing
from domain.school_year.events import Role
from domain.school_year.structure import events as e

#: Staff id → his roles.
RolesOf = Callable[[UUID], frozenset[Role]]


@dataclass(slots=True)
class Belonging:
    """Somebody is something from ``since`` to ``last_day`` (None: still), both included."""

    staff_id: UUID
    since: date
    last_day: date | None = None

    def covers(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.since <= day and (self.last_day is None or day <= self.last_day)

    def reaches(self, day: date) -> bool:
        """Whether it holds on this day or on a later one."""
        return self.last_day is None or self.last_day >= max(day, self.since)

    def end(self, last_day: date) -> None:
        """It ends no later than this day; what would begin later never comes."""
        if self.last_day is None or last_day < self.last_day:
            self.last_day = last_day


@dataclass(slots=True)
class Team:
    """A team, its members and its heads over the year."""

    team_id: UUID
    code: str
    name: str
    kind: e.TeamKind
    members: list[Belonging] = field(default_factory=list)
    heads: list[Belonging] = field(default_factory=list)

    def on(self, day: date) -> list[UUID]:
        """Staff ids of its members on this day, in the order in which they joined."""
        return [each.staff_id for each in self.members if each.covers(day)]

    def of(self, staff_id: UUID) -> list[Belonging]:
        """Somebody's memberships, past ones included."""
        return [each for each in self.members if each.staff_id == staff_id]

    def head(self, day: date) -> UUID | None:
        """Staff id of its head on this day."""
        return next((each.staff_id for each in self.heads if each.covers(day)), None)


@dataclass(slots=True)
class RoleHeld(Belonging):
    """A role that somebody has for a time; ``document`` is None for those with which he joined."""

    role: Role = Role.TEACHER
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """
    The school's identity from ``begins`` on, nothing of it before it was recorded.

    ``document`` is None for the one with which the year was opened.
    """

    begins: date
    school: SchoolIdentity
    place_of_issue: str
    document: str | None = None


@dataclass(slots=True)
class Structure:
    """What the structure's events made; of staff only those are in ``roles`` whose roles changed."""

    teams: dict[UUID, Team] = field(default_factory=dict)
    roles: dict[UUID, list[RoleHeld]] = field(default_factory=dict)
    documents: dict[UUID, e.DocumentRegistered] = field(default_factory=dict)
    bodies: list[e.SupervisingBodySet] = field(default_factory=list)
    names: list[Named] = field(default_factory=list)
    mediums: dict[int, e.MediumSet] = field(default_factory=dict)
    #: Each time that the year's archive was handed over, the last one last.
    archives: list[Standing[e.ArchiveHandedOver]] = field(default_factory=list)

    @property
    def varies(self) -> bool:
        """Whether roles or the identity differ between days."""
        return bool(self.roles) or len(self.names) > 1

    def roles_on(self, staff_id: UUID, joined: frozenset[Role], day: date) -> frozenset[Role]:
        """Somebody's roles on a day; ``joined``: those of one whose roles never changed."""
        held = self.roles.get(staff_id)
        return joined if held is None else frozenset(each.role for each in held if each.covers(day))

    def name_on(self, day: date) -> Named:
        """The identity on a day; the year was opened with the first one."""
        begun = [each for each in self.names if each.begins <= day]
        # Of two that begin on one day the one that was recorded last holds: ``max`` takes the first, so turn them.
        return max(reversed(begun), key=lambda each: each.begins) if begun else self.names[0]

    def body_on(self, level: e.BodyLevel, day: date) -> e.SupervisingBodySet | None:
        """The supervising body of a level on a day, where one was named."""
        begun = [each for each in self.bodies if each.level is level and each.since <= day]
        return max(reversed(begun), key=lambda each: each.since) if begun else None

    def digital(self, grade: int) -> bool:
        """Whether the grade's reports are digital; they are where nothing else was set."""
        return self.mediums[grade].digital if grade in self.mediums else True

    def cites(self, text: str) -> bool:
        """Whether a text names the number of a registered document."""
        return any(each.number in text for each in self.documents.values())

    def teams_of(self, staff_id: UUID, day: date) -> Iterator[Team]:
        """The teams of somebody on a day."""
        return (each for each in self.teams.values() if staff_id in each.on(day))


def evolve(structure: Structure, happened: Happened, joined: RolesOf) -> bool:
    """
    One more event; False where it is none of the structure's. Changes ``structure``.

    ``joined`` tells the roles of one whose roles have not changed before.
    """
    match happened.data:
        case e.TeamFormed(team_id=team_id, code=code, name=name, kind=kind):
            structure.teams[team_id] = Team(team_id, code, name, kind)
        case e.TeamJoined() as given:
            _join(structure.teams[given.team_id], given)
        case e.TeamLeft(team_id=team_id, staff_id=staff_id, last_day=last_day):
            team = structure.teams[team_id]
            _end((*team.members, *team.heads), staff_id, last_day)
        case e.RoleGiven(staff_id=staff_id) as given:
            held = _held(structure, staff_id, joined)
            held.append(RoleHeld(staff_id, given.since, given.until, given.role, given.document))
        case e.RoleEnded(staff_id=staff_id, role=role, last_day=last_day):
            held = _held(structure, staff_id, joined)
            _end((each for each in held if each.role is role), staff_id, last_day)
        case e.DocumentRegistered(document_id=document_id) as given:
            structure.documents[document_id] = given
        case e.SupervisingBodySet() as given:
            structure.bodies.append(given)
        case e.SchoolRenamed() as given:
            begins = max(given.since, local_day(happened.at))
            structure.names.append(Named(begins, given.school, given.place_of_issue, given.document))
        case e.MediumSet(grade=grade) as given:
            structure.mediums[grade] = given
        case e.ArchiveHandedOver() as given:
            structure.archives.append(Standing.of(given, happened))
        case _:
            return False
    return True


def _join(team: Team, given: e.TeamJoined) -> None:
    if given.staff_id not in team.on(given.since):
        team.members.append(Belonging(given.staff_id, given.since))
    before = given.since - timedelta(days=1)
    if given.head:
        for each in team.heads:
            each.end(before)
        team.heads.append(Belonging(given.staff_id, given.since))
    else:
        _end(team.heads, given.staff_id, before)


def _end(belongings: Iterable[Belonging], staff_id: UUID, last_day: date) -> None:
    for each in belongings:
        if each.staff_id == staff_id:
            each.end(last_day)


def _held(structure: Structure, staff_id: UUID, joined: RolesOf) -> list[RoleHeld]:
    if staff_id not in structure.roles:
        own = joined(staff_id)
        structure.roles[staff_id] = [RoleHeld(staff_id, date.min, None, role) for role in Role if role in own]
    return structure.roles[staff_id]
