"""The three servers: PostgreSQL, OpenSearch and VersityGW (S3), each on loopback with a folder of its own."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import zipfile
from typing import TYPE_CHECKING

import programs
from place import HOST, Place, ServiceError, port
from process import run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from server import Server

OPENSEARCH_VERSION = "3.6.0"
OPENSEARCH_ARTIFACT = f"org.opensearch.distribution.integ-test-zip:opensearch:{OPENSEARCH_VERSION}:zip"
OPENSEARCH_SHA256 = "a91faa1dc1cadc78cb278b4f63847e19e1627a4e9de698e14e7efc14ee37b286"
QUICK_START = "-XX:TieredStopAtLevel=1"  # starts a third sooner on two cores; for load tests set REGISTRY_SERVICES_JAVA
MAVEN_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
VERSITYGW = "github.com/versity/versitygw/cmd/versitygw"
VERSITYGW_VERSION = "v1.8.0"


class Postgres:
    """PostgreSQL from the Debian package; a cluster with Russian ICU collation and a password."""

    name = "postgres"
    title = "PostgreSQL"
    start_limit = 30.0
    stop_signal = signal.SIGINT  # fast shutdown: sessions are ended, nothing is waited for
    user = "registry"

    def __init__(self) -> None:
        self.port = port(self.name, 15432)

    def bring(self, place: Place) -> None:
        """Find the programs, or install the package when root."""
        programs.postgres(place)

    def command(self, place: Place) -> tuple[list[str], Mapping[str, str]]:
        """Make the cluster at first, then the server without a Unix socket."""
        bindir = programs.postgres(place)
        data = place.of(self.name) / "data"
        if not (data / "PG_VERSION").exists():
            self._initialise(place, bindir, data)
        options = {"listen_addresses": HOST, "port": self.port, "unix_socket_directories": "", "max_connections": 200}
        return [str(bindir / "postgres"), "-D", str(data), *(f"--{key}={value}" for key, value in options.items())], {}

    def _initialise(self, place: Place, bindir: Path, data: Path) -> None:
        place.say(self.name, f"making the cluster {data}")
        shutil.rmtree(data, ignore_errors=True)
        place.make(data)
        password = place.of(self.name) / "password"
        password.touch(mode=0o600)
        password.write_text(place.secret("postgres"), "utf-8")
        place.give(password)
        locale = ["--locale-provider=icu", "--icu-locale=ru-RU", "--locale=C.UTF-8", "-E", "UTF8"]
        access = ["--auth=scram-sha-256", f"--username={self.user}", f"--pwfile={password}"]
        initdb = [str(bindir / "initdb"), "-D", str(data), *locale, *access]
        try:
            run(initdb, place=place)
        except ServiceError:
            shutil.rmtree(data, ignore_errors=True)
            raise
        finally:
            password.unlink()

    def ready(self, place: Place) -> bool:
        """Whether connections are accepted."""
        ask = [str(programs.postgres(place) / "pg_isready"), "-q", "-h", HOST, "-p", str(self.port)]
        return subprocess.run(ask, check=False).returncode == 0

    def environment(self, place: Place) -> Mapping[str, str]:
        """URL of the maintenance database; the tests make databases of their own."""
        secret = place.secret("postgres")
        url = f"postgresql+psycopg://{self.user}:{secret}@{HOST}:{self.port}/postgres"
        return {"REGISTRY_TEST_POSTGRES_URL": url}


class OpenSearch:
    """OpenSearch from its Maven artifact: the real server with its modules, without the security plugin."""

    name = "opensearch"
    title = f"OpenSearch {OPENSEARCH_VERSION}"
    start_limit = 120.0
    stop_signal = signal.SIGTERM

    def __init__(self) -> None:
        self.port = port(self.name, 19200)

    def _home(self, place: Place) -> Path:
        return place.programs / f"opensearch-{OPENSEARCH_VERSION}"

    def bring(self, place: Place) -> None:
        """Find a JDK; bring the artifact with Maven, check its hash and unpack it."""
        programs.java(place)
        if self._home(place).exists():
            return
        downloads = place.programs / "downloads"
        place.say(self.name, "bringing the server with Maven (160 MB)")
        run([programs.maven(place), "-B", "-q", "-C", MAVEN_COPY, f"-Dartifact={OPENSEARCH_ARTIFACT}",
             f"-DoutputDirectory={downloads}"])  # fmt: skip
        archive = downloads / f"opensearch-{OPENSEARCH_VERSION}.zip"
        with archive.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != OPENSEARCH_SHA256:
            archive.unlink()
            raise ServiceError(f"OpenSearch {OPENSEARCH_VERSION} came with the hash {found}, not {OPENSEARCH_SHA256}")
        place.say(self.name, "unpacking")
        part = place.programs / "opensearch.part"
        shutil.rmtree(part, ignore_errors=True)
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(part)
        unpacked = part / f"opensearch-{OPENSEARCH_VERSION}"
        for program in (unpacked / "bin").iterdir():
            program.chmod(0o755)
        unpacked.rename(self._home(place))
        shutil.rmtree(downloads)
        shutil.rmtree(part)

    def command(self, place: Place) -> tuple[list[str], Mapping[str, str]]:
        """Write the configuration beside the data, so that the unpacked server stays as it came."""
        base, home = place.of(self.name), self._home(place)
        config, temporary = base / "config", base / "tmp"
        place.make(config, temporary, base / "data", base / "logs", base / "snapshots")
        options = (home / "config" / "jvm.options").read_text("utf-8").splitlines()
        kept = [line for line in options if not re.search(r"-Xm[sx]|logs/|HeapDump", line)]
        files = {
            "jvm.options": "\n".join(["-Xms512m", "-Xmx512m", *_java_options(), *kept]) + "\n",
            "log4j2.properties": (home / "config" / "log4j2.properties").read_text("utf-8"),
            "opensearch.yml": "\n".join(f"{key}: {json.dumps(value)}" for key, value in self._settings(base).items()),
        }
        for name, text in files.items():
            (config / name).write_text(text, "utf-8")
            place.give(config / name)
        (config / "jvm.options.d").mkdir(exist_ok=True)
        environment = {
            "OPENSEARCH_JAVA_HOME": str(programs.java(place)),
            "OPENSEARCH_PATH_CONF": str(config),
            "OPENSEARCH_TMPDIR": str(temporary),
        }
        return [str(home / "bin" / "opensearch")], environment

    def _settings(self, base: Path) -> dict[str, object]:
        return {
            "cluster.name": "registry-trial",
            "discovery.type": "single-node",
            "http.host": HOST,
            "http.port": self.port,
            "transport.host": HOST,
            "transport.port": self.port + 100,
            "path.data": str(base / "data"),
            "path.logs": str(base / "logs"),
            "path.repo": [str(base / "snapshots")],
            "cluster.routing.allocation.disk.threshold_enabled": False,
            "action.destructive_requires_name": True,
        }

    def ready(self, place: Place) -> bool:
        """Whether the cluster is at least yellow and of the right version."""
        del place
        try:
            root = json.loads(_get(self.port, "/")[1])
            status, _ = _get(self.port, "/_cluster/health?wait_for_status=yellow&timeout=1s")
        except (OSError, ValueError, http.client.HTTPException):
            return False
        return status == http.HTTPStatus.OK and root["version"]["number"] == OPENSEARCH_VERSION

    def environment(self, place: Place) -> Mapping[str, str]:
        """URL of the node; it asks for no password."""
        del place
        return {"REGISTRY_TEST_OPENSEARCH_URL": f"http://{HOST}:{self.port}"}


class S3:
    """VersityGW, the S3 gateway that the compose file names, built by Go, over a folder."""

    name = "s3"
    title = f"VersityGW {VERSITYGW_VERSION}"
    start_limit = 30.0
    stop_signal = signal.SIGTERM
    access_key = "registry"

    def __init__(self) -> None:
        self.port = port(self.name, 17070)

    def _program(self, place: Place) -> Path:
        return place.programs / f"versitygw-{VERSITYGW_VERSION}"

    def bring(self, place: Place) -> None:
        """Build the gateway from its Go module; Go's checksum database vouches for it."""
        if self._program(place).exists():
            return
        go = programs.go(place)
        place.say(self.name, f"building {VERSITYGW}@{VERSITYGW_VERSION} (one to three minutes)")
        build = place.programs / "build"
        run([go, "install", "-trimpath", f"{VERSITYGW}@{VERSITYGW_VERSION}"], environment={"GOBIN": str(build)})
        (build / "versitygw").replace(self._program(place))
        build.rmdir()

    def command(self, place: Place) -> tuple[list[str], Mapping[str, str]]:
        """Folders for objects and versions; attributes beside the files where the file system has none."""
        base = place.of(self.name)
        place.make(base / "data", base / "versions")
        posix = ["posix", "--versioning-dir", str(base / "versions")]
        if not _has_attributes(base / "data"):
            place.make(base / "attributes")
            posix = ["posix", "--sidecar", str(base / "attributes")]
        secrets = {"ROOT_ACCESS_KEY": self.access_key, "ROOT_SECRET_KEY": place.secret("s3")}
        return [
            str(self._program(place)),
            "--quiet",
            "--port",
            f"{HOST}:{self.port}",
            *posix,
            str(base / "data"),
        ], secrets

    def ready(self, place: Place) -> bool:
        """Whether the gateway answers; without a signature it answers with a refusal."""
        del place
        try:
            return _get(self.port, "/")[0] == http.HTTPStatus.FORBIDDEN
        except (OSError, http.client.HTTPException):
            return False

    def environment(self, place: Place) -> Mapping[str, str]:
        """Endpoint, keys, and the program for tests that stop a gateway of their own."""
        return {
            "REGISTRY_TEST_S3_ENDPOINT": f"{HOST}:{self.port}",
            "REGISTRY_TEST_S3_ACCESS_KEY": self.access_key,
            "REGISTRY_TEST_S3_SECRET_KEY": place.secret("s3"),
            "REGISTRY_TEST_S3_PROGRAM": str(self._program(place)),
        }


def _java_options() -> list[str]:
    """Options of the node: ``REGISTRY_SERVICES_JAVA`` (separated by spaces, may be empty) or those of a quick start."""
    return os.environ.get("REGISTRY_SERVICES_JAVA", QUICK_START).split()


def _has_attributes(folder: Path) -> bool:
    try:
        os.setxattr(folder, "user.registry-trial", b"1")
        os.removexattr(folder, "user.registry-trial")
    except OSError:
        return False
    return True


def _get(at: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(HOST, at, timeout=3)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def every_server() -> list[Server]:
    """The servers in the order in which they start."""
    return [Postgres(), OpenSearch(), S3()]
