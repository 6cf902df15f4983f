"""Sending letters: one connection for one letter, every failure told as the mailbox's or the server's."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parseaddr
from typing import TYPE_CHECKING, Final

from domain.errors import MailRefused, MailUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

PERMANENT: Final = 500
"""Answers from here on are final (RFC 5321, 4.2.1)."""
_NO_SERVER: Final = "Почтовый сервер не отвечает. Письмо будет отправлено, когда он ответит."
_NO_SIGN_IN: Final = (
    "Почтовый сервер не принял имя или пароль реестра. Сообщите администратору: настройки REGISTRY_MAIL_…."
)
_NO_TLS: Final = "Почтовый сервер не подтвердил защиту соединения. Сообщите администратору: настройки REGISTRY_MAIL_…."
_NO_SENDER: Final = (
    "Почтовый сервер не принимает письма от адреса реестра. Сообщите администратору: REGISTRY_MAIL_FROM."
)
_REFUSED: Final = "Почтовый сервер не принимает письма на этот адрес (код {code}). Проверьте адрес."


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailer:
    """A mail server as the settings describe it."""

    host: str
    port: int
    tls: str
    """``starttls``, ``tls`` (from the first byte) or ``none``."""
    sender: str
    user: str = ""
    password: str = ""
    ca_file: str = ""
    timeout_s: float = 30.0

    def send(self, letter: EmailMessage, to: str) -> None:
        """Hand a letter over.

        Raises:
            MailRefused: The server will not take this letter for this mailbox.
            MailUnavailable: The server does not answer, or takes nothing from us at present.
        """
        with _told(), self._open() as server:
            self._hand_over(server, letter, to)

    def greet(self) -> None:
        """Connect and sign in, no more. Raises :class:`MailUnavailable` when that fails."""
        with _told(), self._open():
            pass

    @contextmanager
    def _open(self) -> Iterator[smtplib.SMTP]:
        """Connect and sign in. How the parting goes says nothing: a letter that was taken is taken."""
        server = self._connected()
        try:
            if self.user:
                server.login(self.user, self.password)
            yield server
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
        finally:
            server.close()

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context(cafile=self.ca_file or None)
        if self.tls == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_s, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=self.timeout_s)
        if self.tls == "starttls":
            try:
                server.starttls(context=context)
            except BaseException:
                server.close()
                raise
        return server

    def _hand_over(self, server: smtplib.SMTP, letter: EmailMessage, to: str) -> None:
        try:
            server.send_message(letter, from_addr=parseaddr(self.sender)[1], to_addrs=[to])
        except smtplib.SMTPRecipientsRefused as error:
            raise _of_code(next(iter(error.recipients.values()))[0]) from error
        except smtplib.SMTPDataError as error:
            raise _of_code(error.smtp_code) from error


@contextmanager
def _told() -> Iterator[None]:
    """Turn failures of the connection into what a person can be told."""
    try:
        yield
    except (smtplib.SMTPAuthenticationError, UnicodeEncodeError) as error:  # smtplib signs in with ASCII alone
        raise MailUnavailable(_NO_SIGN_IN) from error
    except smtplib.SMTPSenderRefused as error:
        raise MailUnavailable(_NO_SENDER) from error
    except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
        raise MailUnavailable(_NO_TLS) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailUnavailable(_NO_SERVER) from error


def _of_code(code: int) -> MailRefused | MailUnavailable:
    if code >= PERMANENT:
        return MailRefused(_REFUSED.format(code=code))
    return MailUnavailable(f"Почтовый сервер просит повторить позже (код {code}). Письмо будет отправлено снова.")


def wire_address(address: str) -> str:
    """Return a mailbox as mail servers know it: a name of a domain in Russian letters in its ASCII form."""
    box, _, domain = address.rpartition("@")
    try:
        return f"{box}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return address
