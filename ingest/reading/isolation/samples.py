"""Two small acts that the program writes itself: the zygote reads them, so that what is made at first use is made.

They say what acts say and hold what costs most: styles, a numbered list, a table; a font with its map, ruling lines.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Final

_LINES: Final = (
    "АДМИНИСТРАЦИЯ ГОРОДА ПРИМЕРСКА", "ПОСТАНОВЛЕНИЕ", "от 1 февраля 2024 г. № 1-п", "Об утверждении порядка чтения",
    "В соответствии с Федеральным законом от 06.10.2003 № 131-ФЗ «Об общих принципах организации местного само-",
    "управления в Российской Федерации», руководствуясь Уставом города, администрация ПОСТАНОВЛЯЕТ:",
    "1. Утвердить прилагаемый порядок чтения документов.", "2. Опубликовать настоящее постановление в газете.",
    "2.1. Разместить его на официальном сайте.", "3. Контроль за исполнением оставляю за собой.",
    "Глава города", "И.И. Иванов",
)  # fmt: skip
_STYLES: Final = 150
_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS: Final = ("document", "styles", "numbering")


def word() -> bytes:
    """Return a DOCX."""
    types = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_WORD}.{part}{".main" * (part == "document")}+xml"/>'
        for part in _PARTS
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": _relations({"styles": "styles.xml", "numbering": "numbering.xml"}),
        "word/document.xml": _part("document", f"<w:body>{_paragraphs()}{_table()}<w:sectPr/></w:body>"),
        "word/styles.xml": _part("styles", "".join(map(_style, range(_STYLES)))),
        "word/numbering.xml": _part(
            "numbering",
            '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
            '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
        ),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def _relations(targets: dict[str, str]) -> str:
    items = "".join(f'<Relationship Id="{kind}" Type="{_R}/{kind}" Target="{at}"/>' for kind, at in targets.items())
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _part(name: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} xmlns:w="{_W}" xmlns:r="{_R}">{inner}</w:{name}>'


def _paragraphs() -> str:
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    return "".join(
        f'<w:p><w:pPr><w:pStyle w:val="s{number}"/>{numbered * (number > 6)}<w:jc w:val="both"/></w:pPr>'  # noqa: PLR2004 - the points
        f"<w:r><w:rPr><w:b/></w:rPr><w:t>{line}</w:t></w:r></w:p>"
        for number, line in enumerate(_LINES)
    )


def _table() -> str:
    row = f"<w:tr>{'<w:tc><w:tcPr/><w:p><w:r><w:t>да</w:t></w:r></w:p></w:tc>' * 3}</w:tr>"
    return f"<w:tbl><w:tblPr/><w:tblGrid>{'<w:gridCol/>' * 3}</w:tblGrid>{row * 3}</w:tbl>"


def _style(number: int) -> str:
    based = f'<w:basedOn w:val="s{number - 1}"/>' if 0 < number < len(_LINES) else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="s{number}"><w:name w:val="Style {number}"/>{based}<w:uiPriority '
        'w:val="99"/><w:pPr><w:spacing w:before="0" w:after="120"/><w:ind w:left="0" w:firstLine="709"/></w:pPr>'
        '<w:rPr><w:rFonts w:ascii="Serif" w:hAnsi="Serif"/><w:i/><w:sz w:val="28"/></w:rPr></w:style>'
    )


def pdf() -> bytes:
    """Return a PDF of one page."""
    letters = sorted({*"".join(_LINES)})
    mapped = "".join(f"<{ord(letter):04x}> <{ord(letter):04x}>\n" for letter in letters)
    cmap = f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{len(letters)} beginbfchar\n{mapped}endbfchar\n"
    lines = "".join(
        f"BT 1 0 0 1 70 {780 - 16 * number} Tm /F1 12 Tf [<{line.encode('utf-16-be').hex()}>] TJ ET\n"
        for number, line in enumerate(_LINES)
    )
    rules = "".join(f"70 {500 - 20 * step} 300 0.5 re f\n{70 + 100 * step} 440 0.5 60 re f\n" for step in range(4))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        _stream(f"q\n{lines}{rules}Q\n"),
        b"<</Type/Font/Subtype/Type0/BaseFont/Serif/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Serif/CIDSystemInfo 9 0 R/W[1040 1103 520]/FontDescriptor 8 0 R>>",
        _stream(cmap),
        b"<</Type/FontDescriptor/FontName/Serif/Flags 4/FontBBox[0 -200 1000 900]/Ascent 900/Descent -200>>",
        b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>",
    ]
    return _file(objects)


def _stream(text: str) -> bytes:
    packed = zlib.compress(text.encode("ascii"))
    return b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(packed), packed)


def _file(objects: list[bytes]) -> bytes:
    made = bytearray(b"%PDF-1.5\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, table, len(objects) + 1, len(made),
    )  # fmt: skip
    return bytes(made)
