"""What every expected failure is: a code, a sentence, data."""

from __future__ import annotations


class RegisterError(Exception):
    """An expected failure: ``code`` (stable), ``message`` (Russian, says what to do), ``details`` (plain data)."""

    code: str = "error"
    message: str = (
        "Не получилось выполнить действие. Повторите попытку, а если не поможет — обратитесь к администратору."
    )
    exit_code: int = 1

    def __init__(self, message: str | None = None, /, **details: object) -> None:
        """Take a more exact sentence than the class's own, and the data that belongs to it."""
        self.message = message or type(self).message
        self.details: dict[str, object] = details
        super().__init__(self.message)

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a child process with message and details."""
        return _restore, (type(self), self.message, self.details)


def _restore(cls: type[RegisterError], message: str, details: dict[str, object]) -> RegisterError:
    return cls(message, **details)


def all_codes() -> dict[str, type[RegisterError]]:
    """Every code with its class; two classes never share a code (a test holds it)."""
    found: dict[str, type[RegisterError]] = {}
    waiting: list[type[RegisterError]] = [RegisterError]
    while waiting:
        cls = waiting.pop()
        found[cls.code] = cls
        waiting.extend(cls.__subclasses__())
    return found
