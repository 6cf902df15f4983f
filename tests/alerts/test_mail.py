"""Letters over TLS with a sign-in, to a real server whose certificate is known or not."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from domain.errors import MailRefused, MailUnavailable
from registry_api.alerts.mail import Mailer, wire_address
from tests.mailbox import PostOffice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aiosmtpd.smtp import SMTP, Envelope, Session

LETTER = EmailMessage()
LETTER["Subject"] = "Найдено новое"
LETTER.set_content("Текст")


def _certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of the loopback that vouches for itself, and the server's side of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "server.pem", folder / "server.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(public, private)
    return public, context


def _knows(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: LoginPassword) -> AuthResult:
    return AuthResult(success=(given.login, given.password) == (b"reestr", b"secret"), handled=False)


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[tuple[PostOffice, Mailer]]:
    """A server that wants TLS and a sign-in, and a register that knows how."""
    public, context = _certificate(tmp_path)
    with PostOffice(tls_context=context, require_starttls=True, authenticator=_knows, auth_required=True) as office:
        yield (
            office,
            Mailer(
                host="127.0.0.1",
                port=office.port,
                tls="starttls",
                sender="Реестр <reestr@example.org>",
                user="reestr",
                password="secret",
                ca_file=str(public),
            ),
        )


def test_a_letter_goes_over_tls_after_a_sign_in(sealed: tuple[PostOffice, Mailer]) -> None:
    office, mailer = sealed
    mailer.greet()
    assert office.box.taken == []
    mailer.send(LETTER, "ivanova@example.org")
    (taken,) = office.box.taken
    assert taken["Subject"] == "Найдено новое"
    office.box.rude = True
    mailer.send(LETTER, "ivanova@example.org")
    assert len(office.box.taken) == 2, "taken is taken, whatever comes after"
    office.box.refused.add("petrov@example.org")
    with pytest.raises(MailRefused, match="550"):
        mailer.send(LETTER, "petrov@example.org")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ca_file": ""}, "защиту соединения"),
        ({"password": "wrong"}, "имя или пароль"),
        ({"password": "не та"}, "имя или пароль"),
        ({"tls": "tls"}, "защиту соединения"),
        ({"port": 1}, "не отвечает"),
    ],
)
def test_what_hinders_is_told_and_nothing_goes(
    sealed: tuple[PostOffice, Mailer], change: dict[str, object], words: str
) -> None:
    from dataclasses import replace

    office, mailer = sealed
    with pytest.raises(MailUnavailable, match=words):
        replace(mailer, **change).send(LETTER, "ivanova@example.org")  # type: ignore[arg-type]  # fields by name
    assert office.box.taken == []


def test_a_server_without_tls_gets_nothing() -> None:
    with PostOffice() as office:
        mailer = Mailer(host="127.0.0.1", port=office.port, tls="starttls", sender="reestr@example.org")
        with pytest.raises(MailUnavailable, match="защиту соединения"):
            mailer.send(LETTER, "ivanova@example.org")
        assert office.box.taken == []


def test_russian_domains_go_in_their_ascii_form() -> None:
    assert wire_address("ivanova@почта.рф") == "ivanova@xn--80a1acny.xn--p1ai"
