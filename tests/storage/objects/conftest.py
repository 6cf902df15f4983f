"""The adapters of the port, each over an empty store of the test's own."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest

from storage.objects import FolderObjects, Objects
from storage.objects.s3 import S3Objects, S3Place
from tests.services.servers import S3Settings, fresh_bucket

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Harness(Protocol):
    """What the contract has to do behind the adapter's back."""

    @property
    def objects(self) -> Objects:
        """The adapter over a prepared, empty store."""

    def spoil(self, sha256: str, content: bytes) -> None:
        """Put other bytes under the hash."""

    def lose_store(self) -> None:
        """Take the whole store away: the folder, the bucket."""

    def unprepared(self) -> Objects:
        """An adapter over a store that was never prepared."""


@dataclass
class FolderHarness:
    objects: FolderObjects
    root: Path

    def spoil(self, sha256: str, content: bytes) -> None:
        path = self.root / sha256[:2] / sha256[2:4] / sha256
        path.chmod(0o600)
        path.write_bytes(content)

    def lose_store(self) -> None:
        self.root.rename(self.root.with_name("unmounted"))

    def unprepared(self) -> Objects:
        return FolderObjects(self.root.with_name("absent"))


@dataclass
class S3Harness:
    objects: S3Objects
    settings: S3Settings

    def spoil(self, sha256: str, content: bytes) -> None:
        import io

        self.objects._client.put_object(self.settings.bucket, sha256, io.BytesIO(content), len(content))

    def lose_store(self) -> None:
        empty_and_remove(self.objects)

    def unprepared(self) -> Objects:
        return S3Objects(s3_place(fresh_bucket()))


def s3_place(settings: S3Settings, **more: object) -> S3Place:
    values = {"endpoint": settings.endpoint, "bucket": settings.bucket, "secure": False, "read_timeout": 20.0}
    keys = {"access_key": settings.access_key, "secret_key": settings.secret_key}
    return S3Place(**{**values, **keys, **more})  # type: ignore[arg-type] # names checked by the class


def empty_and_remove(objects: S3Objects) -> None:
    client, bucket = objects._client, objects._bucket
    for entry in client.list_objects(bucket, recursive=True):
        client.remove_object(bucket, str(entry.object_name))
    client.remove_bucket(bucket)


@contextmanager
def s3_harness() -> Iterator[S3Harness]:
    settings = fresh_bucket()
    objects = S3Objects(s3_place(settings))
    objects.prepare()
    yield S3Harness(objects, settings)
    if objects._client.bucket_exists(settings.bucket):
        empty_and_remove(objects)


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.services)])
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Harness]:
    """Each adapter in turn."""
    if request.param == "s3":
        with s3_harness() as made:
            yield made
    else:
        objects = FolderObjects(tmp_path / "objects")
        objects.prepare()
        yield FolderHarness(objects, tmp_path / "objects")


@pytest.fixture
def objects(harness: Harness) -> Objects:
    """The adapter alone."""
    return harness.objects


@pytest.fixture
def s3() -> Iterator[S3Harness]:
    """The S3 adapter over a bucket of the test's own."""
    with s3_harness() as made:
        yield made
