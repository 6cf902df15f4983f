"""What a signature and its certificate say of themselves, in words for people.

Reads: a signer and its certificate. Writes: :class:`domain.signatures.Signature` without a verdict.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from domain.signatures import Signature, SignatureKind, SignatureState
from domain.text import nfc
from ingest.signatures.container import attribute

GOST_ARC: Final = "1.2.643."
"""The Russian arc of object identifiers: whatever lies below it is an algorithm of a ГОСТ."""
_GOST: Final = {
    "1.2.643.2.2.19": "ГОСТ Р 34.10-2001",
    "1.2.643.2.2.3": "ГОСТ Р 34.10-2001",
    "1.2.643.7.1.1.1.1": "ГОСТ Р 34.10-2012 (256 бит)",
    "1.2.643.7.1.1.3.2": "ГОСТ Р 34.10-2012 (256 бит)",
    "1.2.643.7.1.1.1.2": "ГОСТ Р 34.10-2012 (512 бит)",
    "1.2.643.7.1.1.3.3": "ГОСТ Р 34.10-2012 (512 бит)",
    "1.2.643.7.1.1.2.2": "ГОСТ Р 34.11-2012 (256 бит)",
    "1.2.643.7.1.1.2.3": "ГОСТ Р 34.11-2012 (512 бит)",
}
_KEYS: Final = {
    "1.2.840.113549.1.1.1": "RSA",
    "1.2.840.113549.1.1.10": "RSA",
    "1.2.840.10045.2.1": "ECDSA",
    "1.2.840.10040.4.1": "DSA",
    "1.3.101.112": "Ed25519",
    "1.3.101.113": "Ed448",
}
_LONGEST: Final = 300
"""Longest text of a certificate that is kept, characters."""


def facts_of(signer: Any, certificate: Any | None, kind: SignatureKind) -> Signature:
    """Return what a signature says; its state is «not verifiable» until somebody verifies it."""
    subject = _names(certificate, "subject")
    person = " ".join(word for word in (subject.get("surname"), subject.get("given_name")) if word)
    common = subject.get("common_name", "")
    validity = _validity(certificate)
    return Signature(
        kind=kind,
        state=SignatureState.NOT_VERIFIABLE,
        signer=person or common,
        organisation=subject.get("organization_name", "") or (common if person and common != person else ""),
        post=subject.get("title", ""),
        serial=_serial(signer, certificate),
        issuer=_names(certificate, "issuer").get("common_name", ""),
        valid_from=validity[0],
        valid_until=validity[1],
        signed_at=_signed_at(signer),
        algorithm=algorithm_of(signer, certificate),
    )


def algorithm_of(signer: Any, certificate: Any | None) -> str:
    """Return the algorithm in words: by the key of the certificate, else by what the signer says."""
    oids = [oid for oid in (_key_oid(certificate), _oid(signer, "signature_algorithm")) if oid]
    for oid in [*oids, _oid(signer, "digest_algorithm")]:
        if oid.startswith(GOST_ARC):
            return _GOST.get(oid, f"ГОСТ ({oid})")
    digest = str(signer["digest_algorithm"]["algorithm"].native).upper().replace("SHA", "SHA-").replace("--", "-")
    name = next((_KEYS[oid] for oid in oids if oid in _KEYS), oids[0] if oids else "")
    return f"{name}, {digest}" if name else digest


def is_gost(signer: Any, certificate: Any | None) -> bool:
    """Tell whether key or signature are of a ГОСТ."""
    return any(oid.startswith(GOST_ARC) for oid in (_key_oid(certificate), _oid(signer, "signature_algorithm")))


def _oid(signer: Any, name: str) -> str:
    return str(signer[name]["algorithm"].dotted)


def _key_oid(certificate: Any | None) -> str:
    if certificate is None:
        return ""
    try:
        key = certificate["tbs_certificate"]["subject_public_key_info"]
        return str(key["algorithm"]["algorithm"].dotted)
    except (ValueError, KeyError, TypeError):
        return ""


def _names(certificate: Any | None, whose: str) -> dict[str, str]:
    """Return the parts of a distinguished name that are text; of a part that stands twice, the first."""
    if certificate is None:
        return {}
    try:
        native = certificate["tbs_certificate"][whose].native
    except (ValueError, KeyError, TypeError):
        return {}
    found = {}
    for name, value in native.items():
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, str):
            found[name] = clean(first)
    return found


def clean(text: str) -> str:
    """Return text of a certificate in NFC, on one line, without control characters, not too long."""
    return nfc(" ".join("".join(c if c.isprintable() else " " for c in text).split()))[:_LONGEST]


def _serial(signer: Any, certificate: Any | None) -> str:
    if certificate is not None:
        number = certificate.serial_number
    elif signer["sid"].name == "issuer_and_serial_number":
        number = signer["sid"].chosen["serial_number"].native
    else:
        return ""
    digits = f"{abs(number):X}"
    return (digits if len(digits) % 2 == 0 else f"0{digits}")[:_LONGEST]


def _validity(certificate: Any | None) -> tuple[datetime | None, datetime | None]:
    if certificate is None:
        return None, None
    try:
        validity = certificate["tbs_certificate"]["validity"]
        return _moment(validity["not_before"].native), _moment(validity["not_after"].native)
    except (ValueError, KeyError, TypeError, OverflowError):
        return None, None


def _signed_at(signer: Any) -> datetime | None:
    try:
        value = attribute(signer["signed_attrs"], "signing_time")
        return _moment(value.native) if value is not None else None
    except (ValueError, TypeError, OverflowError):
        return None


def _moment(value: object) -> datetime | None:
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)
