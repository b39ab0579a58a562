"""Who belongs where, and by which paper: year team|role|document|body|rename|names|medium."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from api.cli.common import DAY_FORMATS
from api.cli.deciding import decide_year
from api.cli.reading import Reader, reads
from api.cli.writing import Writer, writes
from api.flows import structure as views
from api.flows.corrections import read_attachments
from api.flows.desk import made
from domain.school_year.events import Role
from domain.school_year.structure import commands as c
from domain.school_year.structure.events import BodyLevel, DocumentKind, TeamKind
from domain.words import said

team = typer.Typer(no_args_is_help=True, help="Tổ chuyên môn, tổ công tác, ban chỉ đạo. · Teams.")
role = typer.Typer(no_args_is_help=True, help="Vai trò của cán bộ theo thời gian. · Roles over time.")
document = typer.Typer(no_args_is_help=True, help="Danh mục văn bản: kế hoạch, quy chế, quyết định. · Documents.")
body = typer.Typer(no_args_is_help=True, help="Cơ quan quản lý. · Supervising bodies.")
medium = typer.Typer(no_args_is_help=True, help="Khối dùng học bạ số hay học bạ giấy. · Digital or paper.")

#: What ``hocba year`` has of them.
FAMILIES = {"team": team, "role": role, "document": document, "body": body, "medium": medium}

Code = Annotated[str, typer.Argument(help="Mã tổ, ví dụ TOAN_TIN. · Team.")]
Staff = Annotated[str, typer.Option("--staff", help="Mã cán bộ. · Staff code.")]
Since = Annotated[
    datetime | None, typer.Option("--since", formats=DAY_FORMATS, help="Từ ngày; mặc định hôm nay. · First day.")
]
LastDay = Annotated[
    datetime | None, typer.Option("--last-day", formats=DAY_FORMATS, help="Ngày cuối; mặc định hôm nay. · Last day.")
]
Document = Annotated[str, typer.Option("--document", help="Số, ngày của văn bản. · The document.")]
RoleArgument = Annotated[Role, typer.Argument(help="Vai trò, ví dụ CLERK. · Role.")]


@team.command("form")
@writes
def form(
    by: Writer,
    code: Code,
    name: Annotated[str, typer.Option("--name", help="Tên tổ. · Its name.")],
    kind: Annotated[
        TeamKind, typer.Option("--kind", help="SUBJECTS tổ chuyên môn, TASK_FORCE tổ công tác, STEERING ban chỉ đạo.")
    ] = TeamKind.SUBJECTS,
) -> None:
    """Lập một tổ. · Form a team."""
    decide_year(by, made(c.FormTeam, team_id=uuid4(), code=code, name=name, kind=kind))


@team.command("join")
@writes
def join(
    by: Writer,
    code: Code,
    staff: Staff,
    since: Since = None,
    head: Annotated[bool, typer.Option("--head", help="Là tổ trưởng, trưởng ban. · As its head.")] = False,
) -> None:
    """Đưa vào tổ từ một ngày; --head: là người đứng đầu, thay người trước. · A member, or head, from a day on."""
    year, day = by.desk.year(), _day(since, by)
    place = {"team_id": year.team(code).team_id, "staff_id": year.member(staff).staff_id}
    decide_year(by, made(c.JoinTeam, **place, since=day, head=head))


@team.command("leave")
@writes
def leave(by: Writer, code: Code, staff: Staff, last_day: LastDay = None) -> None:
    """Rời tổ sau ngày cuối. · Leave a team."""
    year = by.desk.year()
    place = {"team_id": year.team(code).team_id, "staff_id": year.member(staff).staff_id}
    decide_year(by, made(c.LeaveTeam, **place, last_day=_day(last_day, by)))


@team.command("list")
@reads
def teams(here: Reader) -> None:
    """Các tổ, người đứng đầu, thành viên. · Teams, their heads and members."""
    lines = views.teams(here.desk.year(), here.desk.today)
    if here.answered(lines):
        return
    for line in lines:
        members = ", ".join(each.staff for each in line.members if each.last_day is None)
        vi, en = (said(line.kind, turn, "team") for turn in ("vi", "en"))
        head = line.head or "–"
        here.screen.say(
            f"{line.code} · {line.name} ({vi}) · đứng đầu: {head} · thành viên: {members}",
            f"{line.code} · {line.name} ({en}) · head: {head} · members: {members}",
        )


@role.command("join")
@writes
def join_staff(
    by: Writer,
    code: Annotated[str, typer.Argument(help="Mã cán bộ mới. · Staff code.")],
    full_name: Annotated[str, typer.Option("--name", help="Họ và tên. · Full name.")],
    personal_number: Annotated[str, typer.Option("--personal-number", help="Mã số định danh cá nhân. · 12 digits.")],
    document: Document,
    roles: Annotated[list[Role] | None, typer.Option("--role", help="Vai trò; có thể nhiều. · Roles.")] = None,
    since: Since = None,
) -> None:
    """Cán bộ mới trong năm học, với vai trò theo văn bản. · Somebody joins the staff in mid-year."""
    named = {"code": code, "full_name": full_name, "personal_number": personal_number, "roles": roles or ()}
    new = made(views.NewStaff, **named, since=_day(since, by), document=document)
    asked, values = new.joining(uuid4(), by.desk.today)
    decide_year(by, asked, personal=values)


@role.command("give")
@writes
def give(
    by: Writer,
    role: RoleArgument,
    staff: Staff,
    document: Document,
    since: Since = None,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=DAY_FORMATS, help="Đến hết ngày. · Last day.")
    ] = None,
) -> None:
    """Hiệu trưởng giao một vai trò theo văn bản. · The principal gives a role."""
    who, last = by.desk.year().member(staff).staff_id, until.date() if until else None
    decide_year(by, made(c.GiveRole, staff_id=who, role=role, since=_day(since, by), until=last, document=document))


@role.command("end")
@writes
def end(by: Writer, role: RoleArgument, staff: Staff, document: Document, last_day: LastDay = None) -> None:
    """Kết thúc một vai trò theo văn bản. · End a role."""
    who = by.desk.year().member(staff).staff_id
    decide_year(by, made(c.EndRole, staff_id=who, role=role, last_day=_day(last_day, by), document=document))


@role.command("list")
@reads
def roles(here: Reader) -> None:
    """Vai trò của từng người, từ ngày nào, theo văn bản nào. · Everybody's roles."""
    lines = views.roles(here.desk.year())
    if here.answered(lines):
        return
    for line in lines:
        since = f" · {line.since:%d/%m/%Y}" if line.since else ""
        until = f" – {line.last_day:%d/%m/%Y}" if line.last_day else ""
        told = f"{since}{until}" + (f" · {line.document}" if line.document else "")
        here.screen.say(*(f"{line.staff} · {said(line.role, turn, 'role')}{told}" for turn in ("vi", "en")))


