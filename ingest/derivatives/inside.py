"""A program of its own that runs in the sandbox of converters: only there a stranger's PDF is opened for a derivative.

``prepare OUT``: reads a PDF from its input, writes it to OUT without private keys that PDF/A does not know.
``look FILE``: only looks. Both print ``{"pages": …, "words": …}``; the exit codes are those of OCRmyPDF.
"""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import Any, Final

import pikepdf
import pypdfium2

UNREADABLE: Final = 4
"""Not 2: that is how Python itself ends when it does not find this file."""
ENCRYPTED: Final = 8
_WORD: Final = re.compile(r"[А-Яа-яЁё]{3,}")
_NEEDLESS: Final = {
    "/Catalog": ("/OpenAction", "/AA"),
    "/Page": ("/Trans", "/Dur", "/AA"),
    "/ExtGState": ("/TR", "/TR2", "/HT"),
    "/Image": ("/Resolution", "/OPI", "/Alternates"),
}
"""Type of an object -> what scanners and printers leave in it: actions, effects of shows, settings of a press."""


def main(command: str, path: str) -> int:
    """Do one command and return the exit code."""
    data = sys.stdin.buffer.read() if command == "prepare" else Path(path).read_bytes()
    try:
        if command == "prepare":
            with pikepdf.open(io.BytesIO(data)) as document:
                tidy(document)
                document.save(path)
        found = look(data)
    except pikepdf.PasswordError:
        return ENCRYPTED
    except (pikepdf.PdfError, pypdfium2.PdfiumError, ValueError, RecursionError):
        return UNREADABLE
    sys.stdout.write(json.dumps(found))
    return 0 if found["pages"] else UNREADABLE


def look(data: bytes) -> dict[str, Any]:
    """Return the number of pages, and whether any has words in its text layer."""
    with pypdfium2.PdfDocument(data) as document:
        count = len(document)
        words = any(_WORD.search(document[index].get_textpage().get_text_bounded()) for index in range(count))
    return {"pages": count, "words": words}


def tidy(document: pikepdf.Pdf) -> None:
    """Take out what changes nothing on a page and keeps a scan from being PDF/A as it is."""
    for thing in document.objects:
        if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        kind = str(thing.get("/Type", ""))
        subtype = str(thing.get("/Subtype", ""))
        for key in _NEEDLESS.get("/Image" if subtype == "/Image" else kind, ()):
            if key in thing:
                del thing[key]
    for page in document.pages:
        resources = page.obj.get("/Resources")
        if isinstance(resources, pikepdf.Dictionary) and "/Subtype" in resources:
            del resources["/Subtype"]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
