"""Which JDK the trial OpenSearch takes: a whole one, 21 or later. Needs no server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
WHOLE = "java.base jdk.incubator.vector jdk.localedata"

ASK = """
import sys
from pathlib import Path
sys.path.insert(0, "tools/services")
import programs, place
print(programs._java_fits(Path(sys.argv[1]), place.Place(Path(sys.argv[1]), None)))
"""


@pytest.mark.parametrize(
    ("release", "fits"),
    [
        (f'JAVA_VERSION="21.0.8"\nMODULES="{WHOLE}"\n', "True"),
        (f'JAVA_VERSION="25"\nMODULES="{WHOLE}"\n', "True"),
        (f'JAVA_VERSION="17.0.15"\nMODULES="{WHOLE}"\n', "False"),
        ('JAVA_VERSION="25.0.2"\nMODULES="java.base java.net.http"\n', "False"),
        ("", "False"),
    ],
)
def test_a_jdk_is_taken_only_when_whole_and_new(tmp_path: Path, release: str, fits: str) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").touch()
    (tmp_path / "release").write_text(release, "utf-8")
    told = subprocess.run(
        [sys.executable, "-c", ASK, str(tmp_path)], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == fits
