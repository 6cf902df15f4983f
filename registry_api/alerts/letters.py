"""Letters about what saved searches have found: written at the moment of sending, sent, their end written down.

Reads: letters that wait. Writes: the letter to the mail server; what came of it to the records.
"""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import structlog

from domain.errors import MailRefused, MailUnavailable
from registry_api.alerts.mail import wire_address
from registry_api.alerts.matching import levels_for, why_silent
from registry_api.web.formats import plural, sentence
from storage import alerts, drafts, searches
from storage.acts import name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from registry_api.alerts.mail import Mailer
    from registry_api.root import Register
    from storage.models import AlertItem, AlertLetter

_DOUBT: Final = (
    "Это письмо могло прийти раньше: работа реестра прервалась, когда оно отправлялось.\n"
    "Если такое же письмо у вас уже есть, это можно удалить.\n"
)
_FOOT: Final = (
    "Письмо отправлено автоматически, отвечать на него не нужно.\n"
    "Изменить частоту или отключить письма: реестр, раздел «Мои поиски»."
)
log = structlog.get_logger()


def prepare(register: Register) -> int:
    """Put what was found into letters whose time has come; return how many."""
    with register.records.writing(drafts.MACHINE) as unit:
        made = alerts.prepare(unit, ZoneInfo(register.settings["TIME_ZONE"]))
        unit.commit()
    return made


def send_due(register: Register, mailer: Mailer) -> int:
    """Send the letters that wait; return how many the mail server took."""
    with register.records.reading() as session:
        due = alerts.due_letters(session)
    sent = 0
    for letter_id in due:
        try:
            sent += _send(register, mailer, letter_id)
        except MailUnavailable:
            return sent  # the others would fare the same
    return sent


def _send(register: Register, mailer: Mailer, letter_id: str) -> int:
    taken = _take(register, letter_id)
    if taken is None:
        return 0
    letter, items, in_doubt = taken
    text = compose(letter, items, mailer.sender, register.settings["SITE_URL"], in_doubt=in_doubt)
    try:
        mailer.send(text, wire_address(letter.search.mail_to))
    except (MailRefused, MailUnavailable) as error:
        refused = isinstance(error, MailRefused)
        log.warning("a letter was not taken", letter=letter.id, code=error.code)
        with register.records.writing(drafts.MACHINE) as unit:
            alerts.failed(unit, letter, error.message, refused=refused)
            unit.commit()
        if not refused:
            raise
        return 0
    with register.records.writing(drafts.MACHINE) as unit:
        alerts.sent(unit, letter)
        unit.commit()
    return 1


def _take(register: Register, letter_id: str) -> tuple[AlertLetter, list[AlertItem], bool] | None:
    """Claim a letter and choose what the person may be told now; None when there is nothing to send."""
    with register.records.writing(drafts.MACHINE) as unit:
        claimed = alerts.claim(unit, letter_id)
        if claimed is None:
            return None
        letter, in_doubt = claimed
        why = why_silent(letter.search)
        if why is not None:
            alerts.failed(unit, letter, "", refused=False)
            searches.suspend(unit, letter.search, why)
            unit.commit()
            return None
        levels, found = levels_for(letter.search.person), alerts.items_of(unit.session, letter.id)
        items = [item for item in found if item.act.access in levels]
        alerts.withhold(unit, [item for item in found if item.act.access not in levels])
        if not items:
            alerts.dropped(unit, letter)
        unit.commit()
    return (letter, items, in_doubt) if items else None


def compose(
    letter: AlertLetter, items: Sequence[AlertItem], sender: str, site: str, *, in_doubt: bool = False
) -> EmailMessage:
    """Write a letter; it names acts and holds nothing of their text."""
    search = letter.search
    site = site.rstrip("/")
    found = plural(len(items), "акт", "акта", "актов")
    message = EmailMessage()
    message["Subject"] = f"Реестр: {search.name} — {found}"
    message["From"] = sender
    message["To"] = wire_address(search.mail_to)
    message["Date"] = format_datetime(letter.made_at)
    message["Message-ID"] = f"<{letter.id}@{parseaddr(sender)[1].rpartition('@')[2] or 'registry'}>"
    message["Auto-Submitted"] = "auto-generated"
    lines = [_DOUBT] if in_doubt else []
    lines.append(f"По сохранённому поиску «{search.name}» найдено новое: {found}.\n")
    for number, item in enumerate(items, 1):
        lines += _about(number, item, site)
    if site:
        lines.append(f"Все результаты поиска: {site}/searches/{search.id}/open\n")
    lines.append(_FOOT)
    message.set_content("\n".join(lines), cte="base64")
    return message


def _about(number: int, item: AlertItem, site: str) -> list[str]:
    act = item.act
    news = "новый" if item.act_version == 1 else "изменена карточка"
    lines = [
        f"{number}. {sentence(name_of(act.kind, act.number_raw, act.date))} ({news})",
        f"   {act.title}",
        f"   {act.body}",
    ]
    if site:
        lines.append(f"   {site}/acts/{act.id}")
    return [*lines, ""]
