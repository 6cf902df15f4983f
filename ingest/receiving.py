"""The door: bytes arrive, the antivirus looks at them, the original is stored, then one transaction records it.

After that nothing can be lost.

Reads: a file or stream. Writes: the object, the intake item, the journal.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import IO, TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from domain.errors import FileTooLarge, IntakeError
from domain.statuses import IntakeState
from domain.text import nfc
from ingest.reading import sniff_head
from storage import intake
from storage.acts import name_of
from storage.intake import Arrival, Outcome
from storage.signatures import CONTAINER

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ingest.antivirus import Antivirus
    from storage.database import Records
    from storage.models import IntakeItem
    from storage.objects import Objects

HEAD = 65536
"""As much of a file as tells its kind at the door, bytes."""
UNCHECKED = "unchecked-file"
_UNCHECKED = (
    "Файл принят, но антивирус его не проверил: он не отвечает. Не пересылайте его до проверки администратором."
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is told to who brought a file; ``code`` and ``message`` (Russian) when there is something to tell."""

    file: str
    outcome: Outcome
    sha256: str | None = None
    intake_id: str | None = None
    draft_id: str | None = None
    act_id: str | None = None
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """Takes files in; ``max_size`` in bytes; without ``antivirus`` nothing is checked."""

    records: Records
    objects: Objects
    max_size: int
    antivirus: Antivirus | None = None

    def receive(
        self,
        stream: IO[bytes],
        name: str,
        *,
        actor: str,
        origin: str,
        batch: str = "",
        register_if_certain: bool = False,
    ) -> Receipt:
        """Take one file in: accepted, duplicate (of what), or refused (why).

        Other errors are the system's and are raised.
        """
        name = clean_name(name)
        try:
            size, kind = self._look(stream, name)
            checked = self._check(stream)
        except IntakeError as refusal:
            self._journal_refusal(actor, "intake", name, refusal, origin)
            return Receipt(name, Outcome.REFUSED, code=refusal.code, message=refusal.message)
        stored = self.objects.put(stream)
        arrival = Arrival(stored.sha256, size, kind, name, origin, batch, register_if_certain)
        try:
            return self._record(arrival, actor, checked=checked)
        except IntegrityError:
            return self._record(arrival, actor, checked=checked)

    def check_attachment(self, stream: IO[bytes], name: str, *, actor: str, origin: str) -> None:
        """Have the antivirus look at a file that comes in beside the door; what it says goes to the journal.

        Raises:
            InfectedFile: it found something.
            AntivirusUnavailable: it does not answer, and the settings refuse what was not checked.
        """
        try:
            checked = self._check(stream)
        except IntakeError as refusal:
            self._journal_refusal(actor, "file", name, refusal, origin)
            raise
        if not checked:
            with self.records.writing(actor) as unit:
                unit.record("file.unchecked", "file:-", file=name, origin=origin)
                unit.commit()

    def _check(self, stream: IO[bytes]) -> bool:
        """Tell whether the file was checked, or need not be."""
        return self.antivirus is None or self.antivirus.check(stream)

    def _look(self, stream: IO[bytes], name: str) -> tuple[int, str]:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        if size > self.max_size:
            limit = self.max_size // 2**20
            raise FileTooLarge(
                f"Файл больше допустимых {limit} МБ. Разделите его или попросите администратора увеличить предел.",
                size=size,
                limit=self.max_size,
            )
        kind = sniff_head(stream.read(HEAD), size, name)
        stream.seek(0)
        return size, kind

    def _journal_refusal(self, actor: str, what: str, name: str, refusal: IntakeError, origin: str) -> None:
        found = {key: refusal.details[key] for key in ("sha256", "signature", "fault") if key in refusal.details}
        with self.records.writing(actor) as unit:
            unit.record(f"{what}.refused", f"{what}:-", file=name, code=refusal.code, origin=origin, **found)
            unit.commit()

    def _record(self, arrival: Arrival, actor: str, *, checked: bool) -> Receipt:
        with self.records.writing(actor) as unit:
            outcome, item = intake.accept(unit, arrival)
            receipt = receipt_of(unit.session, item, arrival.name, arrival.sha256, outcome)
            if not checked and outcome is Outcome.ACCEPTED:
                unit.record("intake.unchecked", f"intake:{item.id}", file=arrival.name, sha256=arrival.sha256)
                receipt = replace(receipt, code=UNCHECKED, message=_UNCHECKED)
            unit.commit()
        return receipt


def receipt_of(session: Session, item: IntakeItem, name: str, sha256: str, outcome: Outcome) -> Receipt:
    """Return what is to be told of an item as it stands now."""
    draft = item.draft
    act_id = draft.act_id if draft else None
    code, message = item.error_code, item.error_message
    if outcome is Outcome.DUPLICATE:
        code, message = "duplicate-file", _duplicate_sentence(session, item, act_id)
    return Receipt(
        file=name,
        outcome=outcome,
        sha256=sha256,
        intake_id=item.id,
        draft_id=draft.id if draft else None,
        act_id=act_id,
        code=code,
        message=message,
    )


def _duplicate_sentence(session: Session, item: IntakeItem, act_id: str | None) -> str:
    from storage.models import Act

    act = session.get(Act, act_id) if act_id else None
    if act is not None:
        called = name_of(act.kind, act.number_raw, act.date)
        return f"Этот файл уже зарегистрирован: {called}. Откройте существующий акт."
    if item.state == IntakeState.FAILED:
        return "Этот файл уже принимали, но прочитать не удалось. Найдите его в списке приёма и нажмите «Повторить»."
    if item.state == IntakeState.DISMISSED:
        return (
            "Этот файл уже принимали и отложили как не относящийся к реестру. Верните его в списке приёма, если нужно."
        )
    if item.file.format == CONTAINER and item.draft is None:
        return f"Эта подпись уже принята («{item.file_name}»). Загружать её снова не нужно."
    return f"Этот файл уже принят («{item.file_name}») и ждёт проверки. Откройте его черновик в списке приёма."


def clean_name(name: str) -> str:
    """Return the last part of a name in NFC, without control characters, at most 200 characters."""
    last = PurePath(name.replace("\\", "/")).name or "без имени"
    return nfc("".join(c for c in last.encode("utf-8", "replace").decode() if c.isprintable()))[-200:] or "без имени"
