"""Text of PDF: speed beside other engines, agreement with them, memory. Engines read in turn (:mod:`benchmarks.turns`).

Ours is measured as the product reads: with the test of the text layer, tables and paragraphs; recognition is not part
of it, so files that are only pictures are left out. Seconds are those of the processor; two processes are set against
one by the clock, ``extractous`` by both. Six long files take three fifths of all time, so the usual file is told as
well: the median of the files' own ratios. ``extractous`` is Apache Tika as a native program, not a warm server of it;
it works in one thread, as ours does, and returns plain text of the same files, without the test of the layer, tables,
signatures and places.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, Any, Final

from benchmarks import corpus, turns
from benchmarks.table import Figure, at_least, at_most
from domain.document import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from domain.document import Document

MIB: Final = 1024 * 1024
EXPLAINED: Final[dict[str, str]] = {}
"""Good files whose agreement is below 0.9, and why."""
_WORD: Final = re.compile(r"\w+")
_WARM: Final = min((corpus.ROOT / "examples" / "acts").glob("*.pdf"))
_ROUNDS: Final = 4
_TIMES: Final = 2
"""So often is measured what is not read in turn; the least counts."""
_GOAL: Final = 1.5
"""Times that ``extractous`` is to take longer."""
_PAGES: Final = 200
_FONTS: Final = Path("/usr/share/fonts/truetype/dejavu")
_SENTENCES: Final = (
    "Утвердить прилагаемый порядок ведения реестра муниципальных правовых актов города.",
    "Контроль за исполнением настоящего постановления возложить на заместителя главы администрации.",
    "Настоящее постановление вступает в силу после его официального опубликования.",
    "Финансовое обеспечение расходных обязательств осуществляется за счёт средств местного бюджета.",
)


def measure() -> list[Figure]:
    """Return the figures of PDF text."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texted = _texted(folder)
        first = turns.round_of(__name__, [engine for engine in _ENGINES if _is_there(engine)], texted, _WARM)
        near = [engine for engine in _NEAR if engine in first]
        rounds = [first, *(turns.round_of(__name__, near, texted, _WARM) for _ in range(_ROUNDS - 1))]
        ours = turns.least(rounds, "ours", "processor")
        pages = sum(said["pages"] for said in first["ours"].values())
        return [
            Figure(
                "PDF: files with text; only pictures",
                "-",
                f"{len(texted)} with {pages} pages, {pages / sum(ours.values()):.0f} p/s; "
                f"{len(corpus.files('.pdf')) - len(texted)} left out",
                met=True,
            ),
            at_least("PDF text to pdfminer.six by default", 8, _ratio([first], "pdfminer", "processor"), "x"),
            *_beside_tika(rounds),
            *_agreement(first),
            _two_processes(ours, texted, folder),
            _long_act(folder),
            at_most("PDF: memory of a child, MiB", 128, _run("memory", texted, folder)["peak"] / MIB),
        ]


def _ratio(rounds: Sequence[turns.Round], engine: str, measure: str) -> float:
    """Return how many times longer than ours an engine takes over all files, each at its least."""
    return sum(turns.least(rounds, engine, measure).values()) / sum(turns.least(rounds, "ours", measure).values())


def _beside_tika(rounds: Sequence[turns.Round]) -> list[Figure]:
    what = "PDF text to extractous (Tika, native)"
    if "extractous" not in rounds[0]:
        return [Figure(what, ">= 1.5x", "not installed: group bench of pyproject.toml", met=False)]
    figures = []
    for measure in ("processor", "clock"):
        ratio, single = _ratio(rounds, "extractous", measure), [_ratio([one], "extractous", measure) for one in rounds]
        said = f"{ratio:.3g}x (single rounds {min(single):.2f} to {max(single):.2f})"
        figures.append(Figure(f"{what}, {measure}", f">= {_GOAL}x", said, ratio >= _GOAL))
    tika, ours = (turns.least(rounds, engine, "processor") for engine in ("extractous", "ours"))
    usual = median(tika[name] / spent for name, spent in ours.items())
    return [*figures, at_least(f"{what}, processor, the usual file", _GOAL, usual, "x")]


