"""
A file that somebody lets this server verify: the steps of ``hocba verify``, then what the ledger says of it today.

Judged with the verifier key and the certificate roots that this server holds for the school which the file names, so
the verdict is the server's word; ``hocba verify`` asks nobody. The file is not kept.
"""

from __future__ import annotations

import math
from contextlib import suppress
from threading import Semaphore
from uuid import UUID

from anchors.checkpoint import VerifierKey
from anchors.signing.trust import TrustRoots
from anchors.verify import Verdict, Verification, named_in, verify_file
from api.app import App
from api.asking import TheLedger
from api.routes import accesses
from api.routes.accesses import Looked
from api.routes.limits import FILE_BYTES_MAX, Window, network
from domain.errors import Misused, Rejected, Unavailable
from domain.ledger.failures import wrapped
from domain.messages import MESSAGES
from projections.lookup import look_up

MESSAGES.update(
    {
        "dropped.none": (
            "Chưa chọn tệp. Hãy chọn tệp học bạ .pdf hoặc .xml rồi bấm Xác minh.",
            "No file was chosen. Choose a report, .pdf or .xml, and press Verify.",
        ),
        "dropped.too_long": (
            "Tệp lớn hơn 8 MB. Học bạ do trường phát hành nhỏ hơn nhiều; hãy chọn lại tệp.",
            "The file has more than 8 MB. A report issued by a school is far smaller; choose the file again.",
        ),
        "dropped.too_many": (
            "Đã xác minh quá nhiều tệp từ địa chỉ này. Hãy thử lại sau {minutes} phút, hoặc dùng phần mềm kiểm tra "
            "học bạ trên máy của mình.",
            "Too many files were verified from this address. Try again in {minutes} minutes, or use the program "
            "that checks reports on your own machine.",
        ),
        "dropped.busy": (
            "Máy chủ đang xác minh nhiều tệp khác. Hãy thử lại sau ít giây.",
            "The server is verifying many other files. Try again in a few seconds.",
        ),
    }
)

#: A verification takes a tenth of a second of a processor: one at a time leaves the look-ups the rest.
AT_ONCE = 1
WAIT_S_MAX = 10.0
#: Who waits sits in a thread that look-ups and everybody else need, too.
WAITING_MAX = 6
#: A clerk who checks a class's files has enough; who wants to keep the server busy has not.
FILES_MAX, FILES_WINDOW_S = 60, 600.0

_GENUINE = (Verdict.VALID, Verdict.RECALLED, Verdict.CANCELLED, Verdict.REPLACED)


class DroppedFiles:
    """Verifies the files that visitors of one process bring."""

    def __init__(self, program: App) -> None:
        self._program = program
        self._turn = Semaphore(AT_ONCE)
        self._places = Semaphore(AT_ONCE + WAITING_MAX)
        self._files = Window(FILES_MAX, FILES_WINDOW_S)

    def take(self, address: str) -> None:
        """Count a file that this address is about to bring. Raises Rejected ``dropped.too_many``."""
        if wait_s := self._files.take(network(address)):
            raise Rejected("dropped.too_many", minutes=math.ceil(wait_s / 60), seconds=math.ceil(wait_s))

    def verify(self, content: bytes, address: str) -> Verification:
        """
        Every step made that can be made, and what became of the edition; counted before (``take``).

        Raises Rejected ``dropped.none``, ``dropped.too_long``; Unavailable ``dropped.busy``.
        """
        if not content:
            raise Rejected("dropped.none")
        if len(content) > FILE_BYTES_MAX:
            raise Rejected("dropped.too_long")
        if not self._places.acquire(blocking=False):
            raise Unavailable("dropped.busy")
        try:
            if not self._turn.acquire(timeout=WAIT_S_MAX):
                raise Unavailable("dropped.busy")
            try:
                return self._verify(content, address)
            finally:
                self._turn.release()
        finally:
            self._places.release()

    def _verify(self, content: bytes, address: str) -> Verification:
        # The file itself says whose keys are wanted.
        lookup_id = named_in(content)
        with wrapped(), self._program.pool.connection() as connection:
            seen = look_up(connection, lookup_id) if lookup_id else None
        if seen is None:
            return verify_file(content, None, None, None)
        school_id = seen.row.school_id
        judged = TheLedger(self._program).about(verify_file(content, None, *self._keys(school_id)))
        if judged.verdict in _GENUINE:
            accesses.note(self._program.pool, school_id, seen.row.lookup_id, Looked.FILE, address, None)
        return judged

    def _keys(self, school_id: UUID) -> tuple[VerifierKey | None, TrustRoots | None]:
        folder = self._program.keys(school_id)
        key, roots = None, None
        with suppress(Misused):  # what this server does not hold, the verdict names as missing
            key = folder.verifier_key()
        with suppress(Misused):
            roots = TrustRoots.from_pem(folder.roots_pem())
        return key, roots
