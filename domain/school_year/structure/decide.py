"""
Decisions on the structure of a school year.

- Leadership and the IT officer form teams. Nobody is in two tổ chuyên môn at once, no team has two heads.
- The principal takes people onto the staff, gives and ends roles, by a document. A school has one principal at a time.
- Documents are entered once, by number and issuer; what cites one that is not entered is recorded all the same.
- The principal says under which identity, under which bodies, and with which medium for a grade the school works.
- Clerk or principal record each handing over of the year's archive once, after it was; a closed year's too.
"""

from __future__ import annotations

from datetime import date

from domain.context import Context
from domain.errors import Rejected
from domain.event import Event
from domain.messages import MESSAGES
from domain.rights import acting
from domain.school_year.events import Role, StaffJoined
from domain.school_year.state import SchoolYear
from domain.school_year.structure import commands as c
from domain.school_year.structure import events as e
from domain.school_year.structure.state import Belonging, RoleHeld, Team

MESSAGES.update(
    {
        "staff.exists": (
            "Mã cán bộ {staff} đã có trong năm học.",
            "The year has a member of staff {staff} already.",
        ),
        "team.exists": (
            "Năm học đã có tổ {team}.",
            "The school year has a team {team} already.",
        ),
        "team.other": (
            "{staff} đang thuộc tổ {team}; một người chỉ thuộc một tổ chuyên môn. Hãy ghi ngày rời tổ trước.",
            "{staff} belongs to {team}; nobody is in two teams of subjects. Record the last day there first.",
        ),
        "team.not_member": (
            "{staff} không thuộc tổ {team} vào ngày {day}.",
            "{staff} is no member of {team} on {day}.",
        ),
        "team.order": (
            "Tổ {team} đã có ghi nhận về {staff} từ ngày {day}; hãy ghi theo thứ tự ngày.",
            "Of {team} something is recorded about {staff} from {day} on; record in the order of days.",
        ),
        "structure.unknown": (
            "Không có {found} trong năm học này.",
            "This school year has no {found}.",
        ),
        "role.held": (
            "{staff} đã có vai trò {role:role} trong thời gian này.",
            "{staff} is {role:role} in that time already.",
        ),
        "role.not_held": (
            "{staff} không có vai trò {role:role} vào ngày {day}.",
            "{staff} is not {role:role} on {day}.",
        ),
        "role.principal": (
            "Trường đang có Hiệu trưởng: {staff}. Hãy ghi ngày cuối của người trước rồi mới giao cho người sau.",
            "The school has a principal: {staff}. Record his last day before the next one's first.",
        ),
        "structure.days": (
            "Ngày cuối {last} sớm hơn ngày đầu {first}.",
            "The last day {last} is before the first day {first}.",
        ),
        "document.registered": (
            "Văn bản số {number} của {issuer} đã có trong danh mục.",
            "Document {number} of {issuer} is on the list already.",
        ),
        "school.level": (
            "Đổi tên không đổi cấp học: năm học này là {expected}, không phải {found}.",
            "A new name does not change the level: this year's is {expected}, not {found}.",
        ),
        "medium.grade": (
            "Năm học này không có khối {grade}. Các khối: {expected}.",
            "This school year has no grade {grade}; it has {expected}.",
        ),
        "archive.dated": (
            "Ngày biên bản {dated} ở sau hôm nay. Hãy ghi sau khi đã bàn giao.",
            "The record's date {dated} is after today. Record it once it was handed over.",
        ),
        "archive.recorded": (
            "Đã ghi lần bàn giao hồ sơ lưu trữ theo biên bản {document} cho {recipient}.",
            "The handing over to {recipient} by {document} is recorded already.",
        ),
    }
)


