"""The JSON API over the embedded default."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from litestar.testing import TestClient

from registry_api.app import create_app
from tests.api.programs import Api

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.houses import House


@pytest.fixture
def api(house: House) -> Iterator[Api]:
    house.register.prepare()
    with TestClient(create_app(house.register)) as client:
        yield Api(house, client)
