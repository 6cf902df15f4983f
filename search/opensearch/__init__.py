"""The engine of the city: OpenSearch through opensearch-py."""

from search.opensearch.engine import OpenSearchIndex

__all__ = ["OpenSearchIndex"]
