"""Recognition of scanned pages: raster by PDFium, cleaning of the picture, tesseract with the Russian language.

200 dpi: more brings nothing on real acts and costs twice the time. Coloured ink (stamps, seals, blue signatures) is
lightened by taking the brightest of the three channels; paper shade is divided out; a median only when there is
noise.
"""

from __future__ import annotations

import csv
import io
import logging
import os
import resource
import signal
import subprocess
from typing import TYPE_CHECKING, Any, Final

from ingest.reading.layout import CELL_GAP
from ingest.reading.pdf.device import Run
from ingest.reading.tools import OCR_PACKAGE, Tools

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.reading.limits import ReadLimits

DPI: Final = 200
_POINTS: Final = 72
_NOISE: Final = 6.0
_UNSURE: Final = 60.0
"""Mean confidence (per cent) below which a page is tried a second time as one block of text."""
_WORD_LEVEL: Final = "5"
_CAP_SHARE: Final = 0.72
"""Height of a line of capitals to the font's size."""
log = logging.getLogger(__name__)


class Recogniser:
    """Recognises pages one by one; knows whether it can."""

    def __init__(self, limits: ReadLimits, tools: Tools) -> None:
        self._limits = limits
        self._tools = tools
        self.package = OCR_PACKAGE

    @property
    def available(self) -> bool:
        """Whether tesseract with Russian is installed."""
        return bool(self._tools.tesseract)

    def page(self, path: Path, index: int) -> tuple[float, float, list[Run]] | None:
        """Recognise one page of a PDF: width and height in points, runs; None when it could not be done."""
        import pypdfium2

        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError:
            return None
        try:
            page = document[index]
            width, height = page.get_size()
            scale = DPI / _POINTS
            scale = min(scale, (self._limits.image_pixels / max(width * height, 1.0)) ** 0.5)
            image = page.render(scale=scale).to_pil()
        except (pypdfium2.PdfiumError, ValueError):
            return None
        finally:
            document.close()
        runs = self._recognise(image, scale)
        return None if runs is None else (width, height, runs)

    def picture(self, data: bytes) -> tuple[float, float, list[Run]] | None:
        """Recognise a picture of an office file; None when it is none, too small for text, or too large."""
        from PIL import Image

        Image.MAX_IMAGE_PIXELS = self._limits.image_pixels
        try:
            with Image.open(io.BytesIO(data)) as opened:
                if opened.width * opened.height > self._limits.image_pixels or min(opened.size) < 100:  # noqa: PLR2004 - an emblem
                    return None
                image = opened.convert("RGB")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return None
        wide = 1700 / image.width
        if wide < 0.6 or wide > 1.5:  # noqa: PLR2004 - far from a page at 200 dpi
            image = image.resize((1700, max(1, round(image.height * wide))))
        scale = DPI / _POINTS
        runs = self._recognise(image, scale)
        return None if runs is None else (image.width / scale, image.height / scale, runs)

    def _recognise(self, image: Any, scale: float) -> list[Run] | None:
        ready = clean(image)
        first = self._words(ready, "3")
        if first is None:
            return None
        if _confidence(first) < _UNSURE:
            second = self._words(ready, "6")
            if second is not None and _weight(second) > _weight(first):
                first = second
        return _runs(first, scale)

    def _words(self, image: Any, mode: str) -> list[dict[str, str]] | None:
        buffer = io.BytesIO()
        image.save(buffer, "PPM")
        said = run_tool(
            [
                *self._tools.sandbox(),
                self._tools.tesseract,
                "-",
                "-",
                "-l",
                "rus",
                "--psm",
                mode,
                "--dpi",
                str(DPI),
                "tsv",
            ],
            seconds=self._limits.ocr_seconds_per_page,
            limits=self._limits,
            data=buffer.getvalue(),
        )
        if said is None:
            return None
        rows = csv.DictReader(io.StringIO(said.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in rows if row.get("level") == _WORD_LEVEL and (row.get("text") or "").strip()]


def clean(image: Any) -> Any:
    """Return a grey picture with white paper, without coloured ink and noise."""
    import numpy as np
    from PIL import Image, ImageFilter

    pixels = np.asarray(image.convert("RGB"))
    grey = Image.fromarray(pixels.max(axis=2))
    small = grey.resize((max(1, grey.width // 16), max(1, grey.height // 16)), Image.Resampling.BOX)
    paper = (
        small.filter(ImageFilter.MaxFilter(9))
        .filter(ImageFilter.GaussianBlur(6))
        .resize(grey.size, Image.Resampling.BILINEAR)
    )
    light = np.maximum(np.asarray(paper, dtype=np.float32), 1.0)
    flat = np.clip(np.asarray(grey, dtype=np.float32) * (255.0 / light), 0, 255).astype(np.uint8)
    result = Image.fromarray(flat)
    calm = result.filter(ImageFilter.MedianFilter(3))
    if float(np.abs(np.asarray(calm, dtype=np.int16) - flat).mean()) > _NOISE:
        return calm
    return result


def _number(row: dict[str, str], name: str) -> float:
    try:
        return float(row.get(name) or 0)
    except ValueError:
        return 0.0


def _confidence(words: list[dict[str, str]]) -> float:
    return sum(_number(word, "conf") for word in words) / len(words) if words else 0.0


def _weight(words: list[dict[str, str]]) -> float:
    return sum(max(0.0, _number(word, "conf") - 30) * len(word["text"]) for word in words)


def _runs(words: list[dict[str, str]], scale: float) -> list[Run]:
    """Return the words of each recognised line as runs on one baseline, cut at wide gaps."""
    lines: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for word in words:
        lines.setdefault((word["block_num"], word["par_num"], word["line_num"]), []).append(word)
    runs: list[Run] = []
    for line in lines.values():
        heights = sorted(_number(word, "height") for word in line)
        bottoms = sorted(_number(word, "top") + _number(word, "height") for word in line)
        height = heights[len(heights) // 2] / scale
        size = max(height / _CAP_SHARE * 0.85, 4.0)
        baseline = bottoms[len(bottoms) // 2] / scale - 0.1 * size
        for word in line:
            left = _number(word, "left") / scale
            right = left + _number(word, "width") / scale
            trust = min(max(_number(word, "conf") / 100, 0.0), 1.0)
            last = runs[-1] if runs else None
            if last is not None and last.y == baseline and 0 <= left - last.x1 < CELL_GAP * size:
                whole = len(last.text) + len(word["text"])
                last.trust = (last.trust * len(last.text) + trust * len(word["text"])) / whole
                last.text += " " + word["text"]
                last.x1 = right
            else:
                runs.append(Run(left, baseline, right, size, word["text"], trust=trust))
    return runs


def run_tool(
    command: list[str], *, seconds: float, limits: ReadLimits, data: bytes = b"", home: str = "/nonexistent"
) -> bytes | None:
    """Run a program of the system within its own limits; its output, or None when it failed or ran out of time."""

    def confine() -> None:
        for what, amount in (
            (resource.RLIMIT_AS, limits.tool_memory_bytes),
            (resource.RLIMIT_CPU, int(seconds) + 1),
            (resource.RLIMIT_FSIZE, limits.file_bytes),
        ):
            hard = resource.getrlimit(what)[1]
            resource.setrlimit(what, (amount if hard == resource.RLIM_INFINITY else min(amount, hard), hard))

    environment = {"PATH": os.defpath + ":/usr/local/bin", "LANG": "C.UTF-8", "HOME": home, "OMP_THREAD_LIMIT": "1"}
    try:
        process = subprocess.Popen(  # noqa: S603 - absolute paths of known programs
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment, preexec_fn=confine, start_new_session=True,  # noqa: PLW1509 - the child has one thread
        )  # fmt: skip
    except OSError:
        return None
    try:
        output, _ = process.communicate(data, timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None
    return output if process.returncode == 0 else None
