"""A real mail server on the loopback: keeps what it takes, refuses what it is told to, and can do worse."""

from __future__ import annotations

import email
import email.policy
import os
import signal
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from email.message import EmailMessage

    from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Postbox:
    """What the server took, and how it answers."""

    taken: list[EmailMessage] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """Mailboxes that do not exist."""
    later: bool = False
    """Everything is put off (451)."""
    kills: int = 0
    """Process that is killed when it has handed over a letter, before it hears that the letter was taken."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such mailbox"
        if self.later:
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        content = envelope.content
        assert isinstance(content, bytes)
        self.taken.append(email.message_from_bytes(content, policy=email.policy.default))
        if self.kills:
            os.kill(self.kills, signal.SIGKILL)
            self.kills = 0
        return "250 OK"

    rude: bool = False
    """It has no farewell."""

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 - the same
        if self.rude:
            return "500 no farewell"
        return "221 Bye"

    def texts(self) -> list[str]:
        """What each letter says."""
        return [letter.get_content() for letter in self.taken]

    def ids(self) -> list[str]:
        """Message-ID of each letter."""
        return [str(letter["Message-ID"]) for letter in self.taken]


class PostOffice:
    """The server for as long as the block lasts; ``more`` is for aiosmtpd."""

    def __init__(self, **more: Any) -> None:
        self.box = Postbox()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._controller = Controller(self.box, hostname="127.0.0.1", port=self.port, **more)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def settings(self) -> dict[str, str]:
        """Settings of a register that sends its letters here."""
        return {
            "REGISTRY_MAIL_HOST": "127.0.0.1",
            "REGISTRY_MAIL_PORT": str(self.port),
            "REGISTRY_MAIL_TLS": "none",
            "REGISTRY_MAIL_FROM": "Реестр <reestr@example.org>",
            "REGISTRY_SITE_URL": "https://reestr.example.org",
        }
