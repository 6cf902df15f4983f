import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from factory import Town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    made = Town(tmp_path / "town")
    yield made
    made.records.close()
