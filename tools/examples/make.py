"""Make the sample documents of the invented town of Верхнереченск: ``python tools/examples/make.py [folder]``.

Reads: ``tools/examples/town/texts``.
Writes: ``acts/``, ``supplementary/``, ``scan/`` and ``manifest.json`` in the folder (by default the folder
``examples``). The same versions of the libraries and of the font give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

from town.docx_writer import write_docx
from town.model import TownDocument, load_all
from town.pdf_writer import font_file, write_pdf
from town.scan_writer import write_scan

WRITERS = {"docx": write_docx, "pdf": write_pdf, "scan": write_scan}

CARD = ("kind", "body", "date", "number", "title", "signatory", "signatory_post")


def make(folder: Path) -> dict[str, Any]:
    """Write every document and the manifest into the folder; return the manifest."""
    documents = load_all()
    for document in documents:
        path = folder / document.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(WRITERS[document.form](document))
    manifest = describe(documents)
    text = json.dumps(manifest, ensure_ascii=False, indent=1, default=str)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    return manifest


def describe(documents: tuple[TownDocument, ...]) -> dict[str, Any]:
    """Return what is true of the documents: what the tests expect and the demonstration attaches."""
    supplementary = [document for document in documents if document.folder == "supplementary"]
    return {
        "town": "Верхнереченск",
        "made_with": toolchain(),
        "acts": [_act(document, supplementary) for document in documents if document.folder == "acts"],
        "scan": [_act(document, supplementary) for document in documents if document.folder == "scan"],
        "supplementary": [_supplementary(document) for document in supplementary],
    }


def toolchain() -> dict[str, str]:
    """Return the versions on which the bytes depend."""
    libraries = {name: version(name) for name in ("python-docx", "lxml", "reportlab", "pillow", "numpy")}
    fonts = {
        f"font {style}": hashlib.sha256(font_file(style).read_bytes()).hexdigest()[:16] for style in ("Regular", "Bold")
    }
    return {**libraries, "zlib": zlib.ZLIB_RUNTIME_VERSION, **fonts}


def _act(document: TownDocument, supplementary: list[TownDocument]) -> dict[str, Any]:
    head = document.head
    own = {"kind": head["kind"], "date": str(head["date"]), "number": str(head["number"])}
    return {
        "file": document.path,
        "format": document.suffix,
        **{field: str(head[field]) for field in CARD},
        "place": "г. Верхнереченск",
        "annexes": len(document.annexes),
        "annex_titles": [f"{annex.kind} {annex.title}".strip() for annex in document.annexes],
        "amends": _references(head.get("amends")),
        "repeals": _references(head.get("repeals")),
        "is_normative": bool(head["is_normative"]),
        "signed_at": head.get("signature_mark", {}).get("signed_at"),
        "protocol": head.get("protocol"),
        "publications": head.get("publications", []),
        "supplementary": [other.path for other in supplementary if _references([other.head["about"]]) == [own]],
    }


def _supplementary(document: TownDocument) -> dict[str, Any]:
    head = document.head
    return {
        "file": document.path,
        "format": document.suffix,
        **{field: str(head[field]) for field in ("kind", "author", "date", "number", "title")},
        "incoming_number": head["incoming_number"],
        "incoming_date": str(head["incoming_date"]),
        "about": {**_references([head["about"]])[0], "provision": head["about"].get("provision")},
        "outcome": head["outcome"],
    }


def _references(references: list[dict[str, Any]] | None) -> list[dict[str, str]]:
    return [
        {"kind": str(one["kind"]), "date": str(one["date"]), "number": str(one["number"])} for one in references or []
    ]


def main() -> None:
    """Make the documents and say how many."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "examples"
    manifest = make(folder)
    count = sum(len(manifest[part]) for part in ("acts", "scan", "supplementary"))
    sys.stdout.write(f"{count} documents in {folder}\n")


if __name__ == "__main__":
    main()
