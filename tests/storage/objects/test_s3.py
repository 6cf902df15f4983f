"""The S3 adapter when the server refuses, hangs, breaks off or dies."""

from __future__ import annotations

import hashlib
import io
import socket
import subprocess
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.errors import StoreUnavailable
from storage.objects import StoredObject, s3
from storage.objects.s3 import S3Objects
from tests.services.servers import required
from tests.storage.objects.conftest import s3_place
from tests.storage.objects.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.services.servers import S3Settings
    from tests.storage.objects.conftest import S3Harness

pytestmark = pytest.mark.services

CONTENT = bytes(range(256)) * 80_000
KEY = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """20 MB go up in parts."""
    monkeypatch.setattr(s3, "SINGLE_PUT", 5 << 20)
    monkeypatch.setattr(s3, "_PART", 5 << 20)


def through(settings: S3Settings, endpoint: str, **more: object) -> S3Objects:
    return S3Objects(s3_place(replace(settings, endpoint=endpoint), **more))


def test_wrong_secret_is_refused_and_told(s3: S3Harness) -> None:
    stranger = S3Objects(s3_place(replace(s3.settings, secret_key="not the secret")))
    for ask in (
        stranger.prepare,
        lambda: stranger.put(CONTENT),
        lambda: stranger.get(KEY),
        lambda: stranger.exists(KEY),
    ):
        with pytest.raises(StoreUnavailable) as caught:
            ask()
        assert caught.value.details["reason"] == "refused"
    assert "ключ" in (stranger.health().problem or "")
    assert list(s3.objects.iter_hashes()) == []


def test_absent_bucket_is_told_apart_from_an_absent_object(s3: S3Harness) -> None:
    elsewhere = s3.unprepared()
    with pytest.raises(StoreUnavailable) as caught:
        elsewhere.stat(KEY)
    assert caught.value.details["reason"] == "NoSuchBucket"
    assert "корзин" in (elsewhere.health().problem or "")


def test_the_secret_is_in_no_repr(s3: S3Harness) -> None:
    assert s3.settings.secret_key not in repr(s3_place(s3.settings))


@pytest.mark.usefixtures("small_parts")
def test_parts_make_the_same_object(s3: S3Harness) -> None:
    assert s3.objects.put(CONTENT) == StoredObject(KEY, len(CONTENT))
    assert s3.objects.get(KEY) == CONTENT


def wrong_bytes_are_refused(store: S3Objects) -> None:
    announced = hashlib.sha256(b"another act").hexdigest()
    with pytest.raises(StoreUnavailable), s3._speaking(announced):
        store._upload(StoredObject(announced, len(CONTENT)), io.BytesIO(CONTENT))
    assert list(store.iter_hashes()) == []


def test_the_server_refuses_bytes_that_do_not_have_their_hash(s3: S3Harness) -> None:
    wrong_bytes_are_refused(s3.objects)


@pytest.mark.usefixtures("small_parts")
def test_parts_that_do_not_have_their_hash_are_never_completed(s3: S3Harness) -> None:
    wrong_bytes_are_refused(s3.objects)


def test_connection_cut_in_the_middle_of_a_put(s3: S3Harness) -> None:
    proxy = Proxy(s3.settings.endpoint, up=len(CONTENT) // 2)
    with pytest.raises(StoreUnavailable):
        through(s3.settings, proxy.endpoint).put(CONTENT)
    assert proxy.was_cut
    assert not s3.objects.exists(KEY)
    assert list(s3.objects.iter_hashes()) == []


@pytest.mark.usefixtures("small_parts")
def test_connection_cut_between_parts(s3: S3Harness) -> None:
    proxy = Proxy(s3.settings.endpoint, up=len(CONTENT) - 1_000_000)
    with pytest.raises(StoreUnavailable):
        through(s3.settings, proxy.endpoint).put(CONTENT)
    assert proxy.was_cut
    assert list(s3.objects.iter_hashes()) == []


def test_connection_cut_in_the_middle_of_a_get_gives_no_bytes(s3: S3Harness) -> None:
    s3.objects.put(CONTENT)
    proxy = Proxy(s3.settings.endpoint, down=len(CONTENT) // 2)
    with pytest.raises(StoreUnavailable), through(s3.settings, proxy.endpoint).open(KEY):
        pytest.fail("bytes were given")
    assert proxy.was_cut


class Gateway:
    """A gateway of the test's own over a folder, to be killed and started again on the same port."""

    def __init__(self, folder: Path, settings: S3Settings) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.endpoint = f"127.0.0.1:{probe.getsockname()[1]}"
        self._settings = settings
        self._folder = folder
        folder.mkdir()
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        program = required("REGISTRY_TEST_S3_PROGRAM", "S3 server")
        keys = {"ROOT_ACCESS_KEY": self._settings.access_key, "ROOT_SECRET_KEY": self._settings.secret_key}
        command = [program, "--quiet", "--port", self.endpoint, "posix", str(self._folder)]
        self.process = subprocess.Popen(command, env=keys, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        host, _, port = self.endpoint.partition(":")
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                socket.create_connection((host, int(port)), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return self.process
        raise AssertionError("the gateway did not start")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def gateway(tmp_path: Path, s3_settings: S3Settings) -> Iterator[Gateway]:
    own = Gateway(tmp_path / "gateway", s3_settings)
    yield own
    own.kill()


@pytest.mark.parametrize("parts", [False, True], ids=["single", "parts"])
def test_server_killed_in_the_middle_of_a_put(
    gateway: Gateway, s3_settings: S3Settings, request: pytest.FixtureRequest, *, parts: bool
) -> None:
    if parts:
        request.getfixturevalue("small_parts")
    direct = through(s3_settings, gateway.endpoint)
    direct.prepare()
    earlier = direct.put(b"an earlier act").sha256
    proxy = Proxy(gateway.endpoint, up=len(CONTENT) * 2 // 3, at_cut=gateway.kill)
    with pytest.raises(StoreUnavailable):
        through(s3_settings, proxy.endpoint).put(CONTENT)
    assert proxy.was_cut
    with pytest.raises(StoreUnavailable):
        direct.exists(KEY)
    assert not direct.health().ok
    gateway.start()
    assert not direct.exists(KEY)
    assert list(direct.iter_hashes()) == [earlier]
    assert direct.put(CONTENT).sha256 == KEY
    assert direct.get(KEY) == CONTENT


def test_a_server_that_never_answers_is_given_up_in_bounded_time(s3_settings: S3Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"127.0.0.1:{silent.getsockname()[1]}"
        store = through(s3_settings, endpoint, read_timeout=0.3, connect_timeout=0.3, retries=1)
        began = time.monotonic()
        with pytest.raises(StoreUnavailable):
            store.put(b"act")
        assert store.health().problem == "Хранилище S3 не отвечает. Проверьте адрес, сеть и работу сервера."
        assert time.monotonic() - began < 5
