"""``/duyet/hoc-ba``: how far each class is, what is in the way, opened and signed class by class or many in one act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.flows import approving
from api.flows.desk import made
from api.pages.forms import CommandId
from api.pages.shell import Person, ThePerson, ThePost, back, show
from api.routes import roster, signing
from api.routes.outcomes import Taken
from api.routes.writing import Writer
from api.web_words import web_text
from domain.errors import Misused, Rejected
from domain.formats.hoc_ba import Stage
from domain.ledger.failures import wrapped
from domain.messages import MESSAGES
from domain.school_year.deadlines import until
from domain.school_year.events import Role, Step

MESSAGES.update(
    {
        "approve.no_class": (
            "Chưa chọn lớp nào. Hãy đánh dấu ít nhất một lớp.",
            "No class is ticked. Tick at least one.",
        ),
    }
)

router = APIRouter(prefix="/duyet/hoc-ba", include_in_schema=False)

#: Who looks at it: who signs as head, and who is asked about it.
LOOKING = (Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.IT_OFFICER)
#: A school has fewer classes.
CLASSES_MAX = 100
#: Refusals of a class that are told above the page; all of them stand on the class's own.
TOLD_MAX = 3

ClassCode = Annotated[str, Form(alias="lop", max_length=8)]
ClassCodes = Annotated[tuple[Annotated[str, Form(max_length=8)], ...], Form(alias="lop", max_length=CLASSES_MAX)]
Head = Annotated[str | None, Form(alias="nguoi_ky", max_length=16)]


@router.get("")
def classes(who: ThePerson) -> Response:
    """Every class: how far it is, and whether it can be signed now."""
    with wrapped():
        who.year.require_role(who.staff_id, *LOOKING)
        found = approving.classes(who.desk, who.staff)
        last = {each.class_code: _days(who, each.class_code) for each in found}
        leavers = approving.leavers(who.desk) if who.staff.roles & {Role.PRINCIPAL, Role.DEPUTY} else []
    ready = [each for each in found if each.ready]
    return show(who, "head/classes.html", found=found, ready=ready, last=last, leavers=leavers)


def _days(who: Person, class_code: str) -> tuple[object, int | None]:
    found = who.year.school_class(class_code)
    last = until(who.year, Step.HEAD, found.grade, found.class_id)
    return last, (last - who.desk.today).days if last else None


@router.post("/ky")
def sign(who: ThePost, command: CommandId, codes: ClassCodes = ()) -> Response:
    """Sign these classes as head; of each pupil what came of it."""

    def each(code: str, writer: Writer) -> Taken:
        return signing.sign(made(signing.Signature, class_code=code, stage=Stage.HEAD), writer)

    return _over(who, command, codes, each, ("đã ký", "signed"))


@router.post("/khoi-tao")
def open_editions(who: ThePost, command: CommandId, codes: ClassCodes = (), head: Head = None) -> Response:
    """Khởi tạo: fix what will be signed, and who signs it as head."""

    def each(code: str, writer: Writer) -> Taken:
        return signing.open_editions(made(signing.Opened, class_code=code, head=head), writer)

    return _over(who, command, codes, each, ("đã khởi tạo", "opened"))


def _over(
    who: Person, command: UUID, codes: Sequence[str], act: Callable[[str, Writer], Taken], words: tuple[str, str]
) -> Response:
    """Each class is a command of its own, so that one that cannot holds up no other; back to it, or to all of them."""
    if not codes:
        raise Misused("approve.no_class")
    told = []
    for code in dict.fromkeys(codes):
        try:
            taken = act(code, who.writer(uuid5(command, code)))
        except Rejected as error:
            told.append(who.t(f"Lớp {code}: ", f"Class {code}: ") + who.named(web_text(error, who.language)))
            continue
        vi, en = words
        told.append(who.t(f"Lớp {code}: {vi} {taken.count} học bạ.", f"Class {code}: {en} {taken.count} reports."))
        told += [f"– {who.named(each.message)}" for each in taken.refused[:TOLD_MAX]]
    return back(who, f"/duyet/hoc-ba/{codes[0]}" if len(codes) == 1 else "/duyet/hoc-ba", "\n".join(told))


@router.post("/chuyen-truong/{report_id}")
def attest(who: ThePost, command: CommandId, report_id: UUID) -> Response:
    """Make, number and sign the results of who was transferred. Raises Rejected for a missing right."""
    written = roster.attest(roster.Attesting(report_id=report_id), who.writer(command))
    number = written.entries[-1].data["paper"]["number"]
    return back(who, "/duyet/hoc-ba", who.t(f"Đã ký văn bản số {number}.", f"Paper {number} is signed."))


@router.get("/{class_code}")
def one_class(who: ThePerson, class_code: str) -> Response:
    """One class: each pupil's results as they will be signed, and what is in the way."""
    with wrapped(), who.desk.keeping():  # results and obstacles come of the same reports
        who.year.require_role(who.staff_id, *LOOKING)
        rows = approving.of_class(who.desk, class_code, who.staff, who.language)
        heads = approving.heads(who.desk)
        names = who.desk.signatories(heads)
    return show(
        who,
        "head/class.html",
        code=class_code,
        rows=rows,
        in_the_way=Counter(error.code for row in rows for error in row.checked.obstacles),
        heads=[(head, names[head.staff_id].full_name) for head in heads],
        signable=sum(not row.checked.signed and not row.checked.obstacles for row in rows),
        unopened=sum(not row.opened for row in rows),
        capacities=sorted({row.capacity for row in rows if row.capacity}),
        last=_days(who, class_code),
    )
