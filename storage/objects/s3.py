"""Originals in an S3 bucket: the production adapter of the port, through the ``minio`` client.

The key of an object is its hash. Reads: the bucket. Writes: one PUT up to 64 MiB, whose SHA-256 the server checks
(``x-amz-checksum-sha256``); a multipart upload above, which is completed only if the bytes that were sent had the hash.
S3 shows an object only after its upload is complete, so an upload that is cut leaves nothing under the key.

Time is bounded: ``connect_timeout`` and ``read_timeout`` a request, ``retries`` for requests that got no answer.
"""

from __future__ import annotations

import base64
import hashlib
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Final, cast

import urllib3
from minio import Minio
from minio.error import InvalidResponseError, MinioException, S3Error

from domain.errors import ObjectCorrupted, ObjectMissing, StoreUnavailable
from storage.objects.hashing import CHUNK, copy_hashing, hash_stream
from storage.objects.port import StoredObject, StoreHealth, is_sha256
from storage.scratch import Scratch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.objects.port import Source

SINGLE_PUT: Final = 64 << 20
"""Largest object that goes up in one request, bytes; its hash is checked by the server."""

_PART: Final = 16 << 20
_IN_MEMORY: Final = 8 << 20
_ABSENT: Final = {"NoSuchKey", "NoSuchVersion"}
_REFUSED: Final = {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"}
_MADE: Final = {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Place:
    """Where the bucket is and how to get in.

    ``endpoint`` is ``host:port`` without a scheme; ``ca_file`` replaces the system's trusted authorities; timeouts in
    seconds; ``retries`` of one request.
    """

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str
    secure: bool = True
    region: str = "us-east-1"
    ca_file: Path | None = None
    connect_timeout: float = 5.0
    read_timeout: float = 60.0
    retries: int = 2

    def __repr__(self) -> str:
        """Everything that helps an engineer, and no secret."""
        return f"S3Place({self.endpoint}/{self.bucket}, secure={self.secure}, access_key={self.access_key!r})"


class S3Objects:
    """A bucket of an S3 server. One instance may be used by several threads."""

    def __init__(self, place: S3Place) -> None:
        """Take the place; nothing is asked of the server yet."""
        self._place = place
        self._bucket = place.bucket
        pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=place.connect_timeout, read=place.read_timeout),
            retries=urllib3.Retry(total=place.retries, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]),
            maxsize=10,
            cert_reqs="CERT_REQUIRED",
            ca_certs=str(place.ca_file) if place.ca_file else None,
        )
        self._client = Minio(
            place.endpoint,
            access_key=place.access_key,
            secret_key=place.secret_key,
            secure=place.secure,
            region=place.region,
            http_client=pool,
        )

    def prepare(self) -> None:
        """Make the bucket if it is absent."""
        with _speaking():
            if self._client.bucket_exists(self._bucket):
                return
            try:
                self._client.make_bucket(self._bucket)
            except S3Error as problem:
                if problem.code not in _MADE:
                    raise

    def put(self, source: Source) -> StoredObject:
        """Keep the bytes under their hash."""
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
            stored = copy_hashing(source, partial(_spool, spool))
            if not self._holds(stored):
                spool.seek(0)
                with _speaking(stored.sha256):
                    self._upload(stored, cast("BinaryIO", spool))
        return stored

    def get(self, sha256: str) -> bytes:
        """All bytes, checked."""
        with self.open(sha256) as stream:
            return stream.read()

    @contextmanager
    def open(self, sha256: str) -> Iterator[BinaryIO]:
        """A checked stream over a copy: in memory up to 8 MiB, above that in a temporary file."""
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
            self._fetch(sha256, cast("BinaryIO", copy))
            copy.seek(0)
            yield cast("BinaryIO", copy)

    @contextmanager
    def local_path(self, sha256: str) -> Iterator[Path]:
        """The path of a checked copy, removed at the end of the ``with``."""
        with Scratch() as folder:
            path = folder / "original"
            with path.open("w+b") as copy:
                self._fetch(sha256, copy)
            yield path

    def read_range(self, sha256: str, offset: int, length: int) -> bytes:
        """A part of the bytes, unchecked."""
        if offset < 0 or length < 0:
            raise ValueError("offset and length must not be negative")
        size = self.stat(sha256).size
        wanted = min(length, size - offset)
        if wanted <= 0:
            return b""
        with _speaking(sha256):
            answer = self._client.get_object(self._bucket, sha256, offset=offset, length=wanted)
            try:
                return answer.read()
            finally:
                answer.close()
                answer.release_conn()

    def stat(self, sha256: str) -> StoredObject:
        """Size by the server's word."""
        try:
            return self._stat(sha256)
        except ObjectMissing:
            self._require_bucket()
            raise

    def exists(self, sha256: str) -> bool:
        """Whether the server knows the key."""
        try:
            self.stat(sha256)
        except ObjectMissing:
            return False
        return True

    def iter_hashes(self) -> Iterator[str]:
        """Every hash in ascending order (S3 lists keys in the order of their bytes)."""
        with _speaking():
            for entry in self._client.list_objects(self._bucket, recursive=True):
                if entry.object_name and is_sha256(entry.object_name):
                    yield entry.object_name

    def health(self) -> StoreHealth:
        """Whether the server lets us in and has the bucket; asks for the list, because a refusal to it has a reason."""
        place = f"{self._place.endpoint}/{self._bucket}"
        problem = None
        try:
            with _speaking():
                next(iter(self._client.list_objects(self._bucket)), None)
        except StoreUnavailable as found:
            problem = _ADVICE.get(str(found.details.get("reason")), _NO_ANSWER)
        return StoreHealth("s3", place, problem)

    def _holds(self, stored: StoredObject) -> bool:
        """Whether the object lies there whole already; a corrupted copy does not count, so it is replaced."""
        try:
            if self._stat(stored.sha256).size != stored.size:
                return False
            with self.open(stored.sha256):
                return True
        except (ObjectMissing, ObjectCorrupted):
            return False

    def _stat(self, sha256: str) -> StoredObject:
        _require_key(sha256)
        with _speaking(sha256):
            return StoredObject(sha256, cast("int", self._client.stat_object(self._bucket, sha256).size))

    def _require_bucket(self) -> None:
        """HEAD does not tell an absent object from an absent bucket; an absent bucket is no missing original."""
        with _speaking():
            if not self._client.bucket_exists(self._bucket):
                raise StoreUnavailable(reason="NoSuchBucket")

    def _upload(self, stored: StoredObject, stream: BinaryIO) -> None:
        if stored.size <= SINGLE_PUT:
            checksum = base64.b64encode(bytes.fromhex(stored.sha256)).decode()
            self._client.put_object(
                self._bucket,
                stored.sha256,
                stream,
                stored.size,
                part_size=SINGLE_PUT,
                metadata={"x-amz-checksum-sha256": checksum},
            )
        else:
            checked = cast("BinaryIO", _CheckedReader(stream, stored))
            self._client.put_object(
                self._bucket, stored.sha256, checked, stored.size, part_size=_PART, num_parallel_uploads=1
            )

    def _fetch(self, sha256: str, target: BinaryIO) -> None:
        _require_key(sha256)
        with _speaking(sha256):
            answer = self._client.get_object(self._bucket, sha256)
            try:
                target.writelines(answer.stream(CHUNK))
            finally:
                answer.close()
                answer.release_conn()
        target.seek(0)
        if hash_stream(target).sha256 != sha256:
            raise ObjectCorrupted(sha256=sha256)


