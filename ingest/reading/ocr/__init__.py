"""Recognition of pages that are pictures.

:mod:`preparing` cleans the picture, :mod:`turning` finds how it lies, :mod:`recogniser` tries the ways of
reading it, :mod:`engine` asks tesseract, :mod:`words` makes runs of text of what it says; :mod:`programs` starts
programs of the system within limits.
"""

from ingest.reading.ocr.programs import run_program, run_tool
from ingest.reading.ocr.recogniser import Recogniser, Seen

__all__ = ["Recogniser", "Seen", "run_program", "run_tool"]
