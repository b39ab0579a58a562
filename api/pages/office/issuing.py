"""``/van-thu`` and ``/van-thu/dot``: what waits for the seal, class by class; batches, and how far each has come."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.flows import office
from api.flows.batches import shown as batches
from api.flows.desk import made
from api.pages.forms import TheForm, done_or_told
from api.pages.menu import READERS
from api.pages.shell import AfterSignIn, Person, ThePerson, ThePost, back, show
from api.routes import batches as api
from api.routes.batches import NewBatch, TheWorker
from domain.errors import HocbaError
from domain.ledger.failures import wrapped
from domain.school_year.events import Role

router = APIRouter(prefix="/van-thu", include_in_schema=False, route_class=AfterSignIn)


@router.get("")
def overview(who: ThePerson) -> Response:
    """Every class: what waits for signatures, for the seal, for the Department; the seal's own certificate."""
    return _overview(who)


def _overview(who: Person, fault: HocbaError | None = None) -> Response:
    with wrapped():
        who.year.require_role(who.staff_id, *READERS)
        rows = office.classes(who.desk)
        found = batches.recent(who.desk, who.language)
        seals = office.seal_certificates(who.desk)
    totals = {name: sum(getattr(row, name) for row in rows) for name in ("pupils", *office.COLUMNS)}
    open_batch = next((each for each in found if not each.ended_at), None)
    return show(
        who,
        "office/overview.html",
        fault,
        rows=rows,
        totals=totals,
        batch=open_batch,
        past=[each for each in found if each.ended_at],
        seals=seals,
        seals_here=Role.CLERK in who.staff.roles,
    )


@router.post("/dot")
def begin(form: TheForm, issuing: TheWorker) -> Response:
    """Seal and issue what waits in the ticked classes."""
    who = form.who

    def act() -> Response:
        asked = made(NewBatch, classes=form.many("lop"))
        batch = api.begin(asked, who.reader, form.writer().command_id, issuing, who.year_name)
        return back(who, f"/van-thu/dot/{batch.batch_id}")

    return done_or_told(act, lambda error: _overview(who, error))


@router.get("/dot/{batch_id}")
def batch(batch_id: UUID, who: ThePerson) -> Response:
    """How far a batch has come; while it runs the page follows it, with scripts or without."""
    with wrapped():
        who.year.require_role(who.staff_id, *READERS)
        found = batches.one(who.desk, batch_id, who.language)
    return show(who, "office/batch.html", batch=found, seals_here=Role.CLERK in who.staff.roles)


@router.post("/dot/{batch_id}/tiep-tuc")
def go_on(batch_id: UUID, who: ThePost, issuing: TheWorker) -> Response:
    """Tiếp tục: go on with what is left."""
    api.go_on(batch_id, who.reader, issuing, who.year_name)
    return back(who, f"/van-thu/dot/{batch_id}")


@router.post("/dot/{batch_id}/dung")
def stop(batch_id: UUID, who: ThePost) -> Response:
    """Dừng: the classes under way are finished, no other one is begun."""
    api.stop(batch_id, who.reader, who.year_name)
    return back(who, f"/van-thu/dot/{batch_id}")


@router.post("/dot/{batch_id}/ket-thuc")
def give_up(batch_id: UUID, who: ThePost) -> Response:
    """Kết thúc: what is left waits for another batch."""
    api.give_up(batch_id, who.reader, who.year_name)
    return back(who, "/van-thu")
