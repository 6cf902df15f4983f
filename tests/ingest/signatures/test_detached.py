"""Signatures in files of their own: whose they are, whether they hold, and what is said where that cannot be told."""

from __future__ import annotations

import hashlib
import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from domain.errors import DamagedFile, FileTooLarge, HostileFile, IntakeError, UnsupportedFormat
from domain.signatures import SignatureKind, SignatureState
from ingest.reading.limits import ReadLimits
from ingest.signatures.detached import inspect_detached
from ingest.signatures.forms import der_of, is_signed_data
from ingest.signatures.verdicts import TRAILING
from tests.factories import EXAMPLES
from tests.hostile import signatures as hostile
from tests.signing import BEGIN, ORGANISATION, container, formed, gost_container, person, write

if TYPE_CHECKING:
    from pathlib import Path

    from domain.signatures import Signature
    from tests.signing import Person

ACT = EXAMPLES / "acts" / "Постановление 308 от 06.04.2026.docx"
LIMITS = ReadLimits()
FORMS = ("der", "pem", "base64")


@pytest.fixture(scope="module", params=["rsa", "ec"])
def head(request: pytest.FixtureRequest) -> Person:
    return person(request.param)


def inspect(folder: Path, data: bytes, document: Path | None = ACT, **more: object) -> Signature:
    (found,) = inspect_detached(write(folder, "акт.sig", data), document, limits=LIMITS, **more)  # type: ignore[arg-type]  # by name
    return found


@pytest.mark.parametrize("form", FORMS)
def test_a_signature_over_the_file_is_intact_and_tells_whose_it_is(tmp_path: Path, head: Person, form: str) -> None:
    data = container(ACT.read_bytes(), head, form)
    assert is_signed_data(data[:4096])
    found = inspect(tmp_path, data)
    assert (found.kind, found.state, found.reason) == (SignatureKind.DETACHED, SignatureState.INTACT, "")
    assert (found.signer, found.post) == ("Лукашин Андрей Викторович", "Глава города")
    assert (found.organisation, found.issuer, found.serial) == (ORGANISATION, "Учебный УЦ", "0A1B2C3D4E")
    assert (found.valid_from, found.valid_until) == (BEGIN, BEGIN + timedelta(days=3650))
    assert found.algorithm in {"RSA, SHA-256", "ECDSA, SHA-256"}
    assert found.signed_at is not None
    assert found.signed_at.tzinfo is not None
    assert found.trusted is None


MAIL = (
    b'MIME-Version: 1.0\r\nContent-Disposition: attachment;\r\n\tfilename="smime.p7s"\r\n'
    b'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
)
OWN = b"-----BEGIN PKCS7-----\nComment: made by a program\nProc-Type: 4,CLEAR\n\n"


