"""Certificates of authorities that the operator trusts: a folder of PEM or DER files.

They are the operator's own, so they are read here and not in a child; they travel to the children as bytes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from registry_api.settings import PREFIX, SettingsError

NAME: Final = "SIGNATURE_AUTHORITIES"
_ENDINGS: Final = frozenset({".crt", ".cer", ".pem", ".der"})


def load_authorities(folder: str) -> tuple[bytes, ...]:
    """Return the certificates of a folder, DER; none for no folder.

    Raises:
        SettingsError: the folder or a file in it cannot be read, or holds no certificate.
    """
    if not folder:
        return ()
    try:
        files = sorted(path for path in Path(folder).iterdir() if path.suffix.lower() in _ENDINGS)
        found = tuple(certificate for path in files for certificate in _certificates(path))
    except OSError as error:
        raise SettingsError(
            f"{PREFIX}{NAME}: папка сертификатов {folder} не читается ({os.strerror(error.errno or 0)}). "
            "Проверьте путь и права."
        ) from error
    if not found:
        raise SettingsError(f"{PREFIX}{NAME}: в папке {folder} нет сертификатов (.crt, .cer, .pem, .der).")
    return found


def _certificates(path: Path) -> list[bytes]:
    from asn1crypto import pem, x509

    data = path.read_bytes()
    try:
        found = [der for _, _, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
        for der in found:
            _ = x509.Certificate.load(der, strict=True).subject.native
    except (ValueError, TypeError) as error:
        raise SettingsError(f"{PREFIX}{NAME}: в файле {path.name} нет сертификата. Уберите его из папки.") from error
    return found
