"""A CMS container (RFC 5652): its signers with their certificates, and the document inside when there is one.

Reads: bytes of a container. Writes: parts of it, as asn1crypto has them.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from asn1crypto import cms, core, parser

from domain.errors import DamagedFile, HostileFile, UnsupportedFormat
from ingest.signatures.forms import DAMAGED, der_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNERS: Final = 50
"""As many signers of one container are looked at: acts have one to five."""
CERTIFICATES: Final = 200
"""Certificates of one container, with those of its authorities."""
_LINE_ENDS: Final = (b"", b"\n", b"\r\n", b"\r")
"""What may stand after a container: a line end is what editors, mail and transfer as text leave behind. It can say
nothing. ``openssl cms -verify`` goes further: it reads as far as the container's length and takes any bytes after it in
silence; here more than a line end is told."""
_NO_SIGNERS: Final = (
    "В этом файле только сертификаты, подписи в нём нет. Загрузите файл подписи (.sig, .p7s) вместе с документом."
)


@dataclass(frozen=True, slots=True)
class Container:
    """Signed data: ``content`` is the document inside, None when the signature is detached.

    ``whole``: the file ends where the container ends (X.690, point 8.1: the length says where that is), one line end
    aside.
    """

    signed_data: Any
    signers: tuple[Any, ...]
    certificates: tuple[Any, ...]
    content: bytes | None
    whole: bool = True

    def certificate_of(self, signer: Any) -> Any | None:
        """Return the certificate of a signer, None when the container does not hold it."""
        return next((found for found in self.certificates if _names(signer["sid"], found)), None)


@contextmanager
def damage_told() -> Iterator[None]:
    """Tell damage by the register's own errors: asn1crypto parses a part only when it is asked for.

    Raises:
        DamagedFile: a part is not what it must be.
        HostileFile: parts in parts without end.
    """
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError) as error:
        raise DamagedFile(DAMAGED, found="cms") from error
    except RecursionError as error:
        raise HostileFile(limit="nesting") from error


def opened(data: bytes) -> Container:
    """Open a container in any of its forms.

    Raises:
        DamagedFile: it is not a container of signatures.
        UnsupportedFormat: it holds certificates only.
        HostileFile: lengths and depths that no signature has.
    """
    return opened_der(der_of(data))


def opened_der(data: bytes) -> Container:
    """Open a container without armour; raises as :func:`opened` does.

    Bytes after it are told by ``whole`` alone: in a PDF they are the zeros that fill the place of the signature.
    """
    with damage_told():
        whole = data[parser.peek(data) :] in _LINE_ENDS
        info = cms.ContentInfo.load(data)
        if info["content_type"].native != "signed_data":
            raise DamagedFile(DAMAGED, found="cms")
        signed_data = info["content"]
        signers = tuple(signed_data["signer_infos"])
        certificates = tuple(_certificates(signed_data))
        held = signed_data["encap_content_info"]["content"]
        content = None if isinstance(held, core.Void) else bytes(held)
    if not signers:
        raise UnsupportedFormat(_NO_SIGNERS, found="certificates")
    if len(signers) > SIGNERS or len(certificates) > CERTIFICATES:
        raise HostileFile(limit="signers")
    return Container(signed_data, signers, certificates, content, whole)


def _certificates(signed_data: Any) -> Iterator[Any]:
    for choice in signed_data["certificates"] or ():
        if choice.name == "certificate":
            yield choice.chosen.untag()


def _names(sid: Any, certificate: Any) -> bool:
    """Tell whether the identifier of a signer means this certificate."""
    if sid.name == "issuer_and_serial_number":
        chosen = sid.chosen
        return bool(
            chosen["serial_number"].native == certificate.serial_number and chosen["issuer"] == certificate.issuer
        )
    return bool(sid.native == certificate.key_identifier)


def attribute(attributes: Any, name: str) -> Any | None:
    """Return the first value of an attribute of a signer, None when there is none."""
    for item in attributes or ():
        if item["type"].native == name and len(item["values"]):
            return item["values"][0]
    return None
