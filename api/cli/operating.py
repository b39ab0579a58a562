"""Commands of the operator: migrate, school load and principal, key create and register, token issue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from api.app import Addresses
from api.cli.common import DAY_FORMATS, Json, School, Year, command, desk, program, settings
from api.cli.console import Screen
from api.flows import keys, tokens
from api.flows.entering_school import enter
from api.flows.school_file import load_school_file, notices
from api.flows.school_load import Loaded, policies_of
from api.flows.school_model import SCHOOL, SchoolFile
from api.flows.tokens import Scope
from api.flows.year_decisions import appoint_principal
from domain.context import VIETNAM
from domain.school_year.state import SchoolYear, Staff

school = typer.Typer(no_args_is_help=True, help="Trường và năm học. · Schools.")
key = typer.Typer(no_args_is_help=True, help="Khóa ký (trình diễn) và chứng thư số. · Keys and certificates.")
token = typer.Typer(no_args_is_help=True, help="Mã truy cập. · Access tokens.")

Whose = Annotated[str, typer.Option("--staff", help="Mã cán bộ. · Staff code.")]
Holder = Annotated[
    str, typer.Option("--staff", help="Mã cán bộ, hoặc SCHOOL cho khóa của trường. · Staff code, or SCHOOL.")
]


def migrate(
    test_clock: Annotated[
        bool, typer.Option("--test-clock", help="Đánh dấu vĩnh viễn: đồng hồ đặt được, chỉ để thử. · For tests only.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Tạo hoặc nâng cấp cơ sở dữ liệu. · Bring the database up to date."""
    with command(as_json=as_json) as screen:
        addresses = Addresses.of(settings())
        applied = addresses.migrate(test_clock=test_clock)
        if as_json:
            screen.answer({"database": addresses.name, "applied": applied})
        else:
            screen.say(
                f"Cơ sở dữ liệu {addresses.name}: đã áp dụng {len(applied)} bước.",
                f"Database {addresses.name}: {len(applied)} migrations applied.",
            )


@school.command("load")
def load(
    file: Annotated[Path, typer.Argument(help="Tệp JSON, xem docs/formats/school.md. · School file.")],
    as_json: Json = False,
) -> None:
    """Nạp cán bộ, lớp, phân công, học sinh của một năm học. · Load a school year."""
    with command(as_json=as_json) as screen:
        content = load_school_file(file)
        policies_of(content)
        with program(or_demo=False) as app, app.as_owner():
            loaded = enter(app, content)
        show_loaded(screen, content, loaded, [notice.text(screen.language) for notice in notices(content)], as_json)


