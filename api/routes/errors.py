"""
One shape for every error, problem details (RFC 9457), and the one table from codes to HTTP statuses.

::

    {"type": "/api/v1/problems/lookup.not_found", "title": "Không tìm thấy học bạ ứng với thông tin đã nhập.",
     "status": 404, "detail": "Không tìm thấy học bạ ứng với thông tin đã nhập.", "code": "lookup.not_found",
     "errors": []}

``code`` and so ``type`` are permanent, ``title`` and ``detail`` are in the language of ``HOCBA_LANG``. Facts of an
error are not sent: some of them repeat what a person typed. The domain knows no HTTP.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import api.routes.messages  # noqa: F401  # registers the texts
from anchors.errors import MESSAGES as ANCHOR_MESSAGES
from anchors.errors import AnchorError
from anchors.errors import Tampered as AnchorTampered
from anchors.errors import Unavailable as AnchorUnavailable
from api.web_words import web_text
from domain.errors import Faults, HocbaError, Rejected, Tampered, Unavailable
from domain.event import Value
from domain.messages import MESSAGES, Language

_FACT = re.compile(r"{[^}]*}")

#: What a caller can do about each error that routes raise on purpose.
STATUS: dict[str, HTTPStatus] = {
    "request.invalid": HTTPStatus.UNPROCESSABLE_ENTITY,
    "request.too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "problem.unknown": HTTPStatus.NOT_FOUND,
    "route.unknown": HTTPStatus.NOT_FOUND,
    "route.method": HTTPStatus.METHOD_NOT_ALLOWED,
    "lookup.not_found": HTTPStatus.NOT_FOUND,
    "lookup.birth_date": HTTPStatus.UNPROCESSABLE_ENTITY,
    "lookup.access_code": HTTPStatus.UNPROCESSABLE_ENTITY,
    "grant.ended": HTTPStatus.FORBIDDEN,
    "grant.scope": HTTPStatus.FORBIDDEN,
    "grant.unknown": HTTPStatus.NOT_FOUND,
    "grant.scope_empty": HTTPStatus.UNPROCESSABLE_ENTITY,
    "grant.days": HTTPStatus.UNPROCESSABLE_ENTITY,
    "access.code_unknown": HTTPStatus.NOT_FOUND,
    "access.dated": HTTPStatus.UNPROCESSABLE_ENTITY,
    "archive.dated": HTTPStatus.UNPROCESSABLE_ENTITY,
    "archive.no_index": HTTPStatus.UNPROCESSABLE_ENTITY,
    "pupil.search_short": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper.none": HTTPStatus.UNPROCESSABLE_ENTITY,
    "lookup.too_many": HTTPStatus.TOO_MANY_REQUESTS,
    "lookup.number_needed": HTTPStatus.TOO_MANY_REQUESTS,
    "lookup.number": HTTPStatus.UNPROCESSABLE_ENTITY,
    "dropped.none": HTTPStatus.UNPROCESSABLE_ENTITY,
    "dropped.too_long": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "dropped.too_many": HTTPStatus.TOO_MANY_REQUESTS,
    "link.expired": HTTPStatus.FORBIDDEN,
    "lookup.foreign": HTTPStatus.FORBIDDEN,
    "document.pending": HTTPStatus.NOT_FOUND,
    "anchor.not_covered": HTTPStatus.NOT_FOUND,
    "token.required": HTTPStatus.UNAUTHORIZED,
    "token.invalid": HTTPStatus.UNAUTHORIZED,
    "token.scope": HTTPStatus.FORBIDDEN,
    "token.unknown": HTTPStatus.NOT_FOUND,
    "cursor.invalid": HTTPStatus.UNPROCESSABLE_ENTITY,
    "webhook.unknown": HTTPStatus.NOT_FOUND,
    "outgoing.address": HTTPStatus.UNPROCESSABLE_ENTITY,
    "session.forged": HTTPStatus.FORBIDDEN,
    "signin.wrong": HTTPStatus.FORBIDDEN,
    "signin.code": HTTPStatus.FORBIDDEN,
    "opening.code": HTTPStatus.FORBIDDEN,
    "signin.passkey": HTTPStatus.FORBIDDEN,
    "signin.no_role": HTTPStatus.FORBIDDEN,
    "signin.too_many": HTTPStatus.TOO_MANY_REQUESTS,
    "oidc.refused": HTTPStatus.FORBIDDEN,
    "oidc.unreachable": HTTPStatus.SERVICE_UNAVAILABLE,
    "password.short": HTTPStatus.UNPROCESSABLE_ENTITY,
    "password.long": HTTPStatus.UNPROCESSABLE_ENTITY,
    "password.easy": HTTPStatus.UNPROCESSABLE_ENTITY,
    "account.password": HTTPStatus.FORBIDDEN,
    "account.totp": HTTPStatus.UNPROCESSABLE_ENTITY,
    "account.none": HTTPStatus.NOT_FOUND,
    "account.unknown_item": HTTPStatus.NOT_FOUND,
    "right.not_staff": HTTPStatus.FORBIDDEN,
    "right.missing": HTTPStatus.FORBIDDEN,
    "right.ended": HTTPStatus.FORBIDDEN,
    "right.role": HTTPStatus.FORBIDDEN,
    "right.none": HTTPStatus.FORBIDDEN,
    "class.unknown": HTTPStatus.NOT_FOUND,
    "staff.unknown": HTTPStatus.NOT_FOUND,
    "team.unknown": HTTPStatus.NOT_FOUND,
    "check.unknown": HTTPStatus.NOT_FOUND,
    "check.number": HTTPStatus.NOT_FOUND,
    "check.not_yours": HTTPStatus.FORBIDDEN,
    "case.unknown": HTTPStatus.NOT_FOUND,
    "case.too_often": HTTPStatus.TOO_MANY_REQUESTS,
    "case.file_unknown": HTTPStatus.NOT_FOUND,
    "case.not_yours": HTTPStatus.FORBIDDEN,
    "case.self": HTTPStatus.FORBIDDEN,
    "case.disputed": HTTPStatus.UNPROCESSABLE_ENTITY,
    "case.paper": HTTPStatus.UNPROCESSABLE_ENTITY,
    "delegation.unknown": HTTPStatus.NOT_FOUND,
    "pupil.unknown": HTTPStatus.NOT_FOUND,
    "report.unknown": HTTPStatus.NOT_FOUND,
    "next_year.class": HTTPStatus.NOT_FOUND,
    "regulation.subject_unknown": HTTPStatus.NOT_FOUND,
    "report.unknown_code": HTTPStatus.NOT_FOUND,
    "school.not_here": HTTPStatus.NOT_FOUND,
    "ledger.school_unknown": HTTPStatus.NOT_FOUND,
    "year.none": HTTPStatus.NOT_FOUND,
    "checkpoint.none": HTTPStatus.NOT_FOUND,
    "input.invalid": HTTPStatus.UNPROCESSABLE_ENTITY,
    "command.reused": HTTPStatus.UNPROCESSABLE_ENTITY,
    "correction.place": HTTPStatus.UNPROCESSABLE_ENTITY,
    "correction.value": HTTPStatus.UNPROCESSABLE_ENTITY,
    "data.value": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper_report.unknown": HTTPStatus.NOT_FOUND,
    "paper_report.self": HTTPStatus.FORBIDDEN,
    "paper_report.year": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper_report.empty": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper_report.origin_blank": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper_report.class_blank": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper_report.absences": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper_report.mark": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper_report.twice": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper_report.other_level": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper_report.own_school": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper_report.own_year": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper_report.replaces": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper_report.decision": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper_report.scan": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper_report.scan_size": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper_report.scan_pages": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper_report.scan_none": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper.type": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper.size": HTTPStatus.UNPROCESSABLE_ENTITY,
    "correction.unknown": HTTPStatus.NOT_FOUND,
    "correction.file_unknown": HTTPStatus.NOT_FOUND,
    "correction.field_unknown": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paper.total": HTTPStatus.UNPROCESSABLE_ENTITY,
    "correction.exists": HTTPStatus.CONFLICT,
    "correction.decided": HTTPStatus.CONFLICT,
    "correction.self": HTTPStatus.FORBIDDEN,
    "correction.principal_only": HTTPStatus.FORBIDDEN,
    "delegation.missing": HTTPStatus.FORBIDDEN,
    "delegation.ended": HTTPStatus.FORBIDDEN,
    "key.missing": HTTPStatus.FORBIDDEN,
    "key.production": HTTPStatus.FORBIDDEN,
    "report.which": HTTPStatus.UNPROCESSABLE_ENTITY,
    "batch.unknown": HTTPStatus.NOT_FOUND,
    "package.nothing": HTTPStatus.NOT_FOUND,
    "audit.moment": HTTPStatus.UNPROCESSABLE_ENTITY,
    "audit.moment_beyond": HTTPStatus.UNPROCESSABLE_ENTITY,
    "audit.moments_order": HTTPStatus.UNPROCESSABLE_ENTITY,
    "audit.kind_unknown": HTTPStatus.UNPROCESSABLE_ENTITY,
    "audit.scope": HTTPStatus.UNPROCESSABLE_ENTITY,
    "audit.not_begun": HTTPStatus.NOT_FOUND,
    "audit.check_unknown": HTTPStatus.NOT_FOUND,
    "audit.running": HTTPStatus.CONFLICT,
    "anchor.proof_from": HTTPStatus.UNPROCESSABLE_ENTITY,
    "key.verifier": HTTPStatus.UNPROCESSABLE_ENTITY,
    "draft.place": HTTPStatus.UNPROCESSABLE_ENTITY,
    "draft.pupil": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paste.no_names": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paste.no_places": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paste.columns": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paste.size": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paste.legacy": HTTPStatus.UNPROCESSABLE_ENTITY,
    "workbook.unreadable": HTTPStatus.UNPROCESSABLE_ENTITY,
    "workbook.too_large": HTTPStatus.UNPROCESSABLE_ENTITY,
    "workbook.not_ours": HTTPStatus.UNPROCESSABLE_ENTITY,
    "workbook.version": HTTPStatus.UNPROCESSABLE_ENTITY,
    "board.before_year": HTTPStatus.UNPROCESSABLE_ENTITY,
    "inbox.unknown": HTTPStatus.NOT_FOUND,
    "mail.address": HTTPStatus.UNPROCESSABLE_ENTITY,
    "list.no_number": HTTPStatus.NOT_FOUND,
    "return.stage": HTTPStatus.UNPROCESSABLE_ENTITY,
    "roll.number": HTTPStatus.UNPROCESSABLE_ENTITY,
    "sign.stage": HTTPStatus.UNPROCESSABLE_ENTITY,
    "sign.reason": HTTPStatus.UNPROCESSABLE_ENTITY,
    "sign.in_place_stage": HTTPStatus.UNPROCESSABLE_ENTITY,
    "ledger.entry_too_long": HTTPStatus.UNPROCESSABLE_ENTITY,
    "request.none_chosen": HTTPStatus.UNPROCESSABLE_ENTITY,
    "request.reason": HTTPStatus.UNPROCESSABLE_ENTITY,
    "approve.no_class": HTTPStatus.UNPROCESSABLE_ENTITY,
    "board.busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "dropped.busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "server.busy": HTTPStatus.SERVICE_UNAVAILABLE,
    # What stands between the clerk and a PDF is told as it is: nothing of the store is in it.
    "timestamp.unreachable": HTTPStatus.SERVICE_UNAVAILABLE,
    "timestamp.answer": HTTPStatus.SERVICE_UNAVAILABLE,
    "timestamp.refused": HTTPStatus.SERVICE_UNAVAILABLE,
    "server.fault": HTTPStatus.INTERNAL_SERVER_ERROR,
}


#: The media type of every answer with a status of 400 or more (RFC 9457 §3).
PROBLEM_TYPE = "application/problem+json"
#: Where a problem's type is explained; relative to the server, as RFC 9457 §3.1.1 lets it be.
TYPES = "/api/v1/problems/"
#: A fault's place in what was sent, from the larger to the smaller: the facts that name one.
_PLACES = ("sheet", "number", "place", "cell")
#: A workbook may have thousands of faults, and the first hundred are enough to find what is wrong with it.
ERRORS_MAX = 100


#: What pydantic calls a fault → its code here; every other type is ``request.value``.
_KINDS = {
    "missing": "request.missing",
    "extra_forbidden": "request.extra",
    "json_invalid": "request.json",
    "string_too_long": "request.long",
    "too_long": "request.long",
    "bytes_too_long": "request.long",
    "string_too_short": "request.short",
    "too_short": "request.short",
}
#: A place is a path of names of ours; where the caller's own key stands in it, it may be long.
PLACE_CHARACTERS_MAX = 120


class InvalidRequest(Rejected):
    """A request that is not as described: where, without repeating what was sent."""

    def __init__(self, found: Iterable[Mapping[str, Any]]) -> None:
        """``found``: the faults as pydantic tells them."""
        told = [(".".join(map(str, each["loc"]))[:PLACE_CHARACTERS_MAX], str(each["type"])) for each in found]
        self.faults = tuple(Rejected(_KINDS.get(kind, "request.value"), place=place) for place, kind in told)
        super().__init__("request.invalid", places=", ".join(sorted({place for place, _ in told})))


class ProblemPart(Value):
    """One of several faults: where in the request, or None where its text says so, its code and its text."""

    where: str | None
    code: str
    message: str


class Problem(Value):
    """
    What went wrong (RFC 9457). ``type`` and ``code`` are permanent; ``title`` is of the code, ``detail`` of the case.

    ``errors``: the faults one by one, where a request had several that are told apart; the first hundred.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: tuple[ProblemPart, ...]


