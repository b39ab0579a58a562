"""
Asking what became of an edition since it was issued: the ledger in this database, or a lookup portal over HTTP.

A portal is asked as a family asks it, with code and birth date out of the file, so it answers with the reason too. One
question a file, no redirects, nothing sent but those two; ``https`` is checked against the system's roots.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import BaseModel
from pydantic_core import to_json

from anchors.verify import Ended, Fate, LiveAnswer, Verification
from api.app import App
from api.outgoing import ANSWER_S_MAX, CONNECT_S_MAX, cut_after
from api.routes.portal import Portal
from api.verification_words import printable
from domain.context import VIETNAM
from domain.errors import Misused, Rejected, Unavailable
from domain.ledger import school_ids
from domain.messages import MESSAGES, Language

MESSAGES.update(
    {
        "portal.address": (
            "Địa chỉ cổng tra cứu không hợp lệ: {found}. Cần http:// hoặc https://, không kèm mật khẩu.",
            "Not an address of a lookup portal: {found}. Expected http:// or https:// without a password in it.",
        ),
        "portal.unreachable": (
            "Cổng tra cứu {portal} không trả lời: {reason}. Kết luận không cần mạng vẫn có: bỏ --portal.",
            "The portal {portal} does not answer: {reason}. Without --portal there is a verdict offline.",
        ),
        "portal.answer": (
            "{portal} không trả lời như một cổng tra cứu học bạ: {found}. Hãy kiểm tra địa chỉ.",
            "{portal} does not answer like a lookup portal: {found}. Check the address.",
        ),
    }
)

#: A whole report has some 20 kB.
ANSWER_BYTES_MAX = 256 * 1024
NOT_FOUND = 404
#: A portal's answer on a code that it does not know, or that goes with another birth date.
UNKNOWN = "lookup.not_found"


class _Ended(BaseModel):
    at: datetime
    document: str
    document_date: date
    replaced_by: UUID | None


class _Facts(BaseModel):
    status: str
    position: int
    ended: _Ended | None = None


class _Told(BaseModel):
    """What is read of a whole report (``api.routes.portal``); what a newer portal adds is passed over."""

    facts: _Facts
    reason: str | None = None


class _Refused(BaseModel):
    """What is read of problem details (``api.routes.errors``)."""

    code: str


class TheLedger:
    """The ledgers of this database."""

    def __init__(self, app: App) -> None:
        self._app, self._portal = app, Portal(app)
        for school_id in school_ids(app.pool):
            app.runner.catch_up(app.ledgers[school_id])

    def about(self, verification: Verification) -> Verification:
        """The verification with what became of the edition; as it is where it names none."""
        if verification.values is None:
            return verification
        try:
            found = self._portal.find(str(verification.values.lookup_id))
        except Rejected:
            return verification.asked(LiveAnswer(self._app.settings.origin, None))
        source = self._app.origin(found.row.school_id)
        whole = self._portal.whole(found, self._app.settings.lang)
        return verification.asked(_answer(source, whole.model_dump_json().encode()))


class ThePortal:
    """The portal at ``url``. Raises Misused where that is no address."""

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
            self._port = parts.port
        except ValueError as error:
            raise Misused("portal.address", found=error) from error
        if not usable:
            raise Misused("portal.address", found=f"{parts.scheme}://{parts.hostname}")
        self._host, self._kind = str(parts.hostname), HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._path = parts.path.rstrip("/")
        self.name = self._host if self._port is None else f"{self._host}:{self._port}"

    def about(self, verification: Verification) -> Verification:
        """As ``TheLedger.about``. Raises Unavailable where nobody answers, or not as a portal does."""
        values = verification.values
        if values is None:
            return verification
        path = f"{self._path}/api/v1/lookup/{values.lookup_id}"
        try:
            status, content = self._exchange(path, to_json({"birth_date": values.birth_date.isoformat()}))
        except (OSError, HTTPException) as error:
            raise Unavailable("portal.unreachable", portal=self.name, reason=error or type(error).__name__) from error
        try:
            if status == NOT_FOUND and _Refused.model_validate_json(content).code == UNKNOWN:
                return verification.asked(LiveAnswer(self.name, None))
            return verification.asked(_answer(self.name, content))
        except ValueError as error:
            raise Unavailable("portal.answer", portal=self.name, found=f"HTTP {status}") from error

    def _exchange(self, path: str, body: bytes) -> tuple[int, bytes]:
        with closing(self._kind(self._host, self._port, timeout=CONNECT_S_MAX)) as connection:
            connection.connect()
            with cut_after(connection.sock, ANSWER_S_MAX):
                headers = {"Content-Type": "application/json", "Accept": "application/json"}
                connection.request("POST", path, body, headers)
                answer = connection.getresponse()
                return answer.status, answer.read(ANSWER_BYTES_MAX)


def told(live: LiveAnswer, language: Language) -> str:
    """What became of it, when, by which document, why, and which code took its place; in one line."""
    vietnamese, ended = language == "vi", live.ended
    if live.position is None:
        return f"{live.source} không biết mã này" if vietnamese else f"{live.source} does not know this code"
    if ended is None:
        return f"{live.source}: còn hiệu lực" if vietnamese else f"{live.source}: stands"
    at, dated = f"{ended.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}", f"{ended.document_date:%d/%m/%Y}"
    vi, en = _FATES[ended.fate]
    parts = [f"{live.source}: {vi if vietnamese else en} {at}"]
    parts.append(f"theo văn bản {ended.document} ngày {dated}" if vietnamese else f"by {ended.document} of {dated}")
    if ended.reason:
        parts.append(f"lí do: {ended.reason}" if vietnamese else f"reason: {ended.reason}")
    if ended.replaced_by:
        parts.append(f"thay bằng bản {ended.replaced_by}" if vietnamese else f"replaced by {ended.replaced_by}")
    else:
        parts.append("chưa có bản thay thế" if vietnamese else "nothing has replaced it yet")
    return "; ".join(parts)


def today(verification: Verification, language: Language) -> str | None:
    """What this server's own ledger said became of the edition, without the ledger's name; None where nobody asked."""
    live = verification.live
    return printable(told(live, language).removeprefix(f"{live.source}: ")) if live else None


_FATES = {
    Fate.CANCELLED: ("đã hủy bỏ", "cancelled on"),
    Fate.RECALLED: ("đã thu hồi", "recalled on"),
    Fate.AMENDED: ("đã được thay thế do chỉnh lý", "replaced by an amendment on"),
}


def _answer(source: str, content: bytes) -> LiveAnswer:
    """Raises ValueError for what no portal says."""
    told = _Told.model_validate_json(content)
    ended = told.facts.ended
    if ended is None:
        return LiveAnswer(source, told.facts.position)
    fate = Ended(Fate(told.facts.status), ended.at, ended.document, ended.document_date, told.reason, ended.replaced_by)
    return LiveAnswer(source, told.facts.position, fate)
