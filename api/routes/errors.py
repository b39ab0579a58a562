"""
One JSON shape for every error, and the one table from codes to HTTP statuses. The domain knows no HTTP.

::

    {"error": {"code": "lookup.not_found", "message": "Không tìm thấy học bạ ứng với thông tin đã nhập."}}

``code`` is permanent, ``message`` is in the language of ``HOCBA_LANG``. Facts of an error are not sent: some of them
repeat what a person typed.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import api.routes.messages  # noqa: F401  # registers the texts
from anchors.errors import AnchorError
from anchors.errors import Tampered as AnchorTampered
from anchors.errors import Unavailable as AnchorUnavailable
from domain.errors import HocbaError, Rejected, Tampered, Unavailable
from domain.event import Value
from domain.messages import Language

#: What a caller can do about each error that routes raise on purpose.
STATUS: dict[str, HTTPStatus] = {
    "request.invalid": HTTPStatus.UNPROCESSABLE_ENTITY,
    "request.too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "route.unknown": HTTPStatus.NOT_FOUND,
    "route.method": HTTPStatus.METHOD_NOT_ALLOWED,
    "lookup.not_found": HTTPStatus.NOT_FOUND,
    "lookup.birth_date": HTTPStatus.UNPROCESSABLE_ENTITY,
    "lookup.too_many": HTTPStatus.TOO_MANY_REQUESTS,
    "link.expired": HTTPStatus.FORBIDDEN,
    "document.pending": HTTPStatus.NOT_FOUND,
    "anchor.not_covered": HTTPStatus.NOT_FOUND,
    "token.required": HTTPStatus.UNAUTHORIZED,
    "token.invalid": HTTPStatus.UNAUTHORIZED,
    "session.forged": HTTPStatus.FORBIDDEN,
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
    "audit.moment": HTTPStatus.UNPROCESSABLE_ENTITY,
    "audit.moment_beyond": HTTPStatus.UNPROCESSABLE_ENTITY,
    "audit.moments_order": HTTPStatus.UNPROCESSABLE_ENTITY,
    "audit.kind_unknown": HTTPStatus.UNPROCESSABLE_ENTITY,
    "audit.scope": HTTPStatus.UNPROCESSABLE_ENTITY,
    "audit.not_begun": HTTPStatus.NOT_FOUND,
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
    "server.busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "server.fault": HTTPStatus.INTERNAL_SERVER_ERROR,
}


class ErrorBody(Value):
    """The inside of an error answer."""

    code: str
    message: str


class ErrorAnswer(Value):
    """Every answer with a status of 400 or more."""

    error: ErrorBody


def error_json(error: HocbaError | AnchorError, language: Language) -> dict[str, Any]:
    """The body of an error answer."""
    return {"error": {"code": error.code, "message": error.text(language)}}


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