@school.command("principal")
def principal(
    staff: Annotated[str, typer.Option("--staff", help="Mã Hiệu trưởng mới. · Staff code of the new principal.")],
    document: Annotated[str, typer.Option("--document", help="Quyết định bổ nhiệm. · The appointment.")],
    since: Annotated[
        datetime | None, typer.Option("--since", formats=DAY_FORMATS, help="Từ ngày; mặc định hôm nay. · First day.")
    ] = None,
    school_id: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Người vận hành ghi Hiệu trưởng mới, khi người trước không tự giao được. · Where nobody can give the role on."""
    with command(as_json=as_json) as screen, desk(school_id, year) as (app, opened), app.as_owner():
        first, who = since.date() if since else opened.today, opened.year().member(staff)
        appoint_principal(opened, who.staff_id, first, document)
        if as_json:
            screen.answer({"principal": staff, "since": f"{first}"})
        else:
            screen.say(f"{staff} là Hiệu trưởng từ {first:%d/%m/%Y}.", f"{staff} is principal from {first:%d/%m/%Y}.")


def show_loaded(screen: Screen, content: SchoolFile, loaded: Loaded, warnings: Sequence[str], as_json: bool) -> None:
    """The answer of every command that begins a school year from files."""
    if as_json:
        screen.answer(
            {
                "school_id": str(loaded.school_id),
                "school_year_id": str(loaded.school_year_id),
                "staff": loaded.staff,
                "classes": loaded.classes,
                "pupils": loaded.pupils,
                "entries": loaded.entries,
                "warnings": warnings,
            }
        )
        return
    for warning in warnings:
        screen.warn(warning, warning)
    screen.say(
        f"Đã nạp trường {content.school.name}, năm học {content.school_year}: {loaded.staff} cán bộ, "
        f"{loaded.classes} lớp, {loaded.pupils} học sinh ({loaded.entries} bản ghi). "
        f"Mã trong sổ cái: {loaded.school_id}",
        f"Loaded {content.school.name}, {content.school_year}: {loaded.staff} staff, {loaded.classes} classes, "
        f"{loaded.pupils} pupils ({loaded.entries} entries). School id: {loaded.school_id}",
    )


def holder(year: SchoolYear, code: str) -> Staff | None:
    """The member of staff, or None for the school itself."""
    return None if code == SCHOOL else year.member(code)


@key.command("create")
def create(staff: Holder, school_id: School = None, year: Year = None, as_json: Json = False) -> None:
    """Tạo khóa phần mềm kèm chứng thư số trình diễn (PKCS#12 có mật khẩu). · Make a demo key."""
    with command(as_json=as_json) as screen, desk(school_id, year) as (app, opened), app.as_owner():
        current = opened.year()
        path = app.keys(opened.ledger.school_id).create(current, opened, holder(current, staff))
        if as_json:
            screen.answer({"key": str(path)})
        else:
            screen.warn("KHÓA TRÌNH DIỄN: không có giá trị pháp lý.", "DEMONSTRATION KEY: it has no legal value.")
            screen.say(f"Đã tạo {path}", f"Made {path}")


@key.command("register")
def register(staff: Holder, school_id: School = None, year: Year = None, as_json: Json = False) -> None:
    """Đăng ký chứng thư số của khóa vào năm học. · Register the key's certificate."""
    with command(as_json=as_json) as screen, desk(school_id, year) as (app, opened), app.as_owner():
        person = holder(opened.year(), staff)
        signing = app.keys(opened.ledger.school_id).load(person)
        keys.register(opened, person, signing.certificate, software=True)
        if as_json:
            screen.answer({"staff": staff, "registered": True})
        else:
            screen.say(f"Đã đăng ký chứng thư số của {staff}.", f"Registered the certificate of {staff}.")


@key.command("approve")
def approve(
    document: Annotated[str, typer.Option("--document", help="Văn bản của Sở. · The Department's document.")],
    dated: Annotated[datetime, typer.Option("--dated", formats=DAY_FORMATS, help="Ngày văn bản. · Its date.")],
    school_id: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Ghi nhận Sở phê duyệt chứng thư số của trường, sau đó mới đóng dấu được. · Enter the approval of the seal."""
    with command(as_json=as_json) as screen, desk(school_id, year) as (app, opened), app.as_owner():
        signing = app.keys(opened.ledger.school_id).load(None)
        keys.approve(opened, signing.certificate, document, dated.date())
        if as_json:
            screen.answer({"staff": SCHOOL, "approved": True})
        else:
            screen.say("Đã ghi nhận Sở phê duyệt chứng thư số của trường.", "The seal's certificate is approved.")


@token.command("issue")
def issue(
    staff: Whose,
    scope: Annotated[
        list[Scope] | None, typer.Option("--scope", help="Phạm vi; mặc định tất cả. · Scopes, default all.")
    ] = None,
    name: Annotated[str, typer.Option("--name", help="Dùng cho phần mềm nào. · For which program.")] = "",
    school_id: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Cấp mã truy cập; chỉ hiện một lần. · Issue a token, shown once."""
    with command(as_json=as_json) as screen, desk(school_id, year) as (app, opened), app.as_owner():
        person = opened.year().member(staff)
        made = tokens.issue_token(app.pool, opened.ledger.school_id, person, scope or tokens.EVERYTHING, name)
        if as_json:
            screen.answer({"staff": staff, "token": made})
        else:
            screen.note(
                "Mã chỉ hiện lần này; hãy đặt vào biến HOCBA_TOKEN.", "Shown this once; put it into HOCBA_TOKEN."
            )
            screen.say(made, made)


@token.command("list")
def list_tokens(
    staff: Annotated[str | None, typer.Option("--staff", help="Chỉ của người này. · Of this person only.")] = None,
    school_id: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Các mã truy cập còn hạn; không hiện lại mã. · The tokens that stand, never their secrets."""
    with command(as_json=as_json) as screen, desk(school_id, year) as (app, opened), app.as_owner():
        people = opened.year()
        whose = people.member(staff).staff_id if staff else None
        found = tokens.tokens(app.pool, opened.ledger.school_id, whose)
        if as_json:
            screen.answer([each.model_dump(mode="json") for each in found])
            return
        for each in found:
            code = people.staff[each.staff_id].code if each.staff_id in people.staff else "?"
            used = f"{each.last_used_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}" if each.last_used_at else "–"
            line = f"{each.token_id}  {code}  {' '.join(each.scopes)}  {each.name}"
            screen.say(f"{line}  dùng lần cuối {used}", f"{line}  last used {used}")


@token.command("revoke")
def revoke(
    token_id: Annotated[UUID, typer.Argument(help="Theo hocba token list. · As listed.")],
    school_id: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Thu hồi một mã truy cập. · End a token."""
    with command(as_json=as_json) as screen, desk(school_id, year) as (app, opened), app.as_owner():
        tokens.revoke_token(app.pool, opened.ledger.school_id, None, token_id)
        if as_json:
            screen.answer({"token_id": str(token_id), "revoked": True})
        else:
            screen.say("Đã thu hồi mã truy cập.", "The token has been revoked.")
