"""``/nhat-ky/dau-hieu``: groups of entries that an auditor may want to look at first, in neutral words."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.flows.auditing import sign_words
from api.flows.auditing.moments import span
from api.flows.auditing.signs import Limits
from api.flows.auditing.watching import watched
from api.pages.audit.people import TheInspector
from api.pages.audit.timeline import shown
from api.pages.shell import show
from domain.ledger.failures import wrapped

router = APIRouter(include_in_schema=False)

Day = Annotated[str | None, Query(max_length=40)]


@router.get("/nhat-ky/dau-hieu")
def signs(who: TheInspector, tu: Day = None, den: Day = None) -> Response:
    """Every sign between two moments, with its entries."""
    ledger, limits, language = who.desk.ledger, Limits(), who.language
    with wrapped():
        beginning, end = span(ledger, (tu or "").strip() or None, (den or "").strip() or None)
        found = watched(ledger, beginning.position, end.position, limits, language)
    rules = []
    for code in sign_words.TITLES:
        groups = [
            (sign_words.counted(sign, language), shown(sign.lines, language)) for sign in found if sign.code == code
        ]
        rules.append((sign_words.title(code, language), sign_words.rule(code, limits, language), groups))
    return show(who, "audit/signs.html", rules=rules, caveat=sign_words.CAVEAT, tu=tu or "", den=den or "")
