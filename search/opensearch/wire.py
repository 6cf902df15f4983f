"""The client, and how JSON goes to the server and back."""

from __future__ import annotations

from typing import Any, Final

import msgspec

_CONNECTIONS: Final = 16
"""Connections that are kept open: about as many as threads of a process ask at once."""


class Json:
    """The serializer that the client is given: by msgspec, several times as fast as the client's own."""

    mimetype: Final = "application/json"

    def dumps(self, data: Any) -> Any:
        """Return JSON; what is text already stays as it is.

        Raises:
            SerializationError: A value has no form in JSON.
        """
        from opensearchpy import SerializationError

        if isinstance(data, (str, bytes)):
            return data
        try:
            return msgspec.json.encode(data).decode()
        except (TypeError, ValueError) as error:
            raise SerializationError(data, error) from error

    def loads(self, text: str) -> Any:
        """Return what JSON says.

        Raises:
            SerializationError: It is no JSON.
        """
        from opensearchpy import SerializationError

        try:
            return msgspec.json.decode(text)
        except msgspec.DecodeError as error:
            raise SerializationError(text, error) from error


def connect(url: str, user: str, password: str, ca_file: str | None, *, verify: bool, timeout: float) -> Any:
    """Return a client; nothing is sent yet.

    Nothing is compressed: register and server stand in one network, and packing a batch takes longer than analysing it.
    """
    from opensearchpy import OpenSearch

    return OpenSearch(
        hosts=[part.strip() for part in url.split(",") if part.strip()],
        http_auth=(_as_sent(user), _as_sent(password)) if user else None,
        verify_certs=verify,
        ssl_show_warn=verify,
        ca_certs=ca_file,
        timeout=timeout,
        max_retries=3,
        retry_on_timeout=False,
        pool_maxsize=_CONNECTIONS,
        serializer=Json(),
    )


def _as_sent(word: str) -> str:
    """Return letters that the client, which knows Latin-1 only, sends as UTF-8."""
    return word.encode().decode("latin-1")
