"""``/quan-tri/san-sang``: is all well (``hocba doctor``): what must be mended stands first."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from api.flows.doctor import machine
from api.flows.doctor.findings import State
from api.flows.doctor.run import of_program
from api.pages.menu import LEADERSHIP
from api.pages.shell import ThePerson, show
from domain.ledger.failures import wrapped
from domain.school_year.events import Role

router = APIRouter(prefix="/quan-tri", include_in_schema=False)

_ORDER = (State.MEND, State.NOTICE, State.UNKNOWN, State.FINE)


@router.get("/san-sang")
def ready(who: ThePerson) -> Response:
    """Every finding of the doctor; no other machine is asked."""
    with wrapped():
        who.year.require_role(who.staff_id, *LEADERSHIP, Role.IT_OFFICER)
    settings = who.program.settings
    found = [*machine.disks(settings), *machine.backups(settings)]
    found += of_program(who.program, str(who.session.school_id), who.year.name)
    found.sort(key=lambda finding: _ORDER.index(finding.state))
    counts = [(state, sum(finding.state is state for finding in found)) for state in _ORDER]
    return show(who, "school/ready.html", findings=found, counts=counts)
