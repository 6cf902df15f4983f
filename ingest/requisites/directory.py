"""The directory of bodies: kinds, short names and history (``bodies.toml`` beside this module).

Reads: a name. Writes: the name that the directory gives. A name that the directory does not hold stays as written.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Final

from domain.text import body_key


@dataclass(frozen=True, slots=True)
class BodyKind:
    """A kind of bodies: noun and its genitive in lower case, gender (``m``, ``f``, ``n``)."""

    noun: str
    genitive: str
    gender: str
    place: bool = False
    """The name of a territory follows the noun, not a field of work."""
    post: bool = False
    """A person who adopts acts alone."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the directory under one name; a renamed body is two entries, the older names its successors."""

    name: str
    aliases: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    successors: tuple[str, ...] = ()


def _read() -> tuple[tuple[BodyKind, ...], tuple[Body, ...]]:
    data = tomllib.loads(files("ingest.requisites").joinpath("bodies.toml").read_text("utf-8"))
    bodies = tuple(
        Body(
            name=row["name"],
            aliases=tuple(row.get("aliases", ())),
            since=_day(row.get("since")),
            until=_day(row.get("until")),
            successors=tuple(row.get("successors", ())),
        )
        for row in data["bodies"]
    )
    return tuple(BodyKind(**row) for row in data["kinds"]), bodies


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


BODY_KINDS, BODIES = _read()
_NEAR: Final = 0.9
"""How near a recognised name must be to one of the directory (ratio of difflib)."""

_FULL: Final = {body_key(body.name): body for body in BODIES}
_KNOWN: Final = {body_key(name): body for body in BODIES for name in (body.name, *body.aliases)}


def known_body(name: str) -> Body | None:
    """Return the body of the directory that has this name or short name.

    >>> known_body("МИНТРАНС РОССИИ").name
    'Министерство транспорта Российской Федерации'
    """
    return _KNOWN.get(body_key(name))


def near_body(name: str) -> Body | None:
    """Return the body of the directory whose full name is nearly this one, for names with misread letters."""
    near = difflib.get_close_matches(body_key(name), _FULL, n=1, cutoff=_NEAR)
    return _FULL[near[0]] if near else None


def existed_on(name: str, day: date) -> bool:
    """Return whether a body had this name on this day; True for a name without a history here.

    >>> existed_on("Минздравсоцразвития России", date(2015, 1, 1))
    False
    """
    body = known_body(name)
    if body is None:
        return True
    return (body.since is None or body.since <= day) and (body.until is None or day <= body.until)
