"""Pictures of a page: those inside the file stand in its document, those elsewhere are told of. Nothing is fetched.

A picture is inside as an address that holds it (RFC 2397, ``data:``), or as a part of a web archive (RFC 2557), named
by its identifier (``cid:``) or by the address where it was.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, unquote_to_bytes, urljoin

from domain.document import BlockKind
from domain.errors import DamagedFile, HostileFile
from ingest.reading.builder import Draft
from ingest.reading.office.shown import LETTERHEAD, PART_SHARE, Shown

if TYPE_CHECKING:
    from email.message import Message

    from lxml.etree import _Element as Element

    from ingest.reading.builder import DocumentBuilder

_NESTED_PARTS: Final = 10
"""Multipart headers of a web archive; a saved page has one or two."""
_POINTS: Final = 0.75
"""Of a pixel of CSS."""
_PAGE: Final = 595 * 842
"""Area of A4 in square points."""
_LONG: Final = 2.5
"""From this ratio of its sides on a picture is a strip of a site, no page."""
_SIZE: Final = re.compile(r"(?:^|[;\s])(width|height)\s*:\s*(\d{1,5})(?:\.\d+)?px", re.IGNORECASE)
_PIXELS: Final = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$")


class Gallery:
    """The pictures of one page, asked for in the order in which they stand."""

    def __init__(self, builder: DocumentBuilder, parts: dict[str, Message] | None = None, base: str = "") -> None:
        self._builder = builder
        self._parts = parts or {}
        self._base = base
        self._sizes: dict[str, tuple[float, float] | None] = {}
        self.shown: list[Shown] = []

    def draft(self, image: Element) -> Draft | None:
        """Return the block of an ``img``; None for what only decorates, and for what lies elsewhere and is told of."""
        address = _address(image)
        said = _said_size(image)
        if address not in self._sizes:
            data = self.data(address)
            self._sizes[address] = None if data is None else _size(data) or (0.0, 0.0)
        own = self._sizes[address]
        if own is None:
            self._tell_of(address, said)
            return None
        width, height = own if all(own) else said
        if _is_small(width, height):
            return None
        width, height = width * _POINTS, height * _POINTS
        share = width * height / _PAGE
        if share and max(width, height) > _LONG * min(width, height):
            share = min(share, PART_SHARE)
        draft = Draft(kind=BlockKind.IMAGE)
        self.shown.append(Shown(draft, address, width, height, share))
        return draft

    def data(self, address: str) -> bytes | None:
        """Return the bytes of a picture inside the file (none of a damaged one); None when it is not there."""
        if address[:5].lower() == "data:":
            return _held(address[5:])
        part = self._part(address)
        if part is None or part.get_content_subtype() == "svg+xml":
            return None
        data = part.get_payload(decode=True)
        return data if isinstance(data, bytes) else b""

    def _part(self, address: str) -> Message | None:
        if not self._parts:
            return None
        if address[:4].lower() == "cid:":
            return self._parts.get(f"cid:{unquote(address[4:])}")
        return self._parts.get(address) or self._parts.get(_joined(self._base, address))

    def _tell_of(self, address: str, said: tuple[float, float]) -> None:
        """Tell of a picture that is not read: here it is a drawing, of which signs of a site give no size."""
        if not address or _is_small(*said):
            return
        if address[:5].lower() != "data:" and self._part(address) is None:
            self._tell_of_others()
        elif all(said):
            self._tell_of_drawings()

    def _tell_of_drawings(self) -> None:
        self._builder.notice(
            "foreign-parts",
            "На странице есть рисунок в формате, который система не читает. Если на нём текст, сюда он не вошёл: "
            "посмотрите исходный файл.",
        )

    def _tell_of_others(self) -> None:
        self._builder.notice(
            "external-parts",
            "Рисунки страницы лежат вне файла: на сайте или в папке рядом. По ссылкам система не ходит. Если среди них "
            "есть лист акта или приложение, загрузите документ файлом PDF или DOCX либо сохраните страницу веб-архивом "
            "(MHT).",
        )


def opened(archive: bytes, builder: DocumentBuilder) -> tuple[bytes, Gallery]:
    """Return the page of a web archive, its first part of HTML, and the pictures beside it.

    Raises:
        DamagedFile: no part is a page.
        HostileFile: too many parts in parts.
    """
    if archive.lower().count(b"multipart/") > _NESTED_PARTS:
        raise HostileFile(limit="nesting")
    page: bytes | None = None
    base = ""
    parts: dict[str, Message] = {}
    for part in message_from_bytes(archive, policy=policy.compat32).walk():
        place = str(part.get("Content-Location") or "").strip()
        if part.get_content_maintype() == "image":
            name = str(part.get("Content-ID") or "").strip().strip("<>")
            parts.update({key: part for key in (f"cid:{name}" if name else "", place) if key})
        elif page is None and part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            said = part.get_payload(decode=True)
            page, base = (said, place) if isinstance(said, bytes) else (None, base)
    if page is None:
        raise DamagedFile(found="mht")
    parts = {_joined(base, key): part for key, part in parts.items() if not key.startswith("cid:")} | parts
    return page, Gallery(builder, parts, base)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _held(said: str) -> bytes | None:
    """Return the bytes that an address holds; None when they are no pixels."""
    kind, _, body = said.partition(",")
    kind = kind.lower()
    if "svg" in kind or not kind.startswith("image/"):
        return None
    data = unquote_to_bytes(body) if "%" in body or ";base64" not in kind else body.encode("ascii", "ignore")
    if ";base64" not in kind:
        return data
    try:
        return base64.b64decode(data + b"==")
    except binascii.Error:
        return b""


def _size(data: bytes) -> tuple[float, float] | None:
    """Return the size of a picture in pixels, None when it does not tell."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as picture:
            return picture.size
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, KeyError, OverflowError):
        return None
    except Image.DecompressionBombError:
        return None


def _address(image: Element) -> str:
    """Return where a picture is; a page that loads its pictures late has a dot in its stead."""
    source, late = (image.get("src") or "").strip(), (image.get("data-src") or "").strip()
    return late if late and (not source or source[:5].lower() == "data:") else source


def _said_size(image: Element) -> tuple[float, float]:
    """Return the size in pixels that the page gives to a picture, 0 where it gives none."""
    styled = {name.lower(): float(amount) for name, amount in _SIZE.findall((image.get("style") or "")[:2_000])}
    width, height = (
        styled.get(name) or float(found.group(1) if (found := _PIXELS.match(image.get(name) or "")) else 0)
        for name in ("width", "height")
    )
    return width, height


def _is_small(width: float, height: float) -> bool:
    """Tell whether a picture can hold no line of text."""
    return 0 < width < LETTERHEAD[0] / _POINTS or 0 < height < LETTERHEAD[1] / _POINTS
