"""Latin letters read as Russian ones by their sound, in the ways in which people write Russian with them.

Reads: a word in small Latin letters. Writes: the Russian words that it may be, most likely first.
"""

from __future__ import annotations

import re
from itertools import islice, product
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST: Final = 200
"""Most readings of one word."""
_SOUNDS: Final[dict[str, tuple[str, ...]]] = {
    "shch": ("щ",),
    "sch": ("щ", "сч"),
    "tch": ("тч",),
    "iya": ("ия",),
    "iyu": ("ию",),
    "iye": ("ие",),
    "yye": ("ые",),
    "zh": ("ж",),
    "kh": ("х",),
    "ch": ("ч",),
    "sh": ("ш",),
    "ts": ("ц", "тс"),
    "tz": ("ц",),
    "yu": ("ю",),
    "ju": ("ю",),
    "iu": ("ю", "иу"),
    "ya": ("я",),
    "ja": ("я",),
    "ia": ("ия", "я", "иа"),
    "yo": ("е", "йо"),
    "jo": ("е", "йо"),
    "ye": ("е", "ые"),
    "je": ("е",),
    "iy": ("ий",),
    "yi": ("ый", "ии"),
    "yy": ("ый",),
    "yj": ("ый",),
    "ij": ("ий",),
    "a": ("а",),
    "b": ("б",),
    "c": ("ц", "к"),
    "d": ("д",),
    "e": ("е", "э"),
    "f": ("ф",),
    "g": ("г",),
    "h": ("х",),
    "i": ("и", "й"),
    "j": ("й", "ж"),
    "k": ("к",),
    "l": ("л",),
    "m": ("м",),
    "n": ("н",),
    "o": ("о",),
    "p": ("п",),
    "q": ("к",),
    "r": ("р",),
    "s": ("с",),
    "t": ("т",),
    "u": ("у",),
    "v": ("в",),
    "w": ("в", "ш"),
    "x": ("кс", "х"),
    "y": ("ы", "й", "и"),
    "z": ("з",),
    "'": ("ь", "ъ"),
}
_PLURAL: Final = re.compile("(?<=[bcdfghjklmnpqrstvwxz])ye$")
"""«zemlyanye»: after a consonant it is «ые» rather than «е»."""
_SOFT: Final = frozenset("лнтсрдзв")
"""Letters after which the soft sign is often left out: «stroitelstvo»."""


def readings_of(word: str) -> list[str]:
    """Return what a word may be in Russian, the plain reading first.

    >>> readings_of("kladbische")[0]
    'кладбище'
    """
    ways = [_PLURAL.sub("yye", word), word] if _PLURAL.search(word) else [word]
    plain = list(islice(("".join(parts) for way in ways for parts in product(*_pieces(way))), _MOST))
    softened = (made for reading in plain[:4] for made in _softened(reading))
    return list(dict.fromkeys([*plain, *islice(softened, _MOST)]))


def _pieces(word: str) -> Iterator[tuple[str, ...]]:
    at = 0
    while at < len(word):
        size = next((size for size in (4, 3, 2) if word[at : at + size] in _SOUNDS and at + size <= len(word)), 1)
        yield _SOUNDS.get(word[at : at + size], (word[at],))
        at += size


def _softened(reading: str) -> Iterator[str]:
    """Yield a reading with one soft sign that was not typed."""
    for at, letter in enumerate(reading, 1):
        if letter in _SOFT and reading[at : at + 1] not in set("аеиоуыэюяьъй"):
            yield f"{reading[:at]}ь{reading[at:]}"