class _CheckedReader:
    """Hashes what a multipart upload reads and fails at its end if the bytes are not those that were announced."""

    def __init__(self, stream: BinaryIO, expected: StoredObject) -> None:
        self._stream = stream
        self._expected = expected
        self._hashed = hashlib.sha256()
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes; raises ``StoreUnavailable`` instead of the last ones if the hash is another."""
        piece = self._stream.read(size)
        self._hashed.update(piece)
        self._read += len(piece)
        if self._read == self._expected.size and self._hashed.hexdigest() != self._expected.sha256:
            raise StoreUnavailable(reason="bytes-changed")
        return piece


_NO_ANSWER = "Хранилище S3 не отвечает. Проверьте адрес, сеть и работу сервера."
_ADVICE = {
    "refused": "Хранилище S3 отказывает в доступе. Проверьте ключ доступа, секретный ключ и часы сервера.",
    "NoSuchBucket": "В хранилище S3 нет корзины. Проверьте её имя или создайте её установкой.",
}


def _spool(spool: tempfile.SpooledTemporaryFile[bytes], piece: bytes) -> None:
    with _speaking():
        spool.write(piece)


def _require_key(sha256: str) -> None:
    if not is_sha256(sha256):
        raise ObjectMissing(sha256=sha256)


@contextmanager
def _speaking(sha256: str | None = None) -> Iterator[None]:
    """Turn what the client raises into the errors of the port; ``reason`` is for logs and for :meth:`health`."""
    try:
        yield
    except S3Error as problem:
        if problem.code in _ABSENT and sha256 is not None:
            raise ObjectMissing(sha256=sha256) from None
        raise StoreUnavailable(reason="refused" if problem.code in _REFUSED else problem.code) from problem
    except (InvalidResponseError, MinioException, urllib3.exceptions.HTTPError, OSError) as problem:
        raise StoreUnavailable(reason=type(problem).__name__) from problem
