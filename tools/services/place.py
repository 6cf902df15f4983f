"""Where the trial servers live: cache folder, the account they run as, ports, secrets, the lock.

Reads: ``REGISTRY_SERVICES_CACHE``, ``REGISTRY_SERVICES_PORT_<NAME>``, ``REGISTRY_SERVICES_USER``.
Writes: one folder of the cache; nothing outside of it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import secrets
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"


class ServiceError(Exception):
    """What a person has to do, in one sentence; shown without a traceback."""


@dataclass(frozen=True)
class Account:
    """The normal user that the servers run as when root starts them."""

    name: str
    uid: int
    gid: int


@dataclass
class Place:
    """The cache folder with everything in it, and the account of the servers (``None``: the caller's own)."""

    cache: Path
    account: Account | None
    began: float = field(default_factory=time.monotonic)

    @property
    def programs(self) -> Path:
        """Downloaded and built programs; owned by the caller, read by the servers."""
        return self.cache / "programs"

    def of(self, name: str) -> Path:
        """Folder of one server: data, configuration, log."""
        return self.cache / name

    def log(self, name: str) -> Path:
        """Log of one server; the caller's own file."""
        return self.cache / f"{name}.log"

    def say(self, who: str, what: str) -> None:
        """Tell what happens and how long it has taken since the command began, seconds."""
        print(f"[{time.monotonic() - self.began:6.1f} s] {who}: {what}", flush=True)

    def make(self, *folders: Path) -> None:
        """Make folders that the account of the servers owns and nobody else reads."""
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            self.give(folder)
            folder.chmod(0o700)

    def give(self, path: Path) -> None:
        """Hand a file or folder to the account of the servers."""
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)

    def secret(self, name: str) -> str:
        """A random secret of this cache, made at first use and kept readable by the caller alone."""
        kept = self.cache / "secrets.json"
        values: dict[str, str] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
        if name not in values:
            values[name] = secrets.token_hex(20)
            part = kept.with_suffix(".part")
            part.touch(mode=0o600)
            part.write_text(json.dumps(values), "utf-8")
            part.replace(kept)
        return values[name]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep two commands of one cache from working at once."""
        with (self.cache / "lock").open("w", encoding="utf-8") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.say("services", "another command is at work here, waiting for it")
                fcntl.flock(held, fcntl.LOCK_EX)
            yield


def port(name: str, default: int) -> int:
    """Port of a server: ``REGISTRY_SERVICES_PORT_<NAME>`` or the default."""
    variable = f"REGISTRY_SERVICES_PORT_{name.upper()}"
    try:
        return int(os.environ.get(variable, default))
    except ValueError as wrong:
        raise ServiceError(f"{variable} must be a number") from wrong


def find_place() -> Place:
    """The cache folder of this checkout and the account of the servers.

    A folder that the account cannot reach (a checkout under a closed home) is replaced by one under ``/var/tmp``,
    always the same for the same checkout, so that ``status`` and ``stop`` find what ``start`` began.
    """
    os.umask(0o022)
    account = _account()
    chosen = os.environ.get("REGISTRY_SERVICES_CACHE")
    cache = Path(chosen).resolve() if chosen else REPOSITORY / ".cache" / "services"
    if account and not _reachable(cache):
        if chosen:
            raise ServiceError(
                f"{cache} is closed to user {account.name}: name an open folder or chmod o+x its parents"
            )
        mark = hashlib.sha256(str(REPOSITORY).encode()).hexdigest()[:12]
        cache = Path("/var/tmp") / f"registry-services-{mark}"  # noqa: S108 - checked below: it must be the caller's
    cache.mkdir(parents=True, exist_ok=True)
    if cache.stat().st_uid != os.getuid():
        raise ServiceError(f"{cache} belongs to another user: remove it or set REGISTRY_SERVICES_CACHE")
    return Place(cache, account)


def _account() -> Account | None:
    if os.getuid() != 0:
        return None
    name = os.environ.get("REGISTRY_SERVICES_USER", "nobody")
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        raise ServiceError(f"no user {name!r}: set REGISTRY_SERVICES_USER to a normal user") from None
    if found.pw_uid == 0:
        raise ServiceError("the servers refuse root: set REGISTRY_SERVICES_USER to a normal user")
    return Account(found.pw_name, found.pw_uid, found.pw_gid)


def _reachable(path: Path) -> bool:
    """Whether any user may walk down to the path; the parts that do not exist yet will be made open."""
    return all(parent.stat().st_mode & 0o001 for parent in [path, *path.parents] if parent.exists())
