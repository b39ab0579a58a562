"""A mail server (aiosmtpd) as a process of its own on loopback; what it took lies in a folder, a file a letter."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

#: The address that the server refuses.
REFUSED = "khong-co@example.vn"


class MailServer(NamedTuple):
    """Where it listens, and what it took so far, in order."""

    port: int
    folder: Path

    @property
    def letters(self) -> list[EmailMessage]:
        return [
            cast("EmailMessage", message_from_bytes(path.read_bytes(), policy=default))
            for path in sorted(self.folder.iterdir())
        ]


@contextmanager
def mail_server(folder: Path) -> Iterator[MailServer]:
    """Takes everything but letters to ``REFUSED``, until the block ends."""
    from tests.kit.served import free_port  # here, so that the server's process need not load the whole program

    ours, theirs = multiprocessing.Pipe()
    serving = (theirs, folder, free_port())
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=serving, daemon=True)
    process.start()
    try:
        assert ours.poll(30), "the mail server did not start"
        yield MailServer(ours.recv(), folder)
    finally:
        ours.send(None)
        process.join(10)


def _serve(told: Connection, folder: Path, port: int) -> None:
    class Handler:
        async def handle_RCPT(
            self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
        ) -> str:
            if address == REFUSED:
                return "550 no such mailbox"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
            number = len(list(folder.iterdir()))
            (folder / f"{number:04}").write_bytes(envelope.original_content or b"")
            return "250 taken"

    controller = Controller(Handler(), hostname="127.0.0.1", port=port)
    controller.start()
    told.send(controller.port)
    told.recv()
    controller.stop()