def decide(state: SchoolYear, command: c.Command, context: Context) -> list[Event]:
    """The events that follow; none where it stands so already. Raises Rejected."""
    acting(command, state, context)
    match command:
        case c.FormTeam():
            return _form(state, command)
        case c.JoinTeam():
            return _join(state, command)
        case c.LeaveTeam():
            return _leave(state, command)
        case c.JoinStaff():
            return _join_staff(state, command)
        case c.GiveRole():
            return _give(state, command)
        case c.EndRole():
            return _end(state, command)
        case c.RegisterDocument():
            return _register(state, command)
        case c.SetSupervisingBody(level=level, since=since):
            event = e.SupervisingBodySet(**dict(command))
            return [] if state.structure.body_on(level, since) == event else [event]
        case c.RenameSchool():
            return _rename(state, command)
        case c.SetMedium():
            return _medium(state, command)
        case c.HandOverArchive():
            return _hand_over(state, command, context)


def _form(state: SchoolYear, command: c.FormTeam) -> list[Event]:
    if command.team_id in state.teams or any(team.code == command.code for team in state.teams.values()):
        raise Rejected("team.exists", team=command.code)
    return [e.TeamFormed(**dict(command))]


def _join(state: SchoolYear, command: c.JoinTeam) -> list[Event]:
    team, staff_id, day = _team(state, command), command.staff_id, command.since
    if team.kind is e.TeamKind.SUBJECTS:
        # The new membership runs without end, so whatever ends later, or begins later, is in its way.
        others = (each for each in state.teams.values() if each.kind is team.kind and each != team)
        if other := next((each for each in others if any(one.reaches(day) for one in each.of(staff_id))), None):
            raise Rejected("team.other", staff=state.staff[staff_id].code, team=other.code)
    heads = [each for each in team.heads if command.head or each.staff_id == staff_id]
    for each in (*team.of(staff_id), *heads):
        if each.reaches(day) and (each.since > day or each.last_day):
            raise _out_of_order(state, team, each)
    if staff_id in team.on(day) and (team.head(day) == staff_id) is command.head:
        return []
    return [e.TeamJoined(**dict(command))]


def _leave(state: SchoolYear, command: c.LeaveTeam) -> list[Event]:
    team, day = _team(state, command), command.last_day
    for each in team.of(command.staff_id):
        if each.reaches(day) and each.since > day:
            raise _out_of_order(state, team, each)
    if command.staff_id not in team.on(day):
        code = state.staff[command.staff_id].code
        raise Rejected("team.not_member", staff=code, team=team.code, day=f"{day:%d/%m/%Y}")
    return [e.TeamLeft(**dict(command))]


def _out_of_order(state: SchoolYear, team: Team, later: Belonging) -> Rejected:
    day = max(later.since, later.last_day or later.since)
    return Rejected("team.order", team=team.code, staff=state.staff[later.staff_id].code, day=f"{day:%d/%m/%Y}")


def _team(state: SchoolYear, command: c.JoinTeam | c.LeaveTeam) -> Team:
    """Team and person are of this year. Raises Rejected."""
    if command.team_id not in state.teams:
        raise Rejected("structure.unknown", found=command.team_id)
    _known(state, command)
    return state.teams[command.team_id]


def _known(state: SchoolYear, command: c.JoinTeam | c.LeaveTeam | c.GiveRole | c.EndRole) -> None:
    if command.staff_id not in state.staff:
        raise Rejected("structure.unknown", found=command.staff_id)


def _join_staff(state: SchoolYear, command: c.JoinStaff) -> list[Event]:
    """He joins without a role, and is given each by the document: so it is told since when, and why."""
    if command.staff_id in state.staff or any(each.code == command.code for each in state.staff.values()):
        raise Rejected("staff.exists", staff=command.code)
    if Role.SUPERVISOR in command.roles and len(set(command.roles)) > 1:
        raise Rejected("role.supervisor")
    if Role.PRINCIPAL in command.roles and (other := _principal(state, command.since)):
        raise Rejected("role.principal", staff=other)
    given = {"staff_id": command.staff_id, "since": command.since, "until": None, "document": command.document}
    return [
        StaffJoined(staff_id=command.staff_id, code=command.code, roles=(), identity=command.identity),
        *(e.RoleGiven(role=role, **given) for role in Role if role in command.roles),
    ]