@document.command("add")
@writes
def add(
    by: Writer,
    number: Annotated[str, typer.Argument(help="Số, ký hiệu, ví dụ 48/KH-THPTHLI. · Number.")],
    kind: Annotated[DocumentKind, typer.Option("--kind", help="PLAN, REGULATION, DECISION, LETTER, OTHER.")],
    dated: Annotated[datetime, typer.Option("--dated", formats=DAY_FORMATS, help="Ngày văn bản. · Its day.")],
    title: Annotated[str, typer.Option("--title", help="Trích yếu. · What it is about.")],
    issuer: Annotated[str, typer.Option("--issuer", help="Cơ quan ban hành. · Who issued it.")],
    file: Annotated[Path | None, typer.Option("--file", help="Tệp PDF, PNG, JPEG. · Its file.")] = None,
) -> None:
    """Ghi một văn bản vào danh mục của năm học. · Enter a document that governs the year."""
    blobs = [blob for _, blob in read_attachments([file] if file else ())]
    asked = made(
        c.RegisterDocument,
        document_id=uuid4(),
        kind=kind,
        number=number,
        dated=dated.date(),
        title=title,
        issuer=issuer,
        sha256=blobs[0].sha256 if blobs else None,
    )
    decide_year(by, asked, blobs)


@document.command("list")
@reads
def documents(here: Reader) -> None:
    """Danh mục văn bản, và văn bản nào được dẫn mấy lần. · The documents, and how often each is cited."""
    lines = views.documents(here.desk.year())
    if here.answered(lines):
        return
    for line in lines:
        vi, en = (said(line.kind, turn, "governing") for turn in ("vi", "en"))
        told = f"{line.number} · {line.dated:%d/%m/%Y} · {line.issuer} · {line.title}"
        here.screen.say(f"{vi} {told} · được dẫn {line.cited_by} lần", f"{en} {told} · cited {line.cited_by} times")


