"""``/tai-khoan``: one's own account: how one signs in, where one is signed in, what was done with the account."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from api.pages.shell import Person, ThePerson, ThePost, back, show
from api.pages.signin import OneTime, Secret
from api.pages.visitor import json_body, out, refusal
from api.sessions import CSRF_HEADER, close_one, sessions_of
from api.signin import acts, own, passwords, totp
from api.signin.accounts import accounts, login_of
from api.signin.entering import Door, waiting
from api.signin.invitations import sign_out
from api.signin.own import Owner
from api.signin.steps import NewApp
from api.signin.words import WAYS, act_words, code_of
from domain.errors import Misused, Rejected

router = APIRouter(prefix="/tai-khoan", include_in_schema=False)

#: How many of the newest acts the page tells.
TOLD = 10

NewSecret = Annotated[str, Form(alias="moi", max_length=1000)]


async def _sent(who: ThePerson, request: Request) -> dict[str, object]:
    """What a script of the page sends, read before a thread is taken. Raises Misused ``session.forged``."""
    if who.session.forged(request.headers.get(CSRF_HEADER)):
        raise Misused("session.forged")
    return dict(await json_body(request))


SentByScript = Annotated[dict[str, object], Depends(_sent)]
Item = Annotated[str, Form(alias="muc", pattern="^([0-9a-f]{2}){1,1023}$")]


@router.get("")
def page(who: ThePerson, request: Request) -> Response:
    """The account."""
    return _page(who, request)


@router.post("/mat-khau")
def password(who: ThePost, request: Request, present: Secret = "", wanted: NewSecret = "") -> Response:
    """Another password."""
    try:
        own.change_password(_owner(who, request), present, wanted)
    except Rejected as error:
        return _page(who, request, error, "mat-khau")
    return back(who, "/tai-khoan", who.t("Đã đổi mật khẩu.", "The password was changed."))


@router.post("/ung-dung")
def begin_app(who: ThePost, request: Request, present: Secret = "") -> Response:
    """Another app, once the password was given."""
    try:
        own.begin_app(_owner(who, request), who.csrf, present)
    except Rejected as error:
        return _page(who, request, error, "ung-dung")
    return RedirectResponse("/tai-khoan/ung-dung", 303)


@router.get("/ung-dung")
def app(who: ThePerson, request: Request) -> Response:
    """Its secret, to scan."""
    return _app(who, request)


@router.post("/ung-dung/xong")
def finish_app(who: ThePost, request: Request, code: OneTime = "") -> Response:
    """Its first code."""
    try:
        own.finish_app(_owner(who, request), who.csrf, code)
    except Rejected as error:
        return _app(who, request, error)
    return back(who, "/tai-khoan", who.t("Ứng dụng xác thực mới đã dùng được.", "The new app is in use."))


@router.post("/passkey/hoi")
def ask(who: ThePerson, request: Request, given: SentByScript) -> Response:
    """What the browser is asked, to make another passkey."""
    try:
        site = _door(request).site(request.headers.get("host"))
        options = own.begin_passkey(_owner(who, request), who.csrf, site, str(given.get("mat-khau") or ""))
    except Rejected as error:
        return refusal(error, who.language)
    return Response(options, media_type="application/json")


@router.post("/passkey")
def passkey(who: ThePerson, request: Request, given: SentByScript) -> Response:
    """The new passkey."""
    try:
        site = _door(request).site(request.headers.get("host"))
        own.finish_passkey(_owner(who, request), who.csrf, site, given)
    except Rejected as error:
        return refusal(error, who.language)
    who.tell(who.t("Đã thêm khóa truy cập.", "The passkey was added."))
    return JSONResponse({"next": "/tai-khoan"})


@router.post("/passkey/bo")
def remove(who: ThePost, request: Request, item: Item, present: Secret = "") -> Response:
    """A passkey goes."""
    try:
        own.remove_passkey(_owner(who, request), present, item)
    except Rejected as error:
        return _page(who, request, error, "passkey")
    return back(who, "/tai-khoan", who.t("Đã bỏ khóa truy cập.", "The passkey was removed."))


@router.post("/phien")
def close(who: ThePost, item: Item) -> Response:
    """Out of one place."""
    if not close_one(who.program.pool, who.session.school_id, who.session.staff_id, bytes.fromhex(item)):
        raise Rejected("account.unknown_item")
    return back(who, "/tai-khoan", who.t("Đã đăng xuất ở nơi đó.", "Signed out there."))


@router.post("/ra-moi-noi")
def close_everywhere(who: ThePost) -> Response:
    """Out everywhere, here too."""
    staff_id = who.session.staff_id
    sign_out(who.program.pool, who.session.school_id, staff_id, staff_id)
    return out(who.program)


def _page(who: Person, request: Request, error: Rejected | None = None, where: str = "") -> Response:
    pool, place = who.program.pool, (who.session.school_id, who.session.staff_id)
    done = acts.told(pool, *place)[:TOLD]
    return show(
        who,
        "account/account.html",
        error,
        account=accounts(pool, *place).get(place[1]),
        passkeys=own.passkeys_of(_owner(who, request)),
        sessions=sessions_of(pool, *place),
        done=[(each, who.t(*act_words(each.act)), code_of(who.year, each.actor_id)) for each in done],
        ways=WAYS,
        where=where,
        least=passwords.LENGTH_MIN,
    )


def _app(who: Person, request: Request, error: Rejected | None = None) -> Response:
    try:
        step = waiting(_door(request), who.csrf, NewApp)
    except Rejected as begin_again:
        return _page(who, request, begin_again, "ung-dung")
    return show(
        who,
        "account/app.html",
        error,
        picture=totp.picture(step.totp, login_of(who.staff.code)),
        secret=totp.shown(step.totp),
    )


def _door(request: Request) -> Door:
    found: Door = request.app.state.door
    return found


def _owner(who: Person, request: Request) -> Owner:
    return Owner(_door(request), who.session.school_id, who.session.staff_id, login_of(who.staff.code))