def _agreement(found: turns.Round) -> list[Figure]:
    """Compare the words of each good file with the median of what the engines find."""
    judges = [found[engine] for engine in _JUDGES if engine in found]
    shares = {}
    for name in (name for name, said in found["ours"].items() if said["good"]):
        counts = [Counter(_WORD.findall(said[name]["text"].lower())) for said in judges]
        middle = Counter({word: int(median(count[word] for count in counts)) for word in set().union(*counts)})
        shares[name] = _f1(Counter(_WORD.findall(found["ours"][name]["text"].lower())), middle)
    low = {name: share for name, share in shares.items() if share < 0.9}  # noqa: PLR2004 - the goal
    unexplained = sorted(set(low) - set(EXPLAINED))
    said = "; ".join(f"{name} {share:.2f} {EXPLAINED.get(name, '?')}" for name, share in sorted(low.items()))
    return [
        at_least(f"PDF: agreement, {len(shares)} good files, {len(judges)} engines", 0.99, mean(shares.values())),
        Figure("PDF: files below 0.9 without a reason", "0", f"{len(unexplained)} {said}".strip(), not unexplained),
    ]


def _f1(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _two_processes(spent: dict[str, float], files: list[Path], folder: Path) -> Figure:
    halves: list[list[Path]] = [[], []]
    sizes = [0.0, 0.0]
    for path in sorted(files, key=lambda path: -spent[path.name]):
        smaller = sizes.index(min(sizes))
        halves[smaller].append(path)
        sizes[smaller] += spent[path.name]
    clocks = [(_clock([files], folder), _clock(halves, folder)) for _ in range(_TIMES)]
    one, two = map(min, zip(*clocks, strict=True))
    return at_least("PDF: two processes to one", 1.7, one / two, "x")


def _clock(shares: list[list[Path]], folder: Path) -> float:
    """Return the seconds that processes need together for their shares, start of Python left out."""
    started = [_start("share", share, folder / f"share{number}") for number, share in enumerate(shares)]
    return max(float(_end(*one)["clock"]) for one in started)


def _long_act(folder: Path) -> Figure:
    path = folder / "act.pdf"
    if not (_FONTS / "DejaVuSerif.ttf").exists():
        return Figure(f"PDF: an act of {_PAGES} pages, s", "<= 1", "no font: Debian fonts-dejavu-core", met=False)
    _make_act(path)
    spent = min(_run("share", [path], folder)["processor"] for _ in range(_TIMES))
    return at_most(f"PDF: an act of {_PAGES} pages, s", 1.0, spent)


def _make_act(path: Path) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Serif", str(_FONTS / "DejaVuSerif.ttf")))
    page = Canvas(str(path), pagesize=(595, 842))
    for number in range(_PAGES):
        page.setFont("Serif", 10)
        page.drawCentredString(297, 815, str(number + 1))
        for line in range(48):
            words = f"{number}.{line}. {_SENTENCES[(number + line) % len(_SENTENCES)]}"[:80]
            page.drawString(70 if line % 4 else 95, 780 - 15 * line, words)
        page.showPage()
    page.save()


def _is_there(engine: str) -> bool:
    if engine == "pdftotext":
        return shutil.which("pdftotext") is not None
    return engine != "extractous" or importlib.util.find_spec("extractous") is not None


def _texted(folder: Path) -> list[Path]:
    """Return the files of the corpus that are not only pictures."""
    files = corpus.files(".pdf")
    kept = set(_run("share", files, folder)["read"])
    return [path for path in files if path.name in kept]


def _run(job: str, files: Iterable[Path], folder: Path) -> dict[str, Any]:
    """Run one of :data:`_JOBS` over files in a process of its own."""
    return _end(*_start(job, files, folder / "job"))


def _start(job: str, files: Iterable[Path], place: Path) -> tuple[subprocess.Popen[bytes], Path]:
    place.write_text(json.dumps([str(path) for path in files]), encoding="utf-8")
    command = [sys.executable, "-m", __name__, job, str(place)]
    return subprocess.Popen(command, cwd=corpus.ROOT, stderr=subprocess.DEVNULL), place


def _end(process: subprocess.Popen[bytes], place: Path) -> dict[str, Any]:
    if process.wait():
        raise subprocess.CalledProcessError(process.returncode, process.args)
    found: dict[str, Any] = json.loads(place.read_text("utf-8"))
    return found


def _prepare() -> None:
    """Load what the warm parent of the children that read has loaded."""
    from ingest.reading.pdf import reader
    from ingest.reading.text import quality

    del reader
    quality.warm_up()


def _read_ours(path: Path) -> Document | None:
    """Return the document as the product reads it, pictures left for later; None for one that cannot be read."""
    from domain.errors import IntakeError
    from ingest.reading import ReadLimits, Tools, read_document

    try:
        return read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(), recognise=False)
    except IntakeError:
        return None


