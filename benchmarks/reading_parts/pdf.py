"""Text of PDF: speed beside other engines, agreement with them, memory. One process for each run of an engine.

Ours is measured as the product reads: with the test of the text layer, tables and paragraphs; recognition is not part
of it, so files that are only pictures are left out. Seconds are those of the processor (of its children too), so that
a busy machine does not change the ratios much; two processes are set against one by the clock, ``extractous`` by both.
Six long files take three fifths of all time, so the usual file is told as well: the median of the files' own ratios.
It is Apache Tika as a native program, not a warm server of it; it works in one thread, as ours does, and returns plain
text of the same files, without the test of the layer, tables, signatures and places.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, Any, Final

from benchmarks import corpus
from benchmarks.table import Figure, at_least, at_most

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MIB: Final = 1024 * 1024
EXPLAINED: Final[dict[str, str]] = {}
"""Good files whose agreement is below 0.9, and why."""
_WORD: Final = re.compile(r"\w+")
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
        runs = {engine: _run(engine, texted, folder) for engine in _ENGINES if _is_there(engine)}
        ours = runs["ours"]
        return [
            Figure(
                "PDF: files with text; only pictures",
                "-",
                f"{len(texted)} with {ours['pages']} pages, {ours['pages'] / ours['seconds']:.0f} p/s; "
                f"{len(corpus.files('.pdf')) - len(texted)} left out",
                met=True,
            ),
            at_least("PDF text to pdfminer.six by default", 8, runs["pdfminer"]["seconds"] / ours["seconds"], "x"),
            *_beside_tika(runs),
            *_agreement(runs),
            _two_processes(texted, folder),
            _long_act(folder),
            at_most("PDF: memory of a child, MiB", 128, _run("memory", texted, folder)["peak"] / MIB),
        ]


def _beside_tika(runs: dict[str, Any]) -> list[Figure]:
    what = "PDF text to extractous (Tika, native)"
    if "extractous" not in runs:
        return [Figure(what, ">= 1.5x", "not installed: group bench of pyproject.toml", met=False)]
    tika, ours = runs["extractous"], runs["ours"]
    by_file = sorted(tika["each"][name] / spent for name, spent in ours["each"].items() if spent)
    return [
        *(
            at_least(f"{what}, {unit}", 1.5, tika[measure] / ours[measure], "x")
            for unit, measure in (("processor", "seconds"), ("clock", "clock"))
        ),
        at_least(f"{what}, processor, the usual file", 1.5, median(by_file), "x"),
    ]


def _agreement(runs: dict[str, Any]) -> list[Figure]:
    """Compare the words of each good file with the median of what the engines find."""
    judges = [runs[engine]["texts"] for engine in _JUDGES if engine in runs]
    shares = {}
    for name in runs["ours"]["good"]:
        counts = [Counter(_WORD.findall(texts[name].lower())) for texts in judges]
        middle = Counter({word: int(median(count[word] for count in counts)) for word in set().union(*counts)})
        shares[name] = _f1(Counter(_WORD.findall(runs["ours"]["texts"][name].lower())), middle)
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


def _two_processes(files: list[Path], folder: Path) -> Figure:
    halves: list[list[Path]] = [[], []]
    sizes = [0.0, 0.0]
    spent = _run("each", files, folder)["each"]
    for path in sorted(files, key=lambda path: -spent[path.name]):
        smaller = sizes.index(min(sizes))
        halves[smaller].append(path)
        sizes[smaller] += spent[path.name]
    one = _clock([files], folder)
    return at_least("PDF: two processes to one", 1.7, one / _clock(halves, folder), "x")


def _clock(shares: list[list[Path]], folder: Path) -> float:
    """Return the seconds that processes need together for their shares, start of Python left out."""
    started = []
    for number, share in enumerate(shares):
        job = folder / f"share{number}.json"
        job.write_text(json.dumps([str(path) for path in share]), encoding="utf-8")
        command = [sys.executable, "-m", __name__, "ours", str(job), str(folder / f"share{number}.out")]
        started.append(subprocess.Popen(command, cwd=corpus.ROOT))
    for process in started:
        process.wait()
    outs = [json.loads((folder / f"share{number}.out").read_text("utf-8")) for number in range(len(shares))]
    return max(float(out["clock"]) for out in outs)


def _long_act(folder: Path) -> Figure:
    path = folder / "act.pdf"
    if not (_FONTS / "DejaVuSerif.ttf").exists():
        return Figure(f"PDF: an act of {_PAGES} pages, s", "<= 1", "no font: Debian fonts-dejavu-core", met=False)
    _make_act(path)
    return at_most(f"PDF: an act of {_PAGES} pages, s", 1.0, _run("ours", [path], folder)["seconds"])


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
    kept = set(_run("ours", files, folder)["read"])
    return [path for path in files if path.name in kept]


def _run(engine: str, files: Iterable[Path], folder: Path) -> dict[str, Any]:
    """Run one engine over files in a process of its own."""
    job, out = folder / "job.json", folder / "out.json"
    job.write_text(json.dumps([str(path) for path in files]), encoding="utf-8")
    command = [sys.executable, "-m", __name__, engine, str(job), str(out)]
    subprocess.run(command, check=True, cwd=corpus.ROOT, stderr=subprocess.DEVNULL)
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return found


def _read_ours(path: Path) -> Any:
    """Return the document as the product reads it, pictures left for later; None for one that cannot be read."""
    from domain.errors import IntakeError
    from ingest.reading import ReadLimits, Tools, read_document

    try:
        return read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(), recognise=False)
    except IntakeError:
        return None


def _ours(files: list[Path]) -> dict[str, Any]:
    found: dict[str, Any] = {"pages": 0, "texts": {}, "good": [], "read": [], "each": {}}
    for path in files:
        began = time.process_time()
        document = _read_ours(path)
        found["each"][path.name] = time.process_time() - began
        if document is None or document.unrecognised == len(document.pages):
            continue
        found["read"].append(path.name)
        found["pages"] += len(document.pages)
        found["texts"][path.name] = document.raw_text
        if not document.unrecognised and all(page.trust == 1 for page in document.pages):
            found["good"].append(path.name)
    return found


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


_ENGINES: Final = ("ours", "pdfminer", "patched", "pdfium", "pdftotext", "extractous")
_JUDGES: Final = ("ours", "patched", "pdfium", "pdftotext", "extractous")


def _texts_by(engine: str) -> Callable[[Path], str]:
    if engine == "extractous":
        return _extractous()
    if engine == "patched":
        import ingest.reading.pdf.guard  # noqa: F401 - it mends the library
    return {"pdfminer": _pdfminer, "patched": _patched, "pdfium": _pdfium, "pdftotext": _pdftotext}[engine]


def _prepared(engine: str) -> Callable[[list[Path]], dict[str, Any]]:
    """Return what an engine does with files, after all that is done once for a process."""
    if engine in {"ours", "each", "memory"}:
        from ingest.reading.pdf import reader
        from ingest.reading.text import quality

        del reader  # loaded now, like in the warm parent of the children that read

        quality.warm_up()
        return _memory if engine == "memory" else _ours
    text_of = _texts_by(engine)

    def texts(files: list[Path]) -> dict[str, Any]:
        found: dict[str, Any] = {"texts": {}, "each": {}}
        for path in files:
            began = _processor()
            found["texts"][path.name] = text_of(path)
            found["each"][path.name] = _processor() - began
        return found

    return texts


def _processor() -> float:
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def _work(engine: str, job: Path, out: Path) -> None:
    """Be the process of one run."""
    files = [Path(name) for name in json.loads(job.read_text("utf-8"))]
    run = _prepared(engine)
    began, clock = _processor(), time.perf_counter()
    found = run(files)
    found["seconds"], found["clock"] = _processor() - began, time.perf_counter() - clock
    out.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    _work(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