@body.command("set")
@writes
def set_body(
    by: Writer,
    level: Annotated[BodyLevel, typer.Argument(help="WARD xã/phường, DEPARTMENT Sở, MINISTRY Bộ. · Level.")],
    name: Annotated[str, typer.Option("--name", help="Tên cơ quan. · Its name.")],
    document: Document,
    since: Since = None,
) -> None:
    """Hiệu trưởng ghi cơ quan quản lý từ một ngày. · The supervising body of a level."""
    day = _day(since, by)
    decide_year(by, made(c.SetSupervisingBody, name=name, level=level, since=day, document=document))


@body.command("list")
@reads
def bodies(here: Reader) -> None:
    """Các cơ quan quản lý theo cấp và thời gian. · The supervising bodies."""
    lines = views.bodies(here.desk.year())
    if here.answered(lines):
        return
    for line in lines:
        told = f"{line.name} · {line.since:%d/%m/%Y} · {line.document}"
        here.screen.say(*(f"{said(line.level, turn, 'body_level')} · {told}" for turn in ("vi", "en")))


@writes
def rename(
    by: Writer,
    document: Document,
    name: Annotated[str | None, typer.Option("--name", help="Tên trường. · Name.")] = None,
    code: Annotated[str | None, typer.Option("--code", help="Mã trường. · Code.")] = None,
    ward: Annotated[str | None, typer.Option("--ward", help="Xã, phường. · Ward.")] = None,
    province: Annotated[str | None, typer.Option("--province", help="Tỉnh, thành phố. · Province.")] = None,
    department: Annotated[str | None, typer.Option("--department", help="Sở GDĐT. · Department.")] = None,
    place: Annotated[str | None, typer.Option("--place", help="Nơi ghi trước ngày, tháng. · Place of issue.")] = None,
    since: Since = None,
) -> None:
    """Đổi tên, sáp nhập, sang tỉnh mới: từ một ngày; cái không nêu thì giữ. · Another identity from a day on."""
    day = _day(since, by)
    standing = by.desk.year().structure.name_on(day)
    given = {"name": name, "code": code, "ward": ward, "province": province, "department": department}
    school = dict(standing.school) | {key: value for key, value in given.items() if value is not None}
    issued_at = place or standing.place_of_issue
    decide_year(by, made(c.RenameSchool, school=school, place_of_issue=issued_at, since=day, document=document))


@reads
def names(here: Reader) -> None:
    """Tên và nơi của trường, từ ngày nào, theo văn bản nào. · The school's identities."""
    lines = views.names(here.desk.year())
    if here.answered(lines):
        return
    for line in lines:
        told = f"{line.school.name} ({line.school.code}), {line.school.ward}, {line.school.province}"
        because = f" · {line.document}" if line.document else ""
        vi = f"từ {line.since:%d/%m/%Y}" if line.since else "khi mở năm học"
        en = f"since {line.since:%d/%m/%Y}" if line.since else "on opening the year"
        here.screen.say(f"{told} · {vi}{because}", f"{told} · {en}{because}")


@medium.command("set")
@writes
def set_medium(
    by: Writer,
    grade: Annotated[int, typer.Argument(help="Khối. · Grade.")],
    document: Document,
    paper: Annotated[bool, typer.Option("--paper/--digital", help="Học bạ giấy hay học bạ số. · Which.")],
) -> None:
    """Khối này dùng học bạ giấy (--paper) hay học bạ số (--digital). · Paper or digital reports for a grade."""
    decide_year(by, made(c.SetMedium, grade=grade, digital=not paper, document=document))


@medium.command("list")
@reads
def media(here: Reader) -> None:
    """Từng khối dùng học bạ gì. · What each grade has."""
    lines = views.media(here.desk.year())
    if here.answered(lines):
        return
    for line in lines:
        because = f" · {line.document}" if line.document else ""
        vi, en = ("học bạ số", "digital") if line.digital else ("học bạ giấy", "paper")
        here.screen.say(f"khối {line.grade} · {vi}{because}", f"grade {line.grade} · {en}{because}")


def _day(given: datetime | None, by: Writer) -> date:
    return given.date() if given else by.desk.today