def title_of(code: str, language: Language) -> str:
    """The text of a code without the facts of a case. Raises KeyError for a code that is none."""
    texts = MESSAGES.get(code) or ANCHOR_MESSAGES[code]
    return _FACT.sub("…", texts[0 if language == "vi" else 1])


def problem(error: HocbaError | AnchorError, status: HTTPStatus, language: Language) -> Problem:
    """The body of an error answer."""
    faults = error.faults if isinstance(error, (Faults, InvalidRequest)) else ()
    return Problem(
        type=f"{TYPES}{error.code}",
        title=title_of(error.code, language),
        status=status,
        detail=web_text(error, language),
        code=error.code,
        errors=tuple(_part(each, language) for each in faults[:ERRORS_MAX]),
    )


def _part(fault: HocbaError, language: Language) -> ProblemPart:
    where = ("!" if "sheet" in fault.facts else " ").join(
        str(fault.facts[name]) for name in _PLACES if name in fault.facts
    )
    return ProblemPart(where=where or None, code=fault.code, message=web_text(fault, language))


def status_of(error: HocbaError | AnchorError) -> HTTPStatus:
    """By the table; an error that is not in it by its family: 503 try again, 409 a rule, 500 ours."""
    if error.code in STATUS:
        return STATUS[error.code]
    if isinstance(error, (Unavailable, AnchorUnavailable)):
        return HTTPStatus.SERVICE_UNAVAILABLE
    if isinstance(error, Rejected):
        return HTTPStatus.CONFLICT
    return HTTPStatus.INTERNAL_SERVER_ERROR


def shown(error: HocbaError | AnchorError, incident: str) -> HocbaError | AnchorError:
    """
    What a visitor may read of an error: those of the table as they are, of others only that there is one.

    Texts of the store name roles, constraints and addresses, which are no business of a visitor.
    """
    if error.code in STATUS:
        return error
    if isinstance(error, (Unavailable, AnchorUnavailable)):
        return Unavailable("server.busy")
    if isinstance(error, (Tampered, AnchorTampered)):
        return Tampered("server.fault", incident=incident)
    return error if isinstance(error, Rejected) else Tampered("server.fault", incident=incident)
