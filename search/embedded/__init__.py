"""The embedded engine: tantivy in a folder, for one machine and the tests."""

from search.embedded.engine import EmbeddedIndex

__all__ = ["EmbeddedIndex"]
