"""Preloaded into a zygote that shall pass over no reading, however long it takes."""

from __future__ import annotations

from ingest.reading.isolation import zygote

zygote._SOON = 600.0  # type: ignore[misc]  # final in the product; on a busy machine a test must not depend on it