@pytest.mark.parametrize("mark", ["", "mail", "mail of long ago", "own headers"])
@pytest.mark.parametrize("encoding", ["ascii", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-16-be marked"])
@pytest.mark.parametrize("form", ["pem", "base64"])
def test_signatures_are_read_as_mail_and_editors_leave_them(
    tmp_path: Path, form: str, encoding: str, mark: str
) -> None:
    data = container(ACT.read_bytes(), person("ec"), form)
    if mark == "own headers":
        data = OWN + data.partition(b"-----\n")[2] if form == "pem" else OWN + data + b"-----END PKCS7-----"
    elif mark:
        data = b"Received: from a\r\n by b\r\n" * 30 * (mark != "mail") + MAIL + data
    said = data.decode()
    data = b"\xfe\xff" + said.encode("utf-16-be") if "marked" in encoding else said.encode(encoding)
    assert is_signed_data(data[: 64 * 1024])
    assert inspect(tmp_path, data).state is SignatureState.INTACT


@pytest.mark.parametrize(
    "data",
    [
        MAIL + "Постановление № 5".encode(),
        b"Content-Type: text/plain\n\nMIME is told here, nothing is signed",
        b"MI: a header\n" * 100_000,
        "MIIG текст".encode("utf-16"),
        b"\0" * 4096,
        b"\xff\xfe",
    ],
)
def test_what_only_has_headers_or_wide_letters_is_no_signature(data: bytes) -> None:
    assert not is_signed_data(data)
    with pytest.raises(DamagedFile):
        der_of(data)


def test_a_signature_of_another_file_is_broken(tmp_path: Path, head: Person) -> None:
    found = inspect(tmp_path, container(ACT.read_bytes() + b" ", head))
    assert found.state is SignatureState.BROKEN
    assert "другому файлу" in found.reason


def test_a_signature_that_does_not_fit_its_certificate_is_broken(tmp_path: Path) -> None:
    data = bytearray(container(ACT.read_bytes(), person("rsa")))
    data[-5] ^= 1  # the signature itself stands last
    found = inspect(tmp_path, bytes(data))
    assert found.state is SignatureState.BROKEN
    assert "повреждена" in found.reason


def test_without_its_document_nothing_is_said_for_or_against(tmp_path: Path, head: Person) -> None:
    assert inspect(tmp_path, container(ACT.read_bytes(), head), None).state is SignatureState.NOT_VERIFIABLE


def test_a_certificate_that_was_out_of_term_is_told(tmp_path: Path) -> None:
    found = inspect(tmp_path, container(ACT.read_bytes(), person("ec", days=30)))
    assert found.state is SignatureState.INTACT
    assert "сертификат не действовал" in found.reason


def test_trust_is_judged_only_by_authorities_that_were_named(tmp_path: Path, head: Person) -> None:
    data = container(ACT.read_bytes(), head)
    assert inspect(tmp_path, data, anchors=[head.der]).trusted is True
    assert inspect(tmp_path, data, anchors=[person("ec").der]).trusted is False
    late = person("ec", days=30)
    assert inspect(tmp_path, container(ACT.read_bytes(), late), anchors=[late.der]).trusted is False


def test_a_document_inside_is_verified_by_itself(tmp_path: Path, head: Person) -> None:
    found = inspect(tmp_path, container(ACT.read_bytes(), head, inside=True), None)
    assert (found.kind, found.state) == (SignatureKind.EMBEDDED, SignatureState.INTACT)


@pytest.mark.parametrize("form", FORMS)
def test_gost_is_read_and_said_to_be_not_verifiable_here(tmp_path: Path, form: str) -> None:
    found = inspect(tmp_path, formed(gost_container(), form))
    assert found.state is SignatureState.NOT_VERIFIABLE
    assert found.algorithm == "ГОСТ Р 34.10-2012 (256 бит)"
    assert found.signer == "Лукашин Андрей Викторович"
    assert "ГОСТ здесь не проверяется" in found.reason


def test_gost_over_another_file_shows_where_the_digest_can_be_computed(tmp_path: Path) -> None:
    sha256 = "2.16.840.1.101.3.4.2.1"
    own = hashlib.sha256(ACT.read_bytes()).digest()
    assert inspect(tmp_path, gost_container(own, sha256)).state is SignatureState.NOT_VERIFIABLE
    assert inspect(tmp_path, gost_container(bytes(32), sha256)).state is SignatureState.BROKEN


def test_certificates_without_a_signature_are_no_signature(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

    data = pkcs7.serialize_certificates([person("ec").certificate], Encoding.DER)
    with pytest.raises(UnsupportedFormat, match="только сертификаты"):
        inspect(tmp_path, data)


@pytest.mark.parametrize("kind", hostile.KINDS)
def test_hostile_containers_end_with_a_coded_reason(tmp_path: Path, kind: str) -> None:
    data = hostile.KINDS[kind]()
    assert is_signed_data(data[:4096])
    with pytest.raises((DamagedFile, HostileFile)):
        inspect(tmp_path, data)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
def test_a_line_end_after_the_container_says_nothing_against_it(tmp_path: Path, head: Person, end: bytes) -> None:
    found = inspect(tmp_path, hostile.trailing(container(ACT.read_bytes(), head), end))
    assert (found.state, found.reason) == (SignatureState.INTACT, "")


@pytest.mark.parametrize(
    "more", [b"\0", b"\n\n", b"\r\nx", b"MZ\x90\x00" * 100], ids=["zero", "lines", "beyond", "program"]
)
def test_bytes_after_the_container_are_told_and_nothing_is_said_for_it(
    tmp_path: Path, head: Person, more: bytes
) -> None:
    whole = container(ACT.read_bytes(), head)
    found = inspect(tmp_path, hostile.trailing(whole, more))
    assert (found.state, found.reason) == (SignatureState.NOT_VERIFIABLE, TRAILING)
    assert found.signer == "Лукашин Андрей Викторович", "whose it is is still told"
    other = hostile.trailing(container(b"other", head), more)
    assert inspect(tmp_path, other).state is SignatureState.BROKEN, "what speaks against it is not covered up"


def test_millions_of_dashes_are_passed_over_in_one_go() -> None:
    """Each tried as the beginning of an armour, they would hold a process for hours; the limit of the test tells."""
    with pytest.raises(DamagedFile):
        der_of(b"-" * 3_000_000)


def test_a_container_over_the_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge):
        inspect_detached(write(tmp_path, "a.sig", bytes(11)), None, limits=ReadLimits(max_bytes=10))


def test_damage_anywhere_ends_with_a_state_or_a_coded_reason(tmp_path: Path) -> None:
    whole = container(ACT.read_bytes(), person("ec"))
    chance = random.Random(5)  # noqa: S311 - the same damage every time
    ends = set()
    for _ in range(300):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        try:
            ends |= {said.state for said in inspect_detached(write(tmp_path, "a.sig", bytes(data)), ACT, limits=LIMITS)}
        except IntakeError as error:
            ends.add(error.code)
    assert {SignatureState.BROKEN, SignatureState.NOT_VERIFIABLE, "damaged-file"} <= ends
    for length in range(0, len(whole), 37):
        with pytest.raises(IntakeError):
            inspect_detached(write(tmp_path, "a.sig", whole[:length]), ACT, limits=LIMITS)


@pytest.mark.parametrize(
    "head", [b"", b"MI", b"MIIabc", b"%PDF-1.7", b"-----BEGIN CMS-----", b"PK\x03\x04", "Миру мир".encode(), b"0\x80"]
)
def test_other_files_are_not_taken_for_signatures(head: bytes) -> None:
    assert not is_signed_data(head)
