"""``/van-thu/lop/{code}`` and ``/van-thu/theo-doi``: a class's editions, the steps after the issue, packages, print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.flows import office
from api.flows.desk import Member, made
from api.flows.turns import due
from api.pages.forms import Filled, TheForm, done_or_told
from api.pages.menu import READERS
from api.pages.shell import AfterSignIn, Person, ThePerson, back, show
from api.routes import editions as api
from api.routes import office as files
from domain.errors import HocbaError, Rejected
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.report import commands as c
from domain.report.after_issue import STEPS
from domain.report.state import Status
from domain.words import said

router = APIRouter(prefix="/van-thu", include_in_schema=False, route_class=AfterSignIn)


class StepForm(NamedTuple):
    """A step after the issue as a form: the API's model of it, and the words for its button."""

    step: type[c.AfterIssue]
    model: type[Value]
    vi: str
    en: str


#: The last part of the form's address → the step.
FORMS: Mapping[str, StepForm] = {
    "nop": StepForm(c.SubmitReport, api.Submitted, "Ghi nhận đã nộp lên Sở", "Enter the submission"),
    "tiep-nhan": StepForm(c.AcceptSubmission, api.Accepted, "Ghi nhận Sở tiếp nhận", "Enter the acceptance"),
    "tu-choi": StepForm(c.RejectSubmission, api.NotAccepted, "Ghi nhận Sở từ chối", "Enter the rejection"),
    "chot": StepForm(c.CloseReport, api.Closed, "Ghi nhận Sở đã chốt", "Enter the closing"),
    "huy-bo": StepForm(c.CancelEdition, api.Wanted, "Hủy bỏ bản chưa nộp", "Cancel what was not submitted"),
    "de-nghi-thu-hoi": StepForm(c.RequestRecall, api.Wanted, "Đề nghị Sở cho thu hồi", "Ask for the recall"),
    "cho-thu-hoi": StepForm(c.GrantRecall, api.Answered, "Sở đồng ý thu hồi", "Recall granted"),
    "khong-thu-hoi": StepForm(c.RefuseRecall, api.Answered, "Sở từ chối thu hồi", "Recall refused"),
    "de-nghi-chinh-ly": StepForm(c.RequestAmendment, api.Wanted, "Đề nghị Sở cho chỉnh lý", "Ask for the amendment"),
    "cho-chinh-ly": StepForm(c.GrantAmendment, api.Answered, "Sở đồng ý chỉnh lý", "Amendment granted"),
    "khong-chinh-ly": StepForm(c.RefuseAmendment, api.Answered, "Sở từ chối chỉnh lý", "Amendment refused"),
}


def _ready(members: list[Member], step: type[c.AfterIssue]) -> list[Member]:
    """With whose editions the step can be taken now."""
    before = {status.value for status in STEPS[step].before}
    return [one for one in members if one.report.status in before and "document" in one.report.record]


@router.get("/lop/{code}")
def of_class(code: str, who: ThePerson) -> Response:
    """Where each report of a class stands, its codes, whose turn it is; the steps that the reader can take now."""
    with wrapped():
        who.year.require_role(who.staff_id, *READERS)
        members = who.desk.members(who.year.school_class(code))
        waiting = due(who.desk, list(who.desk.reports([one.report_id for one in members]).values()))
    steps = [
        (slug, form, count)
        for slug, form in FORMS.items()
        if STEPS[form.step].role in who.staff.roles and (count := len(_ready(members, form.step)))
    ]
    done = sum("document" in one.report.record for one in members)
    return show(
        who, "office/class.html", code=code, members=members, steps=steps, waiting=waiting, packable=done
    )  # fmt: skip


@router.get("/theo-doi")
def after_issue(who: ThePerson) -> Response:
    """What the Department has and has answered: every report that was submitted, rejected, or asked to end."""
    with wrapped():
        who.year.require_role(who.staff_id, *READERS)
        rows = office.followed(who.desk)
    order = (Status.REJECTED, Status.RECALL_REQUESTED, Status.AMENDMENT_REQUESTED, Status.SUBMITTED)
    return show(who, "office/after.html", groups=[(one, rows.get(one.value, [])) for one in order])


@router.get("/lop/{code}/hoc-ba.zip")
def package(request: Request, code: str, who: ThePerson) -> Response:
    """PDF, XML and receipt of every issued report of the class, with their digests; sent while it is made."""
    return files.package(request, code, who.reader, who.year_name)


@router.get("/lop/{code}/in.pdf")
def printed(request: Request, code: str, who: ThePerson) -> Response:
    """The pages of every issued report of the class, in order of the list, as one file to print."""
    return files.printed(request, code, who.reader, who.year_name)


@router.get("/lop/{code}/{step}")
def step_form(code: str, step: str, who: ThePerson) -> Response:
    """The form of a step, with the reports that it can be taken with."""
    return _step(who, code, step)


@router.post("/lop/{code}/{step}")
def take_step(code: str, step: str, form: TheForm) -> Response:
    """Take it with the ticked reports; who could not is told."""

    def act() -> Response:
        chosen = _form(step)
        taken = api.HANDLERS[chosen.step](made(chosen.model, **_fields(form, chosen.model)), form.writer())
        count = len(taken.done)
        note = form.who.t(f"{chosen.vi}: {count} học bạ.", f"{chosen.en}: {count} reports.")
        refused = [f"STT {one.number}: {one.message}" for one in taken.refused]
        return back(form.who, f"/van-thu/lop/{code}", " ".join([note, *refused]))

    return done_or_told(act, lambda error: _step(form.who, code, step, error, form))


def _form(step: str) -> StepForm:
    if step not in FORMS:
        raise Rejected("route.unknown")
    return FORMS[step]


def _fields(form: Filled, model: type[Value]) -> dict[str, object]:
    """What the form says, by the fields of the API's model."""
    given: dict[str, object] = {"reports": form.many("hoc_ba")}
    for name in ("reference", "reason", "remark"):
        given[name] = form[name]
    given["on"] = form.day("on")
    given["paper"] = {"number": form["number"], "dated": form.day("dated"), "content": form.file("file")}
    return {name: value for name, value in given.items() if name in model.model_fields}


def _step(who: Person, code: str, step: str, fault: HocbaError | None = None, given: Filled | None = None) -> Response:
    form = _form(step)
    with wrapped():
        who.year.require_role(who.staff_id, STEPS[form.step].role)
        ready = _ready(who.desk.members(who.year.school_class(code)), form.step)
    word = said(STEPS[form.step].word, who.language, "step")
    fields = set(form.model.model_fields)
    return show(
        who, "office/step.html", fault, code=code, step=step, form=form, ready=ready, fields=fields, given=given,
        word=word,
    )  # fmt: skip
