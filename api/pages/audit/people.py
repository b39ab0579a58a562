"""Who may come into the auditor's workplace: an official who supervises the school, the leadership, the IT officer."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.pages.shell import Person, ThePerson, ThePost
from api.routes.auditing import READERS
from api.routes.watching import OF_THE_SCHOOL
from domain.ledger.failures import wrapped
from domain.school_year.events import Role


def inspector(who: ThePerson) -> Person:
    """Raises Rejected ``right.role``."""
    return _having(who, READERS)


def inspector_sent(who: ThePost) -> Person:
    """For a form. Raises Rejected ``right.role``, Misused ``session.forged``."""
    return _having(who, READERS)


def of_the_school(who: ThePerson) -> Person:
    """Raises Rejected ``right.role``."""
    return _having(who, OF_THE_SCHOOL)


def _having(who: Person, roles: tuple[Role, ...]) -> Person:
    with wrapped():
        who.year.require_role(who.staff_id, *roles)
    return who


TheInspector = Annotated[Person, Depends(inspector)]
InspectorPost = Annotated[Person, Depends(inspector_sent)]
OfTheSchool = Annotated[Person, Depends(of_the_school)]
