"""Containers of signatures that would harm a careless parser."""

from __future__ import annotations

SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")


def sequence(content: bytes, *, claims: int | None = None) -> bytes:
    """A sequence; ``claims``: the length that it says instead of its own."""
    length = len(content) if claims is None else claims
    return b"\x30\x84" + length.to_bytes(4, "big") + content


def huge_length() -> bytes:
    """It says that four gigabytes follow."""
    return sequence(SIGNED_DATA + b"\xa0\x84\xff\xff\xff\xf0\x30", claims=0xFFFFFFFF)


def deep(levels: int = 100_000) -> bytes:
    """Sequences of no stated length in each other."""
    return b"\x30\x80" + SIGNED_DATA + b"\xa0\x80" + b"\x30\x80" * levels


def nested(levels: int = 5_000) -> bytes:
    """Sequences in each other, every one of the right length."""
    inner = b"\x05\x00"
    for _ in range(levels):
        inner = sequence(inner)
    return sequence(SIGNED_DATA + b"\xa0\x84" + len(inner).to_bytes(4, "big") + inner)


def wrong_parts() -> bytes:
    """Signed data whose parts are of other kinds than they must be."""
    inner = sequence(b"\x0c\x01x" * 5)
    return sequence(SIGNED_DATA + b"\xa0\x84" + len(inner).to_bytes(4, "big") + inner)


def trailing(container: bytes, more: bytes = b"MZ\x90\x00") -> bytes:
    """A right container, and something else after its end."""
    return container + more


KINDS = {"huge-length": huge_length, "deep": deep, "nested": nested, "wrong-parts": wrong_parts}
