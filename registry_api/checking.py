"""What is used, whether it answers, whether the data agree, and what to do if not.

The substance of ``registry check``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, union_all

from domain.errors import MailUnavailable, ObjectCorrupted, ObjectMissing, RegisterError
from storage import journal, migrating, workers
from storage.models import File, OutboxEntry, Package

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import CompoundSelect

    from registry_api.root import Register


class Standing(StrEnum):
    """How a part stands: ``lacking`` is no error, the product works without it."""

    GOOD = "good"
    LACKING = "lacking"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check, in Russian."""

    part: str
    standing: Standing
    used: str
    advice: str = ""


def examine(
    house: Register, *, deep: bool = False, quick: bool = False, worker_here: bool = False
) -> Iterator[Finding]:
    """Look at every part; a part that does not answer is a finding, never an exception.

    ``quick`` asks only whether the parts answer; ``deep`` reads every file and checks its hash; ``worker_here`` makes
    it an error when no worker of this machine gives a sign of life.
    """
    yield _guarded("база данных", lambda: _database(house))
    yield _guarded("файлы", lambda: _objects(house))
    yield _guarded("индекс", lambda: _index(house))
    yield _guarded("очередь", lambda: _queue(house))
    yield _guarded("исполнители", lambda: _workers(house, here=worker_here))
    if house.settings["ANTIVIRUS"] != "off":
        yield _guarded("антивирус", lambda: _antivirus(house))
    if quick:
        return
    if house.mailer is not None:
        yield _guarded("почта", lambda: _mail(house))
    yield _guarded("сокращения и синонимы", lambda: _synonyms(house))
    yield _guarded("журнал", lambda: _journal(house))
    yield _guarded("файлы и записи", lambda: _files_agree(house, deep=deep))
    yield _guarded("индекс и записи", lambda: _index_agrees(house))
    yield from _tools()


