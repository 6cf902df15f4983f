"""``/health``: whether this process answers and reaches the records; for container engines and load balancers."""

from __future__ import annotations

from litestar import get
from litestar.datastructures import State  # noqa: TC002 - Litestar reads the annotations of handlers
from sqlalchemy import text


@get("/health", opt={"own_guard": True}, include_in_schema=False, sync_to_thread=True)
def health(state: State) -> dict[str, str]:
    """Answer when the records answer. Raises :class:`domain.errors.RecordsUnavailable` (503) when they do not."""
    with state["register"].records.reading() as session:
        session.execute(text("SELECT 1"))
    return {"status": "ok"}
