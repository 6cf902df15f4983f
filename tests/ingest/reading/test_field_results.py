"""Fields that show today, the file or a count: what a converter makes of them is never the text of an act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.reading import ReadLimits, Tools, read_document
from tests.hostile import word

if TYPE_CHECKING:
    from pathlib import Path

    from domain.document import Document

TOOLS = Tools.find()
FIELDS = ("DATE \\@ dd.MM.yyyy", "TIME \\@ dd.MM.yyyy", "FILENAME \\p", "EDITTIME", "NUMWORDS", "REVNUM", "REF gone")


def read(path: Path) -> Document:
    return read_document(path, name=path.name, limits=ReadLimits(), tools=TOOLS)


def codes(document: Document) -> list[str]:
    return [notice.code for notice in document.notices]


@pytest.mark.office
@pytest.mark.skipif(not TOOLS.soffice, reason="LibreOffice is missing (Debian: libreoffice-writer-nogui)")
def test_a_converter_puts_neither_its_day_nor_its_path_into_the_text(tmp_path: Path) -> None:
    escaped = [field.replace("\\", "\\\\") for field in FIELDS]
    shown = "".join(f"{{\\field{{\\*\\fldinst {field}}}{{\\fldrslt OLD}}}}\\par " for field in escaped)
    path = tmp_path / "act.rtf"
    path.write_text("{\\rtf1\\ansi before\\par " + shown + "after}", encoding="ascii")
    document = read(path)
    assert document.text == "before\nafter"
    assert codes(document) == ["today-field"]


def test_what_word_has_saved_of_a_field_is_read_and_a_day_of_today_is_told(tmp_path: Path) -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    def run(said: str) -> str:
        return f"<w:r>{said}</w:r>"

    whole = f'<w:p><w:fldSimple w:instr=" FILENAME ">{run("<w:t>act.docx</w:t>")}</w:fldSimple></w:p>'
    parted = (
        f"<w:p>{mark('begin')}{run('<w:instrText> DA</w:instrText>')}{run('<w:instrText>TE </w:instrText>')}"
        f"{mark('separate')}{run('<w:t>01.02.2003</w:t>')}{mark('end')}</w:p>"
    )
    path = tmp_path / "act.docx"
    path.write_bytes(word.docx(whole))
    assert (read(path).text, codes(read(path))) == ("act.docx", [])
    path.write_bytes(word.docx(whole + parted))
    assert (read(path).text, codes(read(path))) == ("act.docx\n01.02.2003", ["today-field"])
