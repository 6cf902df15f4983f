"""Word documents: list numbers against LibreOffice, time against python-docx, conversion of the older formats.

LibreOffice is the oracle of the numbers only: its plain text leaves out text boxes, and prints every bullet as its own.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import docx
from docx.table import Table

from benchmarks.corpus import files
from benchmarks.table import Figure, at_least, at_most
from domain.document import BlockKind
from domain.errors import IntakeError
from ingest.reading import ReadLimits, Tools, read_document, sniff
from ingest.reading.office import converter as office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

BATCH: Final = 25
_ROUNDS: Final = 5
_TEXT: Final = "txt:Text (encoded):UTF8"
_WORD: Final = "docx:MS Word 2007 XML"
_HYPHEN_OF_WORD: Final = re.compile(r"(?<=[^\W\d_])[\u00ad\u2011-]|[\u00ad\u2011-](?=[^\W\d_])|\u00ad")
_NUMBERED: Final = (BlockKind.LIST_ITEM, BlockKind.HEADING)


def measure() -> list[Figure]:
    """Measure all; takes some three minutes."""
    modern = files(".docx")
    older = files(".doc", ".rtf", ".odt")
    figures: list[Figure] = []
    tools = Tools.find()
    if tools.soffice:
        with tempfile.TemporaryDirectory() as folder:
            converted, figure = _in_batches(older, Path(folder))
            figures += [_alone(older[:BATCH], tools), figure]
            found = compare_labels([*modern, *converted], Path(folder))
        figures.append(
            at_least(
                f"list numbers as LibreOffice prints them ({found.equal} of {found.total})", 99.5, found.share, " %"
            )
        )
        for name, label, text in found.differing:
            print(f"differs: {name}: {label!r} {text!r}")
    figures.append(_against_python_docx("all DOCX of the corpus", modern))
    with tempfile.TemporaryDirectory() as folder:
        figures.append(_against_python_docx("an act of 175 pages", [long_act(Path(folder) / "long.docx")]))
    return figures


@dataclass(slots=True)
class Labels:
    """How many rendered numbers LibreOffice prints the same way, and those it does not: file, number, text."""

    equal: int = 0
    total: int = 0
    differing: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Per cent of equal ones."""
        return 100 * self.equal / max(self.total, 1)


def compare_labels(paths: Iterable[Path], folder: Path) -> Labels:
    """Compare the number and first line of every numbered paragraph with the lines of LibreOffice's text."""
    found = Labels()
    paths = [path for path in paths if sniff(path, name=path.name) == "docx"]
    printed = dict(zip(paths, convert(paths, _TEXT, folder / "texts", folder), strict=True))
    for path in paths:
        try:
            document = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(), recognise=False)
        except IntakeError:
            continue
        lines = Counter(map(_comparable, printed[path].read_text("utf-8-sig").splitlines()))
        for block in document.blocks:
            if not block.label or block.kind not in _NUMBERED:
                continue
            first = document.text_of(block).split("\n", 1)[0]
            is_number = any(map(str.isalnum, block.label))
            line = _comparable(f"{block.label if is_number else '•'} {first}")
            found.total += 1
            if lines[line] > 0:
                lines[line] -= 1
                found.equal += 1
            else:
                found.differing.append((path.name, block.label, first[:60]))
    return found


def _comparable(line: str) -> str:
    """Return a line without what the two write differently on purpose: notes, raised digits, hyphens, bullets."""
    line = line.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
    line = re.sub(r"\[([0-9ivxlc]+)\]", r"\1", _HYPHEN_OF_WORD.sub("", line))
    return re.sub(r"^[◦▪]", "•", re.sub(r"\s+", " ", line).strip())


def convert(paths: list[Path], target: str, out: Path, folder: Path) -> list[Path]:
    """Convert with one start of LibreOffice for each batch; the profile is the locked one, in ``folder``."""
    profile = folder / "profile"
    if not profile.exists():
        office.write_profile(profile / "user")
    links = folder / f"in-{out.name}"
    links.mkdir()
    out.mkdir()
    named = []
    for number, path in enumerate(paths):  # names of the corpus repeat in its folders
        named.append(links / f"{number}{path.suffix}")
        named[-1].symlink_to(path)
    for start in range(0, len(named), BATCH):
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore",
             "--convert-to", target, "--outdir", str(out), *map(str, named[start : start + BATCH])],
            check=True, capture_output=True,
        )  # fmt: skip
    return [out / f"{path.stem}.{target.partition(':')[0]}" for path in named]


def _in_batches(older: list[Path], folder: Path) -> tuple[list[Path], Figure]:
    begun = time.perf_counter()
    found = convert(older, _WORD, folder / "docx", folder)
    spent = (time.perf_counter() - begun) / len(older)
    figure = Figure(
        "DOC, RTF, ODT: a file, in batches of 25", "told", f"{spent:.2f} s", all(path.exists() for path in found)
    )
    return found, figure


def _alone(older: list[Path], tools: Tools) -> Figure:
    """Measure what the register does: each file in a sandbox, a profile and a start of its own."""
    begun = time.perf_counter()
    for path in older:
        with office.converted(path, sniff(path, name=path.name), ReadLimits(), tools):
            pass
    spent = (time.perf_counter() - begun) / len(older)
    return Figure("DOC, RTF, ODT: a file, each alone in a sandbox", "told", f"{spent:.2f} s", met=True)


def _against_python_docx(what: str, paths: list[Path]) -> Figure:
    """Compare processor time, the best of some rounds each, taken in turn; what python-docx cannot walk is left out."""
    paths = [path for path in paths if _seconds(lambda path=path: _python_docx(path)) is not None]
    ours, theirs = [], []
    for _ in range(_ROUNDS):
        theirs.append(sum(_seconds(lambda path=path: _python_docx(path)) or 0.0 for path in paths))
        ours.append(sum(_seconds(lambda path=path: _our_own(path)) or 0.0 for path in paths))
    ratio = min(ours) / min(theirs)
    figure = at_most(f"full reading / python-docx iter_inner_content, {what}", 1.1, ratio)
    return Figure(figure.what, figure.goal, f"{figure.measured} ({min(ours):.2f} / {min(theirs):.2f} s)", figure.met)


def _seconds(work: Callable[[], object]) -> float | None:
    begun = time.process_time()
    try:
        work()
    except ValueError:  # python-docx loses its way in a table
        return None
    return time.process_time() - begun


def _our_own(path: Path) -> int:
    try:
        return len(read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(), recognise=False).text)
    except IntakeError:
        return 0


def _python_docx(path: Path) -> int:
    return _walk(docx.Document(str(path)))


def _walk(container: Any) -> int:
    letters = 0
    for block in container.iter_inner_content():
        if isinstance(block, Table):
            letters += sum(_walk(cell) for row in block.rows for cell in row.cells)
        else:
            letters += len(block.text)
    return letters


def long_act(path: Path) -> Path:
    """Write an act of 175 pages: 2,000 paragraphs of points, 400 rows of a table."""
    document = docx.Document()
    words = "утвердить прилагаемый порядок ведения реестра муниципальных правовых актов администрации города"
    for number in range(2_000):
        paragraph = document.add_paragraph(style="List Number" if number % 3 else None)
        paragraph.add_run(f"{number}. ").bold = True
        paragraph.add_run(f"{words}, {words}, ")
        paragraph.add_run(f"от {1 + number % 28} мая 2024 г. № {number}")
    table = document.add_table(400, 4)
    for number, row in enumerate(table.rows):
        for cell in row.cells:
            cell.text = f"строка {number}"
    document.save(str(path))
    return path
