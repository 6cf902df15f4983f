"""Electronic signatures: what a signature says of itself, and what could be verified of it.

A visual stamp («ДОКУМЕНТ ПОДПИСАН ЭЛЕКТРОННОЙ ПОДПИСЬЮ») is only a picture of a signature; it is never one of these.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class SignatureKind(StrEnum):
    """Where a signature is kept."""

    EMBEDDED = "embedded"
    """Inside the PDF, or in one container with the document."""
    DETACHED = "detached"
    """In a file of its own (``.sig``, ``.p7s``)."""


class SignatureState(StrEnum):
    """What verification came to. Trust in the certificate is a question apart: see :attr:`Signature.trusted`."""

    INTACT = "intact"
    """The signature is mathematically right, and the document has not changed since."""
    BROKEN = "broken"
    """The document or the signature was changed, or the signature belongs to another file."""
    NOT_VERIFIABLE = "not-verifiable"
    """It cannot be verified here (ГОСТ algorithms, an unknown form); nothing is said for or against it."""


class Signature(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One signature. Moments carry their zone; text is as the certificate has it."""

    kind: SignatureKind
    state: SignatureState
    reason: str = ""
    """Russian sentence: why it is broken or cannot be verified, or what else to heed, and what to do."""
    signer: str = ""
    """Owner of the certificate: surname and given name when it has them, else its common name."""
    organisation: str = ""
    post: str = ""
    serial: str = ""
    """Number of the certificate, hexadecimal, upper case."""
    issuer: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    signed_at: datetime | None = None
    """Moment that the signature claims; proven only with a time stamp."""
    timestamped_at: datetime | None = None
    """Moment of a time stamp over the signature, when it was verified."""
    algorithm: str = ""
    """Such as ``ГОСТ Р 34.10-2012 (256 бит)`` or ``RSA, SHA-256``."""
    covers_all: bool = True
    """Whether the signature covers the whole file (a PDF may have grown after it was signed)."""
    trusted: bool | None = None
    """Whether the certificate leads to an authority that the register was told to trust; None: not checked."""


class Look(msgspec.Struct, frozen=True):
    """What is in a container: its document, if there is one, and what the signatures say before any document is asked.

    ``digests``: SHA-256 of the signed content, hexadecimal, of the signers that name it.
    """

    content: bytes | None
    signatures: tuple[Signature, ...]
    digests: tuple[str, ...]


msgspec.msgpack.Decoder(Look)
"""Made while the module is imported: what msgspec knows of a type is built at its first decoding, and two threads that
decode it for the first time at once would crash the process."""
