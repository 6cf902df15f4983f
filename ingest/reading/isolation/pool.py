"""Reading in child processes: a file that bursts memory, loops or kills its reader cannot touch the register.

:class:`ReadingPool` starts one zygote at the first use; each reading is a fork of it that waits prepared,
with limits of the system and a wall clock kept here. Several threads may read at once; each has its own child.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self, overload

import msgspec

from domain.errors import IntakeError, ReadingFailed, ReadingTimedOut
from ingest.reading.isolation import wire
from ingest.reading.isolation.outcome import Heard, ReadResult, death, error_of, exit_code, result_of
from ingest.reading.isolation.watch import Watch
from ingest.reading.ways import METHODS, is_pdf, is_worth_trying, passed_over

if TYPE_CHECKING:
    from domain.document import Document
    from ingest.reading.limits import ReadLimits
    from ingest.reading.tools import Tools

Progress = Callable[[str, int, int], None]

_GRACE: Final = 5.0
"""Seconds to wait for a zygote to end by itself."""
_ROOT: Final = Path(__file__).resolve().parents[3]
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from ingest.reading.isolation.zygote import main; "
    "main(int(sys.argv[2]), sys.argv[3:])"
)


class ReadingPool:
    """Context manager; reads files in children of a zygote.

    Args:
        limits: what one file may cost.
        tools: programs of the system that may be used.
        preload: modules to import in the zygote once, for the second steps.
    """

    def __init__(self, limits: ReadLimits, tools: Tools, preload: Sequence[str] = ()) -> None:
        self.limits = limits
        self.tools = tools
        self._preload = tuple(preload)
        self._lock = threading.Lock()
        self._tickets = itertools.count(1)
        self._zygote: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote and every child; readings under way fail with :class:`ReadingFailed`."""
        with self._lock:
            self._closed = True
            self._shut()

    @property
    def is_closed(self) -> bool:
        """Whether it was closed: what fails then is no fault of a file."""
        return self._closed

    @overload
    def read(
        self,
        path: Path,
        *,
        name: str = ...,
        progress: Progress | None = ...,
        recognise: bool = ...,
        background: bool = ...,
    ) -> Document: ...

    @overload
    def read(
        self,
        path: Path,
        *,
        name: str = ...,
        progress: Progress | None = ...,
        after: str,
        after_type: Any = ...,
        recognise: bool = ...,
        background: bool = ...,
    ) -> ReadResult: ...

    def read(
        self,
        path: Path,
        *,
        name: str = "",
        progress: Progress | None = None,
        after: str = "",
        after_type: Any = Any,
        recognise: bool = True,
        background: bool = False,
    ) -> Document | ReadResult:
        """Read a file in a child; with ``after`` (``module:function`` of the document) return a :class:`ReadResult`.

        The second step runs in the same child, so hostile text cannot harm through it either. Its value is decoded as
        ``after_type``. When the second step fails, the document is still returned, with the failure beside it. A PDF
        that one way of reading does not get through is tried by the next (:data:`METHODS`), in a fresh child each; all
        of them share the time of the file.

        Args:
            path: The file.
            name: What the sender called it.
            progress: Called with stage, done, total.
            after: The second step.
            after_type: What the second step returns.
            recognise: Recognise pages that are pictures now; otherwise they are only counted.
            background: Work that gives way to everything else on the machine.

        Raises:
            IntakeError: whatever reading said; :class:`ReadingTimedOut`, :class:`ReadingFailed` or
                :class:`HostileFile` when the child was ended, died or ran out of memory.
        """
        clean = (name or path.name).encode("utf-8", "replace").decode()
        first: IntakeError | None = None
        has_ways = is_pdf(path)
        watch = Watch(self.limits, has_ways=has_ways)
        for method in METHODS:
            if first is not None and not is_worth_trying(method, first):
                continue
            job = wire.Job(
                next(self._tickets),
                os.fsencode(path.resolve()),
                clean,
                self.limits,
                self.tools,
                after,
                method,
                recognise,
                background,
            )
            try:
                return self._read(job, watch, progress, after_type)
            except IntakeError as error:
                first = first or error
                if not has_ways or watch.is_over:
                    break
        assert first is not None  # noqa: S101 - the loop ended without a document
        raise first

    def _read(self, job: wire.Job, watch: Watch, progress: Progress | None, after_type: Any) -> Document | ReadResult:
        """Read in one way; where a child ended over a page, begin anew without it, a few times."""
        while True:
            try:
                return result_of(*self._done(job, watch, progress), job.after, after_type)
            except IntakeError as error:
                passed = passed_over(job.method, error, job.passed)
                if passed is None or watch.is_over:
                    raise
                job = msgspec.structs.replace(job, ticket=next(self._tickets), passed=passed)

    def call(
        self,
        function: str,
        *paths: Path,
        result_type: Any = Any,
        arguments: Mapping[str, object] | None = None,
        progress: Progress | None = None,
        background: bool = False,
        sealed: bool = True,
    ) -> Any:
        """Run ``module:function`` over files in a child and return its value, decoded as ``result_type``.

        The function is called as ``function(*paths, limits=…, tools=…, progress=…, **arguments)``; arguments and
        value travel as MessagePack. Unless it is not to be ``sealed``, the child can open these files only and writes
        nowhere; what is not sealed has to keep its hostile work in a converter's sandbox.

        Raises:
            RegisterError: whatever the function raised of the register's own errors; the same as :meth:`read` when
                the child was ended, died or ran out of memory.
        """
        job = wire.Call(
            next(self._tickets),
            function,
            [os.fsencode(path.resolve()) for path in paths],
            dict(arguments or {}),
            self.limits,
            self.tools,
            background,
            sealed,
        )
        heard, code = self._done(job, Watch(self.limits), progress)
        if heard.failure is not None:
            raise error_of(heard.failure)
        if heard.value is None:
            raise death(code)
        try:
            return msgspec.msgpack.decode(heard.value, type=result_type)
        except msgspec.DecodeError:
            raise ReadingFailed(defect=f"{function}: value") from None

    def _done(self, job: wire.Job | wire.Call, watch: Watch, progress: Progress | None) -> tuple[Heard, int | None]:
        """Have a job done by a child: what it said, and how it ended when it did not say that it was done."""
        ours, theirs = socket.socketpair()
        status_in, status_out = os.pipe()
        try:
            with theirs:
                try:
                    self._order(job, [theirs.fileno(), status_out])
                finally:
                    os.close(status_out)
            watch.start()
            try:
                heard = self._listen(ours, watch, progress)
            except TimeoutError:
                self._end(job.ticket)
                raise ReadingTimedOut(seconds=round(watch.spent), stage=watch.stage, step=watch.step) from None
            except BaseException:
                self._end(job.ticket)
                raise
            return heard, None if heard.done else exit_code(status_in)
        finally:
            ours.close()
            os.close(status_in)

    def _listen(  # noqa: C901 - one branch a message
        self, source: socket.socket, watch: Watch, progress: Progress | None
    ) -> Heard:
        heard = Heard()
        while True:
            source.settimeout(watch.left())
            try:
                report = wire.receive(source)
            except ConnectionError:
                return heard
            match report:
                case None:
                    return heard
                case wire.Step(stage, done, total):
                    watch.extend(stage, done, total)
                    heard.stage, heard.step = stage, done
                    if progress is not None:
                        progress(stage, done, total)
                case wire.Read(document):
                    heard.document = document
                case wire.After(value) | wire.Value(value):
                    heard.value = value
                case wire.Failure(after=True):
                    heard.after_failure = report
                case wire.Failure():
                    heard.failure = report
                case wire.Done():
                    heard.done = True
                    return heard

    def _order(self, order: wire.Order, descriptors: list[int]) -> None:
        data = wire.encode(order)
        if len(data) <= wire.LONGEST_ORDER:
            self._hand_over(data, descriptors)
            return
        held = wire.lay_down(data)
        try:
            self._hand_over(wire.encode(wire.Long()), [*descriptors, held])
        finally:
            os.close(held)

    def _hand_over(self, data: bytes, descriptors: list[int]) -> None:
        with self._lock:
            for attempt in (1, 2):
                control = self._started()
                try:
                    socket.send_fds(control, [data], descriptors)
                except OSError:
                    self._shut()
                    if attempt == 2:  # noqa: PLR2004 - the zygote was started anew and died again
                        raise ReadingFailed(defect="zygote") from None
                else:
                    return

    def _end(self, ticket: int) -> None:
        with self._lock:
            if self._control is not None:
                with contextlib.suppress(OSError):
                    self._control.send(wire.encode(wire.Stop(ticket)))

    def _started(self) -> socket.socket:
        if self._closed:
            raise ReadingFailed(defect="pool is closed")
        if self._control is not None and self._zygote is not None and self._zygote.poll() is None:
            return self._control
        self._shut()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._zygote = subprocess.Popen(  # noqa: S603 - this interpreter, this package
                [sys.executable, "-I", "-c", _START, str(_ROOT), str(theirs.fileno()), *self._preload],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={
                    "PATH": os.defpath,
                    "LANG": "C.UTF-8",
                    "TMPDIR": tempfile.gettempdir(),
                    "OPENBLAS_NUM_THREADS": "1",
                    "OMP_NUM_THREADS": "1",
                },
                start_new_session=True,
            )
        self._control = ours
        return ours

    def _shut(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._zygote is not None:
            try:
                self._zygote.wait(_GRACE)
            except subprocess.TimeoutExpired:
                self._zygote.kill()
                self._zygote.wait()
            self._zygote = None
