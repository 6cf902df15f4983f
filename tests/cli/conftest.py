"""One register with the example acts, brought in by the command itself; tests that change something take a copy."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.factories import EXAMPLES
from tests.houses import House, Told

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Town:
    """The register and what the intake of the examples said."""

    house: House
    intake: Told

    @property
    def acts(self) -> list[str]:
        """Ids of the registered acts."""
        return [row["act_id"] for row in self.intake.rows if row["act_id"]]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    house = House(tmp_path_factory.mktemp("town") / "data", {})
    yield Town(house, house.run("ingest", EXAMPLES / "acts", EXAMPLES / "supplementary", "--register", "--json"))
    house.close()


@pytest.fixture
def copy(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A copy of the register that a test may damage."""
    town.house.close()
    folder = tmp_path_factory.mktemp("copy") / "data"
    shutil.copytree(town.house.folder, folder)
    house = House(folder, {})
    yield house
    house.close()
