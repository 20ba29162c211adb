"""A long text that Telegram's apps send as several messages: whether one is only a piece, and how the pieces were joined.

An app cuts a text that does not fit at the end of its last line, if that is in the second half of a message, and else near its end, in the middle of a line.
Whatever is counted here is UTF-16 units.
"""

from __future__ import annotations

from ..markup import UNITS, units

FULL = 3900
"""From here on a message may have been cut in the middle of a line."""
ENDS = ("。", "！", "？", "；", "：", "”", "’", "」", "）", "…", ".", "!", "?")
"""What a line ends with."""


def is_full(text: str) -> bool:
    """Whether a message is most likely only a piece of a text: it fills its message."""
    return units(text) >= FULL


def may_be_cut(text: str) -> bool:
    """Whether a message may be only a piece of a text."""
    return units(text) > UNITS // 2


def gap_after(piece: str) -> str:
    """What stood between a piece and the next one: nothing where it was cut in the middle of a line."""
    last_line = piece.rpartition("\n")[0]
    at_line = piece.endswith(ENDS) and units(last_line) > UNITS // 2 and units(piece) < UNITS
    return "\n" if at_line or not is_full(piece) else ""


def together(parts: list[str]) -> str:
    """Messages as the text they are pieces of."""
    return "".join(part + gap_after(part) for part in parts[:-1]) + "".join(parts[-1:])
