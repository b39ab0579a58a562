"""``/api/v1/problems/{code}``: what the type of an error answer leads to, for people and programs that meet a code."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path

from anchors.errors import MESSAGES as ANCHOR_MESSAGES
from api.routes.errors import STATUS, TYPES, title_of
from domain.errors import Rejected
from domain.event import Value
from domain.messages import MESSAGES

router = APIRouter(prefix="/problems", tags=["problems"])


class ProblemKind(Value):
    """
    A code of an error: its status, and its text in both languages, with ``…`` for the facts of a case.

    ``status`` is that of the one table; a code that is not in it stands for a rule, so 409.
    """

    type: str
    code: str
    status: int
    title_vi: str
    title_en: str


@router.get("/{code}")
def problem_kind(code: Annotated[str, Path(max_length=80)]) -> ProblemKind:
    """What a code means; it means the same for ever."""
    if code not in MESSAGES and code not in ANCHOR_MESSAGES:
        raise Rejected("problem.unknown")
    return ProblemKind(
        type=f"{TYPES}{code}",
        code=code,
        status=STATUS.get(code, HTTPStatus.CONFLICT),
        title_vi=title_of(code, "vi"),
        title_en=title_of(code, "en"),
    )
