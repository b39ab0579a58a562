"""``/api/v1/audit/signs`` and ``/api/v1/audit/visits``: what an auditor may want to look at first; who has looked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.flows.auditing import sign_words
from api.flows.auditing.moments import span
from api.flows.auditing.signs import Limits, Sign
from api.flows.auditing.watching import watched
from api.flows.visits import SHOWN_MAX, Visit, visits
from api.routes.auditing import From, TheAuditor, To
from api.routes.classes import YearName
from api.routes.deps import TheReader
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.school_year.events import Role

router = APIRouter(prefix="/audit", tags=["audit"])

#: To whom it is shown who looked: an official is not asked whether he may know that of his colleagues.
OF_THE_SCHOOL = (Role.PRINCIPAL, Role.IT_OFFICER)


class Rule(Value):
    """A rule that looked: its code, what it looks for, and from what on it shows something."""

    code: str
    title: str
    shown_from: str


class Signs(Value):
    """
    Groups of entries between two positions, the entries of each in the order of the ledger.

    ``caveat`` belongs beside them wherever they are shown: a sign is no finding.
    """

    from_position: int
    to_position: int
    caveat: str
    rules: tuple[Rule, ...]
    signs: tuple[Sign, ...]


class VisitsPage(Value):
    """The newest visits first; the next page begins before visit ``next_cursor``, None on the last."""

    visits: tuple[Visit, ...]
    next_cursor: int | None


@router.get("/signs")
def signs(auditor: TheAuditor, first: From = None, last: To = None) -> Signs:
    """Signs worth a look (dấu hiệu cần xem) between two moments, in words that judge nobody."""
    language, limits = auditor.language, Limits()
    with wrapped():
        ledger = auditor.desk.ledger
        beginning, end = span(ledger, first, last)
        return Signs(
            from_position=beginning.position,
            to_position=end.position,
            caveat=sign_words.CAVEAT[0 if language == "vi" else 1],
            rules=tuple(
                Rule(
                    code=code,
                    title=sign_words.title(code, language),
                    shown_from=sign_words.rule(code, limits, language),
                )
                for code in sign_words.TITLES
            ),
            signs=tuple(watched(ledger, beginning.position, end.position, limits, language)),
        )


@router.get("/visits")
def looked(
    reader: TheReader,
    cursor: Annotated[int | None, Query(ge=1, description="next_cursor of the page before")] = None,
    year: YearName = None,
) -> VisitsPage:
    """Who opened what, who took reports along (lượt xem): for the principal and the IT officer."""
    with wrapped():
        desk = reader.desk(year)
        desk.year().require_role(str(reader.staff_id), *OF_THE_SCHOOL)
        return visits_page(visits(desk, cursor))


def visits_page(found: list[Visit]) -> VisitsPage:
    """A full page has another one behind it."""
    return VisitsPage(visits=tuple(found), next_cursor=found[-1].visit_id if len(found) == SHOWN_MAX else None)
