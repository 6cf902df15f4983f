"""What is made of an original for convenience; the original stays what it is.

:func:`make_pdfa` makes a searchable PDF/A of a scan. It is a function for a child of the reading pool
(``pool.call("ingest.derivatives:make_pdfa", source, target, sealed=False)``), like all work on files that strangers
made; it starts programs in the sandbox of converters, and only they open the file.
"""

from ingest.derivatives.pdfa import Made, make_pdfa

__all__ = ["Made", "make_pdfa"]
