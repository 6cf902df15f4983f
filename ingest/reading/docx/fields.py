"""Fields whose result is no text of the document: those that show today, and those that a converter has written anew.

LibreOffice works out the fields of a DOC, RTF or ODT when it opens the file: the day of the conversion would stand
where the author saw the day of the act, and the place of our copy where she saw the name of hers.

Sources: ECMA-376 part 1, 17.16.5 (names of fields); what LibreOffice 7.4 makes of each was tried.
"""

from __future__ import annotations

from typing import Final

_TODAY: Final = frozenset({"DATE", "TIME"})
_ANEW: Final = _TODAY | {"FILENAME", "EDITTIME", "NUMWORDS", "NUMCHARS", "REVNUM"}
_BROKEN: Final = "Error: Reference source not found"
"""What LibreOffice writes for a reference to a place that is not there."""


class Fields:
    """What is known of the fields of one document."""

    def __init__(self, *, converted: bool) -> None:
        self._converted = converted
        """Whether a converter wrote the file that is read."""
        self.show_today = False
        """Whether a field that was met shows the day of today."""

    def is_dropped(self, instruction: str) -> bool:
        """Tell whether the result of a field is left out of the text."""
        name = instruction.split(maxsplit=1)[0].upper() if instruction.strip() else ""
        self.show_today = self.show_today or name in _TODAY
        return self._converted and name in _ANEW

    def is_fault(self, text: str) -> bool:
        """Tell whether a text is what the converter says of its own failure."""
        return self._converted and text == _BROKEN
