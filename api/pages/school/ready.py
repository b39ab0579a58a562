"""``/quan-tri/san-sang``: is all well (``hocba doctor``): what must be mended stands first."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from api.flows.doctor import machine
from api.flows.doctor.findings import Finding, State
from api.flows.doctor.run import of_program
from api.pages.menu import LEADERSHIP
from api.pages.shell import Person, ThePerson, show
from api.web_words import on_the_web
from domain.ledger.failures import wrapped
from domain.school_year.events import Role

router = APIRouter(prefix="/quan-tri", include_in_schema=False)

_ORDER = (State.MEND, State.NOTICE, State.UNKNOWN, State.FINE)
#: What is mended at the machine itself, by commands, folders and settings.
_MACHINE = {
    "database", "postgresql", "protection", "clock", "disk", "backup", "keys", "checkpoint", "timestamp",
}  # fmt: skip


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
    told = [(finding, _remedy(who, finding)) for finding in found]
    return show(who, "school/ready.html", findings=told, counts=counts)


def _remedy(who: Person, finding: Finding) -> str | None:
    """What this reader can do about it: who has no access to the machine calls the IT officer, who has."""
    remedy = finding.remedy(who.language)
    if remedy is None:
        return None
    if finding.what not in _MACHINE and finding.code != "unreachable":
        return on_the_web(remedy)
    return remedy if Role.IT_OFFICER in who.staff.roles else who.t("Báo cán bộ phụ trách CNTT.", "Tell the IT officer.")
