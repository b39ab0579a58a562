"""``/health``: for the machine that watches this one; nothing of a school or a person in it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.routes.deps import Program
from api.upkeep import Upkeep
from domain.errors import HocbaError
from domain.event import Value
from domain.ledger import school_ids

router = APIRouter(tags=["health"])


class Health(Value):
    """
    ``status`` is ok or failing (then 503).

    ``entries_behind``: entries that a read model has not folded yet, of the school where it is worst;
    ``entries_uncovered``: entries behind the last checkpoint, likewise; ``checkpoint_age_s``: seconds since the oldest
    of the schools' last checkpoints, None where there is none. ``publishing`` says why there is none, if there is not;
    ``timestamps`` what the timestamp service last did: a code other than on or off, and it is asked again.
    """

    status: str
    database: str
    schools: int
    upkeep: str
    entries_behind: int | None
    entries_uncovered: int | None
    checkpoint_age_s: float | None
    publishing: str
    timestamps: str


@router.get("/health", responses={503: {"model": Health}})
def health(request: Request, response: Response, program: Program) -> Health:
    """Whether the database answers, and how far the background work has come."""
    upkeep: Upkeep | None = request.app.state.upkeep
    state = upkeep.state() if upkeep else None
    try:
        schools: int | None = len(school_ids(program.pool))
    except HocbaError:
        schools = None
    failing = schools is None or (state is not None and not state.well)
    if failing:
        response.status_code = 503
    return Health(
        status="failing" if failing else "ok",
        database="reachable" if schools is not None else "unreachable",
        schools=schools or 0,
        upkeep=state.word if state else "off",
        entries_behind=state.entries_behind if state else None,
        entries_uncovered=state.entries_uncovered if state else None,
        checkpoint_age_s=state.checkpoint_age_s if state else None,
        publishing=state.publishing if state else "off",
        timestamps=state.timestamps if state else "off",
    )
