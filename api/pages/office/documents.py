"""``/van-thu/van-ban``: the documents that govern the year, and the register of the papers that the system makes."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from api.flows import structure as views
from api.flows.desk import made
from api.flows.papers import numbered
from api.pages.forms import Filled, TheForm, done_or_told
from api.pages.menu import READERS
from api.pages.shell import AfterSignIn, Person, ThePerson, back, show
from api.routes import structure as api
from domain.errors import HocbaError
from domain.ledger.failures import wrapped
from domain.school_year.events import Role
from domain.school_year.structure.events import DocumentKind

router = APIRouter(prefix="/van-thu/van-ban", include_in_schema=False, route_class=AfterSignIn)


@router.get("")
def documents(who: ThePerson) -> Response:
    """Both lists, and the form of a new document."""
    return _documents(who)


@router.post("")
def add(form: TheForm) -> Response:
    """Enter a governing document, perhaps with its file."""

    def act() -> Response:
        names = ("kind", "number", "title", "issuer")
        given = {name: form[name] for name in names} | {"dated": form.day("dated"), "content": form.file("file")}
        answer = api.add(made(api.NewDocument, **given), form.writer())
        note = form.who.t("Đã ghi vào danh mục.", "It is on the list now.")
        return back(form.who, "/van-thu/van-ban", " ".join([note, *answer.notices]))

    return done_or_told(act, lambda error: _documents(form.who, error, form))


def _documents(who: Person, fault: HocbaError | None = None, given: Filled | None = None) -> Response:
    with wrapped():
        who.year.require_role(who.staff_id, *READERS)
        papers = numbered(who.desk)
    enters = bool({Role.PRINCIPAL, Role.DEPUTY, Role.CLERK} & who.staff.roles)
    return show(
        who, "office/documents.html", fault, rows=views.documents(who.year), papers=papers, given=given,
        kinds=list(DocumentKind), enters=enters,
    )  # fmt: skip
