"""``/api/v1/tokens``: access tokens for school software: issued for oneself, listed, revoked."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from api.flows.tokens import NAME_CHARACTERS_MAX, Scope, TokenLine, issue_token, revoke_token, tokens
from api.routes.deps import Reader, TheReader
from api.routes.paging import ThePage
from api.routes.writing import AfterToken
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.school_year.events import Role
from domain.values import Text

router = APIRouter(prefix="/tokens", tags=["tokens"], route_class=AfterToken)

#: Who sees and ends everybody's.
KEEPERS = (Role.IT_OFFICER, Role.PRINCIPAL)


class NewToken(Value):
    """What a program is called and may do; it acts as the person who issues it."""

    name: Annotated[Text, Field(max_length=NAME_CHARACTERS_MAX)]
    scopes: Annotated[frozenset[Scope], Field(min_length=1)]


class IssuedToken(Value):
    """The token, shown this once."""

    token: str


def _whose(reader: Reader) -> UUID | None:
    """Whose tokens he may see and end: his own, or (None) everybody's."""
    staff = reader.desk(None).year().actor(str(reader.staff_id))
    return None if staff.roles.intersection(KEEPERS) else staff.staff_id


@router.get("")
def issued(reader: TheReader, page: ThePage) -> list[TokenLine]:
    """One's own tokens; for the IT officer and the principal everybody's. None of them can be read again."""
    with wrapped():
        return page.of(tokens(reader.program.pool, reader.school_id, _whose(reader)), lambda each: each.token_id)


@router.post("")
def issue(given: NewToken, reader: TheReader) -> IssuedToken:
    """A token for a program that acts as oneself; what it may do the asking token has to be allowed itself."""
    reader.give_on(given.scopes)
    with wrapped():
        staff = reader.desk(None).year().actor(str(reader.staff_id))
        made = issue_token(reader.program.pool, reader.school_id, staff, given.scopes, given.name)
    return IssuedToken(token=made)


@router.delete("/{token_id}")
def revoke(token_id: UUID, reader: TheReader) -> None:
    """The end of a token: one's own; for the IT officer and the principal anybody's."""
    with wrapped():
        revoke_token(reader.program.pool, reader.school_id, _whose(reader), token_id)
