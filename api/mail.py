"""E-mail over the school's own server (``HOCBA_SMTP_URL``): one short connection for what is sent at once."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from domain.errors import Misused, Unavailable
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "mail.unavailable": (
            "Máy chủ thư {server} không nhận thư ({reason}). Lời nhắc vẫn nằm ở trang Việc của tôi; hãy kiểm tra "
            "HOCBA_SMTP_URL rồi nhắc lại.",
            "Mail server {server} takes no mail ({reason}). The reminders stand on the page My work; check "
            "HOCBA_SMTP_URL and remind again.",
        ),
        "mail.unprotected": (
            "Máy chủ thư {server} không mã hóa kết nối; mật khẩu không được gửi đi. Dùng smtps:// hoặc máy chủ có "
            "STARTTLS.",
            "Mail server {server} offers no encryption; the password was not sent. Use smtps:// or a server with "
            "STARTTLS.",
        ),
    }
)

#: A server that does not answer in this time is told to the person, who waits.
ANSWER_S_MAX = 10


class Letter(NamedTuple):
    """A plain letter to one address."""

    to: str
    subject: str
    text: str


class Mailer:
    """
    The server of an address ``smtp://HOST[:PORT]`` or ``smtps://``, with ``USER:PASSWORD@`` where it asks for them.

    ``smtp`` turns to TLS wherever the server offers it (RFC 3207); a password goes over nothing else.
    """

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self.host = parts.hostname or ""
        self.port = parts.port or (465 if parts.scheme == "smtps" else 25)
        self.sender = sender
        self._encrypted = parts.scheme == "smtps"
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")

    @property
    def server(self) -> str:
        """Host and port, for people; never the password."""
        return f"{self.host}:{self.port}"

    def send(self, letters: Sequence[Letter]) -> list[Letter]:
        """
        Those that the server took; an address that it refuses is left out, and not told apart from others.

        Raises Unavailable where the server does not answer, Misused where it would see a password in the clear.
        """
        taken = []
        try:
            with self._connected() as server:
                for letter in letters:
                    try:
                        server.send_message(self._message(letter))
                    except smtplib.SMTPRecipientsRefused:
                        continue
                    taken.append(letter)
        except (OSError, smtplib.SMTPException) as error:
            raise Unavailable("mail.unavailable", server=self.server, reason=type(error).__name__) from error
        return taken

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context()
        if self._encrypted:
            made: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=ANSWER_S_MAX, context=context)
        else:
            made = smtplib.SMTP(self.host, self.port, timeout=ANSWER_S_MAX)
        with made as server:
            server.ehlo()
            encrypted = self._encrypted
            if not encrypted and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
                encrypted = True
            if self._user:
                if not encrypted:
                    raise Misused("mail.unprotected", server=self.server)
                server.login(self._user, self._password)
            yield server

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, letter.to, letter.subject
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers it
        message.set_content(letter.text)
        return message