def _guarded(part: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except RegisterError as error:
        return Finding(part, Standing.WRONG, "не отвечает", error.message)
    except Exception as error:  # noqa: BLE001 - a check must reach its end whatever a part does
        return Finding(
            part, Standing.WRONG, f"не отвечает ({type(error).__name__})", "Смотрите журнал сервера и настройки."
        )


def _database(house: Register) -> Finding:
    health = house.records.health()
    used = f"{health['backend']} {health['version']}"
    present = migrating.present(house.records)
    if present != migrating.NEWEST:
        return Finding("база данных", Standing.WRONG, f"{used}, схема {present}", "Выполните «registry db upgrade».")
    return Finding("база данных", Standing.GOOD, f"{used}, схема {present}")


def _objects(house: Register) -> Finding:
    health = house.objects.health()
    if not health.ok:
        return Finding("файлы", Standing.WRONG, f"{health.kind}: {health.place}", health.problem or "")
    return Finding("файлы", Standing.GOOD, f"{health.kind}: {health.place}")


def _index(house: Register) -> Finding:
    health = house.index.health()
    used = f"{health.engine}, актов {health.documents}"
    if not health.ok or health.outdated:
        return Finding("индекс", Standing.WRONG, used, f"{health.message} Выполните «registry index rebuild».")
    return Finding("индекс", Standing.GOOD, used)


def _mail(house: Register) -> Finding:
    mailer = house.mailer
    assert mailer is not None  # noqa: S101 - asked only when the settings want it
    try:
        mailer.greet()
    except MailUnavailable as error:
        return Finding("почта", Standing.LACKING, f"{mailer.host}:{mailer.port}", error.message)
    return Finding("почта", Standing.GOOD, f"{mailer.host}:{mailer.port}, {mailer.tls}")


def _synonyms(house: Register) -> Finding:
    problems = house.synonyms.table().problems
    if problems:
        return Finding("сокращения и синонимы", Standing.LACKING, f"не понято строк: {len(problems)}", problems[0])
    return Finding("сокращения и синонимы", Standing.GOOD, "таблица понята")


def _queue(house: Register) -> Finding:
    if not house.queue.is_prepared():
        return Finding("очередь", Standing.LACKING, "ещё не создана", "Выполните «registry db upgrade».")
    health = house.queue.health()
    return Finding("очередь", Standing.GOOD, f"DBOS на {health['backend']}, ждут {health['waiting']}")


def _workers(house: Register, *, here: bool) -> Finding:
    with house.records.reading() as session:
        names = [name for name in workers.alive(session) if workers.is_here(name) or not here]
    if names:
        return Finding("исполнители", Standing.GOOD, f"работают: {len(names)}")
    standing = Standing.WRONG if here else Standing.LACKING
    return Finding("исполнители", standing, "ни одного", "Запустите «registry serve» или «registry worker».")


def _antivirus(house: Register) -> Finding:
    from ingest.antivirus import ClamdError

    antivirus = house.antivirus
    assert antivirus is not None  # noqa: S101 - asked only when the settings want it
    try:
        return Finding("антивирус", Standing.GOOD, antivirus.clamd.version())
    except ClamdError:
        what = "файлы не принимаются" if antivirus.policy == "refuse" else "файлы принимаются без проверки"
        advice = f"Запустите clamd и сверьте REGISTRY_CLAMAV_ADDRESS; пока он не отвечает, {what}."
        return Finding("антивирус", Standing.WRONG, "не отвечает", advice)


def _journal(house: Register) -> Finding:
    with house.records.reading() as session:
        return Finding("журнал", Standing.GOOD, f"цепочка цела, записей {journal.verify(session)}")


def _files_agree(house: Register, *, deep: bool) -> Finding:
    lost, spoiled, count = [], [], 0
    with house.records.reading() as session:
        for sha256, size, name in session.execute(_kept()).yield_per(1000):
            count += 1
            try:
                if house.objects.stat(sha256).size != size:
                    spoiled.append(name)
                elif deep:
                    with house.objects.open(sha256):
                        pass
            except ObjectMissing:
                lost.append(name)
            except ObjectCorrupted:
                spoiled.append(name)
    if lost or spoiled:
        names = ", ".join((lost + spoiled)[:5])
        return Finding(
            "файлы и записи",
            Standing.WRONG,
            f"нет файлов: {len(lost)}, испорчено: {len(spoiled)} из {count}",
            f"Восстановите из резервной копии: {names}",
        )
    return Finding("файлы и записи", Standing.GOOD, f"сходятся, файлов {count}" + (", хеши проверены" if deep else ""))


def _kept() -> CompoundSelect[Any]:
    """Return what the store must hold: files of the records, and packages, which have no file row."""
    return union_all(select(File.sha256, File.size, File.name), select(Package.sha256, Package.size, Package.name))


def _index_agrees(house: Register) -> Finding:
    differences = house.indexer.check()
    with house.records.reading() as session:
        waiting = set(session.scalars(select(OutboxEntry.act_id).distinct()))
    wrong = [difference for difference in differences if difference.act_id not in waiting]
    if wrong:
        return Finding(
            "индекс и записи",
            Standing.WRONG,
            f"расхождений {len(wrong)}",
            "Выполните «registry index check --repair».",
        )
    used = "сходятся" if not waiting else f"ждут индексации: {len(waiting)}"
    return Finding("индекс и записи", Standing.GOOD, used)


def _tools() -> Iterator[Finding]:
    from ingest.reading import Tools
    from ingest.reading.isolation import confinement

    tools = Tools.find()
    for tool in (*tools.report(), *confinement.report(tools)):
        if tool.present:
            yield Finding(tool.name, Standing.GOOD, tool.version or "есть")
        elif tool.package:
            yield Finding(tool.name, Standing.LACKING, "нет", f"{tool.purpose}: установите пакет {tool.package}.")
        else:
            yield Finding(tool.name, Standing.LACKING, "нет", f"{tool.purpose[0].upper()}{tool.purpose[1:]}.")
