"""Generators of PDF files, plain and hostile."""

from __future__ import annotations

import random
import zlib


def pdf(*objects: bytes, root: int = 1, trailer: bytes = b"") -> bytes:
    """Return a PDF of numbered objects with a right cross-reference table."""
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, trailer, start)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), entries, data)


def page_of(content: bytes, *more: bytes, resources: bytes = b"", entries: bytes = b"", catalog: bytes = b"") -> bytes:
    """Return a PDF of one page: 1 catalog, 2 tree, 3 page, 4 content, 5 Helvetica, then ``more``."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%s>>%s>>"
        % (resources, entries),
        content,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    )


def words(text: bytes) -> bytes:
    """Return content that sets one string."""
    return b"BT /F1 12 Tf 72 700 Td (%s) Tj ET" % text


def noise() -> bytes:
    """Bytes by chance under a right header."""
    return b"%PDF-1.7\n" + random.Random(1).randbytes(40_000)  # noqa: S311 - the same noise each time


def header_only() -> bytes:
    """Nothing but the first line."""
    return b"%PDF-1.7\n"


def no_pages() -> bytes:
    """A tree without pages."""
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")


def kids_loop() -> bytes:
    """A page tree that is its own child."""
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>")


def many_kids(count: int) -> bytes:
    """A page tree that names one page many times, and claims as many."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * count, count),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )


def flate_twice(size: int = 200_000_000) -> bytes:
    """Two hundred million spaces, packed and packed again."""
    packer = zlib.compressobj(9)
    pieces = [packer.compress(b" " * 10_000_000) for _ in range(size // 10_000_000)]
    once = b"".join(pieces) + packer.flush()
    return page_of(stream(zlib.compress(once, 9), b"/Filter[/FlateDecode/FlateDecode]"))


def range_bomb(kind: bytes) -> bytes:
    """A map of four billion codes (``bfrange`` or ``cidrange``) in one line."""
    target = b"<0041>" if kind == b"bfrange" else b"0"
    cmap = b"begincmap 1 begin%s <00000000> <FFFFFFFF> %s end%s endcmap" % (kind, target, kind)
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 7 0 R/DescendantFonts[8 0 R]>>"
    descendant = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(A)/Ordering(I)>>/FontDescriptor<<>>>>"
    )
    return page_of(
        stream(b"BT /F2 12 Tf 72 700 Td <0041> Tj ET"), font, stream(cmap), descendant, resources=b"/Font<</F2 6 0 R>>"
    )


def width_bomb() -> bytes:
    """One width for two billion glyphs."""
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[7 0 R]>>"
    descendant = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(A)/Ordering(I)>>"
        b"/FontDescriptor<<>>/W[0 2000000000 500]>>"
    )
    return page_of(stream(b"BT /F2 12 Tf 72 700 Td <0041> Tj ET"), font, descendant, resources=b"/Font<</F2 6 0 R>>")


def fan_out(levels: int = 8) -> bytes:
    """Forms that each draw the next one ten times: a hundred million calls."""
    forms = [
        stream(
            b"/X Do " * 10 if level < levels - 1 else words(b"x"),
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>/Font<</F1 5 0 R>>>>"
            % (7 + level),
        )
        for level in range(levels)
    ]
    return page_of(stream(b"/X Do"), *forms, resources=b"/XObject<</X 6 0 R>>")


def form_in_itself() -> bytes:
    """A form that draws itself."""
    form = stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>")
    return page_of(stream(b"/X Do"), form, resources=b"/XObject<</X 6 0 R>>")


def many_operators(count: int = 4_000_000) -> bytes:
    """Millions of tiny numbers without a purpose."""
    return page_of(stream(zlib.compress(b"0 " * count, 9), b"/Filter/FlateDecode"))


def inline_without_end() -> bytes:
    """An inline image that never ends."""
    return page_of(stream(words(b"before") + b" BI /W 9 /H 9 ID " + b"E" * 200_000))


def labels_loop() -> bytes:
    """Page labels that contain themselves."""
    whole = page_of(stream(words(b"x")))
    return whole.replace(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Catalog/Pages 2 0 R/PageLabels<</Kids[1 0 R]>>>>")


def nested_arrays(depth: int = 50_000) -> bytes:
    """Arrays in arrays, deeper than a stack."""
    return page_of(stream(b"[" * depth + b"]" * depth), entries=b"/Junk " + b"[" * depth + b"]" * depth)


def with_password() -> bytes:
    """A file that claims a standard handler and a password that is not empty."""
    whole = page_of(stream(words(b"secret")))
    entry = (
        b"/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]"
        b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"11" * 32, b"22" * 32)
    )
    return whole.replace(b"trailer\n<<", b"trailer\n<<" + entry)
