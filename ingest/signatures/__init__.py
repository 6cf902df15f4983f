"""Electronic signatures: what they say of themselves, and what a library can verify of them.

Everything here that opens a file runs in a child with limits (:class:`ingest.reading.ReadingPool`), but for
:mod:`ingest.signatures.forms`, which only looks at first bytes, and :mod:`ingest.signatures.pairing`, which only asks
the records and the pool. Nothing here does cryptography of its own: pyHanko and ``cryptography`` verify RSA and
elliptic curves; ГОСТ is read and shown, and said to be not verifiable here.
"""
