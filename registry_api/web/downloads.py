"""Files that people brought, given back: as attachments under their Russian names, sealed off from the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from litestar.response import Stream

from registry_api.web.outer import SEALED_POLICY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from registry_api.root import Register
    from storage.models import File

CHUNK: Final = 2**16
TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "rtf": "application/rtf",
    "odt": "application/vnd.oasis.opendocument.text",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tiff": "image/tiff",
    "zip": "application/zip",
}
"""Types that are told; everything else goes as bytes, so that no browser shows it."""


def download(register: Register, file: File, name: str, *, inline: bool = False) -> Stream:
    """Return a file of the store; only a PDF may be shown in the browser."""
    return give(register, file.sha256, file.size, file.format, name, inline=inline)


def give(register: Register, sha256: str, size: int, kind: str, name: str, *, inline: bool = False) -> Stream:
    """Return an object; its bytes are checked against the hash before the first of them goes out."""
    opened = register.objects.open(sha256)
    source = opened.__enter__()

    def chunks() -> Iterator[bytes]:
        try:
            while chunk := source.read(CHUNK):
                yield chunk
        finally:
            opened.__exit__(None, None, None)

    shown = "inline" if inline and kind == "pdf" else "attachment"
    headers: dict[str, Any] = {
        "content-disposition": disposition(shown, name),
        "content-length": str(size),
        "content-security-policy": SEALED_POLICY,
    }
    return Stream(chunks(), media_type=TYPES.get(kind, "application/octet-stream"), headers=headers, status_code=200)


def disposition(shown: str, name: str) -> str:
    """Return the header for a name in any script (RFC 6266, RFC 8187)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in name)
    return f"{shown}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
