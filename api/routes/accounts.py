"""
``/api/v1/accounts``: the staff's accounts as the IT officer and the principal keep them.

What proves that somebody is himself (password, second factor, passkeys) he sets in his browser and nowhere here: a
program that could would be him from then on. For the same reason a one-time code, with which its bearer does
everything that its person may, is given to no program that may not do all of that itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from api.flows.desk import Desk
from api.routes.deps import Reader, TheReader
from api.routes.tokens import KEEPERS
from api.routes.writing import AfterToken
from api.signin import acts, invitations
from api.signin.accounts import State, accounts, nothing
from api.signin.acts import Act
from api.signin.words import code_of
from domain.event import Value
from domain.ledger.failures import wrapped

router = APIRouter(prefix="/accounts", tags=["accounts"], route_class=AfterToken)


class AccountLine(Value):
    """How somebody's account stands, and by what he can come in; no secret."""

    staff: str
    full_name: str
    state: State
    by_password: bool
    by_totp: bool
    passkeys: int
    by_service: bool
    code_expires_at: datetime | None
    signed_in_at: datetime | None


class AccountAct(Value):
    """One act: on whose account, by whom (staff codes); ``by`` None: the operator, or nobody known yet."""

    number: int
    at: datetime
    act: Act
    staff: str | None
    by: str | None


class ActsPage(Value):
    """The newest acts first; the next page begins before act ``next_cursor``, None on the last."""

    acts: tuple[AccountAct, ...]
    next_cursor: int | None


class OneTimeCode(Value):
    """The code, shown this once; good for ``hours``. ``recovery``: he has an account, whose factors are set anew."""

    code: str
    hours: int
    recovery: bool


class Ended(Value):
    """How many sessions were ended."""

    sessions: int


def _desk(reader: Reader) -> Desk:
    """Raises Rejected ``right.role``."""
    desk = reader.desk(None)
    desk.year().require_role(str(reader.staff_id), *KEEPERS)
    return desk


@router.get("")
def all_of_them(reader: TheReader) -> list[AccountLine]:
    """Everybody of the staff, in order of their codes."""
    with wrapped():
        desk = _desk(reader)
        people = sorted(desk.year().staff.values(), key=lambda each: each.code)
        found, names = accounts(reader.program.pool, reader.school_id), desk.signatories(people)
        return [
            AccountLine(
                staff=one.code,
                full_name=names[one.staff_id].full_name,
                **{name: getattr(found.get(one.staff_id) or nothing(one), name) for name in _SAME},
            )
            for one in people
        ]


#: Fields of a line that have the name and the type of ``Account``.
_SAME = ("state", "by_password", "by_totp", "passkeys", "by_service", "code_expires_at", "signed_in_at")


@router.get("/acts")
def log(
    reader: TheReader,
    cursor: Annotated[int | None, Query(ge=1, le=2**62, description="next_cursor of the page before")] = None,
) -> ActsPage:
    """What was done with accounts, signing in included."""
    with wrapped():
        year = _desk(reader).year()
        found = acts.told(reader.program.pool, reader.school_id, before=cursor)
    lines = tuple(
        AccountAct(
            number=one.number,
            at=one.at,
            act=one.act,
            staff=code_of(year, one.staff_id),
            by=code_of(year, one.actor_id),
        )
        for one in found
    )
    return ActsPage(acts=lines, next_cursor=found[-1].number if len(found) == acts.PAGE else None)


@router.post("/{staff}/invitation")
def invite(staff: str, reader: TheReader) -> OneTimeCode:
    """A code that sets both factors anew; an earlier one is worth nothing. For a token that has every scope."""
    reader.give_on()
    with wrapped():
        found = _desk(reader).year().member(staff)
        made = invitations.invite(reader.program.pool, reader.school_id, found, reader.staff_id)
    return OneTimeCode(code=made.text, hours=int(made.lifetime.total_seconds() // 3600), recovery=made.recovery)


@router.put("/{staff}/lock")
def lock(staff: str, reader: TheReader) -> Ended:
    """Nothing lets the person in any more: sessions, tokens and codes end."""
    with wrapped():
        found = _desk(reader).year().member(staff)
        return Ended(sessions=invitations.lock(reader.program.pool, reader.school_id, found, reader.staff_id))


@router.delete("/{staff}/lock")
def unlock(staff: str, reader: TheReader) -> None:
    """What was right before is right again."""
    with wrapped():
        found = _desk(reader).year().member(staff)
        invitations.unlock(reader.program.pool, reader.school_id, found, reader.staff_id)


@router.delete("/{staff}/sessions")
def sign_out(staff: str, reader: TheReader) -> Ended:
    """Out everywhere."""
    with wrapped():
        found = _desk(reader).year().member(staff)
        ended = invitations.sign_out(reader.program.pool, reader.school_id, found.staff_id, reader.staff_id)
    return Ended(sessions=ended)
