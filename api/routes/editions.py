"""``/api/v1/editions``: what follows the issue, for a class or for some reports (docs/api.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from fastapi import APIRouter

from api.flows.after_issue import take_step
from api.flows.corrections import paper_file
from api.flows.desk import Desk, Member, made
from api.flows.signing import Outcome
from api.routes.corrections import PAPER_NAME, WrittenPaper
from api.routes.outcomes import Taken, Which, take
from api.routes.writing import AfterToken, TheWriter, Writer
from domain.ledger import Blob
from domain.report import commands as c
from domain.report import events as e
from domain.report.after_issue import STEPS
from domain.values import Text

router = APIRouter(prefix="/editions", tags=["editions"], route_class=AfterToken)


class Wanted(Which):
    """Why the editions shall end, and the document that says so."""

    reason: Text
    paper: WrittenPaper


class Answered(Which):
    """The Department's document, with its remark."""

    paper: WrittenPaper
    remark: Text | None = None


class Submitted(Which):
    """The number of the parcel or transaction."""

    reference: Text


class Accepted(Submitted):
    """Since when the Department has them; today unless given."""

    on: date | None = None


class NotAccepted(Which):
    """Why not."""

    reason: Text


class Closed(Which):
    """Since when they are closed; today unless given."""

    on: date | None = None


#: A step with the files that it names.
Making = Callable[[Desk], tuple[c.AfterIssue, Sequence[Blob]]]


def _take(writer: Writer, step: type[c.AfterIssue], asked: Which, making: Making) -> Taken:
    def act(desk: Desk, members: list[Member]) -> Outcome:
        command, files = making(desk)
        return take_step(desk, members, writer.actor, command, files)

    return take(writer, f"editions {STEPS[step].word} {step.__name__}", asked, act)


def _document(given: WrittenPaper) -> tuple[e.Paper, Blob]:
    blob = paper_file(given.content, PAPER_NAME)
    facts = {"number": given.number, "dated": given.dated, "sha256": blob.sha256, "media_type": blob.media_type}
    return made(e.Paper, **facts), blob


def _wanting(step: type[c.CancelEdition | c.RequestRecall | c.RequestAmendment]) -> Callable[..., Taken]:
    def act(wanted: Wanted, writer: TheWriter) -> Taken:
        def making(_: Desk) -> tuple[c.AfterIssue, Sequence[Blob]]:
            paper, blob = _document(wanted.paper)
            return made(step, reason=wanted.reason, paper=paper), [blob]

        return _take(writer, step, wanted, making)

    return act


def _answering(
    step: type[c.GrantRecall | c.RefuseRecall | c.GrantAmendment | c.RefuseAmendment],
) -> Callable[..., Taken]:
    def act(answered: Answered, writer: TheWriter) -> Taken:
        def making(_: Desk) -> tuple[c.AfterIssue, Sequence[Blob]]:
            document, blob = _document(answered.paper)
            return made(step, document=document, remark=answered.remark), [blob]

        return _take(writer, step, answered, making)

    return act


@router.post("/submit")
def submit(submitted: Submitted, writer: TheWriter) -> Taken:
    """Enter that they were sent to the Department."""
    command = made(c.SubmitReport, reference=submitted.reference)
    return _take(writer, c.SubmitReport, submitted, lambda _: (command, ()))


@router.post("/accept")
def accept(accepted: Accepted, writer: TheWriter) -> Taken:
    """Enter that the Department accepted them."""

    def making(desk: Desk) -> tuple[c.AfterIssue, Sequence[Blob]]:
        return made(c.AcceptSubmission, reference=accepted.reference, on=accepted.on or desk.today), ()

    return _take(writer, c.AcceptSubmission, accepted, making)


@router.post("/reject")
def reject(rejected: NotAccepted, writer: TheWriter) -> Taken:
    """Enter that the Department did not accept them."""
    command = made(c.RejectSubmission, reason=rejected.reason)
    return _take(writer, c.RejectSubmission, rejected, lambda _: (command, ()))


@router.post("/close")
def close(closed: Closed, writer: TheWriter) -> Taken:
    """Enter that the Department closed them."""
    return _take(writer, c.CloseReport, closed, lambda desk: (made(c.CloseReport, on=closed.on or desk.today), ()))


#: Step → its handler, for the pages too.
HANDLERS: dict[type[c.AfterIssue], Callable[..., Taken]] = {
    c.SubmitReport: submit,
    c.AcceptSubmission: accept,
    c.RejectSubmission: reject,
    c.CloseReport: close,
    c.CancelEdition: _wanting(c.CancelEdition),
    c.RequestRecall: _wanting(c.RequestRecall),
    c.GrantRecall: _answering(c.GrantRecall),
    c.RefuseRecall: _answering(c.RefuseRecall),
    c.RequestAmendment: _wanting(c.RequestAmendment),
    c.GrantAmendment: _answering(c.GrantAmendment),
    c.RefuseAmendment: _answering(c.RefuseAmendment),
}

router.post("/cancel", summary="Cancel what was not submitted")(HANDLERS[c.CancelEdition])
router.post("/recall/request", summary="Ask the Department for the recall")(HANDLERS[c.RequestRecall])
router.post("/recall/grant", summary="Enter that the Department agrees")(HANDLERS[c.GrantRecall])
router.post("/recall/refuse", summary="Enter that the Department does not agree")(HANDLERS[c.RefuseRecall])
router.post("/amendment/request", summary="Ask the Department for the amendment")(HANDLERS[c.RequestAmendment])
router.post("/amendment/grant", summary="Enter that the Department agrees")(HANDLERS[c.GrantAmendment])
router.post("/amendment/refuse", summary="Enter that the Department does not agree")(HANDLERS[c.RefuseAmendment])
