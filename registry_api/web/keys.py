"""The key that signs CSRF tokens: of the settings, or made once in the data folder."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from registry_api.settings import Settings

FILE = "secret.key"


def secret_key(settings: Settings) -> str:
    """Return the key; two processes that start at once agree on one."""
    given = settings["SECRET_KEY"]
    if given:
        return given
    path = settings.data / FILE
    settings.data.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_suffix(f".{secrets.token_hex(8)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text(encoding="ascii").strip()
