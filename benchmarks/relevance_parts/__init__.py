"""Parts of ``make bench-relevance``."""
