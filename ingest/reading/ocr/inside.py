"""The process that recognises the pictures of one file, one after another. It runs alone, in the sandbox.

It imports nothing of the register: its program is this file, run by the register's interpreter with its arguments
(:class:`ingest.reading.ocr.engine.Engine` starts it and says what they are). It says :data:`READY` once the language is
loaded; then each request is a :data:`REQUEST` and the grey pixels, each answer an :data:`ANSWER` and a table of words
without its head. When a picture cannot be recognised the process ends: nothing of it is wanted any more.
"""

from __future__ import annotations

import struct
from typing import Final

SETTINGS: Final = {"tessedit_do_invert": "0", "textord_disable_pitch_test": "1"}
"""No second look for white letters on black; no search for letters of one width, which the old recogniser needs."""
READY: Final = b"ready\n"
REQUEST: Final = struct.Struct("!HHII")
"""Mode of the page, dots per inch, width and height in pixels."""
ANSWER: Final = struct.Struct("!I")
"""Bytes of the table."""


def main(packages: str, data: str, language: str, seconds: str) -> None:
    """Serve until the input ends.

    Args:
        packages: Folder of the library tesserocr.
        data: Folder of the language data.
        language: Its name.
        seconds: Processor seconds that one picture may take.
    """
    import sys

    sys.path.append(packages)
    sys.modules["PIL"] = None  # type: ignore[assignment]  # its pictures are not used, loading it is a fifth of the start
    from tesserocr import PyTessBaseAPI

    with PyTessBaseAPI(path=data, lang=language) as engine, open(0, "rb") as asked, open(1, "wb") as told:
        for name, value in SETTINGS.items():
            engine.SetVariable(name, value)
        told.write(READY)
        told.flush()
        while header := asked.read(REQUEST.size):
            mode, dpi, width, height = REQUEST.unpack(header)
            pixels = asked.read(width * height)
            _allow(float(seconds))
            engine.SetPageSegMode(mode)
            engine.SetImageBytes(pixels, width, height, 1, width)
            engine.SetSourceResolution(dpi)
            table = engine.GetTSVText(0).encode()
            engine.ClearAdaptiveClassifier()  # what one page taught would change how the next one is read
            engine.Clear()
            told.write(ANSWER.pack(len(table)) + table)
            told.flush()


def _allow(seconds: float) -> None:
    """Give the process time for one more picture, as far as its hard limit goes."""
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    wanted = int(usage.ru_utime + usage.ru_stime + seconds) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


if __name__ == "__main__":
    import sys

    main(*sys.argv[1:])
