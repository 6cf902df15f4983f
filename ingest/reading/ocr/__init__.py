"""Recognition of pages that are pictures.

:mod:`preparing` cleans the picture, :mod:`turning` finds how it lies, :mod:`recogniser` tries the ways of
reading it, :mod:`engine` asks tesseract, :mod:`words` makes runs of text of what it says; :mod:`ruling` and
:mod:`celled` find ruled tables, :mod:`layered` those of a page that another program has recognised; :mod:`programs`
starts programs of the system within limits.
"""

from ingest.reading.ocr.programs import run_program, run_tool
from ingest.reading.ocr.recogniser import Layer, Part, Recogniser, Seen

__all__ = ["Layer", "Part", "Recogniser", "Seen", "run_program", "run_tool"]