def _ours(path: Path) -> dict[str, Any]:
    document = _read_ours(path)
    if document is None:
        return {"text": "", "pages": 0, "good": False}
    good = not corpus.scanned_pages(document) and all(page.trust == 1 for page in document.pages)
    return {"text": document.raw_text, "pages": len(document.pages), "good": good}


def _has_layer(document: Document) -> bool:
    """Tell whether a page has a layer of text, be it one that another program recognised and that waits for a look."""
    return corpus.scanned_pages(document) < len(document.pages) or any(
        page.source is Source.OCR for page in document.pages
    )


def _share(files: list[Path]) -> dict[str, Any]:
    """Read files one after the other; return which of them are more than pictures, and what it took."""
    began, clock = turns.processor(), time.perf_counter()
    read = []
    for path in files:
        document = _read_ours(path)
        if document is not None and _has_layer(document):
            read.append(path.name)
    return {"read": read, "processor": turns.processor() - began, "clock": time.perf_counter() - clock}


def _memory(files: list[Path]) -> dict[str, Any]:
    """Return the highest peak of children that are forked from a warm parent, one for each file."""
    peak = 0
    for path in files:
        child = os.fork()
        if child == 0:
            _read_ours(path)
            os._exit(0)
        _, _, usage = os.wait4(child, 0)
        peak = max(peak, usage.ru_maxrss * 1024)
    return {"peak": peak}


def _pdfminer(path: Path) -> str:
    from pdfminer.high_level import extract_text

    return str(extract_text(path))


def _patched(path: Path) -> str:
    from pdfminer.high_level import extract_text
    from pdfminer.layout import LAParams

    return str(extract_text(path, laparams=LAParams(boxes_flow=None)))


def _pdfium(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def _pdftotext(path: Path) -> str:
    done = subprocess.run(["pdftotext", str(path), "-"], check=False, capture_output=True)
    return done.stdout.decode("utf-8", "replace")


def _extractous() -> Callable[[Path], str]:
    from extractous import Extractor, PdfOcrStrategy, PdfParserConfig

    settings = PdfParserConfig().set_ocr_strategy(PdfOcrStrategy.NO_OCR)
    extractor = Extractor().set_extract_string_max_length(50_000_000).set_pdf_config(settings)
    return lambda path: str(extractor.extract_file_to_string(str(path))[0])


_ENGINES: Final = ("ours", "extractous", "pdfminer", "patched", "pdfium", "pdftotext")
_JUDGES: Final = ("ours", "patched", "pdfium", "pdftotext", "extractous")
_NEAR: Final = ("ours", "extractous")
"""Who takes part in all rounds; the others are in the first one only, and are set against ours of that round."""
_JOBS: Final = {"share": _share, "memory": _memory}


def _text_by(engine: str) -> Callable[[Path], str]:
    if engine == "extractous":
        return _extractous()
    if engine == "patched":
        import ingest.reading.pdf.guard  # noqa: F401 - it mends the library
    return {"pdfminer": _pdfminer, "patched": _patched, "pdfium": _pdfium, "pdftotext": _pdftotext}[engine]


def _reader(engine: str) -> Callable[[Path], dict[str, Any]]:
    """Return what an engine does with a file, after all that is done once for a process."""
    if engine == "ours":
        _prepare()
        return _ours
    text_of = _text_by(engine)
    return lambda path: {"text": text_of(path)}


def _work(job: str, place: Path) -> None:
    """Be the process of a job."""
    files = [Path(name) for name in json.loads(place.read_text("utf-8"))]
    _prepare()
    place.write_text(json.dumps(_JOBS[job](files)), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == turns.SERVE:
        turns.serve(_reader(sys.argv[2]))
    else:
        _work(sys.argv[1], Path(sys.argv[2]))
