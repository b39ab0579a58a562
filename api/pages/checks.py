"""``/kiem-tra-cheo``: cross-checks: given out by the leadership, done by checkers, answered by whose own it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.flows.cross_checks import views
from api.flows.cross_checks.views import CheckView
from api.flows.desk import made
from api.flows.drafts.sheet import open_sheet
from api.flows.places import place_at, written
from api.pages.fields import typed_day
from api.pages.forms import CommandId, Line, done_or_told
from api.pages.menu import LEADERSHIP
from api.pages.shell import Person, ThePerson, ThePost, back, show
from api.routes import checks as routes
from domain.cross_check.events import FindingKind
from domain.cross_check.state import CheckStatus
from domain.errors import HocbaError, Misused, Rejected
from domain.ledger.failures import wrapped
from domain.school_year.events import Role
from domain.school_year.state import Staff
from domain.words import TABLES, said

router = APIRouter(prefix="/kiem-tra-cheo", include_in_schema=False)

Codes = Annotated[list[str], Form(max_length=routes.PLACES_MAX)]
NoneOrCodes = Annotated[list[str] | None, Form(max_length=routes.PLACES_MAX)]


@router.get("")
def checks(who: ThePerson) -> Response:
    """The checks that this person may see; for the leadership the form that gives one out."""
    return _list(who)


@router.post("")
def assign(
    who: ThePost,
    key: CommandId,
    lop: Codes,
    van_ban: Line,
    mon: NoneOrCodes = None,
    nguoi: NoneOrCodes = None,
    to: Line = "",
    mau: Line = "",
    han: Line = "",
) -> Response:
    """Leadership gives out: one check for each class and subject, all or none."""

    def done() -> Response:
        given = made(
            routes.NewChecks,
            class_codes=tuple(lop),
            subjects=tuple(mon or ()),
            checkers=tuple(nguoi or ()),
            team=to or None,
            sample=_number(mau) if mau.strip() else None,
            due=typed_day(han),
            document=van_ban,
        )
        routes.assign(given, who.writer(key))
        return back(who, "/kiem-tra-cheo", who.t("Đã giao kiểm tra.", "The checks are given out."))

    return done_or_told(done, lambda error: _list(who, error))


@router.get("/{check_id}")
def check(check_id: UUID, who: ThePerson) -> Response:
    """One check: its sample or all that is recorded, its findings, and what this person can do about it."""
    return _one(who, check_id)


@router.post("/{check_id}/mau")
def draw(check_id: UUID, who: ThePost, key: CommandId) -> Response:
    """A checker draws the sample."""
    return _done(who, check_id, lambda: routes.sample(check_id, routes.Nothing(), who.writer(key)))


@router.post("/{check_id}/ghi-nhan")
def find(
    check_id: UUID,
    who: ThePost,
    key: CommandId,
    cho: Annotated[str, Form(max_length=100)],
    y_kien: Line,
    hoc_sinh: Line = "",
    loai: FindingKind = FindingKind.DIFFERS,
    thay: Line = "",
) -> Response:
    """A checker notes what he found at a place of a pupil; a place that the sample drew says of which (``7@place``)."""
    drawn, _, place = cho.rpartition("@")
    number = hoc_sinh or drawn
    given = {"number": _number(number), "place": place, "kind": loai, "seen": thay or None, "comment": y_kien}
    return _done(who, check_id, lambda: routes.find(check_id, made(routes.NewFinding, **given), who.writer(key)))


@router.post("/{check_id}/ghi-nhan/{finding_id}")
def answer(check_id: UUID, finding_id: UUID, who: ThePost, key: CommandId, giai_trinh: Line) -> Response:
    """Whose own it is explains why the value is right."""
    given = {"explanation": giai_trinh}
    return _done(
        who,
        check_id,
        lambda: routes.answer_finding(check_id, finding_id, made(routes.Answer, **given), who.writer(key)),
    )


@router.post("/{check_id}/ket-thuc")
def close(check_id: UUID, who: ThePost, key: CommandId, nhan_xet: Line = "") -> Response:
    """A checker closes it."""
    given = {"remark": nhan_xet or None}
    return _done(who, check_id, lambda: routes.close(check_id, made(routes.Closing, **given), who.writer(key)))


@router.post("/{check_id}/thu-lai")
def withdraw(check_id: UUID, who: ThePost, key: CommandId, li_do: Line) -> Response:
    """Leadership takes it back."""
    given = {"reason": li_do}
    return _done(who, check_id, lambda: routes.withdraw(check_id, made(routes.Withdrawal, **given), who.writer(key)))


def _done(who: Person, check_id: UUID, act: Callable[[], object]) -> Response:
    """Back to the check; what was refused is told above what was typed."""

    def done() -> Response:
        act()
        return back(who, f"/kiem-tra-cheo/{check_id}", who.t("Đã ghi vào sổ cái.", "Recorded in the ledger."))

    return done_or_told(done, lambda error: _one(who, check_id, error))


def _list(who: Person, error: HocbaError | None = None) -> Response:
    with wrapped():
        found = views.list_checks(who.desk, who.staff)
        names = {staff.code: name for staff, name in _names(who)}
    leads = bool(who.staff.roles & LEADERSHIP)
    context = {"leads": leads}
    year = who.year
    choices = {
        "classes": sorted(found.code for found in year.classes.values()),
        "subjects": sorted({subject for _, subject in year.teaching}),
        "staff": sorted((code, name) for code, name in names.items()) if leads else [],
        "teams": sorted(((team.code, team.name) for team in year.teams.values()), key=lambda pair: pair[1]),
    }
    return show(who, "checks/list.html", error, checks=found, names=names, **choices, **context)


def _one(who: Person, check_id: UUID, error: HocbaError | None = None) -> Response:
    with wrapped():
        found = views.show(who.desk, check_id, who.staff)
        if found is None:
            raise Rejected("check.not_yours")
        names = {staff.code: name for staff, name in _names(who)}
    is_open = found.status is CheckStatus.OPEN
    checking = is_open and who.staff.code in found.checkers
    may = {
        "draw": checking and found.n is not None and not found.items,
        "find": checking and (found.n is None or bool(found.items)),
        "answer": is_open and not checking and not who.staff.roles & {*LEADERSHIP, Role.SUPERVISOR, Role.IT_OFFICER},
        "withdraw": is_open and bool(who.staff.roles & LEADERSHIP),
    }
    context = {
        "drawn": _drawn(who, found) if found.subject else [],
        "places": _places(who, found) if may["find"] and not (found.subject and found.items) else [],
        "pupils": who.desk.members(who.year.school_class(found.class_code)) if may["find"] else [],
        "kinds": list(FindingKind),
        "words": partial(_words, who),
    }
    return show(who, "checks/check.html", error, check=found, names=names, may=may, **context)


def _names(who: Person) -> list[tuple[Staff, str]]:
    signatories = who.desk.signatories(who.year.staff.values())
    return [(staff, signatories[staff.staff_id].full_name) for staff in who.year.staff.values()]


def _words(who: Person, place: str | None) -> str:
    """A place as people read it: ``TOAN/1/TX1`` is Toán TX1 học kì I, ``identity/birth_place`` nơi sinh."""
    kind, _, field = (place or "identity/None").partition("/")
    return said(field, who.language, "identity") if kind == "identity" else said(place_at(place or ""), who.language)


def _drawn(who: Person, found: CheckView) -> list[tuple[str, str]]:
    """The places of a sample, as the form sends them and as people read them."""
    return [
        (f"{item.number}@{item.place}", f"{item.number}. {item.full_name} · {_words(who, item.place)}")
        for item in found.items
    ]


def _places(who: Person, found: CheckView) -> list[tuple[str, str]]:
    """The places of the class and subject, or of the identity, likewise."""
    if found.subject is None:
        language = who.language
        return [
            (f"identity/{field}", said(field, language, "identity")) for field in TABLES["identity"] if field != "None"
        ]
    places = open_sheet(who.desk, found.class_code, found.subject).places
    return [(written(place), said(place, who.language)) for place in places]


def _number(text: str) -> int:
    """Raises Misused for what is none."""
    if not text.strip().isdecimal() or len(text) > 6:
        raise Misused("input.invalid", name="số", found=text[:20])
    return int(text)
