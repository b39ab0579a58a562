"""``/quan-tri/tai-khoan``: the IT officer invites, helps who lost phone or password, locks, unlocks, signs out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import Response

from api.pages.shell import Person, ThePerson, ThePost, back, show
from api.signin import acts, invitations
from api.signin.accounts import State, accounts, nothing
from api.signin.words import STATES, act_words, code_of
from domain.school_year.events import Role
from domain.school_year.state import Staff

router = APIRouter(prefix="/quan-tri/tai-khoan", include_in_schema=False)

#: Who keeps accounts; the principal too, because a school's only IT officer may be the one who is locked out.
KEEPERS = (Role.IT_OFFICER, Role.PRINCIPAL)

Whose = Annotated[str, Form(alias="ma", max_length=16)]
Before = Annotated[int | None, Query(alias="truoc", ge=1, le=2**62)]


def keeper(who: ThePerson) -> Person:
    """Raises Rejected ``right.role``."""
    who.year.require_role(who.staff_id, *KEEPERS)
    return who


def keeping(who: ThePost) -> Person:
    """The same, where a form was sent."""
    return keeper(who)


TheKeeper = Annotated[Person, Depends(keeper)]
TheKeeping = Annotated[Person, Depends(keeping)]


@router.get("")
def page(who: TheKeeper) -> Response:
    """Everybody's account."""
    return _page(who)


@router.get("/nhat-ky")
def log(who: TheKeeper, before: Before = None) -> Response:
    """What was done with accounts, the newest first."""
    found = acts.told(who.program.pool, who.session.school_id, before=before)
    shown = [
        (each, who.t(*act_words(each.act)), code_of(who.year, each.staff_id), code_of(who.year, each.actor_id))
        for each in found
    ]
    return show(who, "account/acts.html", done=shown, older=found[-1].number if len(found) == acts.PAGE else None)


@router.post("/moi")
def invite(who: TheKeeping, code: Whose) -> Response:
    """A one-time code, shown on this page only."""
    return _slips(who, [who.year.member(code)])


@router.post("/moi-tat-ca")
def invite_all(who: TheKeeping) -> Response:
    """A code for everybody who has a role and no account, on slips to print and cut."""
    return _slips(who, _uninvited(who))


@router.post("/khoa")
def lock(who: TheKeeping, code: Whose) -> Response:
    """Nothing lets the person in any more."""
    staff = who.year.member(code)
    ended = invitations.lock(who.program.pool, who.session.school_id, staff, who.session.staff_id)
    return back(
        who,
        "/quan-tri/tai-khoan",
        who.t(
            f"Đã khóa tài khoản của {_whose(who, staff)}; đã kết thúc {ended} phiên.",
            f"Locked the account of {_whose(who, staff)}; {ended} sessions ended.",
        ),
    )


@router.post("/mo-khoa")
def unlock(who: TheKeeping, code: Whose) -> Response:
    """What was right before is right again."""
    staff = who.year.member(code)
    invitations.unlock(who.program.pool, who.session.school_id, staff, who.session.staff_id)
    whose = _whose(who, staff)
    return back(
        who,
        "/quan-tri/tai-khoan",
        who.t(f"Đã mở khóa tài khoản của {whose}.", f"Unlocked the account of {whose}."),
    )


@router.post("/dang-xuat")
def sign_out(who: TheKeeping, code: Whose) -> Response:
    """Out everywhere."""
    staff = who.year.member(code)
    ended = invitations.sign_out(who.program.pool, who.session.school_id, staff.staff_id, who.session.staff_id)
    return back(
        who,
        "/quan-tri/tai-khoan",
        who.t(
            f"Đã đăng xuất {_whose(who, staff)} khỏi {ended} nơi.",
            f"Signed {_whose(who, staff)} out of {ended} places.",
        ),
    )


def _whose(who: Person, staff: Staff) -> str:
    """``Nguyễn Văn An (GV01)``."""
    return f"{who.desk.signatory(staff).full_name} ({staff.code})"


def _slips(who: Person, people: list[Staff]) -> Response:
    names = who.desk.signatories(people)
    pool, school_id, keeper_id = who.program.pool, who.session.school_id, who.session.staff_id
    made = [
        (each, names[each.staff_id].full_name, invitations.invite(pool, school_id, each, keeper_id)) for each in people
    ]
    return show(who, "account/slip.html", slips=made)


def _uninvited(who: Person) -> list[Staff]:
    found = accounts(who.program.pool, who.session.school_id)
    people = sorted(who.year.staff.values(), key=lambda each: each.code)
    stands = {each.staff_id: (found.get(each.staff_id) or nothing(each)).state for each in people}
    return [each for each in people if each.roles and stands[each.staff_id] in (State.NONE, State.EXPIRED)]


def _page(who: Person) -> Response:
    found = accounts(who.program.pool, who.session.school_id)
    names = who.desk.signatories(who.year.staff.values())
    people = sorted(who.year.staff.values(), key=lambda each: each.code)
    rows = [(each, names[each.staff_id].full_name, found.get(each.staff_id) or nothing(each)) for each in people]
    counts = {state: sum(account.state is state for _, _, account in rows) for state in State}
    return show(who, "account/accounts.html", rows=rows, counts=counts, states=STATES, uninvited=len(_uninvited(who)))
