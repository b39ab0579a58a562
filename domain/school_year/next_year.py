"""
The first events of a school year that goes on from another one.

Kept: the school, its policies as they stand, the staff with their ids and the roles they have on the new first day,
each to the last day that was said of it, roles that begin later, teams and their heads, supervising bodies,
certificates, the names of classes (8A goes on as 9A; the first grade has the classes it had). Not kept: assignments,
delegations, last days of steps, documents, the medium of each grade: every year says these anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from domain.event import Event
from domain.report.onward import ends_level
from domain.school_year import events as e
from domain.school_year.state import SchoolClass, SchoolYear
from domain.school_year.structure import events as s


def following(name: str) -> str:
    """2026-2027 of 2025-2026."""
    first, last = (int(part) for part in name.split("-"))
    return f"{first + 1}-{last + 1}"


def a_year_later(calendar: e.Calendar) -> e.Calendar:
    """The same days of the next year; last days are those of the plans until the school sets its own."""
    return e.Calendar(
        starts=_later(calendar.starts), term_2_starts=_later(calendar.term_2_starts), ends=_later(calendar.ends)
    )


def class_after(found: SchoolClass) -> str:
    """The code under which a class goes on: 9A of 8A."""
    return f"{found.grade + 1}{found.code[len(str(found.grade)) :]}"


def classes_after(year: SchoolYear, without: Collection[str] = ()) -> dict[str, int]:
    """Code → grade of the next year's classes, by grade and code, but for those that are given up."""
    first = min(each.grade for each in year.classes.values())
    again = {each.code: first for each in year.classes.values() if each.grade == first}
    up = {class_after(each): each.grade + 1 for each in year.classes.values() if not ends_level(each.grade)}
    kept = {code: grade for code, grade in {**again, **up}.items() if code not in without}
    return dict(sorted(kept.items(), key=lambda each: (each[1], each[0])))


def first_events(
    previous: SchoolYear,
    happened: Sequence[Event],
    calendar: e.Calendar,
    classes: Mapping[str, SchoolClass],
    homerooms: Mapping[str, UUID],
    to_place: Sequence[e.ToPlace],
) -> list[Event]:
    """
    All events of the new year's stream but those of single pupils.

    ``previous`` is the year before as of the new first day or a later one, ``happened`` the events of its stream.
    ``homerooms``: class code → staff id, for classes whose homeroom teacher is known already.
    """
    since = calendar.starts
    return [
        e.SchoolYearOpened(
            name=following(previous.name),
            school=previous.school,
            place_of_issue=previous.place_of_issue,
            policies=previous.policies,
            calendar=calendar,
        ),
        *(
            e.StaffJoined(
                staff_id=each.staff_id,
                code=each.code,
                roles=_roles(previous.roles_on(each.staff_id, since)),
                identity=each.identity,
            )
            for each in previous.staff.values()
        ),
        *(event for event in happened if isinstance(event, (e.CertificateRegistered, e.CertificateApproved))),
        *_roles_to_come(previous, happened, since),
        *_structure(previous, since),
        *(e.ClassOpened(class_id=each.class_id, code=each.code, grade=each.grade) for each in classes.values()),
        *(
            e.HomeroomAssigned(class_id=classes[code].class_id, staff_id=staff_id, since=since)
            for code, staff_id in homerooms.items()
        ),
        e.RosterCarriedOver(previous=previous.school_year_id, to_place=tuple(to_place)),
    ]


def _roles_to_come(previous: SchoolYear, happened: Sequence[Event], since: date) -> Iterator[Event]:
    """What was said of the days behind the first one: an end of a role, by its document, and one that begins later."""
    documents = {
        (each.staff_id, each.role, each.until if isinstance(each, s.RoleGiven) else each.last_day): each.document
        for each in happened
        if isinstance(each, (s.RoleGiven, s.RoleEnded))
    }
    held = [each for roles in previous.structure.roles.values() for each in roles if each.reaches(since)]
    for each in held:
        facts = {"staff_id": each.staff_id, "role": each.role}
        document = documents.get((each.staff_id, each.role, each.last_day))
        if each.since > since:
            yield s.RoleGiven(**facts, since=each.since, until=each.last_day, document=each.document)
        elif each.last_day:
            yield s.RoleEnded(**facts, last_day=each.last_day, document=document)


def _structure(previous: SchoolYear, since: date) -> Iterator[Event]:
    for team in previous.structure.teams.values():
        yield s.TeamFormed(team_id=team.team_id, code=team.code, name=team.name, kind=team.kind)
        for staff_id in team.on(since):
            head = team.head(since) == staff_id
            yield s.TeamJoined(team_id=team.team_id, staff_id=staff_id, since=since, head=head)
            if last_day := next(each.last_day for each in team.of(staff_id) if each.covers(since)):
                yield s.TeamLeft(team_id=team.team_id, staff_id=staff_id, last_day=last_day)
    for level in s.BodyLevel:
        if body := previous.structure.body_on(level, since):
            yield body


def _roles(held: frozenset[e.Role]) -> tuple[e.Role, ...]:
    return tuple(role for role in e.Role if role in held)


def _later(day: date) -> date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
