"""Safety limits of reading: what one file may cost before it is refused."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Final

KIB: Final = 1024
MIB: Final = 1024 * KIB
GIB: Final = 1024 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """Limits of one reading; a file over any of them is refused with the limit's name in ``details["limit"]``."""

    max_bytes: int = 50 * MIB
    """Size of the file: a scanned act of 300 pages fits; the door refuses more before it is stored."""
    zip_entries: int = 3_000
    """Entries of an office archive: real ones have at most a few dozen."""
    unpacked_bytes: int = 200 * MIB
    """Sum of the unpacked sizes of an office archive: the reader holds parts in memory."""
    xml_part_bytes: int = 60 * MIB
    """One XML part: parsed, it takes about five times as much memory."""
    zip_ratio: int = 200
    """Unpacked to packed size of one entry: text compresses 10 to 50 times, bombs a thousand times."""
    zip_ratio_from: int = MIB
    """Entries smaller than this may have any ratio: they cost nothing."""
    xml_nodes: int = 3_000_000
    """Tags of one XML part: each takes about 200 bytes in memory, so five million empty paragraphs do not fit."""
    nesting: int = 40
    """Tables in tables, boxes in boxes: people nest three deep."""
    table_span: int = 200
    """Columns that one cell may claim: the widest real table has tens; more is cut to this."""
    blocks: int = 200_000
    """Blocks of a document: a code of 2,000 pages has some 60,000 paragraphs."""
    text_chars: int = 20_000_000
    """Characters of a document: ten times the longest federal code."""
    pdf_pages: int = 2_000
    """Pages of a PDF: the longest act of the corpus has 224."""
    ocr_pages: int = 300
    """Pages to be recognised: about a second each, and a queue waits behind."""
    pdf_stream_bytes: int = 64 * MIB
    """One decoded stream of a PDF: content of a page is below 5 MiB."""
    pdf_total_bytes: int = 512 * MIB
    """All decoded streams of a PDF together."""
    image_pixels: int = 100_000_000
    """A picture to be recognised: A2 at 400 dpi is 62 million."""
    page_operators: int = 3_000_000
    """Drawing operators of a page: maps reach some hundred thousand."""
    xobject_calls: int = 20_000
    """Calls of form objects on a page: ten forms of ten calls, eight deep, would be a hundred million."""
    xobject_depth: int = 12
    """Forms in forms."""
    font_range: int = 65_536
    """Codes that one range of a font's map may cover: no font has more glyphs."""
    seconds: float = 30.0
    """Processor and wall-clock seconds for a file, besides those for pages: the corpus needs 2."""
    seconds_per_page: float = 0.2
    """More seconds for each page: the slowest real page takes 0.1."""
    raster_seconds_per_page: float = 6.0
    """Processor seconds of the reader itself for each page that is recognised, for drawing and cleaning it: a JPEG 2000
    page at 600 dpi takes two, and is cleaned anew for each turn that is tried."""
    ocr_seconds_per_page: float = 60.0
    """More seconds for each page that is recognised, all ways of reading it together: usually one is enough."""
    office_seconds: float = 120.0
    """Seconds for LibreOffice to convert a file: usually one or two, more under load."""
    wall_seconds: float = 3_600.0
    """Nothing runs longer than this, whatever its pages allow."""
    memory_bytes: int = GIB
    """Address space that reading may take above that of the warmed parent."""
    tool_memory_bytes: int = 2 * GIB
    """Address space of LibreOffice or tesseract."""
    file_bytes: int = 512 * MIB
    """The largest file that a converter may write."""


def tuned(limits: ReadLimits, given: str) -> ReadLimits:
    """Return limits with some of them as they were given.

    Args:
        limits: The others.
        given: Names of fields with numbers, ``nesting=60, blocks=300000``; each may be a tenth of its default to a
            hundred times as much: a limit that stops the usual file, or nothing, is a slip of the pen.

    Raises:
        ValueError: a name or number that is none; the sentence says which and what is allowed.
    """
    usual: dict[str, float] = asdict(ReadLimits())
    changes: dict[str, Any] = {}
    for part in filter(None, (part.strip() for part in given.split(","))):
        name, _, number = (piece.strip() for piece in part.partition("="))
        if name not in usual:
            raise ValueError(f"нет предела «{name}»; есть: {', '.join(sorted(usual))}")
        default = usual[name]
        try:
            value = type(default)(number)
        except ValueError:
            raise ValueError(f"предел {name}: нужно число, а задано «{number}»") from None
        if not default / 10 <= value <= default * 100:
            raise ValueError(f"предел {name}: допустимо от {default / 10:g} до {default * 100:g}, а задано {number}")
        changes[name] = value
    return replace(limits, **changes)
