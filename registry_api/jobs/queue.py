"""The side of the queue that gives work: the site, the command line and the sweep."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy import create_engine, inspect, make_url

from domain.errors import RecordsUnavailable
from domain.statuses import Lane
from storage.intake import is_gone

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from dbos import DBOSClient

APPLICATION: Final = "municipal-acts-register"
QUEUES: Final = {Lane.TEXT: "intake", Lane.SCAN: "recognition"}
"""One queue for a lane: files with a text layer never wait behind scans."""
READ: Final = "read-intake"
KEEP_FINISHED: Final = 1000
"""As many finished reminders stay for an administrator to look at."""
_NO_QUEUE: Final = (
    "База очереди заданий не отвечает. Принятые файлы не потеряны: их найдёт исполнитель, когда она ответит."
)
log = structlog.get_logger()


class JobQueue:
    """Gives reminders to the workers. Losing the queue loses no work: the sweep makes the reminders again."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: DBOSClient | None = None

    def prepare(self) -> None:
        """Make or upgrade the queue's own tables. Raises :class:`RecordsUnavailable`."""
        import click
        from dbos import run_dbos_database_migrations

        said = io.StringIO()  # the library speaks to standard output, which is not its own
        try:
            with redirect_stdout(said):
                run_dbos_database_migrations(system_database_url=self._url)
        except click.exceptions.Exit as error:
            log.warning("the queue cannot be prepared", said=said.getvalue())
            raise RecordsUnavailable(_NO_QUEUE) from error

    def is_prepared(self) -> bool:
        """Tell whether the queue's own tables are there."""
        engine = create_engine(self._url)
        try:
            schema = None if engine.dialect.name == "sqlite" else "dbos"
            return inspect(engine).has_table("workflow_status", schema=schema)
        finally:
            engine.dispose()

    def enqueue(self, intake_ids: Iterable[str], lane: Lane = Lane.TEXT) -> int:
        """Remind workers of these items; return how many reminders were given. Never fails: the sweep is behind it."""
        given = 0
        try:
            client = self._connected()
            for intake_id in intake_ids:
                client.enqueue(
                    {
                        "queue_name": QUEUES[lane],
                        "workflow_name": READ,
                        "deduplication_id": intake_id,
                        "duplication_policy": "return-existing",
                    },
                    intake_id,
                )
                given += 1
        except Exception as error:  # noqa: BLE001 - whatever ails the queue, the sweep is behind it
            log.warning("the queue does not take reminders", given=given, error=type(error).__name__)
        return given

    def forget_dead(self, abandoned: Collection[str] = (), lane: Lane = Lane.TEXT) -> int:
        """Cancel reminders of a lane that workers took and died with; return how many.

        A worker of this machine is known to be dead at once. Of one elsewhere only its items tell: ``abandoned`` are
        those that nobody holds any more. To cancel a reminder too many does no harm: it never stops a reading.
        """
        client = self._connected()
        free = frozenset(abandoned)
        dead = [
            status.workflow_id
            for status in client.list_workflows(
                status="PENDING", queue_name=QUEUES[lane], load_input=False, load_output=False
            )
            if status.deduplication_id in free
            or (status.executor_id and "/" in status.executor_id and is_gone(status.executor_id))
        ]
        if dead:
            client.cancel_workflows(dead)
        return len(dead)

    def tidy(self) -> int:
        """Delete finished reminders but the newest :data:`KEEP_FINISHED`; return how many."""
        client = self._connected()
        old = client.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            sort_desc=True,
            offset=KEEP_FINISHED,
            limit=KEEP_FINISHED,
            load_input=False,
            load_output=False,
        )
        if old:
            client.delete_workflows([status.workflow_id for status in old])
        return len(old)

    def health(self) -> dict[str, object]:
        """Return what is used and how many reminders wait; raises when it does not answer."""
        waiting = self._connected().list_workflows(
            status=["ENQUEUED", "PENDING"], load_input=False, load_output=False, limit=10_000
        )
        return {"backend": make_url(self._url).get_backend_name(), "waiting": len(waiting)}

    def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.destroy()
            self._client = None

    def _connected(self) -> DBOSClient:
        if self._client is None:
            from dbos import DBOSClient

            self.prepare()
            self._client = DBOSClient(
                system_database_url=self._url, application_name=APPLICATION, retry_connection_errors=False
            )
        return self._client
