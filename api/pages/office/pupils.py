"""``/van-thu/hoc-sinh``: class lists over the year: who comes, moves, leaves, comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response

from api.flows import rosters
from api.flows.desk import made
from api.flows.rosters import ListLine
from api.flows.school_model import PupilRow, Sex
from api.pages.forms import Filled, TheForm, done_or_told
from api.pages.menu import OFFICE
from api.pages.shell import AfterSignIn, Person, ThePerson, back, show
from api.routes import roster as api
from api.routes.access import READERS as ACCESS_READERS
from domain.errors import HocbaError, Misused, Rejected
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.report.document import PupilIdentity
from domain.report.events import LeavingReason
from domain.school_year.events import Role

router = APIRouter(prefix="/van-thu/hoc-sinh", include_in_schema=False, route_class=AfterSignIn)


class Act(NamedTuple):
    """What is done with a row of a class list: the API's model and handler, and the words for it."""

    model: type[Value]
    handler: Callable[..., object]
    vi: str
    en: str


#: The last part of the form's address → the act.
ACTS: Mapping[str, Act] = {
    "chuyen-lop": Act(api.Joining, api.move, "Chuyển lớp", "Move to another class"),
    "chuyen-di": Act(api.Leaving, api.leave, "Chuyển đi, thôi học", "Leave the school"),
    "tro-lai": Act(api.Joining, api.rejoin, "Trở lại trường", "Come back"),
}

#: Fields of the identity in the order of the form, as ``PupilIdentity`` has them.
FIELDS = tuple(PupilIdentity.model_fields)


@router.get("")
def lists(who: ThePerson) -> Response:
    """The classes, and how many of last year's pupils have no class yet."""
    with wrapped():
        who.year.require_role(who.staff_id, *OFFICE)
        classes = sorted(who.year.classes.values(), key=lambda each: (each.grade, each.code))
    return show(who, "office/lists.html", classes=classes, waiting=len(who.year.to_place))


@router.get("/{code}")
def of_class(code: str, who: ThePerson) -> Response:
    """A class list with its struck-through rows."""
    with wrapped():
        who.year.require_role(who.staff_id, *OFFICE)
        lines = rosters.class_list(who.desk, code)
    roles = who.staff.roles
    opens = roles & {*ACCESS_READERS}
    return show(who, "office/list.html", code=code, lines=lines, clerk=Role.CLERK in roles, opens=opens)


@router.get("/{code}/them")
def enrol_form(code: str, who: ThePerson) -> Response:
    """A new pupil, as in the birth certificate."""
    return _enrol(who, code)


@router.post("/{code}/them")
def enrol(code: str, form: TheForm) -> Response:
    """Put him on the list, under the next number."""

    def act() -> Response:
        given: dict[str, object] = {name: value for name in FIELDS if (value := form[name])}
        given |= {name: day for name in ("birth_date", "enrolled_on") if (day := form.day(name))}
        api.enrol(made(PupilRow, class_code=code, **given), form.writer())
        note = form.who.t(f"Đã thêm vào danh sách lớp {code}.", f"On the list of {code} now.")
        return back(form.who, f"/van-thu/hoc-sinh/{code}", note)

    return done_or_told(act, lambda error: _enrol(form.who, code, error, form))


def _enrol(who: Person, code: str, fault: HocbaError | None = None, given: Filled | None = None) -> Response:
    with wrapped():
        who.year.require_role(who.staff_id, *OFFICE)
        who.year.school_class(code)
    required = {name for name, field in PupilRow.model_fields.items() if field.is_required()}
    return show(
        who, "office/enrol.html", fault, code=code, given=given, fields=FIELDS, required=required, sexes=list(Sex)
    )  # fmt: skip


@router.get("/{code}/{number}/{act}")
def act_form(code: str, number: int, act: str, who: ThePerson) -> Response:
    """The form of an act with a row of the list."""
    return _act(who, code, number, act)


@router.post("/{code}/{number}/{act}")
def take_act(code: str, number: int, act: str, form: TheForm) -> Response:
    """Do it."""

    def done() -> Response:
        chosen, line = _chosen(act), _line(form.who, code, number)
        chosen.handler(made(chosen.model, **_fields(form, chosen, line)), form.writer())
        note = form.who.t(f"{chosen.vi}: đã ghi nhận.", f"{chosen.en}: recorded.")
        return back(form.who, f"/van-thu/hoc-sinh/{code}", note)

    return done_or_told(done, lambda error: _act(form.who, code, number, act, error, form))


def _chosen(act: str) -> Act:
    if act not in ACTS:
        raise Rejected("route.unknown")
    return ACTS[act]


def _line(who: Person, code: str, number: int) -> ListLine:
    with wrapped():
        for line in rosters.class_list(who.desk, code):
            if line.number == number:
                return line
    raise Misused("list.no_number", class_code=code, number=number)


def _fields(form: Filled, act: Act, line: ListLine) -> dict[str, object]:
    """What the form says, by the fields of the API's model."""
    given: dict[str, object] = {"report_id": line.report_id, "document": form["document"]}
    for name in ("since", "last_day"):
        given[name] = form.day(name)
    for name in ("class_code", "reason", "destination"):
        given[name] = form[name]
    return {name: value for name, value in given.items() if name in act.model.model_fields}


def _act(
    who: Person, code: str, number: int, act: str, fault: HocbaError | None = None, given: Filled | None = None
) -> Response:
    chosen = _chosen(act)
    with wrapped():
        who.year.require_role(who.staff_id, *OFFICE)
        line = _line(who, code, number)
        found = who.year.school_class(code)
    others = sorted(each.code for each in who.year.classes.values() if each.grade == found.grade and each.code != code)
    return show(
        who, "office/act.html", fault, code=code, line=line, act=act, words=chosen, given=given,
        classes=[*others, code] if act == "tro-lai" else others, reasons=list(LeavingReason),
    )  # fmt: skip
