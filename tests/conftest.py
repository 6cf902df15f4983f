"""Fixtures that every folder of tests may use."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = ["tests.services.servers", "tests.databases"]


@pytest.fixture
def socket_folder() -> Iterator[Path]:
    """A folder with a short way: a local socket's address holds 107 bytes, and a test's own folder may not fit."""
    with tempfile.TemporaryDirectory(prefix="socket-", dir="/tmp") as folder:
        yield Path(folder)
