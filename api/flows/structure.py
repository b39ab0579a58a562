"""The structure of a school year as people read it: teams, roles, governing documents, bodies, names, media."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.flows.school_model import NAME_CHARACTERS_MAX, PersonalNumber
from api.flows.school_notices import Notice
from domain.event import Value
from domain.messages import MESSAGES
from domain.report.document import SchoolIdentity
from domain.school_year.events import Role, StaffCode
from domain.school_year.state import SchoolYear
from domain.school_year.structure import commands as structure
from domain.school_year.structure.events import BodyLevel, DocumentKind, TeamKind
from domain.school_year.structure.state import Team
from domain.values import Personal, Text

MESSAGES.update(
    {
        "document.unregistered": (
            "Văn bản “{found}” không có số nào trong danh mục văn bản của năm học. Nếu viết đúng, hãy ghi văn bản đó "
            "vào danh mục: hocba year document.",
            "“{found}” names no number of the year's documents. If it is right, enter the document: hocba year "
            "document.",
        ),
    }
)


class MemberLine(Value):
    """A member of a team: staff code, from when to when, and since when its head, where he is."""

    staff: str
    since: date
    last_day: date | None
    head_since: date | None


class TeamLine(Value):
    """A team (tổ) with its head on the day, and everybody who was ever in it."""

    code: str
    name: str
    kind: TeamKind
    head: str | None
    members: tuple[MemberLine, ...]


class RoleLine(Value):
    """A role for a time; ``document`` is None for those with which somebody joined."""

    staff: str
    role: Role
    since: date | None
    last_day: date | None
    document: str | None


class DocumentLine(Value):
    """A governing document; ``cited_by``: how many policies, roles, delegations and decisions name its number."""

    document_id: UUID
    kind: DocumentKind
    number: str
    dated: date
    title: str
    issuer: str
    sha256: str | None
    cited_by: int


class BodyLine(Value):
    """A supervising body, from ``since`` on."""

    level: BodyLevel
    name: str
    since: date
    document: str


class NameLine(Value):
    """An identity of the school; the first one, ``since`` None, is that of the opening."""

    since: date | None
    school: SchoolIdentity
    place_of_issue: str
    document: str | None


class MediumLine(Value):
    """Whether a grade's reports are digital; ``document`` is None where nobody set it."""

    grade: int
    digital: bool
    document: str | None


class NewStaff(Value):
    """Who joins, as in the school file; what he is, from when, by which document."""

    code: StaffCode
    #: As the signatory's of a report: a name that no page can show would stand in the ledger for ever.
    full_name: Annotated[Text, Field(max_length=NAME_CHARACTERS_MAX)]
    personal_number: PersonalNumber
    roles: Annotated[tuple[Role, ...], Field(max_length=len(Role))]
    since: date | None = None
    document: Text

    def joining(self, staff_id: UUID, today: date) -> tuple[structure.JoinStaff, list[Personal]]:
        """The command, and the values that it commits to."""
        values = [Personal.of(name, getattr(self, name)) for name in ("full_name", "personal_number")]
        asked = structure.JoinStaff(
            staff_id=staff_id,
            code=self.code,
            identity={value.field: value.commitment for value in values},
            roles=self.roles,
            since=self.since or today,
            document=self.document,
        )
        return asked, values


def teams(year: SchoolYear, day: date) -> list[TeamLine]:
    """By their codes."""
    return [_team(year, team, day) for team in sorted(year.teams.values(), key=lambda team: team.code)]


def _team(year: SchoolYear, team: Team, day: date) -> TeamLine:
    head = year.head_of(team.team_id, day)
    since = next((each.since for each in team.heads if each.covers(day)), None)
    return TeamLine(
        code=team.code,
        name=team.name,
        kind=team.kind,
        head=head.code if head else None,
        members=tuple(
            MemberLine(
                staff=year.staff[each.staff_id].code,
                since=each.since,
                last_day=each.last_day,
                head_since=since if head and each.staff_id == head.staff_id and each.covers(day) else None,
            )
            for each in team.members
        ),
    )


def roles(year: SchoolYear) -> list[RoleLine]:
    """Everybody's roles over the year, by staff code; who never had one is left out."""
    lines = []
    for staff in sorted(year.staff.values(), key=lambda staff: staff.code):
        for held in year.structure.roles.get(staff.staff_id, ()):
            since = None if held.since == date.min else held.since
            lines.append(
                RoleLine(staff=staff.code, role=held.role, since=since, last_day=held.last_day, document=held.document)
            )
        if staff.staff_id not in year.structure.roles:
            own = [role for role in Role if role in staff.roles]
            lines += [RoleLine(staff=staff.code, role=role, since=None, last_day=None, document=None) for role in own]
    return lines


def documents(year: SchoolYear) -> list[DocumentLine]:
    """In the order in which they were entered."""
    cited = list(_citations(year))
    return [
        DocumentLine(**dict(each), cited_by=sum(each.number in text for text in cited))
        for each in year.structure.documents.values()
    ]


def _citations(year: SchoolYear) -> list[str]:
    structure = year.structure
    held = [each.document for times in structure.roles.values() for each in times]
    return [
        *(each.set.document for each in (*year.policies_set.values(), *year.coming)),
        *(each.document for each in year.deadlines.values()),
        *(each.document for each in year.delegations.values()),
        *(each.document for each in structure.bodies),
        *(each.document for each in structure.mediums.values()),
        *(text for text in (*held, *(each.document for each in structure.names)) if text),
    ]


def bodies(year: SchoolYear) -> list[BodyLine]:
    """By level, then from when on."""
    found = sorted(year.structure.bodies, key=lambda each: (list(BodyLevel).index(each.level), each.since))
    return [BodyLine(**dict(each)) for each in found]


def names(year: SchoolYear) -> list[NameLine]:
    """In the order in which they were recorded."""
    return [
        NameLine(
            since=None if each.begins == date.min else each.begins,
            school=each.school,
            place_of_issue=each.place_of_issue,
            document=each.document,
        )
        for each in year.structure.names
    ]


def media(year: SchoolYear) -> list[MediumLine]:
    """By grade."""
    grades, found = sorted({each.grade for each in year.classes.values()}), year.structure.mediums
    documents_of = {grade: each.document for grade, each in found.items()}
    return [
        MediumLine(grade=grade, digital=year.structure.digital(grade), document=documents_of.get(grade))
        for grade in grades
    ]


def uncited(year: SchoolYear, asked: object) -> list[Notice]:
    """A notice where the ``document`` of what is asked is not on the year's list (``uncited_text``)."""
    text = getattr(asked, "document", None)
    return uncited_text(year, text) if isinstance(text, str) else []


def uncited_text(year: SchoolYear, document: str) -> list[Notice]:
    """
    A notice where a cited document is not on the year's list, and the school keeps one.

    It is recorded all the same: papers come before their entry into the list, and people write numbers in many ways.
    """
    if not year.structure.documents or year.structure.cites(document):
        return []
    return [Notice("document.unregistered", {"found": document})]
