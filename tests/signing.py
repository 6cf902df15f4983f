"""Signatures for tests: people with certificates of their own making, containers in every form, signed PDFs."""

from __future__ import annotations

import base64
import io
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from asn1crypto import algos, cms, core, keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

if TYPE_CHECKING:
    from pathlib import Path

BEGIN = datetime(2026, 1, 10, tzinfo=UTC)
STAMPED = datetime(2026, 5, 7, 12, 30, tzinfo=UTC)
ORGANISATION = "Администрация Верхнереченска"
PLAIN_OPTIONS = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
GOST_KEY, GOST_SIGNATURE, GOST_DIGEST = "1.2.643.7.1.1.1.1", "1.2.643.7.1.1.1.1", "1.2.643.7.1.1.2.2"


@dataclass(frozen=True)
class Person:
    """Somebody who signs; ``authority`` is the certificate of who has issued theirs."""

    key: Any
    certificate: x509.Certificate
    authority: x509.Certificate

    @property
    def der(self) -> bytes:
        """The authority as an anchor."""
        return self.authority.public_bytes(serialization.Encoding.DER)


def _name(**parts: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(getattr(NameOID, name), value) for name, value in parts.items()])


def person(kind: str = "rsa", *, begin: datetime = BEGIN, days: int = 3650, given: str = "Андрей Викторович") -> Person:
    """Somebody with a key (``rsa``, ``ec``) and a certificate from an authority of the test's own."""
    root_key = ec.generate_private_key(ec.SECP256R1())
    issuer = _name(COMMON_NAME="Учебный УЦ")
    root = _certificate(issuer, issuer, root_key.public_key(), root_key, begin, days, ca=True)
    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    subject = _name(
        COMMON_NAME=ORGANISATION,
        SURNAME="Лукашин",
        GIVEN_NAME=given,
        ORGANIZATION_NAME=ORGANISATION,
        TITLE="Глава города",
    )
    return Person(key, _certificate(subject, issuer, key.public_key(), root_key, begin, days, ca=False), root)


def authorities(count: int) -> list[bytes]:
    """Certificates of so many authorities, as long as those of real ones are."""
    key, encoding = ec.generate_private_key(ec.SECP256R1()), serialization.Encoding.DER
    made = []
    for number in range(count):
        name = _name(
            COMMON_NAME=f"Учебный УЦ {number}",
            ORGANIZATION_NAME="Управление по делам удостоверяющих центров и доверенных сторон",
            ORGANIZATIONAL_UNIT_NAME="Отдел выпуска квалифицированных сертификатов органов власти",
            STREET_ADDRESS="город Верхнереченск, улица Первых Строителей, дом 1",
        )
        root = _certificate(name, name, key.public_key(), key, BEGIN, 3650, ca=True)
        made.append(root.public_bytes(encoding))
    return made


def _certificate(  # noqa: PLR0917 - what a certificate is made of
    subject: x509.Name, issuer: x509.Name, public: Any, by: Any, begin: datetime, days: int, *, ca: bool
) -> x509.Certificate:
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only"), False
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(1 if ca else 0x0A1B2C3D4E)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=not ca, key_cert_sign=ca, **usage), critical=True
        )
    )
    return builder.sign(by, hashes.SHA256())


def container(content: bytes, by: Person, form: str = "der", *, inside: bool = False) -> bytes:
    """A CMS signature over a content (``inside``: with the content in it) as ``der``, ``pem`` or ``base64``."""
    options = PLAIN_OPTIONS[1:] if inside else PLAIN_OPTIONS
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(by.certificate, by.key, hashes.SHA256())
    return formed(builder.sign(serialization.Encoding.DER, options), form)


def formed(der: bytes, form: str) -> bytes:
    """The same container in another form."""
    if form == "der":
        return der
    text = base64.encodebytes(der)
    return text if form == "base64" else b"-----BEGIN CMS-----\n" + text + b"-----END CMS-----\n"


def signed_pdf(content: bytes, by: Person, field: str = "Signature1", *, stamped_by: Person | None = None) -> bytes:
    """A PDF with an invisible signature in it, with a time stamp of :data:`STAMPED` when somebody gives one."""
    clock = None
    if stamped_by is not None:
        own = _signer(stamped_by)
        clock = DummyTimeStamper(own.signing_cert, own.signing_key, fixed_dt=STAMPED)
    with io.BytesIO(content) as source, io.BytesIO() as out:
        signers.sign_pdf(
            IncrementalPdfFileWriter(source, strict=False),
            signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256"),
            signer=_signer(by),
            timestamper=clock,
            new_field_spec=fields.SigFieldSpec(field),
            output=out,
        )
        return out.getvalue()


def _signer(by: Person) -> signers.SimpleSigner:
    key = by.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    store = SimpleCertificateStore()
    store.register(asn1.Certificate.load(by.der))
    return signers.SimpleSigner(
        signing_cert=asn1.Certificate.load(by.certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=store,
    )


def changed_pdf(content: bytes) -> bytes:
    """A PDF to which an incremental update adds another content of its first page."""
    from pyhanko.pdf_utils import generic

    with io.BytesIO(content) as source, io.BytesIO() as out:
        writer = IncrementalPdfFileWriter(source, strict=False)
        words = generic.StreamObject(stream_data=b"BT /F1 20 Tf 100 100 Td (changed) Tj ET")
        page = writer.root["/Pages"]["/Kids"][0]
        page["/Contents"] = writer.add_object(words)
        writer.update_container(page)
        writer.write(out)
        return out.getvalue()


def gost_container(content_digest: bytes = b"\0" * 32, digest_oid: str = GOST_DIGEST) -> bytes:
    """A container that says it is signed by ГОСТ Р 34.10-2012: real structure, senseless signature."""
    certificate = person("ec").certificate.public_bytes(serialization.Encoding.DER)
    template = asn1.Certificate.load(certificate)
    body = template["tbs_certificate"]
    key = _GostKey({"algorithm": _Algorithm({"algorithm": GOST_KEY}), "public_key": os.urandom(66)})
    body["subject_public_key_info"] = keys.PublicKeyInfo.load(key.dump())
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                name="issuer_and_serial_number",
                value=cms.IssuerAndSerialNumber({"issuer": template.issuer, "serial_number": template.serial_number}),
            ),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": digest_oid}),
            "signed_attrs": cms.CMSAttributes(
                [
                    cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
                    cms.CMSAttribute({"type": "message_digest", "values": [content_digest]}),
                    cms.CMSAttribute(
                        {
                            "type": "signing_time",
                            "values": [cms.Time(name="utc_time", value=datetime(2026, 4, 6, 9, 0, tzinfo=UTC))],
                        }
                    ),
                ]
            ),
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": GOST_SIGNATURE}),
            "signature": os.urandom(64),
        }
    )
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": digest_oid})],
            "encap_content_info": {"content_type": "data"},
            "certificates": [cms.CertificateChoices(name="certificate", value=template)],
            "signer_infos": [signer],
        }
    )
    made: bytes = cms.ContentInfo({"content_type": "signed_data", "content": data}).dump()
    return made


class _Algorithm(core.Sequence):  # type: ignore[misc]  # the library has no types
    _fields = [("algorithm", core.ObjectIdentifier)]  # noqa: RUF012 - the library's own form


class _GostKey(core.Sequence):  # type: ignore[misc]  # the library has no types
    _fields = [("algorithm", _Algorithm), ("public_key", core.OctetBitString)]  # noqa: RUF012 - the library's own form


def write(folder: Path, name: str, data: bytes) -> Path:
    """Put bytes into a file."""
    path = folder / name
    path.write_bytes(data)
    return path