def _give(state: SchoolYear, command: c.GiveRole) -> list[Event]:
    _known(state, command)
    code, role, since = state.staff[command.staff_id].code, command.role, command.since
    if command.until and command.until < since:
        raise Rejected("structure.days", first=f"{since:%d/%m/%Y}", last=f"{command.until:%d/%m/%Y}")
    held = state.roles_on(command.staff_id, since)
    if role in held or any(each.reaches(since) for each in _own(state, command)):
        raise Rejected("role.held", staff=code, role=role.value)
    if Role.SUPERVISOR in held or (role is Role.SUPERVISOR and held):
        raise Rejected("role.supervisor")
    if role is Role.PRINCIPAL and (other := _principal(state, since)):
        raise Rejected("role.principal", staff=other)
    return [e.RoleGiven(**dict(command))]


def _principal(state: SchoolYear, day: date) -> str | None:
    """Code of who is principal on that day, or will be after it."""
    later = {each.since for held in state.structure.roles.values() for each in held if each.since > day}
    for at in sorted({day, *later}):
        for staff in state.staff.values():
            if Role.PRINCIPAL in state.roles_on(staff.staff_id, at):
                return staff.code
    return None


def _end(state: SchoolYear, command: c.EndRole) -> list[Event]:
    _known(state, command)
    later = any(each.reaches(command.last_day) and each.since > command.last_day for each in _own(state, command))
    if later or command.role not in state.roles_on(command.staff_id, command.last_day):
        code, day = state.staff[command.staff_id].code, f"{command.last_day:%d/%m/%Y}"
        raise Rejected("role.not_held", staff=code, role=command.role.value, day=day)
    return [e.RoleEnded(**dict(command))]


def _own(state: SchoolYear, command: c.GiveRole | c.EndRole) -> list[RoleHeld]:
    """The times for which the role was given to him; none where his roles never changed."""
    return [each for each in state.structure.roles.get(command.staff_id, ()) if each.role is command.role]


def _register(state: SchoolYear, command: c.RegisterDocument) -> list[Event]:
    known = {(each.number, each.issuer) for each in state.structure.documents.values()}
    if command.document_id in state.structure.documents or (command.number, command.issuer) in known:
        raise Rejected("document.registered", number=command.number, issuer=command.issuer)
    return [e.DocumentRegistered(**dict(command))]


def _rename(state: SchoolYear, command: c.RenameSchool) -> list[Event]:
    if command.school.level != state.school.level:
        raise Rejected("school.level", expected=state.school.level, found=command.school.level)
    standing = state.structure.name_on(command.since)
    same = (standing.school, standing.place_of_issue) == (command.school, command.place_of_issue)
    return [] if same else [e.SchoolRenamed(**dict(command))]


def _medium(state: SchoolYear, command: c.SetMedium) -> list[Event]:
    grades = sorted({each.grade for each in state.classes.values()})
    if command.grade not in grades:
        raise Rejected("medium.grade", grade=command.grade, expected=", ".join(map(str, grades)))
    if command.digital is state.structure.digital(command.grade):
        return []
    return [e.MediumSet(**dict(command))]


def _hand_over(state: SchoolYear, command: c.HandOverArchive, context: Context) -> list[Event]:
    if command.dated > context.today:
        raise Rejected("archive.dated", dated=f"{command.dated:%d/%m/%Y}")
    recorded = {(each.value.document, each.value.recipient) for each in state.structure.archives}
    if (command.document, command.recipient) in recorded:
        raise Rejected("archive.recorded", document=command.document, recipient=command.recipient)
    return [e.ArchiveHandedOver(**dict(command))]
