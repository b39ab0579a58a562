"""``/quan-tri/tai-khoan/phan-mem``: programs that act by a token or are told of issues: seen without secret, ended."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.flows import tokens, webhooks
from api.pages.accounts import TheKeeper, TheKeeping
from api.pages.shell import back, show
from api.signin.words import code_of
from domain.ledger.failures import wrapped

router = APIRouter(prefix="/quan-tri/tai-khoan/phan-mem", include_in_schema=False)

#: What a token may do and what an address is told, in the words of the page.
WORDS = {
    "read": ("xem", "read"),
    "record": ("ghi", "record"),
    "sign": ("ký, quyết định", "sign, decide"),
    "issue": ("phát hành", "issue"),
    "admin": ("quản trị", "administer"),
    "report.issued": ("phát hành", "issued"),
    "report.cancelled": ("hủy bỏ", "cancelled"),
    "report.recalled": ("thu hồi", "recalled"),
    "report.amended": ("chỉnh lý", "amended"),
}

Which = Annotated[UUID, Form(alias="ma")]


@router.get("")
def programs(who: TheKeeper) -> Response:
    """Everybody's tokens, the newest first, and the addresses that are told of issues."""
    with wrapped():
        found = tokens.tokens(who.program.pool, who.session.school_id, None)
        told = webhooks.listed(who.desk)
    names, gone = {code: f"{name} ({code})" for code, name in who.names.items()}, who.t("đã rời trường", "has left")
    return show(
        who,
        "account/programs.html",
        tokens=[(each, names.get(code_of(who.year, each.staff_id) or "", gone)) for each in found],
        webhooks=told,
        words=WORDS,
    )


@router.post("/ket-thuc")
def end_token(who: TheKeeping, token_id: Which) -> Response:
    """A token opens nothing any more. Raises Misused ``token.unknown``: pressed twice, it says that it is gone."""
    tokens.revoke_token(who.program.pool, who.session.school_id, None, token_id)
    return back(who, router.prefix, who.t("Đã thu hồi mã truy cập.", "The token is revoked."))


@router.post("/thoi-bao")
def end_webhook(who: TheKeeping, webhook_id: Which) -> Response:
    """An address is told nothing more. Raises Misused ``webhook.unknown``."""
    with wrapped():
        webhooks.remove(who.desk, webhook_id)
    return back(who, router.prefix, who.t("Đã thôi báo cho địa chỉ này.", "The address is told nothing more."))
